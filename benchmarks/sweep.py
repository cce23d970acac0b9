"""How long it takes to ask of every origin, personal status and set of documents whether a way exists.

::

    python benchmarks/sweep.py FILE                      all origins of the made-up passport matrix, 2 processes
    python benchmarks/sweep.py FILE --origins 10         ten of them, evenly spread
    python benchmarks/sweep.py FILE --matrix MATRIX      a matrix in the tidy form, ISO alpha-3
    python benchmarks/sweep.py                           no sweep: chains and dependence only

FILE takes the results, one line for each origin; asked again the sweep goes on where it was, and the time is of
the rest. The world is made by ``worldscale.py``; nothing in it was claimed by anybody. Chains and dependence are then
timed for profiles of any origin, each by the clock and of the processor. The aims: 10 minutes on 2 cores, 2 seconds.
"""

from __future__ import annotations

import argparse
import resource
import time
from functools import partial
from pathlib import Path
from statistics import median
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
    """Run the sweep, and time the analyses of one profile."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--matrix", type=Path)
    parser.add_argument("--origins", type=int)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--profiles", type=int, default=24)
    asked = parser.parse_args()
    compiled = make(asked.matrix)
    if asked.file:
        sweep(compiled, asked)
    one_profile(compiled, asked.profiles)


def sweep(compiled: Compiled, asked: argparse.Namespace) -> None:
    """Go through the origins, and print what was found and how long it took."""
    every = [local_name(place) for place in nationalities(compiled.knowledge)]
    codes = tuple(every[:: max(1, len(every) // (asked.origins or len(every)))][: asked.origins])
    plan = Plan(codes, STATUSES, DOCUMENT_SETS)
    results = Results(asked.file, header(compiled, plan))
    already, begin = len(results.done), time.perf_counter()
    made = partial(make, asked.matrix)
    for number, origin in enumerate(run(made, compiled, plan, results, workers=asked.workers), 1):
        print(f"\r{already + number} of {len(codes)} origins ({origin}) ", end="", flush=True)
    took, used = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    rows = summary(plan, results)
    asked_of, certain = sum(row["origins"] for row in rows), sum(row["certain"] for row in rows)
    classes = sum(len(done["classes"]) for done in results.done.values())
    print(f"\n{asked_of} profiles, {certain} with a way on certain claims, {classes} classes without")
    print(f"{len(codes) - already} origins in {took:.1f} s with {asked.workers} processes", end=", ")
    print(f"{used.ru_utime:.1f} s of the processor in them")


def one_profile(compiled: Compiled, number: int) -> None:
    """Time chains and dependence for single profiles."""
    asked = profiles(compiled.knowledge, nationalities(compiled.knowledge), number)
    for name, analysis in (("dependence", dependence), ("chains", chains)):
        clock, used = [], []
        for profile in asked:
            begin, worked = time.perf_counter(), time.process_time()
            analysis(compiled, profile)
            clock.append(time.perf_counter() - begin)
            used.append(time.process_time() - worked)
        print(f"{name} of one profile, {len(asked)} profiles:", end=" ")
        for times, how in ((clock, "by the clock"), (used, "of the processor")):
            print(f"median {median(times):.2f} s, most {max(times):.2f} s {how}", end="\n" if times is used else "; ")


if __name__ == "__main__":
    main()
