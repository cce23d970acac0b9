"""``exitgraph sources``: the sources with their counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exitgraph.cli.common import emit_csv, emit_json, emit_table, format_option, graph_option, lang_option, load
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ("source", "publisher", "title", "published", "type", "claims", "omitted")


@click.command("sources")
@graph_option
@lang_option
@format_option("json", "csv")
def command(graph_path: Path | None, lang: str, form: str) -> None:
    """List the sources with the number of their claims, and of what was left out of them."""
    from exitgraph.claims.interval import show

    knowledge = load(graph_path).knowledge
    rows = []
    for name in sorted(knowledge.sources):
        source = knowledge.sources[name]
        omitted = sum(item.source == name for item in knowledge.omissions.values())
        rows.append(
            (
                curie(name),
                knowledge.label(source.publisher, lang),
                source.title.value,
                show(source.published),
                knowledge.label(source.source_type, lang),
                str(len(knowledge.by_source.get(name, ()))),
                str(omitted),
            )
        )
    if form == "json":
        emit_json([dict(zip(HEADER, row, strict=True)) for row in rows])
    elif form == "csv":
        emit_csv(HEADER, rows)
    else:
        emit_table(HEADER, rows)
