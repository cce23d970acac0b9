"""Gaps and the smallest change: against brute force, on the shipped graph, and as they are written."""

import json
from functools import cache

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, event, given, settings

import exitgraph
from exitgraph.analysis.gaps import STATUSES, Gaps, gaps, gaps_json, reachable
from exitgraph.analysis.policies import Change
from exitgraph.analysis.wording import lint
from exitgraph.claims.inforce import Snapshot
from exitgraph.cli import cli
from exitgraph.errors import InputError
from exitgraph.routes import Profile, compile_claims
from journey_worlds import Question
from oracle_analysis.withdrawals import Name, Worlds
from policy_worlds import LEVELS, MANY, profile, tinies
from schemas import problems

MOST = 2
#: Of more changes than this, pairs are not tried by brute force.
MANY_NAMES = 7


def name(change: Change) -> Name:
    return Name(change.kind, change.state, change.what, change.document)


@given(tinies(possible=False, size=(2, 6)))
@MANY
def test_equals_brute_force(question: Question) -> None:
    """The smallest sets of changes are those that trying every set of changes finds, all of them."""
    compiled = compile_claims(question.knowledge, question.now)
    worlds = Worlds(question.knowledge, question.asked, question.now, possible=False)
    most = 2 if len(worlds.names()) <= MANY_NAMES else 1
    [row] = gaps(compiled, [profile(question)], max_changes=most, max_sets=10_000).rows
    expected = worlds.smallest(LEVELS, most)
    event(f"size {len(next(iter(expected))) if expected else None}")
    found = {frozenset(name(change) for change in opening.changes) for opening in row.openings}
    if expected is None:
        assert (row.certain, found, row.stopped) == ((), set(), "max-changes")
    elif expected == {frozenset()}:
        assert {(goal.level, goal.territory) for goal in row.certain} == worlds.goals(frozenset(), LEVELS)
    else:
        assert found == expected
        for opening in row.openings:
            goals = {(goal.level, goal.territory) for goal in opening.goals}
            assert goals == worlds.goals(frozenset(map(name, opening.changes)), LEVELS)


@given(tinies())
@MANY
def test_what_is_reached_equals_brute_force(question: Question) -> None:
    """The goals reached by any number of legs are those that walking every state reaches."""
    worlds = Worlds(question.knowledge, question.asked, question.now, possible=question.possible)
    compiled = compile_claims(question.knowledge, question.now)
    found = reachable(compiled, profile(question), (*LEVELS, "reach"), possible=question.possible)
    assert {(goal.level, goal.territory) for goal in found} == worlds.goals(frozenset(), (*LEVELS, "reach"))


@cache
def shipped(day: str = "2024-11-24") -> Gaps:
    knowledge = exitgraph.load().knowledge
    documents = ((), ("internal-passport",), ("internal-passport", "international-passport"))
    asked = [Profile.of(knowledge, origin="RU", status=status, holds=held) for status in STATUSES for held in documents]
    return gaps(compile_claims(knowledge, Snapshot.at(day, day)), asked)


@pytest.mark.parametrize("day", ["2024-11-24", "2026-11-23"])
def test_every_status_without_a_path_has_its_smallest_change(day: str) -> None:
    """On the shipped graph each status that reaches nothing has the smallest change listed, with its claims."""
    rows = gaps_json(shipped(day))["profiles"]
    assert {row["profile"]["status"] for row in rows if row["gap"]} == set(STATUSES)
    for row in rows:
        assert row["gap"] is (not row["certain"])
        if row["gap"]:
            assert row["openings"]
            assert all(change["claims"] for opening in row["openings"] for change in opening["changes"])


def test_who_holds_a_passport_too_is_kept_out_by_one_policy() -> None:
    """In November 2024 a deserter who holds an international passport too lacks one change, and two would do."""
    [row] = [
        row
        for row in gaps_json(shipped())["profiles"]
        if row["profile"]["status"] == "deserter" and len(row["profile"]["holds"]) == 2
    ]
    assert [[change["change"] for change in opening["changes"]] for opening in row["openings"]] == [
        ["give:FR:international-passport:laissez-passer"],
        ["waive:FR:laissez-passer"],
    ]
    stays = {item["territory"]: item["stays"] for item in row["limbo"]}
    assert {stay["max_days"] for stay in stays["KZ"]} >= {30, 90}


def test_limits_are_said() -> None:
    """Sets that are not listed are counted, and that no set of so many changes is enough is said."""
    answer = shipped()
    asked = [row.profile for row in answer.rows if len(row.openings) > 1][:1]
    [row] = gaps(answer.compiled, asked, max_sets=1).rows
    assert (len(row.openings), row.capped) == (1, 1)
    [row] = gaps(answer.compiled, asked, max_changes=0).rows
    assert (row.openings, row.stopped) == ((), "max-changes")
    with pytest.raises(InputError, match="max-changes is 9"):
        gaps(answer.compiled, asked, max_changes=9)


def test_json_keeps_its_contract() -> None:
    """JSON is what its schema says."""
    for day in ("2024-11-24", "2026-11-23"):
        assert problems(json.loads(json.dumps(gaps_json(shipped(day)))), "analyse-gaps") == []


@pytest.mark.parametrize("options", ["", "--status deserter --documents none --lang ru", "--goal protection"])
def test_text_is_fit_to_be_shown(options: str) -> None:
    """The text passes the linter, and names both dates, the digest and the notice."""
    run = CliRunner().invoke(cli, ["analyse", "gaps", "--today", "2024-11-24", *options.split()])
    assert run.exit_code == 0, run.output
    assert lint(run.stdout) == []
    assert "Valid at 2024-11-24, known at 2024-11-24; sha256:" in run.stdout
    assert "No documented path is not the same as no path." in run.stdout


@given(tinies(possible=False))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_each_way_can_be_gone(question: Question) -> None:
    """The legs of an opening follow one another: each begins where the one before it ended."""
    compiled = compile_claims(question.knowledge, question.now)
    [row] = gaps(compiled, [profile(question)], max_changes=MOST).rows
    for opening in row.openings:
        place = question.asked.at
        for made in opening.legs:
            assert made.place == place
            place = made.step.rule.to if made.step.rule.action == "enter" else place
        assert opening.legs[-1].step.rule.action in ("apply", "protected")
