"""Which named graph a triple lies in (decision 0003)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exitgraph.vocabulary import BASE, GRAPH_BOOKKEEPING, RDF_TYPE, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.rdf.turtle import Document

SOURCE_GRAPHS = f"{BASE}graph/source/"


def source_graph(source: str) -> str:
    """Give the named graph that holds the claims of a source."""
    return f"{SOURCE_GRAPHS}{local_name(source)}"


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
