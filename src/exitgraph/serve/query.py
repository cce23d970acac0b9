"""The SPARQL page: an editor over the endpoint, the named questions as examples, results as a table.

Everything on the page can be had without script: the question stands in the address, and its answer in the page.
"""

from __future__ import annotations

import asyncio
import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response
from starlette.routing import Route

from exitgraph.api import today
from exitgraph.claims.inforce import Snapshot, stale_among
from exitgraph.errors import ExitgraphError
from exitgraph.query import bind
from exitgraph.query.guard import visible
from exitgraph.query.hints import unknown_terms
from exitgraph.rdf.turtle import Literal, Term
from exitgraph.serve.pages import JSON
from exitgraph.serve.problem import Problem
from exitgraph.view.completion import completions
from exitgraph.view.things import path_of
from exitgraph.vocabulary import RDF_LANG_STRING, XSD_DATETIME, XSD_STRING, curie

if TYPE_CHECKING:
    from starlette.requests import Request

    from exitgraph.query import NamedQuery, Result
    from exitgraph.serve.pages import Pages
    from exitgraph.serve.sparql import Endpoint

#: Rows that a page holds; the endpoint gives them all.
MOST_ROWS: Final = 1000
#: Labels that are given at once.
MOST_LABELS: Final = 4000
#: What precedes the name of a parameter in an address, so that none can be mistaken for one of the page's own.
PREFIX: Final = "p."
VIEWS: Final = ("table", "graph", "json", "csv")
_DAY: Final = len("2024-11-20")

START: Final = """\
# Who deems which territory safe, and by which source.
SELECT ?state ?safe ?source WHERE {
  ?claim a xg:Claim ;
    rdf:subject ?state ;
    rdf:predicate xg:deemsSafe ;
    rdf:object ?safe ;
    xg:polarity xg:Positive ;
    xg:evidence/xg:source ?source .
}
ORDER BY ?state ?safe
LIMIT 50
"""


def routes(pages: Pages, endpoint: Endpoint) -> list[Route]:
    """Give the addresses of the page, and of what its script asks for."""
    page = QueryPage(pages, endpoint)
    return [
        Route("/query", page.answer, methods=["GET"]),
        Route("/query/vocabulary", page.vocabulary, methods=["GET"]),
        Route("/query/labels", page.labels, methods=["POST"]),
        Route("/query/unknown", page.unknown, methods=["GET"]),
    ]


