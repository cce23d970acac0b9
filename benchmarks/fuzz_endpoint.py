"""Send malformed requests to a real server and look at what they do to it.

::

    python benchmarks/fuzz_endpoint.py [--requests 5000] [--first 0]

Exits 1 if an answer has a status of 5xx that is no documented limit (503), if a whole request is not answered,
if the server ends, or if its processes hold more than 50 MB more at the end than after the first tenth.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from malformed import Answered, make, send
from server import ask, served

LIMITS = (503,)
MOST_GROWTH = 50_000_000
CLIENTS = 4


def main() -> int:
    """Run it, print what was answered, and give the exit code."""
    parser = argparse.ArgumentParser(description="Send malformed requests to a server of this package.")
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first request")
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.requests)
    tenth = len(numbers) // 10
    found: list[tuple[int, Answered]] = []
    faults = []

    def one(number: int) -> tuple[int, Answered | None]:
        try:
            return number, send(port, make(number))
        except TimeoutError:
            return number, None

    with served("--port", "0") as (child, port), ThreadPoolExecutor(CLIENTS) as threads:
        process = psutil.Process(child.pid)
        began = time.monotonic()
        before = 0
        for start in range(0, len(numbers), tenth or 1):
            for number, answer in threads.map(one, numbers[start : start + (tenth or 1)]):
                if answer is None:
                    faults.append(f"request {number} is whole and was not answered")
                elif answer.status >= 500 and answer.status not in LIMITS:  # noqa: PLR2004
                    faults.append(f"request {number} was answered {answer.status}")
                else:
                    found.append((number, answer))
                    if make(number).whole and not answer.status:
                        faults.append(f"request {number} is whole and the connection was closed")
            before = before or held(process)
            print(f"{start + tenth} after {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        seconds = time.monotonic() - began
        after = held(process)
        if child.poll() is not None:
            faults.append(f"the server ended with {child.returncode}")
        elif ask(port, "ASK { territory:KZ ?p ?o }").status != 200:  # noqa: PLR2004
            faults.append("the server does not answer any more")
    counts = Counter(answer.status for _, answer in found)
    print(f"{len(numbers)} requests in {seconds:.0f} s, {CLIENTS} at a time")
    print("status:", ", ".join(f"{status or 'closed'} {count}" for status, count in sorted(counts.items())))
    print(f"slowest answer: {max(answer.seconds for _, answer in found):.1f} s")
    print(
        f"memory of its own (server and workers): {before / 1e6:.0f} MB after a tenth, {after / 1e6:.0f} MB at the end"
    )
    if after - before > MOST_GROWTH:
        faults.append("memory grew")
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    return bool(faults)


def held(process: psutil.Process) -> int:
    """Give the bytes that a process and those below it hold for themselves, shared pages once."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            info = one.memory_full_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        total += getattr(info, "pss", info.rss)
    return total


if __name__ == "__main__":
    sys.exit(main())
