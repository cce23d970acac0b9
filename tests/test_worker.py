"""Queries with limits: what stops one, what the next one finds, and what a worker cannot do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exitgraph.errors import (
    Busy,
    InputError,
    LimitReached,
    QueryRefused,
    SyntaxProblem,
    TookTooLong,
    TooMuch,
    WorkerLost,
)
from exitgraph.query.worker import Limits, Pool, available
from exitgraph.store import Dataset, DiskStore, EmbeddedStore, Store, build
from world import world_documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph import Graph

pytestmark = pytest.mark.skipif(not available(), reason="this system cannot fork")

# Runs for hours, in little memory.
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?c), STR(?f), STR(?i)) = 'no such text') }"
# Needs more and more memory.
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
EVERYTHING = "SELECT * { ?s ?p ?o }"
JSON = ("application/sparql-results+json", "text/turtle")


@pytest.fixture(scope="module")
def store(graph: Graph) -> Store:
    return graph.store


@pytest.fixture(scope="module")
def pool(store: Store) -> Iterator[Pool]:
    with Pool(store, Limits(timeout=60, wait=60, workers=2)) as made:
        yield made


def alive(number: int) -> bool:
    """Whether a process is there and has not ended."""
    with suppress(OSError):
        return Path(f"/proc/{number}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    return False


def gone(number: int) -> bool:
    """Wait until a process has ended; false if it does not within a minute."""
    for _ in range(600):
        if not alive(number):
            return True
        threading.Event().wait(0.1)
    return False


def test_answers_are_those_of_the_store(pool: Pool, store: Store) -> None:
    """Rows, truth and triples come back from a worker as the store gives them."""
    query = "SELECT ?s ?o { ?s xg:admits ?o } ORDER BY ?s ?o"
    result = pool.run(query)
    assert (result.variables, list(result.rows)) == store.select(query)
    assert pool.run("ASK { ?s a xg:Claim }").truth is True
    query = "CONSTRUCT WHERE { ?s xg:deemsSafe ?o }"
    assert list(pool.run(query).triples) == store.construct(query)


def test_refusals_come_back_whole(pool: Pool) -> None:
    """An error raised in a worker has its class, its place and its hint where it is caught."""
    with pytest.raises(SyntaxProblem) as syntax:
        pool.run("SELEC * {}", name="mine")
    assert (syntax.value.where, "SELECT" in syntax.value.hint) == ("mine:1:1", True)
    with pytest.raises(QueryRefused, match="SERVICE"):
        pool.run("ASK { SERVICE <urn:x> {} }")


def test_a_query_without_end_is_stopped_and_the_next_is_answered(store: Store) -> None:
    """A query that meets its time is killed, its worker is gone, and another answers the next one."""
    with Pool(store, Limits(timeout=1, workers=1)) as pool:
        pool.run("ASK {}", timeout=None)
        (first,) = [worker.number for worker in pool._idle]
        with pytest.raises(TookTooLong, match="1 s"):
            pool.run(ENDLESS)
        assert gone(first)
        with Pool(store, Limits(timeout=60)) as patient, pytest.raises(TookTooLong):
            patient.run(ENDLESS, timeout=0.2)


def test_a_killed_worker_is_replaced(store: Store) -> None:
    """After a query that was stopped the same pool answers."""
    with Pool(store, Limits(timeout=5, workers=1, wait=60)) as pool:
        with pytest.raises(TookTooLong):
            pool.run(ENDLESS, timeout=0.2)
        assert pool.run("ASK { ?s a xg:Claim }").truth is True


def test_more_rows_than_may_be_given_are_an_error_and_no_short_answer(store: Store) -> None:
    """One row or triple above the limit is an error; exactly as many are an answer."""
    with Pool(store, Limits(timeout=60, rows=10)) as pool:
        assert len(pool.run(f"{EVERYTHING} LIMIT 10").rows) == 10
        with pytest.raises(TooMuch, match="more than 10 rows"):
            pool.run(f"{EVERYTHING} LIMIT 11")
        with pytest.raises(TooMuch, match="more than 10 triples"):
            pool.run("CONSTRUCT WHERE { ?s ?p ?o }")
        assert pool.run("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
        with pytest.raises(TooMuch, match="more than 3 rows"):
            pool.run(EVERYTHING, rows=3)


def test_more_bytes_than_may_be_given_are_an_error(store: Store) -> None:
    """An answer that is too long as it is written is an error."""
    with Pool(store, Limits(timeout=60, bytes=1000)) as pool:
        assert len(pool.write("ASK {}", JSON).body) < 1000
        with pytest.raises(TooMuch, match="1,000 bytes"):
            pool.write(f"{EVERYTHING} LIMIT 100", JSON)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not tell how large a process is")
def test_want_of_memory_ends_the_worker_and_nothing_else(store: Store) -> None:
    """A query that outgrows its memory is an error of its own, and the next one is answered."""
    with Pool(store, Limits(timeout=120, rows=None, workers=1, memory=200_000_000)) as pool:
        with pytest.raises((WorkerLost, TooMuch)):
            pool.run(GREEDY)
        assert pool.run("ASK { ?s a xg:Claim }").truth is True


def test_as_many_as_may_run_at_once(store: Store) -> None:
    """With every worker taken a query waits its time and is then told so; those that run are not disturbed."""
    with Pool(store, Limits(timeout=3, workers=1, wait=0.1)) as pool:
        pool.run("ASK {}")
        with ThreadPoolExecutor(1) as threads:
            running = threads.submit(pool.run, ENDLESS)
            while pool._idle:
                threading.Event().wait(0.01)
            with pytest.raises(Busy, match="1 queries"):
                pool.run("ASK {}")
            assert isinstance(running.exception(), TookTooLong)


def test_many_at_once_get_each_their_own(pool: Pool) -> None:
    """Sixteen threads on two workers get the answers to their own questions."""
    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(lambda number: pool.run(f"SELECT ({number} AS ?n) {{}}").rows[0][0].value, range(200)))  # type: ignore[union-attr]
    assert found == [str(number) for number in range(200)]


def test_errors_are_limits(store: Store) -> None:
    """Each limit ends the command line with 4."""
    assert {error.exit_code for error in (Busy, TookTooLong, TooMuch, WorkerLost)} == {4}
    assert all(issubclass(error, LimitReached) for error in (Busy, TookTooLong, TooMuch, WorkerLost))
    assert store


def test_a_worker_can_open_no_socket_and_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even with a guard that lets everything pass, SERVICE opens no connection: a worker has no room for a socket."""
    from exitgraph.query import guard

    store = EmbeddedStore(world_documents())
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1)
        far = f"SELECT * {{ SERVICE <http://127.0.0.1:{server.getsockname()[1]}/> {{ ?a ?b ?c }} }}"
        with pytest.raises(QueryRefused):
            guard.check(far)
        monkeypatch.setattr(guard, "inspect", lambda *_, **__: guard.Checked("select"))
        # Without a worker the engine does try, and is let in.
        tried = threading.Thread(target=_suppressed, args=(store, far))
        tried.start()
        server.accept()[0].close()
        tried.join(60)
        with Pool(store, Limits(timeout=30)) as pool, pytest.raises(InputError, match="failed"):
            pool.run(far)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_worker_over_a_store_on_disk_has_no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Even with a guard that lets everything pass, SERVICE reaches no server from a worker that may open files."""
    from exitgraph.query import guard

    if not _may_give_up_its_network():
        pytest.skip("this system lets a process give up neither its network nor its user")
    build(tmp_path / "store", EmbeddedStore(world_documents()))
    with socket.create_server(("127.0.0.1", 0)) as server, DiskStore(tmp_path / "store") as store:
        server.settimeout(1)
        far = f"SELECT * {{ SERVICE <http://127.0.0.1:{server.getsockname()[1]}/> {{ ?a ?b ?c }} }}"
        monkeypatch.setattr(guard, "inspect", lambda *_, **__: guard.Checked("select"))
        with Pool(store, Limits(timeout=30)) as pool:
            assert pool.run("SELECT ?s { ?s a xg:Claim } LIMIT 1").rows
            with pytest.raises(InputError, match="failed"):
                pool.run(far)
        with pytest.raises(TimeoutError):
            server.accept()


def _may_give_up_its_network() -> bool:
    asked = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000) != 0)"
    return sys.platform == "linux" and subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def _suppressed(store: Store, query: str) -> None:
    with suppress(InputError):
        store.select(query)


def test_the_dataset_of_the_asker_comes_before_that_of_the_query(pool: Pool) -> None:
    """A dataset given beside the query replaces the one that FROM names."""
    graphs = [str(row[0]) for row in pool.run("SELECT DISTINCT ?g { GRAPH ?g {} } ORDER BY ?g").rows]
    query = f"SELECT (COUNT(*) AS ?n) FROM <{graphs[0]}> {{ ?s ?p ?o }}"  # noqa: S608  # no SQL
    one, other = (
        pool.write(query, ("text/csv", None), dataset=data).body for data in (None, Dataset((graphs[-1],), ()))
    )
    assert one != other
    assert other == pool.write(query.replace(graphs[0], graphs[-1]), ("text/csv", None)).body


PARENT = """
import sys, time
from exitgraph.query.worker import Limits, Pool
from exitgraph.store import EmbeddedStore
from world import world_documents
pool = Pool(EmbeddedStore(world_documents()), Limits(timeout=None))
pool.run("ASK {}")
print(pool._nursery, pool._idle[0].number, flush=True)
time.sleep(600)
"""


def test_nothing_is_left_when_the_asker_is_killed() -> None:
    """Killed without a word, the process that asked leaves neither nursery nor worker behind."""
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", PARENT]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([here, os.environ.get("PYTHONPATH", "")])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        numbers = [int(number) for number in parent.stdout.readline().split()]
        assert len(numbers) == 2
        assert all(alive(number) for number in numbers) or not Path("/proc").exists()
        parent.send_signal(signal.SIGKILL)
        parent.wait(60)
    assert all(gone(number) for number in numbers)


def test_a_store_on_disk_stays_the_same_for_its_workers(tmp_path: Path) -> None:
    """A worker that comes after the store has a new generation answers from the one that was opened."""
    whole = EmbeddedStore(world_documents())
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    build(tmp_path / "store", whole)
    with DiskStore(tmp_path / "store") as store, Pool(store, Limits(timeout=60, workers=1)) as pool:
        assert pool.run(count).rows == tuple(whole.select(count)[1])
        build(tmp_path / "store", EmbeddedStore.of_quads(list(whole.quads())[:100]))
        with pytest.raises(TookTooLong):
            pool.run(ENDLESS, timeout=0.3)
        assert pool.run(count).rows == tuple(whole.select(count)[1])
    with DiskStore(tmp_path / "store") as store:
        assert store.select(count)[1] != whole.select(count)[1]


def test_closing_ends_every_process(store: Store) -> None:
    """A pool that is closed has no process left, and may be closed twice."""
    pool = Pool(store, Limits(timeout=60))
    pool.run("ASK {}")
    numbers = [pool._nursery, *(worker.number for worker in pool._idle)]
    pool.close()
    pool.close()
    assert all(gone(number) for number in numbers)


def run(*arguments: str, query: str) -> subprocess.CompletedProcess[str]:
    """Run ``exitgraph query -`` with a query on standard input."""
    command = [sys.executable, "-m", "exitgraph", "query", "-", *arguments]
    return subprocess.run(command, input=query, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize(
    ("query", "arguments", "says"),
    [(ENDLESS, ("--timeout", "0.5"), "stopped after 0.5 s"), (EVERYTHING, ("--max-rows", "5"), "more than 5 rows")],
    ids=["time", "rows"],
)
def test_the_command_line_ends_with_4_at_a_limit(query: str, arguments: tuple[str, ...], says: str) -> None:
    """At a limit `exitgraph query` prints no part of an answer, says which limit it was, and ends with 4."""
    done = run(*arguments, query=query)
    assert (done.returncode, done.stdout) == (4, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_name_that_is_none_is_told_when_nothing_is_found() -> None:
    """A query that finds nothing is answered with the names in it that the graph does not know, and the nearest."""
    done = run(query="SELECT * {\n  ?s xg:deemSafe territory:GB }")
    assert done.returncode == 0
    assert "No rows" in done.stdout
    assert "2:6: xg:deemSafe names nothing in this graph; did you mean xg:deemsSafe?" in done.stderr


def test_a_query_is_stopped_when_its_asker_goes(pool: Pool) -> None:
    """A query whose asker closes its socket ends as stopped, its worker is killed, and the next query is answered."""
    ours, theirs = socket.socketpair()
    with theirs, ThreadPoolExecutor(1) as threads:
        running = threads.submit(pool.write, ENDLESS, JSON, stop=theirs)
        while not running.running():
            threading.Event().wait(0.01)
        ours.close()
        with pytest.raises(LimitReached, match="stopped by who asked"):
            running.result(timeout=30)
    assert pool.run("ASK { ?s a xg:Claim }").truth is True
