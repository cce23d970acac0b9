"""Exact search for the itineraries that no other one dominates.

Multi-label setting with dominance, level by level over the number of legs (Martins 1984, *On a multicriteria shortest
path problem*, European Journal of Operational Research 16(2), 236-245): each label is a state with the criteria of the
way there; at one place a label is dropped when another one holds at least the same documents, has passed a subset of
the territories, and is no worse in any ordinal (J7, J8). Labels equal in all of that are kept once, with the smallest
serialisation and a count. Since every leg costs one, no later level can dominate an earlier one, so each level is final
when it has been pruned, and the answer is exact.

A move that can be made from anywhere is not tried again after an entry: it was tried from the place before with the
same documents, which gave the same state with a leg and a territory less. Documents that could not all be needed any
more are not gathered (`exitgraph.routes.moves.Needs`; both in `docs/decisions/0017`).
"""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.routes.moves import Moves
from exitgraph.routes.rule import Weight, no_worse
from exitgraph.routes.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from exitgraph.claims.values import Iri
    from exitgraph.routes.moves import Move
    from exitgraph.routes.rule import Contest, Rule
    from exitgraph.routes.state import World

MAX_LABELS = 200_000

_LEVEL_OF = {"enter": "reach", "apply": "apply", "protected": "protection"}


class Leg(NamedTuple):
    """One step: the rule that carries it, the state it starts from, the claims behind it, and what contests it.

    ``weight`` is that of the rule and of the claims that link the two places.
    """

    rule: Rule
    state: State
    claims: tuple[Iri, ...]
    weight: Weight
    contests: tuple[Contest, ...] = ()

    @property
    def start(self) -> Iri:
        """Where it starts."""
        return self.state.territory


class Itinerary(NamedTuple):
    """A goal, the legs to it, its criteria, and how many itineraries are equal to it in every criterion."""

    territory: Iri
    level: str
    legs: tuple[Leg, ...]
    weight: Weight
    transited: frozenset[Iri]
    equal: int


class SearchResult(NamedTuple):
    """Itineraries in a fixed order, every state reached on the way, and the limit that stopped the search, if any."""

    itineraries: tuple[Itinerary, ...]
    reached: tuple[State, ...]
    stopped: str | None


class _Label:
    """A state, the way there and its criteria, packed."""

    __slots__ = ("count", "held", "legs", "move", "order", "parent", "passed", "place", "tested", "used", "weight")

    def __init__(
        self,
        place: int,
        held: int,
        tested: int,
        passed: int,
        weight: Weight,
        order: tuple[object, ...] = (),
        parent: _Label | None = None,
        move: Move | None = None,
        count: int = 1,
    ) -> None:
        self.place, self.held, self.tested, self.passed, self.weight = place, held, tested, passed, weight
        self.order, self.parent, self.move, self.count = order, parent, move, count
        self.legs: int = parent.legs + 1 if parent else 0
        self.used: int = parent.used | move.papers & held if parent and move else held

    def way(self) -> list[_Label]:
        """Give the labels from the start to this one."""
        label, found = self, [self]
        while label.parent is not None:
            label = label.parent
            found.append(label)
        return found[::-1]


def search(
    world: World,
    *,
    levels: Sequence[str],
    to: Iterable[Iri] = (),
    explained: Iterable[Iri] = (),
    max_legs: int = 6,
    max_labels: int = MAX_LABELS,
) -> SearchResult:
    """Find the non-dominated itineraries to one goal level or several.

    Parameters
    ----------
    world
        Rules of one snapshot and profile.
    levels
        Of ``reach``, ``apply`` and ``protection``; answers come in that order.
    to
        The territories that count as a goal; any but the one where the journey starts when empty.
    explained
        Territories of which `why_not` is to be asked: papers for them are carried out of them too.
    max_legs
        Bound on the number of legs; 0 finds nothing.
    max_labels
        Bound on the labels kept; ``stopped`` says when it was hit.

    Returns
    -------
    SearchResult
        ``stopped`` is ``None``, ``"max-legs"`` or ``"max-labels"``.
    """
    return _Search(world, tuple(levels), frozenset(to), frozenset(explained)).run(max_legs, max_labels)


