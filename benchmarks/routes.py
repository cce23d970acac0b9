"""How long questions about routes take, on the shipped graph and at world scale, and beside plain networkx.

::

    python benchmarks/routes.py                          everything, with a made-up passport matrix (about half an hour)
    python benchmarks/routes.py --quick                  less of everything (under a minute)
    python benchmarks/routes.py --matrix FILE            with a matrix in the tidy form, ISO alpha-3
    python benchmarks/routes.py --possible               at world scale, possible legs too

The world is made by ``worldscale.py``, the baselines are in ``baseline.py``. A question is `exitgraph.routes.ask` with
what was compiled once: choosing the rules of the profile, the search, and why-not where nothing is found. Nothing is
asserted but that networkx, where it finishes, finds the same; the aims stand beside the figures.

Times are of the processor, so that other work on the machine counts as little as it can; nothing here runs in parallel,
so on an idle machine they are what a clock shows. Whole commands are timed by the clock too.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from baseline import BASELINES, fronts_of
from worldscale import DAY, made_up_matrix, nationalities, profiles, read_matrix, world

import exitgraph
from exitgraph.claims.inforce import Snapshot
from exitgraph.routes import World, ask, compile_claims, rules_for, search

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

    from baseline import Fronts
    from worldscale import Pair

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.routes import Compiled, Profile

NOW: Final = Snapshot.at(DAY, DAY)
#: The shipped graph is asked about the day of its first source, and with possible legs too: it has few certain answers.
SHIPPED: Final = Snapshot.at("2024-11-24", "2024-11-24")
LEVELS: Final = ("protection", "apply")
LEGS: Final = 5
#: Seconds from which a question is named.
SLOW: Final = 0.4
#: The question of the command line, as in `startup.py`.
COMMAND: Final = (
    *("routes", "--from", "RU", "--status", "deserter", "--holds", "internal-passport", "--today", "2024-11-24"),
)


class Plan(NamedTuple):
    """How much is measured.

    ``profiles`` are asked at each bound of ``legs``, parts ``shares`` of the made-up claims taken; ``runs`` of the
    command; networkx is given ``compared`` profiles at each bound, with ``limit`` seconds for each.
    """

    profiles: int = 200
    legs: tuple[int, ...] = (3, 4, 5, 6)
    shares: tuple[float, ...] = (0.1, 0.5, 1.0)
    runs: int = 10
    shipped_baseline: tuple[int, ...] = (3, 5)
    world_baseline: tuple[int, ...] = (2, 3, 4)
    compared: int = 12
    limit: int = 60


QUICK: Final = Plan(30, (3, 5), (0.1, 1.0), 3, (3,), (2, 3), 4, 2)


class Spread(NamedTuple):
    """Seconds of many questions."""

    p50: float
    p95: float
    most: float
    slowest: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Spread:
        """Give the nearest ranks, and the number of the slowest question."""
        ranked = sorted(seconds)
        p50, p95 = (ranked[round(part * (len(ranked) - 1))] for part in (0.5, 0.95))
        return cls(p50, p95, ranked[-1], list(seconds).index(ranked[-1]))

    def __str__(self) -> str:
        return f"p50 {1000 * self.p50:.0f}, p95 {1000 * self.p95:.0f}, most {1000 * self.most:.0f} ms"


def say(what: str, figure: str, aim: str = "") -> None:
    """Print a row of the table: what was measured, what came out, and what is wanted."""
    print(f"{what:<52}  {figure:<84}  {aim}".rstrip(), flush=True)


# -- what is measured ---------------------------------------------------------------------------------


def commands(plan: Plan) -> None:
    """Time the command as whole processes, text and JSON."""
    for form in ("text", "json"):
        command = [sys.executable, "-m", "exitgraph", *COMMAND, "--format", form]
        clock, processor = [], []
        with tempfile.TemporaryDirectory() as folder:
            for run in range(plan.runs + 1):  # the first one warms the file cache
                begin, before = time.perf_counter(), _of_children()
                subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
                if run:
                    clock.append(time.perf_counter() - begin)
                    processor.append(_of_children() - before)
        figure = f"median {statistics.median(processor):.2f} s; by the clock {statistics.median(clock):.2f} s"
        figure += f", quickest {min(clock):.2f} s"
        say(f"shipped: exitgraph routes --format {form}, {plan.runs} runs", figure, "1.5 s")


def _of_children() -> float:
    """Give the processor's seconds of all child processes that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compiling(name: str, knowledge: Knowledge, now: Snapshot, aim: str = "", *, times: int = 3) -> Compiled:
    """Time the first compilation, and give what it made."""
    seconds = []
    for _ in range(times):
        gc.collect()
        begin = time.process_time()
        compiled = compile_claims(knowledge, now)
        seconds.append(time.process_time() - begin)
    what = f"{name}: compile {len(knowledge.claims):,} claims"
    say(what, f"median {statistics.median(seconds):.2f} s, quickest {min(seconds):.2f} s", aim)
    return compiled


