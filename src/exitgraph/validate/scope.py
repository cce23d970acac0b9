"""What one validation looks at: the documents, which of them are reported on, and what the shapes say."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from exitgraph.claims.interval import parse_instant
from exitgraph.errors import BadDate
from exitgraph.rdf.node import Node, nodes_of
from exitgraph.rdf.turtle import Literal, Triple
from exitgraph.validate.report import Finding
from exitgraph.vocabulary import BASE, RDF_TYPE, SH, curie, xg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.ontology import Ontology
    from exitgraph.rdf.turtle import Document


@dataclass(frozen=True)
class Shapes:
    """The shapes as triples, and what the rules have to know of them."""

    triples: tuple[Triple, ...]

    @cached_property
    def targets(self) -> frozenset[str]:
        """Classes whose members some shape looks at."""
        return frozenset(str(triple.object) for triple in self.triples if triple.predicate == SH + "targetClass")

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """Property of each property shape, by the shape's IRI."""
        return {triple.subject: str(triple.object) for triple in self.triples if triple.predicate == SH + "path"}

    @cached_property
    def single_valued(self) -> frozenset[str]:
        """Properties that some shape allows one value of."""
        most = {triple.subject for triple in self.triples if triple.predicate == SH + "maxCount"}
        return frozenset(path for shape, path in self.paths.items() if shape in most)


@dataclass(frozen=True)
class Scope:
    """Documents under validation, with what is needed to judge them.

    Parameters
    ----------
    own
        The documents that findings are about.
    reference
        Documents that are only looked up.
    elsewhere
        IRIs of claims that exist, although their documents are not looked at.
    knowledge
        What ``own`` and ``reference`` decode to.
    shapes
        The shapes.
    """

    own: tuple[Document, ...]
    reference: tuple[Document, ...]
    elsewhere: frozenset[str]
    knowledge: Knowledge
    shapes: Shapes
    _kinds: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents, those reported on first."""
        return self.own + self.reference

    @property
    def ontology(self) -> Ontology:
        """What the ontology declares."""
        return self.knowledge.ontology

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """All subjects; a claim from elsewhere has its type and nothing more."""
        nodes = nodes_of(self.documents)
        for iri in self.elsewhere - nodes.keys():
            nodes[iri] = Node(iri)
            nodes[iri].add(RDF_TYPE, xg("Claim"))
        return nodes

    @cached_property
    def places(self) -> Mapping[str, tuple[str, int | None]]:
        """File and line of each subject that is reported on."""
        places: dict[str, tuple[str, int | None]] = {}
        for document in self.own:
            for triple in document.triples:
                if triple.subject not in places:
                    places[triple.subject] = (document.path, document.lines.get(triple.subject))
        return places

    def kinds(self, iri: str) -> frozenset[str]:
        """Give the classes of a thing, superclasses included; empty for what is described nowhere."""
        if iri not in self._kinds:
            node = self.nodes.get(iri)
            direct = [str(kind) for kind in node.all(RDF_TYPE)] if node else []
            above = (self.ontology.superclasses.get(kind, frozenset({kind})) for kind in direct)
            self._kinds[iri] = frozenset().union(direct, *above)
        return self._kinds[iri]

    def of_kind(self, kind: str) -> Iterator[Node]:
        """Give the subjects of a class that are reported on."""
        for iri in self.places:
            if xg(kind) in self.kinds(iri):
                yield self.nodes[iri]

    def is_missing(self, iri: str) -> bool:
        """Whether an IRI is in one of our namespaces and described nowhere; propositions never are described."""
        exempt = iri.startswith((BASE + "proposition/", BASE + "graph/"))
        return iri.startswith(BASE) and iri not in self.nodes and not exempt

    def sources_of(self, claim: Node) -> list[str]:
        """Give the described sources that a claim's evidence lies in; evidence with two sources is passed over."""
        evidence = [self.nodes[item] for item in links(claim, "evidence") if item in self.nodes]
        named = [links(item, "source") for item in evidence]
        return sorted({sources[0] for sources in named if len(sources) == 1 and sources[0] in self.nodes})

    def finding(self, subject: str, rule: str, what: str, hint: str) -> Finding:
        """Make a finding about a subject, at its place."""
        file, line = self.places.get(subject, ("", None))
        return Finding(file, line, curie(subject), rule, what, hint)


def instant(node: Node, name: str) -> datetime | None:
    """Give a bound of ``xg:<name>`` if there is exactly one, readable and in UTC; the shapes report the rest."""
    found = node.all(xg(name))
    if len(found) != 1 or not isinstance(found[0], Literal) or not found[0].value.endswith("Z"):
        return None
    try:
        return parse_instant(found[0].value)
    except BadDate:
        return None


def links(node: Node, name: str) -> list[str]:
    """Give the IRIs that ``xg:<name>`` points to."""
    return [item for item in node.all(xg(name)) if isinstance(item, str)]
