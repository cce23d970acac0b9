"""Rules about claims, evidence and sources that need more than one subject, or an order of dates or numbers.

Each rule is a function from a `Scope` to findings, and reads triples instead of decoded claims, so that a claim with
one fault is still held against the other rules. What a shape says already is not said again here: a value that
`exitgraph.validate.shacl` finds missing, doubled or ill-typed is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from exitgraph.claims.interval import stamp
from exitgraph.errors import ExitgraphError
from exitgraph.rdf.decode import read_evidence
from exitgraph.rdf.turtle import Literal, Term
from exitgraph.validate.scope import instant, links
from exitgraph.vocabulary import (
    BASE,
    RDF,
    RDF_LANG_STRING,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_SUBJECT,
    RDFS,
    SCHEMA,
    XG,
    XSD,
    XSD_DECIMAL,
    XSD_INTEGER,
    curie,
    xg,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exitgraph.claims.model import Evidence
    from exitgraph.rdf.node import Node
    from exitgraph.validate.report import Finding
    from exitgraph.validate.scope import Scope


def relation_ends(scope: Scope) -> Iterator[Finding]:
    """Check that subject, object and roles of a claim are what its relation permits."""
    for node in scope.of_kind("Claim"):
        declared = [
            scope.ontology.relations[str(item)]
            for item in node.all(RDF_PREDICATE)
            if str(item) in scope.ontology.relations
        ]
        if len(declared) != 1:
            continue
        relation = declared[0]
        name = curie(relation.iri)
        for end, predicate, wanted in (
            ("subject", RDF_SUBJECT, relation.domain),
            ("object", RDF_OBJECT, relation.range),
        ):
            for term in node.all(predicate):
                wrong = mismatch(scope, term, wanted)
                # That a subject is an IRI is asked for by a shape.
                if wrong and (end == "object" or isinstance(term, str)):
                    hint = f"Correct the {end}, or take another relation."
                    yield scope.finding(node.iri, end, f"the {end} of {name} is {wrong}", hint)
        for role in sorted(node.predicates & scope.ontology.roles.keys()):
            if role not in relation.roles:
                permitted = ", ".join(sorted(curie(item) for item in relation.roles))
                what = f"{name} permits no role {curie(role)}"
                yield scope.finding(node.iri, "role", what, f"Permitted: {permitted}.")
                continue
            for term in node.all(role):
                wrong = mismatch(scope, term, scope.ontology.roles[role])
                if wrong:
                    yield scope.finding(node.iri, "role-value", f"{curie(role)} is {wrong}", "Correct the value.")


def domains_and_ranges(scope: Scope) -> Iterator[Finding]:
    """Check that a property of ours stands on, and has as value, what the ontology declares."""
    declared = {
        iri: node for iri, node in scope.nodes.items() if iri.startswith(XG) and RDFS + "domain" in node.predicates
    }
    for iri in scope.places:
        node, kinds = scope.nodes[iri], scope.kinds(iri)
        for predicate in sorted(node.predicates):
            rule = declared.get(predicate)
            # Relations as properties are refused by `safety.properties`, closed persons by their shape.
            if rule is None or predicate in scope.ontology.relations or xg("Person") in kinds:
                continue
            allowed = rule.all(SCHEMA + "domainIncludes") or rule.all(RDFS + "domain")
            if not any(kind == RDFS + "Resource" or kind in kinds for kind in allowed):
                shown = " or ".join(curie(str(kind)) for kind in allowed)
                what = f"{curie(predicate)} belongs to {shown}, and this is {_shown_kinds(scope, iri)}"
                yield scope.finding(iri, "domain", what, "Move it to the subject that it is about, or remove it.")
                continue
            if predicate in scope.ontology.roles or predicate in scope.shapes.paths.values():
                continue
            ranges = rule.all(SCHEMA + "rangeIncludes") or rule.all(RDFS + "range")
            for term in node.all(predicate):
                wrong = [mismatch(scope, term, str(wanted)) for wanted in ranges]
                if wrong and all(wrong):
                    yield scope.finding(iri, "range", f"{curie(predicate)} is {wrong[0]}", "Correct the value.")


def mismatch(scope: Scope, term: Term, wanted: str) -> str:
    """Say how a term is not of a class or datatype: ``<term>, not <wanted>``; empty if it is."""
    is_datatype = wanted == RDF_LANG_STRING or wanted.startswith(XSD)
    if isinstance(term, Literal):
        fits = term.datatype == wanted or (wanted == XSD_DECIMAL and term.datatype == XSD_INTEGER)
        if is_datatype and fits:
            return ""
        return f"the literal {term.value!r} of type {curie(term.datatype)}, not {curie(wanted)}"
    if is_datatype:
        return f"{curie(term)}, an IRI, not {curie(wanted)}"
    # An IRI that is described nowhere has a rule of its own; terms of RDF itself are known to everybody.
    known = scope.is_missing(term) or wanted == RDFS + "Resource" or (term.startswith(RDF) and wanted.startswith(RDF))
    return (
        ""
        if known or wanted in scope.kinds(term)
        else f"{curie(term)}, {_shown_kinds(scope, term)}, not {curie(wanted)}"
    )


def _shown_kinds(scope: Scope, iri: str) -> str:
    node = scope.nodes.get(iri)
    direct = sorted(curie(str(kind)) for kind in node.all(RDF + "type")) if node else []
    return " and ".join(direct) or "a thing without a type"


def one_source(scope: Scope) -> Iterator[Finding]:
    """Check that the evidence of one claim lies in one source."""
    for node in scope.of_kind("Claim"):
        sources = scope.sources_of(node)
        if len(sources) > 1:
            what = f"its evidence lies in {len(sources)} sources: {', '.join(map(curie, sources))}"
            yield scope.finding(node.iri, "one-source", what, "Make one claim for each source.")


def dates(scope: Scope) -> Iterator[Finding]:
    """Check that intervals are not inverted, and that nothing ends, is read or is reported before its time."""
    names = {
        "Claim": ("start", "end", "heldAt"),
        "Source": ("published", "accessed"),
        "Event": ("occurred",),
    }
    for kind, intervals in names.items():
        for node in scope.of_kind(kind):
            for name in intervals:
                yield from _order(
                    scope,
                    node,
                    (f"{name}Earliest", f"{name}Latest"),
                    "interval",
                    "Swap the two bounds, or correct one.",
                )
    for node in scope.of_kind("Claim"):
        yield from _order(
            scope, node, ("startEarliest", "endLatest"), "start-after-end", "Correct the start or the end."
        )
        yield from _held(scope, node)
    for node in scope.of_kind("Source"):
        yield from _order(
            scope,
            node,
            ("publishedEarliest", "accessedLatest"),
            "published-after-accessed",
            "A source is read after it is published: correct one of the dates.",
        )


def _order(scope: Scope, node: Node, bounds: tuple[str, str], rule: str, hint: str) -> Iterator[Finding]:
    first, last = bounds
    begin, end = instant(node, first), instant(node, last)
    if begin and end and begin > end:
        what = f"xg:{first} {stamp(begin)} is after xg:{last} {stamp(end)}"
        yield scope.finding(node.iri, rule, what, hint)


def _held(scope: Scope, node: Node) -> Iterator[Finding]:
    held = instant(node, "heldAtEarliest") or instant(node, "heldAtLatest")
    for source in scope.sources_of(node):
        published = instant(scope.nodes[source], "publishedLatest")
        if held and published and held > published:
            what = f"it is reported to hold at {stamp(held)}, but {curie(source)} was published by {stamp(published)}"
            hint = "No source reports what holds after its publication: correct xg:heldAt, or the source's dates."
            yield scope.finding(node.iri, "held-after-publication", what, hint)


def passages(scope: Scope) -> Iterator[Finding]:
    """Check that the place in a source is whole, in order, and within the copy that was read."""
    for node in scope.of_kind("Evidence"):
        parts = [name for name in ("start", "end", "sha256") if xg(name) in node.predicates]
        if 0 < len(parts) < 3:  # noqa: PLR2004
            missing = " and ".join(f"xg:{name}" for name in ("start", "end", "sha256") if name not in parts)
            what = f"the passage is half said: {missing} is missing"
            yield scope.finding(node.iri, "passage", what, "Give start, end and digest together, or xg:locator alone.")
        start, end = _number(node, "start"), _number(node, "end")
        if start is not None and end is not None and start >= end:
            what = f"the passage is empty: its start {start} is not before its end {end}"
            yield scope.finding(node.iri, "passage", what, "Count the code points again; the end is not part of it.")
        length = _copy_length(scope, node)
        reach = max((number for number in (start, end) if number is not None), default=None)
        if length is not None and reach is not None and reach > length:
            what = f"the passage reaches code point {reach}, but the access copy has {length}"
            yield scope.finding(node.iri, "passage", what, "Measure the passage in the copy that the source declares.")


def _copy_length(scope: Scope, evidence: Node) -> int | None:
    sources = (scope.nodes[source] for source in links(evidence, "source") if source in scope.nodes)
    copies = (scope.nodes[copy] for source in sources for copy in links(source, "accessCopy") if copy in scope.nodes)
    # Of several copies we do not know which was measured: the longest one bounds them all.
    lengths = [length for copy in copies if (length := _number(copy, "textLength")) is not None]
    return max(lengths, default=None)


def _number(node: Node, name: str) -> int | None:
    try:
        number = node.integer(xg(name))
    except ExitgraphError:
        return None
    return number if number is None or number >= 0 else None


def dangling(scope: Scope) -> Iterator[Finding]:
    """Check that what is pointed to in our namespaces is described somewhere."""
    for document in scope.own:
        for triple in document.triples:
            # The relation of a claim is held against the ontology by its shape.
            if isinstance(triple.object, str) and triple.predicate != RDF_PREDICATE and scope.is_missing(triple.object):
                what = f"{curie(triple.predicate)} points to {curie(triple.object)}, which is described nowhere"
                yield scope.finding(triple.subject, "dangling", what, "Correct the IRI, or add what it names.")


def contradictions(scope: Scope) -> Iterator[Finding]:
    """Check that no claim contradicts itself."""
    for node in scope.of_kind("Claim"):
        if node.iri in links(node, "contradicts"):
            yield scope.finding(node.iri, "contradicts-itself", "the claim contradicts itself", "Name the other claim.")


def identities(scope: Scope, faulty: frozenset[str]) -> Iterator[Finding]:
    """Check that claims, evidence, propositions and reviews carry the hash of their content.

    Subjects in ``faulty`` (short forms) are passed over: their content changes with the repair, so nobody can say
    yet what the right IRI is.
    """
    hint = "Content never changes under an IRI: use the right one here and wherever it is referred to."
    for node in scope.of_kind("Evidence"):
        evidence = None if curie(node.iri) in faulty else _evidence(node)
        if evidence and evidence.iri != node.iri:
            what = f"the IRI is not the hash of its content, which is {curie(evidence.iri)}"
            yield scope.finding(node.iri, "identity", what, hint)
    for node in scope.of_kind("Review"):
        review = None if curie(node.iri) in faulty else scope.knowledge.reviews.get(node.iri)
        if review and review.iri != node.iri:
            what = f"the IRI is not the hash of its content, which is {curie(review.iri)}"
            yield scope.finding(node.iri, "identity", what, hint)
    for node in scope.of_kind("Claim"):
        claim = scope.knowledge.claims.get(node.iri)
        if claim is None or not faulty.isdisjoint(map(curie, (node.iri, *links(node, "evidence")))):
            continue
        wrong = []
        if claim.iri != node.iri:
            wrong.append(f"the IRI is not the hash of its content, which is {curie(claim.iri)}")
        if links(node, "proposition") != [claim.proposition.iri]:
            right = claim.proposition.iri.removeprefix(BASE).replace("/", ":")
            wrong.append(f"xg:proposition is not the hash of its content, which is {right}")
        if wrong:
            yield scope.finding(node.iri, "identity", "; ".join(wrong), hint)


def _evidence(node: Node) -> Evidence | None:
    try:
        return read_evidence(node)
    except ExitgraphError:
        return None


def all_rules(scope: Scope) -> Iterable[Finding]:
    """Run every rule of this module but `identities`, which comes last."""
    for rule in (relation_ends, domains_and_ranges, one_source, dates, passages, dangling, contradictions):
        yield from rule(scope)
