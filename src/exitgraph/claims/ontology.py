"""What the ontology declares about relations and roles, as data that rules, conflicts and writers share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exitgraph.claims.values import Iri


@dataclass(frozen=True)
class Relation:
    """One relation: its ends, the roles that a claim of it may carry, and how it behaves.

    ``review_months`` is the span after which a claim that was only reported to hold counts as stale (0: never);
    ``direct_subject`` and ``direct_object`` name the ends of the direct triple.
    """

    iri: Iri
    domain: Iri
    range: Iri
    roles: frozenset[Iri]
    default_basis: Iri
    review_months: int = 0
    opposes: frozenset[Iri] = frozenset()
    occurrence: bool = False
    functional: bool = False
    direct_subject: Iri = ""
    direct_object: Iri = ""


@dataclass(frozen=True)
class Ontology:
    """The relations and roles by IRI, and for each class its superclasses, itself included."""

    relations: Mapping[Iri, Relation] = field(default_factory=dict)
    roles: Mapping[Iri, Iri] = field(default_factory=dict)
    superclasses: Mapping[Iri, frozenset[Iri]] = field(default_factory=dict)

    def is_a(self, types: tuple[Iri, ...], wanted: Iri) -> bool:
        """Whether one of the types is the wanted class or a subclass of it."""
        return any(wanted == kind or wanted in self.superclasses.get(kind, frozenset()) for kind in types)
