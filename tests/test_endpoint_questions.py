"""The questions that the graph has to answer, through the endpoint over HTTP: what the engine answers, row by row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from exitgraph.query import bind, load_queries
from exitgraph.query.results import run
from exitgraph.rdf.folder import shipped_graph
from server import QUERY, post, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph import Graph


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("--port", "0", "--timeout", "60") as (_, number):
        yield number


@pytest.mark.parametrize("name", sorted(load_queries(shipped_graph() / "queries")))
def test_a_question_is_answered_alike_over_http(name: str, port: int, graph: Graph) -> None:
    """A named question with its defaults, sent as SPARQL, has the same variables, and the same rows in order."""
    text = bind(graph.queries[name], {}, graph.knowledge)
    got = post(port, text.encode(), QUERY)
    assert got.status == 200, got.text
    assert json.loads(got.body) == run(graph.store, text).as_json()
