"""How long it takes to ask of every origin, personal status and set of documents whether a way exists.

::

    python benchmarks/sweep.py FILE                      all origins of the made-up passport matrix, 2 processes
    python benchmarks/sweep.py FILE --origins 10         fewer
    python benchmarks/sweep.py FILE --matrix MATRIX      a matrix in the tidy form, ISO alpha-3

FILE takes the results, one line for each origin; asked again the sweep goes on where it was, and the time is of
the rest. The world is made by ``worldscale.py``; nothing in it was claimed by anybody. After the sweep the time
of chains and dependence for one profile is printed, of the processor. The aims: 10 minutes on 2 cores, and 2 seconds.
"""

from __future__ import annotations

import argparse
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from worldscale import DAY, made_up_matrix, nationalities, profiles, read_matrix, world

import exitgraph
from exitgraph.analysis.chains import chains
from exitgraph.analysis.dependence import dependence
from exitgraph.analysis.gaps import STATUSES
from exitgraph.analysis.sweep import DOCUMENT_SETS, Plan, Results, header, run, summary
from exitgraph.claims.inforce import Snapshot
from exitgraph.routes import compile_claims
from exitgraph.vocabulary import local_name

if TYPE_CHECKING:
    from exitgraph.routes import Compiled


def make(matrix: Path | None) -> Compiled:
    """Make the world and compile it; called in each process."""
    knowledge = exitgraph.load().knowledge
    rows = read_matrix(knowledge, matrix) if matrix else made_up_matrix(knowledge)
    return compile_claims(world(knowledge, rows), Snapshot.at(DAY, DAY))


def main() -> None:
    """Run the sweep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--matrix", type=Path)
    parser.add_argument("--origins", type=int)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    compiled = make(asked.matrix)
    codes = tuple(local_name(place) for place in nationalities(compiled.knowledge))[: asked.origins]
    plan = Plan(codes, STATUSES, DOCUMENT_SETS)
    results = Results(asked.file, header(compiled, plan))
    already, begin = len(results.done), time.perf_counter()
    for number, origin in enumerate(
        run(partial(make, asked.matrix), compiled, plan, results, workers=asked.workers), 1
    ):
        print(f"\r{already + number} of {len(codes)} origins ({origin})", end="", flush=True)
    took = time.perf_counter() - begin
    rows = summary(plan, results)
    asked_of, certain = sum(row["origins"] for row in rows), sum(row["certain"] for row in rows)
    classes = sum(len(done["classes"]) for done in results.done.values())
    print(f"\n{asked_of} profiles, {certain} with a way on certain claims, {classes} classes without")
    print(f"{len(codes) - already} origins in {took:.1f} s with {asked.workers} processes")
    for profile in profiles(compiled.knowledge, nationalities(compiled.knowledge), 5):
        begin = time.process_time()
        dependence(compiled, profile)
        middle = time.process_time()
        chains(compiled, profile)
        print(f"one profile: dependence {middle - begin:.2f} s, chains {time.process_time() - middle:.2f} s")


if __name__ == "__main__":
    main()
