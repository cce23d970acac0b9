"""Queries with limits: each runs in a process that can be killed, since no engine here can be stopped otherwise.

A process is forked from this one while it has no other thread (*the nursery*). It holds the loaded store, warms the
parser once, and forks the workers: these share its memory, so that a worker which was killed is replaced in
milliseconds and not in the seconds that loading takes. The guard runs in the worker too, under the same limit. See
docs/decisions/0020-endpoint.md.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

from exitgraph.errors import Busy, ExitgraphError, LimitReached, TookTooLong, WorkerLost
from exitgraph.store import DiskStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from exitgraph.query.results import Result
    from exitgraph.store.protocol import Dataset, Store

_Number = TypeVar("_Number", int, float)

#: Queries that a worker answers before it is replaced, lest what it holds of them adds up.
TURNS = 1000
#: Seconds within which the nursery has to give a worker that is ready: the parser is warmed meanwhile.
READY = 60.0


class Limits(NamedTuple):
    """What one query, and all of them together, may use; ``None`` sets no limit.

    Attributes
    ----------
    timeout
        Seconds from the moment that a worker has the query, the guard included.
    rows
        Rows or triples of an answer.
    bytes
        Bytes of an answer as it is written.
    workers
        Queries at the same time.
    wait
        Seconds that a query waits for a free worker.
    memory
        Bytes that a worker may use on top of what is loaded (Linux; elsewhere no limit).
    """

    timeout: float | None = 3.0
    rows: int | None = 100_000
    bytes: int | None = 50_000_000
    workers: int = 4
    wait: float = 2.0
    memory: int | None = 1 << 30


class Job(NamedTuple):
    """What a worker is asked.

    ``media`` holds the format of rows and that of triples, either ``None`` if the asker takes neither; with
    ``media=None`` the answer comes as a `Result`.
    """

    query: str
    name: str
    media: tuple[str | None, str | None] | None
    dataset: Dataset | None
    rows: int | None
    bytes: int | None


class Written(NamedTuple):
    """An answer in the format that was asked for; ``media`` is ``None`` if there is none that the asker takes."""

    form: str
    media: str | None
    body: bytes


class Pool:
    """Workers over one store.

    Parameters
    ----------
    store
        The store; one whose handles do not survive a fork is opened again in each worker.
    limits
        See `Limits`.

    Raises
    ------
    ExitgraphError
        If this system cannot fork (see `available`).

    Notes
    -----
    Make it before any thread is started, and close it: it is a context manager.
    """

    def __init__(self, store: Store, limits: Limits | None = None) -> None:
        from exitgraph.query import nursery

        if not available():
            raise ExitgraphError("queries with limits need a system that can fork", hint="Use Linux or macOS.")
        # A server is read here, where its connections are; files are opened in each worker.
        shared = store if isinstance(store, DiskStore) else store.after_fork()
        self.limits = limits or Limits()
        self._free = threading.BoundedSemaphore(self.limits.workers)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._control, theirs = socket.socketpair()
        # What is buffered would be written twice.
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                stream.flush()
        self._nursery = os.fork()
        if self._nursery == 0:
            self._control.close()
            nursery.run(theirs, shared, self.limits.memory)  # never returns
        theirs.close()

    def run(
        self,
        query: str,
        *,
        name: str = "query",
        timeout: float | None = None,
        rows: int | None = None,
        stop: socket.socket | None = None,
    ) -> Result:
        """Run a query and give its answer, as `exitgraph.query.run` does; ``timeout`` and ``rows`` narrow the limits.

        Once ``stop`` can be read, or its other end is closed, the query is stopped.

        Raises
        ------
        SyntaxProblem, QueryRefused, InputError
            If the guard or the engine refuses it.
        TookTooLong, TooMuch, Busy, WorkerLost
            If a limit stops it.
        LimitReached
            If ``stop`` does.
        """
        job = Job(query, name, None, None, _least(rows, self.limits.rows), None)
        result: Result = self._ask(job, _least(timeout, self.limits.timeout), stop)
        return result

    def write(
        self,
        query: str,
        media: tuple[str | None, str | None],
        *,
        name: str = "query",
        dataset: Dataset | None = None,
        stop: socket.socket | None = None,
    ) -> Written:
        """Run a query and give its answer written, in ``media[0]`` if it has rows or in ``media[1]`` if triples.

        Raises
        ------
        SyntaxProblem, QueryRefused, InputError, TookTooLong, TooMuch, Busy, WorkerLost, LimitReached
            As `run`.
        """
        job = Job(query, name, media, dataset, self.limits.rows, self.limits.bytes)
        written: Written = self._ask(job, self.limits.timeout, stop)
        return written

    def close(self) -> None:
        """End all workers."""
        with self._lock:
            for worker in self._idle:
                worker.connection.close()
            self._idle.clear()
            if self._nursery:
                with contextlib.suppress(OSError):
                    self._control.sendall(b"Q\n")
                self._control.close()
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(self._nursery, 0)
                self._nursery = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, job: Job, timeout: float | None, stop: socket.socket | None = None) -> Any:
        with self._worker() as worker:
            try:
                worker.connection.send(job)
                ends: list[Connection | socket.socket] = [worker.connection]
                ends += [] if stop is None else [stop]
                heard = wait(ends, timeout)
                if stop in heard:
                    raise LimitReached("the query was stopped by who asked it", where=job.name)
                if not heard:
                    raise TookTooLong(
                        f"the query was stopped after {timeout:g} s",
                        where=job.name,
                        hint="Narrow it, or ask for more time where you may (`exitgraph query --timeout`).",
                    )
                answer = worker.connection.recv()
            except (EOFError, OSError):
                raise WorkerLost(
                    "the query brought its worker down, most often for want of memory",
                    where=job.name,
                    hint="Narrow it: fewer joined patterns, or LIMIT without ORDER BY.",
                ) from None
            worker.ready = True
        if isinstance(answer, ExitgraphError):
            raise answer
        return answer

    @contextlib.contextmanager
    def _worker(self) -> Iterator[_Worker]:
        """Lend a worker; one that does not come back ready is killed."""
        if not self._free.acquire(timeout=self.limits.wait):
            raise Busy(f"{self.limits.workers} queries are running already", hint="Try again in a second.")
        try:
            with self._lock:
                worker = self._idle.pop() if self._idle else self._born()
            worker.ready = False
            try:
                yield worker
            finally:
                worker.turns += 1
                with self._lock:
                    if worker.ready and worker.turns < TURNS and self._nursery:
                        self._idle.append(worker)
                    else:
                        self._end(worker)
        finally:
            self._free.release()

    def _born(self) -> _Worker:
        try:
            self._control.sendall(b"F\n")
            self._control.settimeout(READY)
            said, handles, _, _ = socket.recv_fds(self._control, 32, 1)
            if not handles:
                raise OSError
            connection = Connection(handles[0])
            worker = _Worker(int(said), connection)
            if not connection.poll(READY):
                self._end(worker)
                raise OSError
            problem = connection.recv()
        except (OSError, EOFError, ValueError):
            raise WorkerLost("no worker could be started", hint="Start the program again.") from None
        if isinstance(problem, ExitgraphError):
            self._end(worker)
            raise problem
        return worker

    def _end(self, worker: _Worker) -> None:
        worker.connection.close()
        if self._nursery:
            # The nursery is its parent: only there can the number not have come to mean another process.
            with contextlib.suppress(OSError):
                self._control.sendall(b"K%d\n" % worker.number)


class _Worker:
    """A worker as this process sees it."""

    def __init__(self, number: int, connection: Connection) -> None:
        self.number = number
        self.connection = connection
        self.turns = 0
        self.ready = False


def available() -> bool:
    """Say whether this system has what workers need."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds")


def _least(one: _Number | None, other: _Number | None) -> _Number | None:
    return min((value for value in (one, other) if value is not None), default=None)
