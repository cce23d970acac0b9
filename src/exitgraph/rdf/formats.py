"""Triples in the formats that other programs read, written by the engine's serialiser.

The triples of an answer may have blank nodes (``_:b0``), which a query can build; the graph itself has none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from exitgraph.errors import InputError
from exitgraph.rdf.turtle import Literal, Term, write_text
from exitgraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox

    from exitgraph.rdf.turtle import Triple

TURTLE: Final = "text/turtle"
N_TRIPLES: Final = "application/n-triples"
JSON_LD: Final = "application/ld+json"
RDF_XML: Final = "application/rdf+xml"

#: What `write_triples` can write, the most readable first.
GRAPH_MEDIA: Final = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)

# XML names an element after the end of the predicate, so that has to be a name.
_ELEMENT = re.compile(r".*[/#:][A-Za-z_][\w.-]*\Z")


def write_triples(triples: Sequence[Triple], media: str) -> bytes:
    """Write triples in one of `GRAPH_MEDIA`, as UTF-8.

    Raises
    ------
    InputError
        If RDF/XML is asked for and a predicate has no name for an element.
    """
    import pyoxigraph as ox

    if media == TURTLE and not any(_blank(triple.subject) or _blank(triple.object) for triple in triples):
        return write_text(triples).encode()
    if media == RDF_XML:
        for triple in triples:
            if not _ELEMENT.match(triple.predicate):
                raise InputError(
                    f"RDF/XML cannot write the predicate <{triple.predicate}>", hint="Ask for Turtle or N-Triples."
                )
    formats = {
        TURTLE: ox.RdfFormat.TURTLE,
        N_TRIPLES: ox.RdfFormat.N_TRIPLES,
        JSON_LD: ox.RdfFormat.JSON_LD,
        RDF_XML: ox.RdfFormat.RDF_XML,
    }
    prefixes = dict(PREFIXES) if media == TURTLE else None
    return ox.serialize(_engine(triples), format=formats[media], prefixes=prefixes) or b""


def write_term(term: Term) -> str:
    """Write one term as N-Triples does, which is what SPARQL 1.1 TSV results hold too."""
    return str(_term(term))


def _engine(triples: Iterable[Triple]) -> Iterable[ox.Triple]:
    import pyoxigraph as ox

    for triple in triples:
        subject = _resource(triple.subject)
        yield ox.Triple(subject, ox.NamedNode(triple.predicate), _term(triple.object))


def _term(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    import pyoxigraph as ox

    if not isinstance(term, Literal):
        return _resource(term)
    if term.lang:
        return ox.Literal(term.value, language=term.lang)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))


def _resource(term: str) -> ox.NamedNode | ox.BlankNode:
    import pyoxigraph as ox

    return ox.BlankNode(term[2:]) if _blank(term) else ox.NamedNode(term)


def _blank(term: Term) -> bool:
    return isinstance(term, str) and term.startswith("_:")
