"""``exitgraph serve``: the page, the SPARQL endpoint and the graph's IRIs at a loopback address."""

from __future__ import annotations

import threading
import webbrowser
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from exitgraph.cli.common import graph_option, lang_option, load, note

if TYPE_CHECKING:
    from pathlib import Path


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="Address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 8077, or a free one when that is taken.")
@click.option("--allow-host", "names", multiple=True, metavar="NAME", help="A name that it answers for; repeatable.")
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
@click.option("--open", "opens", is_flag=True, help="Open a browser where there is one.")
@graph_option
@lang_option
def command(
    host: str,
    port: int | None,
    names: tuple[str, ...],
    cors_origin: str | None,
    timeout: float,
    max_rows: int,
    workers: int,
    graph_path: Path | None,
    lang: str,
    *,
    opens: bool,
) -> None:
    """Show the page, and answer SPARQL at /sparql, at a loopback address until interrupted."""
    from exitgraph.query.worker import Limits, Pool, available
    from exitgraph.serve import address, listen, serve
    from exitgraph.serve.app import LOOPBACK, application

    listening = listen(host, port)
    try:
        graph = load(graph_path)
        # Before anything starts a thread: the workers are forked from here.
        limits = Limits(timeout=timeout, rows=max_rows, workers=workers)
        with Pool(graph.store, limits) if available() else nullcontext() as pool:
            app = application(graph, pool, lang=lang, hosts=(*LOOPBACK, host, *names), origin=cors_origin)
            where = address(listening)
            click.echo(f"exitgraph is at {where}  (Ctrl-C ends it)")
            click.echo(f"SPARQL is at {where}sparql")
            if opens and _has_browser():
                # The page is made when it is asked for; nobody answers before `serve` runs.
                threading.Timer(0.5, webbrowser.open, [where]).start()
            serve(app, listening)
    except KeyboardInterrupt:
        note("ended")
    finally:
        listening.close()


def _has_browser() -> bool:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
