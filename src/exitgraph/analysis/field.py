"""The field of a journey: every leg of one profile, packed, with the policies of States as its labels.

`exitgraph.analysis.removal` searches it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.analysis.policies import Change, Policy, Widened, lifted
from exitgraph.routes.profile import TravelDocument
from exitgraph.routes.rules import rules_for
from exitgraph.routes.state import LAND, World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from exitgraph.claims.values import Iri
    from exitgraph.routes.compile import Compiled
    from exitgraph.routes.profile import Profile
    from exitgraph.routes.rule import Contest, Rule


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
        #: The places that give documents which do no harm, with their bits.
        self.giving = [(place, bits) for place in sorted(filter(None, self._placed)) if (bits := self._given(place))]
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

    def _given(self, place: Iri) -> int:
        given = 0
        for step in self._placed[place]:
            given |= step.gains & ~self.unwanted
        return given

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

    # -- states ----------------------------------------------------------------------------------------------

    def signature(self) -> object:
        """Give what is the same for profiles whose journeys are the same: the legs, where they start, what counts."""
        steps = [*self._free, *self._land, *(step for steps in self._placed.values() for step in steps)]
        asked = 0
        for step in steps:
            asked |= max(step.one_of, 0) | max(step.beside, 0) | max(step.none_of, 0)
        held = frozenset(
            document
            for number, document in enumerate(self.documents)
            if asked >> number & 1 and document in self.profile.holds
        )
        legs = frozenset((step.rule, self.changes_of(step.needs)) for step in steps)
        ways = frozenset(self._rules.leaving.items()), frozenset(self._rules.journeys.items())
        return self.world.start.territory, self.profile.origin, self.profile.nationalities, held, legs, ways

    def part(self) -> frozenset[Iri]:
        """Give the claims that have a part: of the legs, of ways by land, and of what stands against them."""
        steps = [*self._free, *self._land, *(step for steps in self._placed.values() for step in steps)]
        found = {claim for step in steps for claim in step.rule.claims}
        found |= {contest.claim for step in steps for contest in step.rule.contests}
        found |= {against.contest.claim for listed in self._rules.leaving.values() for against in listed}
        found |= {claim for listed in self._rules.journeys.values() for journey in listed for claim in journey.claims}
        return frozenset(found)

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
