"""How long the commands take as a user sees it: whole processes, from start to exit.

::

    python benchmarks/startup.py             a table
    python benchmarks/startup.py --runs 15   more runs of each

Each command is run once to warm the file cache and the compiled modules, then several times; the table gives the
median, the quickest and the slowest, in seconds of wall time. Nothing is asserted: a machine is as fast as it is.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

RUNS: Final = 7

#: What is measured: its name in the table, and the arguments.
COMMANDS: Final = (
    ("--help", ("--help",)),
    (
        "routes",
        ("routes", "--from", "RU", "--status", "deserter", "--holds", "internal-passport", "--today", "2024-11-24"),
    ),
    ("query", ("query", "whom-a-state-deems-safe", "--param", "state=GB")),
    ("validate", ("validate",)),
    ("view", ("view", "-o", "page.html")),
)


class Timing(NamedTuple):
    """Wall times of one command, in seconds."""

    name: str
    median: float
    quickest: float
    slowest: float


def measure(name: str, arguments: tuple[str, ...], folder: str, runs: int) -> Timing:
    """Run a command once, then ``runs`` times more, and time these.

    Raises
    ------
    subprocess.CalledProcessError
        If the command fails: how quickly it does is of no interest.
    """
    command = [sys.executable, "-m", "exitgraph", *arguments]
    seconds = []
    for run in range(runs + 1):
        begin = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if run:
            seconds.append(time.perf_counter() - begin)
    return Timing(name, statistics.median(seconds), min(seconds), max(seconds))


def main() -> int:
    """Measure every command and print the table."""
    parser = argparse.ArgumentParser(description="Time the commands of exitgraph as whole processes.")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of each command ({RUNS})")
    runs = parser.parse_args().runs
    if runs < 1:
        parser.error("--runs has to be 1 or more")
    print(
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; seconds, {runs} runs each\n"
    )
    print(f"{'exitgraph':<10}{'median':>8}{'quickest':>10}{'slowest':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in COMMANDS:
            found = measure(name, arguments, folder, runs)
            print(f"{found.name:<10}{found.median:>8.2f}{found.quickest:>10.2f}{found.slowest:>9.2f}", flush=True)
        size = (Path(folder) / "page.html").stat().st_size
    print(f"\nThe page has {size // 1000} kB.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