class QueryPage:
    """The page over one graph and its endpoint.

    Parameters
    ----------
    pages
        The frame.
    endpoint
        Where queries run.
    """

    def __init__(self, pages: Pages, endpoint: Endpoint) -> None:
        self._pages = pages
        self._endpoint = endpoint
        self._things = pages.things

    @cached_property
    def _vocabulary(self) -> bytes:
        found = completions(self._pages.graph.knowledge, self._pages.lang)
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    async def answer(self, request: Request) -> Response:
        """SPARQL with its answer, or a named question with its parameters; read-only and within limits.

        Query
        -----
        query : SPARQL
            A SELECT, ASK, CONSTRUCT or DESCRIBE; at /sparql every standard format can be had.
        name : text
            A named question instead.
        p.NAME : text
            The parameter NAME of the named question.
        view : table, graph, json, csv
            How the page shows the answer.

        Example
        -------
        /query?name=whom-a-state-deems-safe&p.state=GB
        """
        params = request.query_params
        name, view = params.get("name", ""), params.get("view", "table")
        if view not in VIEWS:
            raise Problem(400, f"view={view[:40]!r} is no view", hint=f"Use one of {', '.join(VIEWS)}.")
        values = {key[len(PREFIX) :]: value.strip() for key, value in params.items() if key.startswith(PREFIX)}
        values = {key: value for key, value in values.items() if value}
        text = params.get("query", "")
        problem: Problem | None = None
        wrong: dict[str, str] = {}
        question = None if text else self._pages.graph.queries.get(name)
        result: dict[str, Any] | None = None
        unknown: list[str] = []
        try:
            if name and not text:
                if question is None:
                    raise Problem(404, f"no question is named {name[:80]!r}", hint="Choose one of the list.")
                text, wrong = self._bound(question, values)
            if text and not wrong:
                asked = text
                found = await self._endpoint.attended(request, lambda pool, stop: pool.run(asked, stop=stop))
                result = await asyncio.to_thread(self._result, found)
                if not result["total"] and result["form"] != "ask":
                    unknown = await asyncio.to_thread(self._unknown, asked)
        except Problem as raised:
            problem = raised
        if wrong:
            field, told = next(iter(wrong.items()))
            problem = Problem(400, f"{field}: {told}")
        if problem is not None and self._pages.wants_json(request):
            raise problem
        data = {
            "query": text or START,
            "asked": bool(text or name),
            "name": name,
            "view": view,
            "question": self._question(question, values, wrong) if question else None,
            "questions": [{"name": key, "title": one.title or key} for key, one in self._pages.graph.queries.items()],
            "result": result,
            "empty": question.empty if question else "",
            "unknown": unknown,
            "problem": _told(problem) if problem else None,
        }
        title = question.title if question and question.title else "SPARQL"
        status = problem.status if problem else 200
        return self._pages.answer(request, "query.html.j2", data, title=title, script="query.js", status=status)

    async def vocabulary(self, request: Request) -> Response:  # noqa: ARG002
        """Prefixes and terms of the graph with their labels, as the editor completes them.

        Formats
        -------
        application/json
        """
        body = await asyncio.to_thread(lambda: self._vocabulary)
        return Response(body, media_type="application/json", headers={"X-Exitgraph-Digest": self._pages.graph.digest})

    async def unknown(self, request: Request) -> Response:
        """Names of ours in a query that name nothing in the graph, and what was probably meant.

        Query
        -----
        query : SPARQL
            The query, as it was written.

        Formats
        -------
        application/json

        Example
        -------
        /query/unknown?query=SELECT+*+%7B+%3Fc+xg%3AdeemSafe+%3Fx+%7D
        """
        text = request.query_params.get("query", "")
        found = await asyncio.to_thread(self._unknown, text)
        return Response(json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogatepass"), media_type=JSON)

    def _unknown(self, text: str) -> list[str]:
        try:
            near = unknown_terms(visible(text), text, self._names)
        except ExitgraphError:
            return []
        return [
            f"{one.word} names nothing in this graph" + (f"; did you mean {one.nearest}?" if one.nearest else ".")
            for one in near
        ]

    @cached_property
    def _names(self) -> frozenset[str]:
        """Every IRI of the graph, gathered when a query first finds nothing."""
        quads = self._pages.graph.store.quads()
        terms = (term for triple, graph in quads for term in (*triple[:2], triple.object, graph))
        return frozenset(term for term in terms if isinstance(term, str))

    async def labels(self, request: Request) -> Response:
        """Labels of IRIs: send a JSON list of them, get a mapping; what has no label is left out.

        Body
        ----
        application/json : list of IRIs
            At most 4000.

        Formats
        -------
        application/json
        """
        try:
            asked = json.loads(await request.body())
        except ValueError:
            raise Problem(400, "this is no JSON", hint="Send a list of IRIs.") from None
        if not isinstance(asked, list) or not all(isinstance(one, str) for one in asked):
            raise Problem(400, "this is no list of IRIs")
        if len(asked) > MOST_LABELS:
            raise Problem(413, f"more than {MOST_LABELS:,} labels are asked for", hint="Ask in parts.")
        found = {one: self._ref(one) for one in asked}
        body = json.dumps({name: ref for name, ref in found.items() if ref}, ensure_ascii=False)
        return Response(body.encode("utf-8", "surrogatepass"), media_type="application/json")

    def _bound(self, question: NamedQuery, values: dict[str, str]) -> tuple[str, dict[str, str]]:
        """Put the values in place; else say of each field what is wrong with it."""
        knowledge = self._pages.graph.knowledge
        wrong = {}
        for parameter in question.parameters:
            alone = {parameter.name: values[parameter.name]} if parameter.name in values else {}
            try:
                bind(question._replace(parameters=(parameter,)), alone, knowledge)
            except ExitgraphError as error:
                wrong[parameter.name] = f"{error.what}. {error.hint}".strip()
        if wrong:
            return question.text, wrong
        try:
            bound = bind(question, values, knowledge)
        except ExitgraphError as error:
            raise Problem.of(error) from None
        # The header told what its fields now hold.
        lines = bound.splitlines(keepends=True)
        first = next((number for number, line in enumerate(lines) if not line.startswith("#")), 0)
        return "".join(lines[first:]), {}

    def _question(self, question: NamedQuery, values: dict[str, str], wrong: dict[str, str]) -> dict[str, Any]:
        return {
            "name": question.name,
            "title": question.title or question.name,
            "description": question.description,
            "parameters": [
                {
                    "name": one.name,
                    "kind": one.kind,
                    "help": one.help,
                    "optional": one.optional,
                    "default": one.default or "",
                    "value": values.get(one.name, one.default or ""),
                    "wrong": wrong.get(one.name, ""),
                }
                for one in question.parameters
            ],
        }

    def _result(self, result: Result) -> dict[str, Any]:
        if result.form == "ask":
            return {"form": "ask", "truth": bool(result.truth), "variables": [], "rows": [], "total": 0}
        construct = result.form == "construct"
        rows = result.triples if construct else result.rows
        return {
            "form": result.form,
            "truth": None,
            "variables": ["subject", "relation", "object"] if construct else list(result.variables),
            "rows": [[self._cell(term) for term in row] for row in rows[:MOST_ROWS]],
            "total": len(rows),
        }

    def _cell(self, term: Term | None) -> dict[str, str] | None:
        if term is None:
            return None
        if isinstance(term, Literal):
            datatype = "" if term.datatype in (XSD_STRING, RDF_LANG_STRING) else term.datatype
            cell = {"value": term.value, "label": readable(term.value, term.datatype)}
            return cell | {"lang": term.lang or "", "datatype": datatype, "type": "literal"}
        if term.startswith("_:"):
            return {"value": term, "label": term, "type": "bnode"}
        return {"value": term, "type": "uri", **(self._ref(term) or {"label": curie(term), "path": path_of(term)})}

    def _ref(self, name: str) -> dict[str, str] | None:
        knowledge = self._pages.graph.knowledge
        if name not in knowledge.entities and name not in knowledge.claims and name not in knowledge.sources:
            return {"label": curie(name), "lang": "", "path": path_of(name)} if path_of(name) else None
        ref = self._things.ref(name)
        day = today()
        late = ", stale" if stale_among(knowledge, (name,), Snapshot.at(day, day)) else ""
        return {"label": ref["label"] + late, "lang": ref["lang"], "path": ref["path"]}


def readable(value: str, datatype: str) -> str:
    """Write a moment as its day where it is the first or the last second of one; anything else as it is.

    >>> readable("2024-11-20T23:59:59Z", XSD_DATETIME)
    '2024-11-20'
    """
    whole = datatype == XSD_DATETIME and value[_DAY:] in ("T00:00:00Z", "T23:59:59Z")
    return value[:_DAY] if whole else value


def _told(problem: Problem) -> dict[str, Any]:
    return {"status": problem.status, "detail": problem.what, "hint": problem.hint, "where": problem.where}
