"""When a rule about one group covers another: nationality and personal status, field by field (design, J3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.knowledge import iris
from exitgraph.vocabulary import xg

if TYPE_CHECKING:
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri

NATIONALITY = xg("nationality")
STATUS = xg("personalStatus")


class GroupFields(NamedTuple):
    """What a group is made of; a field without a value says nothing about it."""

    nationalities: frozenset[Iri]
    statuses: frozenset[Iri]


def fields_of(knowledge: Knowledge, group: Iri) -> GroupFields:
    """Give the fields of a group or person; a person has those of the groups that it belongs to as well."""
    known: dict[Iri, GroupFields] = knowledge.__dict__.setdefault("_fields_by_group", {})
    if group not in known:
        known[group] = _read_fields(knowledge, group)
    return known[group]


def _read_fields(knowledge: Knowledge, group: Iri) -> GroupFields:
    entity = knowledge.entities.get(group)
    if entity is None:
        return GroupFields(frozenset(), frozenset())
    nationalities = frozenset(iris(entity.properties.get(NATIONALITY, ())))
    statuses = frozenset(iris(entity.properties.get(STATUS, ())))
    for wider in iris(entity.properties.get(xg("memberOfGroup"), ())):
        more = fields_of(knowledge, wider)
        nationalities, statuses = nationalities | more.nationalities, statuses | more.statuses
    return GroupFields(nationalities, statuses)


def covers(knowledge: Knowledge, group: Iri, other: GroupFields) -> bool | None:
    """Whether a claim about ``group`` covers somebody with the fields ``other``.

    ``True`` when every field of the group is met, ``None`` when a field that the group names is left open by the
    other side (so that the claim is *possible* for it), ``False`` when a field differs.
    """
    own = fields_of(knowledge, group)
    answer: bool | None = True
    if own.nationalities:
        if not other.nationalities:
            answer = None
        elif own.nationalities.isdisjoint(other.nationalities):
            return False
    if own.statuses:
        reached = frozenset().union(*(knowledge.broader(status) for status in other.statuses))
        if own.statuses <= reached:
            return answer
        # A wider status (soldier) may or may not be the narrower one that the claim is about (deserter).
        narrower = any(status in knowledge.broader(wanted) for wanted in own.statuses for status in other.statuses)
        if other.statuses and not narrower:
            return False
        answer = None
    return answer
