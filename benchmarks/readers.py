"""Twenty readers and one writer on an on-disk store, each a process of its own, for a quarter of a minute.

    python benchmarks/readers.py [SECONDS]        # 15 when left out

Each reader opens the store, asks in which state it is, and closes it, again and again: a torn answer, another digest
than that of the state, or any error ends it. The writer is killed with signal 9 at the end; what it said last has to be
there, or the write that was under way.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from exitgraph.store import DiskStore, collect

TESTS = str(Path(__file__).resolve().parents[1] / "tests")
READERS, STATES = 20, 8

READER = """
import pathlib, sys, time
sys.path.insert(0, sys.argv[1])
from contract.kits import marked, state_of
from exitgraph.store import DiskStore
digests = {state: marked(state).digest for state in range(int(sys.argv[3]))}
folder, reads, seen, slowest = pathlib.Path(sys.argv[2]), 0, set(), 0.0
print("ready", flush=True)
end = time.monotonic() + float(sys.argv[4])
while time.monotonic() < end:
    begin = time.monotonic()
    with DiskStore(folder) as store:
        state, digest = state_of(store)
    assert digest == digests[state], "another digest"
    slowest = max(slowest, time.monotonic() - begin)
    reads += 1
    seen.add(store.generation)
print(reads, len(seen), slowest)
"""

WRITER = """
import itertools, pathlib, sys
sys.path.insert(0, sys.argv[1])
from contract.kits import marked
from exitgraph.store import build
states = [marked(state) for state in range(int(sys.argv[3]))]
for state in itertools.cycle(range(len(states))):
    build(pathlib.Path(sys.argv[2]), states[state])
    print(state, flush=True)
"""


def started(program: str, folder: Path, *more: object) -> subprocess.Popen[str]:
    """Start a process."""
    arguments = [sys.executable, "-c", program, TESTS, str(folder), str(STATES), *map(str, more)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def main() -> None:
    """Run them, and print what they did."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 15.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store"
        writer = started(WRITER, folder)
        assert writer.stdout is not None
        writer.stdout.readline()
        readers = [started(READER, folder, seconds) for _ in range(READERS)]
        ended = [reader.communicate() for reader in readers]
        time.sleep(0.05)
        writer.kill()
        said = [int(line) for line in writer.communicate()[0].split()]
        failed = [
            error.strip().splitlines()[-1]
            for reader, (_, error) in zip(readers, ended, strict=True)
            if reader.returncode
        ]
        told = [
            out.split("\n")[1].split() for reader, (out, _) in zip(readers, ended, strict=True) if not reader.returncode
        ]
        with DiskStore(folder) as store:
            store.verify()
            _, rows = store.select("SELECT DISTINCT ?v { ?s xg:note ?v }")
        found = int(getattr(rows[0][0], "value", -1))
        collect(folder)
        reads = sum(int(each[0]) for each in told)
        print(f"{READERS} readers for {seconds:.0f} s each: {reads} reads, {len(failed)} failed")
        print(f"states a reader saw: {min(int(each[1]) for each in told)} to {max(int(each[1]) for each in told)}")
        print(f"slowest open, query and close: {max(float(each[2]) for each in told):.2f} s")
        print(f"1 writer: {len(said) + 1} writes, killed; said {said[-1]} last, and the store holds {found}, whole")
        for line in failed:
            print(line)
        if failed or found not in (said[-1], (said[-1] + 1) % STATES):
            sys.exit(1)


if __name__ == "__main__":
    main()
