"""A limit of time for whoever answers others: what is exact can take any time, and threads cannot be ended."""

from __future__ import annotations

from time import monotonic

from exitgraph.errors import TookTooLong


def ending_in(seconds: float | None) -> float | None:
    """Give the moment of a clock that is so many seconds away; ``None`` for no limit."""
    return None if seconds is None else monotonic() + seconds


def in_time(until: float | None) -> None:
    """Go on unless a moment has come.

    Raises
    ------
    TookTooLong
        If it has.
    """
    if until is not None and monotonic() >= until:
        raise TookTooLong(
            "the search for itineraries took longer than it may here",
            hint="Ask for fewer legs or for one territory, or ask the command line, which has no such limit.",
        )
