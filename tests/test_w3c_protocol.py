"""The W3C's SPARQL 1.1 Protocol tests, by their names, against the application.

Two things are ours. This endpoint only reads, so each update that the suite wants carried out is refused; and it never
fetches a graph, so the graph ``data0`` that some requests name is put among its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox
import pytest
from rdflib import RDF, Namespace
from rdflib.collection import Collection

from exitgraph.query.worker import Pool, available
from exitgraph.store import EmbeddedStore
from w3c_suite import LIMITS, MF, ROOT, Endpoint, manifest, rows, suite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import Graph
    from rdflib.term import Node

FOLDER = f"{ROOT}sparql/sparql11/protocol/"
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
GRAPHS = "http://kasei.us/2009/09/sparql/data/"
#: What each format of the suite may come as.
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values",
    },
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"},
}  # fmt: skip


class Sent(NamedTuple):
    """A request of a test and what is expected: statuses by their first digit, a truth, a kind of format."""

    method: str
    path: str
    content: bytes
    headers: dict[str, str]
    statuses: set[int]
    truth: bool | None
    format: str | None


def requests_by_name() -> dict[str, list[Sent]]:
    """Give the requests of each test by its name."""
    found = manifest(f"{FOLDER}manifest.ttl")
    named = {}
    for test in found.subjects(RDF.type, MF.ProtocolTest):
        listed = found.value(found.value(test, MF.action), HT.requests)
        assert listed is not None
        named[str(test).rpartition("#")[2]] = [sent(found, request) for request in Collection(found, listed)]
    return dict(sorted(named.items()))


def sent(found: Graph, request: Node) -> Sent:
    """Read a request."""
    body, response = found.value(request, HT.body), found.value(request, HT.resp)
    held = found.value(request, HT.headers)
    fields = list(Collection(found, held)) if held is not None else []
    truth, form = found.value(response, MF.expectedBoolean), found.value(response, MF.expectedFormat)
    coding = str(found.value(body, CNT.characterEncoding))
    return Sent(
        str(found.value(request, HT.methodName)),
        str(found.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1),
        b"" if body is None else str(found.value(body, CNT.chars)).encode(coding),
        {
            str(found.value(field, HT.fieldName)).replace("-", "_"): str(found.value(field, HT.fieldValue))
            for field in fields
        },
        {int(str(status)[-3]) for status in found.objects(response, MF.expectedStatus)},
        None if truth is None else str(truth) == "true",
        None if form is None else str(form),
    )


TESTS = requests_by_name()
UPDATES = sorted(name for name in TESTS if name.startswith("update_"))
OTHERS = sorted(set(TESTS) - set(UPDATES))


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    """Give the graphs that the requests name."""
    made = EmbeddedStore(())
    for number in range(4):
        # The suite tells nothing of its graph data0.
        content = suite()[f"{FOLDER}data{number or 1}.nt"]
        graph = ox.NamedNode(f"{GRAPHS}data{number}.rdf")
        made._store.load(content, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
    return made


@pytest.fixture(scope="module")
def endpoint(store: EmbeddedStore) -> Iterator[Endpoint]:
    """Give the endpoint over them."""
    if not available():
        pytest.skip("this system cannot fork")
    with Pool(store, LIMITS) as pool:
        yield Endpoint(store, pool)


def check(got: Any, wanted: Sent) -> None:
    """Hold an answer against what is expected."""
    assert got.status_code // 100 in wanted.statuses, got.text
    media = got.headers["content-type"].partition(";")[0]
    assert wanted.format is None or media in FORMATS[wanted.format]
    if wanted.truth is not None:
        assert rows(got.content, ox.QueryResultsFormat.JSON) is wanted.truth


@pytest.mark.parametrize("name", OTHERS)
def test_a_request_is_answered_as_the_suite_says(name: str, endpoint: Endpoint) -> None:
    """Each test of the query operation, and each bad request of either, has the status, format and truth it should."""
    for wanted in TESTS[name]:
        check(endpoint.send(wanted.method, wanted.path, content=wanted.content, **wanted.headers), wanted)


@pytest.mark.parametrize("name", UPDATES)
def test_an_update_of_the_suite_is_refused(name: str, endpoint: Endpoint, store: EmbeddedStore) -> None:
    """The update operation is not offered: each of the suite's updates is refused with 403, and nothing has changed."""
    wanted = TESTS[name][0]
    got = endpoint.send(wanted.method, wanted.path, content=wanted.content, **wanted.headers)
    assert got.status_code == 403
    assert "update is refused" in got.text
    assert len(store.graphs()) == 4


def test_every_test_of_the_suite_is_run() -> None:
    """The suite has 34 tests; 7 of them are updates, and 14 bad requests."""
    assert len(TESTS) == 34
    assert len(UPDATES) == 7
    assert sum(name.startswith("bad_") for name in TESTS) == 14
