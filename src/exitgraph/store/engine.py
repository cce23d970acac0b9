"""What every store that runs Oxigraph in this process shares.

Results are materialised, since an engine's results are bound to their thread.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exitgraph.errors import InputError, SyntaxProblem
from exitgraph.rdf.turtle import Literal, Term, Triple
from exitgraph.vocabulary import BASE, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    import rdflib

    from exitgraph.store.protocol import Dataset, Row


_NODE, _LITERAL = ox.NamedNode, ox.Literal
#: The prefixes that queries need not declare, each with what shows that one is used.
_SIGNS = tuple((prefix, namespace, f"{prefix}:") for prefix, namespace in PREFIXES.items())


class OxigraphReader:
    """Answers SPARQL from an Oxigraph store; see `exitgraph.store.Store` for what each method gives."""

    def __init__(self, store: ox.Store) -> None:
        self._opened: ox.Store | None = store

    @property
    def _store(self) -> ox.Store:
        if self._opened is None:
            raise InputError("the store is closed", hint="Open it again.")
        return self._opened

    def select(
        self, query: str, *, dataset: Dataset | None = None, limit: int | None = None
    ) -> tuple[tuple[str, ...], list[Row]]:
        """See `Store.select`."""
        try:
            found = self._query(query, dataset)
            if isinstance(found, ox.QuerySolutions):
                names = tuple(variable.value for variable in found.variables)
                return names, [tuple(map(_term, solution)) for solution in islice(found, limit)]
        except _ENGINE_ERRORS as error:
            raise _failed(error) from None
        raise InputError("not a SELECT query")

    def ask(self, query: str, *, dataset: Dataset | None = None) -> bool:
        """See `Store.ask`."""
        try:
            found = self._query(query, dataset)
            if isinstance(found, ox.QueryBoolean):
                return bool(found)
        except _ENGINE_ERRORS as error:
            raise _failed(error) from None
        raise InputError("not an ASK query")

    def construct(self, query: str, *, dataset: Dataset | None = None, limit: int | None = None) -> list[Triple]:
        """See `Store.construct`."""
        try:
            found = self._query(query, dataset)
            if isinstance(found, ox.QueryTriples):
                triples: set[Triple] = set()
                for item in found:
                    # The engine gives a triple as often as the pattern matches; the limit is one of different triples.
                    triples.add(Triple(_iri(item.subject), item.predicate.value, _known(item.object)))
                    if limit is not None and len(triples) >= limit:
                        break
                return sorted(triples, key=lambda triple: (triple.subject, triple.predicate, str(triple.object)))
        except _ENGINE_ERRORS as error:
            raise _failed(error) from None
        raise InputError("not a CONSTRUCT or DESCRIBE query")

    def graphs(self) -> list[str]:
        """See `Store.graphs`."""
        return sorted(_iri(name) for name in self._store.named_graphs())

    @property
    def size(self) -> int:
        """How many quads there are."""
        return len(self._store)

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

    def _query(self, query: str, dataset: Dataset | None) -> Any:
        # Those that the text may use: to hand over all of them takes longer than some lookups.
        prefixes = {prefix: namespace for prefix, namespace, sign in _SIGNS if sign in query}
        if dataset is None:
            return self._store.query(query, base_iri=BASE, prefixes=prefixes, use_default_graph_as_union=True)
        # Both are given, since the engine would otherwise add graphs that the dataset does not name.
        default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [_NODE(graph) for graph in dataset[0]]
        named: list[ox.NamedNode | ox.BlankNode] = [_NODE(graph) for graph in dataset[1]]
        return self._store.query(query, base_iri=BASE, prefixes=prefixes, default_graph=default, named_graphs=named)


#: What the engine raises, also while rows are taken, which are computed late.
_ENGINE_ERRORS = (SyntaxError, OSError, RuntimeError, ValueError)


def _failed(error: Exception) -> InputError:
    """Give the error of this package for what the engine raised."""
    if isinstance(error, SyntaxError):
        return SyntaxProblem(f"not valid SPARQL: {error.msg or error}")
    return InputError(f"the query failed: {error}")


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
    # The commonest first: this runs for each cell of an answer.
    if isinstance(term, _NODE):
        return term.value
    return None if term is None else _known(term)


def _known(term: object) -> Term:
    if isinstance(term, _LITERAL):
        return Literal(term.value, term.datatype.value, term.language)
    return _iri(term)


def _iri(term: object) -> str:
    # A query may build blank nodes (BNODE, CONSTRUCT templates); they are shown, never stored.
    return term.value if isinstance(term, _NODE) else str(term)
