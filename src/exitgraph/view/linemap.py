"""An itinerary drawn as a line with stops: territory by territory down the page, the legs numbered along it.

Only where things are drawn is worked out here; the page draws them. All lengths are in the units of the drawing, about
a pixel each.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WIDTH: Final = 232
#: Where the line runs, and where text begins beside a stop and beside a leg that is made there.
LINE: Final = 20
ASIDE: Final = 52
TEXT: Final = 44
_LETTERS: Final = {"stop": 22, "leg": 26, "here": 22}
_LEAST: Final = {"stop": 30, "leg": 44, "here": 34}
_LINE_HEIGHT: Final = 16


def line_map(legs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Place the stops and legs of an itinerary.

    Parameters
    ----------
    legs
        Legs as `exitgraph.view.journeys` tells them: ``number``, ``action``, ``from``, ``to``, ``document``,
        ``issuer``, ``moves``, ``elsewhere``, ``possible_because``, ``contested_by``.

    Returns
    -------
    dict
        ``width``, ``height`` and ``rows`` from the top to the bottom. A row has a ``kind`` (``stop``: a territory;
        ``leg``: a way to the next stop; ``here``: a leg made at the stop above), its middle ``y``, and ``lines`` of
        text with their own ``y``; a leg its ``number`` and ``action``, and whether it is ``firm``, neither possible
        only nor contested; a stop whether it is ``dashed``, since nobody goes there (an application from elsewhere).
        ``ends`` are the two ends of the line.
    """
    rows: list[dict[str, Any]] = []
    top = 4.0
    last: str | None = None

    def add(kind: str, text: str, **more: Any) -> None:
        nonlocal top
        lines = wrap(text, _LETTERS[kind], break_long_words=True)[:3] if text else []
        height = max(_LEAST[kind], len(lines) * _LINE_HEIGHT + 8)
        y = top + height / 2
        first = y - (len(lines) - 1) * _LINE_HEIGHT / 2 + 4.5
        placed = [{"text": line, "y": first + place * _LINE_HEIGHT} for place, line in enumerate(lines)]
        rows.append({"kind": kind, "y": y, "lines": placed, **more})
        top += height

    for leg in legs:
        start, to = leg["from"], leg["to"]
        if last != start["name"]:
            add("stop", start["label"], dashed=False)
            last = start["name"]
        issuer = f", {leg['issuer']['label']}" if leg["issuer"] and leg["document"] else ""
        kind = "leg" if leg["moves"] else "here"
        firm = not (leg["possible_because"] or leg["contested_by"])
        add(kind, leg["document"] + issuer, number=leg["number"], action=leg["action"], firm=firm)
        if leg["moves"] or leg["elsewhere"]:
            add("stop", to["label"], dashed=not leg["moves"])
            last = to["name"]
    stops = [row["y"] for row in rows if row["kind"] == "stop" and not row["dashed"]] or [top]
    last_leg = rows[-1]["y"] if rows and rows[-1]["kind"] == "here" else stops[-1]
    return {
        "width": WIDTH,
        "height": top + 4,
        "rows": rows,
        "ends": [stops[0], max(stops[-1], last_leg)],
    }
