"""Why there is no itinerary: the preconditions that fail, nearest to success first (J10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.claims.values import Iri
    from exitgraph.routes.rule import Contest, Rule
    from exitgraph.routes.state import State, Unmet, World


class NearMiss(NamedTuple):
    """A rule into the destination and what it lacks from the states nearest to it."""

    rule: Rule
    unmet: tuple[Unmet, ...]


class WhyNot(NamedTuple):
    """Why a destination is not reached.

    ``near`` is ordered by the number of unmet preconditions; ``documented_entry`` tells whether any claim in force
    documents an entry; ``against`` are claims by which the destination bars, refuses or sends elsewhere; ``deems_safe``
    its safe-country claims about territories, each with the claims that make it.
    """

    territory: Iri | None
    near: tuple[NearMiss, ...]
    documented_entry: bool
    against: tuple[Contest, ...] = ()
    deems_safe: tuple[tuple[Iri, tuple[Iri, ...]], ...] = ()


def why_not(world: World, reached: Sequence[State], territory: Iri) -> WhyNot:
    """Explain why a territory is not a goal that was found.

    Parameters
    ----------
    world
        Rules of one snapshot and profile.
    reached
        Every state that the search reached, its start included.
    territory
        The destination asked about.
    """
    into = [rule for rule in world.rules.legs if rule.to == territory]
    deems = [
        (other, tuple(sorted({item.claim for item in found})))
        for (state, other), found in world.rules.deemed_safe.items()
        if state == territory
    ]
    return WhyNot(
        territory,
        nearest(world, reached, into),
        any(rule.action == "enter" for rule in into),
        world.rules.against.get(territory, ()),
        tuple(sorted(deems)),
    )


def missing_at_start(world: World, reached: Sequence[State]) -> WhyNot:
    """Explain an answer without a destination: what the next leg lacks from the places that are reached.

    Only rules of entry and issue are looked at whose place is reached: that one cannot apply where one cannot be says
    nothing new.
    """
    onward = [rule for rule in (*world.rules.enter, *world.rules.obtain) if rule.to != world.start.territory]
    near = [miss for miss in nearest(world, reached, onward) if all(unmet.kind != "place" for unmet in miss.unmet)]
    fewest = min((len(miss.unmet) for miss in near), default=0)
    return WhyNot(None, tuple(miss for miss in near if len(miss.unmet) == fewest), documented_entry=bool(near))


def nearest(world: World, reached: Sequence[State], rules: Iterable[Rule]) -> tuple[NearMiss, ...]:
    """Give for each rule that no reached state meets the smallest sets of unmet preconditions, all ties."""
    found: dict[tuple[int, tuple[str, ...], tuple[Unmet, ...]], NearMiss] = {}
    # What a rule lacks does not depend on the territories passed.
    states = list(dict.fromkeys(state._replace(transited=frozenset()) for state in reached))
    for rule in rules:
        lacks = {tuple(world.unmet(rule, state)) for state in states if state.territory != rule.to or rule.at}
        # Who is nowhere but in the territory already lacks nothing to enter it.
        fewest = min((len(item) for item in lacks), default=0)
        for item in lacks:
            if len(item) == fewest and item:
                found[fewest, rule.order, item] = NearMiss(rule, item)
    return tuple(found[key] for key in sorted(found))
