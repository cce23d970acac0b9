"""One claim as its page tells it: what `explain` says, with links, history, and what stands near it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from exitgraph.claims.grades import CREDIBILITY, RELIABILITY
from exitgraph.claims.interval import show, stamp
from exitgraph.view.cards import HEARSAY, claim_title, safe_link
from exitgraph.view.explain import explain
from exitgraph.view.things import path_of
from exitgraph.vocabulary import curie, local_name

if TYPE_CHECKING:
    from exitgraph.claims import Claim, Evidence, Review, Source
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.values import Iri
    from exitgraph.view.things import Things

#: Rows of claims near one that its page shows.
MOST: Final = 100


def claim_page(things: Things, name: Iri, now: Snapshot) -> dict[str, Any]:
    """Gather everything about a claim.

    Parameters
    ----------
    things
        The graph.
    name
        IRI of the claim.
    now
        The two clocks.

    Returns
    -------
    dict
        What `exitgraph.view.explain.explain` gives as ``explained``, and the same with links for a page.
    """
    knowledge = things.knowledge
    claim = knowledge.claims[name]
    source = knowledge.sources[claim.source]
    every_rival = {rival.claim for rival in things.contradictions.get(name, ())}
    same = things.published((other for other in things.saying.get(claim.proposition.iri, ()) if other != name), now)
    of_event = [
        other
        for other in things.published(things.naming.get(claim.event or "", ()), now)
        if knowledge.claims[other].event == claim.event and other != name
    ]
    rivals = things.rivals(name, now)
    return {
        "title": claim_title(knowledge, claim, things.lang),
        "row": things.row(claim, now),
        "event": things.ref(claim.event) if claim.event else None,
        "note": {"text": claim.note.value, "lang": claim.note.lang} if claim.note else None,
        "proposition": things.ref(claim.proposition.iri),
        "source": source_facts(things, source),
        "source_line": source_line(things, source, claim),
        "evidence": [passage(things, item) for item in claim.evidence],
        "rivals": [
            {"kind": ", ".join(kinds), **things.row(knowledge.claims[rival], now)}
            for rival, kinds in list(rivals.items())[:MOST]
        ],
        "rivals_count": len(rivals),
        "rivals_later": len(every_rival) - len(rivals),
        "same": things.rows(same[:MOST], now),
        "same_sources": len({knowledge.claims[other].source for other in same} - {claim.source}),
        "of_event": things.rows(of_event[:MOST], now),
        "history": history(things, name) + history(things, claim.source),
        "explained": explain(knowledge, things.contradictions, claim, now, things.lang),
        "valid_at": str(now.valid_at),
        "known_at": str(now.known_at),
    }


def source_facts(things: Things, source: Source) -> dict[str, Any]:
    """Give the publication data of a source."""
    copies = [
        {"kind": things.ref(copy.kind), "sha256": copy.sha256 or "", "length": copy.length} for copy in source.copies
    ]
    return {
        **things.ref(source.iri),
        "publisher": things.ref(source.publisher),
        "author": things.ref(source.author) if source.author else None,
        "type": things.ref(source.source_type),
        "language": source.language,
        "published": show(source.published),
        "accessed": show(source.accessed) if source.accessed else "",
        "address": source.address or "",
        "link": safe_link(source.address),
        "copy_kind": things.ref(source.copy_kind) if source.copy_kind else None,
        "copies": copies,
        "relays": [things.ref(other) for other in source.relays],
    }


def source_line(things: Things, source: Source, claim: Claim | None = None) -> str:
    """Write a source as one line that can be pasted: publisher, title, date, address, date read; and the claim's id."""
    parts = [
        f"{things.ref(source.publisher)['label']}, “{source.title.value}”, {show(source.published)}",
        source.address or "",
        f"read {show(source.accessed)}" if source.accessed else "",
        f"exitgraph {curie(claim.iri)}" if claim else f"exitgraph {curie(source.iri)}",
    ]
    return "; ".join(part for part in parts if part) + f"; data {things.knowledge.digest}."


def passage(things: Things, item: Evidence) -> dict[str, Any]:
    """Give a piece of evidence: who speaks, who relays, how, and where in the source with its digest."""
    return {
        "id": curie(item.iri),
        "path": path_of(item.iri),
        "speech_act": things.ref(item.speech_act),
        "hearsay": item.speech_act == HEARSAY,
        "speaker": things.ref(item.speaker) if item.speaker else None,
        "relayed_by": things.ref(item.relayed_by) if item.relayed_by else None,
        "start": item.start,
        "end": item.end,
        "sha256": item.sha256 or "",
        "locator": item.locator or "",
    }


def history(things: Things, about: Iri) -> list[dict[str, Any]]:
    """Give the reviews about a claim or source, the oldest first: the day, what was set, and why."""
    return [_reviewed(things, review) for review in things.knowledge.reviews_of.get(about, ())]


def _reviewed(things: Things, review: Review) -> dict[str, Any]:
    said = []
    if review.reliability:
        said.append(f"reliability {review.reliability}, {RELIABILITY.get(review.reliability, 'no grade')}")
    if review.credibility:
        said.append(f"credibility {review.credibility}, {CREDIBILITY.get(review.credibility, 'no grade')}")
    if review.rank:
        said.append(f"rank {local_name(review.rank).lower()}")
    return {
        "since": stamp(review.since)[:10],
        "about": "source" if review.about in things.knowledge.sources else "claim",
        "set": "; ".join(said),
        "because": {"text": review.reason.value, "lang": review.reason.lang} if review.reason else None,
        "superseded_by": things.ref(review.superseded_by) if review.superseded_by else None,
    }
