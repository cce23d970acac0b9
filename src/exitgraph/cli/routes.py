"""``exitgraph routes``: documented itineraries, why there is none, or what changed between two dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exitgraph.cli.common import (
    dates,
    emit_json,
    emit_table,
    format_option,
    graph_option,
    known_option,
    lang_option,
    load,
    today_option,
    valid_option,
)
from exitgraph.errors import InputError
from exitgraph.vocabulary import local_name, xg

if TYPE_CHECKING:
    from pathlib import Path

    from exitgraph.api import Graph


@click.command("routes")
@click.option("--from", "origin", metavar="CC", help="The State of origin, such as RU.")
@click.option("--status", metavar="STATUS", help="The personal status, such as deserter (`--status list` prints them).")
@click.option(
    "--nationality",
    multiple=True,
    metavar="CC",
    help="Nationality, if not the origin's; may be repeated, or `stateless`.",
)
@click.option("--at", metavar="CC", help="Where the person is, if not in the origin.")
@click.option(
    "--holds",
    multiple=True,
    metavar="DOC",
    help="A document held, such as internal-passport or laissez-passer@FR; may be repeated (`--holds list`).",
)
@click.option("--unaccompanied-minor", is_flag=True, help="The person is a minor without an adult in charge.")
@click.option("--to", multiple=True, metavar="CC", help="A goal; any territory when left out. May be repeated.")
@click.option("--goal", type=click.Choice(["reach", "apply", "protection"]), help="Default: apply or better.")
@click.option("--max-legs", type=int, default=6, show_default=True, help="Bound on the number of legs (0 to 1000).")
@click.option("--possible", is_flag=True, help="Let contested, undated and old claims carry a leg too.")
@click.option("--why-not", multiple=True, metavar="CC", help="Explain why a territory is not among the goals found.")
@click.option(
    "--diff",
    nargs=2,
    metavar="DATE DATE",
    help="Say what appeared or vanished between two dates (both clocks move, unless one is given).",
)
@valid_option
@known_option
@today_option
@graph_option
@lang_option
@format_option("json")
def command(
    origin: str | None,
    status: str | None,
    nationality: tuple[str, ...],
    at: str | None,
    holds: tuple[str, ...],
    to: tuple[str, ...],
    goal: str | None,
    max_legs: int,
    why_not: tuple[str, ...],
    diff: tuple[str, str] | None,
    valid_at: str | None,
    known_at: str | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
    *,
    unaccompanied_minor: bool,
    possible: bool,
) -> None:
    """Find documented itineraries from a profile to a legal status, each leg with its claims."""
    from exitgraph.cli.routes_text import DifferenceText, Text

    graph = load(graph_path)
    if "list" in holds or status == "list":
        _list(graph, "TravelDocument" if "list" in holds else "PersonalStatus", lang, form)
        return
    if origin is None:
        raise click.UsageError("name the State of origin: --from RU")
    given = {"--status": status, "--at": at, "--valid-at": valid_at, "--known-at": known_at, "--today": today}
    for option, value in given.items():
        if value == "":
            # Left out it would mean something; empty (an unset variable of a script) it must not.
            raise InputError(f"{option} is empty", hint="Name a value, or leave the option out.")
    asked: dict[str, Any] = {
        "status": status,
        "nationality": nationality,
        "at": at,
        "holds": holds,
        "unaccompanied_minor": unaccompanied_minor,
        "to": to,
        "goal": goal,
        "max_legs": max_legs,
        "possible": possible,
    }
    if diff:
        if why_not:
            raise click.UsageError("--why-not asks about one date: leave it or --diff out")
        if valid_at and known_at:
            raise click.UsageError("with both --valid-at and --known-at no clock is left for --diff to move")
        difference = graph.routes_diff(origin, *diff, valid_at=valid_at, known_at=known_at, **asked)
        if form == "json":
            emit_json(difference.as_json())
        else:
            DifferenceText(graph, difference, lang).write()
        return
    valid, known = dates(today, valid_at, known_at)
    answer = graph.routes(origin, why_not=why_not, valid_at=valid, known_at=known, **asked)
    if form == "json":
        emit_json(answer.as_json())
    else:
        Text(graph, answer, lang).write()


def _list(graph: Graph, kind: str, lang: str, form: str) -> None:
    rows = [(local_name(item.iri), item.label(lang)) for item in graph.knowledge.of_kind(xg(kind))]
    if form == "json":
        emit_json([{"name": name, "label": label} for name, label in rows])
    else:
        emit_table(("name", "label"), rows)
