"""Rules packed for the search: places, documents and territories passed as numbers and bits.

A `Move` stands for all rules that have the same preconditions, effect and criteria; the search carries how many they
are, and names the first of them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.routes.profile import TravelDocument
from exitgraph.routes.state import LAND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.claims.values import Iri
    from exitgraph.routes.rule import Rule, Weight
    from exitgraph.routes.state import World

NOTHING = -1


class Move(NamedTuple):
    """A leg that can be made.

    ``rank`` orders moves by content; ``to`` is the number of the place that it leads to (or whose authorities act);
    ``one_of``, ``beside`` and ``none_of`` are masks of documents of which one has, one has, none may be held (-1: not
    asked for); ``gains`` the bit of a document; ``times`` how many rules it stands for; ``link`` the claims by which
    the places are linked.
    """

    rank: int
    action: str
    to: int
    one_of: int
    beside: int
    none_of: int
    gains: int
    weight: Weight
    rule: Rule
    link: tuple[Iri, ...] = ()
    times: int = 1

    @property
    def papers(self) -> int:
        """The documents that it may be made on."""
        return max(self.one_of, 0) | max(self.beside, 0)

    def needed(self, held: int) -> int:
        """Give those of the documents held without which it could not be made."""
        return _only(self.one_of, held) | _only(self.beside, held)

    def open_to(self, held: int) -> bool:
        """Whether the documents held allow it."""
        return bool(
            (self.one_of == NOTHING or self.one_of & held)
            and (self.beside == NOTHING or self.beside & held)
            and (self.none_of == NOTHING or not self.none_of & held)
        )


class Moves:
    """All moves of a world, by where they can be made.

    Attributes
    ----------
    places
        The territories, by number.
    documents
        The documents that can be held, by bit.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        given = (
            TravelDocument(rule.document, rule.to)
            for rule in world.usable
            if rule.action == "obtain" and rule.document is not None
        )
        self.documents = tuple(sorted({*world.profile.holds, *given}))
        declared = [rule for document in self.documents for rule in world.own_papers(document)]
        own = {rule for rule in declared if world.possible or rule.certain}
        rules = sorted((*world.usable, *own), key=lambda rule: rule.order)
        touched = {place for rule in rules for place in (rule.to, rule.at) if place is not None}
        self.places = tuple(sorted({*touched, world.start.territory, world.profile.origin}))
        self.number = {place: number for number, place in enumerate(self.places)}
        self.origin_bit = 1 << self.number[world.profile.origin]
        self.tested = tuple(self._tested(document) for document in self.documents)
        moves = [self._move(rank, rule) for rank, rule in enumerate(rules)]
        self._anywhere = [move for move in moves if move.action == "enter" and not _placed(move.rule)]
        self._by_land = [move for move in moves if move.action == "enter" and _placed(move.rule)]
        self._other: dict[Iri | None, list[Move]] = defaultdict(list)
        for move in moves:
            if move.action != "enter":
                self._other[move.rule.at].append(move)
        self.anywhere = merged(self._anywhere)
        self._special: dict[int, tuple[Move, ...]] = {}
        self._free: dict[int, tuple[Move, ...]] = {}
        self._opened: dict[tuple[int, int], tuple[Move, ...]] = {}
        #: Every rule of entry, those that the mode does not allow too.
        self.entries = (*world.rules.enter, *declared)

    def held(self, documents: Iterable[TravelDocument]) -> int:
        """Give documents as bits."""
        return sum(1 << number for number, document in enumerate(self.documents) if document in set(documents))

    def mask(self, kind: Iri | None, issuers: tuple[Iri, ...]) -> int:
        """Give as bits the documents that count as one kind from some issuers; `NOTHING` where none is asked for."""
        if kind is None:
            return NOTHING
        fitting = (self.world.counts_as(document, kind, issuers) for document in self.documents)
        return sum(1 << number for number, fits in enumerate(fitting) if fits)

    def _tested(self, document: TravelDocument) -> int:
        """Give as bits which (kind, issuer) that some rule tests negatively a document counts as."""
        issuers = sorted({other.issuer for other in self.documents})
        wanted = sorted(self.world.tested_negatively)
        return sum(
            1 << (number * len(issuers) + issuers.index(document.issuer))
            for number, kind in enumerate(wanted)
            if kind in self.world.compiled.broader(document.kind)
        )

    def _move(self, rank: int, rule: Rule) -> Move:
        gains = 0
        if rule.action == "obtain" and rule.document is not None:
            gains = 1 << self.documents.index(TravelDocument(rule.document, rule.to))
        own = self.world.profile.nationalities
        return Move(
            rank,
            rule.action,
            self.number[rule.to],
            self.mask(rule.document, rule.issuers) if rule.action == "enter" else NOTHING,
            self.mask(rule.beside, own),
            self.mask(rule.without, own),
            gains,
            rule.weight,
            rule,
        )

    def banned(self, place: int) -> bool:
        """Whether something stands against leaving a place, so that not every move can be made from there."""
        return place != NOTHING and not self.world.possible and self.places[place] in self.world.rules.leaving

    def free(self, place: int) -> tuple[Move, ...]:
        """Give the moves that could be made from anywhere, as far as they can be made from a place."""
        if not self.banned(place):
            return self.anywhere
        if place not in self._free:
            here = self.places[place]
            towards = {against.to for against in self.world.rules.leaving[here]}
            self._free[place] = merged(
                move
                for move in self._anywhere
                if not ((None in towards or move.rule.to in towards) and self.world.leaving(move.rule, here))
            )
        return self._free[place]

    def opened(self, before: int, place: int) -> tuple[Move, ...]:
        """Give the moves that could be made from anywhere, can be from a place, and could not from that before."""
        if not self.banned(before):
            return ()
        asked = (before, place if self.banned(place) else NOTHING)
        if asked not in self._opened:
            there = {alike(move) for move in self.free(before)}
            self._opened[asked] = tuple(move for move in self.free(place) if alike(move) not in there)
        return self._opened[asked]

    def special(self, place: int) -> tuple[Move, ...]:
        """Give the moves that a place itself opens: by land, from there only, its papers, its procedures."""
        if place not in self._special:
            here = self.places[place]
            found = [*self._other[here], *self._other[None]]
            for move in self._by_land:
                if move.rule.at not in (None, here) or (
                    not self.world.possible and self.world.leaving(move.rule, here)
                ):
                    continue
                if move.rule.mode != LAND:
                    found.append(move)
                    continue
                for claims in self.world.links(here, move.rule.to):
                    weight = move.weight.and_(self.world.compiled.weight(claims)) if claims else move.weight
                    found.append(move._replace(weight=weight, link=claims))
            self._special[place] = merged(found)
        return self._special[place]


def _placed(rule: Rule) -> bool:
    """Whether a rule of entry depends on the place one comes from."""
    return rule.at is not None or rule.mode == LAND


def _only(mask: int, held: int) -> int:
    """Give the one document held of a mask, as a bit; none where there are several."""
    fitting = max(mask, 0) & held
    return 0 if fitting & (fitting - 1) else fitting


def alike(move: Move) -> tuple[object, ...]:
    """Give all of a move that the search looks at."""
    return (move.action, move.to, move.one_of, move.beside, move.none_of, move.gains, move.weight)


def merged(moves: Iterable[Move]) -> tuple[Move, ...]:
    """Put moves into one that differ in nothing that the search looks at."""
    found: dict[tuple[object, ...], Move] = {}
    for move in sorted(moves, key=lambda item: (item.rank, item.link)):
        key = alike(move)
        first = found.get(key)
        found[key] = move if first is None else first._replace(times=first.times + move.times)
    return tuple(found.values())
