"""Sweeps and scenarios: resumed, refused, counted, and the same as asking one by one; nothing leaks across clocks."""

import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exitgraph
from exitgraph.analysis import sweep as sweeps
from exitgraph.analysis.dependence import dependence, dependence_json
from exitgraph.analysis.gaps import gaps, gaps_json
from exitgraph.analysis.scenarios import Scenario, read_scenarios, sweep
from exitgraph.analysis.sweep import DOCUMENT_SETS, Plan, Results, chunk, header, run
from exitgraph.analysis.wording import lint
from exitgraph.claims import parse_date
from exitgraph.claims.inforce import Snapshot
from exitgraph.cli import cli
from exitgraph.errors import InputError, Unreachable
from exitgraph.routes import Profile, compile_claims
from exitgraph.routes.compile import Compiled
from exitgraph.vocabulary import iri
from journey_worlds import LATE, PLACES, Question, review
from policy_worlds import one, profile, tinies, tiny
from schemas import problems
from world import write_world

DAY = "2024-11-24"


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return compile_claims(exitgraph.load().knowledge, Snapshot.at(DAY, DAY))


def no_other_process() -> Compiled:
    raise AssertionError("with one worker nothing is made in another process")


def test_a_chunk_is_what_asking_one_by_one_gives(compiled: Compiled) -> None:
    """Each line of a chunk has the smallest change that the profile has when it is asked alone."""
    plan = Plan(("RU",), ("deserter", "conscript-evader"), DOCUMENT_SETS)
    done = chunk(compiled, plan, "RU")
    assert len(done["profiles"]) == 16
    for row in done["profiles"]:
        held = [] if row["documents"] == "none" else row["documents"].split("+")
        who = Profile.of(compiled.knowledge, origin="RU", status=row["status"], holds=held)
        [alone] = gaps(compiled, [who], max_changes=plan.max_changes).rows
        assert sum(row["certain"].values()) == len(alone.certain)
        assert sum(row["possible"].values()) == len(alone.possible)
        if not alone.certain:
            found = done["classes"][row["class"]]
            names = [[change.name for change in opening.changes] for opening in alone.openings]
            assert found["sets"] == len(names)
            assert sorted(map(sorted, found["named"])) == sorted(map(sorted, names))


def test_a_sweep_goes_on_where_it_was(compiled: Compiled, tmp_path: Path) -> None:
    """What is done is not asked again, the file is the same as of one run, and no part of a file is left."""
    plan = Plan(("BY", "RU"), ("deserter",), ("none", "internal-passport"))
    file, whole = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first = header(compiled, plan)
    assert next(run(no_other_process, compiled, plan, Results(file, first))) == "BY"
    assert list(run(no_other_process, compiled, plan, Results(file, first))) == ["RU"]
    assert list(run(no_other_process, compiled, plan, Results(whole, first))) == ["BY", "RU"]
    assert file.read_bytes() == whole.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "b.jsonl"]


