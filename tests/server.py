"""A real server of this package for tests: a process on a free port of this machine, and a plain client."""

from __future__ import annotations

import asyncio
import http.client
import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from starlette.types import ASGIApp

ADDRESS = re.compile(rb"http://127\.0\.0\.1:(\d+)/")
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


@contextmanager
def served(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Start the server; give the process and the port that it prints once it listens."""
    command = [sys.executable, "-u", "-m", "exitgraph", "serve", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL) as child:
        try:
            assert child.stdout is not None
            line = child.stdout.readline()
            found = ADDRESS.search(line)
            assert found, (line, child.stderr.read() if child.stderr and child.poll() is not None else b"")
            yield child, int(found[1])
        finally:
            if child.poll() is None:
                child.kill()


class Got:
    """An answer: status, headers, body."""

    def __init__(
        self,
        port: int,
        method: str,
        path: str = "/",
        *,
        host: str | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        sent = dict(headers or {}) | ({"Host": host} if host is not None else {})
        try:
            connection.request(method, path, body=body or None, headers=sent)
            answer = connection.getresponse()
            self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    @property
    def media(self) -> str:
        """The type of the body, without parameters."""
        return str(self.headers.get("Content-Type", "")).partition(";")[0]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


def inside(app: ASGIApp, path: str, *, accept: str = "application/json") -> httpx.Response:
    """Ask an application of this process, without a server."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path, headers={"Accept": accept})

    return asyncio.run(send())


def ask(
    port: int, query: str, *, accept: str | None = None, more: Sequence[tuple[str, str]] = (), method: str = "GET"
) -> Got:
    """Ask the endpoint by GET."""
    fields = urlencode([("query", query), *more])
    return Got(port, method, f"/sparql?{fields}", headers={"Accept": accept} if accept else {})


def post(port: int, body: bytes, kind: str, *, accept: str | None = None, path: str = "/sparql") -> Got:
    """Send the endpoint a body of some type."""
    return Got(port, "POST", path, body=body, headers={"Content-Type": kind, **({"Accept": accept} if accept else {})})
