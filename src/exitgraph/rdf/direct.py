"""Direct triples: a derived view that says that somebody says so, and nothing more.

One for each positive, non-exclusive, non-numeric claim of something that came about (design, section 3), by the
template that the relation declares. They live in a graph of their own, are rebuilt and never edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from exitgraph.rdf.encode import term
from exitgraph.rdf.turtle import Triple
from exitgraph.vocabulary import RDF_OBJECT, RDF_SUBJECT, xg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.ontology import Relation
    from exitgraph.claims.values import Value

_KEEPS_OUT = frozenset(xg(name) for name in ("exclusiveWithin", "value", "lower", "upper", "factor", "trend"))


def _end(claim: Claim, which: str) -> Value | None:
    if which == RDF_SUBJECT:
        return claim.subject
    return claim.object if which == RDF_OBJECT else claim.role(which)


def direct_ends(claim: Claim, relation: Relation) -> tuple[str, Value] | None:
    """Give subject and object of the claim's direct triple, or ``None`` when it has none."""
    if not claim.proposition.positive or any(role in _KEEPS_OUT for role, _ in claim.proposition.roles):
        return None
    subject, target = _end(claim, relation.direct_subject), _end(claim, relation.direct_object)
    return (subject, target) if isinstance(subject, str) and target is not None else None


def direct_triples(knowledge: Knowledge) -> Iterator[Triple]:
    """Derive the direct triples of all claims, without repeats, in order."""
    found = set()
    for claim in knowledge.claims.values():
        if claim.iri in knowledge.deprecated or not knowledge.in_effect(claim):
            continue
        relation = knowledge.ontology.relations.get(claim.relation)
        ends = direct_ends(claim, relation) if relation else None
        if ends:
            found.add(Triple(ends[0], claim.relation, term(ends[1])))
    yield from sorted(found, key=lambda triple: (triple.subject, triple.predicate, str(triple.object)))
