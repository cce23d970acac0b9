"""The web application: the page, the SPARQL endpoint, and the pages of the graph's IRIs. Read-only throughout.

An ASGI application on Starlette. Whatever is answered passes the gate: it answers for its own names only, so that a
name elsewhere that is made to point here (DNS rebinding) gets nothing, and puts the same headers on every answer.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.routing import Route

from exitgraph.serve.linked import LinkedData
from exitgraph.serve.problem import Problem
from exitgraph.serve.sparql import Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from exitgraph.api import Graph
    from exitgraph.query.worker import Pool

#: Names of this machine for itself.
LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
_COUNTS: Final = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


def application(
    graph: Graph, pool: Pool | None, *, lang: str = "en", hosts: Collection[str] = LOOPBACK, origin: str | None = None
) -> ASGIApp:
    """Make the application.

    Parameters
    ----------
    graph
        What is served.
    pool
        Where queries run (see `exitgraph.query.worker`); ``None`` serves no queries.
    lang
        Language of the page.
    hosts
        The names that it answers for, without ports.
    origin
        Another origin whose pages may read the answers (CORS), such as ``https://example.org``; none by default.
    """
    graphs = dict.fromkeys(graph.store.graphs(), 0)
    graphs |= {str(row[0]): int(getattr(row[1], "value", 0)) for row in graph.store.select(_COUNTS)[1]}
    page = _Page(lambda: graph.page(lang=lang))
    routes = [
        Route("/", page.answer, methods=["GET"]),
        Route("/sparql", _answering(Endpoint(pool, graphs, graph.digest)), methods=["GET", "POST"]),
        Route("/ontology", linked := _answering(LinkedData(graph, graphs)), methods=["GET"]),
        Route("/{kind}/{local:path}", linked, methods=["GET"]),
    ]
    shared = []
    if origin is not None:
        exposed = ["X-Exitgraph-Digest", "Retry-After"]
        shared.append(
            Middleware(
                CORSMiddleware, allow_origins=[origin], allow_methods=["GET", "HEAD", "POST"], expose_headers=exposed
            )
        )
    app = Starlette(routes=routes, middleware=shared, exception_handlers={404: _plain, 405: _plain, Problem: _problem})
    # An address with a slash too many is another address.
    app.router.redirect_slashes = False
    return _Gate(app, hosts)


class _Page:
    """The page of the whole graph, made when somebody first asks: its layout takes seconds."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make
        self._lock = asyncio.Lock()
        self._body: bytes | None = None

    async def answer(self, _: Request) -> Response:
        async with self._lock:
            if self._body is None:
                self._body = (await asyncio.to_thread(self._make)).encode()
        return Response(self._body, media_type="text/html")


class _Gate:
    """What every answer passes.

    Parameters
    ----------
    app
        What answers.
    hosts
        The names that are answered for.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._told = b"This server answers for " + " and ".join(sorted(self._hosts)).encode() + b" only.\n"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
                message["headers"] = [*message.get("headers", ()), *_varying(message), *added]
            await send(message)

        app: ASGIApp = self._app
        if not self._own([value for name, value in scope["headers"] if name == b"host"]):
            app = Response(self._told, 421, media_type="text/plain")
        await app(scope, receive, send_with_headers)

    def _own(self, named: Sequence[bytes]) -> bool:
        if len(named) != 1:
            return False
        host = named[0].decode("latin-1").lower()
        name, colon, port = host.rpartition(":")
        return (name if colon and port.isdigit() else host) in self._hosts


def _varying(message: Message) -> list[tuple[bytes, bytes]]:
    # Whatever stands here may look otherwise to somebody who accepts something else.
    return [] if any(name == b"vary" for name, _ in message.get("headers", ())) else [(b"vary", b"Accept")]


def _answering(answer: Callable[[Request], object]) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        return await answer(request)  # type: ignore[misc,no-any-return]

    return endpoint


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101  # registered for it
    return error.response(request)


async def _plain(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    headers = getattr(error, "headers", None) or {}
    what = "The page is at /, the endpoint at /sparql." if status == 404 else "This server only reads."  # noqa: PLR2004
    return Problem(status, what, headers=dict(headers)).response(request)
