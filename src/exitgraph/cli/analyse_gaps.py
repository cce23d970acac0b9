"""``exitgraph analyse gaps``: who reaches no protection, and the smallest change that would open a way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from exitgraph.cli.analyse_common import clock_options, ending
from exitgraph.cli.common import (
    GivenPath,
    emit_json,
    emit_table,
    heading,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from exitgraph.analysis.gaps import Gaps
    from exitgraph.analysis.sweep import Plan
    from exitgraph.routes.compile import Compiled


@click.command("gaps")
@click.option("--origin", metavar="CC", default="RU", show_default=True, help="The State of origin.")
@click.option("--status", "statuses", multiple=True, metavar="STATUS", help="A personal status; six if left out.")
@click.option(
    "--documents",
    multiple=True,
    metavar="SET",
    help="Documents held, joined by +, or `none`; may be repeated, one profile each.",
)
@click.option("--nationality", multiple=True, metavar="CC", help="Nationality, if not the origin's; or `stateless`.")
@click.option("--at", metavar="CC", help="Where the person is, if not in the origin.")
@click.option("--goal", type=click.Choice(["apply", "protection"]), help="Default: apply or better.")
@click.option("--max-changes", type=int, help="Bound on the changes in a set (0 to 5; default 3, of a sweep 2).")
@click.option("--sweep", "file", type=GivenPath(), metavar="FILE", help="Answer many origins; results go to the file.")
@click.option("--all-origins", is_flag=True, help="With --sweep: every State that some group is of.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes of a sweep.")
@clock_options
def command(
    origin: str,
    statuses: tuple[str, ...],
    documents: tuple[str, ...],
    nationality: tuple[str, ...],
    at: str | None,
    goal: str | None,
    max_changes: int | None,
    valid_at: str | None,
    known_at: str | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
    file: Path | None,
    workers: int,
    *,
    all_origins: bool,
) -> None:
    """Find profiles without a documented way, and the smallest changes of policies that would open one."""
    from exitgraph.analysis.gaps import DOCUMENTS, MAX_CHANGES, STATUSES, gaps, gaps_json
    from exitgraph.analysis.sweep import DOCUMENT_SETS, MAX_SWEPT, Plan, origins_of
    from exitgraph.cli.analyse_policies import compiled, held
    from exitgraph.routes import Profile, compile_claims
    from exitgraph.vocabulary import local_name, xg

    graph, claims = compiled(graph_path, today, valid_at, known_at)
    if file is not None:
        if at or nationality:
            raise click.UsageError(
                "a sweep asks for nationals in their State of origin: leave --at and --nationality out"
            )
        plan = Plan(
            origins_of(graph.knowledge)
            if all_origins
            else (local_name(graph.knowledge.resolve(origin, xg("Territory"))),),
            statuses or STATUSES,
            documents or DOCUMENT_SETS,
            goal,
            MAX_SWEPT if max_changes is None else max_changes,
        )
        # Other processes are sent what was read here: read again, a server might have something else by then.
        make = partial(compile_claims, claims.knowledge, claims.now)
        _sweep(make, claims, plan, file, workers, form)
        return
    if all_origins:
        raise click.UsageError("--all-origins goes with --sweep")
    profiles = [
        Profile.of(
            graph.knowledge, origin=origin, status=status, nationality=nationality or None, at=at, holds=held(papers)
        )
        for status in statuses or STATUSES
        for papers in documents or DOCUMENTS
    ]
    most = MAX_CHANGES if max_changes is None else max_changes
    answer = gaps(claims, profiles, goal=goal, max_changes=most)
    data = gaps_json(answer, lang)
    if form == "json":
        emit_json(data)
    else:
        _text(answer, data, lang)


def _sweep(make: Callable[[], Compiled], claims: Compiled, plan: Plan, file: Path, workers: int, form: str) -> None:
    """Go through a sweep with a progress bar on standard error, and write its counts."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from exitgraph.analysis.gaps import CANNOT_SAY
    from exitgraph.analysis.sweep import Results, header, run, summary

    first = header(claims, plan)
    results = Results(file, first)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("origins", total=len(plan.origins), completed=len(results.done))
        for _ in run(make, claims, plan, results, workers=min(workers, len(plan.origins))):
            progress.advance(task)
    data = {**first, "rows": summary(plan, results), "cannot_say": list(CANNOT_SAY)}
    if form == "json":
        emit_json(data)
        return
    heading(f"Origins with a documented way to {first['goal']}, of {len(plan.origins)}")
    rows = [
        (
            row["status"],
            row["documents"],
            str(row["certain"]),
            str(row["possible"]),
            ", ".join(f"{size}: {count}" for size, count in row["smallest_change"].items()) or "-",
        )
        for row in data["rows"]
    ]
    emit_table(("status", "documents", "certain", "possible", "smallest change: origins"), rows)
    ending(data, CANNOT_SAY)


def _text(answer: Gaps, data: dict[str, Any], lang: str) -> None:
    from exitgraph.analysis.gaps import CANNOT_SAY
    from exitgraph.cli.analyse_policies import goals_text, legs_text, told
    from exitgraph.vocabulary import local_name

    label = answer.compiled.knowledge.label
    gaps = sum(row["gap"] for row in data["profiles"])
    heading(f"Profiles without a documented way ({data['goal']}, certain claims): {gaps} of {len(data['profiles'])}")
    for row, written in zip(answer.rows, data["profiles"], strict=True):
        profile = written["profile"]
        status = label(row.profile.status, lang) if row.profile.status else "any status"
        say()
        say(f"{status}; holds {', '.join(profile['holds']) or 'no document'}")
        say(f"  on certain claims: {goals_text(label, written['certain'], lang) or 'no way is documented'}")
        say(f"  on possible claims: {goals_text(label, written['possible'], lang) or 'no way is documented'}")
        if not written["gap"]:
            continue
        if written["limbo"]:
            say("  limbo (can be entered, and leads to no goal):")
            for item in row.limbo:
                stays = "; ".join(dict.fromkeys(stay.days for stay in item.stays))
                say(f"    {local_name(item.territory)}: {stays or 'no stay is claimed'}")
        if not written["openings"]:
            say(f"  no set of up to {answer.max_changes} changes of documented policies opens one")
            continue
        count = written["smallest_change"]
        say(f"  smallest change: {count} {'policy' if count == 1 else 'policies together'}; any one of these:")
        for number, opening in enumerate(written["openings"], 1):
            opened = goals_text(label, opening["goals"], lang)
            say(f"    {number}. opens {opened}: {legs_text(opening['legs'])}")
            for change in opening["changes"]:
                say(f"       {change['says']}")
                for item in change["claims"]:
                    told(item, "         now: ")
        if written["not_listed"]:
            say(f"    and {written['not_listed']} more of that size")
        if written["stopped"]:
            say(f"    Not all: the search stopped at a limit ({written['stopped']}).")
    ending(data, CANNOT_SAY)
