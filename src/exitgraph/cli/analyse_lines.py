"""``exitgraph analyse lines``: how many independent lines there are behind a claim or an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exitgraph.cli.analyse_common import claim_rows, clock_options, counted, ending, field, opened
from exitgraph.cli.common import emit_json, heading, say

if TYPE_CHECKING:
    from pathlib import Path


@click.command("lines")
@click.argument("what")
@click.option(
    "--together",
    type=click.Choice(["claim", "proposition", "event"]),
    help="Which claims count together (default: the event if one is named, else all that say the same).",
)
@clock_options
def command(
    what: str,
    together: str | None,
    valid_at: str | None,
    known_at: str | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
) -> None:
    """Count the independent lines behind WHAT: a claim (or the key of its row), a proposition or an event.

    Outlets that retell one account are one line. Where it is not stated from whom somebody has it, two numbers are
    given: as if all such chains began with one account, and as if each had its own.
    """
    from exitgraph.analysis.lines import lines, lines_json
    from exitgraph.analysis.wording import quoted

    graph, now = opened(graph_path, today, valid_at, known_at)
    found = lines(graph.knowledge, graph.knowledge.matter(what, "Event"), now, together=together)
    whole = lines_json(graph.knowledge, found, now, lang)
    if form == "json":
        emit_json(whole)
        return
    about = {"event": "one event", "proposition": "the same proposition", "claim": "one claim"}[found.together]
    if found.together == "event":
        title = quoted(graph.knowledge.label(found.asked, lang))
    else:
        # What had not been published by then is not said in a heading either.
        title = whole["claims"][0]["says"] if whole["claims"] else "Lines"
    heading(f"{title} [{whole['asked']}]: claims about {about}")
    if not found.claims:
        say(f"  nothing about this had been published by {whole['known_at']}")
    field("lines", f"{found.count}, behind {counted(len(found.outlets), 'outlet')} ({_labels(whole['outlets'])})")
    field("primary", _labels(whole["primary"]))
    field("open ends", _labels(whole["open_ends"]))
    field("single points", _labels(whole["single_points"]))
    field("circles", "; ".join(", ".join(circle) for circle in whole["circles"]) or "none")
    if found.depth:
        least, most = found.depth
        field("passed on", f"{least} to {most} times" if least != most else counted(least, "time"))
    field("grades", f"{found.graded} graded in both respects, {found.diagonal} of them on the diagonal")
    say("chains:")
    for written in dict.fromkeys(_chain(chain) for chain in whole["chains"]):
        say(f"  {written}")
    claim_rows("claims", whole["claims"])
    claim_rows("against", whole["against"])
    ending(whole, whole["cannot_say"])


def _labels(agents: list[dict[str, str]]) -> str:
    return "; ".join(agent["label"] for agent in agents) or "none"


def _chain(chain: dict[str, Any]) -> str:
    agents = " <- ".join(agent["label"] for agent in chain["agents"])
    sure = "" if chain["certain"] else ", in the upper number only"
    return f"{agents} ({chain['ends']}{sure})"
