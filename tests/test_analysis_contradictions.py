"""The ledger of what was said and what was done: by hand, against brute force, and across the clocks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exitgraph
from analysis_worlds import MIDDLE, later, said_and_done
from exitgraph.analysis import contradictions
from exitgraph.claims.inforce import Snapshot
from exitgraph.errors import InputError
from exitgraph.vocabulary import iri
from oracle_analysis.ledger import Row, ledger, statements

if TYPE_CHECKING:
    from exitgraph.claims.knowledge import Knowledge

NOW = Snapshot.at("2024-08", MIDDLE)
LATE = Snapshot.at("2026-11-23", "2026-11-23")
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@pytest.fixture(scope="module")
def graph() -> exitgraph.Graph:
    """Give the shipped graph."""
    return exitgraph.load()


def keys(graph: exitgraph.Graph, now: Snapshot, **options: object) -> dict[tuple[str, str], tuple[str, str, bool]]:
    """Give the ledger by the first keys of both rows."""
    return {
        (graph.claims[item.said].record_keys[0], graph.claims[item.done].record_keys[0]): (
            item.bearing,
            item.after_notice,
            item.certain,
        )
        for item in contradictions(graph.knowledge, now, **options)  # type: ignore[arg-type]
    }


def test_what_the_home_office_said_of_armenia_and_what_had_been_published(graph: exitgraph.Graph) -> None:
    """The abduction in Armenia stands directly against the British designation of 2024, after notice."""
    found = keys(graph, Snapshot.at("2024-11-24", "2024-11-24"), state=iri("territory:GB"))
    assert {done: entry for (_, done), entry in found.items() if done in ("I013", "I014", "I001")} == dict.fromkeys(
        ("I013", "I014", "I001"), ("direct", "yes", True)
    )
    assert not any(done == "I008" for _, done in found)  # published in 2026


def test_a_list_of_states_of_origin_is_not_held_against_what_happened_to_others(graph: exitgraph.Graph) -> None:
    """France lists Armenia for Armenians: the abduction of a Russian is no entry against that list."""
    assert not [pair for pair in keys(graph, LATE, months=1200, state=iri("territory:FR")) if pair[1] == "I013"]


def test_statement_and_practice_of_the_shipped_graph_are_those_of_the_conflicts(graph: exitgraph.Graph) -> None:
    """Statements against practice are the pairs that a search of all conflicts finds, one case being undercutting."""
    found = {
        (item.said, item.done, item.bearing)
        for item in contradictions(graph.knowledge, LATE)
        if item.kind == "statement and practice"
    }
    assert found == statements(graph.knowledge)
    assert {bearing for _, _, bearing in found} == {"direct", "undercutting"}


def test_a_window_out_of_range_is_refused(graph: exitgraph.Graph) -> None:
    """A window of less than no month is refused with what to do."""
    with pytest.raises(InputError, match="the window is -1 months"):
        contradictions(graph.knowledge, LATE, months=-1)


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(said_and_done(), st.sampled_from((0, 1, 6, 24)))
def test_ledger_equals_brute_force(knowledge: Knowledge, months: int) -> None:
    """The ledger has the rows that a comparison of every two claims has."""
    found = {
        Row(item.said, item.done, item.bearing, item.after_notice, item.certain)
        for item in contradictions(knowledge, NOW, months=months)
    }
    assert found == ledger(knowledge, NOW, months)


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_nothing_published_later_changes_the_ledger(data: st.DataObject) -> None:
    """Claims, grades and deprecations that come after the day change nothing in the ledger."""
    knowledge = data.draw(said_and_done())
    more = later(knowledge, data.draw)
    ones = replace(more, claims={**more.claims, **knowledge.claims})
    assert contradictions(ones, NOW) == contradictions(knowledge, NOW)
