"""The SPARQL endpoint over HTTP: the rules of the SPARQL 1.1 Protocol, formats, limits, and who may ask."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from exitgraph.serve.negotiate import choose
from server import FORM, QUERY, Got, ask, post, served
from test_worker import ENDLESS

if TYPE_CHECKING:
    from collections.abc import Iterator

SD = "http://www.w3.org/ns/sparql-service-description#"
DIRECT = "https://w3id.org/exitgraph/graph/direct"
REFERENCE = "https://w3id.org/exitgraph/graph/reference"
ROWS = "SELECT ?o { territory:KZ rdfs:label ?o } ORDER BY LANG(?o)"
TRIPLES = "CONSTRUCT { territory:KZ rdfs:label ?o } { territory:KZ rdfs:label ?o }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
IN_GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
JSON = "application/sparql-results+json"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("--port", "0", "--timeout", "60") as (_, number):
        yield number


@pytest.fixture(scope="module")
def narrow() -> Iterator[int]:
    arguments = ("--timeout", "1", "--max-rows", "50", "--workers", "1", "--cors-origin", "https://pages.example")
    with served("--port", "0", *arguments) as (_, number):
        yield number


def values(got: Got) -> list[str]:
    """Give the values of an answer in JSON, row by row."""
    assert got.status == 200, got.text
    return [term["value"] for row in json.loads(got.body)["results"]["bindings"] for term in row.values()]


# The protocol's query operation, by its rules.


def test_three_ways_to_ask_give_the_same(port: int) -> None:
    """GET, a form, and the query as the body give the same answer."""
    by_get = ask(port, ROWS)
    assert "Kazakhstan" in values(by_get)
    assert post(port, urlencode({"query": ROWS}).encode(), FORM).body == by_get.body
    assert post(port, ROWS.encode(), QUERY).body == by_get.body
    assert post(port, ROWS.encode(), f"{QUERY}; charset=UTF-8").body == by_get.body


def test_a_form_is_decoded_once(port: int) -> None:
    """A plus and a percent sign in a query arrive as they were meant, by each way."""
    query = "SELECT ('a+b %2B c' AS ?x) {}"
    found = [
        ask(port, query),
        post(port, urlencode({"query": query}).encode(), FORM),
        post(port, query.encode(), QUERY),
    ]
    assert [values(got) for got in found] == [["a+b %2B c"]] * 3


@pytest.mark.parametrize(
    ("more", "most"),
    [
        ([("default-graph-uri", DIRECT)], ()),
        ([("default-graph-uri", DIRECT), ("default-graph-uri", REFERENCE)], ()),
        ([("named-graph-uri", DIRECT)], (DIRECT,)),
        ([("default-graph-uri", REFERENCE), ("named-graph-uri", DIRECT)], (DIRECT,)),
    ],
)
def test_a_request_chooses_its_dataset(port: int, more: list[tuple[str, str]], most: tuple[str, ...]) -> None:
    """default-graph-uri and named-graph-uri make the dataset, in the address and in a form; no other graph is seen."""
    assert values(ask(port, IN_GRAPHS, more=more)) == list(most)
    whole = int(values(ask(port, COUNT))[0])
    by_get = int(values(ask(port, COUNT, more=more))[0])
    assert by_get < whole
    assert (by_get > 0) == any(name == "default-graph-uri" for name, _ in more)
    assert values(post(port, urlencode([("query", COUNT), *more]).encode(), FORM)) == [str(by_get)]
    assert values(post(port, COUNT.encode(), QUERY, path=f"/sparql?{urlencode(more)}")) == [str(by_get)]


def test_the_dataset_of_the_request_comes_before_that_of_the_query(port: int) -> None:
    """Where both the request and the query name a dataset, that of the request is used."""
    query = f"SELECT (COUNT(*) AS ?n) FROM <{REFERENCE}> {{ ?s ?p ?o }}"  # noqa: S608  # no SQL
    more = [("default-graph-uri", DIRECT)]
    assert values(ask(port, query, more=more)) == values(ask(port, COUNT, more=more))
    assert values(ask(port, query)) != values(ask(port, query, more=more))


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("graph", ["http://127.0.0.1:9/x", "file:x.ttl", "", "graph:direct", DIRECT + "/"])
def test_a_graph_elsewhere_is_refused(port: int, name: str, graph: str) -> None:
    """A request for a graph that the dataset does not have is refused with 400, not answered from another one."""
    got = ask(port, COUNT, more=[(name, graph)])
    assert got.status == 400
    assert "not a graph of this dataset" in got.text


@pytest.mark.parametrize(
    ("method", "path", "kind", "body", "status"),
    [
        ("PUT", "/sparql?query=ASK%20%7B%7D", None, b"", 405),
        ("DELETE", "/sparql?query=ASK%20%7B%7D", None, b"", 405),
        ("PATCH", "/sparql", QUERY, b"ASK {}", 405),
        ("OPTIONS", "/sparql", None, b"", 405),
        ("GET", "/sparql?query=ASK%20%7B%7D&query=SELECT%20*%20%7B%7D", None, b"", 400),
        ("POST", "/sparql", FORM, b"query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", 400),
        ("POST", "/sparql?query=ASK%20%7B%7D", QUERY, b"ASK {}", 400),
        ("POST", "/sparql?query=ASK%20%7B%7D", FORM, b"query=ASK%20%7B%7D", 400),
        ("POST", "/sparql", "text/plain", b"ASK {}", 415),
        ("POST", "/sparql", "application/json", b'{"query":"ASK {}"}', 415),
        ("POST", "/sparql", "multipart/form-data; boundary=x", b"--x--", 415),
        ("POST", "/sparql", "", b"query=ASK%20%7B%7D", 415),
        ("POST", "/sparql", f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16"), 415),
        ("POST", "/sparql", QUERY, "ASK {}".encode("utf-16"), 400),
        ("POST", "/sparql", FORM, b"query=ASK%20%7B%FF%7D", 400),
        ("GET", "/sparql?query=%FF%FE", None, b"", 400),
        ("POST", "/sparql", FORM, b"", 400),
        ("POST", "/sparql", FORM, b"quary=ASK%20%7B%7D", 400),
        ("POST", "/sparql", QUERY, b"", 400),
        ("GET", "/sparql?query=", None, b"", 400),
        ("GET", "/sparql?query=ASK%20%7B", None, b"", 400),
        ("GET", f"/sparql?default-graph-uri={quote(DIRECT)}", None, b"", 400),
        ("GET", "/sparql/?query=ASK%20%7B%7D", None, b"", 404),
    ],
)
def test_what_is_no_request_of_the_protocol(
    port: int, method: str, path: str, kind: str | None, body: bytes, status: int
) -> None:
    """Another method, two queries, another type or encoding, no query and no SPARQL are told apart by the status."""
    got = Got(port, method, path, body=body, headers={} if kind is None else {"Content-Type": kind})
    assert got.status == status, got.text
    assert got.media == "text/plain"
    assert len(got.text) > 10
    if status == 405:
        assert "POST" in got.headers["Allow"] or "GET" in got.headers["Allow"]


@pytest.mark.parametrize(
    ("method", "path", "kind", "body"),
    [
        ("POST", "/sparql", "application/sparql-update", b"CLEAR ALL"),
        ("POST", "/sparql", FORM, b"update=CLEAR%20ALL"),
        ("POST", "/sparql", FORM, b"query=ASK%20%7B%7D&update=CLEAR%20ALL"),
        ("POST", "/sparql?using-graph-uri=urn:x", "application/sparql-update", b"DROP ALL"),
        ("GET", "/sparql?update=CLEAR%20ALL", None, b""),
        ("GET", "/sparql?query=CLEAR%20ALL", None, b""),
        ("POST", "/sparql", QUERY, b"INSERT DATA { <urn:a> <urn:b> <urn:c> }"),
        ("POST", "/sparql", FORM, b"query=LOAD%20%3Curn%3Ax%3E"),
    ],
)
def test_updates_are_refused(port: int, method: str, path: str, kind: str | None, body: bytes) -> None:
    """An update is refused with 400 and the reason by each way that the protocol has, and nothing has changed."""
    before = values(ask(port, COUNT))
    got = Got(port, method, path, body=body, headers={} if kind is None else {"Content-Type": kind})
    assert got.status == 400
    assert "update is refused" in got.text
    assert values(ask(port, COUNT)) == before


def test_a_query_that_would_reach_out_is_refused(port: int) -> None:
    """SERVICE and FROM with a graph elsewhere are refused with 400, the reason, line and column."""
    for query in ("SELECT * {\n SERVICE <urn:x> { ?a ?b ?c } }", "SELECT *\n FROM <http://127.0.0.1:9/> { ?a ?b ?c }"):
        got = ask(port, query)
        assert got.status == 400
        assert re.match(r"query:2:2: (SERVICE|FROM) is refused", got.text)


# Formats.


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/xml", "text/xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        (f"{JSON};q=0.1, */*;q=0.9", "application/sparql-results+xml"),
        (f"{JSON};q=0, */*", "application/sparql-results+xml"),
        ("text/turtle, text/csv;q=0.1", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("nonsense, text/csv", "text/csv"),
    ],
)
def test_rows_come_in_the_format_that_is_preferred(port: int, accept: str | None, media: str) -> None:
    """The format of rows follows Accept with its weights, and the answer says which it is."""
    got = ask(port, ROWS, accept=accept)
    assert (got.status, got.media) == (200, media)
    assert "Accept" in got.headers["Vary"]
    assert "Kazakhstan" in got.text


@pytest.mark.parametrize("accept", ["text/turtle", "image/png", f"{JSON};q=0", "text/csv;q=0"])
def test_no_format_that_is_acceptable(port: int, accept: str) -> None:
    """Where nothing that is accepted can hold rows the answer is 406, with what there is."""
    got = ask(port, ROWS, accept=accept)
    assert got.status == 406
    assert JSON in got.text


def read_rows(got: Got) -> list[str]:
    """Give the values of one column of an answer in any of the formats, read by another reader."""
    if got.media == "text/csv":
        return [row[0] for row in list(csv.reader(io.StringIO(got.text)))[1:]]
    formats = {
        JSON: ox.QueryResultsFormat.JSON,
        "application/sparql-results+xml": ox.QueryResultsFormat.XML,
        "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    }
    found = ox.parse_query_results(got.body, format=formats[got.media])
    assert isinstance(found, ox.QuerySolutions)
    return [str(row[0].value) for row in found]


@pytest.mark.parametrize("accept", [JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"])
def test_every_format_of_rows_says_the_same(port: int, accept: str) -> None:
    """Letters of all kinds, quotes, tabs, line ends and mark-up come through in each format to another reader."""
    query = (
        "SELECT ?x { VALUES ?x { 'plain' 'Вірменія'@uk \"a\\tb\" \"c\\nd\" 'e\"f' \"g'h\" '<i>&amp;' '' "
        "'back\\\\slash' 1 2.5 true territory:KZ '2024-01-01T00:00:00Z'^^xsd:dateTime '\U0001f5fa' } }"
    )
    assert read_rows(ask(port, query, accept=accept)) == [
        "plain", "Вірменія", "a\tb", "c\nd", 'e"f', "g'h", "<i>&amp;", "", "back\\slash", "1", "2.5", "true",
        "https://w3id.org/exitgraph/territory/KZ", "2024-01-01T00:00:00Z", "\U0001f5fa",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("accept", "holds"),
    [
        (JSON, '"boolean":true'),
        ("application/sparql-results+xml", "<boolean>true</boolean>"),
        ("text/csv", "true"),
        ("text/tab-separated-values", "true"),
    ],
)
def test_truth_has_every_format(port: int, accept: str, holds: str) -> None:
    """The answer to ASK comes in each format of rows."""
    got = ask(port, "ASK { territory:KZ ?p ?o }", accept=accept)
    assert (got.status, got.media) == (200, accept)
    assert holds in got.text


GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


@pytest.mark.parametrize("accept", GRAPHS)
def test_every_format_of_triples_says_the_same(port: int, accept: str) -> None:
    """CONSTRUCT and DESCRIBE come in each format of triples with the same triples, blank nodes included."""
    got = ask(port, TRIPLES, accept=accept)
    assert (got.status, got.media) == (200, accept)
    found = {str(quad.triple) for quad in ox.parse(got.body, format=GRAPHS[accept])}
    expected = ask(port, TRIPLES, accept="application/n-triples").text.splitlines()
    assert found == {line.removesuffix(" .") for line in expected}
    assert len(found) > 1
    blank = ask(port, "CONSTRUCT { [] rdfs:label ?o } { territory:KZ rdfs:label ?o }", accept=accept)
    assert len(list(ox.parse(blank.body, format=GRAPHS[accept]))) == len(found)
    assert ask(port, "DESCRIBE territory:KZ", accept=accept).media == accept


def test_turtle_is_the_default_of_triples_and_rows_are_none(port: int) -> None:
    """Triples come as Turtle by default, and a client that accepts only formats of rows is told so."""
    assert ask(port, TRIPLES).media == "text/turtle"
    assert ask(port, TRIPLES, accept="text/csv, text/*;q=0.1").media == "text/turtle"
    assert ask(port, TRIPLES, accept=JSON).status == 406


def test_a_predicate_that_xml_cannot_name(port: int) -> None:
    """RDF/XML that could not be read again is refused, and the query is answered in another format."""
    query = "CONSTRUCT { <urn:s> <http://a.example/1> 'x' } {}"
    assert ask(port, query, accept="application/rdf+xml").status == 400
    assert ask(port, query).status == 200


def test_head_is_get_without_the_body(port: int) -> None:
    """HEAD gives status and headers of the same GET, and no body."""
    get, head = ask(port, ROWS), ask(port, ROWS, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(get.body))
    assert ask(port, "SELEC", method="HEAD").status == 400


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("a/b", "a/b"),
        ("a/*, */*;q=0.1", "a/b"),
        ("*/*, c/d", "c/d"),
        ("a/b;q=0.5, c/d;q=0.500", "a/b"),
        ("a/b;q=2, c/d;q=0.1", "c/d"),
        ("a/b;q=0, */*;q=0.1", "c/d"),
        ("a/b;level=1;q=0.2, c/d;q=0.1", "a/b"),
        ("x/y", None),
        (",,;;//", "a/b"),
        ("", "a/b"),
        ("*/b", None),
    ],
)
def test_choice_between_two(accept: str, chosen: str | None) -> None:
    """Of two that are offered, weight decides, then how exactly one is named, then the order of the offer."""
    assert choose(accept, ("a/b", "c/d")) == chosen


# What the endpoint says of itself.


def test_the_service_describes_itself(port: int) -> None:
    """Without a query the endpoint describes itself: language, formats, union default graph, its graphs."""
    got = Got(port, "GET", "/sparql", headers={"Accept": "application/n-triples"})
    assert (got.status, got.media) == (200, "application/n-triples")
    store = ox.Store()
    store.load(got.body, format=ox.RdfFormat.N_TRIPLES)
    this = f"<http://127.0.0.1:{port}/sparql>"
    assert store.query(
        f"ASK {{ {this} a <{SD}Service> ; <{SD}endpoint> {this} ; <{SD}feature> <{SD}UnionDefaultGraph> ; "
        f"<{SD}supportedLanguage> <{SD}SPARQL11Query> }}"
    )
    named = {row[0].value for row in store.query(f"SELECT ?g {{ ?x <{SD}name> ?g }}")}  # type: ignore[union-attr]
    assert named == set(values(ask(port, IN_GRAPHS)))
    assert len(list(store.query(f"SELECT ?f {{ {this} <{SD}resultFormat> ?f }}"))) == 8  # type: ignore[arg-type]
    assert Got(port, "GET", "/sparql").media == "text/turtle"
    assert Got(port, "GET", "/sparql", headers={"Accept": "text/html"}).media == "text/turtle"
    assert Got(port, "GET", "/sparql", headers={"Accept": "image/png"}).status == 406
    assert "not legal advice" in got.text


def test_every_answer_names_its_data(port: int, graph: object) -> None:
    """Answers carry the digest of the data."""
    digest = getattr(graph, "digest", "")
    assert digest.startswith("sha256:")
    assert ask(port, ROWS).headers["X-Exitgraph-Digest"] == digest


def test_a_problem_comes_as_json_to_those_who_want_it(port: int) -> None:
    """An error is short text with place and hint, or a problem report in JSON with the same."""
    text = ask(port, "SELEC * {}")
    assert (text.status, text.media) == (400, "text/plain")
    assert text.text.startswith("query:1:1: not valid SPARQL near 'SELEC * {}'\n")
    assert "Did you mean SELECT?" in text.text
    got = ask(port, "SELEC * {}", accept="application/json")
    assert got.media == "application/problem+json"
    report = json.loads(got.body)
    assert (report["status"], report["where"]) == (400, "query:1:1")
    assert "SELECT" in report["hint"]


# Limits.


def test_a_query_without_end_is_stopped(narrow: int) -> None:
    """A query that meets its time is answered 504 with the reason, and the next one is answered."""
    got = ask(narrow, ENDLESS)
    assert got.status == 504
    assert "stopped after 1 s" in got.text
    assert ask(narrow, "ASK {}").status == 200


def test_too_many_rows_are_refused(narrow: int) -> None:
    """More rows or triples than are given is 413 with the number, and never a short answer."""
    assert len(values(ask(narrow, "SELECT ?s { ?s ?p ?o } LIMIT 50"))) == 50
    for query in ("SELECT ?s { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        got = ask(narrow, query)
        assert got.status == 413
        assert "more than 50" in got.text


def test_too_many_at_once_are_told_to_come_back(narrow: int) -> None:
    """With all workers taken some are answered 503 with Retry-After, none fails otherwise, and it ends."""
    with ThreadPoolExecutor(30) as threads:
        found = list(threads.map(lambda _: ask(narrow, ENDLESS), range(30)))
    assert {got.status for got in found} <= {503, 504}
    busy = [got for got in found if got.status == 503]
    assert busy
    assert all(got.headers["Retry-After"] for got in busy)
    assert ask(narrow, "ASK {}").status == 200


def test_long_requests_are_refused(port: int) -> None:
    """A body or a query above the limit is 413, whatever length it claims, and so is a chunked one."""
    long = b"ASK {} #" + b"x" * 100_000
    assert post(port, long, QUERY).status == 413
    assert post(port, b"x" * 300_000, QUERY).status == 413
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        head = (
            f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: {QUERY}\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        connection.sendall(head.encode())
        chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
        answer = b""
        try:
            for _ in range(20):
                connection.sendall(chunk)
            answer = connection.recv(100)
        except ConnectionError:
            answer = answer or connection.recv(100)
    assert answer.startswith(b"HTTP/1.1 413")


def test_deep_nesting_is_answered(port: int) -> None:
    """Queries nested beyond what the parser can follow are 400, and the server goes on."""
    for query in ("SELECT * " + "{" * 2000 + "}" * 2000, "ASK { FILTER(" + "(" * 3000 + "1" + ")" * 3000 + ") }"):
        assert post(port, query.encode(), QUERY).status in (400, 503)
    assert ask(port, "ASK {}").status == 200


# Who may ask.


def test_other_origins_may_not_read_by_default(port: int) -> None:
    """Without the option a page of another origin is refused, before a query runs, and there is no preflight."""
    got = Got(port, "GET", "/sparql?query=ASK%7B%7D", headers={"Origin": "https://pages.example"})
    assert got.status == 403
    assert "Access-Control-Allow-Origin" not in got.headers
    preflight = {"Origin": "https://pages.example", "Access-Control-Request-Method": "POST"}
    assert Got(port, "OPTIONS", "/sparql", headers=preflight).status == 403


def test_one_origin_may_be_let_in(narrow: int) -> None:
    """With the option that origin may read, without credentials, and no other one."""
    own, other = ({"Origin": f"https://{name}.example"} for name in ("pages", "other"))
    got = Got(narrow, "GET", "/sparql?query=ASK%7B%7D", headers=own)
    assert got.headers["Access-Control-Allow-Origin"] == "https://pages.example"
    assert "Origin" in got.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in got.headers
    refused = Got(narrow, "GET", "/sparql?query=ASK%7B%7D", headers=other)
    assert refused.status == 403
    assert "Access-Control-Allow-Origin" not in refused.headers
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert Got(narrow, "OPTIONS", "/sparql", headers=own | preflight).status == 200
    assert Got(narrow, "OPTIONS", "/sparql", headers=other | preflight).status == 403


def test_another_name_gets_nothing(port: int) -> None:
    """The endpoint answers for loopback names only, as the page does."""
    for path in ("/sparql?query=ASK%7B%7D", "/territory/KZ"):
        assert Got(port, "GET", path, host="a.invalid").status == 421
        assert Got(port, "GET", path, host=f"localhost:{port}").status == 200


def test_a_name_may_be_allowed() -> None:
    """With --allow-host the server answers for that name too."""
    with served("--port", "0", "--allow-host", "data.example") as (_, port):
        assert Got(port, "GET", "/sparql", host="data.example").status == 200
        assert Got(port, "GET", "/sparql", host="other.example").status == 421


def test_an_address_of_another_machine_is_a_clear_error() -> None:
    """Asked to listen at an address that this machine does not have, the verb ends with 2 and says so."""
    import subprocess
    import sys

    command = [sys.executable, "-m", "exitgraph", "serve", "--host", "192.0.2.1", "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    assert "192.0.2.1" in done.stderr
    assert "Traceback" not in done.stderr


def test_xml_holds_no_character_that_it_cannot(port: int) -> None:
    """A control character in a value does not make the XML unreadable."""
    got = ask(port, "SELECT ('a\\u0001b' AS ?x) {}", accept="application/sparql-results+xml")
    assert [node.text for node in ET.fromstring(got.text).iter() if node.tag.endswith("literal")] == ["a\ufffdb"]  # noqa: S314
