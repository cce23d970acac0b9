"""``exitgraph sources``: the sources with their counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exitgraph.cli.common import (
    dates,
    emit_csv,
    emit_json,
    emit_table,
    format_option,
    graph_option,
    known_option,
    lang_option,
    load,
    today_option,
)
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ("source", "publisher", "title", "published", "type", "claims", "omitted", "reliability", "reliability_since")
_BECAUSE = "reliability_because"


@click.command("sources")
@known_option
@today_option
@graph_option
@lang_option
@format_option("json", "csv")
def command(known_at: str | None, today: str | None, graph_path: Path | None, lang: str, form: str) -> None:
    """List the sources with the number of their claims, of what was left out of them, and their reliability.

    The reliability is a letter from A to F as graded by the day (--known-at); F where nobody has graded.
    """
    from exitgraph.claims.grades import Grades
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.interval import show, stamp

    now = Snapshot.at(*dates(today, None, known_at))
    knowledge = load(graph_path).knowledge
    grades = Grades(knowledge, now)
    rows = []
    for name in sorted(knowledge.sources):
        source = knowledge.sources[name]
        review = grades.reliability_review(name)
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
                grades.reliability(name),
                stamp(review.since)[:10] if review else "",
                review.reason.value if review and review.reason else "",
            )
        )
    if form == "json":
        emit_json([dict(zip((*HEADER, _BECAUSE), row, strict=True)) for row in rows])
    elif form == "csv":
        emit_csv((*HEADER, _BECAUSE), rows)
    else:
        emit_table(HEADER, [row[: len(HEADER)] for row in rows])
