"""``exitgraph push``: publish a graph to a SPARQL server."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from exitgraph.cli.common import emit_json, format_option, graph_option, load, note, say
from exitgraph.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from exitgraph.store.client import SparqlClient

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
# Readers look every minute whether what they read is still there (`exitgraph.store.remote`).
_SHORTEST = timedelta(minutes=10)


@click.command("push")
@click.argument("url")
@click.option(
    "--update-url", metavar="URL", help="Where updates go; else URL, or .../update where URL ends in .../query."
)
@click.option(
    "--grace",
    metavar="TIME",
    default="1d",
    show_default=True,
    help="How long readers may go on with an older state before it is removed: such as 30m, 12h, 7d.",
)
@click.option(
    "--check", "only_check", is_flag=True, help="Say what is there and what the server can do; write nothing."
)
@graph_option
@format_option("json")
def command(
    url: str, update_url: str | None, grace: str, graph_path: Path | None, form: str, *, only_check: bool
) -> None:
    """Publish the graph to the SPARQL server whose query address is URL.

    A reader sees the old state or the new one, never half. A push that was cut off goes on where it stopped. What was
    pushed already is not written again. Credentials come from the environment: docs/stores.md.
    """
    from exitgraph.store.client import SparqlClient
    from exitgraph.store.push import push

    kept = _grace(grace)
    with SparqlClient(url, update_url=update_url) as client:
        if only_check:
            _tell(_there(client), form)
            return
        done = push(client, load(graph_path).in_memory(), grace=kept)
    note("published" if done.published else "this state is current already; nothing was published")
    _tell(
        {
            "store": client.address.url,
            "digest": done.generation.digest,
            "published": done.published,
            "number": done.pointer.number,
            "date": done.pointer.date,
            **done.generation.counts,
            "triples_written": done.written,
            "graphs_removed": done.collected,
        },
        form,
    )


def _there(client: SparqlClient) -> dict[str, Any]:
    from dataclasses import asdict

    from exitgraph.store.catalogue import current_generation
    from exitgraph.store.probe import is_empty, probe

    found = current_generation(client)
    able = asdict(probe(client))
    if is_empty(client):
        able |= {"union": None, "cyclic_paths": None}
    if found is None:
        return {"store": client.address.url, "digest": None, "able": able}
    pointer, generation = found
    said = {"digest": generation.digest, "number": pointer.number, "date": pointer.date, **generation.counts}
    return {"store": client.address.url, **said, "able": able}


def _tell(said: dict[str, Any], form: str) -> None:
    if form == "json":
        emit_json(said)
        return
    for name, value in said.items():
        if isinstance(value, dict):
            say("what it can do:")
            for line in _ability(value):
                say(line)
            continue
        say(f"{name.replace('_', ' ')}: {'none, the server has no catalogue' if value is None else value}")


_ABLE = {
    "union": "its default graph is the union of the named ones",
    "typed_dates": "compares dates as dates",
    "cyclic_paths": "follows paths in circles",
    "durable": "keeps what it was sent",
    "most_rows": "rows of an answer",
}


def _ability(able: dict[str, Any]) -> list[str]:
    """Write what a server can do as lines; what needs data cannot be told of an empty one."""
    lines = []
    for name, value in able.items():
        if name == "most_rows":
            shown = "no limit met" if value is None else f"at most {value:,}"
        else:
            shown = {True: "yes", False: "no", None: "not known while it is empty"}[value]
        lines.append(f"  {_ABLE.get(name, name.replace('_', ' '))}: {shown}")
    return lines


def _grace(text: str) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,4})([mhd])", text)
    found = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else timedelta(0)
    if found < _SHORTEST:
        raise InputError(f"the grace {text!r} is no time of ten minutes or more", hint="Write it like 30m, 12h or 7d.")
    return found
