"""What a store can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

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

    def select(self, query: str) -> tuple[tuple[str, ...], list[Row]]:
        """Answer a SELECT: the variables, and the rows, materialised."""
        ...

    def ask(self, query: str) -> bool:
        """Answer an ASK."""
        ...

    def construct(self, query: str) -> list[Triple]:
        """Answer a CONSTRUCT or DESCRIBE, sorted."""
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

    def close(self) -> None:
        """Let go of files and connections; a second time does nothing."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
