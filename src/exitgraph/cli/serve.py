"""``exitgraph serve``: the page at a loopback address."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING

import click

from exitgraph.cli.common import graph_option, lang_option, load, note

if TYPE_CHECKING:
    from pathlib import Path


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 8077, or a free one when that is taken.")
@click.option("--open", "opens", is_flag=True, help="Open a browser where there is one.")
@graph_option
@lang_option
def command(port: int | None, graph_path: Path | None, lang: str, *, opens: bool) -> None:
    """Show the page at a loopback address until interrupted."""
    from exitgraph.serve import PageServer

    graph = load(graph_path)
    with PageServer(graph.page(lang=lang), port=port) as server:
        click.echo(f"exitgraph is at {server.address}  (Ctrl-C ends it)")
        if opens and _has_browser():
            webbrowser.open(server.address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            note("ended")


def _has_browser() -> bool:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
