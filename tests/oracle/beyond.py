"""What an answer says besides its itineraries: limbo, the exposure of third countries, and what changed.

A limbo is looked for in the whole graph of territory and papers, without any bound on legs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from exitgraph.vocabulary import iri, local_name, xg
from oracle.journeys import STEP
from oracle.said import NOTHING, Names, Paper, Strength, role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.claims import Claim
    from oracle.journeys import Oracle, Way

UNION = iri("region:eu")
PERMIT = iri("document:residence-permit")
INADMISSIBLE = iri("concept:inadmissibility-safe-third-state")
#: The limb that a condition of `setsProcedure` is.
LIMBS = {
    "safe-third-state-connection": "connection",
    "transit-through-safe-third-state": "transit",
    "agreement-with-safe-third-state": "agreement",
}
#: The relation that tells of an agreement on examining claims.
AGREEMENT = "hasAgreementWith"
#: What is said of the nationals of the territory that is named.
OF_NATIONALS = ("safe-country-of-origin", "accelerated-list", "only-own-nationals")
STAYS = ("stayMinDays", "stayMaxDays", "stayWindowDays")


class Stay(NamedTuple):
    """How long somebody may stay, as one claim says."""

    least: Any
    most: Any
    window: Any
    claim: str


def limbo(oracle: Oracle, levels: Iterable[str], to: Iterable[str] = (), *, limit: int = 4000) -> set[str] | None:
    """Give the territories that are reached and from which no goal of the levels is, by any number of legs.

    ``None`` when there are more than ``limit`` states of territory and papers to look at.
    """
    levels, wanted = tuple(levels), tuple(to)
    # Who asks to reach one territory ends there.
    end = wanted[0] if levels == ("reach",) and len(wanted) == 1 else None
    further: dict[Way, set[Way]] = {}
    leads: set[Way] = set()
    queue = [_bare(oracle.start())]
    while queue and len(further) <= limit:
        way = queue.pop()
        if way in further:
            continue
        moves = [] if further and way.territory == end else list(oracle.moves(way))
        further[way] = {_bare(after) for step, after in moves if step.action in ("enter", "obtain")}
        queue.extend(further[way])
        if any(step.action == STEP[level] and oracle.fits(step.to, wanted) for step, _ in moves for level in levels):
            leads.add(way)
    if queue:
        return None
    grew = True
    while grew:
        more = {way for way, after in further.items() if way not in leads and after & leads}
        grew = bool(more)
        leads |= more
    reached = {way.territory for way in further} - {oracle.asked.origin, oracle.asked.at, *oracle.asked.nationalities}
    arrived = {place for place in reached if "reach" in levels and oracle.fits(place, wanted)}
    return reached - {way.territory for way in leads} - arrived


def _bare(way: Way) -> Way:
    """Forget everything that does not decide which legs can be made."""
    return way._replace(gone=NOTHING, legs=0, strength=Strength())


def stays(oracle: Oracle, territory: str) -> set[Stay]:
    """Give the stays that claims in force about the profile give for a territory, possible ones included."""
    found = set()
    for claim, _ in oracle.said.live("limitsStay", "admits"):
        least, most, window = (claim.role(xg(name)) for name in STAYS)
        near = any(place == territory for place, _, _ in oracle.said.members(claim.subject))
        if near and (least, most, window) != (None, None, None):
            found.add(Stay(least, most, window, claim.iri))
    return found


def belongs(oracle: Oracle, region: str, place: str) -> bool:
    """Whether a territory is a member of a region, certainly where only certain answers are asked for."""
    return any(member == place and (firm or oracle.possible) for member, _, firm in oracle.said.members(region))


def third_countries(
    oracle: Oracle, goal: str, passed: Names, obtained: frozenset[Paper]
) -> dict[str, dict[str, Names]]:
    """Give for each territory passed outside the Union the limbs that may be invoked, each with the claims of the limb.

    Empty for a goal outside the Union. The claims that a limb applies to the territory with are not among them.
    """
    if not belongs(oracle, UNION, goal):
        return {}
    limbs: dict[str, Names] = {}
    for claim, firm in oracle.said.live("setsProcedure"):
        limb = LIMBS.get(local_name(role(claim, "condition") or ""))
        binds = belongs(oracle, claim.subject, goal)
        if limb and claim.object == INADMISSIBLE and binds and (firm or oracle.possible):
            limbs[limb] = limbs.get(limb, NOTHING) | {claim.iri}
    # What may be a member is not surely outside.
    outside = passed - {goal, *oracle.asked.nationalities} - {member for member, _, _ in oracle.said.members(UNION)}
    return {place: _limbs_of(oracle, goal, place, obtained, limbs) for place in outside}


def _limbs_of(
    oracle: Oracle, goal: str, place: str, obtained: frozenset[Paper], limbs: dict[str, Names]
) -> dict[str, Names]:
    lived = place == oracle.asked.at or any(
        issuer == place and oracle.said.within(kind, PERMIT) for kind, issuer in obtained
    )
    agreed = any(
        (firm or oracle.possible) and claim.object == place and belongs(oracle, claim.subject, goal)
        for claim, firm in oracle.said.live(AGREEMENT)
    )
    applies = {"transit": True, "connection": lived, "agreement": agreed}
    return {limb: claims for limb, claims in limbs.items() if applies[limb]}


def designations(oracle: Oracle, goal: str, place: str) -> Names:
    """Give the claims by which the State of the goal, or a region of it, designates a territory as safe.

    What is said of the nationals of the territory is told to these.
    """
    return frozenset(
        claim.iri
        for claim, firm in oracle.said.live("deemsSafe")
        for (by, named), _, sure in oracle.said.spread(claim.subject, str(claim.object))
        if by == goal and named == place and (oracle.possible or (firm and sure))
        if place in oracle.asked.nationalities or not _of_nationals(claim)
    )


def _of_nationals(claim: Claim) -> bool:
    return any(local_name(role(claim, name) or "") in OF_NATIONALS for name in ("safeConcept", "scope"))
