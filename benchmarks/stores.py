"""Stores side by side: loading, memory and fourteen shapes of query, on the same machine in the same run.

::

    python benchmarks/stores.py                                   1,000 and 10,000 claims
    python benchmarks/stores.py --sizes 1000,10000,100000
    python benchmarks/stores.py --only memory,pyoxigraph --runs 9
    python benchmarks/stores.py --only memory,pushed-oxigraph     servers that `push` has filled
    python benchmarks/stores.py --seconds 30                      when a query is given up (a load: later)

Each engine (`engines.py`) runs in a process of its own, all of them hold the same data (`storedata.py`), and they are
asked by turns while the others wait, so that other work on the machine meets all alike. What is timed is the way from
the text of a query to all of its rows in Python; the median of the runs is given. Rows are compared at every query:
those of an engine that differ from those of the first engine are printed, and the command ends with 1.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import psutil
import pyoxigraph as ox
import pytest
import rdflib
from engines import ENGINES, USUAL
from storedata import Made, make, questions

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

#: A query is repeated until so much time has passed, and at least once: the clock is too coarse for the quickest.
_LEAST = 0.02
#: An engine that has used so many seconds on one query, or on loading, is not asked again.
_ENOUGH = 10.0
_LONGEST_LOAD = 900.0
_SHOWN = 3


class Over(BaseException):
    """The time is up; no engine may catch this as an error of its own."""


class Reply(NamedTuple):
    """What an engine's process says: ``ok``, ``over``, ``failed`` or ``missing``, and what there is to say."""

    state: str
    said: Any = None


class Loaded(NamedTuple):
    """One load: seconds by the clock, seconds of this process's processor time, bytes in memory and on disk."""

    clock: float
    processor: float
    memory: int
    disk: int


class Asked(NamedTuple):
    """One query: seconds by the clock and of this process's processor time, how many rows, and their digest."""

    seconds: float
    processor: float
    rows: int
    digest: str


@dataclass
class Measured:
    """What came out at one size: loads by engine, answers by query and engine, words where there is no figure."""

    made: Made
    loads: dict[str, list[Loaded]] = field(default_factory=dict)
    asks: dict[str, dict[str, list[Asked]]] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def serve(name: str, folder: Path, seconds: float, connection: Connection) -> None:
    """Be the process of one engine until it is told to end."""
    signal.signal(signal.SIGALRM, _ring)
    engine = ENGINES[name](folder, seconds)
    before = engine.memory()
    work: dict[str, Callable[[Any], object]] = {
        "load": lambda dump: _load(engine, dump, before),
        "ask": lambda query: _ask(engine, query),
        "rows": lambda query: engine.plain(engine.ask(query)),
    }
    try:
        while (command := connection.recv()) is not None:
            what, argument, limit = command
            try:
                signal.setitimer(signal.ITIMER_REAL, limit)
                try:
                    said = work[what](argument)
                finally:
                    signal.setitimer(signal.ITIMER_REAL, 0)
                connection.send(Reply("ok", said))
            except Over:
                connection.send(Reply("over"))
            except pytest.skip.Exception as missing:
                connection.send(Reply("missing", str(missing)))
            except Exception as error:  # noqa: BLE001  # whatever an engine raises, it is told
                connection.send(Reply("failed", f"{type(error).__name__}: {error}".splitlines()[0][:200]))
    finally:
        engine.close()


def _ring(_number: int, _frame: object) -> None:
    raise Over


def _load(engine: Any, dump: Path, before: int) -> Loaded:
    begin, processor = time.perf_counter(), time.process_time()
    engine.load(dump)
    clock, processor = time.perf_counter() - begin, time.process_time() - processor
    own = 0 if engine.server else before
    return Loaded(clock, processor, engine.memory() - own, engine.disk())


def _ask(engine: Any, query: str) -> Asked:
    calls, begin, processor = 0, time.perf_counter(), time.process_time()
    while (spent := time.perf_counter() - begin) < _LEAST or not calls:
        rows = engine.ask(query)
        calls += 1
    processor = time.process_time() - processor
    signal.setitimer(signal.ITIMER_REAL, 0)
    found = engine.plain(rows)
    return Asked(spent / calls, processor / calls, len(found), hashlib.sha256(repr(found).encode()).hexdigest()[:12])


class Runner:
    """An engine's process as the one that measures sees it."""

    def __init__(self, name: str, folder: Path, seconds: float) -> None:
        context = multiprocessing.get_context("spawn")
        self.name, self.alive = name, True
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(name, folder / name, seconds, theirs))
        self._process.start()
        theirs.close()

    def call(self, what: str, argument: object, limit: float) -> Reply:
        """Have something done; an engine that cannot be interrupted gets twice the time, and is then ended."""
        try:
            self._connection.send((what, argument, limit))
            if self._connection.poll(2 * limit + 20):
                reply: Reply = self._connection.recv()
                return reply
        except (EOFError, OSError):
            self.end()
            return Reply("failed", "the process ended")
        self.end()
        return Reply("over")

    def end(self) -> None:
        """End it, and the server that it started."""
        if self.alive:
            self.alive = False
            try:
                below = psutil.Process(self._process.pid).children(recursive=True)
                self._connection.send(None)
                self._process.join(30)
            except (psutil.NoSuchProcess, OSError):
                below = []
            if self._process.is_alive():
                self._process.kill()
            for process in below:
                # psutil looks whether the number still means the process that it was.
                if process.is_running():
                    process.kill()
            self._process.join()
            self._connection.close()