def test_other_processes_answer_of_the_same_graph(tmp_path: Path) -> None:
    """Two processes write what one writes, of the graph that they are given, which is not the shipped one."""
    knowledge = tiny(Random(4), possible=False).knowledge  # noqa: S311  # worlds, no secrets
    now = Snapshot.at("2024-06-15", "2024-06-15")
    plan = Plan(("XA", "XB", "XC"), ("deserter",), ("none", "internal-passport"))
    make = partial(compile_claims, knowledge, now)
    first, files = header(make(), plan), [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    assert list(run(no_other_process, make(), plan, Results(files[0], first))) == list(plan.origins)
    assert sorted(run(make, make(), plan, Results(files[1], first), workers=2)) == list(plan.origins)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_verb_sends_what_it_read_to_its_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With ``--graph`` the processes of a sweep get that graph, at the two clocks, and not the shipped one."""
    write_world(tmp_path / "world")
    given: list[tuple[Compiled, Compiled]] = []

    def noted(make: Callable[[], Compiled], compiled: Compiled, *_: object, **__: object) -> Iterator[str]:
        given.append((pickle.loads(pickle.dumps(make))(), compiled))  # noqa: S301  # our own
        return iter(())

    monkeypatch.setattr(sweeps, "run", noted)
    arguments = ["analyse", "gaps", "--graph", str(tmp_path / "world"), "--sweep", str(tmp_path / "a.jsonl")]
    ran = CliRunner().invoke(cli, [*arguments, "--origin", "XA", "--today", "2024-06-15"])
    assert ran.exit_code == 0, ran.output
    [(sent, here)] = given
    assert sent.knowledge == here.knowledge != exitgraph.load().knowledge
    assert (sent.now, sent.templates) == (here.now, here.templates)


def test_a_bound_on_changes_is_obeyed_or_refused(tmp_path: Path) -> None:
    """A sweep takes the bound that is asked for, two unless one is, and refuses one out of range."""
    file = tmp_path / "a.jsonl"
    arguments = ["analyse", "gaps", "--sweep", str(file), "--status", "deserter", "--documents", "none", "--today", DAY]
    for most, asked in ((3, ["--max-changes", "3"]), (2, [])):
        ran = CliRunner().invoke(cli, [*arguments, *asked, "--format", "json"])
        assert json.loads(ran.stdout)["max_changes"] == most
        file.unlink()
    ran = CliRunner().invoke(cli, [*arguments, "--max-changes", "9"])
    assert ran.exit_code != 0
    assert isinstance(ran.exception, InputError)
    assert not file.exists()


def test_a_file_of_another_sweep_is_refused(compiled: Compiled, tmp_path: Path) -> None:
    """A file of another question, or of something else, is not gone on with."""
    plan = Plan(("RU",), ("deserter",), ("none",))
    file = tmp_path / "a.jsonl"
    list(run(no_other_process, compiled, plan, Results(file, header(compiled, plan))))
    with pytest.raises(InputError, match="statuses differ"):
        Results(file, header(compiled, plan._replace(statuses=("draft-evader",))))
    file.write_text("nothing of the kind")
    with pytest.raises(InputError, match="no file of a sweep"):
        Results(file, header(compiled, plan))


def test_the_verb_sweeps(tmp_path: Path) -> None:
    """The verb writes the file and counts origins, as the schema says, and its text is fit to be shown."""
    file = tmp_path / "a.jsonl"
    arguments = ["analyse", "gaps", "--sweep", str(file), "--status", "deserter", "--today", DAY, "--workers", "1"]
    ran = CliRunner().invoke(cli, arguments)
    assert ran.exit_code == 0, ran.output
    assert lint(ran.stdout) == []
    assert len(file.read_text("utf-8").splitlines()) == 2
    data = json.loads(CliRunner().invoke(cli, [*arguments, "--format", "json"]).stdout)
    assert problems(data, "analyse-gaps-sweep") == []
    first, *origins = map(json.loads, file.read_text("utf-8").splitlines())
    assert problems(first, "analyse-gaps-sweep", "header") == []
    assert [one for line in origins for one in problems(line, "analyse-gaps-sweep", "origin")] == []
    assert {row["documents"]: row["certain"] for row in data["rows"]}["internal-passport"] == 1


def test_scenarios_are_counted(compiled: Compiled, tmp_path: Path) -> None:
    """A State, an action or one policy can be withdrawn; counts are of profiles with a way before and after."""
    file = tmp_path / "s.toml"
    file.write_text(
        '[[scenario]]\nname = "closed"\nwithdraw = ["KZ:enter"]\n[[scenario]]\nname = "other"\nwithdraw = ["MN"]\n'
    )
    who = [
        Profile.of(compiled.knowledge, origin="RU", status=status, holds=["internal-passport"])
        for status in ("deserter", "conscript-evader")
    ]
    closed, other = sweep(compiled, who, read_scenarios(file))
    assert [policy.name for policy in closed.withdrawn] == ["KZ:enter:internal-passport"]
    assert (closed.with_a_way_before, closed.with_a_way_after) == (1, 0)
    assert (other.with_a_way_before, other.with_a_way_after) == (1, 1)
    arguments = ["analyse", "dependence", "--status", "deserter", "--holds", "internal-passport", "--today", DAY]
    ran = CliRunner().invoke(cli, [*arguments, "--scenarios", str(file)])
    assert "profiles with a way: 1 of 1 before, 0 after" in ran.stdout
    assert lint(ran.stdout) == []


@pytest.mark.parametrize("text", ["", "scenario = 1", '[[scenario]]\nname = "x"', "]["])
def test_what_is_no_scenario_is_refused(text: str, tmp_path: Path) -> None:
    """A file without scenarios, or of another form, is bad input; one that is not there could not be reached."""
    file = tmp_path / "s.toml"
    file.write_text(text)
    with pytest.raises(InputError):
        read_scenarios(file)
    with pytest.raises(Unreachable):
        read_scenarios(tmp_path / "none.toml")


def test_a_scenario_takes_by_whole_names(compiled: Compiled) -> None:
    """``FR:enter`` takes entries to France, and nothing whose name merely begins alike."""
    who = Profile.of(compiled.knowledge, origin="RU", status="deserter", holds=["internal-passport"])
    [swept] = sweep(compiled, [who], [Scenario("x", ("FR:ent", "F"))])
    assert swept.withdrawn == ()


@given(tinies(), st.integers(0, 2**40))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_published_later_has_a_part(question: Question, seed: int) -> None:
    """Claims published after the day, and reviews given after it, change no gap and no dependence."""
    chance = Random(seed)  # noqa: S311  # worlds, no secrets
    knowledge, name = question.knowledge, iri("source:tomorrow")
    added = [
        replace(claim, evidence=tuple(replace(item, source=name) for item in claim.evidence))
        for claim in (one(chance, PLACES) for _ in range(8))
    ]
    reviews = [review(claim, "2024-07-01", deprecated=True) for claim in knowledge.claims]
    more = replace(
        knowledge,
        claims={**knowledge.claims, **{claim.iri: claim for claim in added}},
        sources={
            **knowledge.sources,
            name: replace(knowledge.sources[LATE], iri=name, published=parse_date("2024-07")),
        },
        reviews={**knowledge.reviews, **{item.iri: item for item in reviews}},
    )
    before, after = (compile_claims(item, question.now) for item in (knowledge, more))
    who = profile(question)
    assert gaps_json(gaps(after, [who], max_changes=1)) == gaps_json(gaps(before, [who], max_changes=1))
    told = [dependence_json(dependence(item, who, possible=question.possible)) for item in (before, after)]
    assert told[0] == told[1]
