"""The IRIs of the graph as pages: ``/territory/KZ``, ``/claim/...``, ``/ontology``.

Answered directly, as HTML for people or as RDF, by ``Accept`` or by ``?as=``. What the IRIs begin with,
https://w3id.org/exitgraph/, is to redirect to a server like this one; until it is registered nothing does.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from starlette.responses import Response

from exitgraph.claims.interval import show
from exitgraph.errors import ExitgraphError
from exitgraph.rdf.formats import GRAPH_MEDIA, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, write_triples
from exitgraph.rdf.turtle import Literal, Term, Triple
from exitgraph.serve.describe import NOTICE
from exitgraph.serve.negotiate import choose
from exitgraph.serve.problem import Problem
from exitgraph.vocabulary import BASE, DCTERMS, RDF_TYPE, THINGS, XG, curie, xg

if TYPE_CHECKING:
    from jinja2 import Template
    from starlette.requests import Request

    from exitgraph.api import Graph

HTML: Final = "text/html"
SHORT: Final = {"html": HTML, "turtle": TURTLE, "ntriples": N_TRIPLES, "jsonld": JSON_LD, "rdfxml": RDF_XML}
#: Rows of one list that an HTML page shows; the RDF has them all.
MOST_ROWS: Final = 200

_LOCAL = re.compile(r"[A-Za-z0-9._~-]{1,150}(?:/[A-Za-z0-9._~-]{1,150})?")


class _Link(NamedTuple):
    text: str
    href: str = ""
    more: str = ""


class LinkedData:
    """The pages of a graph's IRIs.

    Parameters
    ----------
    graph
        The graph.
    graphs
        Its named graphs, which have pages too.
    """

    def __init__(self, graph: Graph, graphs: dict[str, int]) -> None:
        self._graph = graph
        self._graphs = graphs
        sources = graph.knowledge.sources.values()
        bounds = [(source.published.latest, source.published.earliest) for source in sources]
        oldest = min((latest for latest, _ in bounds if latest), default=None)
        newest = max((earliest for _, earliest in bounds if earliest), default=None)
        self._dates = f"{oldest:%Y-%m-%d} to {newest:%Y-%m-%d}" if oldest and newest else ""
        style = (files("exitgraph.serve") / "templates" / "thing.css").read_text("utf-8")
        self._template = _template(style)
        hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self._policy = f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"

    async def __call__(self, request: Request) -> Response:
        """Answer with what the graph says of one thing."""
        params = request.path_params
        name = f"{params['kind']}/{params['local']}" if "kind" in params else "ontology"
        if "kind" in params and (params["kind"] not in THINGS or not _LOCAL.fullmatch(params["local"])):
            raise Problem(404, "nothing is here")
        short = request.query_params.get("as")
        offers = (HTML, *GRAPH_MEDIA)
        media = SHORT.get(short) if short else choose(request.headers.get("accept"), (*GRAPH_MEDIA, HTML))
        if media is None and short:
            raise Problem(400, f"as={short[:40]!r} is no format", hint=f"Use one of {', '.join(SHORT)}.")
        if media is None:
            raise Problem(
                406, "no format of this page is one that is accepted", hint=f"Accept one of {', '.join(offers)}."
            )
        body = await asyncio.to_thread(self._write, BASE + name, str(request.url.replace(query="")), media)
        if body is None:
            raise Problem(404, f"the graph says nothing of {curie(BASE + name)}", hint="`/sparql` finds what it knows.")
        headers = {"X-Exitgraph-Digest": self._graph.digest}
        if media == HTML:
            headers["Content-Security-Policy"] = self._policy
        typed = f"{media}; charset=utf-8" if media.startswith("text/") else media
        return Response(body, media_type=typed, headers=headers)

    def _write(self, iri: str, page: str, media: str) -> bytes | None:
        triples = self._about(iri)
        if not triples:
            return None
        if media == HTML:
            return self._html(iri, triples).encode()
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

    def _html(self, iri: str, triples: list[Triple]) -> str:
        knowledge = self._graph.knowledge
        claim = knowledge.claims.get(iri)
        heading = claim.gist.value if claim and claim.gist else knowledge.label(iri)
        if iri in self._graphs or iri == f"{BASE}ontology":
            subjects = sorted({triple.subject for triple in triples})
            sections = [(f"Described in it ({len(subjects)})", [("", [self._link(one) for one in subjects])])]
        else:
            own = [triple for triple in triples if triple.subject == iri]
            others = [triple for triple in triples if triple.object == iri]
            evidence = {str(triple.object) for triple in own if triple.predicate == xg("evidence")}
            sections = [("What is said of it", self._rows(own, subject=False))]
            sections += [
                (f"Evidence {curie(one)}", self._rows([t for t in triples if t.subject == one], subject=False))
                for one in sorted(evidence)
            ]
            sections.append(("Where it is named", self._rows(others, subject=True)))
        return self._template.render(
            heading=heading,
            iri=iri,
            curie=curie(iri),
            sections=[(title, [_cut(*row) for row in rows]) for title, rows in sections if rows],
            formats=[name for name in SHORT if name not in ("html", "rdfxml")],
            notice=NOTICE,
            dates=self._dates,
            digest=self._graph.digest,
        )

    def _rows(self, triples: list[Triple], *, subject: bool) -> list[tuple[str, list[_Link]]]:
        rows: dict[str, list[_Link]] = {}
        for triple in triples:
            said = "is a" if triple.predicate == RDF_TYPE else self._graph.knowledge.label(triple.predicate)
            rows.setdefault(said, []).append(self._link(triple.subject if subject else triple.object))
        return sorted(rows.items())

    def _link(self, term: Term) -> _Link:
        knowledge = self._graph.knowledge
        if isinstance(term, Literal):
            return _Link(term.value, more=term.lang or "")
        claim = knowledge.claims.get(term)
        if claim is not None:
            source = knowledge.sources[claim.source]
            gist = claim.gist.value if claim.gist else curie(term)
            return _Link(gist, _href(term), f"{knowledge.label(source.publisher)}, {show(source.published)}")
        label = knowledge.label(term)
        short = curie(term)
        return _Link(label, _href(term), "" if label == short else short)


def _href(iri: str) -> str:
    if iri.startswith(XG):
        return f"/ontology#{iri[len(XG) :]}"
    if iri.startswith(BASE):
        return f"/{iri[len(BASE) :]}"
    return iri if iri.startswith(("http://", "https://")) else ""


def _cut(said: str, links: list[_Link]) -> tuple[str, list[_Link], int]:
    return said, links[:MOST_ROWS], max(0, len(links) - MOST_ROWS)


def _template(style: str) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(str(files("exitgraph.serve") / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    variables: dict[str, Any] = {"style": Markup(style)}  # noqa: S704  # a file of this package
    environment.globals.update(variables)
    return environment.get_template("thing.html.j2")
