"""``exitgraph analyse agenda``: the unconfirmed claims on which most answers hang."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exitgraph.cli.analyse_common import clock_options, counted, ending, opened, whence
from exitgraph.cli.common import emit_json, heading, say

if TYPE_CHECKING:
    from pathlib import Path

    from exitgraph.analysis.answers import Answer


@click.command("agenda")
@click.option("--from", "origin", metavar="CC", required=True, help="The State of origin.")
@click.option("--status", multiple=True, default=("deserter",), show_default=True, help="A status; may be repeated.")
@click.option(
    "--holds",
    multiple=True,
    default=("internal-passport", "international-passport"),
    show_default=True,
    help="A document, asked for by itself; may be repeated.",
)
@click.option("--to", multiple=True, metavar="CC", help="A goal; any when left out. May be repeated.")
@click.option("--first", type=click.IntRange(1), default=10, show_default=True, help="How many claims to list.")
@clock_options
def command(
    origin: str,
    status: tuple[str, ...],
    holds: tuple[str, ...],
    to: tuple[str, ...],
    first: int,
    valid_at: str | None,
    known_at: str | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
) -> None:
    """Rank the unconfirmed claims by how many answers hang on each alone.

    The answers are the itineraries of each status with each document, its chains, and the ledger of contradictions.
    """
    from exitgraph.analysis import answers
    from exitgraph.analysis.hinges import agenda, agenda_json
    from exitgraph.routes import Profile

    graph, now = opened(graph_path, today, valid_at, known_at)
    goals = [graph.resolve(name, "Territory") for name in to]
    asked: dict[str, Answer] = {"contradictions": answers.ledger()}
    for one in status:
        who = Profile.of(graph.knowledge, origin=origin, status=one)
        asked[f"chains of {one}"] = answers.transfer_chains(who)
        for document in holds:
            profile = Profile.of(graph.knowledge, origin=origin, status=one, holds=[document])
            asked[f"itineraries of {one} with {document}"] = answers.itineraries(profile, to=goals)
    found = agenda(graph.knowledge, asked, now)
    whole = agenda_json(graph.knowledge, list(asked), found[:first], now, lang)
    if form == "json":
        emit_json(whole)
        return
    heading(f"To check first, of {len(found)} unconfirmed claims on which one of {len(asked)} answers hangs")
    for name in asked:
        say(f"  answer: {name}")
    for row in whole["to_check"]:
        measured = "passage measured" if row["passage_measured"] else "no passage measured"
        hangs = f"{counted(row['answers'], 'answer')}, {counted(row['said'], 'thing')} said"
        say(f"{hangs}; {measured}: {row['says']}")
        say(f"    {whence(row)}")
    ending(whole, whole["cannot_say"])
