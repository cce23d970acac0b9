"""The one projection of claims to columns: one claim a row, one role a column.

Everything tabular is made of it: the rows that ``exitgraph claims`` prints (`rows`, all values as text), and the Arrow
table (`exitgraph.columns.arrow`). It needs no table library. What an IRI stands for is written in its short form.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from exitgraph.claims.groups import fields_of
from exitgraph.claims.inforce import Spans, basis_of, is_occurrence, spans_of
from exitgraph.claims.interval import Interval, stamp
from exitgraph.claims.values import Text, plain_number
from exitgraph.errors import InputError
from exitgraph.vocabulary import XSD_DECIMAL, XSD_INTEGER, XSD_STRING, curie, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri, Value

#: *name*: a short form, of which there are few; *text*; *names*: a list; *truth*: yes or no.
Kind: TypeAlias = Literal["name", "text", "names", "whole", "number", "year", "truth", "instant"]
#: A column is a list as long as there are claims; an absent value is ``None``.
Columns: TypeAlias = "dict[str, list[Any]]"


class Column(NamedTuple):
    """One column: its name, what it holds, what that means, and whether `rows` has it."""

    name: str
    kind: Kind
    meaning: str
    printed: bool = True


_BOUNDS: Final = ("start", "end", "held")
_SAID: Final = (
    Column("claim", "text", "the claim"),
    Column("subject", "name", "its subject"),
    Column("subject_label", "name", "the subject's label in English"),
    Column("relation", "name", "its relation"),
    Column("object", "name", "its object, or the text or number that stands there"),
    Column("object_label", "name", "the object's label in English"),
    Column("polarity", "name", "positive, or negative for a denial"),
)
_STATED: Final = (
    Column("source", "name", "the source that states it"),
    Column("publisher", "name", "who published the source"),
    Column("published_earliest", "instant", "the first second at which the source may have been published"),
    Column("published_latest", "instant", "the last second at which the source may have been published"),
    Column("speaker", "names", "who speaks, in each piece of evidence"),
    Column("relayed_by", "names", "who relays it"),
    Column("speech_act", "names", "how it is said"),
    Column("positions", "names", "where the passages stand, in code points"),
    Column("event", "name", "the occurrence that it tells of"),
    Column("gist", "text", "what is claimed, in our words"),
    Column("note", "text", "a note of the curator"),
    Column("confidence", "name", "how sure the curator was of the reading"),
    Column("record_keys", "names", "the rows of the tables that it came from"),
    Column("contradicted_by", "names", "the claims that contradict it, deprecated ones left out"),
)
_DERIVED: Final = (
    Column("proposition", "text", "what is claimed, whoever claims it"),
    Column("source_type", "name", "what kind of publication the source is"),
    Column("published_year", "year", "the year of publication, where it is known"),
    Column("year", "year", "the year in which it began, happened or was reported, where it is one"),
    Column("nationality", "names", "the nationalities of the group that is concerned"),
    Column("status", "names", "the personal statuses of the group that is concerned"),
    Column("basis_applied", "name", "the basis that the claim states, else that of its relation"),
    Column("occurrence", "truth", "whether it tells what happened, not what holds"),
    Column("in_effect", "truth", "whether it came about: not merely ordered, proposed or tried, nor set aside"),
    Column("possible_from", "instant", "in force from here on (null: open)"),
    Column("possible_until", "instant", "in force until then (null: open)"),
    Column("certain_from", "instant", "certain from here on (null: never)"),
    Column("certain_until", "instant", "certain until then (null: open)"),
    Column("review_due", "instant", "stale after it (null: it does not age)"),
    Column("begun_by", "instant", "not stale from here on, since it has begun for certain (null: never)"),
)
_OF_RANGE: Final[Mapping[str, Kind]] = {XSD_STRING: "text", XSD_INTEGER: "whole", XSD_DECIMAL: "number"}
#: No day lies within: what is judged by a relation or a source that the graph does not hold is never in force.
_NEVER: Final = Spans(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC))


def columns_of(knowledge: Knowledge) -> tuple[Column, ...]:
    """Give the columns in a fixed order: the ends, the roles of the ontology by name, dates, source, derived ones."""
    ranges = sorted((local_name(role), reach, role) for role, reach in knowledge.ontology.roles.items())
    return (
        *_SAID,
        *(Column(name, _OF_RANGE.get(reach, "name"), knowledge.label(role)) for name, reach, role in ranges),
        *(
            Column(f"{name}_{side}", "instant", f"the {side} second of its {meaning}")
            for name, meaning in zip(_BOUNDS, ("start", "end", "report"), strict=True)
            for side in ("earliest", "latest")
        ),
        *_STATED,
        *(column._replace(printed=False) for column in _DERIVED),
    )


def columns(knowledge: Knowledge) -> list[str]:
    """Give the names of the columns that `rows` has."""
    return [column.name for column in columns_of(knowledge) if column.printed]


def rows(
    knowledge: Knowledge, claims: Iterable[Claim], contradicted_by: Iterable[tuple[str, Sequence[str]]] = ()
) -> list[dict[str, str]]:
    """Give one row a claim, all values as text; an absent value is the empty text."""
    chosen, names = list(claims), columns(knowledge)
    found = stated(knowledge, chosen, dict(contradicted_by))
    lines = [[written(value) for value in found[name]] for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*lines, strict=True)]


def project(knowledge: Knowledge, claims: Sequence[Claim], contradicted_by: Mapping[str, Sequence[str]]) -> Columns:
    """Give all columns of `columns_of`, those that are derived too.

    Parameters
    ----------
    knowledge
        The graph.
    claims
        Its claims that are wanted; the columns are in their order.
    contradicted_by
        For each contested claim the claims that contradict it.

    Raises
    ------
    InputError
        If a role holds another kind of value than the ontology says.
    """
    found = stated(knowledge, claims, contradicted_by)
    for column in columns_of(knowledge):
        check = _CHECKS.get(column.kind)
        wrong = next((n for n, value in enumerate(found.get(column.name, ())) if check and not check(value)), None)
        if wrong is not None:
            raise InputError(
                f"{column.name} is {written(found[column.name][wrong])!r}, which is no {column.kind} value",
                where=found["claim"][wrong],
                hint="`exitgraph validate` shows what is wrong with the graph.",
            )
    return found | _derived(knowledge, claims)


def stated(knowledge: Knowledge, claims: Sequence[Claim], contradicted_by: Mapping[str, Sequence[str]]) -> Columns:
    """Give the columns that are printed: what the source states, and the bookkeeping beside it."""
    short, label = _Memo(curie), _Memo(knowledge.label)
    sources = [knowledge.sources.get(claim.source) for claim in claims]
    found: Columns = {
        "claim": [curie(claim.iri) for claim in claims],
        "subject": [short[claim.subject] for claim in claims],
        "subject_label": [label[claim.subject] for claim in claims],
        "relation": [short[claim.relation] for claim in claims],
        "object": [write(claim.object) for claim in claims],
        "object_label": [label[claim.object] for claim in claims],
        "polarity": ["positive" if claim.proposition.positive else "negative" for claim in claims],
        "source": [short[claim.source] for claim in claims],
        "publisher": [short[source.publisher] if source else None for source in sources],
        "speaker": [_each(short, (item.speaker for item in claim.evidence)) for claim in claims],
        "relayed_by": [_each(short, (item.relayed_by for item in claim.evidence)) for claim in claims],
        "speech_act": [_each(short, (item.speech_act for item in claim.evidence)) for claim in claims],
        "positions": [
            [f"{item.start}-{item.end}" for item in claim.evidence if item.start is not None] for claim in claims
        ],
        "event": [short[claim.event] if claim.event else None for claim in claims],
        "gist": [claim.gist.value if claim.gist else None for claim in claims],
        "note": [claim.note.value if claim.note else None for claim in claims],
        "confidence": [claim.confidence or None for claim in claims],
        "record_keys": [list(claim.record_keys) for claim in claims],
        "contradicted_by": [
            # One claim may contradict another in two ways, and is named once.
            [short[other] for other in dict.fromkeys(contradicted_by.get(claim.iri, ()))]
            for claim in claims
        ],
    }
    _fill_roles(found, knowledge, claims, short)
    for name, intervals in (
        ("start", [claim.start for claim in claims]),
        ("end", [claim.end for claim in claims]),
        ("held", [claim.held for claim in claims]),
        ("published", [source.published if source else None for source in sources]),
    ):
        found[f"{name}_earliest"] = [interval.earliest if interval else None for interval in intervals]
        found[f"{name}_latest"] = [interval.latest if interval else None for interval in intervals]
    return found


def _fill_roles(found: Columns, knowledge: Knowledge, claims: Sequence[Claim], short: _Memo) -> None:
    # Most roles are absent from most claims: the columns are laid out empty.
    of_role = {role: found.setdefault(local_name(role), [None] * len(claims)) for role in knowledge.ontology.roles}
    for place, claim in enumerate(claims):
        for role, value in claim.proposition.roles:
            if role in of_role:
                plain = value.value if isinstance(value, Text) else value
                of_role[role][place] = short[value] if isinstance(value, str) else plain


def _derived(knowledge: Knowledge, claims: Sequence[Claim]) -> Columns:
    short, relations = _Memo(curie), knowledge.ontology.relations
    sources = [knowledge.sources.get(claim.source) for claim in claims]
    declared = [relations.get(claim.relation) for claim in claims]
    groups = frozenset(item.iri for item in knowledge.of_kind(xg("Party")))
    concerned = [fields_of(knowledge, _concerned(claim, groups)) for claim in claims]
    spans = [
        spans_of(claim, relation, source.published) if relation and source else _NEVER
        for claim, relation, source in zip(claims, declared, sources, strict=True)
    ]
    both = list(zip(claims, declared, strict=True))
    found: Columns = {
        "proposition": [curie(claim.proposition.iri) for claim in claims],
        "source_type": [short[source.source_type] if source else None for source in sources],
        "published_year": [_year(source.published) if source else None for source in sources],
        "year": [_year(claim.start or claim.held) for claim in claims],
        "nationality": [sorted(map(short.__getitem__, fields.nationalities)) for fields in concerned],
        "status": [sorted(map(short.__getitem__, fields.statuses)) for fields in concerned],
        "basis_applied": [short[basis_of(claim, relation)] if relation else None for claim, relation in both],
        "occurrence": [is_occurrence(claim, relation) if relation else None for claim, relation in both],
        "in_effect": [knowledge.in_effect(claim) for claim in claims],
    }
    return found | {name: [getattr(span, name) for span in spans] for name in Spans._fields}


def _concerned(claim: Claim, parties: frozenset[Iri]) -> Iri:
    """Give the group or person that a claim is about: the role, else the object, else the subject."""
    ends = (claim.role(xg("group")), claim.object, claim.subject)
    return next((end for end in ends if isinstance(end, str) and end in parties), "")


def _year(interval: Interval | None) -> int | None:
    """Give the year that an interval lies in, if it is one."""
    if interval is None or interval.earliest is None or interval.latest is None:
        return None
    return interval.earliest.year if interval.earliest.year == interval.latest.year else None


class _Memo(dict[Any, str]):
    """A function of which each answer is computed once: a hundred thousand claims name a few thousand things."""

    def __init__(self, function: Callable[[Any], str]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, value: Any) -> str:
        self[value] = found = self._function(value)
        return found


def write(value: Value) -> str:
    """Write one value: the short form of an IRI, a plain number, or the text."""
    if isinstance(value, Text):
        return value.value
    return curie(value) if isinstance(value, str) else plain_number(value)


def _each(short: _Memo, values: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(short[value] for value in values if value))


def written(value: Any) -> str:
    """Write any value of a column as text."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return stamp(value)
    return " ".join(value) if isinstance(value, list) else plain_number(value)


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_whole(value: Any) -> bool:
    return value is None or (isinstance(value, int) and abs(value) < _MOST_WHOLE)


def _is_number(value: Any) -> bool:
    if value is None or isinstance(value, int):
        return value is None or abs(value) < _MOST_NUMBER
    if not isinstance(value, Decimal):
        return False
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and abs(value) < _MOST_NUMBER and value == round(value, PLACES)


#: The places of a number that are kept; more of them, or more than 29 digits before the point, is refused.
PLACES: Final = 9
_MOST_WHOLE, _MOST_NUMBER = 2**63, 10**29
_CHECKS: Final[Mapping[Kind, Callable[[Any], bool]]] = {
    "name": _is_text,
    "text": _is_text,
    "whole": _is_whole,
    "number": _is_number,
}
