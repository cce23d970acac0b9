"""Run what README.md shows and put the output below it.

::

    python tools/readme.py           rewrites the output in the file
    python tools/readme.py --check   writes nothing; exits 1 and names the commands whose output differs

A block that begins with ```` ```console ```` holds one command, ``$ exitgraph ...``, and what it prints, standard error
included. A block of Python that is followed by *prints* and a block of text is a program and what it prints. All
of them name the day that they ask about where it matters, so that the clock has no say in it.
"""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

from exitgraph.errors import CheckFailed, ExitgraphError, InputError

FILE: Final = Path(__file__).resolve().parents[1] / "README.md"

_BLOCK: Final = re.compile(
    r"^(?P<before>```console\n\$ (?P<command>.+)\n|```python\n(?P<program>(?:(?!```).*\n)+)```\n\nprints\n\n```text\n)"
    r"(?P<output>(?:(?!```).*\n)*)```$",
    re.MULTILINE,
)


class Shown(NamedTuple):
    """A command or a program as the page shows it, and the output below it."""

    what: str
    output: str


def shown(page: str) -> list[Shown]:
    """Give the commands and programs of a page with the output that it shows."""
    return [Shown(match["command"] or match["program"], match["output"]) for match in _BLOCK.finditer(page)]


def run(what: str, folder: Path) -> str:
    """Run a command (one line) or a program, and give what it prints, standard output and error as they come.

    Raises
    ------
    InputError
        If a command is not one of exitgraph, or if it fails.
    """
    if "\n" in what:
        arguments = ["-c", what]
    else:
        name, *rest = shlex.split(what)
        if name != "exitgraph":
            hint = "Use a block of another kind for it."
            raise InputError(f"{name!r} is not exitgraph", where="README.md", hint=hint)
        arguments = ["-m", "exitgraph", *rest]
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    output = done.stdout.decode()
    if done.returncode != 0:
        raise InputError(
            f"`{what}` ended with {done.returncode}: {output}", where="README.md", hint="Correct the command."
        )
    return output


def renewed(page: str, folder: Path) -> str:
    """Give the page with the output that its commands have now."""
    return _BLOCK.sub(lambda match: f"{match['before']}{run(match['command'] or match['program'], folder)}```", page)


def main(arguments: list[str] | None = None, file: Path = FILE) -> int:
    """Run the tool and give the exit code: 0 done, 1 an output differs, 2 a command is wrong."""
    parser = argparse.ArgumentParser(description="Renew the output that README.md shows.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if an output differs")
    options = parser.parse_args(arguments)
    try:
        page = file.read_text("utf-8")
        new = renewed(page, file.parent)
        if not options.check:
            file.write_bytes(new.encode())
        elif new != page:
            differing = [one.what.strip() for one, other in zip(shown(page), shown(new), strict=True) if one != other]
            raise CheckFailed(
                f"the output differs of {'; '.join(differing)}",
                where=file.name,
                hint="Run python tools/readme.py and review the difference.",
            )
    except ExitgraphError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
