"""What the public record disagrees about is reported with both sides, and the counts in the docs are true."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from commands import call
from exitgraph.api import today
from exitgraph.claims.inforce import Snapshot, is_occurrence, stale_among
from exitgraph.columns.projection import rows
from exitgraph.vocabulary import curie, iri
from test_docs import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph import Graph

#: Record keys of the two sides.
DISAGREEMENTS = {
    "two or four territories admit on an internal passport": ("C039", "E009"),
    "two or six": ("C039", "E008"),
    "four or six": ("E009", "E008"),
    "the only European State": ("C005.2", "P018"),
    "where Get Lost is based in November 2024": ("C015", "O003"),
    "the age of the man taken in Armenia": ("I015", "I016"),
    "his status": ("I013.4", "I017"),
    "whether German practice protects deserters": ("P018", "P022"),
    "whether the UK considers claims made inside it": ("C066", "P040"),
}


def pairs(graph: Graph) -> set[frozenset[str]]:
    """Give the pairs of claims that are reported to contradict each other."""
    return {frozenset((name, other.claim)) for name, found in graph.contradictions.items() for other in found}


@pytest.mark.parametrize("matter", DISAGREEMENTS)
def test_a_known_disagreement_is_reported_from_both_sides(graph: Graph, matter: str) -> None:
    """Each side of what sources are known to disagree about names the other, and `explain` says what it claims."""
    one, other = (graph.resolve(key, "Claim") for key in DISAGREEMENTS[matter])
    for side, against in ((one, other), (other, one)):
        assert against in {found.claim for found in graph.contradictions[side]}
        told = json.loads(call("explain", side, "--format", "json", "--today", "2026-11-23").out)["contradicted_by"]
        assert any(against.endswith(item["claim"].partition(":")[2]) and item["says"] for item in told)


def test_no_link_repeats_what_a_rule_finds(graph: Graph) -> None:
    """A curator's link carries what no rule sees, so that no pair is reported twice."""
    for name, found in graph.contradictions.items():
        assert len({other.claim for other in found}) == len(found), name


def test_a_claim_that_contradicts_in_two_ways_is_named_once(graph: Graph) -> None:
    """A row of `claims` lists the other claim once where a rule and a link of a graph report the same pair."""
    one, other = (graph.claims[graph.resolve(key, "Claim")] for key in ("C015", "O003"))
    (row,) = rows(graph.knowledge, [one], [(one.iri, [other.iri, other.iri])])
    assert row["contradicted_by"] == curie(other.iri)


def test_a_stale_claim_is_flagged_in_the_answer_of_a_question_and_of_a_search(graph: Graph) -> None:
    """What was last reported too long ago says so on a late day, and not on the day of the report."""
    claim = graph.resolve("E008", "Claim")
    asked = 'SELECT ?claim WHERE { ?claim xg:recordKey "E008" }'
    for day, old in (("2025-10-26", False), ("2040-01-01", True)):
        found = json.loads(call("query", asked, "--format", "json", "--today", day).out)
        assert found["results"]["bindings"][0]["claim"]["value"] == claim
        assert found["stale"] == [claim] * old
        assert (", stale" in call("query", asked, "--today", day).out) is old
        hits = json.loads(call("search", "E008", "--format", "json", "--today", day).out)
        assert [hit["stale"] for hit in hits if claim.endswith(hit["iri"].partition(":")[2])] == [old]
        assert ("claim, stale" in call("search", "E008", "--today", day).out) is old


def test_a_stale_claim_is_flagged_in_each_format_of_an_answer() -> None:
    """CSV and Turtle have no place for a flag: standard error names the stale claims; JSON of triples lists them."""
    rows = 'SELECT ?claim WHERE { ?claim xg:recordKey "E008" }'
    triples = 'CONSTRUCT { ?claim xg:recordKey "E008" } WHERE { ?claim xg:recordKey "E008" }'
    for day, old in (("2025-10-26", False), ("2040-01-01", True)):
        for asked, form in ((rows, "csv"), (triples, "csv"), (triples, "turtle")):
            ran = call("query", asked, "--format", form, "--today", day)
            assert (f"1 claims of these are stale on {day}: claim:" in ran.err) is old
            assert "stale" not in ran.out
        assert bool(json.loads(call("query", triples, "--format", "json", "--today", day).out)["stale"]) is old


@pytest.mark.parametrize(
    "asked",
    [
        ("contradictions",),
        ("lines", "C066"),
        ("knowability", "--from", "KZ", "--on", "2023-06-01"),
        ("chains", "--status", "deserter", "--possible"),
    ],
    ids=lambda asked: asked[0],
)
def test_an_analysis_flags_the_claims_that_are_stale_on_the_day(graph: Graph, asked: tuple[str, ...]) -> None:
    """Beside each claim and in one list an analysis says which are stale, and its text names them."""
    clocks = ("--today", "2027-06-01")
    ran = call("analyse", *asked, "--format", "json", *clocks)
    told = json.loads(ran.out)
    now = Snapshot.at(told["valid_at"], told["known_at"])
    named = {iri(name) for name in re.findall(r"claim:[0-9a-f]{20}", ran.out)}
    assert told["stale"] == [curie(name) for name in stale_among(graph.knowledge, named, now)]

    def written(part: Any) -> Iterator[dict[str, Any]]:
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from written(inner)
        if isinstance(part, dict) and {"claim", "says", "published"} <= part.keys():
            yield part

    flags = {row["claim"]: row["stale"] for row in written(told)}
    assert flags == {name: name in told["stale"] for name in flags}
    assert told["stale"]
    text = call("analyse", *asked, *clocks).out
    assert all(name in text for name in told["stale"])
    assert (", stale" in text) is any(flags.values())


def test_the_endpoint_can_be_asked_what_was_reported_too_long_ago(graph: Graph) -> None:
    """The query on the page of the endpoint finds, to the month, the claims that were last reported too long ago."""
    page = (ROOT / "docs" / "endpoint.md").read_text("utf-8")
    match = re.search(r"```sparql\n(.+?)```", page, re.DOTALL)
    assert match is not None
    knowledge = graph.knowledge
    before = today()[:7] + "-01"
    reported = {
        name
        for name in stale_among(knowledge, knowledge.claims, Snapshot.at(before, before))
        if not is_occurrence(knowledge.claims[name], knowledge.ontology.relations[knowledge.claims[name].relation])
    }
    found = {row[0] for row in graph.query(match[1]).result.rows}
    assert reported
    assert {name for name in found if knowledge.claims[str(name)].start is None} == {
        name for name in reported if knowledge.claims[name].start is None
    }


def test_the_count_of_false_alarms_is_of_the_pairs_that_are_reported(graph: Graph) -> None:
    """The page says how many pairs there are, and each false alarm that it admits to is one of them: under a tenth."""
    page = (ROOT / "docs" / "coverage.md").read_text("utf-8")
    number = re.search(r"Of the (\d+) that are left", page)
    assert number is not None
    reported = pairs(graph)
    assert int(number[1]) == len(reported)
    alarms = re.findall(r"^- ([A-Z]\d+[a-z]?(?:\.\d+)?) and ([A-Z]\d+[a-z]?(?:\.\d+)?):", page, re.MULTILINE)
    assert alarms
    assert {frozenset(graph.resolve(key, "Claim") for key in pair) for pair in alarms} <= reported
    assert len(alarms) * 10 < len(reported)
