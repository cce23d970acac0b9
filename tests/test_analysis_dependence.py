"""Dependence: against brute force, on the shipped graph, with scenarios, and as it is written."""

import json
from itertools import combinations

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import exitgraph
from exitgraph.analysis.dependence import Dependence, dependence, dependence_json, hitting_sets
from exitgraph.analysis.policies import Policy
from exitgraph.analysis.wording import lint
from exitgraph.claims.inforce import Snapshot
from exitgraph.cli import cli
from exitgraph.errors import InputError
from exitgraph.routes import Profile, compile_claims
from journey_worlds import Question
from oracle_analysis.withdrawals import Name, Worlds, cuts
from policy_worlds import LEVELS, MANY, profile, tinies
from schemas import problems

DESERTER = ("--status", "deserter", "--holds", "internal-passport", "--today", "2024-11-24")


def name(policy: Policy) -> Name:
    return Name(policy.action + (" own" if policy.own_paper else ""), policy.state, policy.document)


def asked(question: Question) -> tuple[Dependence, Worlds]:
    compiled = compile_claims(question.knowledge, question.now)
    found = dependence(compiled, profile(question), possible=question.possible, max_cut=2, max_pairs=10_000)
    return found, Worlds(question.knowledge, question.asked, question.now, possible=question.possible)


@given(tinies(size=(4, 10)))
@MANY
def test_equals_brute_force(question: Question) -> None:
    """The smallest cuts, and what one and two withdrawals take away, are what withdrawing every set finds."""
    found, worlds = asked(question)
    whole = worlds.goals(frozenset(), LEVELS)
    assert {(goal.level, goal.territory) for goal in found.goals} == whole
    if not whole:
        assert (found.cuts, found.single, found.double) == ((), (), ())
        return
    assert {frozenset(map(name, cut)) for cut in found.cuts} == cuts(worlds, LEVELS, 2)
    names = worlds.policies()
    alone = {one: whole - worlds.goals(frozenset(), LEVELS, frozenset({one})) for one in names}
    told = {name(loss.withdrawn[0]): {tuple(goal) for goal in loss.lost} for loss in found.single}
    assert told == {one: set(lost) for one, lost in alone.items() if lost}
    expected = {}
    for pair in combinations(names, 2):
        lost = whole - worlds.goals(frozenset(), LEVELS, frozenset(pair)) - alone[pair[0]] - alone[pair[1]]
        if lost:
            expected[frozenset(pair)] = set(lost)
    assert {
        frozenset(map(name, loss.withdrawn)): {tuple(goal) for goal in loss.lost} for loss in found.double
    } == expected


@given(st.lists(st.integers(1, 63), min_size=1, max_size=8))
@MANY
def test_hitting_sets_equal_brute_force(family: list[int]) -> None:
    """The smallest hitting sets of a family are all those of the smallest size among all sets."""

    def avoiding(chosen: int) -> int | None:
        return next((member for member in family if not member & chosen), None)

    hitting = [chosen for chosen in range(64) if all(member & chosen for member in family)]
    least = min(chosen.bit_count() for chosen in hitting)
    expected = {chosen for chosen in hitting if chosen.bit_count() == least}
    assert set(hitting_sets(avoiding, 6)) == expected
    assert hitting_sets(avoiding, least - 1) == ()


def shipped(day: str = "2024-11-24") -> Dependence:
    knowledge = exitgraph.load().knowledge
    who = Profile.of(knowledge, origin="RU", status="deserter", holds=["internal-passport"])
    return dependence(compile_claims(knowledge, Snapshot.at(day, day)), who)


def test_france_is_a_single_point() -> None:
    """In November 2024 a Russian deserter with an internal passport depends on one itinerary, to France."""
    data = dependence_json(shipped())
    assert data["goals"] == [{"level": "apply", "territory": "FR"}]
    assert data["single_point"]
    assert data["smallest_cuts"] == [["FR:apply"], ["FR:obtain:laissez-passer"], ["KZ:enter:internal-passport"]]
    [way] = data["ways"]
    assert [(leg["action"], leg["at"], leg["to"]) for leg in way["legs"]] == [
        ("enter", "RU", "KZ"),
        ("obtain", "KZ", "FR"),
        ("enter", "KZ", "FR"),
        ("apply", "FR", "FR"),
    ]


def test_nothing_reached_depends_on_nothing() -> None:
    """Where nothing is reached there is no cut, and the text says so."""
    run = CliRunner().invoke(cli, ["analyse", "dependence", "--status", "conscript-evader", "--today", "2024-11-24"])
    assert run.exit_code == 0
    assert "nothing to depend on" in run.stdout


def test_limits_are_said() -> None:
    """A bound that cut the pairs off is told, and one out of range is refused."""
    whole = shipped()
    assert dependence(whole.compiled, whole.profile, max_pairs=0).stopped == "max-pairs"
    # A search that is cut off may miss a way: what it gives is then not exact.
    assert dependence(whole.compiled, whole.profile, max_states=1).stopped == "max-states"
    with pytest.raises(InputError, match="max-cut is 0"):
        dependence(whole.compiled, whole.profile, max_cut=0)


def test_json_keeps_its_contract() -> None:
    """JSON is what its schema says."""
    for day in ("2024-11-24", "2026-11-23"):
        data = json.loads(json.dumps(dependence_json(shipped(day))))
        assert problems(data, "analyse-dependence") == []


@pytest.mark.parametrize("options", [[], ["--possible"], ["--lang", "uk"]])
def test_text_is_fit_to_be_shown(options: list[str]) -> None:
    """The text passes the linter, names both dates, the digest and the notices, and says that it is restricted."""
    run = CliRunner().invoke(cli, ["analyse", "dependence", *DESERTER, *options])
    assert run.exit_code == 0, run.output
    assert lint(run.stdout) == []
    assert "Valid at 2024-11-24, known at 2024-11-24; sha256:" in run.stdout
    assert "No documented path is not the same as no path." in run.stdout
    assert run.stderr.startswith("Restricted: ")
