"""``exitgraph store``: make an on-disk store, and keep it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from exitgraph.cli.common import emit_json, format_option, graph_option, load, say

if TYPE_CHECKING:
    from exitgraph.store import DiskStore

_FOLDER = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))


@click.group("store")
def command() -> None:
    """Make an on-disk store of a graph, and keep it; every reading verb takes it as --graph DIR."""


@command.command("build")
@_FOLDER
@graph_option
@format_option("json")
def build(folder: Path, graph_path: Path | None, form: str) -> None:
    """Put a graph into the store DIR, which is made if it is not there.

    Readers that have the store open keep what they opened; killed anywhere, DIR holds the old graph or the new one.
    """
    from exitgraph import store

    store.build(folder, load(graph_path).in_memory())
    _report("build", folder, form)


@command.command("backup")
@_FOLDER
@click.argument("target", metavar="NEW_DIR", type=click.Path(path_type=Path))
@format_option("json")
def backup(folder: Path, target: Path, form: str) -> None:
    """Copy the store DIR into a new folder, which is a store as well."""
    from exitgraph import store

    with store.DiskStore(folder) as opened:
        store.backup(opened, target)
    _report("backup", target, form)


@command.command("dump")
@_FOLDER
@click.argument("file", type=click.Path(path_type=Path))
@format_option("json")
def dump(folder: Path, file: Path, form: str) -> None:
    """Write what the store DIR holds to FILE as sorted N-Quads that any tool reads, and `restore` takes back whole."""
    from exitgraph import store

    with store.DiskStore(folder) as opened:
        store.dump(opened, file)
        _say("dump", file, opened, form)


@command.command("restore")
@_FOLDER
@click.argument("file", type=click.Path(path_type=Path))
@format_option("json")
def restore(folder: Path, file: Path, form: str) -> None:
    """Put FILE, a dump, into the store DIR; the same data, files and queries as were dumped, or nothing."""
    from exitgraph import store

    store.restore(folder, file)
    _report("restore", folder, form)


@command.command("verify")
@_FOLDER
@format_option("json")
def verify(folder: Path, form: str) -> None:
    """Read the whole store DIR, and hold it against its digests.

    Exit code 1 if it is damaged, 2 if it cannot even be opened.
    """
    from exitgraph import store

    with store.DiskStore(folder) as opened:
        opened.verify()
        _say("verify", folder, opened, form)


@command.command("collect")
@_FOLDER
@format_option("json")
def collect(folder: Path, form: str) -> None:
    """Remove old generations that no reader holds; writing to the store does that as well."""
    from exitgraph import store

    gone = store.collect(folder)
    _report("collect", folder, form, removed=gone)


def _report(what: str, folder: Path, form: str, **more: Any) -> None:
    from exitgraph.store import DiskStore

    with DiskStore(folder) as opened:
        _say(what, folder, opened, form, **more)


def _say(what: str, place: Path, opened: DiskStore, form: str, **more: Any) -> None:
    manifest = opened.manifest
    found = {"done": what, "generation": opened.generation, "digest": manifest.digest, "quads": manifest.quads}
    if form == "json":
        emit_json(found | more)
        return
    say(f"{place}: {manifest.quads} quads, {manifest.digest}")
    for name in more.get("removed", ()):
        say(f"removed {name}")
