"""What all plots share: the sheet with title, sources line and both dates, and the colours."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING, Final

from exitgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

    from exitgraph.api import At
    from exitgraph.claims.model import Claim
    from exitgraph.plots.figure import Plot

#: Colours that are told apart with each colour vision (Okabe and Ito 2008, *Color Universal Design*).
BLUE, VERMILION, INK, SOFT, LINE = "#0072b2", "#d55e00", "#1b1f24", "#545c66", "#d4d2ca"

#: Publishers that are named.
_NAMED: Final = 5
#: Inches: across, kept for the title and for the lines below.
WIDE: Final = 9.0
_ABOVE, _BELOW = 0.62, 0.75
_NONE: Final = "Nothing is documented that could be drawn here. That does not say that there is nothing."


def sheet(at: At, title: str, claims: Iterable[Claim], *, tall: float, left: float = 2.6, bottom: float = 0.5) -> Plot:
    """Make a figure with its title, and below whose claims it draws as of which dates.

    Parameters
    ----------
    at
        The graph at two dates.
    title
        What is drawn.
    claims
        The claims that are drawn.
    tall, left, bottom
        Inches: height of the plot itself, room for the labels on its left and below it.

    Raises
    ------
    InputError
        If matplotlib is not installed.
    """
    try:
        from exitgraph.plots.figure import Plot
    except ImportError:
        raise InputError("a plot needs matplotlib", hint="pip install 'exitgraph[notebook]'") from None
    drawn = list(claims)
    head = "\n".join(textwrap.wrap(title, 78))
    above = _ABOVE + 0.24 * head.count("\n")
    whole = tall + above + bottom + _BELOW
    lines = _sources(at, drawn)
    figure = Plot(figsize=(WIDE, whole), dpi=110, facecolor="white")
    figure.told = f"{title}. {' '.join(lines)}"
    figure.text(0.02, 1 - 0.2 / whole, head, va="top", fontsize=12.5, fontweight="bold", color=INK, parse_math=False)
    for place, line in enumerate(reversed(lines)):
        figure.text(0.02, (0.1 + 0.19 * place) / whole, line, va="bottom", fontsize=8, color=SOFT, parse_math=False)
    axes = figure.add_axes(
        (left / WIDE, (_BELOW + bottom) / whole, (WIDE - left - 0.3) / WIDE, tall / whole), facecolor="white"
    )
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(LINE)
    axes.tick_params(labelsize=9, colors=INK, length=0)
    if not drawn:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "\n".join(textwrap.wrap(_NONE, 60)), ha="center", va="center", color=INK, fontsize=10)
    return figure


def label(at: At, name: str, width: int = 34) -> str:
    """Give what a person reads for a name, cut where it is long."""
    return textwrap.shorten(at.graph.knowledge.label(name), width, placeholder="\u2026")


def named(axes: Axes, *, x: Iterable[str] | None = None, y: Iterable[str] | None = None) -> None:
    """Label the ticks of an axis with texts, of which none is read as a formula."""
    if x is not None:
        shown = list(x)
        for tick in axes.set_xticks(range(len(shown)), shown):
            tick.label1.set_parse_math(False)
    if y is not None:
        shown = list(y)
        for tick in axes.set_yticks(range(len(shown)), shown):
            tick.label1.set_parse_math(False)


def _sources(at: At, claims: list[Claim]) -> list[str]:
    knowledge = at.graph.knowledge
    sources = {claim.source for claim in claims}
    who = Counter(knowledge.label(knowledge.sources[claim.source].publisher) for claim in claims)
    ranked = sorted(who, key=lambda name: (-who[name], name))
    more = f" and {len(ranked) - _NAMED} more" if len(ranked) > _NAMED else ""
    counted = f"{len(claims):,} {'claim' if len(claims) == 1 else 'claims'}"
    counted += f" of {len(sources):,} {'source' if len(sources) == 1 else 'sources'}"
    line = f"{counted}{': ' if ranked else ''}{', '.join(ranked[:_NAMED])}{more}."
    last = f"Valid at {at.valid}, known at {at.known}. Data {knowledge.digest[:19]}. Claims, not legal advice."
    return [textwrap.shorten(line, 150, placeholder="\u2026"), last]
