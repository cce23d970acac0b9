"""``exitgraph verify``: a copy of a source's text against the positions and digests of its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exitgraph.cli.common import (
    GivenPath,
    emit_json,
    emit_table,
    format_option,
    graph_option,
    lang_option,
    load,
    note,
    say,
)
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from pathlib import Path


@click.command("verify")
@click.argument("source")
@click.argument("file", type=GivenPath())
@graph_option
@lang_option
@format_option("json")
def command(source: str, file: Path, graph_path: Path | None, lang: str, form: str) -> None:
    """Hold FILE, a copy of the text of SOURCE, against the evidence. Exit code 1 if a passage differs."""
    from exitgraph.claims.verify import verify

    graph = load(graph_path)
    name = graph.resolve(source, "Source")
    result = verify(graph.knowledge, name, file)
    rows = [
        (curie(item.claim), f"{item.start}-{item.end}", item.what, graph.knowledge.label(item.claim, lang), gist)
        for item in result.differing
        for gist in [_gist(graph.claims[item.claim])]
    ]
    if form == "json":
        emit_json(
            {
                "source": curie(name),
                "same_text": result.same_text,
                "passages": result.passages,
                "differing": [{"claim": row[0], "positions": row[1], "what": row[2], "gist": row[4]} for row in rows],
            }
        )
    else:
        same = "the very text that was read" if result.same_text else "not the very text that was read"
        say(f"{file}: {same}; {result.passages - len(rows)} of {result.passages} passages agree.")
        if rows:
            emit_table(("claim", "code points", "what", "gist"), [(row[0], row[1], row[2], row[4]) for row in rows])
        if not result.passages:
            note(f"No evidence of {curie(name)} has a position: there is nothing to hold the file against.")
    if rows:
        raise click.exceptions.Exit(1)


def _gist(claim: object) -> str:
    gist = getattr(claim, "gist", None)
    return gist.value if gist else ""
