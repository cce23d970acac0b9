"""How long the library takes at a prompt: import, load, and all claims as a data frame.

::

    python benchmarks/api.py             a table
    python benchmarks/api.py --runs 15   more runs of each

Each run is a new process, which times itself step by step; one run before them warms the file cache and the compiled
modules. Processor time stands beside wall time, since a machine that does other things too makes only the latter long.
Importing pandas is apart. Nothing is asserted: a machine is as fast as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from typing import Final

RUNS: Final = 9

#: What is timed, in order, in one process.
STEPS: Final = (
    ("import exitgraph", "import exitgraph as xg"),
    ("xg.load()", "g = xg.load()"),
    ("import pandas", "import pandas"),
    ("g.claims().df, first", "g.claims().df"),
    ("g.claims().df, again", "g.claims().df"),
    ("one named query, first", "g.query('whom-a-state-deems-safe', state='GB')"),
    ("one named query, again", "g.query('whom-a-state-deems-safe', state='GB')"),
    ("at two dates, a table", "then = g.at('2024-11-24', '2024-11-24'); then.claims()"),
    ("table as HTML, first", "g.claims()._repr_html_()"),
    ("table as HTML, again", "g.claims()._repr_html_()"),
    ("itineraries as cards", "then.routes('RU', status='deserter', holds=['internal-passport'])._repr_html_()"),
    ("a claim as a card", "g.explain('C068')._repr_html_()"),
    ("picture around KZ", "g.picture(around='KZ')._repr_html_()"),
    ("g.network()", "net = g.network()"),
    ("the network drawn", "net._repr_html_()"),
    ("import plots", "from exitgraph import plots"),
    ("plots.admissions, first", "plots.admissions(then)._repr_html_()"),
    ("plots.admissions, again", "plots.admissions(then)._repr_html_()"),
)

_PROGRAM: Final = """
import json, sys, time
taken = []
for step in json.loads(sys.argv[1]):
    code, wall, cpu = compile(step, "step", "exec"), time.perf_counter(), time.process_time()
    exec(code)
    taken.append((time.perf_counter() - wall, time.process_time() - cpu))
print(json.dumps(taken))
"""


def measure(runs: int) -> list[list[tuple[float, float]]]:
    """Give wall and processor time in seconds of each step, a list a run.

    Raises
    ------
    subprocess.CalledProcessError
        If a step fails.
    """
    command = [sys.executable, "-c", _PROGRAM, json.dumps([code for _, code in STEPS])]
    made = [subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(runs + 1)]
    return [[(wall, cpu) for wall, cpu in json.loads(text)] for text in made[1:]]


def main() -> int:
    """Measure every step and print the table."""
    parser = argparse.ArgumentParser(description="Time the library at a prompt, step by step.")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"processes ({RUNS})")
    runs = parser.parse_args().runs
    if runs < 1:
        parser.error("--runs has to be 1 or more")
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, load {load} before;")
    print(f"seconds, {runs} processes\n\n{'step':<24}{'median':>8}{'quickest':>10}{'slowest':>9}{'processor':>11}")
    for (name, _), taken in zip(STEPS, zip(*measure(runs), strict=True), strict=True):
        walls, cpus = zip(*taken, strict=True)
        print(
            f"{name:<24}{statistics.median(walls):>8.3f}{min(walls):>10.3f}{max(walls):>9.3f}"
            f"{statistics.median(cpus):>11.3f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
