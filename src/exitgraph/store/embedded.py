"""Oxigraph in memory.

Claims go into one named graph per source, everything else into ``graph:reference``, the derived triples into
``graph:direct``; queries see the union. Results are materialised, since an engine's results are bound to their thread.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from exitgraph.errors import InputError, SyntaxProblem
from exitgraph.rdf.turtle import Literal, Term, Triple
from exitgraph.vocabulary import (
    BASE,
    GRAPH_BOOKKEEPING,
    GRAPH_DIRECT,
    GRAPH_REFERENCE,
    PREFIXES,
    RDF_TYPE,
    local_name,
    xg,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import rdflib

    from exitgraph.rdf.turtle import Document
    from exitgraph.store.protocol import Dataset, Row

_Item = TypeVar("_Item")


class EmbeddedStore:
    """An in-memory store, filled once.

    Parameters
    ----------
    documents
        The files of the graph.
    direct
        The derived direct triples.
    """

    def __init__(self, documents: Iterable[Document], direct: Iterable[Triple] = ()) -> None:
        self._store = ox.Store()
        documents = list(documents)
        graphs = named_graphs(documents)
        self._store.bulk_extend(
            _quad(triple, graphs.get(triple.subject, GRAPH_REFERENCE))
            for document in documents
            for triple in document.triples
        )
        self._store.bulk_extend(_quad(triple, GRAPH_DIRECT) for triple in direct)

    @cached_property
    def digest(self) -> str:
        """See `Store.digest`; the derived triples are not part of it."""
        lines = sorted(str(quad) for quad in self._store if quad.graph_name.value != GRAPH_DIRECT)
        return "sha256:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def select(
        self, query: str, *, dataset: Dataset | None = None, limit: int | None = None
    ) -> tuple[tuple[str, ...], list[Row]]:
        """See `Store.select`."""
        found = self._query(query, dataset)
        if not isinstance(found, ox.QuerySolutions):
            raise InputError("not a SELECT query")
        names = tuple(variable.value for variable in found.variables)
        rows = (tuple(_term(value) for value in solution) for solution in islice(found, limit))
        return names, list(_each(rows))

    def ask(self, query: str, *, dataset: Dataset | None = None) -> bool:
        """See `Store.ask`."""
        found = self._query(query, dataset)
        if not isinstance(found, ox.QueryBoolean):
            raise InputError("not an ASK query")
        return bool(found)

    def construct(self, query: str, *, dataset: Dataset | None = None, limit: int | None = None) -> list[Triple]:
        """See `Store.construct`."""
        found = self._query(query, dataset)
        if not isinstance(found, ox.QueryTriples):
            raise InputError("not a CONSTRUCT or DESCRIBE query")
        # The engine gives a triple as often as the pattern matches, so that the limit is one of different triples.
        triples: set[Triple] = set()
        for triple in _each(Triple(_iri(one.subject), one.predicate.value, _known(one.object)) for one in found):
            triples.add(triple)
            if limit is not None and len(triples) >= limit:
                break
        return sorted(triples, key=lambda triple: (triple.subject, triple.predicate, str(triple.object)))

    def quads(self) -> Iterator[tuple[Triple, str]]:
        """See `Store.quads`."""
        for quad in sorted(self._store, key=str):
            triple = Triple(_iri(quad.subject), quad.predicate.value, _known(quad.object))
            yield triple, _iri(quad.graph_name)

    def serialize(self, media: str) -> bytes:
        """Write all quads as ``nquads``, ``trig`` or ``jsonld``; sorted where the format has lines."""
        if media == "nquads":
            return "".join(f"{line} .\n" for line in sorted(str(quad) for quad in self._store)).encode()
        formats = {"trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD}
        quads = sorted(self._store, key=lambda quad: (str(quad.graph_name), str(quad)))
        prefixes = dict(PREFIXES) if media == "trig" else None
        return ox.serialize(quads, format=formats[media], prefixes=prefixes) or b""

    @property
    def rdf(self) -> rdflib.Dataset:
        """The same data through rdflib, with the union of the named graphs as its default graph."""
        import rdflib
        from oxrdflib import OxigraphStore

        dataset = rdflib.Dataset(store=OxigraphStore(store=self._store), default_union=True)
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace, replace=True)
        return dataset

    def _query(self, query: str, dataset: Dataset | None) -> Any:
        view: dict[str, Any] = {"use_default_graph_as_union": True}
        if dataset is not None:
            # Both are given, since the engine would otherwise add graphs that the dataset does not name.
            view = {
                "default_graph": [ox.NamedNode(graph) for graph in dataset.default],
                "named_graphs": [ox.NamedNode(graph) for graph in dataset.named],
            }
        try:
            return self._store.query(query, prefixes=dict(PREFIXES), **view)
        except SyntaxError as error:
            raise SyntaxProblem(f"not valid SPARQL: {error.msg or error}") from None
        except (OSError, RuntimeError, ValueError) as error:
            raise InputError(f"the query failed: {error}") from None


def _each(items: Iterable[_Item]) -> Iterator[_Item]:
    # Much of a query runs only while its results are read.
    try:
        yield from items
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"the query failed: {error}") from None


def source_graph(source: str) -> str:
    """Give the named graph that holds the claims of a source."""
    return f"{BASE}graph/source/{local_name(source)}"


def named_graphs(documents: Iterable[Document]) -> dict[str, str]:
    """Give the named graph of each claim, evidence and omission; all else is reference."""
    triples = [triple for document in documents for triple in document.triples]
    source_of = {
        triple.subject: triple.object
        for triple in triples
        if triple.predicate in (xg("source"), xg("omittedFrom")) and isinstance(triple.object, str)
    }
    graphs = {subject: source_graph(source) for subject, source in source_of.items()}
    reviews = {triple.subject for triple in triples if triple.predicate == RDF_TYPE and triple.object == xg("Review")}
    graphs |= dict.fromkeys(reviews, GRAPH_BOOKKEEPING)
    claims = {triple.subject for triple in triples if triple.predicate == RDF_TYPE and triple.object == xg("Claim")}
    for triple in triples:
        if triple.subject in claims and triple.predicate == xg("evidence") and triple.object in source_of:
            graphs[triple.subject] = source_graph(source_of[str(triple.object)])
    return graphs


def _quad(triple: Triple, graph: str) -> ox.Quad:
    target: ox.NamedNode | ox.Literal
    if isinstance(triple.object, Literal):
        value, datatype, lang = triple.object
        target = ox.Literal(value, language=lang) if lang else ox.Literal(value, datatype=ox.NamedNode(datatype))
    else:
        target = ox.NamedNode(triple.object)
    return ox.Quad(ox.NamedNode(triple.subject), ox.NamedNode(triple.predicate), target, ox.NamedNode(graph))


def _term(term: object) -> Term | None:
    if term is None:
        return None
    return _known(term)


def _known(term: object) -> Term:
    if isinstance(term, ox.Literal):
        return Literal(term.value, term.datatype.value, term.language)
    return _iri(term)


def _iri(term: object) -> str:
    # A query may build blank nodes (BNODE, CONSTRUCT templates); they are shown, never stored.
    if isinstance(term, ox.NamedNode):
        return str(term.value)
    return str(term)
