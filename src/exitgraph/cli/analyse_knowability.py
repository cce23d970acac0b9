"""``exitgraph analyse knowability``: what had been published about returns by the day of a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exitgraph.cli.analyse_common import clock_options, ending, opened, whence
from exitgraph.cli.common import emit_json, heading, say

if TYPE_CHECKING:
    from pathlib import Path


@click.command("knowability")
@click.option("--from", "place", metavar="CC", required=True, help="The territory that returned, or let abduct.")
@click.option("--on", "day", metavar="DATE", required=True, help="The day of the decision.")
@clock_options
def command(
    place: str,
    day: str,
    valid_at: str | None,
    known_at: str | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
) -> None:
    """Say what had been published about returns from a territory by the day of a decision, and what came after.

    --known-at says by when what came after was published (default: today).
    """
    from exitgraph.analysis.diff import knowability, knowability_json
    from exitgraph.claims.inforce import Snapshot

    graph, now = opened(graph_path, today, valid_at, known_at)
    territory = graph.resolve(place, "Territory")
    found = knowability(graph.knowledge, territory, Snapshot.at(day, day), now)
    whole = knowability_json(graph.knowledge, found, lang)
    if form == "json":
        emit_json(whole)
        return
    label = graph.knowledge.label(territory, lang)
    heading(f"Returns from {label}, and abductions there: what had been published by {whole['decided']}")
    for title, name in (
        ("published by then", "by_then"),
        ("may have been published by then", "perhaps"),
        ("published after", "after"),
    ):
        say(f"{title}: {len(whole[name]) or 'none'}")
        for row in whole[name]:
            say(f"  {row['says']}")
            say(f"    {row['when']}; {whence(row)}")
            then = "" if name == "after" else f"{_lines(row['then'])} then; "
            say(f"    {then}{_lines(row['today'])} by {whole['known_at']}")
            for other in row["against"]:
                when = f"{other['when']}; " if other["when"] else ""
                say(f"    against: {other['says']}")
                say(f"      {when}published {other['published']} [{other['claim']}, {other['source']}]")
    ending(whole, whole["cannot_say"])


def _lines(given: dict[str, Any]) -> str:
    least, most, outlets = given["lines"]["least"], given["lines"]["most"], given["number_of_outlets"]
    count = f"{least}" if least == most else f"{least} to {most}"
    return f"{count} line{'' if count == '1' else 's'} behind {outlets} outlet{'' if outlets == 1 else 's'}"
