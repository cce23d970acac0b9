"""Sources and their access copies, as the rows of a table describe them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from exitgraph.claims.model import AccessCopy, Source
from exitgraph.claims.values import Text
from exitgraph.sources import cells
from exitgraph.sources.outcome import Imported, ParsedRow, Reject, WrongCell
from exitgraph.vocabulary import curie, iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.sources.rows import RowReader


def describe_sources(
    parsed: list[ParsedRow], knowledge: Knowledge, reader: RowReader, result: Imported
) -> dict[Iri, Source]:
    """Describe every source of a table; rows that contradict one another about it are rejected."""
    cells_of: dict[Iri, dict[str, str]] = {}
    copies: dict[Iri, dict[str, AccessCopy]] = {}
    bad: set[int] = set()
    for row in parsed:
        about = cells_of.setdefault(row.source, {})
        for column, text in row.about_source:
            if about.setdefault(column, text) != text:
                said = f"another row says {about[column][:60]!r} of {curie(row.source)}"
                result.rejects.append(
                    Reject(row.line, " ".join(row.keys), column, said, "Say the same, or leave the cell empty.")
                )
                bad.add(row.line)
        result.files.setdefault(row.source, row.source_file)
        try:
            for copy in _copy(dict(row.about_copy), reader):
                copies.setdefault(row.source, {})[copy.iri] = copy
        except WrongCell as wrong:
            result.rejects.append(Reject(row.line, " ".join(row.keys), wrong.column, wrong.what, wrong.hint))
            bad.add(row.line)
    parsed[:] = [row for row in parsed if row.line not in bad]
    found: dict[Iri, Source] = {}
    for row in parsed:
        if row.source in found:
            continue
        try:
            source = _source(
                row.source, cells_of[row.source], knowledge, reader, tuple(copies.get(row.source, {}).values())
            )
        except WrongCell as wrong:
            result.rejects.append(Reject(row.line, " ".join(row.keys), wrong.column, wrong.what, wrong.hint))
            continue
        found[row.source] = source
        result.sources[row.source] = source
    missing = [row for row in parsed if row.source not in found]
    reported = {reject.line for reject in result.rejects}
    result.rejects += [
        Reject(
            row.line, " ".join(row.keys), "source", f"{curie(row.source)} is not described", "See the other rejects."
        )
        for row in missing
        if row.line not in reported
    ]
    return found


def _copy(data: Mapping[str, str], reader: RowReader) -> Iterator[AccessCopy]:
    if not data:
        return
    name = reader.read("copy", reader.needed(data, "copy").removeprefix("copy:"), cells.slug)
    length = reader.read("copy_length", data["copy_length"], cells.integer) if "copy_length" in data else None
    sha256 = reader.read("copy_sha256", data["copy_sha256"], cells.digest) if "copy_sha256" in data else None
    yield AccessCopy(
        iri(f"copy:{name}"),
        reader.name(data, "copy_kind", None),
        str(sha256) if sha256 else None,
        length if isinstance(length, int) else None,
    )


def _all_copies(known: Source | None, copies: Iterable[AccessCopy]) -> tuple[AccessCopy, ...]:
    """Put the copies that a table describes beside those that are known; none is lost."""
    found = {copy.iri: copy for copy in (*(known.copies if known else ()), *copies)}
    return tuple(found[name] for name in sorted(found))


def _source(
    name: Iri, data: Mapping[str, str], knowledge: Knowledge, reader: RowReader, copies: tuple[AccessCopy, ...]
) -> Source:
    known = knowledge.sources.get(name)
    if not data and known is not None:
        return replace(known, copies=_all_copies(known, copies))
    language = str(reader.read("source_language", reader.needed(data, "source_language"), cells.language))
    title_lang = str(reader.read("source_title_lang", data.get("source_title_lang", language), cells.language))
    published = reader.date({"source_published": reader.needed(data, "source_published")}, "source_published")
    assert published is not None  # noqa: S101
    relays = data.get("source_relays", "").split()
    return Source(
        name,
        Text(reader.needed(data, "source_title"), title_lang),
        reader.name(data, "source_publisher", None),
        reader.name(data, "source_type", None),
        language,
        published,
        reader.date(data, "source_accessed"),
        data.get("source_address"),
        reader.maybe(data, "source_copy_kind", None),
        _all_copies(known, copies),
        tuple(sorted({reader.name({"source_relays": one}, "source_relays", None) for one in relays})),
        reader.maybe(data, "source_author", None),
    )
