"""The analytic questions: the table against SPARQL on our in-memory store, at 100,000 claims.

    python benchmarks/columns.py [CLAIMS] [--runs N]        # 100000 claims, 5 runs

The data are the shipped claims, stated again by made-up sources (with their reviews) until there are enough: claims
with identities of their own, so that graph and store hold the same. Each question is asked in SPARQL and of the table
in turn, every row taken, by the clock and in processor time of all threads; medians, and the ratio. The texts of the
SPARQL are those that the tests hold the table against.
"""

from __future__ import annotations

import argparse
import platform
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

import exitgraph as xg
from exitgraph.columns import Table
from exitgraph.rdf.direct import direct_triples
from exitgraph.rdf.encode import claim_triples, review_triples, source_triples
from exitgraph.rdf.turtle import Document, Triple
from exitgraph.store import EmbeddedStore

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from columns_sparql import QUESTIONS, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from exitgraph import Graph
    from exitgraph.claims.knowledge import Knowledge

VALID, KNOWN = "2024-11-24", "2025-06-01"
EXPORT = """
SELECT ?claim ?subject ?relation ?object ?source ?start ?end ?held WHERE {
  ?claim a xg:Claim ; rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object ; xg:evidence ?e .
  ?e xg:source ?source
  OPTIONAL { ?claim xg:startEarliest ?start } OPTIONAL { ?claim xg:endLatest ?end }
  OPTIONAL { ?claim xg:heldAtLatest ?held } }"""


def asked(table: Table) -> dict[str, Callable[[], pa.Table]]:
    """Give each question as it is put to the table."""
    days = (VALID, KNOWN)
    return {
        "count by relation": lambda: table.counts("relation", known_at=KNOWN),
        "count by source": lambda: table.counts("source", known_at=KNOWN),
        "count by publisher and year": lambda: table.counts("publisher", "year", known_at=KNOWN),
        "count by relation, in force": lambda: table.counts("relation", valid_at=VALID, known_at=KNOWN),
        "known by a day": lambda: table.sql("SELECT claim FROM claims_known($known) WHERE NOT deprecated", known=KNOWN),
        "in force on a day": lambda: table.sql(
            "SELECT claim, standing, stale FROM claims_at($valid, $known) WHERE standing <> 'not in force'",
            valid=VALID,
            known=KNOWN,
        ),
        "who admits whom on a document": lambda: table.who_admits(
            "internal-passport", valid_at=days[0], known_at=days[1]
        ),
        "who deems whom safe": lambda: table.who_deems_safe(valid_at=days[0], known_at=days[1]),
        "returns by mode and year": lambda: table.returns(known_at=KNOWN),
        "all claims, eight columns": lambda: table.sql(
            "SELECT claim, subject, relation, object, source, start_earliest, end_latest, held_latest FROM claims"
        ),
    }


def multiplied(knowledge: Knowledge, wanted: int) -> Knowledge:
    """State the claims of a graph again by made-up sources, with their reviews, until there are so many."""
    claims, sources, reviews = dict(knowledge.claims), dict(knowledge.sources), dict(knowledge.reviews)
    copies = -(-wanted // len(knowledge.claims))
    for copy in range(1, copies):
        again = {name: f"{name}-again-{copy}" for name in knowledge.sources}
        for name, source in knowledge.sources.items():
            sources[again[name]] = replace(source, iri=again[name], copies=(), relays=())
        for name, claim in knowledge.claims.items():
            evidence = tuple(replace(item, source=again.get(item.source, item.source)) for item in claim.evidence)
            made = replace(claim, evidence=evidence, contradicts=())
            claims[made.iri] = made
            again[name] = made.iri
        for review in knowledge.reviews.values():
            made_review = replace(review, about=again.get(review.about, review.about), superseded_by=None)
            reviews[made_review.iri] = made_review
    return replace(knowledge, claims=claims, sources=sources, reviews=reviews)


def stored(graph: Graph, knowledge: Knowledge) -> EmbeddedStore:
    """Put the same into a store of ours in memory, beside the reference."""
    fixed = [item for item in graph.documents if "/sources/" not in item.path and "/claims/" not in item.path]
    triples: list[Triple] = []
    for claim in knowledge.claims.values():
        triples += claim_triples(claim)
    for source in knowledge.sources.values():
        triples += source_triples(source)
    for review in knowledge.reviews.values():
        triples += review_triples(review)
    return EmbeddedStore([*fixed, Document("made", tuple(triples))], direct_triples(knowledge))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Give the seconds that a call takes, by the clock and of the processor."""
    begin, spent = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begin, time.process_time() - spent


def resident() -> int:
    """Give the megabytes that the process holds now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() // 1_000_000


def making(knowledge: Knowledge, runs: int, folder: Path) -> Table:
    """Print what it costs to make the table, and to open one that is kept; give it."""
    for what, at in (("made", None), ("made and kept", folder), ("opened again", folder)):
        found, table = [], Table(knowledge)
        before = resident()
        for _ in range(runs if what == "opened again" else 1):
            if what == "made and kept":
                for kept in folder.glob("*"):
                    kept.unlink()
            table = Table(knowledge, at)
            tables = timed(table.arrow)
            engine = timed(lambda table=table: table.sql("SELECT 1"))  # type: ignore[misc]
            found.append((tables[0], engine[0]))
        first, second = (statistics.median(run[part] for run in found) for part in (0, 1))
        more = f"{resident() - before} MB more in memory, " if at is None else ""
        print(f"{what}: Arrow {first:.2f} s, DuckDB {second:.2f} s; {more}Arrow {table.arrow().nbytes // 1_000_000} MB")
    size = sum(item.stat().st_size for item in folder.glob("*"))
    print(f"on disk {size // 1_000_000} MB; most ever in memory {_peak()} MB\n")
    return table


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="The table against SPARQL on our in-memory store.")
    parser.add_argument("claims", nargs="?", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    load = Path("/proc/loadavg").read_text("ascii").split()[0]
    graph = xg.load()
    knowledge = multiplied(graph.knowledge, options.claims)
    print(
        f"{len(knowledge.claims)} claims, {options.runs} runs, load {load}, Python {platform.python_version()}, ",
        end="",
    )
    print(f"DuckDB {duckdb.__version__}, pyarrow {pa.__version__}; {resident()} MB with the claims decoded")
    with tempfile.TemporaryDirectory() as name:
        table = making(knowledge, options.runs, Path(name) / "columns")
    store = stored(graph, knowledge)
    print("| question | rows | SPARQL | table | ratio | ratio, processor |\n|---|---|---|---|---|---|")
    for question, ask in asked(table).items():
        query = text(question, VALID, KNOWN) if question in QUESTIONS else EXPORT
        sparql: list[tuple[float, float]] = []
        columns: list[tuple[float, float]] = []
        rows = len(store.select(query)[1])
        same = ask().num_rows
        for _ in range(options.runs):
            sparql.append(timed(lambda query=query: store.select(query)))  # type: ignore[misc]
            columns.append(timed(ask))
        clock, processor = (
            [statistics.median(run[part] for run in runs) for runs in (sparql, columns)] for part in (0, 1)
        )
        shown = str(rows) if rows == same else f"{rows}, of the table {same}"
        times = f"{clock[0] * 1000:.0f} ms | {clock[1] * 1000:.1f} ms | {clock[0] / clock[1]:.0f}"
        print(f"| {question} | {shown} | {times} | {processor[0] / processor[1]:.0f} |", flush=True)
    print(f"\nload at the end {Path('/proc/loadavg').read_text('ascii').split()[0]}")


if __name__ == "__main__":
    main()
