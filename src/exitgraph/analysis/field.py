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

from exitgraph.analysis.policies import Change, Policy, Widened, lifted
from exitgraph.routes.profile import TravelDocument
from exitgraph.routes.rules import rules_for
from exitgraph.routes.state import LAND, World

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from exitgraph.claims.values import Iri
    from exitgraph.routes.compile import Compiled
    from exitgraph.routes.profile import Profile
    from exitgraph.routes.rule import Contest, Rule

MAX_STATES = 200_000
_GOALS = {"reach": "enter", "apply": "apply", "protection": "protected"}
_LEVELS = {action: level for level, action in _GOALS.items()}


class Step(NamedTuple):
    """A rule, packed: masks of documents (-1: not asked for), and the bits of the changes that it needs.

    ``needs`` are those that it needs anywhere; ``waive`` and ``give`` those that make up for a document that is not,
    or is, held (0: nothing makes up for it); ``policy`` the bit of the policy that it is part of.
    """

    rule: Rule
    one_of: int
    beside: int
    none_of: int
    gains: int
    needs: int
    waive: int
    give: int
    policy: int

    def lacks(self, held: int, needs: int) -> int | None:
        """Give the changes that it needs with these documents; ``None`` where none would do."""
        if self.one_of >= 0 and not self.one_of & held:
            if not self.waive:
                return None
            needs |= self.waive
        if self.beside >= 0 and not self.beside & held:
            return None
        if self.none_of > 0 and self.none_of & held:
            if not self.give:
                return None
            needs |= self.give
        return needs


Listed = list[tuple[Step, int]]


class Options(NamedTuple):
    """The steps that can be made at a place, each with the changes it needs: from anywhere, and there only.

    ``into`` and ``near`` are the entries among them, by the territory that is entered.
    """

    free: Listed
    here: Listed
    into: dict[Iri, Listed]
    near: dict[Iri, Listed]


class Made(NamedTuple):
    """A step made at a place."""

    step: Step
    place: Iri


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


