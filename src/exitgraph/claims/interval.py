"""Dates as two UTC bounds, never as strings.

A partial date is a wide interval: ``2024-11`` is every second from 1 to 30 November 2024. An open side is
``None``. Lexical dates are never compared, since RDF engines order ``xsd:gYear`` and ``xsd:date`` differently.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from functools import lru_cache

from exitgraph.errors import BadDate

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})\Z")


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of time, to the second, in UTC; ``None`` leaves a side open.

    Raises
    ------
    BadDate
        If the interval is inverted or a bound has no time zone.
    """

    earliest: datetime | None = None
    latest: datetime | None = None

    def __post_init__(self) -> None:
        for bound in (self.earliest, self.latest):
            if bound is not None and bound.tzinfo is None:
                raise BadDate(f"{bound} has no time zone", hint="Bounds are UTC: write 2024-11-20T00:00:00Z.")
        if self.earliest and self.latest and self.earliest > self.latest:
            raise BadDate(
                f"the interval is inverted: {stamp(self.earliest)} is after {stamp(self.latest)}",
                hint="Swap the two bounds.",
            )

    @property
    def is_open(self) -> bool:
        """Whether nothing is known about it."""
        return self.earliest is None and self.latest is None

    def overlaps(self, other: Interval) -> bool:
        """Whether the two have a second in common, open sides reaching for ever."""
        return not (
            (self.latest is not None and other.earliest is not None and self.latest < other.earliest)
            or (other.latest is not None and self.earliest is not None and other.latest < self.earliest)
        )

    def __str__(self) -> str:
        return show(self)


def parse_date(text: str) -> Interval:
    """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` as the interval that it covers.

    Raises
    ------
    BadDate
        If the text has another form, or the date does not exist.
    """
    match = _PARTIAL.match(text.strip())
    if not match:
        raise BadDate(f"{text!r} is not a date", hint="Write YYYY, YYYY-MM or YYYY-MM-DD, such as 2024-11-24.")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        # Not `or`: month and day 00 exist no more than 13 and 32 do.
        first = datetime(year or 0, 1 if month is None else month, 1 if day is None else day, tzinfo=UTC)
    except ValueError:
        raise BadDate(f"the date {text!r} does not exist", hint="Check the month and the day.") from None
    last_month = month or 12
    last_day = day or calendar.monthrange(first.year, last_month)[1]
    last = datetime(first.year, last_month, last_day, 23, 59, 59, tzinfo=UTC)
    return Interval(first, last)


def parse_instant(text: str) -> datetime:
    """Read an ``xsd:dateTime`` with a time zone, as UTC to the second.

    Raises
    ------
    BadDate
        If the text is no such instant.
    """
    if not _INSTANT.match(text):
        raise BadDate(f"{text!r} is not an xsd:dateTime with a time zone", hint="Write it like 2024-11-20T00:00:00Z.")
    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise BadDate(f"the instant {text!r} does not exist", hint="Check the month, the day and the time.") from None


def stamp(instant: datetime) -> str:
    """Write an instant as the graph stores it: ``2024-11-20T00:00:00Z``."""
    utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return utc.isoformat()[:19] + "Z"


def show(interval: Interval | None, *, finest: str = "day") -> str:
    """Write an interval for people, as briefly as it can be said.

    ``2024``, ``2024-11``, ``2024-11-20``, ``2024-11-20 to 2024-11-24``, ``from ...``, ``until ...``; ``finest="month"``
    widens days to months, which is the finest date that a person's journey shows.
    """
    if interval is None or interval.is_open:
        return "open"
    first, last = interval.earliest, interval.latest
    length = 7 if finest == "month" else 10
    if first is None or last is None:
        return f"until {stamp(last)[:length]}" if last else f"from {stamp(first)[:length]}" if first else "open"
    year = stamp(first)[:4]
    if interval == parse_date(year):
        return year
    if interval == parse_date(stamp(first)[:7]):
        return stamp(first)[:7]
    begin, end = stamp(first)[:length], stamp(last)[:length]
    return begin if begin == end else f"{begin} to {end}"


def end_of_day(instant: datetime) -> datetime:
    """Give the last second of the instant's UTC day."""
    return instant.replace(hour=23, minute=59, second=59, microsecond=0)


@lru_cache(maxsize=4096)  # the claims of one list share their date
def add_months(instant: datetime, months: int) -> datetime:
    """Move an instant by whole months, keeping to the last day where the month is shorter."""
    index = instant.year * 12 + instant.month - 1 + months
    year, month = divmod(index, 12)
    if not MINYEAR <= year <= MAXYEAR:
        # Beyond the calendar is its end: an end of 9999 must not move back.
        return datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) if year > MAXYEAR else datetime(1, 1, 1, tzinfo=UTC)
    day = min(instant.day, calendar.monthrange(year, month + 1)[1])
    return instant.replace(year=year, month=month + 1, day=day)


def after(instant: datetime) -> datetime:
    """Give the second after the end of the instant's day: the start of *after that day*."""
    return end_of_day(instant) + timedelta(seconds=1)


def whole_months(interval: Interval | None) -> Interval | None:
    """Widen an interval to whole months, the finest date of a person's journey; open sides stay open."""
    if interval is None:
        return None
    first, last = interval.earliest, interval.latest
    return Interval(
        parse_date(stamp(first)[:7]).earliest if first else None,
        parse_date(stamp(last)[:7]).latest if last else None,
    )
