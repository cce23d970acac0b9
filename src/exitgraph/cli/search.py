"""``exitgraph search``: entities, claims and sources by label and gist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from exitgraph.cli.common import emit_csv, emit_json, emit_table, format_option, graph_option, lang_option, load, say
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from pathlib import Path

#: Things that have some of the words, where nothing has all.
MOST: Final = 10


@click.command("search")
@click.argument("text")
@graph_option
@lang_option
@format_option("json", "csv")
def command(text: str, graph_path: Path | None, lang: str, form: str) -> None:
    """Find entities, claims and sources by label (any language) and gist."""
    from exitgraph.view.search import Finder, find, fold

    knowledge = load(graph_path).knowledge
    if not fold(text).split():
        raise click.UsageError("type a word to search for")
    found = [(item.kind, curie(item.name), item.label) for item in find(knowledge, text, lang)]
    if form == "json":
        emit_json([{"kind": kind, "iri": name, "label": shown} for kind, name, shown in found])
    elif form == "csv":
        emit_csv(("kind", "iri", "label"), found)
    elif found:
        emit_table(("kind", "iri", "label"), found)
    else:
        say(f"Nothing is called that: {text}")
        near = [(hit.group, curie(hit.name), hit.label) for hit in Finder(knowledge, lang).near(text)[:MOST]]
        if near:
            say("These have most of the words, or words like them:")
            emit_table(("kind", "iri", "label"), near)
