"""Claims, evidence and sources as triples.

`claim_triples` and `source_triples` are the only places where the shape of the data model (design, section 3) is
written down for output; `exitgraph.rdf.decode` is their inverse, and tests hold the two together.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from exitgraph.claims.interval import Interval, stamp
from exitgraph.claims.values import Text, Value, plain_number
from exitgraph.rdf.turtle import Literal, Term, Triple
from exitgraph.vocabulary import (
    DCTERMS_TITLE,
    RDF_LANG_STRING,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_SUBJECT,
    RDF_TYPE,
    XSD_ANYURI,
    XSD_DATETIME,
    XSD_DECIMAL,
    XSD_INTEGER,
    XSD_STRING,
    xg,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.claims.model import Claim, Evidence, Omission, Review, Source

POSITIVE = xg("Positive")
NEGATIVE = xg("Negative")


def term(value: Value) -> Term:
    """Write a role's value as a term."""
    if isinstance(value, Text):
        return Literal(value.value, RDF_LANG_STRING, value.lang) if value.lang else Literal(value.value)
    if isinstance(value, int | Decimal):
        # A whole number is written as one, however it was read: 10 and 10.0 are one value and one identity.
        text = plain_number(value)
        return Literal(text, XSD_DECIMAL if "." in text else XSD_INTEGER)
    return value


def _interval(subject: str, name: str, interval: Interval | None) -> Iterator[Triple]:
    if interval is None:
        return
    for side, bound in (("Earliest", interval.earliest), ("Latest", interval.latest)):
        if bound is not None:
            yield Triple(subject, xg(name + side), Literal(stamp(bound), XSD_DATETIME))


def _optional(subject: str, name: str, value: Term | None) -> Iterator[Triple]:
    if value is not None:
        yield Triple(subject, xg(name), value)


def _integer(number: int | None) -> Literal | None:
    return None if number is None else Literal(str(number), XSD_INTEGER)


def _string(text: str | None, datatype: str = XSD_STRING) -> Literal | None:
    return None if text is None else Literal(text, datatype)


def claim_triples(claim: Claim) -> Iterator[Triple]:
    """Give the triples of a claim and of its evidence."""
    this, proposition = claim.iri, claim.proposition
    yield Triple(this, RDF_TYPE, xg("Claim"))
    yield Triple(this, xg("proposition"), proposition.iri)
    yield Triple(this, RDF_SUBJECT, proposition.subject)
    yield Triple(this, RDF_PREDICATE, proposition.relation)
    yield Triple(this, RDF_OBJECT, term(proposition.object))
    yield Triple(this, xg("polarity"), POSITIVE if proposition.positive else NEGATIVE)
    for role, value in proposition.roles:
        yield Triple(this, role, term(value))
    yield from _interval(this, "start", claim.start)
    yield from _interval(this, "end", claim.end)
    yield from _interval(this, "heldAt", claim.held)
    yield from _optional(this, "event", claim.event)
    yield from _optional(this, "gist", term(claim.gist) if claim.gist else None)
    yield from _optional(this, "note", term(claim.note) if claim.note else None)
    yield from _optional(this, "confidence", _string(claim.confidence))
    for key in claim.record_keys:
        yield Triple(this, xg("recordKey"), Literal(key))
    for other in claim.contradicts:
        yield Triple(this, xg("contradicts"), other)
    for item in claim.evidence:
        yield Triple(this, xg("evidence"), item.iri)
        yield from evidence_triples(item)


def evidence_triples(evidence: Evidence) -> Iterator[Triple]:
    """Give the triples of one piece of evidence."""
    this = evidence.iri
    yield Triple(this, RDF_TYPE, xg("Evidence"))
    yield Triple(this, xg("source"), evidence.source)
    yield Triple(this, xg("speechAct"), evidence.speech_act)
    yield from _optional(this, "speaker", evidence.speaker)
    yield from _optional(this, "relayedBy", evidence.relayed_by)
    yield from _optional(this, "start", _integer(evidence.start))
    yield from _optional(this, "end", _integer(evidence.end))
    yield from _optional(this, "sha256", _string(evidence.sha256))
    yield from _optional(this, "locator", _string(evidence.locator))


def source_triples(source: Source) -> Iterator[Triple]:
    """Give the triples of a source and of its access copies."""
    this = source.iri
    yield Triple(this, RDF_TYPE, xg("Source"))
    yield Triple(this, DCTERMS_TITLE, term(source.title))
    yield Triple(this, xg("publisher"), source.publisher)
    yield Triple(this, xg("sourceType"), source.source_type)
    yield Triple(this, xg("language"), Literal(source.language))
    yield from _interval(this, "published", source.published)
    yield from _interval(this, "accessed", source.accessed)
    yield from _optional(this, "address", _string(source.address, XSD_ANYURI))
    yield from _optional(this, "copyKind", source.copy_kind)
    yield from _optional(this, "author", source.author)
    for other in source.relays:
        yield Triple(this, xg("relays"), other)
    for copy in source.copies:
        yield Triple(this, xg("accessCopy"), copy.iri)
        yield Triple(copy.iri, RDF_TYPE, xg("AccessCopy"))
        yield Triple(copy.iri, xg("copyOf"), this)
        yield Triple(copy.iri, xg("copyKind"), copy.kind)
        yield from _optional(copy.iri, "textSha256", _string(copy.sha256))
        yield from _optional(copy.iri, "textLength", _integer(copy.length))


def omission_triples(omission: Omission) -> Iterator[Triple]:
    """Give the triples of what was left out."""
    this = omission.iri
    yield Triple(this, RDF_TYPE, xg("Omission"))
    yield Triple(this, xg("omittedFrom"), omission.source)
    yield Triple(this, xg("omittedBecause"), omission.reason)
    yield from _optional(this, "gist", term(omission.gist) if omission.gist else None)
    for key in omission.record_keys:
        yield Triple(this, xg("recordKey"), Literal(key))


def review_triples(review: Review) -> Iterator[Triple]:
    """Give the triples of a review."""
    this = review.iri
    yield Triple(this, RDF_TYPE, xg("Review"))
    yield Triple(this, xg("about"), review.about)
    yield Triple(this, xg("since"), Literal(stamp(review.since), XSD_DATETIME))
    yield from _optional(this, "rank", review.rank)
    yield from _optional(this, "supersededBy", review.superseded_by)
    yield from _optional(this, "reason", term(review.reason) if review.reason else None)
    yield from _optional(this, "reliability", _string(review.reliability))
    yield from _optional(this, "credibility", _string(review.credibility))
