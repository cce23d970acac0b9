"""One claim whole: what it says, where it stands, its grades, who speaks, what contradicts it.

What ``exitgraph explain`` prints and what the page of a claim shows; plain data throughout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exitgraph.analysis.lines import lines, numbers
from exitgraph.claims.grades import CREDIBILITY, RELIABILITY, Grades
from exitgraph.claims.inforce import in_force, is_known, why_stale
from exitgraph.claims.interval import show, stamp
from exitgraph.vocabulary import curie, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exitgraph.claims import Claim, Evidence, Review
    from exitgraph.claims.conflict import Contradiction
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge


def explain(
    knowledge: Knowledge,
    contradictions: Mapping[str, tuple[Contradiction, ...]],
    claim: Claim,
    now: Snapshot,
    lang: str = "en",
) -> dict[str, Any]:
    """Gather everything about a claim, as JSON can hold it.

    Parameters
    ----------
    knowledge
        The graph.
    contradictions
        For each contested claim those that contradict it.
    claim
        The claim.
    now
        The two clocks, for its standing, its grades, and what else was known.
    lang
        Language of the labels.
    """
    finest = "month" if of_person(knowledge, claim) else "day"
    source = knowledge.sources[claim.source]
    found = in_force(knowledge, claim, now)
    standing = found.standing.name.lower().replace("_", " ") + (f" ({found.why})" if found.why else "")
    same = [
        other
        for other in knowledge.claims.values()
        if other.proposition.iri == claim.proposition.iri and other.iri != claim.iri
    ]
    rivals = contradictions.get(claim.iri, ())
    # What came out after the day was not known on it: it is counted, and told on a later day.
    said = [other for other in same if is_known(knowledge, other, now)]
    against = [other for other in rivals if is_known(knowledge, knowledge.claims[other.claim], now)]
    return {
        "claim": curie(claim.iri),
        "says": sentence(knowledge, claim, lang),
        "proposition": curie(claim.proposition.iri),
        "subject": curie(claim.subject),
        "relation": curie(claim.relation),
        "object": curie(claim.object) if isinstance(claim.object, str) else knowledge.label(claim.object),
        "polarity": "positive" if claim.proposition.positive else "negative",
        "roles": {local_name(role): knowledge.label(value, lang) for role, value in claim.proposition.roles},
        "event": curie(claim.event) if claim.event else None,
        "gist": claim.gist.value if claim.gist else None,
        "note": claim.note.value if claim.note else None,
        "when": show(claim.start, finest=finest) if claim.start else None,
        "until": show(claim.end, finest=finest) if claim.end else None,
        "reported": show(claim.held) if claim.held else None,
        "standing": f"{standing}; valid at {now.valid_at}, known at {now.known_at}",
        "stale": found.stale,
        "stale_why": overdue(knowledge, claim) if found.stale else None,
        **_grades(knowledge, claim, now),
        "confidence": claim.confidence,
        "record_keys": list(claim.record_keys),
        "source": {
            "source": curie(source.iri),
            "title": source.title.value,
            "publisher": knowledge.label(source.publisher, lang),
            "published": show(source.published),
            "accessed": show(source.accessed) if source.accessed else None,
            "type": knowledge.label(source.source_type, lang),
            "copy_kind": knowledge.label(source.copy_kind, lang) if source.copy_kind else None,
            "address": source.address,
            "relays": [knowledge.label(other, lang) for other in source.relays],
            "copies": [
                {"kind": knowledge.label(copy.kind, lang), "sha256": copy.sha256, "length": copy.length}
                for copy in source.copies
            ],
        },
        "evidence": [_evidence(knowledge, item, lang) for item in claim.evidence],
        **numbers(lines(knowledge, claim.iri, now)),
        "also_said_by": [f"{curie(other.source)} [{curie(other.iri)}]" for other in said],
        "also_said_later": len(same) - len(said),
        "contradicted_by": [
            {
                "claim": curie(other.claim),
                "kind": other.kind,
                "says": sentence(knowledge, knowledge.claims[other.claim], lang),
            }
            for other in against
        ],
        "contradicted_later": len(rivals) - len(against),
        "digest": knowledge.digest,
    }


def sentence(knowledge: Knowledge, claim: Claim, lang: str = "en") -> str:
    """Write a claim as one line: subject, relation, object, and the roles that narrow it."""
    label = knowledge.label
    verb = label(claim.relation, lang)
    said = f"{label(claim.subject, lang)} {verb if claim.proposition.positive else f'does NOT: {verb}'}"
    roles = ", ".join(f"{local_name(role)}: {label(value, lang)}" for role, value in claim.proposition.roles)
    return f"{said} {label(claim.object, lang)}{f' ({roles})' if roles else ''}"


def of_person(knowledge: Knowledge, claim: Claim) -> bool:
    """Whether a claim is of a private person, whose journey is dated by the month."""
    ends = (claim.subject, str(claim.object))
    return any(
        knowledge.ontology.is_a(knowledge.entities[end].types, xg("Person"))
        for end in ends
        if end in knowledge.entities
    )


def overdue(knowledge: Knowledge, claim: Claim) -> str:
    """Say of a stale claim when it was last reported, or had happened, and since when its review is due."""
    finest = "month" if of_person(knowledge, claim) else "day"
    relation, source = knowledge.ontology.relations[claim.relation], knowledge.sources[claim.source]
    return why_stale(claim, relation, source.published, finest=finest)


def _grades(knowledge: Knowledge, claim: Claim, now: Snapshot) -> dict[str, Any]:
    """Give both grades and the rank with their dates and reasons, as known by the day."""
    grades = Grades(knowledge, now)
    letter, digit = grades.reliability(claim.source), grades.credibility(claim.iri)
    of_source, of_claim = grades.reliability_review(claim.source), grades.credibility_review(claim.iri)
    ranked = grades.rank_review(claim.iri)
    successor = ranked.superseded_by if ranked else None
    return {
        "known_at": str(now.known_at),
        "grade": grades.graded(claim.iri),
        "reliability": {"grade": letter, "means": RELIABILITY[letter], **_given(of_source)},
        "credibility": {"grade": digit, "means": CREDIBILITY[digit], **_given(of_claim)},
        "rank": {
            "rank": grades.rank(claim.iri),
            **_given(ranked),
            "superseded_by": curie(successor) if successor else None,
        },
    }


def _given(review: Review | None) -> dict[str, str | None]:
    because = review.reason.value if review and review.reason else None
    return {"since": stamp(review.since)[:10] if review else None, "because": because}


def _evidence(knowledge: Knowledge, item: Evidence, lang: str) -> dict[str, Any]:
    label = knowledge.label
    return {
        "evidence": curie(item.iri),
        "speech_act": label(item.speech_act, lang),
        "speaker": label(item.speaker, lang) if item.speaker else "a speaker who is not stated",
        "relayed_by": label(item.relayed_by, lang) if item.relayed_by else None,
        "position": f"code points {item.start} to {item.end}" if item.start is not None else None,
        "sha256": item.sha256,
        "locator": item.locator,
    }
