"""The shapes of ``graph/shapes.ttl``, run by pySHACL.

Shapes hold what can be said of one subject on its own. They use SHACL Core without lists, so that the file needs no
blank node: a closed shape names each allowed property by a property shape of its own, ``rdf:type`` included, and
therefore needs no ``sh:ignoredProperties``. Orders of dates and numbers (``sh:lessThan``) are left to
`exitgraph.validate.rules`: pySHACL 0.40 ends in a TypeError when one of the two is ill-typed. pySHACL also changes a
shapes graph that it shares, so each call builds its own.
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.errors import InputError
from exitgraph.rdf.turtle import Literal, Triple
from exitgraph.vocabulary import RDF_PREDICATE, RDF_TYPE, RDFS, SH, curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import rdflib

    from exitgraph.validate.report import Finding
    from exitgraph.validate.scope import Scope

_SUBCLASS = RDFS + "subClassOf"


class Violation(NamedTuple):
    """One result of SHACL: ``rule`` is ``<shape>.<parameter>``, ``path`` the property or empty."""

    subject: str
    rule: str
    path: str
    value: str | None
    value_is_iri: bool
    message: str


def findings(scope: Scope, conflicts: frozenset[tuple[str, str]] = frozenset()) -> Iterator[Finding]:
    """Run the shapes over the documents that are reported on.

    ``conflicts`` are the pairs of subject and property that were reported as a conflict between files; that a
    property has too many values is not said again for these. Neither is an IRI that is described nowhere said to be
    of the wrong class: rule ``dangling`` has it.

    Raises
    ------
    InputError
        If the shapes themselves cannot be used.
    """
    for violation in _first_of_each(violations(_data(scope), scope.shapes.triples)):
        if violation.subject not in scope.places:
            continue
        if violation.rule.endswith(".maxCount") and (violation.subject, violation.path) in conflicts:
            continue
        # An undeclared relation is the shape's business: its message says where relations are declared.
        of_class = violation.rule.endswith(".class") and violation.path != RDF_PREDICATE
        if of_class and violation.value_is_iri and scope.is_missing(violation.value or ""):
            continue
        what, _, hint = violation.message.partition(". ")
        yield scope.finding(violation.subject, violation.rule, what + _found(violation), hint)


def violations(data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Violation]:
    """Hold triples against shapes, both as triples."""
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError, RuleLoadError, ShapeLoadError, ValidationFailure

    with _quiet():
        try:
            _, results, text = pyshacl.validate(_graph(data), shacl_graph=_graph(shapes), inplace=True)
        except (ShapeLoadError, RuleLoadError, ReportableRuntimeError, re.error) as error:
            raise InputError(f"the shapes cannot be used: {error}", hint="Correct shapes.ttl.") from None
    if isinstance(results, ValidationFailure) or not hasattr(results, "triples"):
        raise InputError(f"the shapes cannot be used: {text}", hint="Correct shapes.ttl.")
    return list(_results(results))


def _results(results: rdflib.Graph) -> Iterator[Violation]:
    from rdflib import URIRef

    def one(result: rdflib.term.Node, name: str) -> rdflib.term.Node | None:
        return results.value(result, URIRef(SH + name))

    for result in results.subjects(URIRef(RDF_TYPE), URIRef(SH + "ValidationResult")):
        shape = curie(str(one(result, "sourceShape"))).partition(":")[2]
        component = str(one(result, "sourceConstraintComponent")).removeprefix(SH)
        parameter = component.removesuffix("ConstraintComponent")
        value = one(result, "value")
        yield Violation(
            subject=str(one(result, "focusNode")),
            rule=f"{shape}.{parameter[0].lower()}{parameter[1:]}",
            path=str(one(result, "resultPath") or ""),
            value=None if value is None else str(value),
            value_is_iri=isinstance(value, URIRef),
            message=str(one(result, "resultMessage") or "A shape is not satisfied. See graph/shapes.ttl."),
        )


def _first_of_each(found: Iterable[Violation]) -> Iterator[Violation]:
    # A value of the wrong datatype mostly has the wrong pattern too; the first parameter by name speaks for both.
    seen = set()
    for violation in sorted(found, key=lambda item: (item.subject, item.rule, item.value or "")):
        key = (violation.subject, violation.rule.partition(".")[0], violation.value, violation.path)
        if key not in seen:
            seen.add(key)
            yield violation


def _found(violation: Violation) -> str:
    if violation.rule.endswith(".closed"):
        return f" (found: {curie(violation.path)})"
    if violation.value is None or not violation.path:
        return ""
    return f" (found: {curie(violation.value) if violation.value_is_iri else repr(violation.value)})"


def _data(scope: Scope) -> Iterator[Triple]:
    """Give what the shapes look at in full, and of everything else no more than its types."""
    for iri, node in scope.nodes.items():
        in_full = iri in scope.places and not scope.shapes.targets.isdisjoint(scope.kinds(iri))
        for predicate, terms in node.terms.items():
            if in_full or predicate in (RDF_TYPE, _SUBCLASS):
                for term in terms:
                    yield Triple(iri, predicate, term)


def _graph(triples: Iterable[Triple]) -> rdflib.Graph:
    import rdflib

    graph = rdflib.Graph()
    for subject, predicate, term in triples:
        if isinstance(term, Literal):
            # Without normalize=False rdflib rewrites Z to +00:00, and a pattern would judge what nobody wrote.
            datatype = None if term.lang else rdflib.URIRef(term.datatype)
            target: rdflib.term.Node = rdflib.Literal(term.value, lang=term.lang, datatype=datatype, normalize=False)
        else:
            target = rdflib.URIRef(term)
        graph.add((rdflib.URIRef(subject), rdflib.URIRef(predicate), target))
    return graph


@contextmanager
def _quiet() -> Iterator[None]:
    # rdflib logs a traceback for each ill-typed literal; the shapes report these with file and line.
    logger = logging.getLogger("rdflib.term")

    def drop(record: logging.LogRecord) -> bool:
        return "Failed to convert Literal" not in record.msg

    logger.addFilter(drop)
    try:
        yield
    finally:
        logger.removeFilter(drop)
