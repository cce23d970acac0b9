"""``exitgraph analyse contradictions``: what States say beside what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exitgraph.cli.analyse_common import clock_options, ending, opened, whence
from exitgraph.cli.common import emit_json, heading, say

if TYPE_CHECKING:
    from pathlib import Path


@click.command("contradictions")
@click.option("--state", metavar="CC", help="Only what this State (or region, such as region:eu) said.")
@click.option("--months", type=int, default=24, show_default=True, help="Between a designation and an incident.")
@clock_options
def command(
    state: str | None,
    months: int,
    valid_at: str | None,
    known_at: str | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
) -> None:
    """List what States say beside what was done: designations and incidents, statements and practice.

    Both sides stand in each entry, and there is no verdict. An entry is direct or undercutting, and after notice if
    what was done had been published before the statement was made.
    """
    from exitgraph.analysis.contradictions import contradictions, contradictions_json

    graph, now = opened(graph_path, today, valid_at, known_at)
    speaker = graph.resolve(state) if state is not None else None
    found = contradictions(graph.knowledge, now, state=speaker, months=months)
    whole = contradictions_json(graph.knowledge, found, now, state=speaker, months=months, lang=lang)
    if form == "json":
        emit_json(whole)
        return
    whose = f" of {graph.knowledge.label(speaker, lang)}" if speaker else ""
    heading(f"What was said and what was done{whose}: {len(found) or 'no'} {'entry' if len(found) == 1 else 'entries'}")
    for item in whole["entries"]:
        marks = [item["kind"], item["bearing"], f"after notice: {item['after_notice']}"]
        marks += [] if item["certain"] else ["possible only: dates or group leave it open"]
        marks += [f"conflict: {item['rule']}"] if item["rule"] else []
        say()
        say("; ".join(marks))
        for side in ("said", "done"):
            row = item[side]
            when = f"{row['when']}; " if row["when"] else ""
            say(f"  {side}: {row['says']}")
            say(f"        {when}{whence(row)}")
    ending(whole, whole["cannot_say"])
