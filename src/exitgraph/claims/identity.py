"""Content hashes: what makes a proposition, an evidence and a claim the same one.

Each identity is the SHA-256 of lines ``field<TAB>value``, in a fixed order, in UTF-8 with Unicode normalisation form
C, cut to 20 hexadecimal digits (80 bits: at ten million claims the chance of any collision is below 1 in 10^10).

- proposition: subject, relation, object, polarity, then the roles by IRI;
- evidence: source, start, end, digest, locator, speaker, relayed by, speech act;
- claim: proposition, source, then the bounds of start, end and held.

A field without a value is written with nothing after the tab, so that absence is content too.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING

from exitgraph.claims.interval import stamp
from exitgraph.claims.values import canonical
from exitgraph.vocabulary import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from exitgraph.claims.interval import Interval
    from exitgraph.claims.model import Claim, Evidence, Proposition, Review

DIGITS = 20


def digest(fields: Iterable[tuple[str, str]]) -> str:
    """Hash fields in the order given."""
    lines = (f"{name}\t{_escape(value)}\n" for name, value in fields)
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:DIGITS]


def _escape(value: str) -> str:
    if value.isascii() and value.isprintable() and "\\" not in value:
        return value  # nearly every value: nothing to normalise, nothing to escape
    # A line break or tab inside a value must not be able to imitate another field.
    normal = unicodedata.normalize("NFC", value)
    return normal.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def proposition_iri(proposition: Proposition) -> str:
    """Give a proposition's IRI."""
    fields = [
        ("subject", proposition.subject),
        ("relation", proposition.relation),
        ("object", canonical(proposition.object)),
        ("polarity", "positive" if proposition.positive else "negative"),
        *((f"role {name}", canonical(value)) for name, value in proposition.roles),
    ]
    return f"{BASE}proposition/{digest(fields)}"


def evidence_iri(evidence: Evidence) -> str:
    """Give an evidence's IRI."""
    fields = [
        ("source", evidence.source),
        ("start", _optional(evidence.start)),
        ("end", _optional(evidence.end)),
        ("sha256", evidence.sha256 or ""),
        ("locator", evidence.locator or ""),
        ("speaker", evidence.speaker or ""),
        ("relayed by", evidence.relayed_by or ""),
        ("speech act", evidence.speech_act),
    ]
    return f"{BASE}evidence/{digest(fields)}"


def claim_iri(claim: Claim) -> str:
    """Give a claim's IRI."""
    fields = [("proposition", claim.proposition.iri), ("source", claim.source)]
    for name, interval in (("start", claim.start), ("end", claim.end), ("held", claim.held)):
        earliest, latest = _bounds(interval)
        fields += [(f"{name} earliest", earliest), (f"{name} latest", latest)]
    return f"{BASE}claim/{digest(fields)}"


def review_iri(review: Review) -> str:
    """Give a review's IRI."""
    fields = [
        ("about", review.about),
        ("since", stamp(review.since)),
        ("rank", review.rank or ""),
        ("superseded by", review.superseded_by or ""),
        ("reason", canonical(review.reason) if review.reason else ""),
        ("reliability", review.reliability or ""),
        ("credibility", review.credibility or ""),
    ]
    return f"{BASE}review/{digest(fields)}"


def _optional(number: int | None) -> str:
    return "" if number is None else str(number)


def _bounds(interval: Interval | None) -> tuple[str, str]:
    def write(bound: datetime | None) -> str:
        return stamp(bound) if bound else ""

    return (write(interval.earliest), write(interval.latest)) if interval else ("", "")
