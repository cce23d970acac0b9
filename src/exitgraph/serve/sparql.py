"""The query operation of the SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013, section 2.1).

GET with ``query``, POST of a form, and POST of the query itself; the answer in the format that the client prefers. The
update operation is not offered. Without a query, GET gives the service description.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from exitgraph.errors import ExitgraphError
from exitgraph.query.results import RESULTS_CSV, RESULTS_JSON, RESULTS_TSV, RESULTS_XML
from exitgraph.rdf.formats import GRAPH_MEDIA, JSON_LD, write_triples
from exitgraph.serve.describe import service
from exitgraph.serve.gate import MOST_BYTES
from exitgraph.serve.negotiate import choose
from exitgraph.serve.problem import Problem
from exitgraph.store.protocol import Dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.requests import Request

    from exitgraph.query.worker import Pool, Written

#: Bytes of a query: parsing grows with them.
MOST_QUERY: Final = 64 * 1024
#: Seconds for a body to arrive.
PATIENCE: Final = 20.0
#: Requests that may wait for a worker on top of those that have one.
QUEUE: Final = 16
#: Fields of a form or query string.
MOST_FIELDS: Final = 1000

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"

#: What is offered for rows and for triples -> the format as which it is written.
ROWS: Final = {
    RESULTS_JSON: RESULTS_JSON,
    RESULTS_XML: RESULTS_XML,
    RESULTS_CSV: RESULTS_CSV,
    RESULTS_TSV: RESULTS_TSV,
    "application/json": RESULTS_JSON,
    "application/xml": RESULTS_XML,
    "text/xml": RESULTS_XML,
}
TRIPLES: Final = {**{media: media for media in GRAPH_MEDIA}, "application/json": JSON_LD}


_Answer = TypeVar("_Answer")


class Asked(NamedTuple):
    """A request of the query operation: the query (``None``: the description is wanted), and its dataset."""

    query: str | None
    dataset: Dataset | None


class Endpoint:
    """The endpoint over a pool of workers.

    Parameters
    ----------
    pool
        Where queries run; ``None`` on a system without workers.
    graphs
        The named graphs with their numbers of triples.
    digest
        Digest of the data, sent with each answer.
    """

    def __init__(self, pool: Pool | None, graphs: dict[str, int], digest: str) -> None:
        self._pool = pool
        self._graphs = graphs
        self._digest = digest
        self._running = 0

    async def __call__(self, request: Request) -> Response:
        """The SPARQL 1.1 Protocol, query operation; without a query, the service description.

        Query
        -----
        query : SPARQL
            A SELECT, ASK, CONSTRUCT or DESCRIBE. Prefixes of the graph need no declaration.
        default-graph-uri : IRI
            A graph of the dataset to read instead of the union of all; repeatable.
        named-graph-uri : IRI
            A graph of the dataset for GRAPH; repeatable.

        Body
        ----
        application/x-www-form-urlencoded : form
            The same fields.
        application/sparql-query : SPARQL
            The query itself.

        Formats
        -------
        application/sparql-results+json, application/sparql-results+xml, text/csv, text/tab-separated-values,
        text/turtle, application/n-triples, application/ld+json, application/rdf+xml

        Example
        -------
        /sparql?query=ASK%20%7B%20%3Fclaim%20a%20xg:Claim%20%7D
        """  # noqa: D401
        asked = await read(request, self._graphs)
        accept = request.headers.get("accept")
        if asked.query is None:
            return self._description(request, accept)
        if len(asked.query.encode("utf-8", "surrogatepass")) > MOST_QUERY:
            raise Problem(413, f"the query has more than {MOST_QUERY:,} bytes", hint="Shorten it.")
        media = choose(accept, tuple(ROWS)), choose(accept, tuple(TRIPLES))
        if media == (None, None):
            raise _not_acceptable((*ROWS, *TRIPLES))
        written = await self.run(request, asked, (ROWS.get(media[0] or ""), TRIPLES.get(media[1] or "")))
        named = media[written.form == "construct"]
        if written.media is None or named is None:
            raise _not_acceptable(tuple(TRIPLES if written.form == "construct" else ROWS))
        return Response(written.body, media_type=_typed(named), headers={"X-Exitgraph-Digest": self._digest})

    async def run(self, request: Request, asked: Asked, media: tuple[str | None, str | None]) -> Written:
        """Run a query for a request and give the answer as it is written; see `attended`."""
        query = asked.query
        assert query is not None  # noqa: S101  # told apart before
        return await self.attended(
            request, lambda pool, stop: pool.write(query, media, dataset=asked.dataset, stop=stop)
        )

    async def attended(self, request: Request, work: Callable[[Pool, socket.socket], _Answer]) -> _Answer:
        """Run a query for a request; it is stopped when the client goes, or nobody waits for the answer any more.

        Parameters
        ----------
        request
            Whose query it is.
        work
            Runs it on the pool, until it is done or the socket is closed at its other end.

        Raises
        ------
        Problem
            For whatever stops it.
        """
        pool = self._pool
        if pool is None:
            raise Problem(501, "this system cannot run queries with limits", hint="Serve from Linux or macOS.")
        if self._running >= pool.limits.workers + QUEUE:
            raise Problem(503, "too many queries are waiting", hint="Try again later.", headers={"Retry-After": "2"})
        self._running += 1
        ours, theirs = socket.socketpair()

        def run() -> _Answer:
            with theirs:
                return work(pool, theirs)

        running = asyncio.ensure_future(asyncio.to_thread(run))
        running.add_done_callback(self._ended)
        gone = asyncio.ensure_future(_gone(request))
        try:
            await asyncio.wait((running, gone), return_when=asyncio.FIRST_COMPLETED)
            # Closed while the query runs, this stops it; whoever went hears nothing of it.
            ours.close()
            return await running
        except ExitgraphError as error:
            raise Problem.of(error) from None
        finally:
            gone.cancel()
            ours.close()

    def _ended(self, done: asyncio.Future[Any]) -> None:
        self._running -= 1
        if not done.cancelled():
            # Where nobody waits for it any more, what it ended with is nobody's loss.
            done.exception()

    def _description(self, request: Request, accept: str | None) -> Response:
        media = choose(accept, tuple(TRIPLES))
        if media is None and "text/html" in (accept or ""):
            media = GRAPH_MEDIA[0]
        if media is None:
            raise _not_acceptable(tuple(TRIPLES))
        triples = service(
            str(request.url.replace(query="")), self._graphs, self._digest, (*set(ROWS.values()), *GRAPH_MEDIA)
        )
        body = write_triples(triples, TRIPLES[media])
        return Response(body, media_type=_typed(media), headers={"X-Exitgraph-Digest": self._digest})


async def _gone(request: Request) -> None:
    """Wait until the client has closed its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def read(request: Request, graphs: Collection[str]) -> Asked:
    """Read a request as the protocol says.

    Raises
    ------
    Problem
        400 for a request that is none of the protocol's, 403 for an update or a graph elsewhere, 408 and 413 for a
        body that is late or long, 415 for one of another type.
    """
    fields = _fields(request.scope.get("query_string", b""), "query string")
    if request.method != "POST":
        return _asked(fields, graphs)
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind == _UPDATE:
        raise _no_update()
    if kind not in (_FORM, _QUERY):
        raise Problem(
            415,
            f"a query cannot be read from {kind[:80]!r}" if kind else "the request does not say what it holds",
            hint=f"Send Content-Type: {_QUERY}, or {_FORM} with the field query.",
        )
    charset = parameters.lower().replace('"', "").replace(" ", "")
    if "charset=" in charset and not any(part in ("charset=utf-8", "charset=utf8") for part in charset.split(";")):
        raise Problem(415, "a query has to be in UTF-8")
    body = await _body(request)
    if kind == _FORM:
        if any(name in ("query", "update") for name, _ in fields):
            raise Problem(400, "a form is sent, and the address has a query of its own", hint="Send one of them.")
        return _asked([*fields, *_fields(body, "form")], graphs, required=True)
    if any(name in ("query", "update") for name, _ in fields):
        raise Problem(400, "a query is sent, and another stands in the address", hint="Send one of them.")
    return _asked([*fields, ("query", _text(body, "query"))], graphs, required=True)