class Field:
    """All steps of one profile.

    Parameters
    ----------
    compiled, profile
        The claims of a snapshot and whose journey it is.
    possible
        Whether contested, undated and old claims may carry a leg; nothing that contests then blocks.
    changing
        Whether steps that some change of policies would open are looked at too.

    Attributes
    ----------
    changes, policies
        By bit.
    claims
        The claims behind each change and each policy.
    """

    def __init__(self, compiled: Compiled, profile: Profile, *, possible: bool, changing: bool) -> None:
        self.compiled, self.profile, self.possible, self.changing = compiled, profile, possible, changing
        self._rules = Widened(compiled, profile) if changing else rules_for(compiled, profile)
        self.world = World(compiled, profile, self._rules, possible=possible)
        self.changes: dict[Change, int] = {}
        self.policies: dict[Policy, int] = {}
        self.claims: dict[Change | Policy, set[Iri]] = defaultdict(set)
        rules = [rule for rule in self._rules.legs if self._usable(rule)]
        given = {TravelDocument(rule.document, rule.to) for rule in rules if rule.action == "obtain" and rule.document}
        self.documents = tuple(sorted({*profile.holds, *given}))
        own = {rule for document in self.documents for rule in self.world.own_papers(document) if self._usable(rule)}
        rules = sorted((*rules, *own), key=lambda rule: rule.order)
        self.unwanted = 0
        self._free: list[Step] = []
        self._land: list[Step] = []
        self._placed: dict[Iri | None, list[Step]] = defaultdict(list)
        for rule in rules:
            self._put(rule)
        self.giving = sorted(place for place, steps in self._placed.items() if place and any(s.gains for s in steps))
        self._options: dict[Iri, Options] = {}
        self.plain = [(step, step.needs) for step in self._free]
        self._into = _into(self.plain)

    # -- steps ---------------------------------------------------------------------------------------------

    def _usable(self, rule: Rule) -> bool:
        return self.possible or not rule.why or (self.changing and rule.why == "contested")

    def _put(self, rule: Rule) -> None:
        needs = self._lifting(rule.contests)
        if needs is None:
            return
        own = self.profile.nationalities
        if isinstance(self._rules, Widened) and rule.claims and rule.claims[0] in self._rules.extended:
            document = rule.document if rule.action in ("enter", "obtain") else None
            needs |= self._change(Change("extend", rule.to, rule.action, document), rule.claims)
        one_of = self._mask(rule.document, rule.issuers) if rule.action == "enter" else -1
        waive = give = gains = 0
        if self.changing and rule.action == "enter" and rule.document and not rule.own_paper:
            waive = self._change(Change("waive", rule.to, rule.document), rule.claims)
        if rule.action == "obtain" and rule.document:
            gains = 1 << self.documents.index(TravelDocument(rule.document, rule.to))
            if self.changing and rule.without:
                give = self._change(Change("give", rule.to, rule.without, rule.document), rule.claims)
        none_of = self._mask(rule.without, own)
        self.unwanted |= max(none_of, 0)
        policy = Policy.of(rule)
        self.claims[policy] |= set(rule.claims)
        bit = self.policies.setdefault(policy, 1 << len(self.policies))
        step = Step(rule, one_of, self._mask(rule.beside, own), none_of, gains, needs, waive, give, bit)
        if rule.action == "enter" and rule.mode == LAND:
            self._land.append(step)
        elif rule.action == "enter" and rule.at is None:
            self._free.append(step)
        else:
            self._placed[rule.at].append(step)

    def _change(self, change: Change, claims: Iterable[Iri]) -> int:
        self.claims[change] |= set(claims)
        return self.changes.setdefault(change, 1 << len(self.changes))

    def _lifting(self, contests: Sequence[Contest]) -> int | None:
        """Give the changes that would take away what contests; ``None`` where it is no policy of a State."""
        if self.possible or not contests:
            return 0
        if not self.changing:
            return None
        needs = 0
        for contest in contests:
            change = lifted(self.compiled.knowledge, contest.claim)
            if change is None:
                return None
            needs |= self._change(change, (contest.claim,))
        return needs

    def _mask(self, kind: Iri | None, issuers: tuple[Iri, ...]) -> int:
        if kind is None:
            return -1
        counts = self.world.counts_as
        return sum(1 << n for n, document in enumerate(self.documents) if counts(document, kind, issuers))

    def options(self, place: Iri) -> Options:
        """Give the steps that could be made from anywhere, and those of a place, each with the changes it needs."""
        if place not in self._options:
            special = list(self._placed.get(None, ()))
            special += self._placed.get(place, ())
            special += [
                step for step in self._land if step.rule.at in (None, place) and self.world.links(place, step.rule.to)
            ]
            here = list(self._leaving(special, place))
            free = self.plain if not self._banned(place) else list(self._leaving(self._free, place))
            into = self._into if free is self.plain else _into(free)
            self._options[place] = Options(free, here, into, _into(here))
        return self._options[place]

    def _banned(self, place: Iri) -> bool:
        return not self.possible and place in self._rules.leaving

    def _leaving(self, steps: Iterable[Step], place: Iri) -> Iterator[tuple[Step, int]]:
        for step in steps:
            if step.rule.action != "enter" or not self._banned(place):
                yield step, step.needs
                continue
            needs = self._lifting(self.world.leaving(step.rule, place))
            if needs is not None:
                yield step, step.needs | needs

    # -- the search ----------------------------------------------------------------------------------------

    def search(
        self,
        levels: Collection[str],
        *,
        most: int = 0,
        withdrawn: int = 0,
        to: Collection[Iri] = (),
        max_states: int = MAX_STATES,
    ) -> Found:
        """Find the goals that can be reached with the fewest changes, and all smallest sets of them.

        Parameters
        ----------
        levels
            Of ``reach``, ``apply`` and ``protection``.
        most
            The most changes; 0 looks at things as they are.
        withdrawn
            Bits of policies that are taken away.
        to
            The territories that count as a goal; any but origin and start when empty.
        max_states
            Bound on the states that are looked at.

        Returns
        -------
        Found
            For each level and territory each smallest set once; all sets have the same number of changes.
        """
        return _Search(self, frozenset(_GOALS[level] for level in levels), withdrawn, frozenset(to)).run(
            most, max_states
        )

    def start(self) -> tuple[Iri, int]:
        """Give where the journey begins, and the documents held there."""
        held = sum(1 << n for n, document in enumerate(self.documents) if document in self.profile.holds)
        return self.world.start.territory, held

    def after(self, step: Step, place: Iri, held: int) -> tuple[Iri, int]:
        """Give the place and the documents after a step."""
        return (step.rule.to, held) if step.rule.action == "enter" else (place, held | step.gains)

    def needed(self, step: Step, place: Iri, held: int) -> int | None:
        """Give the changes that a step needs in a state; ``None`` where it cannot be made."""
        options = self.options(place)
        entry = step.rule.action == "enter"
        listed = (*options.into.get(step.rule.to, ()), *options.near.get(step.rule.to, ())) if entry else options.here
        return next((step.lacks(held, needs) for other, needs in listed if other is step), None)

    def changes_of(self, mask: int) -> tuple[Change, ...]:
        """Give the changes of a mask, in order."""
        return tuple(sorted((change for change, bit in self.changes.items() if bit & mask), key=str))

    def policies_of(self, mask: int) -> tuple[Policy, ...]:
        """Give the policies of a mask, in order."""
        return tuple(sorted((policy for policy, bit in self.policies.items() if bit & mask), key=str))


