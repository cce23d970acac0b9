"""What importing rows passes around: wrong cells, rejects, parsed rows, and the outcome."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.errors import InputError
from exitgraph.vocabulary import BASE, local_name, xg

if TYPE_CHECKING:
    from datetime import datetime

    from exitgraph.claims.interval import Interval
    from exitgraph.claims.model import Claim, Omission, Review, Source
    from exitgraph.claims.values import Iri, Text

_SOURCE = ("title", "title_lang", "publisher", "author", "type", "language", "published", "accessed", "address")
SOURCE_CELLS = tuple(f"source_{name}" for name in (*_SOURCE, "copy_kind", "relays"))
#: The rank of a claim that a corrected row has superseded.
DEPRECATED = xg("Deprecated")
COPY_CELLS = ("copy", "copy_kind", "copy_sha256", "copy_length")


class Reject(NamedTuple):
    """A row that is no claim: its line and key, the column, what is wrong, and what to do."""

    line: int
    key: str
    column: str
    reason: str
    hint: str


class WrongCell(InputError):
    """What is wrong with one cell of a row."""

    def __init__(self, column: str, what: str, hint: str = "") -> None:
        super().__init__(what, hint=hint)
        self.column = column


class Grading(NamedTuple):
    """A grade or rank as a row gives it: the column, the value, since when it counts, and why."""

    column: str
    value: str
    since: datetime
    because: Text | None


class ParsedRow(NamedTuple):
    """A row read: its keys, line and file, what it states, and what it says of its source.

    ``superseded`` holds the cells of a row that tells of a superseded claim: since when, by what, and why. ``gradings``
    holds the ranks and grades of its claim and of its source.
    """

    keys: tuple[str, ...]
    line: int
    file: str
    item: Claim | Omission | None
    source: Iri
    source_file: str
    about_source: tuple[tuple[str, str], ...]
    about_copy: tuple[tuple[str, str], ...]
    superseded: tuple[Interval, str, Text | None] | None = None
    gradings: tuple[Grading, ...] = ()


@dataclass
class Imported:
    """What a table gave: claims, omissions and sources by IRI, the file of each, and the rejects by line.

    ``reviews`` holds the deprecation of each superseded claim, ``grades`` the ranks and grades of claims and sources by
    their own IRI, ``lines`` the first line of each claim.
    """

    claims: dict[Iri, Claim] = field(default_factory=dict)
    omissions: dict[Iri, Omission] = field(default_factory=dict)
    sources: dict[Iri, Source] = field(default_factory=dict)
    files: dict[Iri, str] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    reviews: dict[Iri, Review] = field(default_factory=dict)
    grades: dict[Iri, Review] = field(default_factory=dict)
    lines: dict[Iri, int] = field(default_factory=dict)
    rows: int = 0


def omission_iri(source: Iri, keys: tuple[str, ...]) -> Iri:
    """Name what was left out of a source by the first of its keys."""
    return f"{BASE}omission/{local_name(source)}-{keys[0].lower()}"


def merged(one: Claim, other: Claim) -> Claim:
    """Put two rows of one claim together; bookkeeping of the first wins."""
    return replace(
        one,
        evidence=tuple({item.iri: item for item in (*one.evidence, *other.evidence)}.values()),
        record_keys=(*one.record_keys, *other.record_keys),
        contradicts=tuple(sorted({*one.contradicts, *other.contradicts})),
        event=one.event or other.event,
        gist=one.gist or other.gist,
        note=one.note or other.note,
        confidence=one.confidence or other.confidence,
    )
