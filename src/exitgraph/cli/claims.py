"""``exitgraph claims``: claims as rows."""

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
    note,
    today_option,
    valid_option,
)

if TYPE_CHECKING:
    from pathlib import Path

    from exitgraph.api import Graph
    from exitgraph.claims import Claim


_JUDGED = ("standing", "standing_why", "stale", "stale_why", "reliability", "credibility", "rank")


@click.command("claims")
@click.option("--subject", metavar="X", help="Whom or what the claim is about.")
@click.option("--relation", metavar="R", help="Such as admits, deemsSafe, returned.")
@click.option("--object", "target", metavar="Y", help="The other end.")
@click.option("--group", metavar="G", help="The group that is concerned, at either end or as a role.")
@click.option("--source", metavar="S", help="The source that states it.")
@click.option("--in-force", is_flag=True, help="Only claims in force on the day (--valid-at, --known-at).")
@valid_option
@known_option
@today_option
@graph_option
@lang_option
@format_option("json", "csv")
def command(
    subject: str | None,
    relation: str | None,
    target: str | None,
    group: str | None,
    source: str | None,
    valid_at: str | None,
    known_at: str | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
    *,
    in_force: bool,
) -> None:
    """List claims as rows, each with what contradicts it, how it stands on a day, and its grades.

    The grade sets the reliability of the source (A to F) beside the credibility of the claim (1 to 6), as known at that
    day; F6 where nobody has graded. A claim is stale when its review is overdue.
    """
    from exitgraph.claims.grades import Grades
    from exitgraph.claims.inforce import Snapshot, Standing, is_known
    from exitgraph.claims.inforce import in_force as standing_of
    from exitgraph.columns.projection import columns, rows
    from exitgraph.view.explain import overdue

    graph = load(graph_path)
    now = Snapshot.at(*dates(today, valid_at, known_at))
    chosen = _choose(graph, subject, relation, target, group, source)
    standing = {claim.iri: standing_of(graph.knowledge, claim, now) for claim in chosen}
    if in_force:
        chosen = [claim for claim in chosen if standing[claim.iri].standing is not Standing.NOT_IN_FORCE]
    against = [
        (name, [other.claim for other in found if is_known(graph.knowledge, graph.claims[other.claim], now)])
        for name, found in graph.contradictions.items()
    ]
    table = rows(graph.knowledge, chosen, against)
    grades = Grades(graph.knowledge, now)
    for claim, row in zip(chosen, table, strict=True):
        found = standing[claim.iri]
        row |= {
            "standing": found.standing.name.lower().replace("_", " "),
            "standing_why": found.why,
            "stale": "true" if found.stale else "false",
            "stale_why": overdue(graph.knowledge, claim) if found.stale else "",
            "reliability": grades.reliability(claim.source),
            "credibility": grades.credibility(claim.iri),
            "rank": grades.rank(claim.iri),
        }
    header = [*columns(graph.knowledge), *_JUDGED]
    if form == "json":
        clocks = {"valid_at": str(now.valid_at), "known_at": str(now.known_at), "digest": graph.digest}
        emit_json({**clocks, "claims": [{**row, "stale": row["stale"] == "true"} for row in table]})
    elif form == "csv":
        emit_csv(header, [[row[name] for name in header] for row in table])
    else:
        emit_table(
            ("claim", "says", "standing", "grade", "source", "contradicted by"),
            [
                (
                    row["claim"],
                    sentence(graph, claim, lang),
                    row["standing"] + (", stale" if row["stale"] == "true" else ""),
                    grades.graded(claim.iri) + (f" {row['rank']}" if row["rank"] != "normal" else ""),
                    row["source"],
                    row["contradicted_by"],
                )
                for claim, row in zip(chosen, table, strict=True)
            ],
        )
        graded = any(grades.reliability_review(claim.source) for claim in chosen)
        late = f"; no source of these was graded by {now.known_at}" if chosen and not graded else ""
        note(f"{len(chosen)} claims; valid at {now.valid_at}, known at {now.known_at}{late}; {graph.digest[:19]}")


def _choose(
    graph: Graph, subject: str | None, relation: str | None, target: str | None, group: str | None, source: str | None
) -> list[Claim]:
    wanted = {
        "subject": graph.resolve(subject) if subject else None,
        "relation": graph.resolve(relation, "Relation") if relation else None,
        "object": graph.resolve(target) if target else None,
        "source": graph.resolve(source, "Source") if source else None,
    }
    party = graph.resolve(group, "Party") if group else None
    found = []
    for name in sorted(graph.claims):
        claim = graph.claims[name]
        if any(value is not None and getattr(claim, field) != value for field, value in wanted.items()):
            continue
        ends = (claim.subject, claim.object, *(value for _, value in claim.proposition.roles))
        if party is None or party in ends:
            found.append(claim)
    return found


def sentence(graph: Graph, claim: Claim, lang: str = "en") -> str:
    """Write a claim as one line: subject, relation, object, and the roles that narrow it."""
    from exitgraph.view.explain import sentence as written

    return written(graph.knowledge, claim, lang)
