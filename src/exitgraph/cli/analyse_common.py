"""What the analyses share on the command line: their options, and how an answer ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from exitgraph.cli.common import (
    dates,
    format_option,
    graph_option,
    known_option,
    lang_option,
    load,
    say,
    today_option,
    valid_option,
)
from exitgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from exitgraph.api import Graph
    from exitgraph.claims.inforce import Snapshot

Command = TypeVar("Command", bound="Callable[..., Any]")


def clock_options(command: Command) -> Command:
    """Add both clocks, and what every analysis takes besides."""
    return valid_option(known_option(shared_options(command)))


def shared_options(command: Command) -> Command:
    """Add ``--today``, ``--graph``, ``--store``, ``--lang`` and ``--format``."""
    return today_option(graph_option(lang_option(format_option("json")(command))))


def opened(
    graph_path: Path | None, today: str | None, valid_at: str | None, known_at: str | None
) -> tuple[Graph, Snapshot]:
    """Load the graph and read the two clocks.

    Raises
    ------
    InputError
        If a date is empty: left out it would mean something.
    """
    from exitgraph.claims.inforce import Snapshot

    none_empty(today=today, valid_at=valid_at, known_at=known_at)
    now = Snapshot.at(*dates(today, valid_at, known_at))
    return load(graph_path), now


def none_empty(**given: str | None) -> None:
    """Find out that no date is given as nothing, by the names of their options.

    Raises
    ------
    InputError
        If one is: left out it would mean something.
    """
    for name, value in given.items():
        if value == "":
            option = f"--{name.replace('_', '-')}"
            raise InputError(f"{option} is empty", hint="Name a date, or leave the option out.")


def field(name: str, value: str) -> None:
    """Write one line of an answer: a name and what it is."""
    say(f"  {name + ':':<16}{value}")


def counted(number: int, name: str) -> str:
    """Write a number and the thing counted, in the plural unless it is one."""
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def claim_rows(title: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write claims under a title, or that there are none."""
    listed = list(rows)
    say(f"{title}: {len(listed) or 'none'}")
    for row in listed:
        when = f"{row['when']}; " if row["when"] else ""
        say(f"  {row['says']}")
        say(f"    {when}{whence(row)}")


def whence(row: Mapping[str, Any]) -> str:
    """Write when a claim was published, its name and source, and whether it is stale."""
    late = ", stale" if row["stale"] else ""
    return f"published {row['published']} [{row['claim']}, {row['source']}]{late}"


def ending(whole: Mapping[str, Any], cannot_say: Sequence[str]) -> None:
    """Write what the answer cannot say, which of its claims are stale, both dates, the digest and the notice."""
    say()
    say("What this cannot say:")
    for sentence in cannot_say:
        say(f"  - {sentence}")
    # A sweep lists no claims.
    if whole.get("stale"):
        say(f"Stale on {whole['valid_at']}, their review being overdue: {', '.join(whole['stale'])}")
    say(f"Valid at {whole['valid_at']}, known at {whole['known_at']}; {whole['digest'][:19]}")
    say(str(whole["notice"]))
