"""What a view may show: applied to the decoded graph before the network, the routes and the page see it.

``graph/`` is public-tier by review. Restricted material may lie in an overlay folder outside git; going down a tier is
compiled here, never edited by hand: claims about entities of a finer tier are dropped, and the dates of a person's
journey are widened to whole months. A coarsened claim gets a new IRI, since a hash of the finer date could be searched.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from exitgraph.claims.interval import whole_months
from exitgraph.claims.knowledge import iris
from exitgraph.rdf.encode import claim_triples, review_triples
from exitgraph.rdf.turtle import Document, Triple
from exitgraph.vocabulary import iri, xg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim, Review

PUBLIC = iri("concept:public")


def public_view(knowledge: Knowledge) -> Knowledge:
    """Give the public tier of a graph; the same object when nothing has to change."""
    hidden = {
        entity.iri
        for entity in knowledge.entities.values()
        if any(tier != PUBLIC for tier in iris(entity.properties.get(xg("sensitivity"), ())))
    }
    persons = {entity.iri for entity in knowledge.of_kind(xg("Person"))}
    claims: dict[str, Claim] = {}
    renamed: dict[str, str] = {}
    changed = bool(hidden)
    for claim in knowledge.claims.values():
        if not hidden.isdisjoint(_named(claim)):
            continue
        shown = coarsen(claim) if not persons.isdisjoint((claim.subject, str(claim.object))) else claim
        changed = changed or shown is not claim
        claims[shown.iri] = shown
        renamed[claim.iri] = shown.iri
    if not changed:
        return knowledge
    claims = {name: _relinked(claim, renamed) for name, claim in claims.items()}
    entities = {name: entity for name, entity in knowledge.entities.items() if name not in hidden}
    reviews = {item.iri: item for item in _reviews(knowledge, renamed)}
    return replace(knowledge, claims=claims, entities=entities, reviews=reviews)


def _reviews(knowledge: Knowledge, renamed: Mapping[str, str]) -> Iterator[Review]:
    """Give the reviews of what is shown; the reason of a review would tell of a claim that is not."""
    for review in knowledge.reviews.values():
        if review.about not in knowledge.claims:
            yield review
        elif review.about in renamed:
            successor = renamed.get(review.superseded_by) if review.superseded_by else None
            yield replace(review, about=renamed[review.about], superseded_by=successor)


def public_documents(documents: Sequence[Document], before: Knowledge, after: Knowledge) -> list[Document]:
    """Give the files as the public tier sees them: what `public_view` dropped is gone, what it widened is rewritten.

    Parameters
    ----------
    documents
        The files as read.
    before, after
        What `public_view` was given, and what it gave.
    """
    if before is after:
        return list(documents)
    gone = (set(before.claims) - set(after.claims)) | (set(before.entities) - set(after.entities))
    gone |= set(before.evidence) - set(after.evidence)
    gone |= set(before.reviews) - set(after.reviews)
    new = [claim for name, claim in after.claims.items() if name not in before.claims]
    kept = [
        replace(document, triples=tuple(triple for triple in document.triples if gone.isdisjoint(_ends(triple))))
        for document in documents
    ]
    relinked = [
        Triple(name, xg("contradicts"), other)
        for name in sorted(set(before.claims) & set(after.claims))
        for other in after.claims[name].contradicts
        if other not in before.claims[name].contradicts
    ]
    rewritten = [triple for claim in new for triple in claim_triples(claim)]
    told = [item for name, item in after.reviews.items() if name not in before.reviews]
    rewritten += [triple for review in told for triple in review_triples(review)]
    return [*kept, Document("<public tier>", (*rewritten, *relinked))]


def _ends(triple: Triple) -> set[str]:
    return {triple.subject, triple.object} if isinstance(triple.object, str) else {triple.subject}


def _relinked(claim: Claim, renamed: Mapping[str, str]) -> Claim:
    # The old IRI of a widened claim is the very hash that must not be searched, so links follow to the new one.
    links = tuple(renamed[other] for other in claim.contradicts if other in renamed)
    return claim if links == claim.contradicts else replace(claim, contradicts=links)


def _named(claim: Claim) -> set[str]:
    voices = {name for item in claim.evidence for name in (item.speaker, item.relayed_by) if name}
    roles = {str(value) for _, value in claim.proposition.roles}
    return {claim.subject, str(claim.object), claim.event or "", *voices, *roles}


def coarsen(claim: Claim) -> Claim:
    """Widen when something happened to whole months; the claim itself when it is no finer."""
    start, end = whole_months(claim.start), whole_months(claim.end)
    return claim if (start, end) == (claim.start, claim.end) else replace(claim, start=start, end=end)
