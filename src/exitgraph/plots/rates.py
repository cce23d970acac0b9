"""Rates as they are claimed: a number, about a number, or between two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from exitgraph.analysis import as_known
from exitgraph.plots.sheet import BLUE, INK, LINE, SOFT, label, sheet
from exitgraph.vocabulary import local_name, xg

if TYPE_CHECKING:
    from datetime import datetime

    from exitgraph.api import At
    from exitgraph.claims.model import Claim
    from exitgraph.plots.figure import Plot

_ROW = 0.5
_WHOLE: Final = 100.0


def recognition_rates(at: At, *, measure: str = "concept:recognition-rate") -> Plot:
    """Draw the recognition rates that sources state, in per cent, each with the range that is stated.

    A disc is a number; a hollow one is said to be about that; a bar is from the lower to the upper bound, and fades out
    where a bound is not stated. Rates of different groups, years and counts are no series: they stand side by side.

    Parameters
    ----------
    at
        The graph at two dates; only what was known by then is drawn.
    measure
        Another measure that is given in per cent.

    Raises
    ------
    UnknownName
        If the name means nothing.
    InputError
        If matplotlib is not installed.
    """
    wanted = at.graph.resolve(measure)
    known = as_known(at.graph.knowledge, at.now)
    stated = [claim for claim in known.claims.values() if claim.object == wanted and claim.proposition.positive]
    drawn = [claim for claim in stated if any(_number(claim, name) is not None for name in ("value", "lower", "upper"))]
    drawn.sort(key=lambda claim: (_whose(at, claim), _years(claim), claim.iri), reverse=True)
    title = f"{at.graph.knowledge.label(wanted).capitalize()}, per cent, as sources state it"
    figure = sheet(at, title, drawn, tall=max(_ROW * len(drawn), 1.0), left=3.6, bottom=0.35)
    if not drawn:
        return figure
    axes = figure.axes[0]
    for row, claim in enumerate(drawn):
        value, lower, upper = (_number(claim, name) for name in ("value", "lower", "upper"))
        if lower is not None or upper is not None:
            start, end = lower or 0.0, _WHOLE if upper is None else upper
            closed = lower is not None and upper is not None
            axes.plot([start, end], [row, row], color=BLUE, linewidth=5, alpha=0.45 if closed else 0.25, zorder=2)
            for bound in (lower, upper):
                if bound is not None:
                    axes.plot([bound], [row], marker="|", markersize=13, markeredgewidth=2.4, color=BLUE, zorder=3)
        if value is not None:
            about = xg("approximate") in dict(claim.proposition.roles)
            axes.scatter(value, row, s=75, facecolor="white" if about else BLUE, edgecolor=BLUE, linewidth=2, zorder=4)
        shown = _words(value, lower, upper, claim)
        spot = max(one for one in (value, upper, lower) if one is not None)
        axes.annotate(shown, (spot, row), (9, 0), textcoords="offset points", va="center", fontsize=8.5, color=INK)
    source = at.graph.knowledge.sources
    texts = [
        f"{_whose(at, claim)}\n{_years(claim)}; {label(at, source[claim.source].publisher, 30)}" for claim in drawn
    ]
    for tick in axes.set_yticks(range(len(drawn)), texts):
        tick.label1.set_parse_math(False)
        tick.label1.set_fontsize(8.5)
    axes.set(xlim=(0, _WHOLE), ylim=(-0.6, len(drawn) - 0.4))
    axes.set_xlabel("per cent", fontsize=8.5, color=SOFT)
    axes.grid(axis="x", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    return figure


def _number(claim: Claim, role: str) -> float | None:
    found: Any = dict(claim.proposition.roles).get(xg(role))
    return None if found is None or isinstance(found, str) else float(found)


def _words(value: float | None, lower: float | None, upper: float | None, claim: Claim) -> str:
    if value is not None:
        approximate = dict(claim.proposition.roles).get(xg("approximate"))
        about = local_name(approximate).replace("-", " ") + " " if isinstance(approximate, str) else ""
        return f"{about}{value:g}"
    if lower is not None and upper is not None:
        return f"{lower:g} to {upper:g}"
    return f"at most {upper:g}" if upper is not None else f"at least {lower:g}"


def _whose(at: At, claim: Claim) -> str:
    roles = dict(claim.proposition.roles)
    place, group = roles.get(xg("at"), claim.subject), roles.get(xg("group"), claim.subject)
    names = dict.fromkeys(label(at, name) for name in (place, group) if isinstance(name, str))
    return ": ".join(names)


def _years(claim: Claim) -> str:
    first: datetime | None = claim.start.earliest if claim.start else None
    last: datetime | None = claim.end.latest if claim.end else claim.start.latest if claim.start else None
    if claim.held and first is None:
        first, last = claim.held.earliest, claim.held.latest
    if first is None:
        return "undated"
    return str(first.year) if last is None or last.year == first.year else f"{first.year} to {last.year}"
