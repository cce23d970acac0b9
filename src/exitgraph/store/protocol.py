"""What a store can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.rdf.turtle import Term, Triple

#: One solution of a SELECT: a term, or ``None`` where the variable is unbound.
Row: TypeAlias = "tuple[Term | None, ...]"


class Store(Protocol):
    """A set of named graphs that answers SPARQL over their union."""

    @property
    def digest(self) -> str:
        """``sha256:`` and the digest of the sorted N-Quads: the same data, the same digest."""
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

    def quads(self) -> Iterable[tuple[Triple, str]]:
        """Give every triple with the IRI of its named graph, sorted."""
        ...