def measure(
    made: Made, folder: Path, names: list[str], runs: int, seconds: float, minutes: float = float("inf")
) -> Measured:
    """Load and ask everything at one size, as far as the minutes go."""
    end = time.monotonic() + 60 * minutes
    found = Measured(made)
    runners = [Runner(name, folder, seconds) for name in names]
    try:
        for turn in range(runs):
            for runner in runners:
                if turn and time.monotonic() > end:
                    break
                _load_once(runner, found, turn, max(seconds, _LONGEST_LOAD))
        for runner in runners:
            if runner.name not in found.loads:
                runner.end()
        for name, query in questions(made.dump).items():
            _note(f"{made.claims} claims, {name}")
            some = [runner for runner in runners if runner.alive and runner.name in found.loads]
            _ask_all(name, query, some, found, runs, seconds, end)
    finally:
        for runner in runners:
            runner.end()
    return found


def _load_once(runner: Runner, found: Measured, turn: int, limit: float) -> None:
    loads = found.loads.get(runner.name, [])
    if (turn and not loads) or sum(load.clock for load in loads) > _ENOUGH or not runner.alive:
        return
    _note(f"{found.made.claims} claims, loading: {runner.name}")
    reply = runner.call("load", found.made.dump, limit)
    if reply.state == "ok":
        found.loads.setdefault(runner.name, []).append(reply.said)
        return
    found.loads.pop(runner.name, None)
    _tell(found, "load", runner.name, reply, limit)


def _ask_all(
    name: str, query: str, runners: list[Runner], found: Measured, runs: int, seconds: float, end: float
) -> None:
    asks = found.asks.setdefault(name, {})
    # The first turn warms, and counts only where there is no other.
    for turn in range(runs + 1):
        for runner in runners:
            before = asks.get(runner.name, [])
            if (name, runner.name) in found.words or not runner.alive:
                continue
            if turn and sum(ask.seconds for ask in before) > min(_ENOUGH, seconds / 3):
                continue
            if time.monotonic() > end:
                if not before:
                    found.words[name, runner.name] = "not asked"
                continue
            reply = runner.call("ask", query, seconds)
            if reply.state == "ok":
                asks.setdefault(runner.name, []).append(reply.said)
            else:
                asks.pop(runner.name, None)
                _tell(found, name, runner.name, reply, seconds)
    for some in asks.values():
        if len(some) > 1:
            del some[0]
    answered = [runner for runner in runners if runner.name in asks and runner.alive]
    for runner in answered[1:]:
        digests = {ask.digest for ask in asks[runner.name]}
        if digests != {asks[answered[0].name][0].digest}:
            found.wrong.append(_difference(name, query, answered[0], runner, seconds))
            found.words[name, f"{runner.name} differs"] = "differs"


def _tell(found: Measured, what: str, engine: str, reply: Reply, limit: float) -> None:
    words = {"over": f"over {limit:g} s", "missing": "not installed", "failed": "failed"}
    found.words[what, engine] = words[reply.state]
    if reply.state == "failed":
        found.wrong.append(f"{what}, {engine}: {reply.said}")
    _note(f"  {engine}: {words[reply.state]} {reply.said or ''}")


def _difference(name: str, query: str, first: Runner, other: Runner, seconds: float) -> str:
    one, two = (runner.call("rows", query, 2 * seconds) for runner in (first, other))
    if one.state != "ok" or two.state != "ok":
        return f"{name}: {first.name} and {other.name} give different rows"
    more, fewer = sorted(set(two.said) - set(one.said)), sorted(set(one.said) - set(two.said))
    return (
        f"{name}: {first.name} gives {len(one.said)} rows and {other.name} {len(two.said)}; "
        f"only the first: {fewer[:_SHOWN]}; only the other: {more[:_SHOWN]}"
    )


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def report(found: Measured, names: list[str]) -> str:
    """Write the tables of one size, as Markdown."""
    base = next((name for name in names if name in found.loads), "")
    lines = [f"### {found.made.claims:,} claims, {found.made.quads:,} quads", ""]
    lines += ["| loading | " + " | ".join(names) + " |", "|---|" + "--:|" * len(names)]
    for title, of in _LOADING.items():
        cells = []
        for name in names:
            loads = found.loads.get(name)
            if loads is None:
                cells.append(found.words.get(("load", name), "") if title == "seconds" else "")
            else:
                value = statistics.median(of(load) for load in loads)
                own = statistics.median(of(load) for load in found.loads[base])
                cells.append(_cell(value, own if title == "seconds" else 0))
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    lines += ["", "| milliseconds | rows | " + " | ".join(names) + " |", "|---|--:|" + "--:|" * len(names)]
    for query, asks in found.asks.items():
        medians = {name: statistics.median(ask.seconds for ask in some) * 1000 for name, some in asks.items()}
        rows = next((str(some[0].rows) for some in asks.values()), "")
        cells = [
            _cell(medians[name], medians.get(base, 0)) + (" ≠" if (query, f"{name} differs") in found.words else "")
            if name in medians
            else found.words.get((query, name), "")
            for name in names
        ]
        lines.append(f"| {query} | {rows} | " + " | ".join(cells) + " |")
    lines.append("")
    for ours, theirs in (("memory", "pyoxigraph"), ("disk", "pyoxigraph-disk")):
        if ours in found.loads and theirs in found.loads:
            lines.append(_against(found, ours, theirs))
    if "guarded" in found.loads and "memory" in found.loads:
        lines.append(_cost(found))
    return "\n".join(lines)


