"""What every verb shares: options, loading, and writing for people or for programs."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from exitgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from exitgraph.api import Graph

Command = TypeVar("Command", bound="Callable[..., Any]")


class GivenPath(click.Path):
    """A path as it is typed; an empty one is wrong, and not the folder that one happens to be in."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Give the path.

        Raises
        ------
        InputError
            If it is empty.
        """
        if value == "":
            name = param.opts[0] if param is not None else ""
            raise InputError("the path is empty", where=name, hint="Name a file or folder, or leave it out.")
        return super().convert(value, param, ctx)


_GRAPH = click.option(
    "--graph",
    "graph_path",
    type=GivenPath(),
    metavar="PATH",
    help="A graph folder, Turtle file, on-disk store or dump, instead of the shipped graph.",
)


def _keep(context: click.Context, _: click.Parameter, value: str | None) -> None:
    context.meta[_STORE] = value


_STORE = "exitgraph.store"
_SERVER = click.option(
    "--store",
    metavar="URL",
    callback=_keep,
    expose_value=False,
    help="The query address of a SPARQL server, instead of the shipped graph.",
)


def graph_option(command: Command) -> Command:
    """Add ``--graph`` and ``--store``, by which a reading verb is told what to read; `load` obeys both."""
    return _GRAPH(_SERVER(command))


lang_option = click.option(
    "--lang", type=click.Choice(["en", "ru", "uk", "fr"]), default="en", help="Language of labels.", show_default=True
)
today_option = click.option("--today", metavar="DATE", help="What counts as today; the clock by default.")
valid_option = click.option("--valid-at", metavar="DATE", help="What held on this day (default: today).")
known_option = click.option("--known-at", metavar="DATE", help="What was published by this day (default: today).")


def format_option(*formats: str) -> Callable[[Command], Command]:
    """Give the ``--format`` option of a verb; text for people is the default."""
    return click.option(
        "--format", "form", type=click.Choice(["text", *formats]), default="text", help="Output.", show_default=True
    )


def load(path: Path | None) -> Graph:
    """Load the graph that a verb works on."""
    from exitgraph.api import load as load_graph

    context = click.get_current_context(silent=True)
    address = context.meta.get(_STORE) if context else None
    if address is None:
        return load_graph(path)
    if path is not None:
        raise click.UsageError("--graph and --store cannot both say what is read")
    if "://" not in address:
        raise click.UsageError("--store takes an address like https://example.org/sparql; --graph takes a path")
    from exitgraph.api import Graph
    from exitgraph.store.remote import RemoteStore

    store = RemoteStore(address, whole=True)
    if context:
        context.call_on_close(store.close)
    if store.foreign:
        note("The server has no catalogue: it is read as it is now, and the digest is that of what was read.")
    return Graph.from_store(store)


def dates(today: str | None, valid_at: str | None, known_at: str | None) -> tuple[str, str]:
    """Give the two clocks, each defaulting to today."""
    from exitgraph.api import today as clock

    now = today or clock()
    return valid_at or now, known_at or now


def emit_json(data: Any) -> None:
    """Write JSON for programs: UTF-8, two spaces, keys in the order of the contract."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def emit_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write CSV with LF line ends."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    click.echo(out.getvalue(), nl=False)


def emit_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table: with rich at a terminal, else plain columns that tools can cut."""
    cleaned = [[clean(cell) for cell in row] for row in rows]
    if sys.stdout.isatty() and not os.environ.get("EXITGRAPH_PLAIN"):
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in header:
            table.add_column(name, overflow="fold")
        for row in cleaned:
            table.add_row(*(Text(cell) for cell in row))
        Console().print(table)
        return
    every = [list(header), *cleaned]
    widths = [max(len(row[index]) for row in every) for index in range(len(header))]
    for row in every:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def heading(text: str) -> None:
    """Write a heading; bold at a terminal that wants colour."""
    plain = bool(os.environ.get("NO_COLOR")) or not sys.stdout.isatty()
    click.echo(clean(text) if plain else click.style(clean(text), bold=True))


def say(text: str = "") -> None:
    """Write one line of text for people."""
    click.echo(clean(text))


def clean(text: str) -> str:
    """Make control and direction characters visible: a label must not be able to drive a terminal."""
    return "".join(
        f"\\u{ord(char):04X}" if unicodedata.category(char) in ("Cc", "Cf") and char != "\u00ad" else char
        for char in text
    )


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    InputError
        If the folder does not exist or may not be written.
    """
    if path.exists() and not path.is_file():
        raise InputError("cannot write the file: this is no regular file", where=str(path), hint="Name another path.")
    target = path.resolve()  # a link keeps pointing where it points
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(data)
        temporary.replace(target)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise InputError(
            f"cannot write the file: {error.strerror}", where=str(path), hint="Name a path that can be written."
        ) from None


def note(text: str) -> None:
    """Write one line to standard error."""
    click.echo(clean(text), err=True)
