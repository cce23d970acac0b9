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
from exitgraph.claims.values import Text
from exitgraph.vocabulary import xg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.ontology import Relation
    from exitgraph.claims.values import Iri

EXCLUSIVE = xg("exclusiveWithin")
# Roles that narrow what a claim is about: where both name one and differ, the two speak of different things.
_NARROWING = tuple(
    xg(name)
    for name in ("document", "mode", "purpose", "safeConcept", "at", "from", "to", "group", "scope", "procedureState")
)


class Contradiction(NamedTuple):
    """The other claim, and the kind of contradiction."""

    claim: Iri
    kind: str


def extent(claim: Claim, review_months: int) -> Interval:
    """Give the widest span over which a claim may be meant to hold; a reported state lasts its review span."""
    if claim.start is None and claim.end is None and claim.held is not None:
        held = claim.held
        last = held.latest or held.earliest
        return Interval(held.earliest, add_months(last, review_months) if last and review_months else None)
    first = claim.start.earliest if claim.start else None
    return Interval(first, claim.end.latest if claim.end else None)


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
    for one, other, kind in _pairs(knowledge, sorted(taking_part)):
        if one.iri != other.iri:
            found[one.iri].add(Contradiction(other.iri, kind))
            found[other.iri].add(Contradiction(one.iri, kind))
    return {name: tuple(sorted(found[name])) for name in sorted(found)}


def _pairs(knowledge: Knowledge, names: list[Iri]) -> Iterator[tuple[Claim, Claim, str]]:
    names_held = frozenset(names)
    by_subject: dict[tuple[Iri, Iri], list[Claim]] = defaultdict(list)
    by_relation: dict[Iri, list[Claim]] = defaultdict(list)
    for name in names:
        claim = knowledge.claims[name]
        by_subject[claim.subject, claim.relation].append(claim)
        by_relation[claim.relation].append(claim)
        for linked in claim.contradicts:
            if linked in names_held:
                yield claim, knowledge.claims[linked], "curated"
    for (subject, name), claims in by_subject.items():
        relation = knowledge.ontology.relations.get(name)
        if relation is None:
            continue
        for one, other in combinations(claims, 2):
            kind = _same_subject(one, other, relation)
            if kind is not None and _meet(one, other, relation.review_months):
                yield one, other, kind
        rivals = [claim for opposed in relation.opposes for claim in by_subject.get((subject, opposed), ())]
        for one, other in product(claims, rivals):
            if _opposed(knowledge, one, other, relation.review_months):
                yield one, other, "opposed"
    for claims in by_relation.values():
        yield from _exclusive(knowledge, claims)


def _same_subject(one: Claim, other: Claim, relation: Relation) -> str | None:
    """Say how two claims with one subject and relation contradict each other, time apart."""
    if one.proposition.positive != other.proposition.positive:
        return "polarity" if one.object == other.object and _same_matter(one, other) else None
    if relation.functional:
        return "functional" if one.proposition.positive and one.object != other.object else None
    counted = relation.iri == xg("counts") and one.object == other.object and _same_matter(one, other)
    return "number" if counted and _numbers_apart(one, other) else None


def _meet(one: Claim, other: Claim, review_months: int) -> bool:
    return extent(one, review_months).overlaps(extent(other, review_months))


def _same_matter(one: Claim, other: Claim) -> bool:
    return all(
        one.role(role) == other.role(role) for role in _NARROWING if one.role(role) is not None and other.role(role)
    )


def _opposed(knowledge: Knowledge, one: Claim, other: Claim, review_months: int) -> bool:
    if not (one.proposition.positive and other.proposition.positive) or not _meet(one, other, review_months):
        return False
    if not isinstance(one.object, str) or not isinstance(other.object, str) or not _same_matter(one, other):
        return False
    return one.object == other.object or covers(knowledge, one.object, fields_of(knowledge, other.object)) is True


def _exclusive(knowledge: Knowledge, claims: list[Claim]) -> Iterator[tuple[Claim, Claim, str]]:
    for only in claims:
        region = only.role(EXCLUSIVE)
        relation = knowledge.ontology.relations.get(only.relation)
        if region is None or relation is None or not only.proposition.positive:
            continue
        entity = knowledge.entities.get(str(region))
        inside = entity.properties.get(xg("includesTerritory"), ()) if entity else ()
        for other in claims:
            if other.subject == only.subject or not other.proposition.positive or other.object != only.object:
                continue
            in_region = not inside or other.subject in inside
            if in_region and _same_matter(only, other) and _meet(only, other, relation.review_months):
                yield only, other, "exclusive"


def _range(claim: Claim) -> tuple[Decimal, Decimal] | None:
    def number(role: str) -> Decimal | None:
        value = claim.role(xg(role))
        return None if value is None or isinstance(value, str | Text) else Decimal(value)

    value, lower, upper = number("value"), number("lower"), number("upper")
    if value is None and lower is None and upper is None:
        return None
    if value is not None and claim.role(xg("approximate")):
        # "About 150,000" is not contradicted by 140,000: a tenth either way counts as the same number.
        return value * Decimal("0.9"), value * Decimal("1.1")
    low = lower if lower is not None else value if value is not None else Decimal("-Infinity")
    high = upper if upper is not None else value if value is not None else Decimal("Infinity")
    return low, high


def _numbers_apart(one: Claim, other: Claim) -> bool:
    first, second = _range(one), _range(other)
    return bool(first and second) and (first[1] < second[0] or second[1] < first[0])  # type: ignore[index]
