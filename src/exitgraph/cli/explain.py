"""``exitgraph explain``: one claim whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

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

if TYPE_CHECKING:
    from pathlib import Path


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
    from exitgraph.view.explain import explain

    graph = load(graph_path)
    found = graph.claims[graph.resolve(claim if ":" in claim or "/" in claim else claim.strip(), "Claim")]
    now = Snapshot.at(*dates(today, valid_at, known_at))
    whole = explain(graph.knowledge, graph.contradictions, found, now, lang)
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
    _others(whole)


def _others(whole: dict[str, Any]) -> None:
    """Say which claims say the same and which contradict it, and how many of either were not known by the day."""
    for item in whole["also_said_by"]:
        say(f"  {'also said by:':<14}{item}")
    for item in whole["contradicted_by"]:
        say(f"  {'against:':<14}{item['says']} [{item['claim']}, {item['kind']}]")
    for name, what in (("also_said_later", "also said"), ("contradicted_later", "contradicted")):
        if whole[name]:
            later = f"{what} {whole[name]} times in what was published later, or is deprecated"
            say(f"  {'not known:':<14}{later}, as of {whole['known_at']}")


def _lines(whole: dict[str, Any]) -> str:
    """Write how many independent lines there are for all who say the same, and behind how many outlets."""
    least, most = whole["lines"]["least"], whole["lines"]["most"]
    outlets = whole["number_of_outlets"]
    between = str(least) if least == most else f"{least} to {most}"
    return f"{between}, behind {outlets} outlet{'' if outlets == 1 else 's'}, of who says the same by that day"


def _judged(given: dict[str, str | None], known_at: str) -> str:
    """Write a grade or rank for people: what it is, since when, and why."""
    shown = f"{given['grade']}, {given['means']}" if "grade" in given else str(given["rank"])
    if given["since"] is None:
        return f"{shown} (none given by {known_at})"
    by = f", superseded by {given['superseded_by']}" if given.get("superseded_by") else ""
    because = f": {given['because']}" if given["because"] else ""
    return f"{shown} (since {given['since']}{because}){by}"
