"""The IRIs of the graph as pages: HTML for people, RDF for programs, the notice on each."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from exitgraph.vocabulary import BASE, DCTERMS
from server import Got, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph import Graph

FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("--port", "0", "--timeout", "60") as (_, number):
        yield number


@pytest.fixture(scope="module")
def paths(graph: Graph) -> list[str]:
    """Give one path of each kind that the graph has."""
    claim = min(graph.claims)
    things = [
        claim,
        graph.claims[claim].source,
        graph.claims[claim].evidence[0].iri,
        graph.claims[claim].proposition.iri,
    ]
    things += [graph.resolve("KZ", "Territory"), graph.resolve("ru-deserter", "Group")]
    return [*(thing.removeprefix(BASE) for thing in things), "graph/direct", "ontology"]


class _Page(HTMLParser):
    """What a page links to, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "a":
            self.links.append(named.get("href") or "")
        if tag in ("script", "img", "iframe", "link", "object"):
            self.loads.append(named.get("src") or named.get("href") or tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def quads(got: Got) -> set[str]:
    """Give the triples of an answer as N-Triples."""
    return {str(quad.triple) for quad in ox.parse(got.body, format=FORMATS[got.media])}


def test_every_kind_of_thing_has_a_page(port: int, paths: list[str], graph: Graph) -> None:
    """A claim, its source, evidence and proposition, a territory, a group, a graph, the ontology each have a page."""
    for path in paths:
        got = Got(port, "GET", f"/{path}", headers={"Accept": BROWSER})
        assert (got.status, got.media) == (200, "text/html"), path
        page = _Page(got.text)
        assert "not legal advice and not directions" in page.text
        assert graph.digest in page.text
        assert re.search(r"Evidence from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d", page.text)
        assert all(re.match(r"/static/|data:,$", load) for load in page.loads), page.loads


@pytest.mark.parametrize("accept", FORMATS)
def test_programs_get_rdf(port: int, paths: list[str], graph: Graph, accept: str) -> None:
    """The same pages come in each format of RDF, with the notice, the digest and the dates as triples of the page."""
    for path in paths:
        got = Got(port, "GET", f"/{path}", headers={"Accept": accept})
        assert (got.status, got.media) == (200, accept), path
        store = ox.Store()
        store.load(got.body, format=FORMATS[accept])
        page = ox.NamedNode(f"http://127.0.0.1:{port}/{path}")
        said = {
            quad.predicate.value.removeprefix(DCTERMS): getattr(quad.object, "value", "")
            for quad in store.quads_for_pattern(page, None, None, None)
        }
        assert "not legal advice" in said["description"]
        assert said["identifier"] == graph.digest
        assert said["temporal"].startswith("Evidence from ")
        assert said["subject"] == BASE + path
        assert got.headers["Vary"] == "Accept"


def test_a_page_holds_all_that_names_the_thing(port: int, graph: Graph) -> None:
    """The RDF of a territory is every triple with it at either end, and of a claim its evidence too."""
    thing = graph.resolve("KZ", "Territory")
    found = quads(Got(port, "GET", "/territory/KZ", headers={"Accept": "application/n-triples"}))
    expected = graph.store.construct(
        "CONSTRUCT { ?t ?p ?o . ?s ?q ?t } { VALUES ?t { @ } { ?t ?p ?o } UNION { ?s ?q ?t } }".replace(
            "@", f"<{thing}>"
        )
    )
    assert len(found) == len(expected) + 4
    claim = next(claim for claim in graph.claims.values() if claim.evidence[0].start is not None)
    found = quads(Got(port, "GET", "/" + claim.iri.removeprefix(BASE), headers={"Accept": "text/turtle"}))
    assert any(str(claim.evidence[0].start) in line and "ontology#start" in line for line in found)


def test_turtle_is_the_default_and_as_overrides(port: int) -> None:
    """Who accepts anything gets Turtle; ?as= chooses whatever is accepted."""
    assert Got(port, "GET", "/territory/KZ").media == "text/turtle"
    assert Got(port, "GET", "/territory/KZ?as=jsonld", headers={"Accept": BROWSER}).media == "application/ld+json"
    assert Got(port, "GET", "/territory/KZ?as=html").media == "text/html"
    assert Got(port, "GET", "/territory/KZ?as=pdf").status == 400
    assert Got(port, "GET", "/territory/KZ", headers={"Accept": "image/png"}).status == 406


@pytest.mark.parametrize(
    "path",
    [
        "/territory/ZZZ",
        "/territory/",
        "/nothing/KZ",
        "/claim/0000",
        "/territory/KZ%3E%20%3Fp%20%3Fo%20%7D",
        "/territory/K%22Z",
        "/territory/..%2F..%2Fetc",
        "/territory/%F0%9F%97%BA",
        "/territory/" + "x" * 3000,
        "/territory/a/b/c",
    ],
)
def test_what_the_graph_does_not_know_is_not_found(port: int, path: str) -> None:
    """An unknown name, and one that is none, is 404: a short text for programs, a page for a browser."""
    got = Got(port, "GET", path)
    assert (got.status, got.media) == (404, "text/plain")
    assert len(got.body) < 300
    shown = Got(port, "GET", path, headers={"Accept": BROWSER})
    assert (shown.status, shown.media) == (404, "text/html")
    assert len(shown.body) < 9000


def test_links_of_a_page_stay_here_or_are_addresses(port: int, paths: list[str]) -> None:
    """Links lead to other pages of this server, which are there, or to web addresses."""
    seen: set[str] = set()
    for path in paths[:6]:
        page = _Page(Got(port, "GET", f"/{path}", headers={"Accept": BROWSER}).text)
        assert all(re.match(r"/|\?as=|#|https?://", link) for link in page.links)
        seen |= {link.partition("#")[0] for link in page.links if link.startswith("/") and link != "/"}
    assert len(seen) > 20
    for link in sorted(seen)[:: max(1, len(seen) // 25)]:
        assert Got(port, "HEAD", link).status == 200, link


def test_a_page_may_load_its_own_only(port: int) -> None:
    """The policy of a page forbids every load but its own scripts and styles, and nothing is styled or run inline."""
    got = Got(port, "GET", "/territory/KZ?as=html")
    assert re.match(r"default-src 'none'; script-src 'nonce-[\w-]+'; style-src", got.headers["Content-Security-Policy"])
    assert not re.search(r"<script(?![^>]* (src|type=\"application/json)=?)", got.text)
    assert " style=" not in got.text


def test_a_page_has_its_twin(port: int, paths: list[str], graph: Graph) -> None:
    """Each page comes as JSON too, by ?as=json and by Accept, with the digest."""
    for path in paths:
        by_name = Got(port, "GET", f"/{path}?as=json", headers={"Accept": BROWSER})
        by_accept = Got(port, "GET", f"/{path}", headers={"Accept": "application/json"})
        assert by_name.media == by_accept.media == "application/json", path
        assert json.loads(by_name.body) == json.loads(by_accept.body)
        assert json.loads(by_name.body)["digest"] == graph.digest


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_pages_are_only_read(port: int, method: str) -> None:
    """Nothing can be sent to a page."""
    assert Got(port, method, "/territory/KZ", body=b"x").status == 405
