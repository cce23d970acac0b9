"""Limbo (J10): territories that can be entered and from which no goal can be reached; nobody's own State is one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.routes.clock import in_time
from exitgraph.routes.moves import Moves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exitgraph.claims.values import Iri
    from exitgraph.routes.rule import Stay
    from exitgraph.routes.state import World

_GOAL_ACTIONS = {"reach": "enter", "apply": "apply", "protection": "protected"}


class Limbo(NamedTuple):
    """A territory without continuation, and the stays that claims in force give there."""

    territory: Iri
    stays: tuple[Stay, ...]


def limbo(
    world: World, *, levels: Iterable[str], to: Iterable[Iri] = (), until: float | None = None
) -> tuple[Limbo, ...]:
    """Give the territories that can be entered and from which no goal can be reached, by any number of legs.

    Parameters
    ----------
    world
        Rules of one snapshot and profile.
    levels
        The goal levels asked for.
    to
        The goals; any territory but origin and start when empty.
    until
        When to give up (`exitgraph.routes.clock.ending_in`).

    Raises
    ------
    TookTooLong
        If it did not end in time.
    """
    return _Limbo(world, {_GOAL_ACTIONS[level] for level in levels}, frozenset(to), until).stuck()


class _Node(NamedTuple):
    """A place (none: anywhere that nothing stands against leaving) and the documents held there."""

    place: int | None
    held: int


class _Limbo:
    """Backward reachability over places and documents: the territories passed play no part in what can be done.

    Without a bound on legs a document that no rule wants not to be held does no harm, so every such one that a place
    gives is taken there, and all of those that can be gone round; what can be done from anywhere is held by one node
    for all places.
    """

    def __init__(self, world: World, actions: set[str], goals: frozenset[Iri], until: float | None) -> None:
        self.world, self.actions, self.until = world, actions, until
        self.moves = moves = Moves(world)
        self.goals = {moves.number[goal] for goal in goals if goal in moves.number} if goals else None
        self.home = {moves.number[world.profile.origin], moves.number[world.start.territory]}
        # Who asks to reach one territory ends there.
        self.end = next(iter(self.goals)) if self.goals and len(self.goals) == 1 and actions == {"enter"} else None
        self._round: dict[int, int] = {}
        self._giving = {
            place
            for place in range(len(moves.places))
            if place != self.end and not moves.banned(place) and any(move.gains for move in moves.special(place))
        }
        self.unwanted = 0
        for rule in world.rules.obtain:
            self.unwanted |= max(moves.mask(rule.without, world.profile.nationalities), 0)

    def stuck(self) -> tuple[Limbo, ...]:
        """Give the territories that can be entered from the start and lead to no goal."""
        start = self.world.start
        first = self._taking(_Node(self.moves.number[start.territory], self.moves.held(start.holds)))
        nodes, good = self._explored(first)
        arrived = {node.place for node in nodes if "enter" in self.actions and self._is_goal(node.place)}
        own = {self.moves.number.get(place) for place in self.world.profile.nationalities}
        places = {node.place for node in nodes if node.place is not None} - self.home - own
        names = [self.moves.places[place] for place in sorted(places - {node.place for node in good} - arrived)]
        return tuple(Limbo(name, self.world.rules.stays.get(name, ())) for name in names)

    def _explored(self, first: _Node) -> tuple[set[_Node], set[_Node]]:
        """Give every node that can be reached, and those from which a goal can be reached."""
        before: dict[_Node, set[_Node]] = defaultdict(set)
        seen, queue, good = {first}, [first], set()
        while queue:
            in_time(self.until)
            node = queue.pop()
            for after in self._next(node, first):
                if after is None:
                    good.add(node)
                    continue
                before[after].add(node)
                if after not in seen:
                    seen.add(after)
                    queue.append(after)
        found, queue = set(good), list(good)
        while queue:
            for node in before[queue.pop()] - found:
                found.add(node)
                queue.append(node)
        return seen, found

    def _next(self, node: _Node, first: _Node) -> Iterator[_Node | None]:
        """Give the nodes that one leg leads to, ``None`` for a goal."""
        place, held = node
        if place is None:
            moves = self.moves.anywhere
        elif place == self.end and node != first:
            return
        else:
            moves = self.moves.special(place)
            if self.moves.banned(place):
                moves += self.moves.free(place)
            else:
                yield _Node(None, self._gathered(held))
        for move in moves:
            if (move.action == "enter" and move.to == place) or not move.open_to(held):
                continue
            if move.action in self.actions and self._is_goal(move.to):
                yield None
            if move.action == "enter":
                yield self._taking(_Node(move.to, held))
            elif move.gains and not move.gains & held:
                yield self._taking(_Node(place, held | move.gains))

    def _gathered(self, held: int) -> int:
        """Take the papers of every place that one can go to and leave again, as long as there are more.

        Whoever can go anywhere can go round all of them first.
        """
        if held not in self._round:
            known, before = held, -1
            while known != before:
                before = known
                for move in self.moves.anywhere:
                    if move.to in self._giving and move.open_to(known):
                        known = self._taking(_Node(move.to, known)).held
            self._round[held] = known
        return self._round[held]

    def _taking(self, node: _Node) -> _Node:
        """Take every document that the place gives and no rule wants not to be held."""
        held = node.held
        for move in self.moves.special(node.place) if node.place is not None else ():
            if move.gains and not move.gains & self.unwanted and move.open_to(held):
                held |= move.gains
        return _Node(node.place, held)

    def _is_goal(self, place: int | None) -> bool:
        return place in self.goals if self.goals is not None else place not in {None, *self.home}
