"""The web application: pages with their JSON twins, the SPARQL endpoint, and the graph's IRIs.

Read-only throughout. An ASGI application on Starlette. A request passes the gate (`exitgraph.serve.gate`), then one of
the parts below, each of which brings its routes. This module only puts them together.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.routing import Route

from exitgraph.serve import analyses, api, linked, query, search
from exitgraph.serve.assets import Assets
from exitgraph.serve.claims import Claims
from exitgraph.serve.explore import Explore
from exitgraph.serve.gate import Gate
from exitgraph.serve.journeys import routes as journeys
from exitgraph.serve.map import routes as map_routes
from exitgraph.serve.pages import Pages
from exitgraph.serve.problem import Problem
from exitgraph.serve.searches import Searches
from exitgraph.serve.sparql import Endpoint
from exitgraph.serve.timeline import routes as timeline_routes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from exitgraph.api import Graph
    from exitgraph.query.worker import Pool

#: Names of this machine for itself.
LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")

_COUNTS: Final = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


def application(
    graph: Graph,
    pool: Pool | None,
    *,
    lang: str = "en",
    hosts: Collection[str] = LOOPBACK,
    origin: str | None = None,
    token: str | None = None,
    restricted: bool | None = None,
) -> ASGIApp:
    """Make the application.

    Parameters
    ----------
    graph
        What is served.
    pool
        Where queries run (see `exitgraph.query.worker`); ``None`` serves no queries.
    lang
        Language of the labels.
    hosts
        The names that it answers for, without ports.
    origin
        Another origin whose pages may read the answers (CORS), such as ``https://example.org``; none by default.
    token
        What everybody has to show; ``None`` where only this machine can ask.
    restricted
        Whether the restricted analysis (`exitgraph.analysis.dependence`) answers; by default where only this machine
        can ask.
    """
    graphs = dict.fromkeys(graph.store.graphs(), 0)
    graphs |= {str(row[0]): int(getattr(row[1], "value", 0)) for row in graph.store.select(_COUNTS)[1]}
    assets = Assets()
    pages = Pages(graph, assets, lang=lang)
    file = _File(lambda: graph.page(lang=lang))
    endpoint = Endpoint(pool, graphs, graph.digest)
    searches = Searches(graph.knowledge)
    routes = [
        *Explore(pages).routes(),
        *Claims(pages).routes(),
        Route("/file.html", file.answer, methods=["GET"]),
        Route("/about", _about(pages), methods=["GET"]),
        *journeys(pages, searches),
        *analyses.routes(pages, searches, restricted=token is None if restricted is None else restricted),
        *map_routes(pages, searches),
        *timeline_routes(pages),
        Route("/static/{name}", assets.answer, methods=["GET"]),
        Route("/sparql", _answering(endpoint), methods=["GET", "POST"]),
        *query.routes(pages, endpoint),
        *search.routes(pages),
        *api.routes(pages),
        *linked.routes(pages, graphs),
    ]
    shared = []
    if origin is not None:
        exposed = ["X-Exitgraph-Digest", "Retry-After"]
        shared.append(
            Middleware(
                CORSMiddleware, allow_origins=[origin], allow_methods=["GET", "HEAD", "POST"], expose_headers=exposed
            )
        )

    async def told(request: Request, error: Exception) -> Response:
        return pages.problem(request, error if isinstance(error, Problem) else _unrouted(error))

    async def fault(request: Request, _: Exception) -> Response:
        hint = "It is not what was asked: tell whoever runs this server what you did."
        return pages.problem(request, Problem(500, "this server made a mistake", hint=hint))

    handlers = {404: told, 405: told, 500: fault, Problem: told}
    app = Starlette(routes=routes, middleware=shared, exception_handlers=handlers)
    # An address with a slash too many is another address.
    app.router.redirect_slashes = False
    return Gate(app, hosts, origin=origin, token=token, tell=pages.problem)


class _File:
    """The single file (`exitgraph view`), made when somebody first asks: its layout takes seconds."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make
        self._lock = asyncio.Lock()
        self._body: bytes | None = None

    async def answer(self, _: Request) -> Response:
        """The whole graph as one page that opens without a server.

        Formats
        -------
        text/html
        """  # noqa: D401
        async with self._lock:
            if self._body is None:
                self._body = (await asyncio.to_thread(self._make)).encode()
        # The file brings its own policy; frames are none of a file's business.
        return Response(
            self._body, media_type="text/html", headers={"Content-Security-Policy": "frame-ancestors 'none'"}
        )


def _about(pages: Pages) -> Callable[[Request], object]:
    """Give the page on what this is, with the licences of what is bundled."""

    async def answer(request: Request) -> Response:
        """What this is, its digest, and the licences of what is bundled."""  # noqa: D401
        graph = pages.graph
        data = {
            "claims": len(graph.claims),
            "sources": len(graph.knowledge.sources),
            "licences": pages.assets.licences,
        }
        return pages.answer(request, "about.html.j2", data, title="About")

    return answer


def _answering(answer: Callable[[Request], object]) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        return await answer(request)  # type: ignore[misc,no-any-return]

    # What answers tells of itself on the page of the addresses.
    endpoint.__doc__ = type(answer).__call__.__doc__
    return endpoint


def _unrouted(error: Exception) -> Problem:
    """Say what is wrong where no route answers."""
    status = getattr(error, "status_code", 404)
    headers = getattr(error, "headers", None) or {}
    what = "The pages start at /, the endpoint is /sparql." if status == 404 else "This server only reads."  # noqa: PLR2004
    return Problem(status, what, headers=dict(headers))
