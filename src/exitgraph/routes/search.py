"""Exact search for the itineraries that no other one dominates.

Multi-label setting with dominance, level by level over the number of legs (Martins 1984, *On a multicriteria shortest
path problem*, European Journal of Operational Research 16(2), 236-245): each label is a state with the criteria of the
way there; at one territory and legal status a label is dropped when another one holds at least the same documents, has
passed a subset of the territories, and is no worse in any ordinal (J7, J8). Labels equal in all of that are kept once,
with the smallest serialisation and a count. Since every leg costs one, no later level can dominate an earlier one, so
each level is final when it has been pruned, and the answer is exact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.routes.effects import BASES
from exitgraph.vocabulary import xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exitgraph.claims.values import Iri
    from exitgraph.routes.rules import Contest, Rule
    from exitgraph.routes.state import State, World

MAX_LABELS = 200_000

_LEVEL_ACTION = {"reach": "enter", "apply": "apply", "protection": "protected"}
RETURNED = xg("returned")


class Leg(NamedTuple):
    """One step: the rule that carries it, the state it starts from, the claims behind it, and what contests it."""

    rule: Rule
    state: State
    claims: tuple[Iri, ...]
    contests: tuple[Contest, ...] = ()

    @property
    def start(self) -> Iri:
        """Where it starts."""
        return self.state.territory


@dataclass(frozen=True)
class Label:
    """A state, the legs that led there, and the criteria of the way."""

    state: State
    legs: tuple[Leg, ...] = ()
    basis: int = 0
    oldest: int = 9999
    count: int = 1

    @property
    def order(self) -> tuple[tuple[str, ...], ...]:
        """The serialisation that decides between equal labels."""
        return tuple((leg.start, *leg.rule.order) for leg in self.legs)


class Itinerary(NamedTuple):
    """A goal, the legs to it, and how many itineraries are equal to it in every criterion."""

    territory: Iri
    level: str
    label: Label

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The legs, in order."""
        return self.label.legs


class SearchResult(NamedTuple):
    """Itineraries in a fixed order, every state reached on the way, and the limit that stopped the search, if any."""

    itineraries: tuple[Itinerary, ...]
    reached: tuple[State, ...]
    stopped: str | None


def search(
    world: World, *, level: str, to: Iterable[Iri] = (), max_legs: int = 6, max_labels: int = MAX_LABELS
) -> SearchResult:
    """Find the non-dominated itineraries to a goal level.

    Parameters
    ----------
    world
        Rules of one snapshot and profile.
    level
        ``reach``, ``apply`` or ``protection``.
    to
        The territories that count as a goal; any but the one where the journey starts when empty.
    max_legs
        Bound on the number of legs; 0 finds nothing.
    max_labels
        Bound on the labels kept; ``stopped`` says when it was hit.

    Returns
    -------
    SearchResult
        ``stopped`` is ``None``, ``"max-legs"`` or ``"max-labels"``.
    """
    goals = frozenset(to)
    action = _LEVEL_ACTION[level]
    kept: dict[tuple[Iri, str], list[Label]] = {}
    fronts: dict[Iri, list[Label]] = {}
    frontier = _prune([Label(world.start)], kept, world)
    reached = [world.start]
    total, stopped = 1, None
    for _ in range(max_legs):
        candidates: list[Label] = []
        finished: dict[Iri, list[Label]] = {}
        for label in frontier:
            for grown in _expand(world, label):
                last = grown.legs[-1].rule
                if last.action == action and _is_goal(world, grown.state.territory, goals) and not _again(grown):
                    finished.setdefault(grown.state.territory, []).append(grown)
                    if last.action != "enter" or goals == {grown.state.territory}:
                        continue
                if last.action not in ("apply", "protected"):
                    candidates.append(grown)
        for territory, labels in finished.items():
            _merge(labels, fronts.setdefault(territory, []), world, at_goal=True)
        frontier = _prune(candidates, kept, world)
        reached += [label.state for label in frontier]
        total += len(frontier)
        if total > max_labels:
            stopped = "max-labels"
            break
        if not frontier:
            break
    if frontier and stopped is None and _goes_on(world, frontier, kept, action, max_legs):
        stopped = "max-legs"
    found = [
        Itinerary(territory, level, label) for territory in sorted(fronts) for label in _in_order(fronts[territory])
    ]
    return SearchResult(tuple(found), tuple(reached), stopped)


def _is_goal(world: World, territory: Iri, goals: frozenset[Iri]) -> bool:
    return territory in goals if goals else territory not in (world.profile.origin, world.start.territory)


