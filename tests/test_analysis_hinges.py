"""Hinges: by hand, against brute force, and across the clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exitgraph
from analysis_worlds import MIDDLE, PLACES, later, retold, said_and_done
from exitgraph.analysis import agenda, hinges
from exitgraph.analysis.answers import itineraries, outlets_and_lines, returns
from exitgraph.analysis.hinges import contingency
from exitgraph.claims.inforce import Snapshot
from exitgraph.routes import Profile
from exitgraph.vocabulary import iri
from oracle_analysis.causes import causes, said_of, smallest
from oracle_analysis.lines import count

if TYPE_CHECKING:
    from exitgraph.claims.knowledge import Knowledge

NOW = Snapshot.at("2024-08", MIDDLE)
THEN = Snapshot.at("2024-11-24", "2024-11-24")
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
SETS = st.frozensets(st.frozensets(st.sampled_from("abcdef"), min_size=1, max_size=3), max_size=5)


@pytest.fixture(scope="module")
def graph() -> exitgraph.Graph:
    """Give the shipped graph."""
    return exitgraph.load()


def test_the_itinerary_to_france_turns_on_one_claim(graph: exitgraph.Graph) -> None:
    """Without the claim that France gave papers to six deserters there is no itinerary to France in November 2024."""
    profile = Profile.of(graph.knowledge, origin="RU", status="deserter", holds=["internal-passport"])
    answer = itineraries(profile, to=[iri("territory:FR")])
    found = hinges(graph.knowledge, answer, THEN)
    assert [graph.claims[item.claim].record_keys for item in found.effects] == [("P009",)]
    alone = [cause for cause in found.causes if not cause.contingency]
    assert [graph.claims[cause.claim].record_keys for cause in alone] == [("P009",)]
    assert [graph.claims[item.claim].record_keys for item in found.to_check] == [("P009",)]
    first = agenda(graph.knowledge, {"France": answer}, THEN)
    assert [graph.claims[item.claim].record_keys for item in first] == [("P009",)]


def test_two_claims_that_say_the_same_share_the_responsibility() -> None:
    """A claim beside which another one stands has that one as its contingency, and one that nothing needs has none."""
    twice = frozenset({frozenset("a"), frozenset("b")})
    assert (contingency(twice, "a"), contingency(twice, "b"), contingency(twice, "c")) == (("b",), ("a",), None)
    assert contingency(frozenset({frozenset("ab"), frozenset("a")}), "b") is None
    assert contingency(frozenset({frozenset("a"), frozenset("b"), frozenset("c")}), "a", most=1) is None


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(SETS, st.sampled_from("abcdef"))
def test_contingency_equals_brute_force(sets: frozenset[frozenset[str]], cause: str) -> None:
    """A smallest contingency is as large as the smallest of all sets that leave the thing to the claim alone."""
    slow = smallest("abcdef", cause, lambda out: any(not one & out for one in sets))
    found = contingency(sets, cause)
    assert (found is None) == (slow is None)
    if found is not None and slow is not None:
        assert len(found) == len(slow)
        assert any(not one & set(found) for one in sets)
        assert not any(not one & {*found, cause} for one in sets)


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(said_and_done(), st.sampled_from(PLACES))
def test_hinges_of_returns_equal_brute_force(knowledge: Knowledge, place: str) -> None:
    """What vanishes without each claim, and each responsibility, are those of leaving out every set of claims."""
    territory = iri(place)
    found = hinges(knowledge, returns(territory), NOW)
    slow = causes(knowledge, territory, NOW)
    sizes = {(cause.claim, cause.said): len(cause.contingency) for cause in found.causes}
    assert sizes == {key: len(others) for key, others in slow.items()}
    whole = said_of(knowledge, territory, NOW)
    lost = {name: whole - said_of(knowledge, territory, NOW, frozenset({name})) for name in knowledge.claims}
    assert {item.claim: set(item.vanishes) for item in found.effects} == {
        name: gone for name, gone in lost.items() if gone
    }


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(retold())
def test_hinges_of_lines_equal_brute_force(knowledge: Knowledge) -> None:
    """The claims without which the number of lines, an outlet or a single point changes are those of a slow count."""
    asked = next(iter(knowledge.claims.values())).proposition.iri
    found = {item.claim for item in hinges(knowledge, outlets_and_lines(asked), NOW).effects}
    whole = count(knowledge, asked, NOW)
    slow = set()
    for name in knowledge.claims:
        left = {other: claim for other, claim in knowledge.claims.items() if other != name}
        if count(_with(knowledge, left), asked, NOW) != whole:
            slow.add(name)
    assert found == slow


def _with(knowledge: Knowledge, claims: dict[str, exitgraph.claims.Claim]) -> Knowledge:
    from dataclasses import replace

    return replace(knowledge, claims=claims)


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_nothing_published_later_changes_the_hinges(data: st.DataObject) -> None:
    """Claims, grades and deprecations that come after the day change neither hinges nor what to check first."""
    knowledge = data.draw(said_and_done())
    more = later(knowledge, data.draw)
    answer = returns(iri(data.draw(st.sampled_from(PLACES))))
    assert hinges(more, answer, NOW) == hinges(knowledge, answer, NOW)
    assert agenda(more, {"one": answer}, NOW) == agenda(knowledge, {"one": answer}, NOW)
