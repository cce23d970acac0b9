"""The W3C's query evaluation tests through the endpoint: what the engine answers right, the endpoint answers right.

The endpoint parses each query with another parser before the engine sees it, and writes answers itself; either could
lose what the engine can do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from exitgraph.query.worker import Pool, available
from server import FORM
from w3c_suite import LIMITS, Answer, Case, Endpoint, cases, data_store, expected, rows, text_of, triples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.store import EmbeddedStore

CASES = list(cases())
ROWS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
TRIPLES = "application/n-triples"


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    """Give all data of the tests, each file a graph."""
    return data_store()


@pytest.fixture(scope="module")
def endpoint(store: EmbeddedStore) -> Iterator[Endpoint]:
    """Give the endpoint over it."""
    if not available():
        pytest.skip("this system cannot fork")
    with Pool(store, LIMITS) as pool:
        yield Endpoint(store, pool)


def by_engine(case: Case, store: EmbeddedStore) -> Answer | None:
    """Ask the engine itself; nothing if it fails."""
    default, named = ([ox.NamedNode(graph) for graph in graphs] for graphs in (case.default, case.named))
    chosen: dict[str, Any] = {"default_graph": default, "named_graphs": named} if default or named else {}
    try:
        found = store._store.query(text_of(case), **chosen)
    except SyntaxError:
        return None
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QueryTriples):
        return triples(found.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")
    return rows(found.serialize(format=ox.QueryResultsFormat.JSON) or b"", ox.QueryResultsFormat.JSON)


def by_endpoint(case: Case, endpoint: Endpoint, media: str) -> Answer | None:
    """Ask the endpoint, for rows in one format; nothing if it says that the query is none."""
    fields = [("query", text_of(case))]
    fields += [("default-graph-uri", graph) for graph in case.default]
    fields += [("named-graph-uri", graph) for graph in case.named]
    body, accept = urlencode(fields).encode(), f"{media}, {TRIPLES};q=0.5"
    got = endpoint.send("POST", "/sparql", content=body, content_type=FORM, accept=accept)
    if got.status_code == 400:
        return None
    assert got.status_code == 200, got.text
    kind = got.headers["content-type"].partition(";")[0]
    if kind == TRIPLES:
        return triples(got.content)
    return rows(got.content, ROWS[kind])


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.name for case in CASES])
def test_a_query_is_answered_as_well_as_by_the_engine(number: int, endpoint: Endpoint, store: EmbeddedStore) -> None:
    """A test that the engine passes is passed through the endpoint, by each format of rows in turn."""
    case = CASES[number]
    right = expected(case)
    # No specification says how TSV writes a truth.
    media = list(ROWS)[number % (2 if isinstance(right, bool) else 3)]
    assert (by_endpoint(case, endpoint, media) == right) == (by_engine(case, store) == right)


def test_the_engine_passes_most(store: EmbeddedStore) -> None:
    """There are more than 500 tests, and the engine passes nearly all, so that the test above says something."""
    passed = sum(by_engine(case, store) == expected(case) for case in CASES)
    assert len(CASES) > 500
    assert passed > len(CASES) * 0.93
