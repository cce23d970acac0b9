"""``exitgraph analyse``: questions that only claims with sources and dates can answer, one file an analysis."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

#: Analysis -> its one-line help; each lives in ``analyse_NAME.py``, imported when it is called.
ANALYSES: Final = {
    "lines": "Count the independent lines behind a claim or an event.",
    "contradictions": "Set what States say beside what was done.",
    "diff": "Say what changed in an answer between two dates.",
    "knowability": "Say what had been published by the day of a decision.",
    "hinges": "Say on which claims an answer turns, and what to check first.",
    "agenda": "Rank the unconfirmed claims on which most answers hang.",
    "chains": "Walk transfers back to the State of origin, graded by what is documented.",
    "gaps": "Say who reaches no protection, and the smallest change that would open a way.",
    "dependence": "Say on which policies all itineraries of a profile depend.",
}


class _Analyses(click.Group):
    """A group whose commands are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(ANALYSES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in ANALYSES:
            return None
        command = import_module(f"exitgraph.cli.analyse_{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Analyses"):
            formatter.write_dl(list(ANALYSES.items()))


@click.command("analyse", cls=_Analyses)
def command() -> None:
    """Ask what only claims with sources and dates can answer; docs/analyses.md says what each means."""
