"""Write a graph as a claim table: what `exitgraph.sources.rows` reads back to the same graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exitgraph.claims.interval import Interval, end_of_day
from exitgraph.claims.values import Text
from exitgraph.sources.cells import guard, text_cells, write_interval, write_value
from exitgraph.sources.columns import columns
from exitgraph.sources.gradings import cells_of
from exitgraph.vocabulary import curie, local_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import AccessCopy, Claim, Evidence, Omission, Review, Source
    from exitgraph.claims.values import Iri, Value


def table_of(knowledge: Knowledge, files: Mapping[Iri, str]) -> tuple[list[str], Iterator[dict[str, str]]]:
    """Give the header and the rows, one for each piece of evidence of each claim, and one for each omission.

    Parameters
    ----------
    knowledge
        The graph.
    files
        For each claim, source and omission the name of its file, without folder and ending.
    """
    header = [column.name for column in columns(knowledge)]
    return header, _rows(knowledge, files)


def _rows(knowledge: Knowledge, files: Mapping[Iri, str]) -> Iterator[dict[str, str]]:
    described: set[Iri] = set()
    for name in sorted(knowledge.claims):
        claim = knowledge.claims[name]
        past = _superseded(knowledge.deprecated.get(name))
        grades = cells_of(knowledge.reviews_of.get(name, ()))
        # More grades than evidence take rows of their own, which repeat the first evidence.
        more = [f"+{local_name(name)}.g{number}" for number in range(len(claim.evidence), len(grades))]
        for place, key in enumerate([*_keys(claim), *more]):
            evidence = claim.evidence[place if place < len(claim.evidence) else 0]
            row = {"record_key": key, "file": files.get(name, "")} | _claim(claim) | past | _evidence(evidence)
            row |= grades[place] if place < len(grades) else {}
            yield from _with_source(row, knowledge, claim.source, files, described)
    for name in sorted(knowledge.omissions):
        omission = knowledge.omissions[name]
        row = {"file": files.get(name, "")} | _omission(omission)
        yield from _with_source(row, knowledge, omission.source, files, described)
    yield from _further(knowledge, files, described)


def _further(knowledge: Knowledge, files: Mapping[Iri, str], described: set[Iri]) -> Iterator[dict[str, str]]:
    """Give rows that tell of a source only: of one that nothing rests on, of its second copy, its second grade, ..."""
    for name in sorted(knowledge.sources):
        if name not in described:
            yield from _with_source({"record_key": f"+{local_name(name)}"}, knowledge, name, files, described)
        for number, grade in enumerate(cells_of(knowledge.reviews_of.get(name, ()))[1:], 2):
            row = {"record_key": f"+{local_name(name)}.g{number}"} | grade
            yield from _with_source(row, knowledge, name, files, described)
        for number, copy in enumerate(knowledge.sources[name].copies[1:], 2):
            row = {"record_key": f"+{local_name(name)}.{number}"} | _copy(copy)
            yield from _with_source(row, knowledge, name, files, described)


def _keys(claim: Claim) -> list[str]:
    """Share the record keys out over the evidence; where they run out, made-up ones that are not kept."""
    wanted = len(claim.evidence)
    keys = list(claim.record_keys)
    if len(keys) >= wanted:
        return [*keys[: wanted - 1], " ".join(keys[wanted - 1 :])]
    return [*keys, *(f"+{local_name(claim.iri)}.{number}" for number in range(wanted - len(keys)))]


def _claim(claim: Claim) -> dict[str, str]:
    row = {
        "subject": curie(claim.subject),
        "relation": curie(claim.relation),
        "object": _value(claim.object),
        "polarity": "positive" if claim.proposition.positive else "negative",
        "start": write_interval(claim.start),
        "end": write_interval(claim.end),
        "held": write_interval(claim.held),
        "event": curie(claim.event) if claim.event else "",
        "confidence": claim.confidence or "",
        "contradicts": " ".join(curie(other) for other in claim.contradicts),
    }
    if isinstance(claim.object, Text):
        row |= text_cells("object", claim.object)
    row |= text_cells("gist", claim.gist) | text_cells("note", claim.note)
    return row | {local_name(role): _value(value) for role, value in claim.proposition.roles}


def _superseded(review: Review | None) -> dict[str, str]:
    if review is None:
        return {}
    return {
        "deprecated": write_interval(Interval(review.since, end_of_day(review.since))),
        "superseded_by": curie(review.superseded_by) if review.superseded_by else "",
    } | text_cells("deprecated_because", review.reason)


def _value(value: Value) -> str:
    return curie(value) if isinstance(value, str) else write_value(value)


def _evidence(evidence: Evidence) -> dict[str, str]:
    return {
        "speech_act": curie(evidence.speech_act),
        "speaker": curie(evidence.speaker) if evidence.speaker else "",
        "relayed_by": curie(evidence.relayed_by) if evidence.relayed_by else "",
        "position_start": "" if evidence.start is None else str(evidence.start),
        "position_end": "" if evidence.end is None else str(evidence.end),
        "sha256": evidence.sha256 or "",
        "locator": evidence.locator or "",
    }


def _omission(omission: Omission) -> dict[str, str]:
    return {
        "record_key": " ".join(omission.record_keys),
        "omitted": curie(omission.reason),
    } | text_cells("gist", omission.gist)


def _with_source(
    row: dict[str, str], knowledge: Knowledge, name: Iri, files: Mapping[Iri, str], described: set[Iri]
) -> Iterator[dict[str, str]]:
    """Add the source to its first row; the rows after it name it only."""
    row["source"] = local_name(name)
    row["source_file"] = files.get(name, "")
    source = knowledge.sources.get(name)
    if source is not None and name not in described:
        described.add(name)
        grades = cells_of(knowledge.reviews_of.get(name, ()))
        row = _source(source) | (grades[0] if grades else {}) | row
    # A key that begins with + is of the table, and what it is made of is no formula.
    yield {name: text if name == "record_key" and text[0] == "+" else guard(text) for name, text in row.items() if text}


def _source(source: Source) -> dict[str, str]:
    row = {
        "source_title": source.title.value,
        "source_title_lang": "" if source.title.lang == source.language else source.title.lang,
        "source_publisher": curie(source.publisher),
        "source_author": curie(source.author) if source.author else "",
        "source_type": curie(source.source_type),
        "source_language": source.language,
        "source_published": write_interval(source.published),
        "source_accessed": write_interval(source.accessed),
        "source_address": source.address or "",
        "source_copy_kind": curie(source.copy_kind) if source.copy_kind else "",
        "source_relays": " ".join(curie(other) for other in source.relays),
    }
    return row | (_copy(source.copies[0]) if source.copies else {})


def _copy(copy: AccessCopy) -> dict[str, str]:
    return {
        "copy": local_name(copy.iri),
        "copy_kind": curie(copy.kind),
        "copy_sha256": copy.sha256 or "",
        "copy_length": "" if copy.length is None else str(copy.length),
    }
