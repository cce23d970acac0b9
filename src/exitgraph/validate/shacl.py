"""The shapes of ``graph/shapes.ttl``: what is held against them, and what is said of what they find.

Shapes hold what can be said of one subject on its own. They use SHACL Core without lists, so that the file needs no
blank node: a closed shape names each allowed property by a property shape of its own, ``rdf:type`` included, and
therefore needs no ``sh:ignoredProperties``. Orders of dates and numbers (``sh:lessThan``) are left to
`exitgraph.validate.rules`: pySHACL 0.40 ends in a TypeError when one of the two is ill-typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from exitgraph.rdf.turtle import Triple
from exitgraph.validate.engines import Violation, violations
from exitgraph.vocabulary import RDF_PREDICATE, RDF_TYPE, RDFS, curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exitgraph.validate.report import Finding
    from exitgraph.validate.scope import Scope

__all__ = ["Violation", "findings", "violations"]

_SUBCLASS = RDFS + "subClassOf"


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
        for predicate, term in node.pairs():
            if in_full or predicate in (RDF_TYPE, _SUBCLASS):
                yield Triple(iri, predicate, term)
