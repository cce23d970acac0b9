"""The words of the graph for who writes a query: prefixes, and every term with its label and what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from exitgraph.claims.values import Text
from exitgraph.view.cards import term_label
from exitgraph.view.style import kind_of
from exitgraph.vocabulary import PREFIXES, RDFS_COMMENT, curie, xg

if TYPE_CHECKING:
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri

#: Terms of the model itself, which no ontology file lists but every query uses.
MODEL: Final = (
    "rdf:subject",
    "rdf:predicate",
    "rdf:object",
    "rdf:type",
    "rdfs:label",
    "rdfs:comment",
    "skos:prefLabel",
    "skos:altLabel",
    "skos:broader",
    "dcterms:title",
    "dcterms:publisher",
)
#: Sources that are listed; a store may hold many more.
MOST_SOURCES: Final = 2000
_COMMENT: Final = 200


def completions(knowledge: Knowledge, lang: str = "en") -> dict[str, Any]:
    """Give what can be completed in a query.

    Parameters
    ----------
    knowledge
        The graph.
    lang
        Language of labels.

    Returns
    -------
    dict
        ``prefixes`` with their namespaces, and ``terms``: short form, label, kind, and for the ontology's a comment.
    """
    terms = [
        {"id": curie(name), "label": term_label(knowledge, name, lang), "kind": _kind(knowledge, name)}
        | _comment(knowledge, name)
        for name in sorted(knowledge.entities)
    ]
    terms += [
        {"id": curie(name), "label": knowledge.sources[name].title.value, "kind": "source"}
        for name in sorted(knowledge.sources)[:MOST_SOURCES]
    ]
    known = {term["id"] for term in terms}
    terms += [{"id": name, "label": "", "kind": "property"} for name in MODEL if name not in known]
    # What has no short form cannot be typed as one.
    return {"prefixes": dict(PREFIXES), "terms": [term for term in terms if not term["id"].startswith("http")]}


def _kind(knowledge: Knowledge, name: Iri) -> str:
    types = knowledge.entities[name].types
    for kind in ("Relation", "Role"):
        if xg(kind) in types:
            return kind.lower()
    if any(one.endswith("#Class") for one in types):
        return "class"
    if any(one.endswith("Property") for one in types):
        return "property"
    return kind_of(knowledge, name)


def _comment(knowledge: Knowledge, name: Iri) -> dict[str, str]:
    if not name.startswith(PREFIXES["xg"]):
        return {}
    found = [
        value.value for value in knowledge.entities[name].properties.get(RDFS_COMMENT, ()) if isinstance(value, Text)
    ]
    return {"comment": found[0][:_COMMENT]} if found else {}
