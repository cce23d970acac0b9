"""What this endpoint is, in the words of SPARQL 1.1 Service Description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from exitgraph.rdf.turtle import Literal, Triple
from exitgraph.vocabulary import DCTERMS, RDF_TYPE, XSD_INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
FORMATS: Final = "http://www.w3.org/ns/formats/"

NOTICE: Final = "Documented claims, not legal advice and not directions. No documented path is not the same as no path."

_UNIQUE: Final = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
}


def service(address: str, graphs: Mapping[str, int], digest: str, media: Iterable[str]) -> list[Triple]:
    """Describe the endpoint at an address; everything has an IRI below it.

    Parameters
    ----------
    address
        The endpoint's own.
    graphs
        The named graphs with their numbers of triples.
    digest
        Digest of the data.
    media
        The formats of answers.
    """
    this, dataset, union = address, f"{address}#dataset", f"{address}#union"
    triples = [
        Triple(this, RDF_TYPE, f"{SD}Service"),
        Triple(this, f"{SD}endpoint", this),
        Triple(this, f"{SD}supportedLanguage", f"{SD}SPARQL11Query"),
        Triple(this, f"{SD}feature", f"{SD}UnionDefaultGraph"),
        Triple(this, f"{SD}defaultDataset", dataset),
        Triple(this, f"{DCTERMS}description", Literal(NOTICE)),
        Triple(dataset, RDF_TYPE, f"{SD}Dataset"),
        Triple(dataset, f"{DCTERMS}identifier", Literal(digest)),
        Triple(dataset, f"{SD}defaultGraph", union),
        Triple(union, RDF_TYPE, f"{SD}Graph"),
    ]
    triples += [Triple(this, f"{SD}resultFormat", FORMATS + _UNIQUE[kind]) for kind in media]
    for number, (graph, count) in enumerate(sorted(graphs.items()), 1):
        named = f"{address}#graph-{number}"
        content = f"{named}-content"
        triples += [
            Triple(dataset, f"{SD}namedGraph", named),
            Triple(named, RDF_TYPE, f"{SD}NamedGraph"),
            Triple(named, f"{SD}name", graph),
            Triple(named, f"{SD}graph", content),
            Triple(content, RDF_TYPE, f"{SD}Graph"),
            Triple(content, f"{VOID}triples", Literal(str(count), XSD_INTEGER)),
        ]
    return triples
