"""Claims that cannot both hold, found by rules that the ontology declares, and never resolved by vote.

Five kinds, each over overlapping time:

- *polarity*: the same thing said and denied;
- *opposed*: two relations of which the ontology says that one excludes the other (admits, bars);
- *functional*: a relation with one object at a time, given two (where an organisation is based);
- *exclusive*: "the only one that ..." beside another one that does;
- *number*: two counts of the same thing whose ranges do not meet.

A link that a curator wrote (``xg:contradicts``) is reported as *curated*.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.groups import covers, fields_of
from exitgraph.claims.interval import Interval, add_months
from exitgraph.claims.knowledge import iris
from exitgraph.claims.values import Text
from exitgraph.vocabulary import iri, xg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.ontology import Relation
    from exitgraph.claims.values import Iri, Value

EXCLUSIVE = xg("exclusiveWithin")
GROUP = xg("group")
OPPOSES = xg("opposes")
POLICY = xg("statesPolicy")
COUNTS = xg("counts")
_AT_LEAST, _AT_MOST = iri("concept:at-least"), iri("concept:at-most")
_MONTH = 32  # days
# Roles that narrow what a claim is about: where both name one and differ, the two speak of different things.
_NARROWING = tuple(
    xg(name)
    for name in (
        *("document", "mode", "purpose", "safeConcept", "at", "from", "to", "group", "scope", "procedureState"),
        *("charge", "penalty", "caseNumber", "organ"),
    )
)
# Roles by which a denial is of a part only.
_CONDITIONS = tuple(xg(name) for name in ("condition", "exception", "list", "stayMaxDays", "modality"))
# Roles by which a claim is about some persons, who need not be those of another claim.
_OF_SOME = (xg("count"), xg("quantity"))


class Contradiction(NamedTuple):
    """The other claim, and the kind of contradiction."""

    claim: Iri
    kind: str


def extent(claim: Claim, review_months: int, *, occurrence: bool = False) -> Interval:
    """Give the widest span over which a claim may be meant to hold.

    What happened lasts no longer than it took; what was reported to hold, and has no end, lasts its review span after
    the report, or after it begins if that is later; what began, and has no end and no report, is open.
    """
    first = claim.start.earliest if claim.start else None
    if occurrence and claim.start is not None:
        return claim.start
    if claim.end is not None:
        return Interval(first, claim.end.latest)
    if claim.held is None:
        return Interval(first, None)
    last = claim.held.latest or claim.held.earliest
    begin = first if claim.start else claim.held.earliest
    if last and begin and begin > last:
        # What was announced lasts its review span from when it begins.
        last = begin
    return Interval(begin, add_months(last, review_months) if last and review_months else None)


def contradictions(knowledge: Knowledge, *, deprecated: bool = False) -> Mapping[Iri, tuple[Contradiction, ...]]:
    """Find for each claim the claims that contradict it; claims without any are left out.

    Parameters
    ----------
    knowledge
        The graph.
    deprecated
        Whether deprecated claims take part: for an answer as known before they were.
    """
    taking_part = knowledge.claims.keys() - (set() if deprecated else knowledge.deprecated.keys())
    found: dict[Iri, set[Contradiction]] = defaultdict(set)
    for one, other, kind in _Finder(knowledge, sorted(taking_part)).pairs():
        if one.iri != other.iri:
            found[one.iri].add(Contradiction(other.iri, kind))
            found[other.iri].add(Contradiction(one.iri, kind))
    return {name: tuple(sorted(found[name])) for name in sorted(found)}


class _Finder:
    def __init__(self, knowledge: Knowledge, names: list[Iri]) -> None:
        self.knowledge = knowledge
        self.claims = {name: knowledge.claims[name] for name in names}
        self.by_subject: dict[tuple[Iri, Iri], list[Claim]] = defaultdict(list)
        self.by_relation: dict[Iri, list[Claim]] = defaultdict(list)
        self.groups = frozenset(group.iri for group in knowledge.of_kind(xg("Group")))
        self.overlaps: dict[tuple[Value, Value], bool] = {}
        for claim in self.claims.values():
            if claim.relation in knowledge.ontology.relations:
                self.by_subject[claim.subject, claim.relation].append(claim)
                self.by_relation[claim.relation].append(claim)

    def pairs(self) -> Iterator[tuple[Claim, Claim, str]]:
        for claim in self.claims.values():
            for linked in claim.contradicts:
                if linked in self.claims:
                    yield claim, self.claims[linked], "curated"
        for (subject, name), claims in self.by_subject.items():
            relation = self.knowledge.ontology.relations[name]
            for one, other in self.rivals(claims, relation):
                kind = self.same_subject(one, other, relation)
                if kind is not None and self.meet(one, other):
                    yield one, other, kind
            for opposed in relation.opposes:
                rivals = self.by_subject.get((subject, opposed), ())
                for one, other in product(claims, rivals):
                    if self.opposed(one, other):
                        yield one, other, "opposed"
        yield from self.policies()
        for claims in self.by_relation.values():
            yield from self.exclusive(claims)

    def rivals(self, claims: list[Claim], relation: Relation) -> Iterator[tuple[Claim, Claim]]:
        """Give the pairs that can contradict each other at all: of most relations what is said and what is denied."""
        said = [claim for claim in claims if claim.proposition.positive]
        if relation.functional or relation.iri in (POLICY, COUNTS):
            yield from combinations(said, 2)
        if len(said) < len(claims):
            yield from product(said, (claim for claim in claims if not claim.proposition.positive))

    # -- what two claims have in common ---------------------------------------------------------------

    def span(self, claim: Claim) -> Interval:
        """Give the time that a claim surely covers, so far as its dates tell; else the widest that it may cover.

        What ended in July and what began in July need not have met.
        """
        relation = self.knowledge.ontology.relations[claim.relation]
        widest = extent(claim, relation.review_months, occurrence=relation.occurrence)
        if relation.occurrence:
            return widest
        first = claim.start.latest if claim.start and claim.start.latest else widest.earliest
        last = claim.end.earliest if claim.end and claim.end.earliest else widest.latest
        return widest if first and last and first > last else Interval(first, last)

    def meet(self, one: Claim, other: Claim) -> bool:
        """Whether both are meant to hold at one time."""
        return self.span(one).overlaps(self.span(other))

    def same_matter(self, one: Claim, other: Claim) -> bool:
        """Whether no role that both name tells them apart; groups that overlap are not apart."""
        for role in _NARROWING:
            first, second = one.role(role), other.role(role)
            if first is None or second is None or first == second:
                continue
            if role != GROUP or not self.overlap(first, second):
                return False
        return True

    def overlap(self, one: Value, other: Value) -> bool:
        """Whether two groups or persons are the same, or one lies within the other."""
        if one == other:
            return True
        pair = (one, other)
        if pair not in self.overlaps:
            self.overlaps[pair] = self._overlap(one, other)
        return self.overlaps[pair]

    def _overlap(self, one: Value, other: Value) -> bool:
        knowledge = self.knowledge
        ends = [knowledge.entities.get(end) for end in (one, other) if isinstance(end, str)]
        if len([end for end in ends if end and knowledge.ontology.is_a(end.types, xg("Party"))]) < len((one, other)):
            return False
        assert isinstance(one, str)  # noqa: S101  # narrowed above
        assert isinstance(other, str)  # noqa: S101
        wider, narrower = (covers(knowledge, a, fields_of(knowledge, b)) for a, b in ((one, other), (other, one)))
        return wider is True or narrower is True

    def within(self, narrow: Value, wide: Value) -> bool:
        """Whether an object is another one, or a narrower concept."""
        return narrow == wide or (isinstance(narrow, str) and wide in self.knowledge.broader(narrow))

    def opposes(self, concept: Value) -> frozenset[Iri]:
        """Give the policies and relations that the ontology says cannot stand beside a policy."""
        if not isinstance(concept, str):
            return frozenset()
        stated = (self.knowledge.entities.get(name) for name in self.knowledge.broader(concept))
        return frozenset(name for item in stated if item for name in iris(item.properties.get(OPPOSES, ())))

    # -- the kinds ------------------------------------------------------------------------------------

    def same_subject(self, one: Claim, other: Claim, relation: Relation) -> str | None:
        """Say how two claims with one subject and relation contradict each other, time apart."""
        if one.proposition.positive != other.proposition.positive:
            said, denied = (one, other) if one.proposition.positive else (other, one)
            return "polarity" if self.denies(denied, said) else None
        if not one.proposition.positive:
            return None
        if relation.functional:
            apart = not self.within(one.object, other.object) and not self.within(other.object, one.object)
            return "functional" if apart else None
        if relation.iri == POLICY and other.object in self.opposes(one.object):
            return "opposed" if self.same_matter(one, other) else None
        counted = relation.iri == COUNTS and one.object == other.object and self.same_matter(one, other)
        return "number" if counted and _same_period(one, other) and _numbers_apart(one, other) else None

    def denies(self, denied: Claim, said: Claim) -> bool:
        """Whether a denial is about all that is said: one of a part (by land, of deserters) is an exception to it."""
        if any(claim.role(role) is not None for claim in (denied, said) for role in _OF_SOME):
            return False
        if denied.object != said.object and not (
            self.is_group(said.object) and self.lies_in(said.object, denied.object)
        ):
            return False
        for role in (*_NARROWING, *_CONDITIONS):
            part, whole = denied.role(role), said.role(role)
            if part is None or part == whole:
                continue
            if role != GROUP or whole is None or not self.lies_in(whole, part):
                return False
        return True

    def is_group(self, end: Value) -> bool:
        return end in self.groups

    def lies_in(self, narrow: Value, wide: Value) -> bool:
        """Whether a group lies within another one."""
        if not isinstance(narrow, str) or not isinstance(wide, str):
            return False
        return narrow == wide or covers(self.knowledge, wide, fields_of(self.knowledge, narrow)) is True

    def opposed(self, one: Claim, other: Claim) -> bool:
        if any(role in _OF_SOME for claim in (one, other) for role, _ in claim.proposition.roles):
            return False
        # What was done in one person's case does not contradict what is done with a group.
        if one.object != other.object and not (self.is_group(one.object) and self.is_group(other.object)):
            return False
        if not (one.proposition.positive and other.proposition.positive) or not self.overlap(one.object, other.object):
            return False
        return self.same_matter(one, other) and self.meet(one, other)

    def policies(self) -> Iterator[tuple[Claim, Claim, str]]:
        """Pair a stated policy with what the State does, where the ontology says that the two exclude each other."""
        for one in self.by_relation.get(POLICY, ()):
            for name in self.opposes(one.object) & self.by_relation.keys() if one.proposition.positive else ():
                for other in self.by_subject.get((one.subject, name), ()):
                    group = one.role(GROUP)
                    about = group is None or self.overlap(group, other.object)
                    if other.proposition.positive and about and self.same_matter(one, other) and self.meet(one, other):
                        yield one, other, "opposed"

    def exclusive(self, claims: list[Claim]) -> Iterator[tuple[Claim, Claim, str]]:
        for only in claims:
            region = only.role(EXCLUSIVE)
            if region is None or not only.proposition.positive:
                continue
            entity = self.knowledge.entities.get(str(region))
            inside = entity.properties.get(xg("includesTerritory"), ()) if entity else ()
            for other in claims:
                if other.subject == only.subject or not other.proposition.positive:
                    continue
                same = self.within(other.object, only.object) or self.overlap(other.object, only.object)
                in_region = not inside or other.subject in inside
                # "The only one so far" speaks of the time before as well.
                before = Interval(None, self.span(only).latest).overlaps(self.span(other))
                if same and in_region and before and self.same_matter(only, other):
                    yield only, other, "exclusive"


def _same_period(one: Claim, other: Claim) -> bool:
    """Whether two counts are of one period: a total up to April is not contradicted by one up to November."""
    if one.end is None and other.end is None:
        return True
    if one.end is None or other.end is None:
        return False
    starts = one.start is None or other.start is None or one.start.overlaps(other.start)
    return starts and (one.end == other.end or (one.end.overlaps(other.end) and _exact(one.end) and _exact(other.end)))


def _exact(when: Interval) -> bool:
    """Whether a date is known to the month; an end "in 2024" is no end that another one could be equal to."""
    return when.earliest is not None and when.latest is not None and (when.latest - when.earliest).days < _MONTH


def _range(claim: Claim) -> tuple[Decimal, Decimal] | None:
    def number(role: str) -> Decimal | None:
        value = claim.role(xg(role))
        return None if value is None or isinstance(value, str | Text) else Decimal(value)

    value, lower, upper = number("value"), number("lower"), number("upper")
    if value is None and lower is None and upper is None:
        return None
    about = claim.role(xg("approximate"))
    if value is not None and about in (_AT_LEAST, _AT_MOST):
        return (value, Decimal("Infinity")) if about == _AT_LEAST else (Decimal("-Infinity"), value)
    if value is not None:
        # "About 150,000" is not contradicted by 140,000, nor a rounded 6,300 by 6,374.
        margin = abs(value) / 10 if about else _rounding(value)
        low, high = value - margin, value + margin
    else:
        low, high = Decimal("-Infinity"), Decimal("Infinity")
    return (lower if lower is not None else low), (upper if upper is not None else high)


def _rounding(value: Decimal) -> Decimal:
    """Give how far a number such as 6,300 may have been cut: two zeros or more behind two digits or more."""
    digits = str(int(abs(value))) if value == int(value) else ""
    kept = digits.rstrip("0")
    zeros = len(digits) - len(kept)
    return Decimal(10) ** zeros if zeros > 1 and len(kept) > 1 else Decimal(0)


def _numbers_apart(one: Claim, other: Claim) -> bool:
    first, second = _range(one), _range(other)
    return bool(first and second) and (first[1] < second[0] or second[1] < first[0])  # type: ignore[index]
