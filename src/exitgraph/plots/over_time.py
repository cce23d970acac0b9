"""When what was claimed: claims by relation over the time in which their sources were published."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from exitgraph.analysis import as_known
from exitgraph.plots.sheet import BLUE, INK, LINE, SOFT, label, sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.api import At
    from exitgraph.claims.model import Claim
    from exitgraph.plots.figure import Plot

#: Relations that are drawn unless some are named.
MOST: Final = 10
_ROW = 0.52


def claims_over_time(at: At, *, relations: Iterable[str] = (), since: int = 2021) -> Plot:
    """Draw how many claims of each relation were published in each quarter.

    A claim stands in the quarter by whose end its source surely had appeared.

    Parameters
    ----------
    at
        The graph at two dates; only what surely was known by then is drawn.
    relations
        Names of relations; the ten with most claims by default.
    since
        The first year.

    Raises
    ------
    UnknownName
        If a name means no relation.
    InputError
        If matplotlib is not installed.
    """
    known = as_known(at.graph.knowledge, at.now, certainly=True)
    wanted = [at.graph.resolve(name, "Relation") for name in relations]
    dated: dict[str, list[tuple[int, Claim]]] = {}
    before = 0
    for claim in known.claims.values():
        published = known.sources[claim.source].published.latest
        if published is None or (wanted and claim.relation not in wanted):
            continue
        if published.year < since:
            before += 1
            continue
        quarter = (published.year - since) * 4 + (published.month - 1) // 3
        dated.setdefault(claim.relation, []).append((quarter, claim))
    ranked = wanted or sorted(dated, key=lambda name: (-len(dated[name]), name))[:MOST]
    ranked = [name for name in ranked if name in dated]
    drawn = [claim for name in ranked for _, claim in dated[name]]
    earlier = f" ({before:,} earlier ones are not drawn)" if before else ""
    title = f"Claims by relation and quarter of publication, since {since}{earlier}"
    figure = sheet(at, title, drawn, tall=max(_ROW * len(ranked), 1.2), bottom=0.3)
    if not drawn:
        return figure
    axes = figure.axes[0]
    last = max(quarter for items in dated.values() for quarter, _ in items)
    counts = [Counter(quarter for quarter, _ in dated[name]) for name in ranked]
    most = max(max(count.values()) for count in counts)
    # One row a relation, all on one scale: rows can be compared, which a stack of colours does not allow.
    for row, count in enumerate(counts):
        floor = len(ranked) - 1 - row
        axes.axhline(floor, color=LINE, linewidth=0.8, zorder=0)
        axes.bar(list(count), [0.82 * n / most for n in count.values()], bottom=floor, width=0.8, color=BLUE)
        peak = max(count, key=lambda quarter: (count[quarter], -quarter))
        axes.annotate(
            str(count[peak]), (peak, floor + 0.82 * count[peak] / most), (0, 1), textcoords="offset points",
            ha="center", fontsize=7.5, color=SOFT,
        )  # fmt: skip
    named = [f"{label(at, name)} ({sum(count.values())})" for name, count in zip(ranked, counts, strict=True)]
    for tick in axes.set_yticks([len(ranked) - 1 - row + 0.3 for row in range(len(ranked))], named):
        tick.label1.set_parse_math(False)
    axes.set_xticks([4 * year - 0.5 for year in range(last // 4 + 2)], [""] * (last // 4 + 2))
    axes.set_xticks([4 * year + 1.5 for year in range(last // 4 + 1)], minor=True)
    axes.set_xticklabels([str(since + year) for year in range(last // 4 + 1)], minor=True, fontsize=9, color=INK)
    axes.tick_params(which="minor", length=0)
    axes.grid(axis="x", which="major", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_xlim(-0.6, 4 * (last // 4 + 1) - 0.4)
    axes.set_ylim(-0.05, len(ranked) + 0.1)
    axes.spines["left"].set_visible(False)
    return figure
