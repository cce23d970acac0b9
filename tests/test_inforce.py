"""Which claims hold on a day, as published by another day: cases worked by hand, and what must hold for all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exitgraph.claims import Claim, Interval
from exitgraph.claims.inforce import Snapshot, Standing, basis_of, in_force
from exitgraph.errors import BadDate
from exitgraph.vocabulary import iri, xg
from world import BULLETIN, SOURCES, brief, claim, know, passage, span

NOT, POSSIBLE, CERTAIN = Standing.NOT_IN_FORCE, Standing.POSSIBLE, Standing.CERTAIN
LATER = "2030-01-01"


def standing(item: Claim, valid_at: str, known_at: str = LATER) -> Standing:
    return in_force(know(item), item, Snapshot.at(valid_at, known_at)).standing


def state(start: Interval | None = None, end: Interval | None = None, held: Interval | None = None) -> Claim:
    """Make a claim of a lasting state; its relation is reviewed after 24 months, its source is of June 2024."""
    return claim("territory:XB", "xg:admits", "group:xa-deserter", start=start, end=end, held=held)


def event(start: Interval | None = None, end: Interval | None = None, held: Interval | None = None) -> Claim:
    """Make a claim of an occurrence; its relation is reviewed after 36 months."""
    return claim("person:gazette-2024-1", "xg:crossed", "territory:XB", start=start, end=end, held=held)


@pytest.mark.parametrize(
    ("item", "valid_at", "wanted", "why"),
    [
        (state(held=span("2024-03")), "2024-02-28", NOT, "reported for later days only"),
        (state(held=span("2024-03")), "2024-03-15", POSSIBLE, "it may have begun later"),
        (state(held=span("2024-03")), "2024-03-31", CERTAIN, ""),
        (state(held=span("2024-03")), "2025-07-01", CERTAIN, ""),
        (state(held=span("2024-03")), "2026-03-31", CERTAIN, ""),
        (state(held=span("2024-03")), "2026-04-01", POSSIBLE, "reported more than 24 months before"),
        (state(start=span("2023")), "2022-12-31", NOT, "it had not begun"),
        (state(start=span("2023")), "2023-06-01", POSSIBLE, "it may have begun later"),
        (state(start=span("2023")), "2023-12-31", CERTAIN, ""),
        (state(start=span("2023")), "2029-12-31", CERTAIN, ""),
        (state(start=span("2022"), end=span("2024")), "2023-12-31", CERTAIN, ""),
        (state(start=span("2022"), end=span("2024")), "2024-01-01", CERTAIN, ""),
        (state(start=span("2022"), end=span("2024")), "2024-01-02", POSSIBLE, "it may have ended"),
        (state(start=span("2022"), end=span("2024")), "2024-12-31", POSSIBLE, "it may have ended"),
        (state(start=span("2022"), end=span("2024")), "2025-01-01", NOT, "it had ended"),
        (state(start=span("2022"), end=Interval()), "2024-06-01", POSSIBLE, "it may have ended"),
        (state(end=span("2025")), "2024-06-01", POSSIBLE, "it may have begun later"),
        (state(end=span("2025")), "2026-01-01", NOT, "it had ended"),
        (state(held=span("2024-03"), end=span("2027")), "2026-12-31", CERTAIN, ""),
        (state(start=span("2020"), held=span("2021")), "2029-01-01", CERTAIN, ""),
        (state(), "2024-06-01", POSSIBLE, "undated"),
        (event(start=span("2023-05")), "2023-04-30", NOT, "it happened later"),
        (event(start=span("2023-05")), "2023-05-30", POSSIBLE, "it may have happened later"),
        (event(start=span("2023-05")), "2023-05-31", CERTAIN, ""),
        (event(start=span("2023-05")), "2026-05-31", CERTAIN, ""),
        (event(start=span("2023-05")), "2026-06-01", POSSIBLE, "older than 36 months"),
        (event(start=Interval(span("2023").earliest)), "2024-06-29", POSSIBLE, "it may have happened later"),
        (event(start=Interval(span("2023").earliest)), "2024-06-30", CERTAIN, ""),
        (event(start=span("2024", "2025")), "2024-06-30", CERTAIN, ""),
        (event(), "2024-06-30", POSSIBLE, "undated"),
        (event(start=Interval()), "2024-06-30", POSSIBLE, "undated"),
    ],
)
def test_a_claim_stands_as_worked_out_by_hand(item: Claim, valid_at: str, wanted: Standing, why: str) -> None:
    """Rules J1 and J2 give for each of these dated claims, all published in June 2024, the standing and the reason."""
    found = in_force(know(item), item, Snapshot.at(valid_at, LATER))
    assert found == (wanted, why, why.startswith(("reported more than", "older than")))


@pytest.mark.parametrize(
    ("known_at", "wanted"),
    [
        ("2024-05-31", NOT),
        ("2024-06-01", POSSIBLE),
        ("2024-06-29", POSSIBLE),
        ("2024-06-30", CERTAIN),
        ("2024", CERTAIN),
    ],
)
def test_what_was_not_published_was_not_known(known_at: str, wanted: Standing) -> None:
    """Before its source came out a claim is not in force, within the month in which it came out it is possible."""
    assert standing(state(start=span("2020")), "2024-05-01", known_at) is wanted
    assert standing(event(start=span("2023-05")), "2024-05-01", known_at) is wanted


def test_a_source_of_unknown_date_may_be_younger() -> None:
    """When no bound of the publication is known, a claim that would be certain is possible."""
    undated = [replace(source, published=Interval()) for source in SOURCES]
    item = state(start=span("2020"))
    found = in_force(know(item, sources=undated), item, Snapshot.at("2024-05-01", LATER))
    assert found == (POSSIBLE, "its source may have been published later", False)


def test_a_claim_of_an_unknown_source_or_relation_is_not_in_force() -> None:
    """What cannot be placed in time or meaning is not relied on."""
    item = state(start=span("2020"))
    odd = claim("territory:XB", "xg:unheardOf", "group:xa-deserter", start=span("2020"))
    assert in_force(know(item, sources=()), item, Snapshot.at("2024", LATER)).standing is NOT
    assert standing(odd, "2024") is NOT


def test_a_precedent_is_an_occurrence_whatever_its_relation() -> None:
    """A state that a claim gives as a precedent goes stale, where the same state as a rule does not."""
    roles = {"basis": "concept:precedent"}
    once = claim("territory:XB", "xg:admits", "group:xa-deserter", roles, start=span("2020-01"))
    assert basis_of(once, know().ontology.relations[xg("admits")]) == iri("concept:precedent")
    assert standing(once, "2022-01-31") is CERTAIN
    assert standing(once, "2022-02-01") is POSSIBLE
    assert standing(state(start=span("2020-01")), "2022-02-01") is CERTAIN


def test_the_relation_says_the_basis_when_the_claim_does_not() -> None:
    """A claim without a basis has that of its relation."""
    relation = know().ontology.relations[xg("admits")]
    assert basis_of(state(), relation) == relation.default_basis == iri("concept:rule")


def test_a_relation_that_is_never_reviewed_never_goes_stale() -> None:
    """A claim of an invasion is as certain after a century as on the day."""
    old = claim("territory:XA", "xg:invaded", "territory:XB", start=span("1924"))
    assert standing(old, "2024-07-01") is CERTAIN


def test_a_partial_day_stands_for_its_last() -> None:
    """Asking about 2024 is asking about 31 December 2024, on both clocks."""
    assert Snapshot.at("2024", "2023-02") == Snapshot.at("2024-12-31", "2023-02-28")
    now = Snapshot.at("2024", "2023-02")
    assert (now.day_begin, now.day) == (
        datetime(2024, 12, 31, tzinfo=UTC),
        datetime(2024, 12, 31, 23, 59, 59, tzinfo=UTC),
    )
    assert now.published_by == datetime(2023, 2, 28, 23, 59, 59, tzinfo=UTC)


def test_a_snapshot_of_no_date_is_refused() -> None:
    """Either clock refuses what is no date."""
    for dates in (("soon", "2024"), ("2024", "2024-13")):
        with pytest.raises(BadDate):
            Snapshot.at(*dates)


BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = st.integers(0, 3000)
BOUNDS = st.none() | st.builds(
    lambda first, length: Interval(
        None if first is None else BEGIN + timedelta(days=first),
        None if length is None else BEGIN + timedelta(days=(first or 0) + length + 1, seconds=-1),
    ),
    st.none() | DAYS,
    st.none() | st.integers(0, 400),
)
NOW = st.builds(
    lambda first, other: Snapshot.at(
        f"{BEGIN + timedelta(days=first):%Y-%m-%d}", f"{BEGIN + timedelta(days=other):%Y-%m-%d}"
    ),
    DAYS,
    DAYS,
)


def wider(interval: Interval | None, before: int, behind: int) -> Interval | None:
    if interval is None:
        return None
    first, last = interval.earliest, interval.latest
    return Interval(first and first - timedelta(days=before), last and last + timedelta(days=behind))


@given(st.booleans(), BOUNDS, BOUNDS, BOUNDS, NOW, st.sampled_from(["start", "end", "held"]), DAYS, DAYS)
def test_less_knowledge_of_a_date_never_settles_a_claim_the_other_way(
    once: bool,
    start: Interval | None,
    end: Interval | None,
    held: Interval | None,
    now: Snapshot,
    which: str,
    before: int,
    behind: int,
) -> None:
    """Widening the bounds of a certain claim never makes it one that is not in force."""
    dates = {"start": start, "end": end, "held": held}
    make = event if once else state
    exact, vague = make(**dates), make(**{**dates, which: wider(dates[which], before, behind)})
    first, second = (in_force(know(item), item, now).standing for item in (exact, vague))
    assert not (first is CERTAIN and second is NOT)
    if not once:
        assert not (first is NOT and second is CERTAIN)
        if which != "held":
            assert second is not CERTAIN or first is CERTAIN


@given(st.booleans(), BOUNDS, BOUNDS, BOUNDS, NOW, DAYS)
def test_what_is_published_stays_published(
    once: bool,
    start: Interval | None,
    end: Interval | None,
    held: Interval | None,
    now: Snapshot,
    days: int,
) -> None:
    """Moving the second clock forward never weakens the standing of a claim."""
    item = (event if once else state)(start=start, end=end, held=held)
    later = replace(now, known_at=wider(now.known_at, 0, days) or now.known_at)
    first, second = (in_force(know(item), item, clock).standing for clock in (now, later))
    assert second >= first


@given(BOUNDS, BOUNDS, BOUNDS, NOW)
def test_only_a_certain_claim_has_no_reason(
    start: Interval | None, end: Interval | None, held: Interval | None, now: Snapshot
) -> None:
    """A standing below certain always says why, and a certain one says nothing."""
    item = state(start=start, end=end, held=held)
    found = in_force(know(item), item, now)
    assert bool(found.why) == (found.standing is not CERTAIN)


def test_evidence_does_not_decide_the_standing() -> None:
    """The same claim with one passage or two stands the same; only its source counts."""
    one = replace(state(held=span("2024-03")), evidence=(passage("Borland"),))
    two = replace(one, evidence=(passage("Borland"), passage("Twelve soldiers")))
    assert standing(one, "2024-05-01") is standing(two, "2024-05-01") is CERTAIN
    assert brief(1).source == BULLETIN
