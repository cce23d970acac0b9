"""``exitgraph analyse diff``: what an answer was on two dates, and the claims that made the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exitgraph.cli.analyse_asked import asked_options, the_answer
from exitgraph.cli.analyse_common import ending, none_empty, shared_options
from exitgraph.cli.common import emit_json, heading, known_option, load, say, valid_option

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any


@click.command("diff")
@asked_options
@click.argument("before", metavar="DATE")
@click.argument("after", metavar="DATE")
@valid_option
@known_option
@shared_options
def command(
    before: str,
    after: str,
    valid_at: str | None,
    known_at: str | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
    **asked: Any,
) -> None:
    """Say what changed in an answer between two dates, and by which claims.

    Both clocks move from the first date to the second, unless --valid-at or --known-at holds one still.
    """
    from exitgraph.analysis.diff import diff, diff_json
    from exitgraph.claims.inforce import Snapshot

    del today  # both dates are given
    none_empty(valid_at=valid_at, known_at=known_at)
    if valid_at and known_at:
        raise click.UsageError("with both --valid-at and --known-at no clock is left to move")
    first, second = (Snapshot.at(valid_at or day, known_at or day) for day in (before, after))
    graph = load(graph_path)
    found = diff(graph.knowledge, the_answer(graph, **asked), first, second)
    whole = diff_json(graph.knowledge, asked["answer"], found, lang)
    if form == "json":
        emit_json(whole)
        return
    heading(f"{asked['answer']}: from {before} to {after}")
    for title in ("appeared", "vanished"):
        say(f"{title}: {len(whole[title]) or 'none'}")
        for change in whole[title]:
            say(f"  {change['said']}")
            for one in change["because"]:
                late = ", stale" if one["stale"] else ""
                stood = f"{one['before']}; then {one['after']}"
                say(f"    {one['claim']}: {stood} [{one['source']}, {one['published']}]{late}")
    say(f"same: {len(found.same) or 'none'}")
    was = whole["before"]
    say(f"Before: valid at {was['valid_at']}, known at {was['known_at']}")
    ending(whole, whole["cannot_say"])
