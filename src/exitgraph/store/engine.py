"""What every store that runs Oxigraph in this process shares.

Results are materialised, since an engine's results are bound to their thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exitgraph.errors import InputError, SyntaxProblem
from exitgraph.rdf.turtle import Literal, Term, Triple
from exitgraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    import rdflib

    from exitgraph.store.protocol import Row


class OxigraphReader:
    """Answers SPARQL from an Oxigraph store; see `exitgraph.store.Store` for what each method gives."""

    def __init__(self, store: ox.Store) -> None:
        self._opened: ox.Store | None = store

    @property
    def _store(self) -> ox.Store:
        if self._opened is None:
            raise InputError("the store is closed", hint="Open it again.")
        return self._opened

    def select(self, query: str) -> tuple[tuple[str, ...], list[Row]]:
        """See `Store.select`."""
        found = self._query(query)
        if not isinstance(found, ox.QuerySolutions):
            raise InputError("not a SELECT query")
        names = tuple(variable.value for variable in found.variables)
        with _Failing():
            return names, [tuple(_term(value) for value in solution) for solution in found]

    def ask(self, query: str) -> bool:
        """See `Store.ask`."""
        found = self._query(query)
        if not isinstance(found, ox.QueryBoolean):
            raise InputError("not an ASK query")
        return bool(found)

    def construct(self, query: str) -> list[Triple]:
        """See `Store.construct`."""
        found = self._query(query)
        if not isinstance(found, ox.QueryTriples):
            raise InputError("not a CONSTRUCT or DESCRIBE query")
        with _Failing():
            triples = {Triple(_iri(item.subject), item.predicate.value, _known(item.object)) for item in found}
        return sorted(triples, key=lambda triple: (triple.subject, triple.predicate, str(triple.object)))

    def graphs(self) -> list[str]:
        """See `Store.graphs`."""
        return sorted(_iri(name) for name in self._store.named_graphs())

    def quads(self) -> Iterator[tuple[Triple, str]]:
        """See `Store.quads`."""
        for quad in sorted(self._store, key=str):
            triple = Triple(_iri(quad.subject), quad.predicate.value, _known(quad.object))
            yield triple, _iri(quad.graph_name)

    def serialize(self, media: str) -> bytes:
        """See `Store.serialize`."""
        if media == "nquads":
            return "".join(f"{line} .\n" for line in sorted(str(quad) for quad in self._store)).encode()
        formats = {"trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD}
        quads = sorted(self._store, key=lambda quad: (str(quad.graph_name), str(quad)))
        prefixes = dict(PREFIXES) if media == "trig" else None
        return ox.serialize(quads, format=formats[media], prefixes=prefixes) or b""

    @property
    def rdf(self) -> rdflib.Dataset:
        """See `Store.rdf`."""
        import rdflib
        from oxrdflib import OxigraphStore

        dataset = rdflib.Dataset(store=OxigraphStore(store=self._store), default_union=True)
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace, replace=True)
        return dataset

    def close(self) -> None:
        """See `Store.close`."""
        self._opened = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _query(self, query: str) -> Any:
        with _Failing():
            return self._store.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=True)


class _Failing:
    """Turn what the engine raises into errors of this package; rows are computed late, so it stands round these too."""

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, SyntaxError):
            raise SyntaxProblem(f"not valid SPARQL: {error.msg or error}") from None
        if isinstance(error, OSError | RuntimeError | ValueError):
            raise InputError(f"the query failed: {error}") from None


def quad_of(triple: Triple, graph: str) -> ox.Quad:
    """Give a triple in a named graph as the engine wants it."""
    target: ox.NamedNode | ox.Literal
    if isinstance(triple.object, Literal):
        value, datatype, lang = triple.object
        target = ox.Literal(value, language=lang) if lang else ox.Literal(value, datatype=ox.NamedNode(datatype))
    else:
        target = ox.NamedNode(triple.object)
    return ox.Quad(ox.NamedNode(triple.subject), ox.NamedNode(triple.predicate), target, ox.NamedNode(graph))


def _term(term: object) -> Term | None:
    return None if term is None else _known(term)


def _known(term: object) -> Term:
    if isinstance(term, ox.Literal):
        return Literal(term.value, term.datatype.value, term.language)
    return _iri(term)


def _iri(term: object) -> str:
    # A query may build blank nodes (BNODE, CONSTRUCT templates); they are shown, never stored.
    if isinstance(term, ox.NamedNode):
        return str(term.value)
    return str(term)