def _into(steps: Listed) -> dict[Iri, Listed]:
    found: dict[Iri, Listed] = defaultdict(list)
    for step, needs in steps:
        if step.rule.action == "enter":
            found[step.rule.to].append((step, needs))
    return dict(found)


class _Search:
    def __init__(self, field: Field, actions: frozenset[str], withdrawn: int, to: frozenset[Iri]) -> None:
        self.field, self.actions, self.withdrawn, self.to = field, actions, withdrawn, to
        self.not_a_goal = {field.profile.origin, field.world.start.territory}
        self.kept: dict[Iri, list[tuple[int, int]]] = defaultdict(list)
        #: Documents and changes with which what can be done from anywhere was tried.
        self.tried: list[tuple[int, int]] = []
        self.goals: dict[tuple[str, Iri], dict[int, _Node]] = defaultdict(dict)
        self.queues: dict[int, deque[_Node]] = defaultdict(deque)

    def run(self, most: int, max_states: int) -> Found:
        place, held = self.field.start()
        self._push(_Node(place, held, 0, None, ()))
        states, stopped = 0, None
        for size in range(most + 1):
            queue = self.queues[size]
            while queue and stopped is None:
                states += 1
                if states > max_states:
                    stopped = "max-states"
                    break
                self._expand(queue.popleft(), most)
            if stopped or any(mask.bit_count() <= size for masks in self.goals.values() for mask in masks):
                break
        least = min((mask.bit_count() for masks in self.goals.values() for mask in masks), default=0)
        found = [
            Reached(_LEVELS[action], to, mask, self._cut(node.way(), mask))
            for (action, to), masks in sorted(self.goals.items(), key=lambda item: item[0])
            for mask, node in sorted(masks.items())
            if mask.bit_count() == least
        ]
        return Found(tuple(found), stopped)

    def _push(self, node: _Node) -> None:
        self._settle(node)
        field, kept = self.field, self.kept[node.place]
        for held, mask in kept:
            more = held & node.held == node.held and mask & node.mask == mask
            if more and held & field.unwanted == node.held & field.unwanted:
                return
        kept.append((node.held, node.mask))
        self.queues[node.mask.bit_count()].append(node)

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
        if rule.action == "enter" and rule.to == node.place:
            return
        legs = (Made(step, node.place),)
        if rule.action in self.actions and (rule.to in self.to if self.to else rule.to not in self.not_a_goal):
            masks = self.goals[rule.action, rule.to]
            if not any(other & mask == other for other in masks):
                masks[mask] = _Node(rule.to, node.held, mask, node, legs)
        if rule.action in ("enter", "obtain"):
            place, held = self.field.after(step, node.place, node.held)
            self._push(_Node(place, held, mask, node, legs))

    # -- documents that do no harm ---------------------------------------------------------------------------

    def _settle(self, node: _Node) -> None:
        """Take every harmless document that the place gives, or that is had by going somewhere and coming back."""
        before = -1
        node.held, legs = self._taken(node.place, node.held, node.mask)
        node.legs += legs
        while before != node.held:
            before = node.held
            for place in self.field.giving:
                if place == node.place or not (there := self._entry(node.place, place, node.held, node.mask)):
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
