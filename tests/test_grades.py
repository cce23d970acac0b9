"""Grades and ranks as known by a day, what is stale, and what the shipped graph is graded with."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commands import call
from exitgraph.claims import Claim, Interval, Review, Text
from exitgraph.claims.grades import CREDIBILITY, RELIABILITY, Grades
from exitgraph.claims.inforce import Snapshot, Standing, in_force, review_due, why_stale
from exitgraph.claims.interval import end_of_day
from exitgraph.vocabulary import iri, local_name, xg
from world import BULLETIN, GAZETTE, SAFE, claim, know, span

if TYPE_CHECKING:
    from exitgraph import Graph
    from exitgraph.claims.knowledge import Knowledge

DAY = ("--valid-at", "2026-11-23", "--known-at", "2026-11-23")


def since(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def reviewed(*reviews: Review) -> Knowledge:
    """Give one claim of the bulletin with reviews."""
    return replace(know(SAFE), reviews={review.iri: review for review in reviews})


def grades(knowledge: Knowledge, known_at: str) -> Grades:
    return Grades(knowledge, Snapshot.at("2000", known_at))


# --- the module ---


def test_what_nobody_has_graded_cannot_be_judged() -> None:
    """Without a review a source is F, a claim 6 and its rank normal, and none of them comes from a review."""
    found = grades(know(SAFE), "2030")
    assert (found.reliability(BULLETIN), found.credibility(SAFE.iri), found.rank(SAFE.iri)) == ("F", "6", "normal")
    assert found.graded(SAFE.iri) == "F6"
    assert [found.reliability_review(BULLETIN), found.credibility_review(SAFE.iri), found.rank_review(SAFE.iri)] == [
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("known_at", "wanted"),
    [("2025-12-31", "F"), ("2026-01-01", "B"), ("2027-05-31", "B"), ("2027-06-01", "D"), ("2027", "D"), ("2030", "D")],
)
def test_the_newest_letter_by_the_day_counts(known_at: str, wanted: str) -> None:
    """A letter counts from its day on until another one is given: what was graded in 2026 was not in 2025."""
    knowledge = reviewed(
        Review(BULLETIN, since("2027-06-01"), reliability="D"),
        Review(BULLETIN, since("2026-01-01"), reliability="B"),
        Review(GAZETTE, since("2020-01-01"), reliability="A"),
    )
    assert grades(knowledge, known_at).reliability(BULLETIN) == wanted


@pytest.mark.parametrize(
    ("known_at", "digit", "rank"),
    [("2025", "6", "normal"), ("2026", "3", "normal"), ("2027", "1", "preferred"), ("2028", "1", "deprecated")],
)
def test_digit_and_rank_count_by_the_day(known_at: str, digit: str, rank: str) -> None:
    """Credibility and rank of a claim are those of the newest review until the day, each kind by itself."""
    knowledge = reviewed(
        Review(SAFE.iri, since("2026-02-01"), credibility="3"),
        Review(SAFE.iri, since("2027-02-01"), credibility="1"),
        Review(SAFE.iri, since("2027-03-01"), xg("Preferred")),
        Review(SAFE.iri, since("2028-03-01"), xg("Deprecated")),
    )
    found = grades(knowledge, known_at)
    assert (found.credibility(SAFE.iri), found.rank(SAFE.iri)) == (digit, rank)
    stands = in_force(knowledge, SAFE, Snapshot.at("2024-07-01", known_at)).standing
    assert (stands is Standing.NOT_IN_FORCE) == (rank == "deprecated")


def test_a_grade_stands_beside_the_other_and_changes_it_never() -> None:
    """Every letter goes with every digit: the two are set side by side, and neither moves the other."""
    for letter in RELIABILITY:
        for digit in CREDIBILITY:
            knowledge = reviewed(
                Review(BULLETIN, since("2026-01-01"), reliability=letter),
                Review(SAFE.iri, since("2026-01-01"), credibility=digit),
            )
            assert grades(knowledge, "2026").graded(SAFE.iri) == letter + digit


def test_what_is_no_grade_grades_nothing() -> None:
    """A letter or digit outside the scale, which `validate` reports, leaves the grade before it as it was."""
    knowledge = reviewed(
        Review(BULLETIN, since("2025-01-01"), reliability="C"),
        Review(BULLETIN, since("2026-01-01"), reliability="G"),
        Review(SAFE.iri, since("2026-01-01"), credibility="0"),
    )
    assert grades(knowledge, "2026").graded(SAFE.iri) == "C6"


REVIEWS = st.lists(
    st.builds(
        lambda days, letter: Review(BULLETIN, since("2020-01-01") + timedelta(days=days), reliability=letter),
        st.integers(0, 60),
        st.sampled_from(sorted(RELIABILITY)),
    ),
    max_size=8,
    unique_by=lambda review: review.since,
)


@given(REVIEWS, st.integers(-5, 70))
def test_what_is_reviewed_later_never_changes_an_earlier_answer(reviews: list[Review], days: int) -> None:
    """The letter of a day is that of the last review until then, found by hand, whatever came after."""
    day = since("2020-01-01") + timedelta(days=days)
    by_hand = [review for review in sorted(reviews, key=lambda one: one.since) if review.since <= day]
    found = grades(reviewed(*reviews), f"{day:%Y-%m-%d}").reliability(BULLETIN)
    assert found == (by_hand[-1].reliability if by_hand else "F")


# --- what is stale ---


def of_claim(item: Claim, day: str) -> tuple[bool, datetime | None, str]:
    """Give whether a claim is stale on a day, until when it is not, and why it is."""
    knowledge = know(item)
    relation, published = knowledge.ontology.relations[item.relation], knowledge.sources[item.source].published
    stale = in_force(knowledge, item, Snapshot.at(day, "2100")).stale
    return stale, review_due(item, relation, published), why_stale(item, relation, published)


def test_a_report_is_stale_after_its_span() -> None:
    """What was reported for March 2024 and is to be reviewed after 24 months is stale from 1 April 2026 on."""
    item = claim("territory:XB", "xg:admits", "group:xa-deserter", held=span("2024-03"))
    assert of_claim(item, "2026-03-31")[0] is False
    stale, due, why = of_claim(item, "2026-04-01")
    assert stale is True
    assert due is not None
    assert due.isoformat() == "2026-03-31T23:59:59+00:00"
    assert why == "last reported 2024-03; review due after 24 months"


def test_what_happened_is_stale_as_a_precedent_after_its_span() -> None:
    """A crossing of May 2023, to be reviewed after 36 months, is stale from 1 June 2026 on."""
    item = claim("person:gazette-2024-1", "xg:crossed", "territory:XB", start=span("2023-05"))
    assert of_claim(item, "2026-05-31")[0] is False
    assert of_claim(item, "2026-06-01")[::2] == (True, "happened by 2023-05-31; review due after 36 months")


def test_what_holds_on_ends_or_is_never_reviewed_is_not_stale() -> None:
    """A claim with a start, with an end, without a date, or of a relation without a span does not age."""
    admits = ("territory:XB", "xg:admits", "group:xa-deserter")
    for item in (
        claim(*admits, start=span("2020")),
        claim(*admits, start=span("2020"), held=span("2024-03")),
        claim(*admits, held=span("2024-03"), end=span("2090")),
        claim(*admits),
        claim("territory:XA", "xg:invaded", "territory:XB", start=span("1924")),
    ):
        assert of_claim(item, "2080-01-01")[:2] == (False, None)


BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
SPANS = st.none() | st.builds(
    lambda first, length: Interval(
        BEGIN + timedelta(days=first), BEGIN + timedelta(days=first + length + 1, seconds=-1)
    ),
    st.integers(0, 2000),
    st.integers(0, 300),
)


@given(st.sampled_from(["xg:admits", "xg:crossed"]), SPANS, SPANS, st.integers(0, 5000))
@example("xg:admits", span("2022-01-02"), span("2020-01-01"), 732)
def test_a_claim_is_stale_only_after_its_review_was_due(
    relation: str, start: Interval | None, held: Interval | None, days: int
) -> None:
    """On every day up to the one that `review_due` gives no answer calls the claim stale; a page may rely on that."""
    subject = "person:gazette-2024-1" if relation == "xg:crossed" else "territory:XB"
    target = "territory:XB" if relation == "xg:crossed" else "group:xa-deserter"
    day = BEGIN + timedelta(days=days)
    stale, due, _ = of_claim(claim(subject, relation, target, start=start, held=held), f"{day:%Y-%m-%d}")
    overdue = due is not None and due < day
    # What was announced further ahead than its review span is not stale any more once it has begun.
    begun = (
        relation == "xg:admits" and start is not None and start.latest is not None and start.latest <= end_of_day(day)
    )
    assert stale == (overdue and not begun)


# --- what the verbs show ---


def rows_of(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(call("claims", *arguments, "--format", "json").out)["claims"]
    return found


def test_claims_show_grades_rank_and_whether_they_are_stale() -> None:
    """JSON has letter, digit, rank and a true or false for stale, CSV the same as text, and text shows them."""
    chosen = ("--subject", "GB", "--relation", "statesPolicy")
    found = {row["record_keys"]: row for row in rows_of(*chosen, *DAY)}
    row = found["P040"]
    assert (row["reliability"], row["credibility"], row["rank"]) == ("B", "3", "normal")
    assert row["stale"] is True
    assert row["stale_why"] == "last reported 2022-03-22; review due after 24 months"
    table = csv.DictReader(io.StringIO(call("claims", *chosen, *DAY, "--format", "csv").out))
    assert {line["record_keys"]: line["stale"] for line in table} == {
        key: "true" if line["stale"] else "false" for key, line in found.items()
    }
    text = call("claims", *chosen, *DAY).out
    assert re.search(r"possible, stale +B3 +source:uk-written-question-135572", text)


def test_a_grade_of_2026_is_not_shown_to_who_asks_about_2024() -> None:
    """As known in 2024 the same claims are F6, and the text says that nobody had graded them."""
    chosen = ("--subject", "GB", "--relation", "statesPolicy", "--today", "2024-11-24")
    assert {(row["reliability"], row["credibility"]) for row in rows_of(*chosen)} == {("F", "6")}
    assert "no source of these was graded by 2024-11-24" in call("claims", *chosen).err


def test_a_claim_that_is_not_stale_says_no_why() -> None:
    """Whether a claim is stale and why agree with its standing, in every row of the shipped graph."""
    for row in rows_of("--today", "2026-11-23"):
        assert row["stale"] == bool(row["stale_why"])
        assert not row["stale"] or row["standing"] == "possible"
        assert row["stale"] == row["standing_why"].startswith(("reported more than", "older than"))


def test_explain_tells_grades_with_dates_and_reasons() -> None:
    """One claim whole has both grades, what they mean, since when and why, in JSON and in text."""
    whole = json.loads(call("explain", "C066", *DAY, "--format", "json").out)
    assert whole["grade"] == "C3"
    assert (whole["reliability"]["grade"], whole["reliability"]["since"]) == ("C", "2026-11-23")
    assert whole["credibility"]["because"] == "A minister's answer has claims made inside the UK examined (P040)."
    assert whole["rank"] == {"rank": "normal", "since": None, "because": None, "superseded_by": None}
    assert (whole["stale"], whole["confidence"]) == (False, "medium")
    text = call("explain", "C066", *DAY).out
    assert re.search(r"reliability: +C, fairly reliable \(since 2026-11-23: ", text)
    assert re.search(r"credibility: +3, possibly true \(since 2026-11-23: A minister's answer", text)
    assert re.search(r"rank: +normal \(none given by 2026-11-23\)", text)
    assert "stale:" not in text
    later = call("explain", "C066", "--today", "2027-01-01").out
    assert re.search(r"stale: +last reported 2024-11-20 to 2024-11-24; review due after 24 months", later)


def test_the_days_of_a_person_are_not_told_by_what_is_stale(graph: Graph) -> None:
    """Of a claim about a private person the why of stale names months, no day."""
    persons = {entity.iri for entity in graph.knowledge.of_kind(xg("Person"))}
    rows = [row for row in rows_of("--today", "2090-01-01") if row["stale"]]
    about = (
        [
            row
            for row in rows
            if persons.intersection((iri(row["subject"]), iri(row["object"]) if ":" in row["object"] else ""))
        ]
        if rows
        else []
    )
    assert about
    assert [row["stale_why"] for row in about if re.search(r"\d{4}-\d{2}-\d{2}", row["stale_why"])] == []


def test_sources_show_their_reliability_and_its_date() -> None:
    """The list of sources has the letter of each with its day and reason, as known by the day that is asked about."""
    found = {
        row["source"]: row for row in json.loads(call("sources", "--known-at", "2026-11-23", "--format", "json").out)
    }
    row = found["source:cjeu-2020-11-19"]
    assert (row["reliability"], row["reliability_since"]) == ("A", "2026-11-23")
    assert row["reliability_because"]
    before = json.loads(call("sources", "--known-at", "2026-11-22", "--format", "json").out)
    assert {(one["reliability"], one["reliability_since"]) for one in before} == {("F", "")}


# --- the shipped grades ---


def test_every_shipped_grade_is_dated_and_says_why(graph: Graph) -> None:
    """Each review of the shipped graph says one thing since a day, with a reason of a sentence."""
    reviews = graph.knowledge.reviews.values()
    assert reviews
    for review in reviews:
        assert review.reason is not None
        assert re.fullmatch(r"[A-Z].{9,}\.", review.reason.value)
        assert sum(bool(one) for one in (review.rank, review.reliability, review.credibility)) == 1


def test_no_copy_or_retelling_is_graded_as_the_thing_itself(graph: Graph) -> None:
    """A source that was read as a mirror, repost, translation or retelling is never A."""
    knowledge = graph.knowledge
    found = Grades(knowledge, Snapshot.at("2026", "2026"))
    copies = [
        name for name, one in knowledge.sources.items() if local_name(one.copy_kind or "") not in ("original", "")
    ]
    assert copies
    assert [name for name in copies if found.reliability(name) == "A"] == []


def test_no_contested_claim_is_confirmed(graph: Graph) -> None:
    """A claim that another one contradicts is graded 3 at most."""
    found = Grades(graph.knowledge, Snapshot.at("2026", "2026"))
    assert {found.credibility(name) for name in graph.contradictions} <= set("3456")
    assert any(found.credibility(name) == "3" for name in graph.contradictions)


def test_a_confirmed_claim_names_or_has_another_source(graph: Graph) -> None:
    """What is graded 1 or 2 another source says too: one that the reason names, or one with the same proposition."""
    knowledge = graph.knowledge
    said: dict[str, set[str]] = {}
    for one in knowledge.claims.values():
        said.setdefault(one.proposition.iri, set()).add(one.source)
    alone = []
    for review in knowledge.reviews.values():
        if review.credibility in ("1", "2"):
            assert review.reason is not None
            one = knowledge.claims[review.about]
            named = re.findall(r"\b(?:SEED\d+|[A-Z]\d{3})[a-z]?(?:\.\d+)?\b", review.reason.value)
            others = {knowledge.claims[knowledge.resolve(key, xg("Claim"))].source for key in named}
            if not (others | said[one.proposition.iri]) - {one.source}:
                alone.append(one.record_keys)
    assert alone == []


def test_the_decision_counts_the_grades_of_its_day(graph: Graph) -> None:
    """The tables in the decision on grades have as many letters and digits as were given on its day."""
    from test_docs import ROOT

    page = (ROOT / "docs" / "decisions" / "0016-grades.md").read_text("utf-8")
    told = {grade: int(number) for grade, number in re.findall(r"^\| ([A-F1-6]) \| (\d+) \|", page, re.MULTILINE)}
    reviews = [review for review in graph.knowledge.reviews.values() if review.since == since("2026-11-23")]
    counted = Counter(review.reliability or review.credibility for review in reviews)
    assert {grade: counted[grade] for grade in (*RELIABILITY, *CREDIBILITY)} == told


def test_confidence_of_the_shipped_table_is_no_grade(graph: Graph) -> None:
    """Claims that the researcher's table calls high, medium and low have the same grades where nobody graded them."""
    knowledge = graph.knowledge
    found = Grades(knowledge, Snapshot.at("2026", "2026"))
    graded = {review.about for review in knowledge.reviews.values()}
    stated = {
        one.confidence: found.credibility(one.iri)
        for one in knowledge.claims.values()
        if one.confidence and one.iri not in graded
    }
    assert set(stated) >= {"high", "medium", "low"}
    assert set(stated.values()) == {"6"}


def test_a_reason_is_no_text(graph: Graph) -> None:
    """Every reason is in English and in our own words: it quotes nothing."""
    reasons = {review.reason for review in graph.knowledge.reviews.values()}
    assert {reason.lang for reason in reasons if isinstance(reason, Text)} == {"en"}
    assert [reason for reason in reasons if reason and re.search('["“”«»]', reason.value)] == []
