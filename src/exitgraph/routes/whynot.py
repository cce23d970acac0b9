"""Why there is no itinerary: the preconditions that fail, nearest to success first (J10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.claims.values import Iri
    from exitgraph.routes.rule import Contest, Rule
    from exitgraph.routes.state import State, Unmet, World


_LAST_LEG = {"reach": "enter", "apply": "apply", "protection": "protected"}


class NearMiss(NamedTuple):
    """A rule into the destination and what it lacks from the states nearest to it."""

    rule: Rule
    unmet: tuple[Unmet, ...]


class WhyNot(NamedTuple):
    """Why a destination is not reached.

    ``near`` is ordered by the number of unmet preconditions; ``reached`` tells whether it can be entered, so that entry
    is not what is lacking; ``documented_entry`` whether any claim in force documents an entry; ``undocumented`` are the
    levels (``reach``, ``apply``, ``protection``) that no claim in force is about and that would have to be documented;
    ``against`` are claims by which the destination bars, refuses or sends elsewhere; ``deems_safe`` its safe-country
    claims about territories, each with the claims that make it.
    """

    territory: Iri | None
    near: tuple[NearMiss, ...]
    documented_entry: bool
    against: tuple[Contest, ...] = ()
    deems_safe: tuple[tuple[Iri, tuple[Iri, ...]], ...] = ()
    reached: bool = False
    undocumented: tuple[str, ...] = ()


def why_not(world: World, reached: Sequence[State], territory: Iri, levels: Sequence[str]) -> WhyNot:
    """Explain why a territory is not a goal that was found.

    Parameters
    ----------
    world
        Rules of one snapshot and profile.
    reached
        Every state that the search reached, its start included.
    territory
        The destination asked about.
    levels
        The goal levels asked for, of which one is enough.
    """
    into = [rule for rule in world.rules.legs if rule.to == territory]
    deems = [
        (other, tuple(sorted({item.claim for item in found})))
        for (state, other), found in world.rules.deemed_safe.items()
        if state == territory
    ]
    there = any(state.territory == territory for state in reached)
    documented = there or any(rule.action == "enter" for rule in into)
    undocumented = [] if documented else ["reach"]
    if not {_LAST_LEG[level] for level in levels} & {"enter", *(rule.action for rule in into)}:
        undocumented.append(levels[-1])
    return WhyNot(
        territory,
        nearest(world, reached, into),
        documented,
        world.rules.against.get(territory, ()),
        tuple(sorted(deems)),
        there,
        tuple(undocumented),
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
