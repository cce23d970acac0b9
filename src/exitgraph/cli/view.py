"""``exitgraph view``: one self-contained interactive page."""

from __future__ import annotations

from pathlib import Path

import click

from exitgraph.cli.common import GivenPath, graph_option, lang_option, load, note, write_file
from exitgraph.errors import InputError


@click.command("view")
@click.option("-o", "--output", type=GivenPath(), default=Path("exitgraph.html"), show_default=True, help="File.")
@click.option("--around", metavar="X", help="Only the neighbourhood of this entity.")
@click.option("--depth", type=click.IntRange(1, 20), default=1, show_default=True, help="How many arrows from it.")
@click.option("--title", help="Title of the page.")
@graph_option
@lang_option
def command(
    output: Path, around: str | None, depth: int, title: str | None, graph_path: Path | None, lang: str
) -> None:
    """Write one self-contained interactive page: what it leaves out is not in the file."""
    if output.is_dir():
        raise InputError("this is a folder", where=str(output), hint="Name a file: -o graph.html")
    graph = load(graph_path)
    centre = graph.resolve(around) if around else None
    html = graph.page(lang=lang, around=centre, depth=depth, title=title)
    write_file(output, html.encode())
    note(f"{output}: {len(html.encode()) // 1000} kB, opens in any browser, makes no network request")
