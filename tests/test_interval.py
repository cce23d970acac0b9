"""Dates as intervals: reading, writing, overlap, and whole months."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exitgraph.claims import Interval, parse_date
from exitgraph.claims.interval import add_months, after, end_of_day, parse_instant, show, stamp
from exitgraph.errors import BadDate
from world import SECONDS, intervals

DATES = st.builds(
    lambda day, length: day.isoformat()[:length],
    st.dates(),
    st.sampled_from((4, 7, 10)),
)


@given(DATES)
def test_what_is_shown_of_a_partial_date_is_what_was_typed(text: str) -> None:
    """Reading a year, month or day and showing the interval gives the same text."""
    assert show(parse_date(text)) == text


@given(DATES)
def test_a_partial_date_reaches_from_its_first_second_to_its_last(text: str) -> None:
    """The second before the interval and the second after it lie in another year, month or day."""
    whole = parse_date(text)
    assert whole.earliest is not None
    assert whole.latest is not None
    assert stamp(whole.earliest).startswith(text)
    assert stamp(whole.latest).startswith(text)
    if whole.earliest > datetime(1, 1, 1, tzinfo=UTC):
        assert not stamp(whole.earliest - timedelta(seconds=1)).startswith(text)
    if whole.latest < datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC):
        assert not stamp(whole.latest + timedelta(seconds=1)).startswith(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2024-1",
        "2024-13",
        "2024-00",
        "2024-05-00",
        "2023-02-29",
        "2024-02-30",
        "0000",
        "2024/01/01",
        "2024-01-01T00:00:00Z",
        *["20241", "-2024", "2024-", "yesterday", "\u0662\u0660\u0662\u0664", "2024-01-01\n2025"],
    ],
)
def test_what_is_no_date_is_refused_by_name(text: str) -> None:
    """A text that is no date, or a date that does not exist, raises an error that quotes it and says what to do."""
    with pytest.raises(BadDate) as caught:
        parse_date(text)
    assert repr(text) in str(caught.value)
    assert caught.value.hint


@given(SECONDS)
def test_an_instant_survives_being_stamped_and_read(moment: datetime) -> None:
    """Writing an instant as the graph stores it and reading it again gives the instant, in twenty characters."""
    written = stamp(moment)
    assert len(written) == len("2024-11-20T00:00:00Z")
    assert parse_instant(written) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2024",
        "2024-11-20",
        "2024-11-20T00:00:00",
        "2023-02-30T00:00:00Z",
        "2024-11-20T25:00:00Z",
        "",
        "2024-11-20T00:00Z",
        *["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"],
    ],
)
def test_an_instant_without_zone_or_out_of_the_calendar_is_refused(text: str) -> None:
    """Partial dates, instants without a zone and instants that do not exist are no bounds."""
    with pytest.raises(BadDate):
        parse_instant(text)


def test_an_offset_is_read_as_the_same_moment_in_utc() -> None:
    """Half past one in a zone two hours ahead is half past eleven of the day before in UTC."""
    assert parse_instant("2024-11-20T01:30:00+02:00") == datetime(2024, 11, 19, 23, 30, tzinfo=UTC)
    assert stamp(datetime(2024, 11, 20, 1, 30, tzinfo=timezone(timedelta(hours=2)))) == "2024-11-19T23:30:00Z"


@given(intervals(), intervals())
def test_overlap_is_symmetric(one: Interval, other: Interval) -> None:
    """Whether two intervals overlap does not depend on which is asked."""
    assert one.overlaps(other) == other.overlaps(one)


@given(intervals(), intervals())
def test_overlap_means_a_second_in_common(one: Interval, other: Interval) -> None:
    """Two intervals overlap exactly when the later begin is not after the earlier end."""
    begins = [bound for bound in (one.earliest, other.earliest) if bound is not None]
    ends = [bound for bound in (one.latest, other.latest) if bound is not None]
    assert one.overlaps(other) == (not begins or not ends or max(begins) <= min(ends))


@given(intervals())
def test_every_interval_overlaps_itself_and_the_open_one(one: Interval) -> None:
    """An interval has a second in common with itself and with all time."""
    assert one.overlaps(one)
    assert one.overlaps(Interval())


def test_an_inverted_interval_is_refused() -> None:
    """A start after the end raises an error that shows both bounds."""
    late, early = parse_date("2024").earliest, parse_date("2023").earliest
    with pytest.raises(BadDate, match="2024-01-01T00:00:00Z is after 2023-01-01T00:00:00Z"):
        Interval(late, early)


def test_a_bound_without_zone_is_refused() -> None:
    """A bound that could mean any zone raises an error."""
    with pytest.raises(BadDate, match="no time zone"):
        Interval(datetime(2024, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("first", "last", "finest", "shown"),
    [
        ("2024-11-20", "2024-11-24", "day", "2024-11-20 to 2024-11-24"),
        ("2024-11-20", "2024-11-24", "month", "2024-11"),
        ("2024-10-31", "2024-11-01", "month", "2024-10 to 2024-11"),
        ("2024-11-20", None, "day", "from 2024-11-20"),
        (None, "2024-11-24", "month", "until 2024-11"),
        ("2024-01", "2024-12", "day", "2024"),
        ("2024-02", "2024-02", "day", "2024-02"),
        (None, None, "day", "open"),
    ],
)
def test_an_interval_is_shown_as_briefly_as_it_can_be_said(
    first: str | None, last: str | None, finest: str, shown: str
) -> None:
    """Days, months, years and open sides are shown in the shortest words, no finer than asked."""
    interval = Interval(parse_date(first).earliest if first else None, parse_date(last).latest if last else None)
    assert show(interval, finest=finest) == shown


def test_no_interval_is_shown_as_open() -> None:
    """What has no interval at all is shown as open too."""
    assert show(None) == "open"


@given(SECONDS, st.integers(-30000, 150000))
def test_months_move_the_month_and_keep_the_day_where_it_exists(moment: datetime, months: int) -> None:
    """Moving by months changes year and month by that number, and the day only to the end of a shorter month."""
    moved = add_months(moment, months)
    wanted = moment.year * 12 + moment.month - 1 + months
    if 12 <= wanted < 12 * 10000:
        assert moved.year * 12 + moved.month - 1 == wanted
        assert moved.day == moment.day or (moved.day < moment.day and (moved + timedelta(days=1)).day == 1)
        assert moved.timetz() == moment.timetz()


@given(SECONDS, SECONDS, st.integers(-150000, 150000))
def test_months_keep_the_order_of_instants(one: datetime, other: datetime, months: int) -> None:
    """Of two instants moved by the same months the earlier stays the earlier, or they meet."""
    assert add_months(min(one, other), months) <= add_months(max(one, other), months)


@given(SECONDS, st.integers(0, 150000))
def test_months_forward_never_move_back(moment: datetime, months: int) -> None:
    """An instant moved forward, even beyond the calendar, is not before itself."""
    assert add_months(moment, months) >= moment
    assert add_months(moment, -months) <= moment


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    """The day is cut to the shorter month, in leap years and others."""
    assert stamp(add_months(parse_instant("2024-01-31T10:00:00Z"), 1)) == "2024-02-29T10:00:00Z"
    assert stamp(add_months(parse_instant("2023-01-31T10:00:00Z"), 1)) == "2023-02-28T10:00:00Z"


@given(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_after_a_day_comes_the_first_second_of_the_next(moment: datetime) -> None:
    """What is after a day begins one second behind its end, at midnight."""
    assert after(moment) - end_of_day(moment) == timedelta(seconds=1)
    assert (after(moment).hour, after(moment).minute, after(moment).second) == (0, 0, 0)
