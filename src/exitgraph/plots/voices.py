"""Which outlet has an account from whom: evidence by source and line."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from exitgraph.analysis.lines import lines
from exitgraph.plots.sheet import BLUE, LINE, SOFT, VERMILION, label, named, sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from exitgraph.api import At
    from exitgraph.plots.figure import Plot

_ROW = 0.36


def evidence(at: At, about: str, *, together: str | None = None) -> Plot:
    """Draw the outlets of a claim or an event against those with whom their accounts end.

    Full: who speaks of their own act or case. Hollow: the last who is named, without its being said from whom they have
    it. A cross: counts in the upper number of lines only.

    Parameters
    ----------
    at
        The graph at two dates.
    about
        A claim or an event.
    together
        What counts together; see `exitgraph.analysis.lines.lines`.

    Raises
    ------
    UnknownName
        If the name means nothing.
    InputError
        If matplotlib is not installed.
    """
    asked = at.named(about)
    knowledge = at.graph.knowledge
    found = lines(knowledge, asked, at.now, together=together)
    best: dict[tuple[str, str], tuple[bool, bool]] = {}
    for chain in found.chains:
        where = (chain.agents[0], chain.agents[-1])
        best[where] = max(best.get(where, (False, False)), (chain.primary, chain.certain))
    outlets = sorted({one for one, _ in best}, key=knowledge.label, reverse=True)
    ends = sorted({end for _, end in best}, key=lambda end: (-sum(end == to for _, to in best), knowledge.label(end)))
    count = len(outlets)
    title = f"{knowledge.label(asked)}: {found.count} {'line' if found.most == 1 else 'lines'} behind {count} "
    title += "outlet" if count == 1 else "outlets"
    claims = [knowledge.claims[name] for name in found.claims]
    figure = sheet(at, title, claims, tall=max(_ROW * count, 1.0), bottom=1.3)
    if not best:
        return figure
    axes = figure.axes[0]
    for (outlet, end), (primary, certain) in best.items():
        spot = (ends.index(end), outlets.index(outlet))
        if certain:
            colour = BLUE if primary else VERMILION
            axes.scatter(*spot, s=90, facecolor=colour if primary else "white", edgecolor=colour, linewidth=2, zorder=3)
        else:
            axes.scatter(*spot, s=60, marker="x", color=VERMILION, linewidth=2, zorder=3)
    named(
        axes,
        x=["\n".join(textwrap.wrap(label(at, end, 60), 22)) for end in ends],
        y=[label(at, one) for one in outlets],
    )
    for text in axes.get_xticklabels():
        text.set(rotation=35, ha="right", rotation_mode="anchor", fontsize=8.5)
    axes.set(xlim=(-0.6, len(ends) - 0.4), ylim=(-0.6, count - 0.4))
    axes.grid(color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    _key(axes)
    return figure


def _key(axes: Axes) -> None:
    common: dict[str, Any] = {"linewidth": 2, "s": 60}
    axes.scatter([], [], color=BLUE, label="speaks of their own act or case", **common)
    axes.scatter([], [], facecolor="white", edgecolor=VERMILION, label="from whom is not said", **common)
    axes.scatter([], [], marker="x", color=VERMILION, label="in the upper number only", **common)
    axes.legend(
        loc="lower right", bbox_to_anchor=(1, 1), ncols=3, frameon=False, fontsize=8, labelcolor=SOFT, handletextpad=0.2
    )