def questions(
    name: str,
    compiled: Compiled,
    asked: Sequence[Profile],
    legs: int,
    *,
    possible: bool = False,
    written: bool = False,
    aim: str = "",
) -> None:
    """Time the question of each profile, and with ``written`` its JSON besides."""
    seconds, writing, found, stopped = [], [], 0, 0
    for profile in asked:
        begin = time.process_time()
        answer = ask(compiled.knowledge, profile, compiled.now, max_legs=legs, possible=possible, compiled=compiled)
        middle = time.process_time()
        seconds.append(middle - begin)
        if written:
            answer.as_json()
            writing.append(time.process_time() - begin)
        found += bool(answer.itineraries)
        stopped += answer.stopped == "max-labels"
    spread = Spread.of(seconds)
    cut = f"; {stopped} hit max-labels" if stopped else ""
    say(f"{name}: {len(asked)} questions, max-legs {legs}", f"{spread}; {found} with an answer{cut}", aim)
    if spread.most > SLOW:
        say(f"{name}: the slowest of these", brief(asked[spread.slowest]))
    if written:
        say(f"{name}: the same with as_json", str(Spread.of(writing)))


def brief(profile: Profile) -> str:
    """Write a profile in a line."""
    said = profile.as_json()
    holds = ", ".join(sorted(profile.shown(document) for document in profile.holds)) or "nothing"
    who = f"{said['nationality']}, {said['status'] or 'status left open'}"
    return f"{who}, from {said['origin']}, at {said['at']}, holds {holds}"


def memory(matrix: Path | None) -> dict[str, int]:
    """Ask in this process, which should be a fresh one; give what is resident after each stage, and the peak, in MB."""
    stages = {}
    shipped = exitgraph.load().knowledge
    stages["shipped"] = resident()
    pairs = rows(shipped, matrix)
    everything = world(shipped, pairs)
    stages["made"] = resident()
    compiled = compile_claims(everything, NOW)
    stages["compiled"] = resident()
    for profile in profiles(everything, {pair.passport for pair in pairs}, 50):
        ask(everything, profile, NOW, max_legs=LEGS, compiled=compiled).as_json()
    stages["asked"] = resident()
    stages["peak"] = peak()
    return stages


