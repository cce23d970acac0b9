"""The other side of `exitgraph.query.worker`: the process that forks workers, and what a worker does.

Nothing here runs in the process that asks. Control messages are lines: ``F`` for a new worker, whose number and
connection are sent back, ``K`` and a number to kill one, ``Q`` to end. When the process that asks is gone, however it
went, the socket ends, and so does everything here.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import os
import signal
import socket
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from exitgraph.errors import ExitgraphError, TooMuch, WorkerLost
from exitgraph.query import guard
from exitgraph.query.results import Result
from exitgraph.query.results import run as run_query
from exitgraph.query.worker import Job, Written
from exitgraph.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from exitgraph.query.guard import Checked
    from exitgraph.store.protocol import Store

_REMEMBERED = 256
# CLONE_NEWNET and CLONE_NEWUSER of unshare(2).
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000

# Parsed once before any worker is born: it builds the grammar, and brings in what a literal of these types needs.
_WARM = """
PREFIX a: <urn:a> SELECT DISTINCT ?s (COUNT(*) AS ?n) { ?s a:b/a:c* ?o . OPTIONAL { ?s ?p "1"^^xsd:dateTime, 1.5, true }
FILTER(?s != <urn:x> && regex(?o, "x") && ?o IN ("a"@en, "<a/>"^^rdf:HTML, "<a/>"^^rdf:XMLLiteral, "1"^^xsd:duration))
} GROUP BY ?s ORDER BY DESC(?n) LIMIT 1
"""


def run(control: socket.socket, store: Store, memory: int | None) -> NoReturn:
    """Be the nursery until the other end of ``control`` says so or is gone."""
    try:
        _prepare()
        _serve(control, _Ward(store, memory))
    finally:
        # Neither the caller's clean-up nor its output buffers are this process's business.
        os._exit(0)


class _Ward:
    """What each worker is born with."""

    def __init__(self, store: Store, memory: int | None) -> None:
        self._store = store
        self._memory = memory
        self._sealed = False
        guard.inspect(_WARM)
        if isinstance(store, EmbeddedStore):
            _warm(store)
        # What is loaded stays shared: the collector would write to each page of it.
        gc.collect()
        gc.freeze()

    def open(self) -> Store:
        """Open the store, in a worker."""
        opened = self._store.after_fork()
        # One in memory needs no file any more.
        self._sealed = isinstance(opened, EmbeddedStore)
        if opened is not self._store:
            _warm(opened)
        return opened

    def limit(self) -> None:
        """Take from this process what a query has no use for."""
        if self._memory is not None:
            _limit_memory(self._memory)
        if self._sealed:
            _seal()


def _prepare() -> None:
    # Ctrl-C at a terminal reaches every process there; the one that asks decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # A worker that aborts for want of memory is an answer, not something to dump.
    faulthandler.disable()
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    if null > 2:  # noqa: PLR2004  # the three standard streams
        os.close(null)


def _warm(store: Store) -> None:
    for query in ("SELECT * { ?s ?p ?o } LIMIT 1", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1", "ASK {}"):
        result = run_query(store, query)
        media = ("text/turtle", "application/ld+json") if result.form == "construct" else ("text/csv",)
        for kind in media:
            result.write(kind)
    with contextlib.suppress(ExitgraphError):
        guard.check("SELEC * {}")  # the way of an error has its imports too


def _serve(control: socket.socket, ward: _Ward) -> None:
    children: set[int] = set()
    waiting = b""
    while True:
        data = control.recv(4096)
        *lines, waiting = (waiting + data).split(b"\n")
        for line in lines:
            if line == b"F":
                children.add(_bear(control, ward))
            elif line.startswith(b"K") and int(line[1:]) in children:
                _kill(int(line[1:]))
                children.discard(int(line[1:]))
        if not data or b"Q" in lines:
            for child in children:
                _kill(child)
            return


def _bear(control: socket.socket, ward: _Ward) -> int:
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        try:
            control.close()
            ours.close()
            _work(Connection(theirs.detach()), ward)
        finally:
            os._exit(0)
    socket.send_fds(control, [str(child).encode()], [ours.fileno()])
    ours.close()
    theirs.close()
    return child


def _kill(child: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, 0)


def _work(connection: Connection, ward: _Ward) -> None:
    _cut_off()
    try:
        store = ward.open()
        graphs = frozenset(store.graphs())
        ward.limit()
    except ExitgraphError as error:
        connection.send(error)
        return
    connection.send(None)

    # Parsing a long query takes longer than running it, and clients send the same ones again and again.
    @lru_cache(maxsize=_REMEMBERED)
    def inspect(query: str, name: str) -> Checked:
        return guard.inspect(query, name=name, graphs=graphs)

    with contextlib.suppress(EOFError, OSError):
        while True:
            connection.send(_answer(store, connection.recv(), inspect))


def _answer(store: Store, job: Job, inspect: Callable[[str, str], Checked]) -> Result | Written | ExitgraphError:
    try:
        form, dataset = inspect(job.query, job.name)
        media = None
        if job.media is not None:
            media = job.media[form == "construct"]
            if media is None:
                return Written(form, None, b"")
        # The protocol's dataset comes before the query's (SPARQL 1.1 Protocol, section 2.1.4).
        chosen = job.dataset or dataset
        result = run_query(store, job.query, name=job.name, form=form, dataset=chosen, rows=job.rows)
        if media is None:
            return result
        body = result.write(media)
    except ExitgraphError as error:
        return error
    except MemoryError:
        return TooMuch("the query needs more memory than it may use", where=job.name, hint="Narrow it.")
    except Exception as error:  # noqa: BLE001  # the asker is told; a worker that raised has nothing to clean up
        return WorkerLost(f"the query failed in a way that was not foreseen ({type(error).__name__})", where=job.name)
    if job.bytes is not None and len(body) > job.bytes:
        return TooMuch(
            f"the answer has more than {job.bytes:,} bytes", where=job.name, hint="Narrow the query, or ask in parts."
        )
    return Written(form, media, body)


def _cut_off() -> None:
    """Leave this process no network, where the system lets it give that up (Linux).

    A store on disk opens files as it goes, so that `_seal` cannot be used with it.
    """
    with contextlib.suppress(OSError, AttributeError):
        system = ctypes.CDLL(None)
        # Who may not do so alone may as the owner of a new user namespace, but would lose rights to files by it.
        if system.unshare(_NEW_NETWORK) != 0:
            system.unshare(_NEW_NETWORK | _NEW_USER)


def _limit_memory(more: int) -> None:
    """Let this process grow by so many bytes, where the system says how large it is."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (ImportError, OSError, ValueError):
        return


def _seal() -> None:
    """Leave no number for a file or a socket: whatever a query makes the engine try, there is nothing to open.

    The limit is on the highest number, so that the gaps below are filled first.
    """
    try:
        import resource
    except ImportError:
        return
    highest = max((number for number in range(256) if _is_open(number)), default=2)
    while (filler := os.open(os.devnull, os.O_RDONLY)) < highest:
        pass
    os.close(filler)
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1, highest + 1))


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
