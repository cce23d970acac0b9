"""Limits and datasets on every store: how many rows, which graphs, and queries in processes that can be killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from exitgraph.errors import TookTooLong, TooMuch
from exitgraph.query.worker import Limits, Pool, available
from exitgraph.store import Dataset
from test_worker import ENDLESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.store import Store

NAMES = "SELECT ?g { GRAPH ?g {} } ORDER BY ?g"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
CLAIMS = "SELECT ?s { ?s a xg:Claim } ORDER BY ?s"


@pytest.fixture(scope="module")
def pool(store: Store) -> Iterator[Pool]:
    """Give workers over the store."""
    if not available():
        pytest.skip("this system cannot fork")
    with Pool(store, Limits(timeout=60, workers=2)) as made:
        yield made


def test_a_limit_cuts_rows_and_triples(store: Store) -> None:
    """A store gives at most as many rows and triples as it is asked for, and all of them without a limit."""
    everything = store.select(CLAIMS)[1]
    assert len(everything) > 3
    assert store.select(CLAIMS, limit=3)[1] == everything[:3]
    assert store.select(CLAIMS, limit=10_000)[1] == everything
    assert len(store.construct("CONSTRUCT WHERE { ?s a xg:Claim }", limit=3)) == 3


def test_a_dataset_is_all_that_a_query_sees(store: Store) -> None:
    """With a dataset the default graph is what it names, and no other graph is a named one."""

    def count(dataset: Dataset | None, query: str = COUNT) -> int:
        value = store.select(query, dataset=dataset)[1][0][0]
        return int(getattr(value, "value", -1))

    first, *others = store.graphs()
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert 0 < count(Dataset((first,), ())) < count(None)
    assert count(Dataset((first, *others), ())) == count(None)
    assert count(Dataset((first,), ()), named) == 0
    assert store.select("SELECT ?g { GRAPH ?g { ?s ?p ?o } }", dataset=Dataset((first,), ())) == (("g",), [])
    assert count(Dataset((), (first,))) == 0
    assert count(Dataset((first,), (others[0],)), named) == count(Dataset((others[0],), ()))
    assert store.ask("ASK { ?s ?p ?o }", dataset=Dataset((first,), ()))


def test_the_graphs_of_a_dataset_are_named_without_a_pattern(store: Store) -> None:
    """``GRAPH ?g {}`` gives each named graph of a dataset, and none where it has none."""
    first, *others = store.graphs()
    assert [row for row, *_ in store.select(NAMES)[1]] == [first, *others]
    assert store.select(NAMES, dataset=Dataset((first,), ()))[1] == []
    assert store.select(NAMES, dataset=Dataset((first,), (others[0],)))[1] == [(others[0],)]


def test_workers_answer_as_the_store_does(store: Store, pool: Pool) -> None:
    """Rows and triples from a worker are those of the store."""
    assert list(pool.run(CLAIMS).rows) == store.select(CLAIMS)[1]
    triples = "CONSTRUCT { ?s rdfs:label ?o } { ?s a xg:Territory ; rdfs:label ?o }"
    assert list(pool.run(triples).triples) == store.construct(triples)


def test_a_query_without_end_is_stopped_on_every_store(pool: Pool) -> None:
    """A query that meets its time is stopped, and the next one is answered, from the same data."""
    before = pool.run(COUNT).rows
    with pytest.raises(TookTooLong):
        pool.run(ENDLESS, timeout=0.5)
    with pytest.raises(TooMuch):
        pool.run(CLAIMS, rows=1)
    assert pool.run(COUNT).rows == before
