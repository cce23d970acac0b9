"""What a store can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.rdf.turtle import Term, Triple

#: One solution of a SELECT: a term, or ``None`` where the variable is unbound.
Row: TypeAlias = "tuple[Term | None, ...]"


class Dataset(NamedTuple):
    """The graphs that a query sees (SPARQL 1.1 Query, 13.2): those merged as its default graph, and the named."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Store(Protocol):
    """A set of named graphs that answers SPARQL over their union."""

    @property
    def digest(self) -> str:
        """``sha256:`` and the digest of the sorted N-Quads: the same data, the same digest."""
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

    def quads(self) -> Iterable[tuple[Triple, str]]:
        """Give every triple with the IRI of its named graph, sorted."""
        ...
