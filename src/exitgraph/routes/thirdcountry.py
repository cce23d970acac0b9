"""Which territories passed may be invoked as a third country, and under which limb.

Regulation (EU) 2024/1348, Article 59(5)(b), and from 2026-06-12 as amended by Regulation (EU) 2026/463: a connection,
transit, or an agreement (not for unaccompanied minors). Which limb applies when, and to whom not, is read from claims
in force (relation ``setsProcedure``); nothing here says that a territory is safe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exitgraph.routes.effects import RESIDENCE_PAPERS
from exitgraph.routes.explain import third_countries
from exitgraph.vocabulary import iri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.claims.values import Iri
    from exitgraph.routes.rule import Named
    from exitgraph.routes.search import Itinerary
    from exitgraph.routes.state import World

EUROPEAN_UNION = iri("region:eu")
CONNECTION = iri("concept:safe-third-state-connection")
TRANSIT = iri("concept:transit-through-safe-third-state")
AGREEMENT = iri("concept:agreement-with-safe-third-state")
_NAMES = {CONNECTION: "connection", TRANSIT: "transit", AGREEMENT: "agreement"}


class Limb(NamedTuple):
    """A limb that may be invoked: its name, the claims of the law, and those that it would rest on in this case.

    ``certain`` tells whether it is certainly law for that State on that day.
    """

    limb: str
    certain: bool
    law: tuple[Iri, ...]
    claims: tuple[Iri, ...]


class ThirdCountry(NamedTuple):
    """A territory passed outside the Union, the limbs, and designations of it by the State of the goal."""

    territory: Iri
    limbs: tuple[Limb, ...]
    designations: tuple[Iri, ...]


def invocable(world: World, itinerary: Itinerary) -> tuple[ThirdCountry, ...]:
    """Give the third-country exposure of an itinerary; empty where its goal is no Member State of the Union.

    Parameters
    ----------
    world
        Rules of one snapshot and profile.
    itinerary
        A documented itinerary.
    """
    members = world.compiled.members.get(EUROPEAN_UNION, ())
    if itinerary.territory not in {member.territory for member in members if world.possible or not member.why}:
        return ()
    union = {member.territory for member in members}  # what may be a member is not surely outside
    law: dict[Iri, list[Named]] = {}
    for named in world.rules.limbs.get(itinerary.territory, ()):
        if named.condition is not None and (named.certain or world.possible):
            law.setdefault(named.condition, []).append(named)
    found = []
    for place in third_countries(world, itinerary):
        # Nobody's own State is a third one.
        if place in union or place in world.profile.nationalities:
            continue
        limbs = tuple(
            _limb(condition, law[condition], claims)
            for condition, claims in _grounds(world, itinerary, place)
            if condition in law
        )
        designated = world.rules.deemed_safe.get((itinerary.territory, place), ())
        designations = {item.claim for item in designated if item.certain or world.possible}
        found.append(ThirdCountry(place, limbs, tuple(sorted(designations))))
    return tuple(found)


def _limb(condition: Iri, law: list[Named], claims: tuple[Iri, ...]) -> Limb:
    stated = {claim for named in law for claim in named.claims}
    return Limb(_NAMES[condition], any(named.certain for named in law), tuple(sorted(stated)), claims)


def _grounds(world: World, itinerary: Itinerary, place: Iri) -> Iterator[tuple[Iri, tuple[Iri, ...]]]:
    """Give what each limb would rest on here: a connection shown, the way itself, an agreement."""
    papers = [
        leg
        for leg in itinerary.legs
        if leg.rule.action == "obtain" and leg.rule.to == place and leg.rule.document in RESIDENCE_PAPERS
    ]
    held = any(paper.issuer == place and paper.kind in RESIDENCE_PAPERS for paper in world.profile.holds)
    if papers or held or world.profile.at == place:
        yield CONNECTION, tuple(sorted({claim for leg in papers for claim in leg.claims}))
    entered = [leg for leg in itinerary.legs if leg.rule.action == "enter" and leg.rule.to == place]
    yield TRANSIT, tuple(sorted({claim for leg in entered for claim in leg.claims}))
    agreements = world.rules.agreements.get((itinerary.territory, place), ())
    agreed = {claim for item in agreements if item.certain or world.possible for claim in item.claims}
    if agreed:
        yield AGREEMENT, tuple(sorted(agreed))
