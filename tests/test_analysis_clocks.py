"""No leak across clocks: nothing published after ``known_at`` has a part in any analysis, or in a journey.

Each question is asked of a graph, and of the same without what was published or reviewed later; the answers are
compared as bytes. 10,000 claims published later are drawn, in `WORLDS` worlds of `LATE` such claims each, beside the
claims of the time before that they repeat, deny, contradict and contest.
"""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from clock_worlds import BEFORE, EVENTS, LATER_ON, NOW, Clocked, clocked, hurried
from exitgraph.analysis import agenda, contradictions, diff, hinges, knowability, lines
from exitgraph.analysis.answers import (
    itineraries,
    ledger,
    outlets_and_lines,
    returns,
    smallest_changes,
    transfer_chains,
)
from exitgraph.analysis.chains import chains, chains_json
from exitgraph.analysis.contradictions import contradictions_json
from exitgraph.analysis.dependence import dependence, dependence_json
from exitgraph.analysis.diff import diff_json, knowability_json
from exitgraph.analysis.gaps import gaps, gaps_json
from exitgraph.analysis.hinges import agenda_json, hinges_json
from exitgraph.analysis.lines import lines_json
from exitgraph.analysis.scenarios import Scenario, scenarios_json, sweep
from exitgraph.routes import ask, compile_claims
from exitgraph.routes.difference import diff as routes_diff
from exitgraph.vocabulary import curie
from journey_worlds import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge

WORLDS, EARLY, LATE = 16, 36, 625


def made(seed: int, late: int = LATE) -> Clocked:
    return clocked(Random(seed), early=EARLY, late=late)  # noqa: S311  # worlds, no secrets


def answers(world: Clocked, knowledge: Knowledge, now: Snapshot) -> Iterator[tuple[str, Any]]:
    """Ask everything that can be asked; what is asked about is named by the graph as it was known."""
    profile, place = world.profile, PLACES[1]
    compiled = compile_claims(knowledge, now)
    for possible in (False, True):
        mode = "possible" if possible else "certain"
        asked = ask(knowledge, profile, now, why_not_to=PLACES[1:4], max_legs=4, possible=possible, compiled=compiled)
        yield f"routes, {mode}", asked.as_json()
        yield f"chains, {mode}", chains_json(chains(compiled, profile, possible=possible))
        yield f"dependence, {mode}", dependence_json(dependence(compiled, profile, possible=possible, max_cut=2))
    difference = routes_diff(knowledge, profile, BEFORE, now, max_legs=3)
    yield "routes on two dates", difference.as_json()
    yield "gaps", gaps_json(gaps(compiled, [profile], goal="protection", max_changes=1))
    withdrawn = [Scenario("all of one State", ("XB",)), Scenario("entries", ("XC:enter",))]
    yield "scenarios", scenarios_json(sweep(compiled, [profile], withdrawn))
    yield "contradictions", contradictions_json(knowledge, contradictions(knowledge, now), now)
    for event in EVENTS:
        if any(claim.event == event for claim in world.known.claims.values()):
            yield f"lines of {curie(event)}", lines_json(knowledge, lines(knowledge, event, now), now)
    for name in sorted(world.known.claims)[:6]:
        yield f"lines of {curie(name)}", lines_json(knowledge, lines(knowledge, name, now), now)
    yield "knowability", knowability_json(knowledge, knowability(knowledge, place, BEFORE, now))
    named = {
        "ledger": ledger(),
        "returns": returns(place),
        "lines": outlets_and_lines(EVENTS[0]),
        "itineraries": itineraries(profile, max_legs=3),
        "chains": transfer_chains(profile, max_links=2),
        "gaps": smallest_changes(profile, goal="protection", max_changes=1),
    }
    for name, answer in named.items():
        yield f"difference of {name}", diff_json(knowledge, name, diff(knowledge, answer, BEFORE, now))
    for name in ("ledger", "returns", "lines", "chains"):
        found = hinges(knowledge, named[name], now)
        yield f"hinges of {name}", hinges_json(knowledge, name, found, now)
    yield "agenda", agenda_json(knowledge, list(named), agenda(knowledge, named, now), now)


def differing(world: Clocked, knowledge: Knowledge, now: Snapshot) -> list[str]:
    """Name the questions whose answers differ by a byte from those of the graph as it was known."""
    pairs = zip(answers(world, knowledge, now), answers(world, world.known, now), strict=True)
    return [name for (name, one), (_, other) in pairs if json.dumps(one) != json.dumps(other)]


@pytest.mark.parametrize("seed", range(WORLDS))
def test_nothing_published_later_has_a_part(seed: int) -> None:
    """Each analysis, and each question about journeys, answers the same with and without what was published later."""
    world = made(seed)
    assert world.later * WORLDS == 10_000
    assert differing(world, world.whole, LATER_ON if seed % 4 else NOW) == []


def test_a_leak_would_be_seen() -> None:
    """Had the later sources, or reviews, come before the day, the answer to each kind of question would be another."""
    asked: set[str] = set()
    seen: dict[bool, set[str]] = {False: set(), True: set()}
    for seed in range(20):
        world = made(seed, late=40)
        asked |= {kind(name) for name, _ in answers(world, world.known, NOW)}
        for reviews, found in seen.items():
            found |= set(map(kind, differing(world, hurried(world, reviews=reviews), NOW)))
        if all(found == asked for found in seen.values()):
            break
    assert seen[False] == asked
    assert seen[True] == asked


def kind(name: str) -> str:
    """Name a kind of question, whatever it is about."""
    return "lines" if name.startswith("lines of ") else name
