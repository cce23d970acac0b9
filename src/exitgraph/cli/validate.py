"""``exitgraph validate``: shapes and cross-file rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exitgraph.cli.common import GivenPath, emit_csv, emit_json, format_option, say

if TYPE_CHECKING:
    from pathlib import Path


@click.command("validate")
@click.argument("paths", nargs=-1, type=GivenPath())
@click.option("--graph", "graph_path", type=GivenPath(), metavar="PATH", help="The graph that files refer to.")
@click.option("--store", hidden=True)
@format_option("json", "csv")
def command(paths: tuple[Path, ...], graph_path: Path | None, store: str | None, form: str) -> None:
    """Check a graph folder or files; without PATH the shipped graph. Exit code 1 if something is wrong."""
    from exitgraph.rdf.folder import shipped_graph
    from exitgraph.validate import validate

    if store is not None:
        raise click.UsageError(
            "validate says what is wrong in which line of which file, and a server has no files: "
            "validate the graph before it is pushed, or a file that `exitgraph export --store URL -o FILE` wrote"
        )
    report = validate(list(paths) or [graph_path or shipped_graph()], base=graph_path)
    if form == "json":
        emit_json(report.as_dict())
    elif form == "csv":
        header = ("file", "line", "claim", "rule", "what", "what to do", "severity")
        emit_csv(header, [["" if cell is None else str(cell) for cell in finding] for finding in report.findings])
    else:
        for line in report.text().splitlines():
            say(line)
    if not report.ok:
        raise click.exceptions.Exit(1)
