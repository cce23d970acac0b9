"""Why an itinerary stands: the minimal sets of claims of each leg, the weakest leg, what it is exposed to.

The sets are why-provenance (Buneman, Khanna, Tan 2001, *Why and where: a characterization of data provenance*, ICDT):
each carries the leg by itself, and without any one of its claims it does not.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.routes.effects import EXPOSURES
from exitgraph.routes.rule import CREDIBILITIES, NO_YEAR, RELIABILITIES, Weight
from exitgraph.routes.state import LAND

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.claims.values import Iri
    from exitgraph.lines import Range
    from exitgraph.routes.rule import Exposure, Rule
    from exitgraph.routes.search import Itinerary, Leg
    from exitgraph.routes.state import State, World


class Weakest(NamedTuple):
    """The weakest leg of an itinerary: its place (from 1), and the ordinals of its claims."""

    leg: int
    weight: Weight


def minimal_sets(world: World, legs: Sequence[Leg], number: int) -> tuple[tuple[Iri, ...], ...]:
    """Give the minimal sets of claims that carry a leg, that of the itinerary first.

    Parameters
    ----------
    world
        Rules of one snapshot and profile.
    legs
        The legs of an itinerary.
    number
        Which one, from 0.
    """
    leg = legs[number]
    found = {frozenset(item): item for item in _sets(world, legs, number)}
    own = frozenset(leg.claims)
    least = [item for item in found if not any(other < item for other in found)]
    ordered = sorted((found[item] for item in least if item != own), key=lambda item: (len(item), item))
    return (leg.claims, *ordered) if own in least or not least else tuple(ordered)


def _sets(world: World, legs: Sequence[Leg], number: int) -> Iterable[tuple[Iri, ...]]:
    leg = legs[number]
    for rule in _same(world, leg):
        issued: tuple[tuple[Iri, ...], ...] = ((),)
        if rule.own_paper:
            giving = [
                earlier
                for earlier in range(number)
                if legs[earlier].rule.action == "obtain"
                and (legs[earlier].rule.document, legs[earlier].rule.to) == (rule.document, rule.issuer)
            ]
            issued = minimal_sets(world, legs, giving[-1]) if giving else issued
        links = world.links(leg.start, rule.to) if rule.mode == LAND else ((),)
        for given, link in product(issued, links):
            yield tuple(dict.fromkeys((*given, *rule.claims, *link)))


def _same(world: World, leg: Leg) -> list[Rule]:
    """Give every rule that carries the very same leg from the same state."""
    wanted = _identity(world, leg.rule)
    own = [rule for document in sorted(leg.state.holds) for rule in world.own_papers(document)]
    return [
        rule
        for rule in (*world.rules.legs, *own)
        if _identity(world, rule) == wanted and not world.unmet(rule, leg.state)
    ]


def _identity(world: World, rule: Rule) -> tuple[str | None, ...]:
    return (rule.action, rule.to, rule.document, shown_issuer(world, rule))


def shown_issuer(world: World, rule: Rule) -> Iri | None:
    """Give whose document it is, where that is one State and not the first of nationality."""
    if rule.action == "obtain":
        return rule.to
    if rule.document is None or len(rule.issuers) != 1 or rule.issuers == world.profile.nationalities[:1]:
        return None
    return rule.issuers[0]


def weakest(itinerary: Itinerary) -> Weakest:
    """Give the weakest leg: by basis, reliability, credibility, lines, then oldest year; of equal ones the earliest."""

    def strength(number: int) -> tuple[int, ...]:
        weight = itinerary.legs[number].weight
        return (-weight.basis, -weight.reliability, -weight.credibility, weight.lines, weight.oldest, number)

    number = min(range(len(itinerary.legs)), key=strength)
    return Weakest(number + 1, itinerary.legs[number].weight)


def third_countries(world: World, itinerary: Itinerary) -> list[Iri]:
    """Give the territories passed on the way, neither origin nor goal, in order of IRI."""
    return sorted(itinerary.transited - {itinerary.territory, world.profile.origin})


def exposure(world: World, itinerary: Itinerary) -> list[Exposure]:
    """Give returns and abductions from, and designations by the State of the goal of, the territories passed."""
    rules, found = world.rules, set()
    for place in third_countries(world, itinerary):
        found |= {item for item in rules.exposure.get(place, ()) if item.certain or world.possible}
        designated = rules.deemed_safe.get((itinerary.territory, place), ())
        found |= {item for item in designated if item.certain or world.possible}
    return sorted(found)


def goal_exposure(world: World, itinerary: Itinerary) -> list[Exposure]:
    """Give returns and abductions from the territory of the goal itself; they follow from it, and compare nothing."""
    found = world.rules.exposure.get(itinerary.territory, ())
    return sorted(item for item in found if item.certain or world.possible)


def why_possible(world: World, leg: Leg) -> str:
    """Say why a leg is possible only; empty if it is certain."""
    reasons = [leg.rule.why] if leg.rule.why else []
    if set(leg.contests) - set(leg.rule.contests):
        reasons.append("contested: leaving")
    linked = world.rules.journeys.get((leg.start, leg.rule.to), ()) if leg.rule.mode == LAND else ()
    if any(set(journey.claims) <= set(leg.claims) and not journey.certain for journey in linked):
        reasons.append("the journey that documents the way by land")
    return "; ".join(reasons)


def worst(exposures: Iterable[Exposure]) -> str | None:
    """Give the gravest kind of exposure, in the order of `EXPOSURES`."""
    kinds = {item.kind for item in exposures}
    return next((kind for kind in EXPOSURES if kind in kinds), None)


def contested_by(itinerary: Itinerary) -> list[Iri]:
    """Give the claims in force that stand against a leg, in order of IRI."""
    return sorted({contest.claim for leg in itinerary.legs for contest in leg.contests})


def year(weight: Weight) -> int | None:
    """Give the oldest year, or ``None`` where no claim was relied on."""
    return weight.oldest if weight.oldest != NO_YEAR else None


def grade(weight: Weight) -> str | None:
    """Set the two grades side by side, such as ``B2``; ``None`` where no claim was relied on."""
    if weight.oldest == NO_YEAR:
        return None
    return RELIABILITIES[weight.reliability] + CREDIBILITIES[weight.credibility]


def fewest_lines(world: World, itinerary: Itinerary) -> Range | None:
    """Give the fewest independent lines on a leg, at least and at most; ``None`` where no claim was relied on."""
    return world.compiled.lines(claim for leg in itinerary.legs for claim in leg.claims)


def in_order(states: Iterable[State]) -> list[State]:
    """Give states in an order that depends on content alone."""
    return sorted(
        set(states), key=lambda state: (state.territory, state.legal, sorted(state.holds), sorted(state.transited))
    )
