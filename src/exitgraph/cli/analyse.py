"""``exitgraph analyse NAME``: the analyses, one file a subcommand, each imported when it is called."""

from __future__ import annotations

from importlib import import_module

import click

#: Analysis -> its one-line help, so that ``--help`` imports nothing else.
ANALYSES = {
    "chains": "Walks of transfers that end in the State of origin, each graded by how it is documented.",
    "gaps": "Who reaches no protection, and the smallest change of policies that would open a way.",
    "dependence": "The policies on which all itineraries of a profile depend, and what withdrawing them takes away.",
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


@click.group("analyse", cls=_Analyses)
def command() -> None:
    """Ask what only a graph of claims can answer; each answer says what it cannot say."""
