"""What an answer was on two dates, and what could be known: by hand, against brute force, and across the clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exitgraph
from analysis_worlds import MIDDLE, PLACES, later, said_and_done
from exitgraph.analysis import diff, knowability
from exitgraph.analysis.answers import itineraries, ledger, outlets_and_lines, returns
from exitgraph.claims.inforce import Snapshot
from exitgraph.errors import InputError
from exitgraph.routes import Profile
from exitgraph.vocabulary import curie, iri
from oracle_analysis.change import ledgers, told

if TYPE_CHECKING:
    from exitgraph.claims.knowledge import Knowledge
    from oracle_analysis.ledger import Row

EARLY, NOW = Snapshot.at("2023-08", "2024-02"), Snapshot.at("2024-08", MIDDLE)
TODAY = Snapshot.at("2026-11-23", "2026-11-23")
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
KZ = iri("territory:KZ")


@pytest.fixture(scope="module")
def graph() -> exitgraph.Graph:
    """Give the shipped graph."""
    return exitgraph.load()


def at(day: str) -> Snapshot:
    """Give both clocks on one day."""
    return Snapshot.at(day, day)


def test_the_removal_of_december_2022_was_known_on_the_31st_and_not_on_the_28th(graph: exitgraph.Graph) -> None:
    """Of the removal from Kazakhstan nothing had been published on 28 December 2022, and one outlet on the 31st."""
    rows = {key: claim.iri for claim in graph.claims.values() for key in claim.record_keys}
    first = knowability(graph.knowledge, KZ, at("2022-12-28"), TODAY)
    assert (first.by_then, first.perhaps) == ((), ())
    assert rows["I001"] in {item.claim for item in first.after}
    second = knowability(graph.knowledge, KZ, at("2022-12-31"), TODAY)
    assert [item.claim for item in second.by_then] == [rows["I001"]]
    assert (len(second.by_then[0].then.outlets), second.by_then[0].then.count) == (1, "1")
    assert rows["I001"] not in {item.claim for item in second.after}


def test_the_difference_names_the_claim_that_made_it(graph: exitgraph.Graph) -> None:
    """Between the two days one return appeared, by the claim that was published on the 30th."""
    found = diff(graph.knowledge, returns(KZ), at("2022-12-28"), at("2022-12-31"))
    assert [item.said for item in found.appeared] == ["returned: event:moscow-times-2022-12-30-1-return"]
    (reason,) = found.appeared[0].because
    assert (graph.claims[reason.claim].record_keys, reason.before, reason.after) == (
        ("I001",),
        "not in force (not yet published)",
        "certain",
    )


def test_itineraries_to_france_appear_with_their_claims(graph: exitgraph.Graph) -> None:
    """The itinerary to France of November 2024 was not there in September, for want of claims that are named."""
    profile = Profile.of(graph.knowledge, origin="RU", status="deserter", holds=["internal-passport"])
    answer = itineraries(profile, to=[iri("territory:FR")])
    found = diff(graph.knowledge, answer, at("2024-09"), at("2024-11-24"))
    assert found.appeared
    named = {key for item in found.appeared for one in item.because for key in graph.claims[one.claim].record_keys}
    assert {"P009"} <= named


def test_lines_grow_on_the_clock_of_publication(graph: exitgraph.Graph) -> None:
    """Outlets of the six deserters appear between October and December 2024, and none of them vanishes."""
    answer = outlets_and_lines(iri("event:fr-six-deserters-2024"))
    found = diff(graph.knowledge, answer, Snapshot.at("2024-12", "2024-09"), Snapshot.at("2024-12", "2024-12"))
    assert {"outlet: organisation:b92", "lines: 1 to 3"} <= {item.said for item in found.appeared}
    assert not found.vanished
    assert all(curie(one.claim).startswith("claim:") for item in found.appeared for one in item.because)


def test_a_decision_in_the_future_is_refused(graph: exitgraph.Graph) -> None:
    """What had been published by a day that has not come cannot be said."""
    with pytest.raises(InputError, match="the decision lies after"):
        knowability(graph.knowledge, KZ, at("2027"), TODAY)


def written(row: Row) -> str:
    """Write a row of the slow ledger as the answer says it."""
    sure = "certain" if row.certain else "possible"
    sides = f"{curie(row.said)} beside {curie(row.done)}"
    return f"designation and incident: {sides} ({row.bearing}, after notice: {row.after_notice}, {sure})"


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(said_and_done())
def test_difference_equals_brute_force(knowledge: Knowledge) -> None:
    """What appeared, vanished and stayed is what two slow ledgers have; each claim that is named stood otherwise."""
    found = diff(knowledge, ledger(), EARLY, NOW)
    appeared, vanished, same = ledgers(knowledge, EARLY, NOW)
    assert {item.said for item in found.appeared} == set(map(written, appeared))
    assert {item.said for item in found.vanished} == set(map(written, vanished))
    assert set(found.same) == set(map(written, same))
    for change in (*found.appeared, *found.vanished):
        assert all(one.before != one.after for one in change.because)


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(said_and_done(), st.sampled_from(PLACES))
def test_knowability_equals_brute_force(knowledge: Knowledge, place: str) -> None:
    """What had, may have and had not been published by the day is what a look at each claim gives."""
    territory = iri(place)
    found = knowability(knowledge, territory, NOW, TODAY)
    then, today = told(knowledge, territory, NOW), told(knowledge, territory, TODAY)
    assert {item.claim for item in found.by_then} == {name for name, sure in then.items() if sure}
    assert {item.claim for item in found.perhaps} == {name for name, sure in then.items() if not sure}
    unpublished = {
        name
        for name, claim in knowledge.claims.items()
        if (first := knowledge.sources[claim.source].published.earliest) is not None and first > NOW.published_by
    }
    assert {item.claim for item in found.after} == today.keys() & unpublished


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_nothing_published_later_changes_what_was_known(data: st.DataObject) -> None:
    """Claims, grades and deprecations after the day change neither what was known by it nor its lines then."""
    knowledge = data.draw(said_and_done())
    more = later(knowledge, data.draw)
    territory = iri(data.draw(st.sampled_from(PLACES)))
    one, other = (knowability(known, territory, NOW, NOW) for known in (knowledge, more))
    assert (one.by_then, one.perhaps, one.after) == (other.by_then, other.perhaps, other.after)
    first, second = (diff(known, ledger(), EARLY, NOW) for known in (knowledge, more))
    assert first == second