class _Search:
    def __init__(self, world: World, levels: tuple[str, ...], goals: frozenset[Iri], explained: frozenset[Iri]) -> None:
        self.world, self.levels = world, levels
        self.moves = moves = Moves(world)
        self.wanted = {moves.number[goal] for goal in goals if goal in moves.number}
        self.any_goal = not goals
        self.explained = {moves.number[place] for place in explained if place in moves.number}
        #: Where a journey ends whose one goal is reached, by the documents held.
        self.ended: dict[int, State] = {}
        self.not_a_goal = {moves.number[world.profile.origin], moves.number[world.start.territory]}
        self.kept: dict[int, _Front] = defaultdict(_Front)
        self.fronts: dict[str, dict[int, _Front]] = {level: defaultdict(_Front) for level in levels}

    def run(self, max_legs: int, max_labels: int) -> SearchResult:
        moves, start = self.moves, self.world.start
        held = moves.held(start.holds)
        passed = sum(1 << moves.number[place] for place in start.transited)
        first = _Label(moves.number[start.territory], held, self._tested(held), passed, Weight())
        self.kept[first.place].merge([first])
        frontier, labels, stopped = [first], [first], None
        for _ in range(max_legs):
            frontier, finished = self._level(frontier)
            self._finish(finished)
            labels += frontier
            if len(labels) > max_labels:
                stopped = "max-labels"
                break
            if not frontier:
                break
        found = [
            self._itinerary(label, level)
            for level in self.levels
            for place in sorted(self.fronts[level])
            for label in sorted(self.fronts[level][place], key=_presented)
        ]
        # Last, since looking one leg further adds to the fronts and to the states where a journey ended.
        ended = tuple(self.ended.values())
        if frontier and stopped is None and self._goes_on(frontier):
            stopped = "max-legs"
        return SearchResult(tuple(found), (*(self._state(label) for label in labels), *ended), stopped)

    def _tested(self, held: int) -> int:
        bits = 0
        for number, tested in enumerate(self.moves.tested):
            if held >> number & 1:
                bits |= tested
        return bits

    # -- one level ------------------------------------------------------------------------------------

    def _level(self, frontier: list[_Label]) -> tuple[list[_Label], dict[tuple[str, int], list[_Label]]]:
        """Make every leg from the labels of one level; give the labels that stay, and those at a goal."""
        grown: dict[int, list[_Label]] = {}
        finished: dict[tuple[str, int], list[_Label]] = {}
        for label in frontier:
            for move in self._open(label):
                level = _LEVEL_OF.get(move.action)
                if level in self.fronts and self._is_goal(move, label):
                    finished.setdefault((level, move.to), []).append(self._grow(label, move))
                    if level == "reach" and self.wanted == {move.to}:
                        if label.held not in self.ended:
                            self.ended[label.held] = self.world.after(move.rule, self._state(label))
                        continue
                if level is None or level == "reach":
                    self._candidate(label, move, grown)
        return [label for place in sorted(grown) for label in self.kept[place].merge(grown[place])], finished

    def _open(self, label: _Label) -> Iterator[Move]:
        """Give the moves that can be made from a label, but for those known to lead to a dominated one."""
        moves, held = self.moves, label.held
        before = label.parent
        tried = before is not None and before.held == held and not moves.banned(before.place)
        for listed in (() if tried else moves.free(label.place), moves.special(label.place)):
            for move in listed:
                if move.action == "enter":
                    pending = held & ~(label.used | move.papers)
                    if move.to == label.place or (pending and not self._worth(label.place, move.to, pending)):
                        continue
                elif move.gains and (move.gains & held or not moves.needs.useful((held | move.gains) & ~label.used)):
                    continue
                if move.open_to(held):
                    yield move

    def _worth(self, place: int, to: int, pending: int) -> bool:
        needs = self.moves.needs
        return needs.worth(place, to, pending) or (place in self.explained and needs.back(place, pending))

    def _is_goal(self, move: Move, label: _Label) -> bool:
        if move.to in self.not_a_goal if self.any_goal else move.to not in self.wanted:
            return False
        # A territory that an earlier leg entered was reached by that one (J9).
        return move.action != "enter" or all(
            earlier.move is None or (earlier.move.action, earlier.move.to) != ("enter", move.to)
            for earlier in label.way()
        )

    def _candidate(self, label: _Label, move: Move, grown: dict[int, list[_Label]]) -> None:
        """Put the label that a move makes among those of its place, unless an earlier level dominates it."""
        entered = move.action == "enter"
        place = move.to if entered else label.place
        held = label.held | move.gains
        passed = label.passed
        if entered:
            passed |= (1 << move.to) & ~self.moves.origin_bit
        weight = label.weight.and_(move.weight)
        tested = self._tested(held) if move.gains else label.tested
        kept = self.kept.get(place)
        if kept is not None and kept.no_worse_than(held, tested, passed, weight):
            return
        grown.setdefault(place, []).append(
            _Label(place, held, tested, passed, weight, _order(label, move), label, move, label.count * move.times)
        )

    def _grow(self, label: _Label, move: Move) -> _Label:
        """Make the label at a goal; documents no longer count there, and the person may stay where they are."""
        passed = label.passed
        if move.action == "enter":
            passed |= (1 << move.to) & ~self.moves.origin_bit
        weight = label.weight.and_(move.weight)
        return _Label(move.to, 0, 0, passed, weight, _order(label, move), label, move, label.count * move.times)

    def _finish(self, finished: dict[tuple[str, int], list[_Label]]) -> None:
        for (level, place), labels in finished.items():
            self.fronts[level][place].merge(labels)

    def _goes_on(self, frontier: list[_Label]) -> bool:
        """Whether one more leg would add anything that nothing dominates."""
        grown, finished = self._level(frontier)
        return bool(grown) or any(
            self.fronts[level][place].merge(labels) for (level, place), labels in finished.items()
        )

    # -- back to words ------------------------------------------------------------------------------------

    def _state(self, label: _Label) -> State:
        moves = self.moves
        return State(
            moves.places[label.place],
            frozenset(document for number, document in enumerate(moves.documents) if label.held >> number & 1),
            "",
            frozenset(place for number, place in enumerate(moves.places) if label.passed >> number & 1),
        )

    def _itinerary(self, label: _Label, level: str) -> Itinerary:
        legs: list[Leg] = []
        for item in label.way()[1:]:
            assert item.move is not None  # noqa: S101  # only the first label was not made by a move
            assert item.parent is not None  # noqa: S101
            rule, state = item.move.rule, self._state(item.parent)
            claims = tuple(dict.fromkeys((*_issued(rule, legs), *rule.claims, *item.move.link)))
            leaving = self.world.leaving(rule, rule.at or state.territory) if rule.action == "enter" else ()
            legs.append(Leg(rule, state, claims, item.move.weight, tuple(sorted({*rule.contests, *leaving}))))
        passed = frozenset(place for number, place in enumerate(self.moves.places) if label.passed >> number & 1)
        return Itinerary(self.moves.places[label.place], level, tuple(legs), label.weight, passed, label.count)


