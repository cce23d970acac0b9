"""Who admits whom, and on which document."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from exitgraph.claims.inforce import Standing, in_force
from exitgraph.plots.sheet import BLUE, LINE, SOFT, VERMILION, label, named, sheet
from exitgraph.vocabulary import xg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.api import At
    from exitgraph.claims.model import Claim
    from exitgraph.plots.figure import Plot

_ROW = 0.32
#: Of a claim that names no document.
_ANY: Final = ""


def admissions(at: At, *, groups: Iterable[str] = ("Russian citizens", "Russian deserters")) -> Plot:
    """Draw which State is claimed to let in, or to bar, on which document.

    A disc: claimed to admit; a cross: claimed to bar, or not to admit; hollow or thin: possible only. Both in one
    place: the claims disagree, or speak of different conditions; `At.claims` tells them.

    Parameters
    ----------
    at
        The graph at two dates; only claims in force are drawn.
    groups
        Of whom a claim has to be, by name; everybody's when empty.

    Raises
    ------
    UnknownName
        If a name means no group.
    InputError
        If matplotlib is not installed.
    """
    knowledge = at.graph.knowledge
    wanted = [at.graph.resolve(name, "Party") for name in groups]
    relations = {xg("admits"), xg("bars")}
    cells: dict[tuple[str, str], dict[bool, int]] = defaultdict(dict)
    drawn: list[Claim] = []
    for claim in knowledge.claims.values():
        if claim.relation not in relations or (wanted and claim.object not in wanted):
            continue
        standing = in_force(knowledge, claim, at.now).standing
        if standing is Standing.NOT_IN_FORCE:
            continue
        roles = dict(claim.proposition.roles)
        paper = roles.get(xg("document"), _ANY)
        lets = (claim.relation == xg("admits")) == claim.proposition.positive
        cell = cells[claim.subject, paper if isinstance(paper, str) else _ANY]
        cell[lets] = max(cell.get(lets, 0), int(standing))
        drawn.append(claim)
    states = sorted({state for state, _ in cells}, key=lambda name: knowledge.label(name).casefold(), reverse=True)
    used = {paper for _, paper in cells}
    papers = sorted(used, key=lambda name: (name == _ANY, -sum(name == paper for _, paper in cells), name))
    whom = ", ".join(knowledge.label(name) for name in wanted) or "anybody"
    title = f"Who is claimed to admit whom, and on which document: {whom}"
    figure = sheet(at, title, drawn, tall=max(_ROW * len(states), 1.0), bottom=0.6)
    if not drawn:
        return figure
    axes = figure.axes[0]
    for (state, paper), cell in cells.items():
        column, row = papers.index(paper), states.index(state)
        for lets, stands in cell.items():
            shift = 0.0 if len(cell) == 1 else -0.14 if lets else 0.14
            firm = stands == Standing.CERTAIN
            if lets:
                face = BLUE if firm else "white"
                axes.scatter(column + shift, row, s=80, facecolor=face, edgecolor=BLUE, linewidth=1.8, zorder=3)
            else:
                width = 2.8 if firm else 1.1
                axes.scatter(column + shift, row, s=62, marker="x", color=VERMILION, linewidth=width, zorder=3)
    heads = [
        "no document\nstated" if name == _ANY else "\n".join(textwrap.wrap(label(at, name), 14)) for name in papers
    ]
    named(axes, x=heads, y=[label(at, name) for name in states])
    axes.set(xlim=(-0.6, len(papers) - 0.4), ylim=(-0.7, len(states) - 0.3))
    axes.grid(color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    key = (
        ("o", BLUE, BLUE, 1.8, "admits"),
        ("o", "white", BLUE, 1.8, "admits, possible only"),
        ("x", VERMILION, VERMILION, 2.8, "bars"),
        ("x", VERMILION, VERMILION, 1.1, "bars, possible only"),
    )
    for mark, face, edge, width, text in key:
        colours: dict[str, Any] = {"color": face} if mark == "x" else {"facecolor": face, "edgecolor": edge}
        axes.scatter([], [], s=60, marker=mark, linewidth=width, label=text, **colours)
    axes.legend(
        loc="lower right", bbox_to_anchor=(1, 1), ncols=4, frameon=False, fontsize=8, labelcolor=SOFT, handletextpad=0.2
    )
    return figure
