"""Which answer is taken apart, on the command line: the options that `diff` and `hinges` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from exitgraph.analysis.answers import Answer
    from exitgraph.api import Graph

Command = TypeVar("Command", bound="Callable[..., Any]")

_OPTIONS = (
    click.argument(
        "answer", type=click.Choice(["lines", "contradictions", "returns", "itineraries", "chains", "gaps"])
    ),
    click.option("--about", metavar="WHAT", help="lines: a claim or an event; returns: a territory."),
    click.option("--state", metavar="CC", help="contradictions: only what this State said."),
    click.option("--months", type=int, default=24, show_default=True, help="contradictions: the window."),
    click.option("--from", "origin", metavar="CC", help="itineraries, chains, gaps: the State of origin."),
    click.option("--status", metavar="STATUS", help="itineraries, chains, gaps: the personal status."),
    click.option("--holds", multiple=True, metavar="DOC", help="itineraries, gaps: a document held; may be repeated."),
    click.option("--to", multiple=True, metavar="CC", help="itineraries: a goal; may be repeated."),
    click.option("--via", multiple=True, metavar="CC", help="chains: only those that pass there; may be repeated."),
    click.option("--possible", is_flag=True, help="itineraries, chains: also on contested, undated and old claims."),
)


def asked_options(command: Command) -> Command:
    """Add the argument ANSWER and the options that say what is asked."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def the_answer(
    graph: Graph,
    *,
    answer: str,
    about: str | None,
    state: str | None,
    months: int,
    origin: str | None,
    status: str | None,
    holds: Sequence[str],
    to: Sequence[str],
    via: Sequence[str],
    possible: bool,
) -> Answer:
    """Give the answer that the options ask for.

    Raises
    ------
    click.UsageError
        If what the answer is about is left out.
    """
    from exitgraph.analysis.answers import NEEDED, named

    needed = NEEDED.get(answer)
    if needed == "origin" and origin is None:
        raise click.UsageError("name the State of origin: --from RU")
    if needed == "about" and about is None:
        raise click.UsageError(f"say what the {answer} are about: --about {'KZ' if answer == 'returns' else 'I013'}")
    return named(
        graph.knowledge,
        answer,
        about=about,
        state=state,
        months=months,
        origin=origin,
        status=status,
        holds=holds,
        to=to,
        via=via,
        possible=possible,
    )
