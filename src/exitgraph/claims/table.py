"""Claims as flat rows: one claim a row, one role a column; for tables, CSV and DataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exitgraph.claims.interval import stamp
from exitgraph.claims.values import Text, plain_number
from exitgraph.vocabulary import curie, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.claims.interval import Interval
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Value

_BOUNDS = ("start", "end", "held")


def columns(knowledge: Knowledge) -> list[str]:
    """Give the columns, in a fixed order: the ends, the roles of the ontology by name, dates, source, bookkeeping."""
    roles = sorted(local_name(role) for role in knowledge.ontology.roles)
    dates = [f"{name}_{side}" for name in _BOUNDS for side in ("earliest", "latest")]
    return [
        *("claim", "subject", "subject_label", "relation", "object", "object_label", "polarity"),
        *roles,
        *dates,
        *("source", "publisher", "published_earliest", "published_latest"),
        *("speaker", "relayed_by", "speech_act", "positions"),
        *("event", "gist", "note", "confidence", "record_keys", "contradicted_by"),
    ]


def rows(
    knowledge: Knowledge, claims: Iterable[Claim], contradicted_by: Iterable[tuple[str, Sequence[str]]] = ()
) -> list[dict[str, str]]:
    """Give one row a claim, all values as text; an absent value is the empty text."""
    against = dict(contradicted_by)
    return [_row(knowledge, claim, against.get(claim.iri, ())) for claim in claims]


def _row(knowledge: Knowledge, claim: Claim, against: Sequence[str]) -> dict[str, str]:
    source = knowledge.sources.get(claim.source)
    row = dict.fromkeys(columns(knowledge), "")
    row |= {
        "claim": curie(claim.iri),
        "subject": curie(claim.subject),
        "subject_label": knowledge.label(claim.subject),
        "relation": curie(claim.relation),
        "object": write(claim.object),
        "object_label": knowledge.label(claim.object),
        "polarity": "positive" if claim.proposition.positive else "negative",
        "source": curie(claim.source),
        "publisher": curie(source.publisher) if source else "",
        "speaker": _each(item.speaker for item in claim.evidence),
        "relayed_by": _each(item.relayed_by for item in claim.evidence),
        "speech_act": _each(item.speech_act for item in claim.evidence),
        "positions": " ".join(f"{item.start}-{item.end}" for item in claim.evidence if item.start is not None),
        "event": curie(claim.event) if claim.event else "",
        "gist": claim.gist.value if claim.gist else "",
        "note": claim.note.value if claim.note else "",
        "confidence": claim.confidence or "",
        "record_keys": " ".join(claim.record_keys),
        "contradicted_by": " ".join(curie(other) for other in against),
    }
    row |= {local_name(role): write(value) for role, value in claim.proposition.roles}
    for name, interval in zip(_BOUNDS, (claim.start, claim.end, claim.held), strict=True):
        row |= _bounds(name, interval)
    return row | _bounds("published", source.published if source else None)


def write(value: Value) -> str:
    """Write one value: the short form of an IRI, a plain number, or the text."""
    if isinstance(value, Text):
        return value.value
    return curie(value) if isinstance(value, str) else plain_number(value)


def _each(values: Iterable[str | None]) -> str:
    return " ".join(dict.fromkeys(curie(value) for value in values if value))


def _bounds(name: str, interval: Interval | None) -> dict[str, str]:
    if interval is None:
        return {}
    sides = (("earliest", interval.earliest), ("latest", interval.latest))
    return {f"{name}_{side}": stamp(bound) for side, bound in sides if bound is not None}
