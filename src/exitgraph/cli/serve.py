"""``exitgraph serve``: the page, the SPARQL endpoint and the graph's IRIs at a loopback address."""

from __future__ import annotations

import ipaddress
import os
import secrets
import threading
import webbrowser
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

import click

from exitgraph.cli.common import GivenPath, graph_option, lang_option, load, note
from exitgraph.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

TOKEN: Final = "EXITGRAPH_TOKEN"  # noqa: S105  # the name of a variable
SHORTEST: Final = 16


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="Address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 8077, or a free one when that is taken.")
@click.option("--allow-host", "names", multiple=True, metavar="NAME", help="A name that it answers for; repeatable.")
@click.option(
    "--token-file",
    type=GivenPath(),
    metavar="FILE",
    help="What everybody has to show, for another address than loopback; EXITGRAPH_TOKEN else, or a new one.",
)
@click.option("--cors-origin", metavar="ORIGIN", help="Another origin whose pages may read the answers.")
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=3.0, show_default=True, metavar="S", help="Seconds of a query."
)
@click.option(
    "--max-rows", type=click.IntRange(min=1), default=100_000, show_default=True, metavar="N", help="Rows of an answer."
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=4, show_default=True, metavar="N", help="Queries at the same time."
)
@click.option(
    "--restricted", is_flag=True, help="Offer the restricted analysis to whoever can reach it; else on loopback only."
)
@click.option("--open", "opens", is_flag=True, help="Open a browser where there is one.")
@graph_option
@lang_option
def command(
    host: str,
    port: int | None,
    names: tuple[str, ...],
    token_file: Path | None,
    cors_origin: str | None,
    timeout: float,
    max_rows: int,
    workers: int,
    graph_path: Path | None,
    lang: str,
    *,
    restricted: bool,
    opens: bool,
) -> None:
    """Show the page, and answer SPARQL at /sparql, at a loopback address until interrupted."""
    from exitgraph.query.worker import Limits, Pool, available
    from exitgraph.serve import address, listen, serve
    from exitgraph.serve.app import LOOPBACK, application

    token = _token(host, token_file)
    listening = listen(host, port)
    try:
        graph = load(graph_path)
        # Before anything starts a thread: the workers are forked from here.
        limits = Limits(timeout=timeout, rows=max_rows, workers=workers)
        with Pool(graph.store, limits) if available() else nullcontext() as pool:
            app = application(
                graph,
                pool,
                lang=lang,
                hosts=(*LOOPBACK, host, *names),
                origin=cors_origin,
                token=token,
                restricted=restricted or token is None,
            )
            where = address(listening)
            click.echo(f"exitgraph is at {where}  (Ctrl-C ends it)")
            if token is not None and token_file is None and not os.environ.get(TOKEN):
                # Made for this run: nobody could know it otherwise.
                note(f"Whoever is to use it opens {where}?token={token} once.")
            click.echo(f"SPARQL is at {where}sparql")
            if opens and _has_browser():
                # The page is made when it is asked for; nobody answers before `serve` runs.
                threading.Timer(0.5, webbrowser.open, [where]).start()
            serve(app, listening)
    except KeyboardInterrupt:
        note("ended")
    finally:
        listening.close()


def _token(host: str, file: Path | None) -> str | None:
    """Give what has to be shown: that of the file or the environment, a new one, or none on loopback."""
    given = os.environ.get(TOKEN, "")
    if file is not None:
        try:
            given = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            told = getattr(error, "strerror", None) or "it is no text"
            raise InputError(f"the token cannot be read: {told}", where=str(file), hint="Name a text file.") from None
    given = given.strip()
    if file is not None or given:
        if len(given) < SHORTEST or not given.isascii() or not given.isprintable():
            raise InputError(
                f"a token has at least {SHORTEST} letters or digits",
                where=str(file) if file else TOKEN,
                hint="Leave it out: a good one is made then.",
            )
        return given
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    return None if loopback else secrets.token_urlsafe(24)


def _has_browser() -> bool:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
