"""The timeline: counts that open into rows, what is sure and what may be, as data and as a page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest

from exitgraph.claims import Interval, Review, parse_date
from exitgraph.claims.inforce import Snapshot
from exitgraph.view.bars import WIDTH, bar
from exitgraph.view.briefs import Briefs
from exitgraph.view.timeline import LANES, Chosen, Timeline, span_of
from exitgraph.vocabulary import iri, xg
from server import Got, served
from world import ADMITS, BARS, CLAIMS, COUNTS, CROSSED, NO_RETURNS, OPINION, claim, know, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph import Graph

NOW = Snapshot.at("2026-01-01", "2026-01-01")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("--port", "0") as (_, number):
        yield number


def twin(port: int, **asked: str) -> dict[str, Any]:
    got = Got(port, "GET", "/timeline?" + urlencode({**asked, "as": "json"}))
    assert got.status == 200, got.text
    found: dict[str, Any] = json.loads(got.text)
    return found


def counts(found: dict[str, Any], lane: str = "valid") -> dict[str, tuple[int, int]]:
    return {one["period"]: (one[lane]["sure"], one[lane]["may"]) for one in found["bins"]}


# -- the read model ----------------------------------------------------------------------------------------


def test_kinds_of_spans() -> None:
    """Began, ended, happened, only reported, and undated are told apart; a report never becomes an end."""
    ended = replace(ADMITS, end=span("2024"))
    only_end = replace(ADMITS, start=None, end=span("2024"))
    knowledge = know(ADMITS, ended, only_end, BARS, CROSSED, OPINION)
    kinds = [span_of(knowledge, one).kind for one in (ADMITS, ended, only_end, BARS, CROSSED, OPINION)]
    assert kinds == ["open", "span", "until", "reported", "event", "undated"]
    assert span_of(knowledge, BARS).ends is None


def test_a_person_is_dated_to_the_month_in_the_data_too() -> None:
    """A journey of one day shows as its month in the bounds that bars are drawn by."""
    walked = replace(CROSSED, start=parse_date("2023-05-17"))
    found = span_of(know(walked), walked).begins
    assert found == parse_date("2023-05")


def test_a_wide_date_is_sure_in_no_bin() -> None:
    """What began in one of two years may be in each of them, and surely is in neither; open dates are in none."""
    wide = replace(ADMITS, start=span("2022", "2023"))
    since = replace(ADMITS, start=Interval(parse_date("2023").earliest, None))
    found = Timeline(know(wide, since, BARS), Chosen(), NOW).bins()
    assert counts(found) == {"2022": (0, 1), "2023": (0, 1), "2024": (1, 0)}
    assert found["unplaced"] == {"valid": 1, "published": 0}


def test_a_year_opens_into_its_months() -> None:
    """A date of a whole year lies in no month of it, and is counted apart; a year elsewhere is not."""
    found = Timeline(know(ADMITS, BARS, replace(BARS, held=span("2024"))), Chosen(), NOW).bins(2024)
    assert len(found["bins"]) == 12
    assert counts(found)["2024-06"] == (1, 0)
    assert found["unplaced"]["valid"] == 1


@pytest.mark.parametrize("lane", LANES)
def test_each_count_opens_into_as_many_rows(graph: Graph, lane: str) -> None:
    """Of every year, and every month of two years, sure and may together are the rows that the bin opens into."""
    timeline = Timeline(graph.knowledge, Chosen(), NOW)
    bins = [*timeline.bins()["bins"], *timeline.bins(2023)["bins"], *timeline.bins(2024)["bins"]]
    assert len(bins) > 40
    for one in bins:
        assert len(timeline.rows(lane, one["period"])) == one[lane]["sure"] + one[lane]["may"], one["period"]
    assert len(timeline.rows(lane, "undated")) == timeline.bins()["unplaced"][lane]


def test_what_was_not_published_is_left_out() -> None:
    """As known in April 2024 the bulletin of June is not there."""
    april = Snapshot.at("2024-04-30", "2024-04-30")
    assert [item.claim for item in Timeline(know(ADMITS, BARS), Chosen(), april).items] == [ADMITS]


def test_a_deprecated_claim_says_since_when() -> None:
    """As known after its deprecation a row says so, before it does not."""
    review = Review(ADMITS.iri, datetime(2025, 3, 1, tzinfo=UTC), rank=xg("Deprecated"))
    knowledge = replace(know(ADMITS), reviews={review.iri: review})
    for day, told in (("2025-01-01", ""), ("2025-06-01", "2025-03-01")):
        now = Snapshot.at(day, day)
        timeline = Timeline(knowledge, Chosen(), now)
        (row,) = timeline.as_json(timeline.items, Briefs(knowledge, {}, now, timeless=True))
        assert row["superseded"] == told


def test_filters() -> None:
    """A relation, a territory in any role, a source, and a group with those who belong to it."""
    knowledge = know(*CLAIMS)

    def shown(**chosen: str) -> set[str]:
        return {i.claim.iri for i in Timeline(knowledge, Chosen(**chosen), NOW).items}

    assert shown(relation=xg("admits")) == {ADMITS.iri}
    assert COUNTS.iri in shown(territory=iri("territory:XB"))
    assert shown(source=iri("source:gazette-2024")) == {c.iri for c in CLAIMS if c.source.endswith("gazette-2024")}
    deserters = shown(group=iri("group:xa-deserter"))
    assert {ADMITS.iri, BARS.iri, CROSSED.iri, NO_RETURNS.iri} <= deserters
    assert OPINION.iri not in deserters


def test_bars_draw_what_is_open_as_open() -> None:
    """A bar without a told end runs off the axis with a head; a wide beginning is no solid part; a day is a point."""
    published = ("2024-06-01", "2024-06-30")
    begun = {"kind": "open", "begins": ("2024-01-01", "2024-03-31"), "ends": None, "published": published}
    parts = {part["kind"]: part for part in bar(begun, "2024-01-01", "2024-12-31")}
    assert set(parts) == {"solid", "wide", "on", "published"}
    assert parts["wide"]["x"] == 0
    assert parts["solid"]["x"] == pytest.approx(parts["wide"]["width"], abs=0.2)
    assert parts["solid"]["x"] + parts["solid"]["width"] == pytest.approx(WIDTH)
    told = {"kind": "reported", "begins": ("2024-06-05", "2024-06-05"), "ends": None, "published": published}
    assert [part["kind"] for part in bar(told, "2024-01-01", "2024-12-31")] == ["point", "tail", "published"]
    past = {"kind": "event", "begins": ("2019-01-01", "2019-01-01"), "ends": ("2019-01-01",) * 2, "published": ("", "")}
    assert bar(past, "2024-01-01", "2024-12-31") == []


@pytest.mark.parametrize("kind", ["event", "span", "open", "reported", "until", "undated"])
def test_bars_stay_on_the_axis(kind: str) -> None:
    """Whatever its dates, every part of a bar lies on the axis."""
    for begins in (("2000-01-01", "2030-01-01"), ("2024-02-01", ""), ("", "2024-02-01"), ("", "")):
        for ends in (None, ("2024-05-01", "2031-01-01"), ("", "1999-01-01")):
            row = {"kind": kind, "begins": begins, "ends": ends, "published": ("2024-01-01", "2024-12-31")}
            for part in bar(row, "2024-01-01", "2024-12-31"):
                assert 0 <= part["x"] <= part["x"] + part["width"] <= WIDTH + 0.1


# -- the shipped graph -------------------------------------------------------------------------------------


def test_the_page_opens_with_counts(port: int, graph: Graph) -> None:
    """Without a choice all claims are counted and none is listed; every year links to its rows."""
    data = twin(port)
    assert data["years"]["total"] == len(graph.claims)
    assert (data["rows"], data["rows_total"]) == ([], len(graph.claims))
    page = Got(port, "GET", "/timeline").text
    for one in data["years"]["bins"]:
        assert f"period={one['period']}" in page
    assert " style=" not in page


def test_a_month_lists_its_claims_with_both_dates(port: int) -> None:
    """The month of the article lists claims with what they say of time, source, date of publication and grade."""
    data = twin(port, territory="KZ", period="2024-11")
    page = Got(port, "GET", "/timeline?territory=KZ&period=2024-11").text
    assert data["rows_total"] == len(data["rows"]) > 0
    for row in data["rows"]:
        assert f'href="{row["href"]}"' in page
        assert row["source"]["published"] in page
        assert re.fullmatch("[A-F][1-6]", row["grade"])
    assert data["digest"] in page


def test_long_lists_are_paged(port: int) -> None:
    """Pages of a year together list each of its claims once."""
    first = twin(port, period="2023")
    pages = [twin(port, period="2023", page=str(number)) for number in range(1, first["pages"] + 1)]
    names = [row["id"] for page in pages for row in page["rows"]]
    assert len(pages) > 1
    assert len(names) == len(set(names)) == first["rows_total"]


def test_a_denial_is_shown_as_one(port: int) -> None:
    """A denied admission says does NOT in the list."""
    page = Got(port, "GET", "/timeline?relation=admits&territory=AM&period=2024").text
    assert "does NOT:" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("period", "2024-13"),
        ("period", "0000"),
        ("period", "<b>"),
        ("by", "size"),
        ("territory", "Kazahstan"),
        ("source", "no-such"),
        ("group", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")),
        ("relation", "loves"),
        ("known_at", "2024-02-30"),
        ("page", "0"),
        ("page", "²"),
        ("perod", "2024"),
    ],
)
def test_a_wrong_parameter_is_told_beside_its_field(port: int, field: str, value: str) -> None:
    """A browser gets the form again with the error, a program a problem; the status is 400 for both."""
    address = f"/timeline?{field}={quote(value)}"
    page, problem = Got(port, "GET", address), Got(port, "GET", address, headers={"Accept": "application/json"})
    assert (page.status, page.media) == (400, "text/html")
    assert "cannot be shown as asked" in page.text
    assert "<b>" not in page.text.partition("<main")[2]
    assert (problem.status, problem.media) == (400, "application/problem+json")
    assert field in json.loads(problem.text)["detail"]


def test_claims_of_the_world_have_a_place_in_time() -> None:
    """Every claim of the world is in a bin or counted as in none, in each lane."""
    timeline = Timeline(know(*CLAIMS, claim("territory:XB", "xg:bars", "group:xa-deserter")), Chosen(), NOW)
    for lane in LANES:
        placed = {i.claim.iri for one in timeline.bins()["bins"] for i in timeline.rows(lane, one["period"])}
        assert len(placed) + timeline.bins()["unplaced"][lane] == len(CLAIMS) + 1
