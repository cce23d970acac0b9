"""Rules packed for the search: places, documents and territories passed as numbers and bits.

A `Move` stands for all rules that have the same preconditions, effect and criteria; the search carries how many they
are, and names the first of them.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
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
        self.needs = Needs(self, (*world.rules.enter, *declared))

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
        return not self.world.possible and self.places[place] in self.world.rules.leaving

    def free(self, place: int) -> tuple[Move, ...]:
        """Give the moves that could be made from anywhere, as far as they can be made from a place."""
        if not self.banned(place):
            return self.anywhere
        if place not in self._free:
            here = self.places[place]
            self._free[place] = merged(move for move in self._anywhere if not self.world.leaving(move.rule, here))
        return self._free[place]

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


class Needs:
    """Which documents can be needed together: labels that gather papers on the side are not followed.

    In an itinerary that nothing dominates every document that was obtained is needed by a later entry (else leaving its
    leg out is better), and every entry but the last is needed for what its place alone opens. So papers that open no
    such place are needed by one last entry: they have to be papers of one rule, and nothing is entered in between but
    a place that opens something.

    Where an exit ban or a closed border stops some entries and not others, a place that opens nothing may be entered in
    order to go round it: then the next entry is one that was stopped where one came from, and is the last, or leads to
    a place that opens something, or goes round again. The papers of entries that are stopped somewhere are left out of
    the argument; so are those by which one goes round, unless no such entry leads to a place that opens something (what
    goes round then is the one last entry but for entries that are left out). Rules that the mode does not allow count
    too, since explanations ask what they lack.
    """

    def __init__(self, moves: Moves, entries: Iterable[Rule]) -> None:
        self._moves, self._rules = moves, tuple(entries)
        world, number, own, rules = moves.world, moves.number, moves.world.profile.nationalities, self._rules
        opening = {place for rule in world.rules.legs if rule.action in ("enter", "obtain") and (place := rule.at)}
        by_land = {rule.to for rule in rules if rule.mode == LAND and rule.at is None}
        opening |= {here for here, there in world.compiled.knowledge.border_pairs if there in by_land}
        opening |= {here for here, there in world.rules.journeys if there in by_land}
        self._papers = [
            _given(moves.mask(rule.document, rule.issuers)) | _given(moves.mask(rule.beside, own)) for rule in rules
        ]
        self._to = [number.get(rule.to, NOTHING) for rule in rules]
        self.together = tuple(sorted(set(self._papers)))
        self.opening = {number[place] for place in opening if place in number}
        self._starts = {*self.opening, number[world.start.territory]}
        self._stopped: dict[int, frozenset[int]] = {}
        self._useful: dict[int, bool] = {}
        self._worth: dict[tuple[int, int, int], bool] = {}

    def useful(self, pending: int) -> bool:
        """Whether an itinerary that nothing dominates may go on with these documents unused."""
        if pending not in self._useful:
            last = pending & ~self.free
            self._useful[pending] = not last or any(last & ~wanted == 0 for wanted in self.together)
        return self._useful[pending]

    def worth(self, place: int, to: int, pending: int) -> bool:
        """Whether one may enter a place with documents still unused after it."""
        if not pending or to in self.opening:
            return True
        asked = (place, to, pending)
        if asked not in self._worth:
            self._worth[asked] = any(
                not pending & ~self._papers[rule]
                or self._to[rule] in self.opening
                or bool(self._round(to, self._to[rule]))
                for rule in self._round(place, to)
            )
        return self._worth[asked]

    def back(self, place: int, pending: int) -> bool:
        """Whether documents still unused are papers of one rule into the place where one is."""
        return any(self._to[rule] == place and not pending & ~papers for rule, papers in enumerate(self._papers))

    @cached_property
    def free(self) -> int:
        """The papers of entries that may be needed before the last one."""
        # A place that cannot be left at all is not gone round.
        partly = [place for place in range(len(self._moves.places)) if self._stopped_at(place) and self._left(place)]
        stopped = {rule for place in partly for rule in self._stopped_at(place)}
        before = {rule for rule, to in enumerate(self._to) if to in self.opening}
        if stopped & before:
            before |= {rule for place in partly if place in self._starts for rule in self._left(place)}
        return _any_of(self._papers[rule] for rule in before | stopped)

    def _left(self, place: int) -> set[int]:
        """Give the entries, by number, that nothing stands against making from a place."""
        return {rule for rule, to in enumerate(self._to) if to != place} - self._stopped_at(place)

    def _stopped_at(self, place: int) -> frozenset[int]:
        """Give the entries, by number, that something stands against making from a place."""
        if place not in self._stopped:
            banned = place != NOTHING and self._moves.banned(place)
            self._stopped[place] = frozenset(
                rule
                for rule, entry in enumerate(self._rules)
                if banned and self._moves.world.leaving(entry, self._moves.places[place])
            )
        return self._stopped[place]

    def _round(self, place: int, to: int) -> list[int]:
        """Give the entries that are stopped at one place and not at the other, to a third one."""
        return [rule for rule in self._stopped_at(place) - self._stopped_at(to) if self._to[rule] not in (place, to)]


def _any_of(masks: Iterable[int]) -> int:
    whole = 0
    for mask in masks:
        whole |= mask
    return whole


def _given(mask: int) -> int:
    return 0 if mask == NOTHING else mask


def _placed(rule: Rule) -> bool:
    """Whether a rule of entry depends on the place one comes from."""
    return rule.at is not None or rule.mode == LAND


def merged(moves: Iterable[Move]) -> tuple[Move, ...]:
    """Put moves into one that differ in nothing that the search looks at."""
    found: dict[tuple[object, ...], Move] = {}
    for move in sorted(moves, key=lambda item: (item.rank, item.link)):
        alike = (move.action, move.to, move.one_of, move.beside, move.none_of, move.gains, move.weight)
        first = found.get(alike)
        found[alike] = move if first is None else first._replace(times=first.times + move.times)
    return tuple(found.values())
