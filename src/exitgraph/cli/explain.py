"""``exitgraph explain``: one claim whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exitgraph.cli.claims import of_person, overdue, sentence
from exitgraph.cli.common import (
    dates,
    emit_json,
    format_option,
    graph_option,
    heading,
    known_option,
    lang_option,
    load,
    say,
    today_option,
    valid_option,
)
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from pathlib import Path

    from exitgraph.api import Graph
    from exitgraph.claims import Claim, Evidence, Review
    from exitgraph.claims.inforce import Snapshot


@click.command("explain")
@click.argument("claim")
@valid_option
@known_option
@today_option
@graph_option
@lang_option
@format_option("json")
def command(
    claim: str,
    valid_at: str | None,
    known_at: str | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
) -> None:
    """Show one claim whole: what it says, where it stands, its grades, who speaks, what contradicts it.

    CLAIM is a short form such as claim:7f3a (the first digits are enough) or the key of its row, such as C068.
    """
    from exitgraph.claims.inforce import Snapshot

    graph = load(graph_path)
    found = graph.claims[graph.resolve(claim if ":" in claim or "/" in claim else claim.strip(), "Claim")]
    whole = explain(graph, found, Snapshot.at(*dates(today, valid_at, known_at)), lang)
    if form == "json":
        emit_json(whole)
        return
    heading(whole["says"])
    for name in (
        "claim",
        "proposition",
        "event",
        "gist",
        "note",
        "when",
        "until",
        "reported",
        "standing",
    ):
        if whole[name]:
            say(f"  {name + ':':<14}{whole[name]}")
    if whole["stale"]:
        say(f"  {'stale:':<14}{whole['stale_why']}")
    for name in ("reliability", "credibility", "rank"):
        say(f"  {name + ':':<14}{_judged(whole[name], whole['known_at'])}")
    if whole["confidence"]:
        say(f"  {'confidence:':<14}{whole['confidence']} (in the researcher's table; no grade)")
    for name, value in whole["roles"].items():
        say(f"  {name + ':':<14}{value}")
    say(f"  {'rows:':<14}{', '.join(whole['record_keys'])}")
    source = whole["source"]
    say(f"  {'source:':<14}{source['title']} ({source['publisher']}, {source['published']}) [{source['source']}]")
    for copy in source["copies"]:
        say(f"  {'copy read:':<14}{copy['kind']}, {copy['length']} code points, sha256 {str(copy['sha256'])[:16]}...")
    for item in whole["evidence"]:
        where = item["position"] or item["locator"] or "no position known"
        relay = f", relayed by {item['relayed_by']}" if item["relayed_by"] else ""
        say(f"  {'evidence:':<14}{item['speech_act']} by {item['speaker']}{relay}; {where} [{item['evidence']}]")
    say(f"  {'lines:':<14}{_lines(whole)}")
    for item in whole["also_said_by"]:
        say(f"  {'also said by:':<14}{item}")
    for item in whole["contradicted_by"]:
        say(f"  {'against:':<14}{item['says']} [{item['claim']}, {item['kind']}]")


def explain(graph: Graph, claim: Claim, now: Snapshot, lang: str) -> dict[str, Any]:
    """Gather everything about a claim, as JSON."""
    from exitgraph.analysis.lines import lines, numbers
    from exitgraph.claims.inforce import in_force
    from exitgraph.claims.interval import show
    from exitgraph.vocabulary import local_name

    knowledge = graph.knowledge
    finest = "month" if of_person(graph, claim) else "day"
    source = knowledge.sources[claim.source]
    found = in_force(knowledge, claim, now)
    standing = found.standing.name.lower().replace("_", " ") + (f" ({found.why})" if found.why else "")
    same = [
        other
        for other in graph.claims.values()
        if other.proposition.iri == claim.proposition.iri and other.iri != claim.iri
    ]
    return {
        "claim": curie(claim.iri),
        "says": sentence(graph, claim, lang),
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
        "stale_why": overdue(graph, claim) if found.stale else None,
        **_grades(graph, claim, now),
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
        "evidence": [_evidence(graph, item, lang) for item in claim.evidence],
        **numbers(lines(knowledge, claim.iri, now)),
        "also_said_by": [f"{curie(other.source)} [{curie(other.iri)}]" for other in same],
        "contradicted_by": [
            {
                "claim": curie(other.claim),
                "kind": other.kind,
                "says": sentence(graph, graph.claims[other.claim], lang),
            }
            for other in graph.contradictions.get(claim.iri, ())
        ],
        "digest": graph.digest,
    }


def _lines(whole: dict[str, Any]) -> str:
    """Write how many independent lines there are for all who say the same, and behind how many outlets."""
    least, most = whole["lines"]["least"], whole["lines"]["most"]
    outlets = whole["number_of_outlets"]
    between = str(least) if least == most else f"{least} to {most}"
    return f"{between}, behind {outlets} outlet{'' if outlets == 1 else 's'}, of who says the same by that day"


def _grades(graph: Graph, claim: Claim, now: Snapshot) -> dict[str, Any]:
    """Give both grades and the rank with their dates and reasons, as known by the day."""
    from exitgraph.claims.grades import CREDIBILITY, RELIABILITY, Grades

    grades = Grades(graph.knowledge, now)
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
    from exitgraph.claims.interval import stamp

    because = review.reason.value if review and review.reason else None
    return {"since": stamp(review.since)[:10] if review else None, "because": because}


def _judged(given: dict[str, str | None], known_at: str) -> str:
    """Write a grade or rank for people: what it is, since when, and why."""
    shown = f"{given['grade']}, {given['means']}" if "grade" in given else str(given["rank"])
    if given["since"] is None:
        return f"{shown} (none given by {known_at})"
    by = f", superseded by {given['superseded_by']}" if given.get("superseded_by") else ""
    because = f": {given['because']}" if given["because"] else ""
    return f"{shown} (since {given['since']}{because}){by}"


def _evidence(graph: Graph, item: Evidence, lang: str) -> dict[str, Any]:
    label = graph.knowledge.label
    return {
        "evidence": curie(item.iri),
        "speech_act": label(item.speech_act, lang),
        "speaker": label(item.speaker, lang) if item.speaker else "a speaker who is not stated",
        "relayed_by": label(item.relayed_by, lang) if item.relayed_by else None,
        "position": f"code points {item.start} to {item.end}" if item.start is not None else None,
        "sha256": item.sha256,
        "locator": item.locator,
    }
