"""Chains of transfers: against brute force, on the shipped graph, across clocks, and as they are written."""

import json
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exitgraph
from exitgraph.analysis.chains import Chains, chains, chains_json
from exitgraph.analysis.wording import lint
from exitgraph.claims import Claim, parse_date
from exitgraph.claims.inforce import Snapshot
from exitgraph.claims.knowledge import Knowledge
from exitgraph.cli import cli
from exitgraph.errors import InputError
from exitgraph.routes import Profile, compile_claims
from exitgraph.vocabulary import iri
from journey_chance import DATES
from journey_worlds import DAY, DESERTER, EUROPE, HOME, PLACES, SOURCES, STATUSES, UNION, Question, review, say, world
from oracle import Asked
from oracle_analysis.transfers import Seen, seen
from schemas import problems

DESERTER_ASKED = ("--status", "deserter", "--today", "2024-11-24")
MANY = settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
PARTIES = (
    *("person:one", "person:one", "person:one", "person:two", "group:deserters", "group:soldiers", "group:all"),
    "group:others",
)
STATES = ("ordered-not-carried-out", "decision-pending", "set-aside", "attempted-failed")


def transfer(chance: Random) -> Claim:
    """Make a claim that may be of a transfer, towards home more often than not."""
    here, there = chance.sample(PLACES[1:5], 2)
    to = HOME if chance.random() < 0.4 else there
    who = iri(chance.choice(PARTIES))
    dates: dict[str, Any] = chance.choice(
        ({}, {}, {"start": "2023-12"}, {"start": "2024-01"}, {"start": "2024-02"}, {"held": "2021"})
    )
    dates = {"held": None, **dates} if "start" in dates else dates
    drawn = chance.random()
    if drawn < 0.45:
        roles: dict[str, Any] = {"to": to} if chance.random() < 0.9 else {}
        if chance.random() < 0.2:
            roles["procedureState"] = iri(f"concept:{chance.choice(STATES)}")
        elif chance.random() < 0.1:
            roles["modality"] = iri("concept:expected")
        sending = UNION if chance.random() < 0.1 else here
        return say(sending, "returned", who, positive=chance.random() < 0.9, **roles, **dates)
    if drawn < 0.55:
        return say(HOME, "returned", who, from_=here, to=HOME, **dates)
    if drawn < 0.65:
        return say(HOME, "abducted", who, at=here if chance.random() < 0.8 else None, **dates)
    if drawn < 0.85:
        concept = iri(
            f"concept:{chance.choice(['informal-statement', 'safe-country-of-origin', 'safe-third-country'])}"
        )
        group = iri(chance.choice(["group:deserters", "group:all", "group:others"]))
        subject, target = (chance.choice([place, place, EUROPE, UNION]) for place in (here, to))
        return say(subject, "deemsSafe", target, safeConcept=concept, group=group)
    if drawn < 0.93:
        extraditing = UNION if chance.random() < 0.3 else here
        return say(extraditing, "statesPolicy", iri("concept:extradites-wanted"), to=HOME, group=iri("group:fugitives"))
    if drawn < 0.96:
        return say(here, "hasAgreementWith", to)
    return say(here, "memberOf", UNION, **(dates if chance.random() < 0.7 else {"start": None, "held": "2020"}))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Draw a world of transfers and whose chains are asked for."""
    chance = Random(draw(st.integers(0, 2**40)))  # noqa: S311  # worlds, no secrets
    claims = [transfer(chance) for _ in range(draw(st.integers(2, 14)))]
    claims += [say(chance.choice(PLACES[1:5]), "memberOf", UNION) for _ in range(draw(st.integers(0, 2)))]
    claims = [replace(claim, **chance.choice(DATES)) if chance.random() < 0.1 else claim for claim in claims]
    inside = {EUROPE: [place for place in PLACES[1:] if chance.random() < 0.4]}
    reviews = [review(claim.iri, "2024-06-10", deprecated=True) for claim in claims if chance.random() < 0.05]
    asked = Asked(HOME, (HOME,), chance.choice([DESERTER] * 6 + [None, *STATUSES]), frozenset(), HOME)
    return Question(world(claims, inside=inside, reviews=reviews), asked, Snapshot.at(DAY, DAY), draw(st.booleans()), 4)


def answer(question: Question, knowledge: Knowledge | None = None) -> Chains:
    asked = question.asked
    profile = Profile(asked.origin, asked.nationalities, asked.status, frozenset(), asked.at)
    return chains(compile_claims(knowledge or question.knowledge, question.now), profile, possible=question.possible)


@given(questions())
@MANY
def test_equals_brute_force(question: Question) -> None:
    """Every chain, its grade, its persons and the claims of its links are those that all orders of territories give."""
    found = {
        Seen(
            chain.places,
            chain.grade,
            frozenset(chain.persons),
            tuple(frozenset(item.claim for item in link.transfers) for link in chain.links),
        )
        for chain in answer(question).chains
    }
    assert found == seen(question.knowledge, question.asked, question.now, possible=question.possible)


@given(questions(), st.integers(0, 2**40))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_published_later_has_a_part(question: Question, seed: int) -> None:
    """Claims published after the day, and reviews given after it, change nothing."""
    chance = Random(seed)  # noqa: S311  # worlds, no secrets
    knowledge = question.knowledge
    name = iri("source:tomorrow")
    later = replace(knowledge.sources[next(iter(SOURCES))], iri=name, published=parse_date("2024-07"))
    added = [
        replace(claim, evidence=tuple(replace(item, source=name) for item in claim.evidence))
        for claim in (transfer(chance) for _ in range(8))
    ]
    given_later = [review(claim, "2024-07-01", deprecated=True) for claim in knowledge.claims]
    more = replace(
        knowledge,
        claims={**knowledge.claims, **{claim.iri: claim for claim in added}},
        sources={**knowledge.sources, name: later},
        reviews={**knowledge.reviews, **{item.iri: item for item in given_later}},
    )
    assert chains_json(answer(question, more)) == chains_json(answer(question))


@cache
def shipped(day: str, status: str = "deserter") -> Chains:
    knowledge = exitgraph.load().knowledge
    return chains(compile_claims(knowledge, Snapshot.at(day, day)), Profile.of(knowledge, origin="RU", status=status))


def test_united_kingdom_armenia_russia() -> None:
    """It is legally possible and no more: Armenia was called safe, and nobody is told of who was sent there."""
    answered = shipped("2024-11-24")
    data = chains_json(answered)
    [chain] = [item for item in data["chains"] if item["territories"] == ["GB", "AM", "RU"]]
    assert chain["grade"] == "legally-possible"
    assert chain["reason"].startswith(
        'United Kingdom \N{RIGHTWARDS ARROW} Armenia rests on a designation as "safe" only'
    )
    first, second = chain["links"]
    assert not first["documented"]
    assert [item["mode"] for item in first["claims"]] == ["informal-statement"]
    assert second["documented"]
    assert {item["kind"] for item in second["claims"]} == {"return", "abduction"}
    assert second["against"], "that Armenia denied a request for extradition stands beside it"


def test_grades_are_never_merged() -> None:
    """On the shipped graph each of the three grades has a chain of its own."""
    assert {chain.grade for chain in shipped("2024-11-24").chains} == {"one-person", "each-link", "legally-possible"}


def test_one_person_needs_an_order_of_time() -> None:
    """Who was sent on before being sent there was not sent along the chain."""
    one, b, c = iri("person:one"), PLACES[1], PLACES[2]
    early: dict[str, Any] = {"start": "2024-01", "held": None}
    late: dict[str, Any] = {"start": "2024-04", "held": None}
    asked = Asked(HOME, (HOME,), DESERTER, frozenset(), HOME)
    for first, second, grade in ((early, late, "one-person"), (late, early, "each-link")):
        said = [say(b, "returned", one, to=c, **first), say(c, "returned", one, to=HOME, **second)]
        found = answer(Question(world(said), asked, Snapshot.at(DAY, DAY), possible=False, legs=4))
        assert [chain.grade for chain in found.chains if len(chain.links) == 2] == [grade]


def test_from_and_via() -> None:
    """``--from`` and ``--via`` leave only chains that begin and pass there."""
    run = CliRunner().invoke(
        cli,
        ["analyse", "chains", *DESERTER_ASKED, "--from", "GB", "--via", "AM", "--format", "json"],
    )
    assert [chain["territories"] for chain in json.loads(run.stdout)["chains"]] == [["GB", "AM", "RU"]]


def test_a_bound_is_said() -> None:
    """An answer that was cut off says so, and keeps the shortest chains; a bound out of range is refused."""
    whole = shipped("2024-11-24")
    cut = chains(whole.compiled, whole.profile, max_chains=2)
    assert cut.stopped == "max-chains"
    assert {len(chain.links) for chain in cut.chains} == {1}
    with pytest.raises(InputError, match="max-links is 5"):
        chains(whole.compiled, whole.profile, max_links=5)


@pytest.mark.parametrize("options", ["--status deserter", "--possible", "--status deserter --lang fr"])
def test_text_is_fit_to_be_shown(options: str) -> None:
    """The text passes the linter, and names both dates, the digest and the notice."""
    run = CliRunner().invoke(cli, ["analyse", "chains", "--today", "2024-11-24", *options.split()])
    assert run.exit_code == 0
    assert lint(run.stdout) == []
    assert "Valid at 2024-11-24, known at 2024-11-24; sha256:" in run.stdout
    assert "No documented path is not the same as no path." in run.stdout


def test_json_keeps_its_contract() -> None:
    """JSON is what its schema says."""
    for data in (chains_json(shipped("2024-11-24")), chains_json(shipped("2026-11-23", "draft-evader"))):
        assert problems(json.loads(json.dumps(data)), "analyse-chains") == []
