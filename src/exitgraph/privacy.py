"""What a view may show: applied to the decoded graph before the network, the routes and the page see it.

``graph/`` is public-tier by review. Restricted material may lie in an overlay folder outside git; going down a tier is
compiled here, never edited by hand: claims about entities of a finer tier are dropped, and the dates of a person's
journey are widened to whole months. A coarsened claim gets a new IRI, since a hash of the finer date could be searched.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from exitgraph.claims.interval import Interval, parse_date, stamp
from exitgraph.claims.knowledge import iris
from exitgraph.rdf.encode import claim_triples
from exitgraph.rdf.turtle import Document
from exitgraph.vocabulary import iri, xg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim

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
    changed = bool(hidden)
    for claim in knowledge.claims.values():
        if not hidden.isdisjoint(_named(claim)):
            continue
        shown = coarsen(claim) if not persons.isdisjoint((claim.subject, str(claim.object))) else claim
        changed = changed or shown is not claim
        claims[shown.iri] = shown
    if not changed:
        return knowledge
    entities = {name: entity for name, entity in knowledge.entities.items() if name not in hidden}
    return replace(knowledge, claims=claims, entities=entities)


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
    new = [claim for name, claim in after.claims.items() if name not in before.claims]
    kept = [
        document._replace(triples=tuple(triple for triple in document.triples if triple.subject not in gone))
        for document in documents
    ]
    return [*kept, Document("<public tier>", tuple(triple for claim in new for triple in claim_triples(claim)), {})]


def _named(claim: Claim) -> set[str]:
    return {claim.subject, str(claim.object), claim.event or "", *(str(value) for _, value in claim.proposition.roles)}


def coarsen(claim: Claim) -> Claim:
    """Widen when something happened to whole months; the claim itself when it is no finer."""
    start, end = _months(claim.start), _months(claim.end)
    return claim if (start, end) == (claim.start, claim.end) else replace(claim, start=start, end=end)


def _months(interval: Interval | None) -> Interval | None:
    if interval is None:
        return None
    first, last = interval.earliest, interval.latest
    return Interval(
        parse_date(stamp(first)[:7]).earliest if first else None,
        parse_date(stamp(last)[:7]).latest if last else None,
    )
