"""The states of a journey with the policies of States as labels: the one search behind gaps and dependence.

Minimum constraint removal (Hauser 2014, *The minimum constraint removal problem with three robotics applications*,
International Journal of Robotics Research 33(1), 5-17): on a graph whose moves carry sets of constraints, find the
smallest set of constraints without which some way is open; a constraint is counted once however many moves it blocks.
The problem is NP-hard. The search is his exact one: states are expanded with the set of constraints that the way there
has met, in order of the size of the set, and one is dropped when another of the same place holds at least the same
documents and has met a subset. Exponential in the size of the answer, which is small.

A state is the place and the documents held: the territories passed play no part in what can be done. No bound on the
number of legs is needed. A document that no rule wants not to be held does no harm, so every such one that can be had
where one is, or by going somewhere and coming back, is taken at once; superfluous legs are cut from the ways found.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.analysis.field import Made

if TYPE_CHECKING:
    from collections.abc import Collection

    from exitgraph.analysis.field import Field, Step
    from exitgraph.claims.values import Iri

MAX_STATES = 200_000
_GOALS = {"reach": "enter", "apply": "apply", "protection": "protected"}
_LEVELS = {action: level for level, action in _GOALS.items()}


class _Node:
    __slots__ = ("held", "legs", "mask", "parent", "place")

    def __init__(self, place: Iri, held: int, mask: int, parent: _Node | None, legs: tuple[Made, ...]) -> None:
        self.place, self.held, self.mask, self.parent, self.legs = place, held, mask, parent, legs

    def way(self) -> list[Made]:
        """Give all legs from the start."""
        node: _Node | None = self
        pieces = []
        while node is not None:
            pieces.append(node.legs)
            node = node.parent
        return [made for legs in reversed(pieces) for made in legs]


class Reached(NamedTuple):
    """A goal, the bits of the changes that it takes, and the legs of one way there, none of them superfluous."""

    level: str
    territory: Iri
    mask: int
    legs: tuple[Made, ...]


class Found(NamedTuple):
    """What a search found; ``stopped`` is ``"max-states"`` where it was cut off."""

    reached: tuple[Reached, ...]
    stopped: str | None = None


def search(
    field: Field,
    levels: Collection[str],
    *,
    most: int = 0,
    withdrawn: int = 0,
    to: Collection[Iri] = (),
    ways: bool = True,
    first: bool = False,
    max_states: int = MAX_STATES,
) -> Found:
    """Find the goals that can be reached with the fewest changes, and all smallest sets of them.

    Parameters
    ----------
    field
        The legs of a profile.
    levels
        Of ``reach``, ``apply`` and ``protection``.
    most
        The most changes; 0 looks at things as they are.
    withdrawn
        Bits of policies that are taken away.
    to
        The territories that count as a goal; any but origin and start when empty.
    ways
        Whether the legs to each goal are wanted; without them ``legs`` is empty.
    first
        Whether to stop at the first goal that is found.
    max_states
        Bound on the states that are looked at.

    Returns
    -------
    Found
        For each level and territory each smallest set once; all sets have the same number of changes.
    """
    actions = frozenset(_GOALS[level] for level in levels)
    return _Search(field, actions, withdrawn, frozenset(to), first=first).run(most, max_states, ways=ways)


class _Search:
    def __init__(
        self, field: Field, actions: frozenset[str], withdrawn: int, to: frozenset[Iri], *, first: bool
    ) -> None:
        self.first = first
        self.field, self.actions, self.withdrawn, self.to = field, actions, withdrawn, to
        self.not_a_goal = {field.profile.origin, field.world.start.territory}
        self.kept: dict[Iri, list[tuple[int, int]]] = defaultdict(list)
        #: Documents and changes with which what can be done from anywhere was tried.
        self.tried: list[tuple[int, int]] = []
        self.goals: dict[tuple[str, Iri], dict[int, _Node]] = defaultdict(dict)
        self.queues: dict[int, deque[_Node]] = defaultdict(deque)

    def run(self, most: int, max_states: int, *, ways: bool) -> Found:
        place, held = self.field.start()
        self._push(_Node(place, held, 0, None, ()))
        states, stopped = 0, None
        for size in range(most + 1):
            queue = self.queues[size]
            while queue and stopped is None and not (self.first and self.goals):
                states += 1
                if states > max_states:
                    stopped = "max-states"
                    break
                self._expand(queue.popleft(), most)
            if stopped or any(mask.bit_count() <= size for masks in self.goals.values() for mask in masks):
                break
        least = min((mask.bit_count() for masks in self.goals.values() for mask in masks), default=0)
        found = [
            Reached(_LEVELS[action], to, mask, self._cut(node.way(), mask) if ways else ())
            for (action, to), masks in sorted(self.goals.items(), key=lambda item: item[0])
            for mask, node in sorted(masks.items())
            if mask.bit_count() == least
        ]
        return Found(tuple(found), stopped)

    def _push(self, node: _Node) -> None:
        before = node.held
        self._settle(node)
        if before != node.held and self._dominated(node.place, node.held, node.mask):
            return
        self.kept[node.place].append((node.held, node.mask))
        self.queues[node.mask.bit_count()].append(node)

    def _dominated(self, place: Iri, held: int, mask: int) -> bool:
        unwanted = self.field.unwanted
        for more, fewer in self.kept[place]:
            if more & held == held and fewer & mask == fewer and not (more ^ held) & unwanted:
                return True
        return False

    def _expand(self, node: _Node, most: int) -> None:
        free, special, _, _ = self.field.options(node.place)
        state = (node.held, node.mask)
        if free is self.field.plain:
            if any(held == state[0] and mask & state[1] == mask for held, mask in self.tried):
                free = []
            else:
                self.tried.append(state)
        for listed in (special, free):
            for step, needs in listed:
                if step.policy & self.withdrawn or (step.gains and step.gains & node.held):
                    continue
                lacking = step.lacks(node.held, needs)
                if lacking is None:
                    continue
                mask = node.mask | lacking
                if mask.bit_count() <= most:
                    self._make(node, step, mask)

    def _make(self, node: _Node, step: Step, mask: int) -> None:
        rule = step.rule
        entry = rule.action == "enter"
        if entry and rule.to == node.place:
            return
        if rule.action in self.actions and (rule.to in self.to if self.to else rule.to not in self.not_a_goal):
            masks = self.goals[rule.action, rule.to]
            if not any(other & mask == other for other in masks):
                masks[mask] = _Node(rule.to, node.held, mask, node, (Made(step, node.place),))
        if entry or step.gains:
            place, held = self.field.after(step, node.place, node.held)
            # Most lead where one has been: nothing is made of these.
            if not self._dominated(place, held, mask):
                self._push(_Node(place, held, mask, node, (Made(step, node.place),)))

    # -- documents that do no harm ---------------------------------------------------------------------------

    def _settle(self, node: _Node) -> None:
        """Take every harmless document that the place gives, or that is had by going somewhere and coming back."""
        before = -1
        node.held, legs = self._taken(node.place, node.held, node.mask)
        node.legs += legs
        while before != node.held:
            before = node.held
            for place, given in self.field.giving:
                if (
                    not given & ~node.held
                    or place == node.place
                    or not (there := self._entry(node.place, place, node.held, node.mask))
                ):
                    continue
                held, legs = self._taken(place, node.held, node.mask)
                if held != node.held and (back := self._entry(place, node.place, held, node.mask)):
                    node.held = held
                    node.legs += (Made(there, node.place), *legs, Made(back, place))

    def _taken(self, place: Iri, held: int, mask: int) -> tuple[int, tuple[Made, ...]]:
        legs: list[Made] = []
        again = True
        while again:
            again = False
            for step, needs in self.field.options(place).here:
                if step.gains & ~held & ~self.field.unwanted and self._can(step, held, needs, mask):
                    held |= step.gains
                    legs.append(Made(step, place))
                    again = True
        return held, tuple(legs)

    def _entry(self, here: Iri, there: Iri, held: int, mask: int) -> Step | None:
        options = self.field.options(here)
        for listed in (options.into, options.near):
            for step, needs in listed.get(there, ()):
                if self._can(step, held, needs, mask):
                    return step
        return None

    def _can(self, step: Step, held: int, needs: int, mask: int) -> bool:
        lacking = None if step.policy & self.withdrawn else step.lacks(held, needs)
        return lacking is not None and not lacking & ~mask

    def _cut(self, legs: list[Made], mask: int) -> tuple[Made, ...]:
        """Cut superfluous stretches of legs, the longest first, until none is left."""
        length = len(legs) - 1
        while length:
            for begin in range(len(legs) - length):
                shorter = self._gone(legs[:begin] + legs[begin + length :], mask)
                if shorter is not None:
                    legs = shorter
                    length = len(legs)
                    break
            length -= 1
        return tuple(legs)

    def _gone(self, legs: list[Made], mask: int) -> list[Made] | None:
        """Make the same steps one after the other, wherever they then are made; ``None`` if one cannot be."""
        place, held = self.field.start()
        gone = []
        for step, _ in legs:
            lacking = self.field.needed(step, place, held)
            if lacking is None or lacking & ~mask or (step.rule.action == "enter" and step.rule.to == place):
                return None
            gone.append(Made(step, place))
            place, held = self.field.after(step, place, held)
        return gone
