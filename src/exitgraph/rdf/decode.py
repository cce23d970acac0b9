"""Triples back to claims, sources and entities.

`decode` takes the documents of a graph and gives the `Knowledge` in them. What it meets and cannot read is one of two
things: with ``problems`` given, a row is added there and the claim is left out; without, the first one is raised.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from exitgraph.claims.interval import parse_instant
from exitgraph.claims.knowledge import Knowledge
from exitgraph.claims.model import AccessCopy, Claim, Entity, Evidence, Omission, Proposition, Review, Source
from exitgraph.claims.ontology import Ontology, Relation
from exitgraph.errors import ExitgraphError, InputError
from exitgraph.rdf.encode import NEGATIVE
from exitgraph.rdf.node import Node, nodes_of, read_value
from exitgraph.rdf.turtle import Document, Literal, Term
from exitgraph.vocabulary import (
    DCTERMS_TITLE,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_SUBJECT,
    RDF_TYPE,
    RDFS,
    RDFS_LABEL,
    SKOS_ALT_LABEL,
    SKOS_PREF_LABEL,
    curie,
    xg,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LABELS = (RDFS_LABEL, SKOS_PREF_LABEL)
_RELATION_KINDS = ("Relation", "Occurrence", "FunctionalRelation")
_STRUCTURAL: frozenset[Term] = frozenset(
    xg(name) for name in ("Claim", "Evidence", "Source", "AccessCopy", "Omission", "Review")
)

Read = TypeVar("Read")


class Problem(NamedTuple):
    """Something that could not be read: which subject, where, what, and what to do."""

    subject: str
    where: str
    what: str
    hint: str


def decode(documents: Iterable[Document], problems: list[Problem] | None = None) -> Knowledge:
    """Read the knowledge in documents.

    Raises
    ------
    InputError
        For the first thing that cannot be read, unless ``problems`` collects them.
    """
    nodes = nodes_of(documents)
    of_type: dict[str, list[Node]] = defaultdict(list)
    for node in nodes.values():
        for kind in node.all(RDF_TYPE):
            of_type[str(kind)].append(node)

    def gather(kind: str, read: Callable[[Node], Read]) -> dict[str, Read]:
        return _gather(of_type.get(xg(kind), ()), read, problems)

    ontology = _ontology(nodes, of_type, problems)
    evidence: dict[str, Evidence] = {}
    described = [node for node in nodes.values() if _STRUCTURAL.isdisjoint(node.all(RDF_TYPE) or _STRUCTURAL)]
    return Knowledge(
        claims=gather("Claim", lambda node: _claim(node, nodes, ontology, evidence)),
        sources=gather("Source", lambda node: _source(node, nodes)),
        omissions=gather("Omission", _omission),
        reviews=gather("Review", _review),
        entities=_gather(described, _entity, problems),
        ontology=ontology,
    )


def _gather(nodes: Iterable[Node], read: Callable[[Node], Read], problems: list[Problem] | None) -> dict[str, Read]:
    """Read nodes; what cannot be read is raised, or becomes a problem where these are collected."""
    found = {}
    for node in nodes:
        try:
            found[node.iri] = read(node)
        except (ExitgraphError, ValueError) as error:
            if isinstance(error, ExitgraphError):
                problem = Problem(node.iri, error.where or node.where, error.what, error.hint)
            else:
                problem = Problem(node.iri, node.where, f"{curie(node.iri)}: {error}", "")
            if problems is None:
                raise InputError(problem.what, where=problem.where, hint=problem.hint) from None
            problems.append(problem)
    return found


def _claim(node: Node, nodes: dict[str, Node], ontology: Ontology, known: dict[str, Evidence]) -> Claim:
    target = node.one(RDF_OBJECT)
    if target is None:
        raise InputError(f"{curie(node.iri)} has no rdf:object", where=node.where, hint="Say what is claimed.")
    roles = tuple(
        (role, read_value(value, node, role))
        for role in sorted(node.predicates)
        if role in ontology.roles and (value := node.one(role)) is not None
    )
    proposition = Proposition(
        node.required(RDF_SUBJECT),
        node.required(RDF_PREDICATE),
        read_value(target, node, RDF_OBJECT),
        roles,
        positive=node.iri_of(xg("polarity")) != NEGATIVE,
    )
    evidence = []
    for name in node.all(xg("evidence")):
        found = nodes.get(str(name))
        if found is None:
            raise InputError(
                f"{curie(node.iri)} rests on {curie(str(name))}, which is not in the graph",
                where=node.where,
                hint="Add the evidence, or correct its IRI.",
            )
        if found.iri not in known:  # many claims may rest on one
            known[found.iri] = read_evidence(found)
        evidence.append(known[found.iri])
    return Claim(
        proposition,
        tuple(evidence),
        start=node.interval("start"),
        end=node.interval("end"),
        held=node.interval("heldAt"),
        event=node.iri_of(xg("event")),
        gist=node.lang_text(xg("gist")),
        note=node.lang_text(xg("note")),
        record_keys=tuple(_strings(node, "recordKey")),
        confidence=node.text(xg("confidence")),
        contradicts=tuple(str(other) for other in node.all(xg("contradicts"))),
    )


def _strings(node: Node, name: str) -> list[str]:
    return [found.value for found in node.all(xg(name)) if isinstance(found, Literal)]


def read_evidence(node: Node) -> Evidence:
    """Read one piece of evidence.

    Raises
    ------
    InputError
        If it lacks its source or speech act, or a number is none.
    """
    return Evidence(
        source=node.required(xg("source")),
        speech_act=node.required(xg("speechAct")),
        speaker=node.iri_of(xg("speaker")),
        relayed_by=node.iri_of(xg("relayedBy")),
        start=node.integer(xg("start")),
        end=node.integer(xg("end")),
        sha256=node.text(xg("sha256")),
        locator=node.text(xg("locator")),
    )


def _source(node: Node, nodes: dict[str, Node]) -> Source:
    copies = []
    for name in node.all(xg("accessCopy")):
        copy = nodes.get(str(name)) or Node(str(name))
        copies.append(
            AccessCopy(
                copy.iri,
                copy.required(xg("copyKind")),
                copy.text(xg("textSha256")),
                copy.integer(xg("textLength")),
            )
        )
    title = node.lang_text(DCTERMS_TITLE)
    published = node.interval("published")
    if title is None or published is None:
        missing = "a title (dcterms:title)" if title is None else "a date of publication (xg:publishedEarliest, Latest)"
        raise InputError(f"{curie(node.iri)} has no {missing}", where=node.where, hint="Add it.")
    return Source(
        node.iri,
        title,
        node.required(xg("publisher")),
        node.required(xg("sourceType")),
        node.text(xg("language")) or "",
        published,
        node.interval("accessed"),
        node.text(xg("address")),
        node.iri_of(xg("copyKind")),
        tuple(copies),
        tuple(str(other) for other in node.all(xg("relays"))),
        node.iri_of(xg("author")),
    )


def _omission(node: Node) -> Omission:
    return Omission(
        node.iri,
        node.required(xg("omittedFrom")),
        node.required(xg("omittedBecause")),
        tuple(_strings(node, "recordKey")),
        node.lang_text(xg("gist")),
    )


def _review(node: Node) -> Review:
    since = node.text(xg("since"))
    if since is None:
        raise InputError(f"{curie(node.iri)} has no xg:since", where=node.where, hint="Say from when it counts.")
    return Review(
        node.required(xg("about")),
        parse_instant(since),
        node.iri_of(xg("rank")),
        node.iri_of(xg("supersededBy")),
        node.lang_text(xg("reason")),
        node.text(xg("reliability")),
        node.text(xg("credibility")),
    )


def _entity(node: Node) -> Entity:
    labels = {
        found.lang or "": found.value
        for predicate in _LABELS
        for found in node.all(predicate)
        if isinstance(found, Literal)
    }
    skip = {RDF_TYPE, SKOS_ALT_LABEL, *_LABELS}
    return Entity(
        node.iri,
        tuple(str(kind) for kind in node.all(RDF_TYPE)),
        labels,
        tuple(found.value for found in node.all(SKOS_ALT_LABEL) if isinstance(found, Literal)),
        {
            predicate: tuple(read_value(found, node, predicate) for found in node.all(predicate))
            for predicate in sorted(node.predicates)
            if predicate not in skip
        },
    )


def _ontology(nodes: dict[str, Node], of_type: dict[str, list[Node]], problems: list[Problem] | None) -> Ontology:
    kinds = {kind: {node.iri for node in of_type.get(xg(kind), ())} for kind in _RELATION_KINDS}
    declared = [nodes[name] for name in sorted(set().union(*kinds.values()))]

    def relation(node: Node) -> Relation:
        return Relation(
            node.iri,
            node.required(RDFS + "domain"),
            node.required(RDFS + "range"),
            frozenset(str(role) for role in node.all(xg("permitsRole"))),
            node.required(xg("defaultBasis")),
            node.integer(xg("reviewMonths")) or 0,
            frozenset(str(other) for other in node.all(xg("opposes"))),
            occurrence=node.iri in kinds["Occurrence"],
            functional=node.iri in kinds["FunctionalRelation"],
            direct_subject=node.required(xg("directSubject")),
            direct_object=node.required(xg("directObject")),
        )

    roles = _gather(of_type.get(xg("Role"), ()), lambda node: node.required(RDFS + "range"), problems)
    return Ontology(_gather(declared, relation, problems), roles, _superclasses(nodes))


def _superclasses(nodes: dict[str, Node]) -> dict[str, frozenset[str]]:
    parents = {
        node.iri: [str(parent) for parent in node.all(RDFS + "subClassOf")]
        for node in nodes.values()
        if RDFS + "subClassOf" in node.predicates
    }
    found: dict[str, frozenset[str]] = {}
    for name in parents:
        reached, queue = {name}, [name]
        while queue:
            for parent in parents.get(queue.pop(), ()):
                if parent not in reached:
                    reached.add(parent)
                    queue.append(parent)
        found[name] = frozenset(reached)
    return found
