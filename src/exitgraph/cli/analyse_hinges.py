"""``exitgraph analyse hinges``: the claims on which an answer turns, and what to check first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exitgraph.cli.analyse_asked import asked_options, the_answer
from exitgraph.cli.analyse_common import clock_options, ending, opened, whence
from exitgraph.cli.common import emit_json, heading, say

if TYPE_CHECKING:
    from pathlib import Path


@click.command("hinges")
@asked_options
@clock_options
def command(
    valid_at: str | None,
    known_at: str | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
    **asked: Any,
) -> None:
    """Say on which claims an answer turns, with their responsibility, and which unconfirmed ones to check first.

    Responsibility is 1 for a claim on which a thing stands alone, 1/2 where one other claim would have to fall as well.
    """
    from exitgraph.analysis.common import says
    from exitgraph.analysis.hinges import hinges, hinges_json
    from exitgraph.vocabulary import iri

    graph, now = opened(graph_path, today, valid_at, known_at)
    found = hinges(graph.knowledge, the_answer(graph, **asked), now)
    whole = hinges_json(graph.knowledge, asked["answer"], found, now, lang)
    if form == "json":
        emit_json(whole)
        return
    heading(f"What the answer turns on: {asked['answer']}, {len(found.said) or 'nothing'} said")
    for said in found.said:
        say(f"  {said}")
    if not found.said and asked["answer"] == "itineraries":
        say("  no way is documented; `exitgraph analyse gaps` names the smallest change that would open one")
    say(f"without these claims it changes: {len(found.effects) or 'none'}")
    for row in whole["effects"]:
        say(f"  {row['says']}")
        say(f"    {whence(row)}")
        for title in ("vanishes", "appears"):
            if row[title]:
                say(f"    {title}: {'; '.join(row[title])}")
    shared = [item for item in whole["causes"] if item["one_in"] > 1]
    say(f"with others: {len(shared) or 'none'}")
    for said in dict.fromkeys(item["said"] for item in shared):
        say(f"  of: {said}")
        for item in (one for one in shared if one["said"] == said):
            claim = graph.knowledge.claims[iri(item["claim"])]
            say(f"    responsibility 1/{item['one_in']}: {says(graph.knowledge, claim, lang)} [{item['claim']}]")
            say(f"      with {', '.join(item['contingency'])}")
    say(f"to check first, as unconfirmed: {len(found.to_check) or 'none'}")
    for row in whole["to_check"]:
        measured = "passage measured" if row["passage_measured"] else "no passage measured"
        say(f"  {row['claim']}: {row['said']} of what is said changes without it; {measured}")
    ending(whole, whole["cannot_say"])