def _issued(rule: Rule, legs: list[Leg]) -> tuple[Iri, ...]:
    """Give what the issuer's own paper rests on: the claims of its issue; none if it was held from the start."""
    if not rule.own_paper:
        return ()
    giving = [
        leg
        for leg in legs
        if leg.rule.action == "obtain" and (leg.rule.document, leg.rule.to) == (rule.document, rule.issuer)
    ]
    return giving[-1].claims if giving else ()


def _order(label: _Label, move: Move) -> tuple[object, ...]:
    """Give the serialisation that decides between equal labels."""
    return (*label.order, move.rank, *move.link)


class _Front:
    """The labels of one place that nothing dominates.

    They lie by the territories passed. Whatever dominates a label has passed a subset of its territories: those are few
    (a power of two for each leg), where the labels of a place can be thousands.
    """

    __slots__ = ("by_passed",)

    def __init__(self) -> None:
        self.by_passed: dict[int, list[_Label]] = {}

    def __iter__(self) -> Iterator[_Label]:
        return (label for bucket in self.by_passed.values() for label in bucket)

    def no_worse_than(self, held: int, tested: int, passed: int, weight: Weight) -> _Label | None:
        """Give a label that is no worse than these in anything (J8); every label here has no more legs."""
        for subset in self._subsets(passed):
            for other in self.by_passed[subset]:
                if other.held & held == held and other.tested == tested and no_worse(other.weight, weight):
                    return other
        return None

    def _subsets(self, passed: int) -> Iterator[int]:
        if 1 << passed.bit_count() > len(self.by_passed):
            yield from (other for other in self.by_passed if other | passed == passed)
            return
        subset = passed
        while subset:
            if subset in self.by_passed:
                yield subset
            subset = (subset - 1) & passed
        if 0 in self.by_passed:
            yield 0

    def merge(self, labels: list[_Label]) -> list[_Label]:
        """Take in the labels of one level; give those that stayed, in order.

        What dominates comes before what it dominates, and of equal ones the smallest serialisation, so that nothing
        that was taken in is ever put out.
        """
        new: list[_Label] = []
        for label in sorted(labels, key=_firmest):
            other = self.no_worse_than(label.held, label.tested, label.passed, label.weight)
            if other is None:
                self.by_passed.setdefault(label.passed, []).append(label)
                new.append(label)
            elif (other.legs, other.held, other.passed, other.weight) == (
                label.legs,
                label.held,
                label.passed,
                label.weight,
            ):
                other.count += label.count
        return sorted(new, key=attrgetter("order"))


def _firmest(label: _Label) -> tuple[object, ...]:
    weight = label.weight
    return (
        label.passed.bit_count(),
        -label.held.bit_count(),
        weight.basis,
        -weight.oldest,
        weight.reliability,
        weight.credibility,
        -weight.lines,
        label.order,
    )


def _presented(label: _Label) -> tuple[object, ...]:
    weight = label.weight
    graded = (weight.reliability, weight.credibility)
    return (label.legs, weight.basis, *graded, -weight.lines, -weight.oldest, label.order)
