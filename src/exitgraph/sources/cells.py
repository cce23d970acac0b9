"""Single cells: names, dates and numbers, each error with the nearest match."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from exitgraph.claims.interval import Interval, parse_date, parse_instant, stamp
from exitgraph.claims.values import Text, plain_number, read_number
from exitgraph.errors import BadDate, InputError
from exitgraph.vocabulary import XSD_DECIMAL, XSD_INTEGER, XSD_STRING

if TYPE_CHECKING:
    from datetime import datetime

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri, Value

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\Z")
#: What a spreadsheet takes for the beginning of a formula, and the apostrophe that keeps it from doing so.
_GUARD = "'"
_GUARDED = ("=", "+", "-", "@")
_ESCAPED = tuple(_GUARD + mark for mark in (*_GUARDED, _GUARD))
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


class Names:
    """Resolve names of a table, each spelling once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._found: dict[tuple[str, Iri | None], Iri] = {}

    def one(self, text: str, kind: Iri | None = None) -> Iri:
        """Give the IRI of a name; see `Knowledge.resolve`."""
        key = (text, kind)
        if key not in self._found:
            self._found[key] = self._knowledge.resolve(text, kind)
        return self._found[key]

    def value(self, text: str, kind: Iri) -> Value:
        """Read a role's cell by the role's range."""
        if kind == XSD_INTEGER:
            return integer(text)
        if kind == XSD_DECIMAL:
            return number(text)
        if kind == XSD_STRING:
            return Text(text, "")
        return self.one(text, kind)


def guard(text: str) -> str:
    """Write a cell so that no spreadsheet takes it for a formula; `unguard` gives it back.

    A number stays one. What looks guarded already is guarded once more.

    >>> guard("=1+1"), guard("-5"), guard("'=1"), guard("'tis so")
    ("'=1+1", '-5', "''=1", "'tis so")
    """
    risky = text.startswith(_GUARDED) and not _PLAIN_NUMBER.match(text)
    return _GUARD + text if risky or text.startswith(_ESCAPED) else text


def unguard(text: str) -> str:
    """Read what `guard` wrote: an apostrophe goes where ``=``, ``+``, ``-``, ``@`` or an apostrophe follows it.

    >>> unguard("'=1+1"), unguard("''=1"), unguard("'tis so")
    ('=1+1', "'=1", "'tis so")
    """
    return text[1:] if text.startswith(_ESCAPED) else text


def integer(text: str) -> int:
    """Read a whole number."""
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        raise InputError(f"{text!r} is no whole number", hint="Write digits only.")
    return int(text)


def number(text: str) -> Decimal:
    """Read a number with a full stop as its decimal mark."""
    try:
        value = read_number(text[:41], whole=False)
    except ValueError:
        value = None
    if value is None or len(text) > 40:  # noqa: PLR2004  # longer is no count of anything
        raise InputError(f"{text[:40]!r} is no number", hint="Write it like 1200 or 24.5.")
    return Decimal(value)


def language(text: str) -> str:
    """Read a language tag."""
    if not _LANGUAGE.match(text):
        raise InputError(f"{text[:20]!r} is no language tag", hint="Write a tag of BCP 47, such as en or uk.")
    return text


def text_language(text: str) -> str:
    """Read the language tag of a text, in small letters, as every reader of Turtle here gives it back."""
    return language(text).lower()


def slug(text: str) -> str:
    """Read the last part of an IRI or the name of a file."""
    if not _SLUG.match(text):
        raise InputError(f"{text[:40]!r} is no slug", hint="Small letters, digits, dots and dashes.")
    return text


def digest(text: str) -> str:
    """Read a SHA-256."""
    if not _DIGEST.match(text):
        raise InputError(f"{text[:20]!r} is no SHA-256", hint="Write 64 digits of 0-9 and a-f.")
    return text


def interval(text: str) -> Interval:
    """Read a date or an interval: ``2024-11``, ``2024-01/2024-10``, ``../2024``, ``2022-02/..`` (as in EDTF)."""
    first, slash, last = text.partition("/")
    if not slash:
        return Interval(*_bounds(first)) if "T" in first else parse_date(first)
    earliest = None if first.strip() == ".." else _bounds(first.strip())[0]
    latest = None if last.strip() == ".." else _bounds(last.strip())[1]
    if earliest is None and latest is None:
        raise BadDate(f"{text!r} has no bound", hint="Leave the cell empty where no date is known.")
    return Interval(earliest, latest)


def _bounds(text: str) -> tuple[datetime | None, datetime | None]:
    if "T" in text:
        instant = parse_instant(text)
        return instant, instant
    day = parse_date(text)
    return day.earliest, day.latest


def write_interval(value: Interval | None) -> str:
    """Write an interval so that `interval` reads it back exactly."""
    if value is None:
        return ""
    first, last = value.earliest, value.latest
    if first is not None and last is not None:
        for length in (4, 7, 10):
            if parse_date(stamp(first)[:length]) == value:
                return stamp(first)[:length]
    return f"{_side(first, last=False)}/{_side(last, last=True)}"


def _side(bound: datetime | None, *, last: bool) -> str:
    if bound is None:
        return ".."
    day = parse_date(stamp(bound)[:10])
    return stamp(bound)[:10] if bound == (day.latest if last else day.earliest) else stamp(bound)


def text_cells(column: str, text: Text | None) -> dict[str, str]:
    """Write a text, and its language where that is not English, which goes without saying."""
    if text is None:
        return {}
    return {column: text.value} | ({} if text.lang == "en" else {f"{column}_lang": text.lang})


def write_value(value: Value) -> str:
    """Write a value that is no IRI."""
    return value.value if isinstance(value, Text) else value if isinstance(value, str) else plain_number(value)
