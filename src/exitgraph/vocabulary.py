"""Namespaces and terms, once.

Everything is a plain string, so that the claims and the command line need no RDF library to speak of
``xg:deemsSafe``. ``iri`` and ``curie`` turn the short form into the long one and back:

>>> iri("territory:KZ")
'https://w3id.org/exitgraph/territory/KZ'
>>> curie("https://w3id.org/exitgraph/ontology#deemsSafe")
'xg:deemsSafe'
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import Final

BASE: Final = "https://w3id.org/exitgraph/"
XG: Final = BASE + "ontology#"

#: Namespaces of things: ``<name>:`` stands for ``BASE + <name> + "/"``.
THINGS: Final = (
    "claim",
    "concept",
    "copy",
    "document",
    "event",
    "evidence",
    "graph",
    "group",
    "omission",
    "organ",
    "organisation",
    "person",
    "proposition",
    "region",
    "review",
    "source",
    "territory",
)

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
PROV: Final = "http://www.w3.org/ns/prov#"
SCHEMA: Final = "https://schema.org/"
OA: Final = "http://www.w3.org/ns/oa#"
SH: Final = "http://www.w3.org/ns/shacl#"

#: Prefix -> namespace, for files, queries and the command line.
PREFIXES: Final = MappingProxyType(
    {
        "xg": XG,
        **{name: f"{BASE}{name}/" for name in THINGS},
        "dcterms": DCTERMS,
        "oa": OA,
        "owl": OWL,
        "prov": PROV,
        "rdf": RDF,
        "rdfs": RDFS,
        "schema": SCHEMA,
        "sh": SH,
        "skos": SKOS,
        "xsd": XSD,
    }
)

_PREFIX_OF: Final = MappingProxyType({namespace: prefix for prefix, namespace in PREFIXES.items()})

LANGUAGES: Final = ("en", "ru", "uk", "fr")

# What a local name may look like to be written short in a file that every Turtle parser reads.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")

RDF_TYPE: Final = RDF + "type"
RDF_SUBJECT: Final = RDF + "subject"
RDF_PREDICATE: Final = RDF + "predicate"
RDF_OBJECT: Final = RDF + "object"
RDF_LANG_STRING: Final = RDF + "langString"
RDFS_LABEL: Final = RDFS + "label"
RDFS_COMMENT: Final = RDFS + "comment"
SKOS_PREF_LABEL: Final = SKOS + "prefLabel"
SKOS_ALT_LABEL: Final = SKOS + "altLabel"
SKOS_BROADER: Final = SKOS + "broader"
DCTERMS_TITLE: Final = DCTERMS + "title"
XSD_DATETIME: Final = XSD + "dateTime"
XSD_INTEGER: Final = XSD + "integer"
XSD_DECIMAL: Final = XSD + "decimal"
XSD_STRING: Final = XSD + "string"
XSD_ANYURI: Final = XSD + "anyURI"

#: Named graphs (design: reference, direct and bookkeeping are never mixed with what sources say).
GRAPH_REFERENCE: Final = BASE + "graph/reference"
GRAPH_DIRECT: Final = BASE + "graph/direct"
GRAPH_BOOKKEEPING: Final = BASE + "graph/bookkeeping"


@lru_cache(maxsize=512)  # a string that is kept has its hash; reading a graph asks for these 30,000 times
def xg(name: str) -> str:
    """Give the IRI of an ontology term: ``xg("admits")``."""
    return XG + name


def iri(short: str) -> str:
    """Expand a short form such as ``territory:KZ``.

    Raises
    ------
    KeyError
        If the part before the colon is no known prefix.
    """
    prefix, _, local = short.partition(":")
    return PREFIXES[prefix] + local


def curie(long: str) -> str:
    """Shorten an IRI where a prefix of ours fits; other IRIs come back as they are."""
    cut = max(long.rfind("/"), long.rfind("#")) + 1
    prefix = _PREFIX_OF.get(long[:cut])
    return f"{prefix}:{long[cut:]}" if prefix is not None and _LOCAL.match(long, cut) else long


def local_name(long: str) -> str:
    """Give what follows the last ``/`` or ``#``."""
    return re.split(r"[/#]", long)[-1]
