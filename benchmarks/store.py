"""The on-disk store against pyoxigraph called directly: loading, and a few shapes of query.

    python benchmarks/store.py [CLAIMS] [--runs N]        # 100000 claims, 3 runs

The data are the shipped claims, copied under made-up names until there are enough. What is compared runs in turn, each
load in a process of its own, on the same files; medians, and the ratio of ours to the engine's own. Queries are
measured in processor time, as far as other work on the machine does not disturb that too.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

import exitgraph as xg
from exitgraph.store import DiskStore
from exitgraph.store.disk import DATA, GENERATIONS, Manifest
from exitgraph.store.nquads import Digests, chunks
from exitgraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAMED = re.compile(rb"(claim|evidence|proposition|omission)/([0-9a-f]{5})([0-9a-f]{15})")

ENGINE = """
import sys, time, pyoxigraph as ox
begin = time.perf_counter()
store = ox.Store(sys.argv[2])
store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
store.flush()
del store
print(time.perf_counter() - begin, time.process_time())
"""
OURS = """
import sys, time, pathlib
from exitgraph.store import restore
begin = time.perf_counter()
restore(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[1]))
print(time.perf_counter() - begin, time.process_time())
"""

QUERIES = {
    "lookup of a claim": "SELECT ?p ?o {{ <{claim}> ?p ?o }}",
    "ask": "ASK {{ territory:GB xg:deemsSafe territory:AM }}",
    "join": "SELECT ?c ?l {{ ?c xg:evidence ?e . ?e xg:source source:itv-2024-11 ; xg:speaker ?l }} LIMIT 1000",
    "date window": "SELECT ?c {{ ?c xg:heldAtEarliest ?d FILTER(?d > {day}) }} LIMIT 1000",
    "grouping": "SELECT ?s (COUNT(?c) AS ?n) {{ ?c rdf:predicate xg:admits ; rdf:subject ?s }} GROUP BY ?s",
    "path": "SELECT DISTINCT ?b {{ concept:deserter skos:broader* ?b }}",
    "many rows": "SELECT ?c ?s {{ ?c rdf:subject ?s }} LIMIT 50000",
}


def lines_of(claims: int) -> Iterator[bytes]:
    """Give the lines of a graph of about so many claims, unsorted."""
    graph = xg.load()
    lines = graph.store.serialize("nquads").splitlines()
    yield from (line for line in lines if not NAMED.search(line))
    named = [line for line in lines if NAMED.search(line)]
    for copy in range(-(-claims // len(graph.claims))):
        tag = b"%05x" % copy
        yield from (NAMED.sub(rb"\g<1>/" + tag + rb"\g<3>", line) for line in named)


def dump_of(claims: int, file: Path) -> Manifest:
    """Write a dump of such a graph."""
    lines, digests = sorted(set(lines_of(claims))), Digests()
    for some in chunks(lines):
        digests.add(some)
    manifest = Manifest(digests.data, digests.derived, digests.quads, engine="")
    with file.open("wb") as out:
        out.write(b"# exitgraph store dump 1 " + manifest.text().encode() + b"\n")
        out.writelines(line + b"\n" for line in lines)
    return manifest


def seconds(program: str, *arguments: Path) -> tuple[float, float]:
    """Run a program that prints how long it took, by the clock and on all processors."""
    done = subprocess.run([sys.executable, "-c", program, *map(str, arguments)], capture_output=True, check=True)
    wall, processor = map(float, done.stdout.split())
    return wall, processor


def timed(work: Callable[[], object], least: float = 0.2) -> float:
    """Give the seconds of processor time that one call takes, over as many calls as fill a fifth of a second."""
    calls, begin = 0, time.process_time()
    while (spent := time.process_time() - begin) < least or not calls:
        work()
        calls += 1
    return spent / calls


def direct(store: ox.Store, query: str) -> object:
    """Ask pyoxigraph itself, and take every row."""
    found = store.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    return [tuple(row) for row in found] if isinstance(found, ox.QuerySolutions) else bool(found)


def loading(folder: Path, dump: Path, runs: int) -> list[tuple[str, float, float]]:
    """Load in turn by the engine and by us; leave the last of ours."""
    engine, ours = [], []
    for run in range(runs):
        engine.append(seconds(ENGINE, dump, folder / f"engine{run}"))
        ours.append(seconds(OURS, dump, folder / f"ours{run}"))
        print(f"load {run + 1}: engine {engine[-1][0]:.1f} s, ours {ours[-1][0]:.1f} s", file=sys.stderr)
    return [
        (name, statistics.median(run[part] for run in engine), statistics.median(run[part] for run in ours))
        for part, name in enumerate(("load, by the clock", "load, processor time"))
    ]


def asking(place: Path, runs: int) -> list[tuple[str, float, float]]:
    """Ask each query in turn of the engine and of us."""
    rows = []
    with DiskStore(place) as store:
        raw = ox.Store.read_only(str(place / GENERATIONS / store.generation / DATA))
        claim = store.select("SELECT ?c { ?c a xg:Claim } LIMIT 1")[1][0][0]
        for name, text in QUERIES.items():
            query = text.format(claim=claim, day="'2024-06-01T00:00:00Z'^^xsd:dateTime")
            ask = store.ask if query.startswith("ASK") else store.select
            both: dict[str, Callable[[], object]] = {
                "engine": lambda query=query: direct(raw, query),  # type: ignore[misc]
                "ours": lambda ask=ask, query=query: ask(query),  # type: ignore[misc]
            }
            for work in both.values():
                work()
            found: dict[str, list[float]] = {how: [] for how in both}
            for _ in range(max(runs, 5)):
                for how, work in both.items():
                    found[how].append(timed(work))
            rows.append((name, statistics.median(found["engine"]), statistics.median(found["ours"])))
    return rows


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="The on-disk store against pyoxigraph called directly.")
    parser.add_argument("claims", nargs="?", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest = dump_of(options.claims, folder / "dump.nq")
        print(f"{options.claims} claims, {manifest.quads} quads, pyoxigraph {ox.__version__}, {options.runs} runs\n")
        loads = loading(folder, folder / "dump.nq", options.runs)
        print("| what | pyoxigraph | exitgraph | ratio |\n|---|---|---|---|")
        for what, engine, ours in loads:
            print(f"| {what} | {engine:.1f} s | {ours:.1f} s | {ours / engine:.2f} |")
        for what, engine, ours in asking(folder / f"ours{options.runs - 1}", options.runs):
            print(f"| {what} | {engine * 1000:.3f} ms | {ours * 1000:.3f} ms | {ours / engine:.2f} |")
        place = folder / f"ours{options.runs - 1}"
        print(f"\nopening: {timed(lambda: DiskStore(place).close()) * 1000:.1f} ms")
        size = sum(item.stat().st_size for item in place.rglob("*") if item.is_file())
        print(json.dumps({"dump MB": (folder / "dump.nq").stat().st_size // 1_000_000, "store MB": size // 1_000_000}))


if __name__ == "__main__":
    main()