def _asked(fields: list[tuple[str, str]], graphs: Collection[str], *, required: bool = False) -> Asked:
    queries = [value for name, value in fields if name == "query"]
    if any(name == "update" for name, _ in fields):
        raise _no_update()
    if len(queries) > 1:
        raise Problem(400, f"{len(queries)} queries are sent", hint="Send one.")
    default = [value for name, value in fields if name == "default-graph-uri"]
    named = [value for name, value in fields if name == "named-graph-uri"]
    for graph in (*default, *named):
        if graph not in graphs:
            raise Problem(
                403,
                f"<{graph[:200]}> is not a graph of this dataset",
                hint="A request may choose among its graphs: SELECT DISTINCT ?g { GRAPH ?g {} } lists them.",
            )
    if not queries:
        if required or default or named:
            raise Problem(400, "no query is sent", hint="Send it as the field query.")
        return Asked(None, None)
    return Asked(queries[0], Dataset(tuple(default), tuple(named)) if default or named else None)


async def _body(request: Request) -> bytes:
    told = request.headers.get("content-length", "")
    too_long = Problem(413, f"the request has more than {MOST_BYTES:,} bytes", hint="Shorten the query.")
    if told.isdigit() and int(told) > MOST_BYTES:
        raise too_long
    body = b""
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise too_long
    except ClientDisconnect:
        raise Problem(400, "the request ends before its length") from None
    except TimeoutError:
        raise Problem(408, f"the request took longer than {PATIENCE:g} s to arrive") from None
    return body


def _fields(encoded: bytes, what: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_text(encoded, what), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError:
        raise Problem(400, f"the {what} is not UTF-8") from None
    except ValueError:
        raise Problem(400, f"the {what} has more than {MOST_FIELDS:,} fields") from None


def _text(encoded: bytes, what: str) -> str:
    try:
        return encoded.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, f"the {what} is not UTF-8") from None


def _no_update() -> Problem:
    return Problem(403, "an update is refused: this endpoint only reads")


def _not_acceptable(offers: tuple[str, ...]) -> Problem:
    return Problem(406, "no format of the answer is one that is accepted", hint=f"Accept one of {', '.join(offers)}.")


def _typed(media: str) -> str:
    # The JSON and XML formats say themselves that they are UTF-8; these have no other way.
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