_LOADING: dict[str, Callable[[Loaded], float]] = {
    "seconds": lambda load: load.clock,
    "processor, s": lambda load: load.processor,
    "memory, MB": lambda load: load.memory / 1e6,
    "disk, MB": lambda load: load.disk / 1e6,
}


def _cell(value: float, base: float) -> str:
    return f"{_short(value)} ({_short(value / base)})" if base and value != base else _short(value)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"  # noqa: PLR2004


def _median(found: Measured, query: str, engine: str) -> float:
    return statistics.median(ask.seconds for ask in found.asks[query][engine])


def _processor(found: Measured, query: str, engine: str) -> float:
    return statistics.median(ask.processor for ask in found.asks[query][engine])


def _both(found: Measured, one: str, other: str) -> list[str]:
    return [query for query, asks in found.asks.items() if one in asks and other in asks]


def _against(found: Measured, ours: str, theirs: str) -> str:
    # Both run in processes of this machine, so that processor time compares them whatever else it does.
    ratios = {
        query: _processor(found, query, ours) / _processor(found, query, theirs) for query in _both(found, ours, theirs)
    }
    if not ratios:
        return f"- {ours} against {theirs}: no query was answered by both"
    worst = max(ratios, key=lambda query: ratios[query])
    clock, processor = (
        statistics.median(load[part] for load in found.loads[ours])
        / statistics.median(load[part] for load in found.loads[theirs])
        for part in (0, 1)
    )
    return (
        f"- {ours} against {theirs}: loading {clock:.2f} by the clock, {processor:.2f} of the processor; queries, "
        f"of the processor: median {statistics.median(ratios.values()):.2f}, most {ratios[worst]:.2f} ({worst})"
    )


def _cost(found: Measured) -> str:
    costs = sorted(
        (_median(found, query, "guarded") - _median(found, query, "memory")) * 1000
        for query in _both(found, "guarded", "memory")
    )
    if not costs:
        return ""
    return (
        f"- guard and worker add {statistics.median(costs):.1f} ms to an unseen query (median of the shapes; "
        f"{costs[0]:.1f} to {costs[-1]:.1f})"
    )


def circumstances() -> str:
    """Say on what, and with what, it was measured."""
    try:
        virtuoso = subprocess.run(["virtuoso-t", "--version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        virtuoso = ""
    said = next((line.split()[1] for line in virtuoso.splitlines() if line.startswith("Version")), "none")
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} processors ({platform.machine()}), "
        f"{psutil.virtual_memory().total / 2**30:.0f} GB, load {os.getloadavg()[0]:.1f} at the start; pyoxigraph and "
        f"Oxigraph server {ox.__version__}, rdflib {rdflib.__version__}, Virtuoso {said}"
    )


def main() -> int:
    """Measure, print the tables, and give the exit code."""
    parser = argparse.ArgumentParser(description="Stores side by side: loading, memory, queries.")
    parser.add_argument("--sizes", default="1000,10000", help="numbers of claims, with commas between")
    parser.add_argument("--only", default=",".join(USUAL), help=f"engines, with commas between: {', '.join(ENGINES)}")
    parser.add_argument("--runs", type=int, default=5, help="how often each load and each query is timed")
    parser.add_argument("--seconds", type=float, default=60, help="when a query is given up")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="when no more is asked, for each size")
    options = parser.parse_args()
    names = options.only.split(",")
    if unknown := [name for name in names if name not in ENGINES]:
        parser.error(f"no engine {', '.join(unknown)}; there are {', '.join(ENGINES)}")
    if not all(size.isdecimal() and int(size) for size in options.sizes.split(",")):
        parser.error("--sizes takes whole numbers with commas between, such as 1000,10000")
    print(circumstances(), flush=True)
    wrong = []
    for size in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="exitgraph-stores-") as name:
            _note(f"{size} claims, making them")
            folder = Path(name)
            found = measure(make(size, folder), folder, names, options.runs, options.seconds, options.minutes)
        print(f"\n{report(found, names)}", flush=True)
        for line in found.wrong:
            print(f"- DIFFERENT: {line}", flush=True)
        wrong += found.wrong
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
