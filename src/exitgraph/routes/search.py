"""Exact search for the itineraries that no other one dominates.

Multi-label setting with dominance, level by level over the number of legs (Martins 1984, *On a multicriteria shortest
path problem*, European Journal of Operational Research 16(2), 236-245): each label is a state with the criteria of the
way there; at one place a label is dropped when another one holds at least the same documents, has passed a subset of
the territories, and is no worse in any ordinal (J7, J8). Labels equal in all of that are kept once, with the smallest
serialisation and a count. Since every leg costs one, no later level can dominate an earlier one, so each level is final
when it has been pruned, and the answer is exact.

A move that can be made from anywhere is not tried again after an entry, unless something stood against it at the place
before: it was tried there with the same documents, which gave the same state with a leg and a territory less. Documents
that could not all be needed any more are not carried (`exitgraph.routes.needs`; both in `docs/decisions/0017`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.routes.clock import in_time
from exitgraph.routes.labels import Front, Label, presented
from exitgraph.routes.moves import Moves
from exitgraph.routes.needs import Needs
from exitgraph.routes.rule import Weight
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


def search(
    world: World,
    *,
    levels: Sequence[str],
    to: Iterable[Iri] = (),
    explained: Iterable[Iri] = (),
    max_legs: int = 6,
    max_labels: int = MAX_LABELS,
    until: float | None = None,
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
        Bound on the labels that are kept, and on those made in one level; ``stopped`` says when it was hit. What is
        found with fewer legs than the level at which that happened is complete.
    until
        When to give up (`exitgraph.routes.clock.ending_in`); never when left out.

    Returns
    -------
    SearchResult
        ``stopped`` is ``None``, ``"max-legs"`` or ``"max-labels"``.

    Raises
    ------
    TookTooLong
        If it did not end in time.
    """
    return _Search(world, tuple(levels), frozenset(to), frozenset(explained), max_labels, until).run(max_legs)


class _Search:
    def __init__(
        self,
        world: World,
        levels: tuple[str, ...],
        goals: frozenset[Iri],
        explained: frozenset[Iri],
        max_labels: int,
        until: float | None,
    ) -> None:
        self.world, self.levels, self.max_labels, self.until = world, levels, max_labels, until
        self.moves = moves = Moves(world)
        self.wanted = {moves.number[goal] for goal in goals if goal in moves.number}
        self.any_goal = not goals
        self.needs = Needs(moves, {moves.number[place] for place in explained if place in moves.number})
        #: Where a journey ends whose one goal is reached, by the documents held.
        self.ended: dict[int, State] = {}
        self.not_a_goal = {moves.number[world.profile.origin], moves.number[world.start.territory]}
        self.kept: dict[int, Front] = defaultdict(lambda: Front(until))
        self.fronts: dict[str, dict[int, Front]] = {level: defaultdict(lambda: Front(until)) for level in levels}

    def run(self, max_legs: int) -> SearchResult:
        moves, start = self.moves, self.world.start
        held = moves.held(start.holds)
        passed = sum(1 << moves.number[place] for place in start.transited)
        first = Label(moves.number[start.territory], held, self._tested(held), passed, Weight())
        self.kept[first.place].merge([first])
        frontier, labels, stopped = [first], [first], None
        for _ in range(max_legs):
            level = self._level(frontier)
            if level is None:
                stopped = "max-labels"
                break
            frontier, finished = level
            self._finish(finished)
            labels += frontier
            if len(labels) > self.max_labels:
                stopped = "max-labels"
                break
            if not frontier:
                break
        found = [
            self._itinerary(label, level)
            for level in self.levels
            for place in sorted(self.fronts[level])
            for label in sorted(self.fronts[level][place], key=presented)
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

    def _level(self, frontier: list[Label]) -> tuple[list[Label], dict[tuple[str, int], list[Label]]] | None:
        """Make every leg from the labels of one level; give the labels that stay, and those at a goal.

        Nothing of a level is used (``None``) that has more than may be made.
        """
        grown: dict[int, list[Label]] = {}
        finished: dict[tuple[str, int], list[Label]] = {}
        ended, made = dict(self.ended), 0
        for label in frontier:
            in_time(self.until)
            for move in self._open(label):
                made += 1
                if made > self.max_labels:
                    self.ended = ended
                    return None
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

    def _open(self, label: Label) -> Iterator[Move]:
        """Give the moves that can be made from a label, but for those known to lead to a dominated one."""
        moves, held, place, before = self.moves, label.held, label.place, label.parent
        entered = before is not None and before.held == held
        # After an entry the others were tried from the place before.
        free = moves.opened(before.place, place) if before is not None and entered else moves.free(place)
        for move in (*free, *moves.special(place)):
            if move.open_to(held) and self._useful(label, move):
                yield move

    def _useful(self, label: Label, move: Move) -> bool:
        """Whether a move changes anything, and could be followed by those that need the papers in hand."""
        held = label.held
        if move.action == "enter":
            pending = held & ~(label.used | move.needed(held))
            return move.to != label.place and (not pending or self.needs.arrived(label.place, move.to, pending))
        if move.gains:
            return not move.gains & held and self.needs.staying(label.place, (held | move.gains) & ~label.used)
        return True

    def _is_goal(self, move: Move, label: Label) -> bool:
        if move.to in self.not_a_goal if self.any_goal else move.to not in self.wanted:
            return False
        # A territory that an earlier leg entered was reached by that one (J9).
        return move.action != "enter" or all(
            earlier.move is None or (earlier.move.action, earlier.move.to) != ("enter", move.to)
            for earlier in label.way()
        )

    def _candidate(self, label: Label, move: Move, grown: dict[int, list[Label]]) -> None:
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
            Label(place, held, tested, passed, weight, _order(label, move), label, move, label.count * move.times)
        )

    def _grow(self, label: Label, move: Move) -> Label:
        """Make the label at a goal; documents no longer count there, and the person may stay where they are."""
        passed = label.passed
        if move.action == "enter":
            passed |= (1 << move.to) & ~self.moves.origin_bit
        weight = label.weight.and_(move.weight)
        return Label(move.to, 0, 0, passed, weight, _order(label, move), label, move, label.count * move.times)

    def _finish(self, finished: dict[tuple[str, int], list[Label]]) -> None:
        for (level, place), labels in finished.items():
            self.fronts[level][place].merge(labels)

    def _goes_on(self, frontier: list[Label]) -> bool:
        """Whether one more leg would add anything that nothing dominates."""
        level = self._level(frontier)
        if level is None:
            return True
        grown, finished = level
        return bool(grown) or any(
            self.fronts[level][place].merge(labels) for (level, place), labels in finished.items()
        )

    # -- back to words ------------------------------------------------------------------------------------

    def _state(self, label: Label) -> State:
        moves = self.moves
        return State(
            moves.places[label.place],
            frozenset(document for number, document in enumerate(moves.documents) if label.held >> number & 1),
            "",
            frozenset(place for number, place in enumerate(moves.places) if label.passed >> number & 1),
        )

    def _itinerary(self, label: Label, level: str) -> Itinerary:
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


def _order(label: Label, move: Move) -> tuple[object, ...]:
    """Give the serialisation that decides between equal labels."""
    return (*label.order, move.rank, *move.link)
