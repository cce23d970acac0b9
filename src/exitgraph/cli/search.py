"""``exitgraph search``: entities, claims and sources by label and gist."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import click

from exitgraph.cli.common import emit_csv, emit_json, emit_table, format_option, graph_option, lang_option, load, say
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exitgraph.claims.knowledge import Knowledge


@click.command("search")
@click.argument("text")
@graph_option
@lang_option
@format_option("json", "csv")
def command(text: str, graph_path: Path | None, lang: str, form: str) -> None:
    """Find entities, claims and sources by label (any language) and gist."""
    knowledge = load(graph_path).knowledge
    wanted = _fold(text).split()
    if not wanted:
        raise click.UsageError("type a word to search for")
    found = [
        (kind, curie(name), shown)
        for kind, name, shown, texts in _everything(knowledge, lang)
        if all(any(word in item for item in map(_fold, texts)) for word in wanted)
    ]
    if form == "json":
        emit_json([{"kind": kind, "iri": name, "label": shown} for kind, name, shown in found])
    elif form == "csv":
        emit_csv(("kind", "iri", "label"), found)
    elif found:
        emit_table(("kind", "iri", "label"), found)
    else:
        say(f"Nothing is called that: {text}")


def _everything(knowledge: Knowledge, lang: str) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for name in sorted(knowledge.entities):
        entity = knowledge.entities[name]
        yield "entity", name, entity.label(lang), (*entity.labels.values(), *entity.alt_labels, curie(name))
    for name in sorted(knowledge.sources):
        source = knowledge.sources[name]
        publisher = knowledge.label(source.publisher)
        yield "source", name, source.title.value, (source.title.value, publisher, curie(name))
    for name in sorted(knowledge.claims):
        claim = knowledge.claims[name]
        gist = claim.gist.value if claim.gist else ""
        yield "claim", name, gist, (gist, curie(name), *claim.record_keys)


def _fold(text: str) -> str:
    """Fold case and accents, so that *Cote* finds *Côte*."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))