def peak() -> int:
    """Give the peak memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * (1024 if sys.platform == "darwin" else 1))


def resident() -> int:
    """Give the memory of this process now, in MB; its peak where the system does not tell."""
    gc.collect()
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * resource.getpagesize() // 2**20 if told.exists() else peak()


def rows(shipped: Knowledge, matrix: Path | None) -> list[Pair]:
    """Give the passport matrix: of a file, or made up."""
    return read_matrix(shipped, matrix) if matrix else made_up_matrix(shipped)


# -- beside networkx ----------------------------------------------------------------------------------


def answered(compiled: Compiled, asked: Sequence[Profile], number: int, *, possible: bool) -> list[Profile]:
    """Give the first profiles for which there is an itinerary: there is nothing to compare in finding none."""
    found: list[Profile] = []
    for profile in asked:
        if len(found) == number:
            break
        answer = ask(compiled.knowledge, profile, compiled.now, max_legs=LEGS, possible=possible, compiled=compiled)
        if answer.itineraries:
            found.append(profile)
    return found


def beside(
    name: str, compiled: Compiled, asked: Sequence[Profile], legs: int, limit: int, *, possible: bool = False
) -> None:
    """Compare from profile to itineraries, networkx in child processes that are ended at the limit.

    Raises
    ------
    AssertionError
        If networkx finishes and finds other criteria.
    """
    for way in BASELINES:
        ratios = []
        for profile in asked:
            begin = time.process_time()
            rules = rules_for(compiled, profile)
            result = search(World(compiled, profile, rules, possible=possible), levels=LEVELS, max_legs=legs)
            seconds = time.process_time() - begin
            # With rules of its own: they are worked out when they are first asked for.
            asking = World(compiled, profile, rules_for(compiled, profile), possible=possible)
            found = limited(way, asking, legs, limit)
            if found is None:
                continue
            taken, fronts = found
            assert result.stopped == "max-labels" or fronts == fronts_of(result.itineraries), f"differ: {profile}"
            ratios.append(taken / seconds)
        figure = f"{len(ratios)} of {len(asked)} finish in {limit} s"
        if ratios:
            figure += f"; the engine is quicker x {statistics.median(ratios):.0f} (median), x {min(ratios):.1f} (least)"
        say(f"{name}: {way}, max-legs {legs}", figure, "x 20")


def limited(way: str, asked: World, legs: int, limit: int) -> tuple[float, Fronts] | None:
    """Run a baseline in a child process with so many seconds of the processor; ``None`` where they did not do.

    Raises
    ------
    RuntimeError
        If the child failed for another reason; it has said why.
    """
    # A fork has the compiled world already; what is made in it goes away with it.
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(there, way, asked, legs, limit))
    child.start()
    there.close()
    try:
        found: tuple[float, Fronts] | None = here.recv()
    except EOFError:  # the system ended it at the limit
        found = None
    child.join()
    if found is None and child.exitcode is not None and child.exitcode >= 0:
        raise RuntimeError(f"{way} failed")
    return found


def _child(there: Connection, way: str, asked: World, legs: int, limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
    gc.freeze()  # what the parent made need not be looked at again
    begin = time.process_time()
    fronts = BASELINES[way](asked, legs)
    there.send((time.process_time() - begin, fronts))


# -- all of it ----------------------------------------------------------------------------------------


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="Time questions about routes, at world scale and beside networkx.")
    parser.add_argument("--matrix", type=Path, metavar="FILE", help="a passport matrix (tidy, ISO alpha-3)")
    parser.add_argument("--quick", action="store_true", help="less of everything, in under a minute")
    parser.add_argument("--possible", action="store_true", help="let contested, undated and old claims carry a leg too")
    parser.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory:
        print(json.dumps(memory(options.matrix)))
        return 0
    plan = QUICK if options.quick else Plan()
    kind = "the matrix given" if options.matrix else "a made-up matrix"
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; {kind}\n")
    say("what", "figure", "aim")
    commands(plan)
    shipped = exitgraph.load().knowledge
    compiled = compiling("shipped", shipped, SHIPPED)
    asked = profiles(shipped, nationalities(shipped), plan.profiles, origin="RU")
    questions("shipped", compiled, asked, LEGS)
    for legs in plan.legs:
        questions("shipped, possible", compiled, asked, legs, possible=True, written=legs == LEGS)
    asked = answered(compiled, asked, plan.compared, possible=True)
    for legs in plan.shipped_baseline:
        beside("shipped, possible", compiled, asked, legs, plan.limit, possible=True)
    at_scale(plan, shipped, options.matrix, possible=options.possible)
    return 0


def at_scale(plan: Plan, shipped: Knowledge, matrix: Path | None, *, possible: bool) -> None:
    """Measure on the world: growth, bounds, memory, and beside networkx."""
    pairs = rows(shipped, matrix)
    asked: list[Profile] = []
    for share in plan.shares:
        everything = world(shipped, pairs, share=share)
        whole = share == 1
        name = ("world" if whole else f"world, {share:.0%}") + (", possible" if possible else "")
        compiled = compiling(name, everything, NOW, "2 s" if whole else "")
        asked = profiles(everything, {pair.passport for pair in pairs}, plan.profiles)
        for legs in plan.legs if whole else (LEGS,):
            aimed = whole and legs == LEGS
            aim = "p50 100 ms, p95 400 ms" if aimed and not possible else ""
            questions(name, compiled, asked, legs, possible=possible, written=aimed, aim=aim)
    command = [sys.executable, __file__, "--memory", *(("--matrix", str(matrix)) if matrix else ())]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    say(
        "world: memory of a fresh process",
        ", ".join(f"{name} {size}" for name, size in told.items()) + " MB",
        "500 MB",
    )
    asked = answered(compiled, asked, plan.compared, possible=possible)
    for legs in plan.world_baseline:
        beside("world", compiled, asked, legs, plan.limit, possible=possible)


if __name__ == "__main__":
    sys.exit(main())
