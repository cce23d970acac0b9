"""``exitgraph query``: a named question, or any read-only SPARQL."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exitgraph.cli.common import (
    dates,
    emit_csv,
    emit_json,
    emit_table,
    format_option,
    graph_option,
    heading,
    lang_option,
    load,
    note,
    say,
    today_option,
)
from exitgraph.errors import InputError
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from exitgraph.api import Graph
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.query import NamedQuery, Result
    from exitgraph.rdf.turtle import Term


@click.command("query")
@click.argument("question", metavar="NAME|FILE.rq|-", required=False)
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="A parameter; may be repeated.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    metavar="S",
    default=60.0,
    show_default=True,
    help="Seconds it may run.",
)
@click.option("--max-rows", type=click.IntRange(min=1), metavar="N", help="Most rows or triples; any by default.")
@click.option("--list", "listing", is_flag=True, help="List the named questions and their parameters.")
@today_option
@graph_option
@lang_option
@format_option("json", "csv", "turtle")
def command(
    question: str | None,
    params: tuple[str, ...],
    timeout: float,
    max_rows: int | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
    *,
    listing: bool,
) -> None:
    """Run a named question, a query file, or SPARQL from standard input (-).

    A query that meets --timeout or --max-rows ends with 4 and prints no part of its answer. Claims in the answer whose
    review is overdue today are flagged as stale: in the text, as "stale" beside the results in JSON, on standard error
    beside the other formats.
    """
    from exitgraph.claims.inforce import Snapshot

    now = Snapshot.at(*dates(today, None, None))
    graph = load(graph_path)
    if listing:
        _list(graph, form)
        return
    if question is None:
        raise click.UsageError("name a question, a file or -; `exitgraph query --list` shows the questions")
    from exitgraph.query import bind

    query = _find(graph, question)
    text = bind(query, _values(params), graph.knowledge)
    result = _run(graph, text, query.name, timeout, max_rows)
    _write(graph, query, text, result, now, form, lang)


def _write(graph: Graph, query: NamedQuery, text: str, result: Result, now: Snapshot, form: str, lang: str) -> None:
    from exitgraph.claims.inforce import stale_among

    told = (*result.rows, *result.triples)
    stale = stale_among(graph.knowledge, (term for row in told for term in row if isinstance(term, str)), now)
    late = f"{len(stale)} claims of these are stale on {now.valid_at}" if stale else ""
    if form == "json":
        emit_json(result.as_json() | ({} if result.form == "ask" else {"stale": stale}))
        return
    if form == "csv":
        click.echo(result.as_csv(), nl=False)
        _note_stale(stale, late)
    elif form == "turtle":
        if result.form != "construct":
            raise InputError("turtle is for CONSTRUCT and DESCRIBE", hint="Use --format json or csv.")
        click.echo(result.as_turtle(), nl=False)
        _note_stale(stale, late)
    else:
        from exitgraph.query.results import show

        if query.title:
            heading(query.title)
        if result.form == "ask":
            say("yes" if result.truth else "no")
        elif result.form == "construct":
            click.echo(result.as_turtle(), nl=False)
        elif result.rows:
            flagged = dict.fromkeys(stale, ", stale")
            emit_table(
                result.variables,
                [
                    [show(term, graph.knowledge, lang) + flagged.get(_name(term), "") for term in row]
                    for row in result.rows
                ],
            )
        else:
            say(f"No rows. {query.empty}".rstrip())
            for hint in _unknown(graph, text):
                note(hint)
        counted = f"{len(result.rows)} rows from " if result.form == "select" else ""
        note(f"{counted}{graph.digest[:19]}{'; ' if late else ''}{late}")


def _note_stale(stale: list[str], late: str) -> None:
    """Name the stale claims beside an answer in a format of others, which has no place for it."""
    if stale:
        note(f"{late}: {', '.join(map(curie, stale))}")


def _name(term: Term | None) -> str:
    return term if isinstance(term, str) else ""


def _run(graph: Graph, text: str, name: str, timeout: float, max_rows: int | None) -> Result:
    """Run it in a process that can be killed; in this one where the system has no such thing."""
    from exitgraph.query.worker import Limits, Pool, available

    if not available():
        from exitgraph.query import run

        note("this system cannot stop a query: --timeout is not kept")
        return run(graph.store, text, name=name, rows=max_rows)
    # The memory of this machine is its owner's.
    limits = Limits(timeout=timeout, rows=max_rows, bytes=None, workers=1, memory=None)
    with Pool(graph.store, limits) as pool:
        return pool.run(text, name=name)


def _unknown(graph: Graph, text: str) -> list[str]:
    """Say which names of ours in a query that found nothing are names of nothing."""
    from exitgraph.query.guard import visible
    from exitgraph.query.hints import unknown_terms

    known = {term for triple, graph_name in graph.store.quads() for term in (*triple[:2], triple.object, graph_name)}
    return [
        f"{item.line}:{item.column}: {item.word} names nothing in this graph"
        + (f"; did you mean {item.nearest}?" if item.nearest else "")
        for item in unknown_terms(visible(text), text, {term for term in known if isinstance(term, str)})
    ]


def _find(graph: Graph, question: str) -> NamedQuery:
    from exitgraph.query import read_query
    from exitgraph.query.prepare import read_query_file

    if question == "-":
        return read_query(sys.stdin.read(), "standard input")
    if question in graph.queries:
        return graph.queries[question]
    if Path(question).is_dir():
        hint = "Name a query file, or a question that `exitgraph query --list` shows."
        raise InputError("this is a folder", where=question, hint=hint)
    if question.endswith(".rq") or Path(question).is_file():
        # Errors name the file as it was typed, and not by its stem, which is the name of a question of the graph.
        return read_query_file(Path(question))._replace(name=question)
    if "{" in question:
        return read_query(question, "query")
    import difflib

    close = difflib.get_close_matches(question, graph.queries, n=3, cutoff=0.4)
    hint = f"Did you mean {', '.join(close)}?" if close else "`exitgraph query --list` shows the names."
    raise InputError(f"no query is named {question!r}", hint=hint)


def _values(params: tuple[str, ...]) -> dict[str, str]:
    values = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise InputError(f"the parameter {param!r} has no value", hint="Write it like --param state=GB.")
        values[name.strip()] = value
    return values


def _list(graph: Graph, form: str) -> None:
    queries = graph.queries.values()
    if form == "json":
        emit_json(
            [
                {
                    "name": query.name,
                    "title": query.title,
                    "description": query.description,
                    "empty": query.empty,
                    "parameters": [parameter._asdict() for parameter in query.parameters],
                }
                for query in queries
            ]
        )
        return
    rows = [
        (query.name, query.title, " ".join(f"{p.name}:{p.kind}{'?' if p.optional else ''}" for p in query.parameters))
        for query in queries
    ]
    (emit_csv if form == "csv" else emit_table)(("name", "question", "parameters (? may be left out)"), rows)
