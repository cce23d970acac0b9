"""Chains and gaps as answers that `diff` and `hinges` take apart: against brute force, and on the shipped graph."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

import exitgraph
from exitgraph.analysis import agenda, diff, hinges
from exitgraph.analysis.answers import MOST_WITNESSES, Rests, smallest_changes, transfer_chains
from exitgraph.claims.inforce import Snapshot
from exitgraph.routes import Profile
from exitgraph.vocabulary import iri, local_name
from oracle_analysis.transfers import seen
from oracle_analysis.withdrawals import Name, Worlds
from policy_worlds import LEVELS, MANY, profile, tinies
from test_analysis_chains import questions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.analysis.answers import Answer
    from exitgraph.claims.knowledge import Knowledge
    from journey_worlds import Question

GRADED = {
    "one-person": "one person documented throughout",
    "each-link": "each link documented",
    "legally-possible": "legally possible",
}
#: A world of more claims has too many sets of claims that could be left out.
FEW = 5
EARLIER = Snapshot.at("2024-05-05", "2024-05-05")


def without(knowledge: Knowledge, names: Iterable[str]) -> Knowledge:
    out = set(names)
    return replace(knowledge, claims={name: claim for name, claim in knowledge.claims.items() if name not in out})


def chained(question: Question, knowledge: Knowledge, now: Snapshot | None = None) -> frozenset[str]:
    """Say what the answer of chains says, from brute force."""
    found = seen(knowledge, question.asked, now or question.now, possible=question.possible)
    return frozenset(f"{' to '.join(map(local_name, item.places))}: {GRADED[item.grade]}" for item in found)


def changed(question: Question, knowledge: Knowledge, now: Snapshot | None = None) -> frozenset[str]:
    """Say what the answer of gaps says of sets of one change, from brute force."""
    firm, loose = (
        Worlds(knowledge, question.asked, now or question.now, possible=possible) for possible in (False, True)
    )
    certain = firm.goals(frozenset(), LEVELS)
    said = {f"reached: {local_name(place)} ({level})" for level, place in certain}
    more = loose.goals(frozenset(), LEVELS) - certain
    said |= {f"on possible claims only: {local_name(place)} ({level})" for level, place in more}
    if not certain:
        sets = firm.smallest(LEVELS, 1)
        said.add("no documented way")
        said |= {f"smallest change: {written(name)}" for one in sets or () for name in one}
        said |= {"no smallest change of up to 1 policies"} if sets is None else set()
    return frozenset(said)


def written(name: Name) -> str:
    """Write a change as its name."""
    document = f":{local_name(name.document)}" if name.document else ""
    return f"{name.kind}:{local_name(name.state)}:{local_name(name.what or '')}{document}"


def of_chains(question: Question) -> Answer:
    return transfer_chains(profile(question), possible=question.possible)


@given(questions())
@MANY
def test_hinges_of_chains_equal_brute_force(question: Question) -> None:
    """What vanishes and appears without each claim, and each responsibility, are those of leaving out every set."""
    knowledge = replace(question.knowledge, claims=dict(list(question.knowledge.claims.items())[-FEW:]))
    found = hinges(knowledge, of_chains(question), question.now)

    @cache
    def said(out: frozenset[str]) -> frozenset[str]:
        return chained(question, without(knowledge, out))

    whole = said(frozenset())
    assert set(found.said) == whole
    lost = {name: said(frozenset({name})) for name in knowledge.claims}
    assert {item.claim: (frozenset(item.vanishes), frozenset(item.appears)) for item in found.effects} == {
        name: (whole - left, left - whole) for name, left in lost.items() if left != whole
    }
    sets = [frozenset(one) for size in range(FEW) for one in combinations(sorted(knowledge.claims), size)]
    slow = {}
    for name in knowledge.claims:
        for thing in whole:
            least = next((len(out) for out in sets if thing in said(out) and thing not in said(out | {name})), None)
            if least is not None:
                slow[name, thing] = least
    assert {(cause.claim, cause.said): len(cause.contingency) for cause in found.causes} == slow


@given(questions())
@MANY
def test_difference_of_chains_equals_brute_force(question: Question) -> None:
    """The chains that appeared, vanished and stayed are those that brute force has on one date only, or on both."""
    knowledge = question.knowledge
    found = diff(knowledge, of_chains(question), EARLIER, question.now)
    old, new = (chained(question, knowledge, now) for now in (EARLIER, question.now))
    assert {item.said for item in found.appeared} == new - old
    assert {item.said for item in found.vanished} == old - new
    assert set(found.same) == old & new


@given(tinies(possible=False, size=(1, 4)))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_hinges_of_gaps_equal_brute_force(question: Question) -> None:
    """What vanishes and appears without each claim is what asking without it says, whatever the claim tells of."""
    found = hinges(question.knowledge, smallest_changes(profile(question), max_changes=1), question.now)
    whole = changed(question, question.knowledge)
    assert set(found.said) == whole
    lost = {name: changed(question, without(question.knowledge, [name])) for name in question.knowledge.claims}
    assert {item.claim: (frozenset(item.vanishes), frozenset(item.appears)) for item in found.effects} == {
        name: (whole - left, left - whole) for name, left in lost.items() if left != whole
    }


@pytest.fixture(scope="module")
def graph() -> exitgraph.Graph:
    """Give the shipped graph."""
    return exitgraph.load()


NOVEMBER = Snapshot.at("2024-11-24", "2024-11-24")


def test_the_chain_over_armenia_turns_on_the_designation(graph: exitgraph.Graph) -> None:
    """Without the United Kingdom's designation there is no chain over Armenia; return and abduction share the rest."""
    who = Profile.of(graph.knowledge, origin="RU", status="deserter")
    answer = transfer_chains(who, via=[iri("territory:AM"), iri("territory:GB")])
    found = hinges(graph.knowledge, answer, NOVEMBER)
    assert found.said == ("GB to AM to RU: legally possible",)
    assert [graph.claims[item.claim].relation for item in found.effects] == [iri("xg:deemsSafe")]
    assert sorted(len(cause.contingency) for cause in found.causes) == [0, 1, 1]
    first = agenda(graph.knowledge, {"chains": answer}, NOVEMBER)
    assert [item.claim for item in first] == [item.claim for item in found.effects]


def test_the_smallest_change_appears_when_the_way_grows_old(graph: exitgraph.Graph) -> None:
    """By November 2026 the way to France had no certain claim left, and the answer names what became old."""
    who = Profile.of(graph.knowledge, origin="RU", status="deserter", holds=["internal-passport"])
    found = diff(graph.knowledge, smallest_changes(who), NOVEMBER, Snapshot.at("2026-11-23", "2026-11-23"))
    assert "no documented way" in {item.said for item in found.appeared}
    [gone] = found.vanished
    assert gone.said == "reached: FR (apply)"
    assert "P009" in {key for one in gone.because for key in graph.claims[one.claim].record_keys}


def test_too_many_sets_of_claims_are_no_lineage() -> None:
    """Where the sets that carry a thing are too many, all claims are named and none is given a responsibility."""
    from exitgraph.analysis.answers import _together

    ways = [[frozenset({f"{link}-{number}"}) for number in range(80)] for link in range(2)]
    every = frozenset(claim for sets in ways for one in sets for claim in one)
    assert prod(map(len, ways)) > MOST_WITNESSES
    assert _together(ways) == Rests(frozenset({every}), lineage=False)
