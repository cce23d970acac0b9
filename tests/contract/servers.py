"""SPARQL servers that tests start on a free loopback port, and end by their process id."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from exitgraph.store.client import Limits, SparqlClient
from exitgraph.store.credentials import Credentials

if TYPE_CHECKING:
    from typing import Self

HOST = "127.0.0.1"
#: Generous, since two processors are shared by servers, readers and whatever else runs.
LIMITS = Limits(seconds=300, connect=30)


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def program(name: str, package: str) -> str:
    """Find a server's program, or skip the test and say which package has it."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.is_file() else shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed: {package}")
    return found


class Server:
    """One process that listens on one port."""

    path = ""
    update_path = ""
    credentials = Credentials()

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """Give what is run."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """Where queries go."""
        return f"http://{HOST}:{self.port}{self.path}"

    @property
    def update_url(self) -> str:
        """Where updates go."""
        return f"http://{HOST}:{self.port}{self.update_path}"

    def start(self) -> Self:
        """Start it, and wait until it answers."""
        with (self.folder / "output.log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        for _ in range(600):
            if self._process.poll() is not None:
                break
            try:
                httpx.get(f"http://{HOST}:{self.port}/", timeout=5)
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return self
        said = (self.folder / "output.log").read_text("utf-8", "replace")[-2000:]
        self.stop()
        raise RuntimeError(f"{type(self).__name__} did not start:\n{said}")

    def kill(self) -> None:
        """End it as a crash would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def client(self, credentials: Credentials | None = None, limits: Limits = LIMITS) -> SparqlClient:
        """Give a client that may update."""
        who = self.credentials if credentials is None else credentials
        return SparqlClient(self.url, update_url=self.update_url, credentials=who, limits=limits)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class Oxigraph(Server):
    """The Oxigraph server, from the Python package `oxigraph`."""

    path, update_path = "/query", "/update"
    seconds = 30

    def command(self) -> list[str]:
        at = f"{HOST}:{self.port}"
        own = program("oxigraph", "the Python package oxigraph")
        return [own, "serve", "-l", str(self.folder / "data"), "-b", at, "--timeout-s", str(self.seconds)]


class Virtuoso(Server):
    """Virtuoso 7, from the Debian package `virtuoso-opensource`; updates want digest authentication."""

    path, update_path = "/sparql", "/sparql-auth"
    # What a new database of it has; the server of a test holds nothing and is reached from here only.
    credentials = Credentials("dba", "dba")

    def command(self) -> list[str]:
        own = program("virtuoso-t", "the Debian package virtuoso-opensource")
        settings = self.folder / "virtuoso.ini"
        settings.write_text(_SETTINGS.format(folder=self.folder, sql=free_port(), http=self.port, host=HOST), "utf-8")
        return [own, "+foreground", "+configfile", str(settings)]


_SETTINGS = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000
Striping = 0
[Parameters]
ServerPort = {host}:{sql}
LiteMode = 0
DisableUnixSocket = 1
CaseMode = 2
CheckpointInterval = 60
SchedulerInterval = 10
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = {host}:{http}
ServerRoot = {folder}
ServerThreads = 40
MaxKeepAlives = 40
KeepAliveTimeout = 10
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 60
"""
