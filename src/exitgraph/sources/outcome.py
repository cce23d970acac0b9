"""What importing rows passes around: wrong cells, rejects, parsed rows, and the outcome."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.errors import InputError

if TYPE_CHECKING:
    from exitgraph.claims.model import Claim, Omission, Source
    from exitgraph.claims.values import Iri

_SOURCE = ("title", "title_lang", "publisher", "author", "type", "language", "published", "accessed", "address")
SOURCE_CELLS = tuple(f"source_{name}" for name in (*_SOURCE, "copy_kind", "relays"))
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


class ParsedRow(NamedTuple):
    """A row read: its keys, line and file, what it states, and what it says of its source."""

    keys: tuple[str, ...]
    line: int
    file: str
    item: Claim | Omission
    source: Iri
    source_file: str
    about_source: tuple[tuple[str, str], ...]
    about_copy: tuple[tuple[str, str], ...]


@dataclass
class Imported:
    """What a table gave: claims, omissions and sources by IRI, the file of each, and the rejects by line."""

    claims: dict[Iri, Claim] = field(default_factory=dict)
    omissions: dict[Iri, Omission] = field(default_factory=dict)
    sources: dict[Iri, Source] = field(default_factory=dict)
    files: dict[Iri, str] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    rows: int = 0
