"""``exitgraph export``: the graph, or the table of its claims."""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from exitgraph.cli.common import GivenPath, graph_option, load, note, write_file
from exitgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exitgraph.api import Graph

FORMATS = ("nquads", "trig", "turtle", "jsonld", "graphml", "csv", "parquet")


@click.command("export")
@click.option("--format", "form", type=click.Choice(FORMATS), default="nquads", show_default=True, help="Format.")
@click.option("-o", "--output", type=GivenPath(), help="File; standard output when left out.")
@graph_option
def command(form: str, output: Path | None, graph_path: Path | None) -> None:
    """Write the graph (nquads, trig, turtle, jsonld, graphml), or its claims as a table (csv, parquet)."""
    graph = load(graph_path)
    data = export(graph, form)
    if output is None:
        if form == "parquet" and sys.stdout.isatty():
            raise InputError("parquet is binary", hint="Name a file: -o claims.parquet")
        sys.stdout.buffer.write(data)
        return
    write_file(output, data)
    note(f"{output}: {len(data) // 1000} kB, {graph.digest}")


def export(graph: Graph, form: str) -> bytes:
    """Write a graph in a format; the same graph gives the same bytes (but for jsonld's order inside a node)."""
    if form in ("nquads", "trig", "jsonld"):
        return graph.store.serialize(form)
    if form == "turtle":
        from exitgraph.rdf.turtle import write_text

        return write_text(triple for triple, _ in graph.store.quads()).encode()
    if form == "graphml":
        return _graphml(graph)
    return _csv(graph) if form == "csv" else _parquet(graph)


def _graphml(graph: Graph) -> bytes:
    import networkx as nx

    network = graph.network()
    for _, data in network.nodes(data=True):
        data["texts"] = "\n".join(f"{relation}: {text} [{claim}]" for relation, text, claim in data["texts"])
    return "\n".join(nx.generate_graphml(network, named_key_ids=True)).encode() + b"\n"


def _rows(graph: Graph) -> tuple[list[str], Iterator[dict[str, str]]]:
    """Give the claim table, as `exitgraph import table` reads it."""
    from exitgraph.sources import table_of
    from exitgraph.sources.merge import file_of

    knowledge, files = graph.knowledge, file_of(graph.own_documents)
    sources = {name: item for name, item in knowledge.sources.items() if name in files}
    omissions = {name: item for name, item in knowledge.omissions.items() if name in files}
    subjects = {triple.subject for document in graph.own_documents for triple in document.triples}
    reviews = {name: item for name, item in knowledge.reviews.items() if name in subjects}
    return table_of(replace(knowledge, sources=sources, omissions=omissions, reviews=reviews), files)


def _csv(graph: Graph) -> bytes:
    header, rows = _rows(graph)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _parquet(graph: Graph) -> bytes:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise InputError("parquet needs pyarrow", hint="pip install 'exitgraph[tables]'") from None
    header, found = _rows(graph)
    rows = list(found)
    table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in header})
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink)
    return bytes(sink.getvalue())
