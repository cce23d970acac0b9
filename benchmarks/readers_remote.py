"""Twenty readers and one pushing writer on a real SPARQL server, for a quarter of a minute; then the server is killed.

    python benchmarks/readers_remote.py [SECONDS] [oxigraph-server|virtuoso]

Each reader opens the store, asks in which state it is, and closes it, again and again: a torn answer, another digest
than that of the state, or any error is told and ends with 1. After the time the server is killed with signal 9 and
started again: what was acknowledged last has to be there.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from contract.kits import SERVERS, marked, state_of
from exitgraph.store.credentials import Credentials
from exitgraph.store.push import push
from exitgraph.store.remote import RemoteStore

READERS, STATES = 20, 8


def main(seconds: float, name: str) -> int:
    """Run, print one line, and say whether something was wrong."""
    states = [marked(state) for state in range(STATES)]
    failed: list[str] = []
    reads = [0] * READERS
    pushes = 0
    with tempfile.TemporaryDirectory() as folder, SERVERS[name](Path(folder) / name) as server:
        with server.client() as client:
            push(client, states[0])
        end = time.monotonic() + seconds

        def read(own: int) -> None:
            try:
                while time.monotonic() < end:
                    with RemoteStore(server.client(Credentials())) as store:
                        state, digest = state_of(store)
                    assert digest == states[state].digest, "another digest"
                    reads[own] += 1
            except BaseException as error:  # noqa: BLE001  # whatever it is, it is told
                failed.append(f"{type(error).__name__}: {error}")

        threads = [threading.Thread(target=read, args=(own,)) for own in range(READERS)]
        for thread in threads:
            thread.start()
        with server.client() as client:
            for state in cycle((*range(1, STATES), 0)):
                if time.monotonic() >= end:
                    break
                push(client, states[state])
                pushes += 1
            for thread in threads:
                thread.join()
            push(client, states[1])
            push(client, states[2])
        server.kill()
        server.start()
        with RemoteStore(server.client(Credentials())) as store:
            kept = state_of(store)[0] == 2  # noqa: PLR2004
    print(f"{name}: {sum(reads)} reads by {READERS}, {pushes} pushes in {seconds:g} s; wrong: {failed}; kept: {kept}")
    return int(bool(failed) or not kept)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(float(given[0]) if given else 15.0, given[1] if len(given) > 1 else "oxigraph-server"))
