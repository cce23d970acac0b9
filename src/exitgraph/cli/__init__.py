"""The command line: one file a verb, each imported when it is called.

Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 a check failed, 2 wrong use or
bad input, 3 a server or file could not be reached, 4 a limit stopped it.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from exitgraph import __version__
from exitgraph.errors import ExitgraphError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Verb -> its one-line help, so that ``--help`` imports nothing else.
VERBS = {
    "validate": "Check files against the shapes and rules of the graph.",
    "import": "Import claims from a table.",
    "query": "Run a named question, or any read-only SPARQL.",
    "claims": "List claims as rows, each with what contradicts it.",
    "search": "Find entities, claims and sources by label and gist.",
    "sources": "List the sources with their counts.",
    "explain": "Show one claim whole.",
    "routes": "Find documented itineraries, or why there is none.",
    "analyse": "Ask for lines, contradictions, chains, gaps and more, each with both sides.",
    "view": "Write one self-contained interactive page.",
    "serve": "Show the page and answer SPARQL at a loopback address.",
    "verify": "Hold a copy of a source's text against its evidence.",
    "export": "Write the graph, or the table of its claims.",
    "store": "Make an on-disk store of a graph, and keep it.",
    "push": "Publish the graph to a SPARQL server.",
}


class _Verbs(click.Group):
    """A group whose commands are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        # ``import`` is no name that a module can be imported by.
        module = "importing" if cmd_name == "import" else cmd_name
        command = import_module(f"exitgraph.cli.{module}").command
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], VERBS, n=1)
            hint = f"Did you mean {close[0]}?" if close else f"Verbs: {', '.join(VERBS)}."
            raise click.UsageError(f"no verb {args[0]!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="exitgraph")
def cli() -> None:
    """Documented exit routes and asylum policies: claims with their sources.

    A reference over published evidence. It is not legal advice and gives no directions; that no path is documented does
    not say that there is none.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # Labels are in four languages: a C locale must not turn a question into a traceback.
            reconfigure(encoding="utf-8", errors="replace")
    try:
        given = list(arguments) if arguments is not None else None
        code = cli.main(given, prog_name="exitgraph", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except ExitgraphError as error:
        click.echo(f"exitgraph: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader has gone (| head): nothing is wrong, and nothing is left to say.
        sys.stderr.close()
        sys.exit(0)
