"""The IRIs of the graph as pages: ``/territory/KZ``, ``/claim/...``, ``/ontology``.

Answered directly, as a page for people, its JSON twin, or RDF, by ``Accept`` or by ``?as=``. What the IRIs begin with,
https://w3id.org/exitgraph/, is to redirect to a server like this one; until it is registered nothing does.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from exitgraph.errors import ExitgraphError
from exitgraph.rdf.formats import GRAPH_MEDIA, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, write_triples
from exitgraph.rdf.turtle import Literal, Triple
from exitgraph.serve.describe import NOTICE
from exitgraph.serve.negotiate import choose
from exitgraph.serve.pages import HTML, JSON
from exitgraph.serve.problem import Problem
from exitgraph.serve.things import ThingPages
from exitgraph.view.things import path_of
from exitgraph.vocabulary import BASE, DCTERMS, THINGS, XG, curie

if TYPE_CHECKING:
    from starlette.requests import Request

    from exitgraph.serve.pages import Pages

SHORT: Final = {
    "html": HTML,
    "json": JSON,
    "turtle": TURTLE,
    "ntriples": N_TRIPLES,
    "jsonld": JSON_LD,
    "rdfxml": RDF_XML,
}

_LOCAL = re.compile(r"[A-Za-z0-9._~-]{1,150}(?:/[A-Za-z0-9._~-]{1,150})?")


def routes(pages: Pages, graphs: dict[str, int]) -> list[Route]:
    """Give the addresses of the graph's IRIs; the last of them takes every address with two parts or three.

    Parameters
    ----------
    pages
        The frame.
    graphs
        The named graphs, which have pages too, with their numbers of triples.
    """
    linked = LinkedData(pages, graphs)
    return [
        Route("/ontology", linked.ontology, methods=["GET"]),
        Route("/{kind}/{local:path}", linked.thing, methods=["GET"]),
    ]


class LinkedData:
    """The pages of a graph's IRIs.

    Parameters
    ----------
    pages
        The frame, with the graph.
    graphs
        Its named graphs, which have pages too.
    """

    def __init__(self, pages: Pages, graphs: dict[str, int]) -> None:
        self._graph = pages.graph
        self._graphs = graphs
        self._pages = ThingPages(pages, graphs)
        self._dates = " to ".join(pages.evidence) if all(pages.evidence) else ""

    async def ontology(self, request: Request) -> Response:
        """The classes, relations and roles of the graph.

        Query
        -----
        as : html, json, turtle, ntriples, jsonld, rdfxml
            The format, instead of the one that is accepted.

        Formats
        -------
        text/html, application/json, text/turtle, application/n-triples, application/ld+json, application/rdf+xml
        """  # noqa: D401
        return await self._answer(request, "ontology")

    async def thing(self, request: Request) -> Response:
        """Everything about one territory, claim, source, group, organ or other thing of the graph.

        Path
        ----
        kind : text
            What it is: claim, concept, copy, document, event, evidence, graph, group, omission, organ, organisation,
            person, proposition, region, review, source or territory.
        local : text
            Its name: a code such as KZ for a territory, a hash for a claim.

        Query
        -----
        valid_at : date
            The day on which claims are to hold; today if left out.
        known_at : date
            The day by which sources have to have appeared; today if left out.
        as : html, json, turtle, ntriples, jsonld, rdfxml
            The format, instead of the one that is accepted.

        Formats
        -------
        text/html, application/json, text/turtle, application/n-triples, application/ld+json, application/rdf+xml

        Example
        -------
        /territory/AM
        """
        kind, local = request.path_params["kind"], request.path_params["local"]
        if kind not in THINGS or not _LOCAL.fullmatch(local):
            raise Problem(404, "nothing is here", hint="The pages start at /, the endpoint is /sparql.")
        if kind == "claim" and f"{BASE}claim/{local}" not in self._graph.claims:
            return self._of_key(request, local)
        return await self._answer(request, f"{kind}/{local}")

    def _of_key(self, request: Request, key: str) -> Response:
        """Lead from a row's key, such as C068, or the first digits of a claim to the claim."""
        try:
            name = self._graph.resolve(key, "Claim")
        except ExitgraphError:
            try:
                name = self._graph.resolve(f"claim:{key}", "Claim")
            except ExitgraphError:
                raise _unknown(f"{BASE}claim/{key}") from None
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(path_of(name) + query, 303)

    async def _answer(self, request: Request, name: str) -> Response:
        short = request.query_params.get("as")
        offers = (HTML, *GRAPH_MEDIA)
        media = SHORT.get(short) if short else choose(request.headers.get("accept"), (*GRAPH_MEDIA, HTML, JSON))
        if media is None and short:
            raise Problem(400, f"as={short[:40]!r} is no format", hint=f"Use one of {', '.join(SHORT)}.")
        if media is None:
            raise Problem(
                406, "no format of this page is one that is accepted", hint=f"Accept one of {', '.join(offers)}."
            )
        iri = BASE + name
        if media in (HTML, JSON):
            found = await asyncio.to_thread(self._pages.answer, request, iri, self._about)
            if found is None:
                raise _unknown(iri)
            found.headers["X-Exitgraph-Digest"] = self._graph.digest
            return found
        body = await asyncio.to_thread(self._write, iri, str(request.url.replace(query="")), media)
        if body is None:
            raise _unknown(iri)
        headers = {"X-Exitgraph-Digest": self._graph.digest}
        typed = f"{media}; charset=utf-8" if media.startswith("text/") else media
        return Response(body, media_type=typed, headers=headers)

    def _write(self, iri: str, page: str, media: str) -> bytes | None:
        triples = self._about(iri)
        if not triples:
            return None
        notice = [
            Triple(page, f"{DCTERMS}subject", iri),
            Triple(page, f"{DCTERMS}description", Literal(NOTICE)),
            Triple(page, f"{DCTERMS}identifier", Literal(self._graph.digest)),
        ]
        notice += [Triple(page, f"{DCTERMS}temporal", Literal(f"Evidence from {self._dates}"))] if self._dates else []
        return write_triples([*notice, *triples], media)

    def _about(self, iri: str) -> list[Triple]:
        """Give every triple with the thing at either end; of a claim its evidence too, of a graph its content."""
        store = self._graph.store
        if iri in self._graphs:
            return store.construct(f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")
        if iri == f"{BASE}ontology":
            within = f'FILTER(STRSTARTS(STR(?s), "{XG}"))'
            return store.construct(f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH graph:reference {{ ?s ?p ?o {within} }} }}")
        try:
            return store.construct(
                f"CONSTRUCT {{ <{iri}> ?p ?o . ?s ?q <{iri}> . ?e ?r ?v }} "
                f"{{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?q <{iri}> }} UNION {{ <{iri}> xg:evidence ?e . ?e ?r ?v }} }}"
            )
        except ExitgraphError:
            return []


def _unknown(iri: str) -> Problem:
    return Problem(404, f"the graph says nothing of {curie(iri)}", hint="`/search` finds things by name.")
