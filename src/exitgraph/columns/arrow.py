"""The projection as Arrow tables, with fixed types, and as files that carry the key that they are for.

Types: short forms are ``dictionary<int32, string>``, instants ``timestamp[us, UTC]``, numbers ``decimal128(38, 9)``,
whole numbers ``int64``, years ``int16``, several values ``list<string>``.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from exitgraph.claims.conflict import contradictions
from exitgraph.claims.grades import Grades
from exitgraph.claims.inforce import Snapshot
from exitgraph.claims.interval import Interval
from exitgraph.columns.projection import PLACES, columns_of, project
from exitgraph.errors import InputError
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from exitgraph.claims.knowledge import Knowledge

_KEY: Final = b"exitgraph key"


class Tables(NamedTuple):
    """What the questions are asked of: one row a claim; dated grades; pairs of claims; labels in each language."""

    claims: pa.Table
    grades: pa.Table
    contradictions: pa.Table
    labels: pa.Table


def types() -> Mapping[str, pa.DataType]:
    """Give the Arrow type of each kind of column.

    Raises
    ------
    InputError
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError:
        raise InputError("the table needs pyarrow and DuckDB", hint="pip install 'exitgraph[tables]'") from None
    return {
        "name": pa.dictionary(pa.int32(), pa.string()),
        "text": pa.string(),
        "names": pa.list_(pa.string()),
        "whole": pa.int64(),
        "number": pa.decimal128(38, PLACES),
        "year": pa.int16(),
        "truth": pa.bool_(),
        "instant": pa.timestamp("us", "UTC"),
    }


def tables_of(knowledge: Knowledge) -> Tables:
    """Make the tables of a graph.

    Raises
    ------
    InputError
        If a library is missing, or a role holds another kind of value than the ontology says.
    """
    kinds = types()
    names = sorted(knowledge.claims)
    # Of all claims: what is deprecated today was not on every day that may be asked about.
    pairs = [
        (name, other.claim, other.kind)
        for name, found in contradictions(knowledge, deprecated=True).items()
        for other in found
    ]
    today: dict[str, list[str]] = {}
    for name, other, _ in pairs:
        if knowledge.deprecated.keys().isdisjoint((name, other)):
            today.setdefault(name, []).append(other)
    found = project(knowledge, [knowledge.claims[name] for name in names], today)
    return Tables(
        _table(found, [(column.name, column.kind, column.meaning) for column in columns_of(knowledge)], kinds),
        _rows(_grades(knowledge), _GRADES, kinds),
        _rows(((curie(one), curie(other), kind) for one, other, kind in pairs), _PAIRS, kinds),
        _rows(_labels(knowledge), _LABELS, kinds),
    )


_GRADES: Final = (
    ("about", "text", "a claim or a source"),
    ("since", "instant", "the first second from which the row counts"),
    ("until", "instant", "the second at which the next row begins (null: it is the last)"),
    ("reliability", "name", "A to F, of a source"),
    ("credibility", "name", "1 to 6, of a claim"),
    ("rank", "name", "preferred, normal or deprecated"),
    ("deprecated", "truth", "whether the claim is out of use"),
)
_PAIRS: Final = (
    ("claim", "text", "a claim"),
    ("other", "text", "a claim that contradicts it"),
    ("kind", "name", "why they cannot both hold"),
)
_LABELS: Final = (
    ("name", "text", "the short form"),
    ("lang", "name", "a language"),
    ("label", "text", "the label in it"),
)


def _grades(knowledge: Knowledge) -> Iterator[tuple[object, ...]]:
    """Give for each thing that was reviewed how it stood from one review to the next, as `Grades` judges it."""
    for about, reviews in sorted(knowledge.reviews_of.items()):
        days = sorted({review.since for review in reviews})
        for since, until in zip(days, [*days[1:], None], strict=True):
            moment = Interval(since, since)
            grades = Grades(knowledge, Snapshot(moment, moment))
            out = knowledge.deprecation(about, since) is not None
            yield (
                *(curie(about), since, until),
                *(grades.reliability(about), grades.credibility(about), grades.rank(about), out),
            )


def _labels(knowledge: Knowledge) -> Iterator[tuple[object, ...]]:
    for name, entity in sorted(knowledge.entities.items()):
        yield from ((curie(name), lang, label) for lang, label in sorted(entity.labels.items()))
    for name, source in sorted(knowledge.sources.items()):
        yield curie(name), source.title.lang, source.title.value


def _rows(
    rows: Iterator[tuple[object, ...]], fields: tuple[tuple[str, str, str], ...], kinds: Mapping[str, pa.DataType]
) -> pa.Table:
    found = list(rows)
    return _table({name: [row[place] for row in found] for place, (name, _, _) in enumerate(fields)}, fields, kinds)


def _table(
    found: Mapping[str, list[Any]],
    fields: tuple[tuple[str, str, str], ...] | list[tuple[str, str, str]],
    kinds: Mapping[str, pa.DataType],
) -> pa.Table:
    import pyarrow as pa

    arrays, schema = [], []
    for name, kind, meaning in fields:
        values = found[name]
        if kind == "number":
            values = [Decimal(value) if isinstance(value, int) else value for value in values]
        if kind == "name":
            arrays.append(pa.array(values, pa.string()).dictionary_encode())
        else:
            arrays.append(pa.array(values, kinds[kind]))
        schema.append(pa.field(name, kinds[kind], metadata={"meaning": meaning}))
    return pa.Table.from_arrays(arrays, schema=pa.schema(schema))


def write(tables: Tables, folder: Path, key: str) -> None:
    """Write the tables as Arrow files, each whole or not at all.

    Raises
    ------
    OSError
        If they cannot be written.
    """
    import os

    import pyarrow as pa

    folder.mkdir(exist_ok=True)
    for name, table in zip(Tables._fields, tables, strict=True):
        part = folder / f".{name}.{os.getpid()}.part"
        try:
            marked = table.replace_schema_metadata({_KEY: key.encode()})
            with pa.OSFile(str(part), "wb") as sink, pa.ipc.new_file(sink, marked.schema) as writer:
                writer.write_table(marked)
            part.replace(folder / f"{name}.arrow")
        finally:
            with suppress(OSError):
                part.unlink()


def read(folder: Path, key: str) -> Tables | None:
    """Read tables that were written with this very key; ``None`` if there are none, or they are damaged."""
    import pyarrow as pa

    found = []
    for name in Tables._fields:
        try:
            with pa.OSFile(str(folder / f"{name}.arrow"), "rb") as source:
                table = pa.ipc.open_file(source).read_all()
        except (OSError, pa.ArrowException):
            return None
        if (table.schema.metadata or {}).get(_KEY) != key.encode():
            return None
        found.append(table.replace_schema_metadata(None))
    return Tables(*found)
