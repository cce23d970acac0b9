"""Which documents can still be needed: labels that carry others are not followed.

In an itinerary that nothing dominates no leg can be left out, since what is left would be the same with a leg less.
Three things follow of it.

1. Every document that was obtained is *needed* by a later entry: it cannot be made without that document.
2. The leg after an entry is one that could not be made at the place before: one that the place entered opens (by land,
   from there only, its papers, its procedures), or one that something stood against making from the place before.
3. So from any point of the journey on, the documents obtained and not needed yet (*pending*) are papers of entries that
   follow each other as (2) says.

`Needs` holds for each such point the largest sets of papers that entries which so follow each other may be made on, by
any number of legs, whatever documents are held. It is the least solution of

    arrived(W, X) = {none} + ends(W, X) + {papers(e) + S: e opened at X after W, S of arrived(X, to(e))}
                           + {S of staying(X) with a paper that X gives, if X gives any}
    staying(X)    = {papers(e): any entry e} + {papers(e) + S: e open at X, S of arrived(X, to(e))}

where only the largest sets are kept, and where too many of them would be kept their union. Both are larger than they
would have to be, so no label is lost that matters. A label whose pending documents are within none of the sets is
the beginning of no itinerary that nothing dominates, and is left out. Leaving it out changes no count either: if it
dominated a beginning of an itinerary that nothing dominates, then it would be a beginning of one too.

Explanations ask of a rule of entry what it lacks from each state. For them such a rule is one more entry at the end
(``ends``), whether or not it can be made: it may lack less where one has arrived than at the place before, only if it
depends on the place, or if something stood against it there. Into the place before itself it is asked from any
other: `back`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.routes.state import LAND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from exitgraph.routes.moves import Move, Moves

#: More sets than this are put into one. A world may have any number of them, and each is compared with each label.
MOST_SETS = 64

#: No place: nothing stood against leaving the place before.
_OPEN = -1


class _Point(NamedTuple):
    """A point of a journey: ``kind`` is ``staying``, ``placed`` (what a place opens) or ``round`` (what was stopped).

    ``before`` is the place that was left, where something stands against leaving it.
    """

    kind: str
    before: int
    place: int


class _Terms(NamedTuple):
    """What the sets of a point are made of: sets of its own, papers before those of another point, papers given."""

    own: frozenset[int]
    onward: tuple[tuple[int, _Point], ...]
    given: int = 0


class Needs:
    """Which documents that are not needed yet may be carried on.

    Parameters
    ----------
    moves
        The moves of a world.
    explained
        Numbers of the places of which it is asked why they are not entered.
    """

    def __init__(self, moves: Moves, explained: AbstractSet[int] = frozenset()) -> None:
        self._moves, self._rules, self._explained = moves, moves.entries, explained
        world, number, own = moves.world, moves.number, moves.world.profile.nationalities
        self._papers = [
            max(moves.mask(rule.document, rule.issuers), 0) | max(moves.mask(rule.beside, own), 0)
            for rule in self._rules
        ]
        self._to = [number.get(rule.to, _OPEN) for rule in self._rules]
        self._any = largest(self._papers)
        #: The rules of entry that depend on a place, by that place.
        self._placed: dict[int, set[int]] = defaultdict(set)
        by_land = defaultdict(set)
        for rule, entry in enumerate(self._rules):
            if entry.at is not None:
                self._placed[number.get(entry.at, _OPEN)].add(rule)
            elif entry.mode == LAND:
                by_land[entry.to].add(rule)
        for here, there in (*world.compiled.knowledge.border_pairs, *world.rules.journeys):
            if there in by_land and here in number:
                self._placed[number[here]] |= by_land[there]
        giving = {rule.at for rule in world.usable if rule.action == "obtain"}
        #: Places that open something beside procedures: all where a paper is given at a place that is not stated.
        self._opening = {*self._placed, *(number[at] for at in giving if at is not None)}
        if None in giving:
            self._opening |= set(number.values())
        self._stopped: dict[int, frozenset[int]] = {}
        self._terms: dict[_Point, _Terms] = {}
        self._sets: dict[_Point, frozenset[int]] = {}
        self._known: dict[tuple[int, int, int], bool] = {}

    def staying(self, place: int, pending: int) -> bool:
        """Whether documents may be pending where one stays in a place to go on: any entry may be next."""
        return _within(pending, self._any) or self._asked(_Point("staying", _OPEN, place), pending)

    def arrived(self, before: int, place: int, pending: int) -> bool:
        """Whether documents may be pending where one has arrived in a place from the place before."""
        known = (before, place, pending)
        if known not in self._known:
            self._known[known] = any(self._asked(point, pending) for point in self._points(before, place)) or (
                before in self._explained and self._back(before, pending)
            )
        return self._known[known]

    def _back(self, place: int, pending: int) -> bool:
        """Whether documents are papers of one rule into the place that was left."""
        return any(self._to[rule] == place and not pending & ~papers for rule, papers in enumerate(self._papers))

    def _points(self, before: int, place: int) -> Iterator[_Point]:
        """Give what arriving in a place is made of."""
        if place in self._opening:
            yield _Point("placed", _OPEN, place)
        if self._moves.banned(before):
            yield _Point("round", before, place if self._moves.banned(place) else _OPEN)

    def _asked(self, point: _Point, pending: int) -> bool:
        if point not in self._sets:
            self._solve(point)
        return _within(pending, self._sets[point])

    def _solve(self, first: _Point) -> None:
        """Solve the equations of a point and of all that it is made of, from no set upwards until nothing is added."""
        found, queue = [first], [first]
        self._sets[first] = frozenset({0})
        while queue:
            point = queue.pop()
            terms = self._terms[point] = self._made_of(point)
            for _, further in terms.onward:
                if further not in self._sets:
                    self._sets[further] = frozenset({0})
                    queue.append(further)
                    found.append(further)
        grown = True
        while grown:
            grown = False
            for point in found:
                known, terms = self._sets[point], self._terms[point]
                new = largest({*known, *terms.own, *self._joined(terms)})
                if new != known:
                    self._sets[point], grown = new, True

    def _joined(self, terms: _Terms) -> Iterator[int]:
        for papers, point in terms.onward:
            for pending in self._sets[point]:
                if point.kind != "staying" or pending & terms.given:
                    yield papers | pending

    def _made_of(self, point: _Point) -> _Terms:
        moves, place = self._moves, point.place
        if point.kind == "round":
            ends = self._stopped_at(point.before) - self._stopped_at(place)
            own = largest(self._papers[rule] for rule in ends)
            return _Terms(own, self._onward(moves.opened(point.before, place), place))
        placed = largest(self._papers[rule] for rule in self._placed.get(place, ()))
        special = [move for move in moves.special(place) if move.action == "enter"]
        if point.kind == "staying":
            own = self._any
            if place in self._explained:
                back = [papers for rule, papers in enumerate(self._papers) if self._to[rule] == place]
                out = (*special, *moves.free(place))
                own = largest({*own, *(papers | move.papers for papers in back for move in out)})
            return _Terms(own, self._onward((*special, *moves.free(place)), place))
        onward = self._onward(special, place)
        given = 0
        for move in moves.special(place):
            given |= move.gains
        return _Terms(placed, (*onward, (0, _Point("staying", _OPEN, place))) if given else onward, given)

    def _onward(self, entries: Iterable[Move], place: int) -> tuple[tuple[int, _Point], ...]:
        """Give the papers of entries, each before what arriving there is made of."""
        return tuple(sorted({(move.papers, point) for move in entries for point in self._points(place, move.to)}))

    def _stopped_at(self, place: int) -> frozenset[int]:
        """Give the rules of entry, by number, that something stands against making from a place."""
        if place not in self._stopped:
            moves = self._moves
            self._stopped[place] = frozenset(
                rule
                for rule, entry in enumerate(self._rules)
                if place != _OPEN and moves.banned(place) and moves.world.leaving(entry, moves.places[place])
            )
        return self._stopped[place]


def _within(pending: int, sets: Iterable[int]) -> bool:
    return any(not pending & ~one for one in sets)


def largest(sets: Iterable[int]) -> frozenset[int]:
    """Keep of sets of documents those that are within no other, or the union where these are more than `MOST_SETS`."""
    kept: list[int] = []
    for one in sorted(set(sets), key=lambda bits: -bits.bit_count()):
        if not _within(one, kept):
            kept.append(one)
    if len(kept) <= MOST_SETS:
        return frozenset(kept)
    union = 0
    for one in kept:
        union |= one
    return frozenset({union})