def _again(label: Label) -> bool:
    """Whether the last leg enters a territory that an earlier leg had entered: the first one reached it (J9)."""
    *before, last = (leg.rule for leg in label.legs)
    return last.action == "enter" and any((rule.action, rule.to) == (last.action, last.to) for rule in before)


def _goes_on(
    world: World, frontier: list[Label], kept: dict[tuple[Iri, str], list[Label]], action: str, max_legs: int
) -> bool:
    """Whether one more leg would have led to something that nothing dominates."""
    if max_legs == 0:
        return any(True for label in frontier for _ in _expand(world, label))
    grown = [item for label in frontier for item in _expand(world, label)]
    if any(item.legs[-1].rule.action == action for item in grown):
        return True
    copies = {place: list(labels) for place, labels in kept.items()}
    return bool(_prune([item for item in grown if item.legs[-1].rule.action in ("enter", "obtain")], copies, world))


def _expand(world: World, label: Label) -> Iterator[Label]:
    state = label.state
    for rule in world.entries(state):
        if rule.to == state.territory or world.needs_beside(rule, state):
            continue
        if not world.unmet(rule, state):
            yield _grow(world, label, rule)
    for rule in (*world.rules.obtain, *world.rules.apply, *world.rules.protected):
        if rule.action == "obtain" and world.after(rule, state) == state:
            continue
        if not world.unmet(rule, state):
            yield _grow(world, label, rule)


def _grow(world: World, label: Label, rule: Rule) -> Label:
    state = label.state
    claims: tuple[Iri, ...] = (rule.claim,) if rule.claim else ()
    if rule.claim is None:
        # The issuer's own paper rests on the claim that it was issued; one held from the start rests on none.
        giving = [leg for leg in label.legs if leg.rule.action == "obtain" and leg.rule.document == rule.document]
        claims = giving[-1].claims if giving else ()
    contests = (*rule.contests, *world.leaving(rule, state)) if rule.action == "enter" else rule.contests
    leg = Leg(rule, state, claims, tuple(sorted(set(contests))))
    return Label(
        world.after(rule, state),
        (*label.legs, leg),
        max(label.basis, BASES.index(rule.basis)),
        min(label.oldest, rule.year),
        label.count,
    )


def dominates(one: Label, other: Label, world: World, *, at_goal: bool = False) -> bool:
    """Whether one label is at least as good as another in everything (J8); equal labels dominate each other.

    At the goal the documents held no longer count: a way that gathers one more on the side is no other itinerary.
    """
    holds = at_goal or (one.state.holds >= other.state.holds and _tested(one, world) == _tested(other, world))
    return (
        holds
        and len(one.legs) <= len(other.legs)
        and one.basis <= other.basis
        and one.oldest >= other.oldest
        and one.state.transited <= other.state.transited
    )


def _tested(label: Label, world: World) -> frozenset[tuple[Iri, Iri]]:
    """Give the documents held of which some rule wants that they are not."""
    if not world.tested_negatively:
        return frozenset()
    return frozenset(
        (kind, document.issuer)
        for document in label.state.holds
        for kind in world.tested_negatively
        if kind in world.knowledge.broader(document.kind)
    )


def _merge(labels: list[Label], front: list[Label], world: World, *, at_goal: bool = False) -> list[Label]:
    """Put labels into a front; give those that stayed."""
    new: list[Label] = []
    for label in sorted(labels, key=lambda item: item.order):
        for place, kept in enumerate(front):
            if dominates(kept, label, world, at_goal=at_goal):
                if dominates(label, kept, world, at_goal=at_goal) and any(kept is item for item in new):
                    front[place] = merged = replace(kept, count=kept.count + label.count)
                    new[next(i for i, item in enumerate(new) if item is kept)] = merged
                break
        else:
            gone = [item for item in front if dominates(label, item, world, at_goal=at_goal)]
            front[:] = [item for item in front if not any(item is old for old in gone)]
            new = [item for item in new if not any(item is old for old in gone)]
            front.append(label)
            new.append(label)
    return new


def _prune(labels: list[Label], kept: dict[tuple[Iri, str], list[Label]], world: World) -> list[Label]:
    """Keep of one level what nothing dominates, in a fixed order."""
    by_place: dict[tuple[Iri, str], list[Label]] = {}
    for label in labels:
        by_place.setdefault((label.state.territory, label.state.legal), []).append(label)
    return [label for place in sorted(by_place) for label in _merge(by_place[place], kept.setdefault(place, []), world)]


def _in_order(labels: list[Label]) -> list[Label]:
    return sorted(labels, key=lambda label: (len(label.legs), label.basis, -label.oldest, label.order))
