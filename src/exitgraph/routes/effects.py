"""What decides which effect a claim has on a journey, beside its relation: lists that a lawyer can check.

The relations themselves are in the table at the head of `exitgraph.routes.rules`.
"""

from __future__ import annotations

from exitgraph.vocabulary import iri

#: From the firmest basis to the weakest (J2).
BASES = ("rule", "practice", "precedent", "statement")

#: Papers on which their issuer lets people in; visas need a passport beside them.
OWN_PAPERS = {
    iri("document:laissez-passer"): None,
    iri("document:visa"): iri("document:international-passport"),
    iri("document:humanitarian-visa"): iri("document:international-passport"),
}

APPLY_PROCEDURES = frozenset(
    iri(f"concept:{name}") for name in ("case-by-case", "in-country-only", "asylum-at-airports-and-harbours-only")
)
APPLY_POLICIES = frozenset({iri("concept:offers-asylum"), iri("concept:examines-in-country-claims")})
# "Shall" and "as a rule" say that it is done; "may", "rarely" and "expected" do not.
FIRM = frozenset({iri("concept:shall"), iri("concept:as-a-rule")})
# Contradictions that leave a rule usable: they are about an "only", a seat or a number (J4).
BLOCKING = frozenset({"polarity", "opposed", "curated"})
