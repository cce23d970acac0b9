"""One claim as a bar on an axis of days: what is sure, what is only some time in a wide date, where no end is told.

Parts, left to right, in units of `WIDTH`: ``solid`` (held for sure), ``wide`` (began or ended, or happened, some time
in it), ``point`` (a date that is narrow on this axis), ``on`` and ``before`` (goes on beyond the axis, or no end or no
beginning that is told), ``tail`` (was so when reported, and nothing is said of later) and ``published``.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Width of the axis.
WIDTH: Final = 200.0
_NARROW: Final = 5.0
_TAIL: Final = 14.0


def bar(span: Mapping[str, Any], first: str, last: str) -> list[dict[str, Any]]:
    """Give the parts of the bar of a row (`exitgraph.view.timeline.Timeline.as_json`) on the axis of two days."""
    begin, end = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal() + 1

    def at(day: str, *, after: bool = False) -> float:
        return (date.fromisoformat(day).toordinal() + after - begin) / max(1, end - begin) * WIDTH

    parts: list[dict[str, Any]] = []

    def put(kind: str, left: float, right: float) -> None:
        if right < 0 or left > WIDTH or right < left:
            return
        left, right = max(0.0, left), min(WIDTH, right)
        if kind == "wide" and right - left < _NARROW:
            middle = min(max((left + right) / 2, 4.0), WIDTH - 4.0)
            parts.append({"kind": "point", "x": round(middle, 1), "width": 0.0})
        else:
            parts.append({"kind": kind, "x": round(left, 1), "width": round(right - left, 1)})

    kind, (from_first, from_last) = span["kind"], span["begins"]
    to_first, to_last = span["ends"] or ("", "")
    begun = at(from_last, after=True) if from_last else at(from_first) if from_first else None
    if kind in ("span", "open", "until"):
        # Sure from the latest beginning to the earliest end; without either the bar runs off the axis.
        ended = at(to_first) if to_first else at(to_last, after=True) if to_last and kind == "until" else None
        put("solid", 0.0 if begun is None else begun, WIDTH if ended is None else ended)
        if begun is None or begun < 0:
            put("before", 0.0, 0.0)
        if kind == "open" or (ended is not None and ended > WIDTH):
            put("on", WIDTH, WIDTH)
        if to_first and to_last and kind != "open":
            put("wide", at(to_first), at(to_last, after=True))
    if from_first and from_last:
        put("wide", at(from_first), at(from_last, after=True))
    elif from_first or from_last:
        day = from_first or from_last
        put("wide", at(day), at(day, after=True))
    if kind == "reported" and begun is not None:
        put("tail", begun, begun + _TAIL)
    published_first, published_last = span["published"]
    if published_first and published_last:
        put("published", at(published_first), at(published_last, after=True))
    return parts
