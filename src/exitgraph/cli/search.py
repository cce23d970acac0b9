"""``exitgraph search``: entities, claims and sources by label and gist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from exitgraph.cli.common import (
    dates,
    emit_csv,
    emit_json,
    emit_table,
    format_option,
    graph_option,
    lang_option,
    load,
    say,
    today_option,
)
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from pathlib import Path

#: Things that have some of the words, where nothing has all.
MOST: Final = 10


@click.command("search")
@click.argument("text")
@today_option
@graph_option
@lang_option
@format_option("json", "csv")
def command(text: str, today: str | None, graph_path: Path | None, lang: str, form: str) -> None:
    """Find entities, claims and sources by label (any language) and gist.

    A claim whose review is overdue today is flagged as stale.
    """
    from exitgraph.claims.inforce import Snapshot, stale_among
    from exitgraph.view.search import Finder, find, fold

    now = Snapshot.at(*dates(today, None, None))
    knowledge = load(graph_path).knowledge
    if not fold(text).split():
        raise click.UsageError("type a word to search for")
    hits = find(knowledge, text, lang)
    stale = set(stale_among(knowledge, (item.name for item in hits), now))
    found = [(item.kind, curie(item.name), item.label, item.name in stale) for item in hits]
    if form == "json":
        emit_json([{"kind": kind, "iri": name, "label": shown, "stale": old} for kind, name, shown, old in found])
    elif form == "csv":
        emit_csv(("kind", "iri", "label", "stale"), [(*item, "true" if old else "false") for *item, old in found])
    elif found:
        emit_table(
            ("kind", "iri", "label"),
            [(kind + (", stale" if old else ""), name, shown) for kind, name, shown, old in found],
        )
    else:
        say(f"Nothing is called that: {text}")
        near = [(hit.group, curie(hit.name), hit.label) for hit in Finder(knowledge, lang).near(text)[:MOST]]
        if near:
            say("These have most of the words, or words like them:")
            emit_table(("kind", "iri", "label"), near)
