"""One source as its page tells it: the publication, its grades, what rests on it and where, what was left out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from exitgraph.claims.grades import RELIABILITY, Grades
from exitgraph.claims.interval import show
from exitgraph.view.claim import history, passage, source_facts, source_line
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from exitgraph.claims import Claim
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.values import Iri
    from exitgraph.view.things import Things


def source_page(things: Things, name: Iri, now: Snapshot) -> dict[str, Any]:
    """Gather everything about a source.

    Parameters
    ----------
    things
        The graph.
    name
        IRI of the source.
    now
        The two clocks.

    Returns
    -------
    dict
        Publication data, grades, and ``rows``: each claim with its passages, in their order in the source.
    """
    knowledge = things.knowledge
    source = knowledge.sources[name]
    grades = Grades(knowledge, now)
    letter = grades.reliability(name)
    review = grades.reliability_review(name)
    claims = sorted(knowledge.by_source.get(name, ()), key=_place)
    rows = [
        {**things.row(claim, now, grades), "evidence": [passage(things, item) for item in claim.evidence]}
        for claim in claims
    ]
    omissions = sorted(
        (one for one in knowledge.omissions.values() if one.source == name), key=lambda one: (one.record_keys, one.iri)
    )
    return {
        "id": curie(name),
        "source": source_facts(things, source),
        "source_line": source_line(things, source),
        "reliability": {"grade": letter, "means": RELIABILITY[letter], "given": review is not None},
        "history": history(things, name),
        "relayed_in": [
            {**things.ref(other.iri), "published": show(other.published)}
            for other in sorted(knowledge.sources.values(), key=lambda one: one.iri)
            if name in other.relays
        ],
        "rows": rows,
        "denied": sum(not row["positive"] for row in rows),
        "contested": sum(bool(row["contested"]) for row in rows),
        "hearsay": sum(row["hearsay"] for row in rows),
        "omissions": [
            {
                "id": curie(one.iri),
                "keys": list(one.record_keys),
                "reason": things.ref(one.reason),
                "gist": {"text": one.gist.value, "lang": one.gist.lang} if one.gist else None,
            }
            for one in omissions
        ],
        "valid_at": str(now.valid_at),
        "known_at": str(now.known_at),
    }


def _place(claim: Claim) -> tuple[int, str]:
    """Order claims as they stand in the source; those without a position come last."""
    starts = [item.start for item in claim.evidence if item.start is not None]
    return min(starts, default=sys.maxsize), claim.iri
