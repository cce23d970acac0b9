"""What a store can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType
    from typing import Self

    import rdflib

    from exitgraph.rdf.turtle import Term, Triple

#: One solution of a SELECT: a term, or ``None`` where the variable is unbound.
Row: TypeAlias = "tuple[Term | None, ...]"


@dataclass(frozen=True)
class Capabilities:
    """What a store does beyond the least that SPARQL asks for.

    Attributes
    ----------
    union
        The default graph of a query is the union of the named graphs.
    typed_dates
        Dates are compared as dates, not as texts.
    cyclic_paths
        ``p+`` ends, and gives each pair once, where the data run in circles.
    durable
        What was written is there after the process has ended.
    most_rows
        The server cuts answers to so many rows; ``None``: it does not.
    """

    union: bool = True
    typed_dates: bool = True
    cyclic_paths: bool = True
    durable: bool = False
    most_rows: int | None = None


class Dataset(NamedTuple):
    """The graphs that a query sees (SPARQL 1.1 Query, 13.2): those merged as its default graph, and the named."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Store(Protocol):
    """A set of named graphs that answers SPARQL over their union; closed by ``close`` or the end of a ``with``."""

    @property
    def digest(self) -> str:
        """``sha256:`` and the digest of the sorted N-Quads: the same data, the same digest."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What may be relied on."""
        ...

    @property
    def layout(self) -> Mapping[str, str]:
        """The file that each subject stands in, as `exitgraph.store.documents.layout_of` gives it; empty if unknown."""
        ...

    @property
    def queries(self) -> Mapping[str, str]:
        """The text of the named queries that came with the data, by name; empty for the shipped ones."""
        ...

    def select(
        self, query: str, *, dataset: Dataset | None = None, limit: int | None = None
    ) -> tuple[tuple[str, ...], list[Row]]:
        """Answer a SELECT: the variables, and the rows, materialised; at most ``limit`` rows.

        Without a ``dataset`` the default graph is the union of all graphs, and all of them are named.
        """
        ...

    def ask(self, query: str, *, dataset: Dataset | None = None) -> bool:
        """Answer an ASK."""
        ...

    def construct(self, query: str, *, dataset: Dataset | None = None, limit: int | None = None) -> list[Triple]:
        """Answer a CONSTRUCT or DESCRIBE, sorted; at most ``limit`` triples."""
        ...

    def graphs(self) -> list[str]:
        """Give the IRIs of the named graphs, sorted."""
        ...

    def quads(self) -> Iterable[tuple[Triple, str]]:
        """Give every triple with the IRI of its named graph, sorted."""
        ...

    def serialize(self, media: str) -> bytes:
        """Write all quads as ``nquads``, ``trig`` or ``jsonld``; sorted where the format has lines."""
        ...

    @property
    def rdf(self) -> rdflib.Dataset:
        """The same data through rdflib, with the union of the named graphs as its default graph."""
        ...

    def after_fork(self) -> Store:
        """Give a store of the same data to a process that was forked from the one that opened this.

        One in memory is itself; one with files or connections is opened again.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections; a second time does nothing."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
