"""``exitgraph view``: one self-contained interactive page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from exitgraph.cli.common import (
    GivenPath,
    dates,
    graph_option,
    known_option,
    lang_option,
    load,
    note,
    today_option,
    valid_option,
    write_file,
)
from exitgraph.errors import InputError

if TYPE_CHECKING:
    from exitgraph.api import Graph
    from exitgraph.routes import Answer

#: Options that say whose itineraries, and mean nothing without ``--from``.
_OF_PROFILE = ("status", "nationality", "at", "holds", "unaccompanied_minor", "to", "goal", "max_legs", "possible")
_WITH_PROFILE = (*_OF_PROFILE, "valid_at", "known_at", "today", "only_itineraries")


@click.command("view")
@click.option("-o", "--output", type=GivenPath(), default=Path("exitgraph.html"), show_default=True, help="File.")
@click.option("--around", metavar="X", help="Only the neighbourhood of this entity.")
@click.option("--depth", type=click.IntRange(1, 20), default=1, show_default=True, help="How many arrows from it.")
@click.option("--query", "question", metavar="NAME|FILE", help="Only claims that its result names, or both ends of.")
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of the query.")
@click.option("--title", help="Title of the page.")
@click.option("--from", "origin", metavar="CC", help="Put the itineraries of a profile in: its State of origin.")
@click.option("--status", metavar="STATUS", help="Its personal status, such as deserter.")
@click.option("--nationality", multiple=True, metavar="CC", help="Its nationality, if not the origin's.")
@click.option("--at", metavar="CC", help="Where the person is, if not in the origin.")
@click.option("--holds", multiple=True, metavar="DOC", help="A document held; may be repeated.")
@click.option("--unaccompanied-minor", is_flag=True, help="The person is a minor without an adult in charge.")
@click.option("--to", multiple=True, metavar="CC", help="A goal; any territory when left out.")
@click.option("--goal", type=click.Choice(["reach", "apply", "protection"]), help="Default: apply or better.")
@click.option("--max-legs", type=int, metavar="N", help="Bound on the number of legs (default 6).")
@click.option("--possible", is_flag=True, help="Let contested, undated and old claims carry a leg too.")
@click.option("--only-itineraries", is_flag=True, help="Nothing but the claims of the itineraries.")
@valid_option
@known_option
@today_option
@graph_option
@lang_option
def command(
    output: Path,
    around: str | None,
    depth: int,
    question: str | None,
    params: tuple[str, ...],
    title: str | None,
    origin: str | None,
    graph_path: Path | None,
    lang: str,
    **asked: Any,
) -> None:
    """Write one self-contained interactive page: what it leaves out is not in the file.

    With --from it also shows the documented itineraries of that profile, as `exitgraph routes` finds them.
    """
    if output.is_dir():
        raise InputError("this is a folder", where=str(output), hint="Name a file: -o graph.html")
    _agree(origin, around, question, asked)
    if params and question is None:
        raise click.UsageError("--param belongs to a query: name one, --query NAME")
    if depth != 1 and around is None:
        raise click.UsageError("--depth belongs to --around")
    graph = load(graph_path)
    options: dict[str, Any] = {"lang": lang, "depth": depth, "title": title}
    options["around"] = graph.resolve(around) if around else None
    if question is not None:
        options["claims"] = _named(graph, question, params)
    if origin is not None:
        options["answer"] = _answer(graph, origin, asked)
        note(f"{len(options['answer'].itineraries)} itineraries")
        if asked["only_itineraries"]:
            options["claims"] = ()
    html = graph.page(**options)
    write_file(output, html.encode())
    note(f"{output}: {len(html.encode()) // 1000} kB, opens in any browser, makes no network request")


def _agree(origin: str | None, around: str | None, question: str | None, asked: dict[str, Any]) -> None:
    """Refuse options that contradict one another, before anything is loaded."""
    given = {"--around": around, "--query": question, "--from": origin}
    given |= {f"--{name.replace('_', '-')}": asked[name] for name in ("status", "at", "valid_at", "known_at", "today")}
    for option, value in given.items():
        if value == "":
            # Left out it would mean something; empty (an unset variable of a script) it must not.
            raise InputError(f"{option} is empty", hint="Name a value, or leave the option out.")
    if origin is None:
        for name in _WITH_PROFILE:
            if asked[name] not in (None, (), False):
                raise click.UsageError(
                    f"--{name.replace('_', '-')} is about itineraries: name an origin too, --from RU"
                )
    if asked["only_itineraries"] and (around is not None or question is not None):
        raise click.UsageError("--only-itineraries leaves nothing for --around or --query to choose")


def _named(graph: Graph, question: str, params: tuple[str, ...]) -> frozenset[str]:
    from exitgraph.cli.query import _find, _run, _values
    from exitgraph.query import bind
    from exitgraph.view import named_claims

    query = _find(graph, question)
    result = _run(graph, bind(query, _values(params), graph.knowledge), query.name, 60.0, None)
    return named_claims(graph.knowledge, result)


def _answer(graph: Graph, origin: str, asked: dict[str, Any]) -> Answer:
    valid, known = dates(asked["today"], asked["valid_at"], asked["known_at"])
    profile = {name: asked[name] for name in _OF_PROFILE}
    profile["max_legs"] = 6 if asked["max_legs"] is None else asked["max_legs"]
    return graph.routes(origin, valid_at=valid, known_at=known, **profile)
