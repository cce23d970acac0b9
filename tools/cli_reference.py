"""Make ``docs/cli.md`` from the help of each verb.

::

    python tools/cli_reference.py           writes the file
    python tools/cli_reference.py --check   writes nothing; exits 1 if the file differs
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

import click
from made import keep

from exitgraph.cli import VERBS, cli
from exitgraph.errors import ExitgraphError

FILE: Final = Path(__file__).resolve().parents[1] / "docs" / "cli.md"

#: Columns of a line of help, so that the terminal of whoever runs the tool has no say in it.
WIDTH: Final = 100

HEAD: Final = """# Command line

Made by `tools/cli_reference.py` from the help that each verb prints; do not edit it by hand. `exitgraph VERB --help`
shows the same.

**Output.** Results go to standard output, everything else to standard error. Text is for people: a table at a terminal,
plain columns elsewhere, or everywhere if `EXITGRAPH_PLAIN` is set; `NO_COLOR` is obeyed. `--format json` is for
programs: keys may be added, and none is renamed; [schemas/](schemas) describes them.

**Exit codes.** 0 done; 1 a check found something (`validate`, `verify`, rows that `import` rejects); 2 wrong use or
bad input; 3 a server or file could not be reached; 4 a limit stopped it (`query`: its time, its rows); 130 interrupted.
A search for routes that meets its bound says so in its answer and ends with 0
([decision 0010](decisions/0010-errors-and-exit-codes.md)).

**Names.** A territory is an ISO alpha-2 or alpha-3 code, `XK`, `GE-AB` (Abkhazia), `GE-SO` (South Ossetia), `UA-43`
(Crimea), or a name in one of the four languages. Groups, travel documents, sources and the rest go by the end of their
IRI (`ru-deserter`, `internal-passport`), by a short form (`group:ru-deserter`), by the whole IRI, or by a label. Of a
claim's IRI the first digits are enough (`claim:1817`), and so is the key of its row (`C068`). A name that could mean
several things is refused, with the several listed.

**Dates** are `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. There are two clocks: `--valid-at` is the day on which something has to
hold, `--known-at` the day by which it has to have been published. Both default to `--today`, and that to the clock. A
partial date stands for its last day ([decision 0005](decisions/0005-in-force.md)).

**Documents held** are issued by the State of nationality unless the issuer is named: `--holds laissez-passer@FR`.
"""


def build() -> str:
    """Make the whole page."""
    parent = click.Context(cli, info_name="exitgraph", terminal_width=WIDTH, help_option_names=["-h", "--help"])
    parts = [HEAD, _block(cli.get_help(parent))]
    for verb, says in VERBS.items():
        command = cli.get_command(parent, verb)
        assert command is not None  # noqa: S101  # every verb of the list has a module
        parts.append(f"\n## exitgraph {verb}\n\n{says}\n\n{_help(command, verb, parent)}")
    return "".join(["\n".join(parts[:2]), *parts[2:]])


def _help(command: click.Command, name: str, parent: click.Context) -> str:
    """Give the help of a verb, and below it that of the verbs that it has of its own."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH)
    parts = [_block(command.get_help(context))]
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None  # noqa: S101  # it was listed
            parts += [f"\n### {context.command_path} {inner}\n\n", _help(found, inner, context)]
    return "".join(parts)


def _block(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```\n"


def main(arguments: list[str] | None = None, file: Path = FILE) -> int:
    """Run the tool and give the exit code: 0 done, 1 the file differs."""
    parser = argparse.ArgumentParser(description="Make docs/cli.md from the help of each verb.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file differs")
    options = parser.parse_args(arguments)
    try:
        page = build().encode()
        keep(
            file, page, check=options.check, tool="cli_reference", because="it is not what the verbs say of themselves"
        )
    except ExitgraphError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
