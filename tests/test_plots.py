"""Plots say what they draw, as of when, and draw exactly the claims that they say."""

from __future__ import annotations

import doctest
import re
import sys
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("matplotlib", reason="matplotlib is not installed")
import numpy as np

from exitgraph import plots
from exitgraph.errors import InputError, UnknownName
from exitgraph.plots import figure, sheet
from exitgraph.vocabulary import xg

if TYPE_CHECKING:
    from collections.abc import Callable

    from exitgraph import At, Graph
    from exitgraph.plots.figure import Plot

DAY, KNOWN = "2024-11-24", "2026-06-30"
SIX = "event:fr-six-deserters-2024"
EVERY: dict[str, Callable[[At], Plot]] = {
    "admissions": plots.admissions,
    "over time": plots.claims_over_time,
    "evidence": lambda at: plots.evidence(at, SIX),
    "rates": plots.recognition_rates,
}


@pytest.fixture(scope="module")
def then(graph: Graph) -> At:
    return graph.at(DAY, KNOWN)


def texts(plot: Plot) -> list[str]:
    """Give every text of a plot that is not empty."""
    found = [text.get_text() for text in plot.texts]
    for axes in plot.axes:
        found += [text.get_text() for text in (*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels())]
    return [text for text in found if text]


def test_the_example_is_what_happens() -> None:
    """The example in the module's docstring runs."""
    done = doctest.testmod(plots)
    assert done.attempted
    assert done.failed == 0


@pytest.mark.parametrize("name", EVERY)
def test_a_plot_says_what_it_draws_and_as_of_when(then: At, name: str) -> None:
    """Title, sources, both dates and the digest stand on the sheet and in its text; no label is cut off."""
    plot = EVERY[name](then)
    whole = " ".join(texts(plot))
    for words in (f"Valid at {DAY}, known at {KNOWN}", then.graph.digest[:19], "not legal advice"):
        assert words in whole
        assert words in plot.told
        assert words in repr(plot)
    assert re.search(r"\d+ claims? of \d+ sources?: ", whole)
    plot.canvas.draw()
    across, down = plot.bbox.width, plot.bbox.height
    labels = [*plot.texts, *plot.axes[0].get_xticklabels(which="both"), *plot.axes[0].get_yticklabels()]
    for text in labels:
        box = text.get_window_extent()
        assert not text.get_text() or (box.x0 >= 0 and box.x1 <= across and box.y0 >= 0 and box.y1 <= down), text


@pytest.mark.parametrize("name", EVERY)
def test_a_plot_shows_itself_with_a_text(then: At, name: str) -> None:
    """In a notebook it is one picture within the page, with an alternative text that says what is drawn."""
    html = EVERY[name](then)._repr_html_()
    assert re.search(r'<img src="data:image/png;base64,[A-Za-z0-9+/=]+" alt="[^"]{40,}" width="990">', html)


def test_nothing_to_draw_is_said(graph: Graph) -> None:
    """Where no claim is known the sheet says so, and that this does not say that there is nothing."""
    before = graph.at("1980-01-01", "1980-01-01")
    for draw in (plots.admissions, plots.claims_over_time, plots.recognition_rates):
        plot = draw(before)
        assert any("does not say that there is nothing" in text.replace("\n", " ") for text in texts(plot))
        assert "0 claims of 0 sources" in plot.told


def test_the_matrix_has_the_claims_in_force(then: At) -> None:
    """A row for each State that is claimed to admit or bar the group, a column for each document, one mark a kind."""
    plot = plots.admissions(then, groups=["Russian citizens"])
    rows = [row for rel in ("admits", "bars") for row in then.claims(relation=rel) if row.object == "group:ru-citizen"]
    axes = plot.axes[0]
    assert {text.get_text() for text in axes.get_yticklabels()} == {row.subject.label for row in rows}
    places = {
        (row.subject, str(row.document), (row.relation == "xg:admits") == (row.polarity == "positive")) for row in rows
    }
    assert len(axes.collections) - 4 == len(places)  # four stand in the key
    with pytest.raises(UnknownName):
        plots.admissions(then, groups=["Martians"])


def test_time_counts_claims_by_publication(then: At) -> None:
    """The bars of a relation add up to its claims that surely were published by the day, since the year."""
    plot = plots.claims_over_time(then, relations=["admits"], since=2022)
    knowledge = then.graph.knowledge
    wanted = [
        claim
        for claim in knowledge.claims.values()
        if claim.relation == xg("admits")
        and (day := knowledge.sources[claim.source].published.latest) is not None
        and day.year >= 2022
        and day <= then.now.published_by
    ]
    assert f"admits ({len(wanted)})" in texts(plot)
    heights = [bar.get_extents().height for bar in plot.axes[0].patches]
    assert len(heights) > 3
    assert min(heights) > 0
    assert f"{len(wanted)} claims of" in plot.told


def test_evidence_has_a_mark_for_each_outlet_and_end(then: At) -> None:
    """The title has the numbers of the analysis; each outlet stands in a row, each end of a chain in a column."""
    plot = plots.evidence(then, SIX)
    found = then.lines(SIX)
    least, most = found["lines"]["least"], found["lines"]["most"]
    assert f"{least} to {most} lines behind {found['number_of_outlets']} outlets" in plot.told
    axes = plot.axes[0]
    assert {text.get_text() for text in axes.get_yticklabels()} == {one["label"] for one in found["outlets"]}
    pairs = {(chain["agents"][0]["agent"], chain["agents"][-1]["agent"]) for chain in found["chains"]}
    assert len(axes.collections) - 3 == len(pairs)


def test_rates_stand_with_their_ranges(graph: Graph) -> None:
    """A rate that is a bound is a bar to it, one that is about a number is hollow, and both are said in words."""
    plot = plots.recognition_rates(graph.at("2026-06-30", "2026-06-30"))
    words = texts(plot)
    assert {"24.4", "at most 10", "about 10"} <= set(words)
    ends = [list(np.atleast_1d(np.asarray(line.get_xdata()))) for line in plot.axes[0].lines]
    assert [0.0, 10.0] in ends


def test_labels_are_texts_and_no_formulas(then: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """A label with dollar signs is drawn as it is: matplotlib reads none as a formula."""
    monkeypatch.setattr(type(then.graph.knowledge), "label", lambda *_: r"$\frac{1$ $$")
    for draw in EVERY.values():
        draw(then).canvas.draw()


def test_without_matplotlib_a_plot_says_how_to_get_it(then: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where matplotlib is absent, a plot is one error with the command that installs it."""
    monkeypatch.delitem(sys.modules, figure.__name__)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    monkeypatch.setitem(sys.modules, "matplotlib.backends.backend_agg", None)
    with pytest.raises(InputError, match=r"pip install 'exitgraph\[notebook\]'"):
        plots.admissions(then)


def test_colours_are_told_apart_by_their_lightness_too() -> None:
    """The two colours differ in lightness, and the marks in shape; both are seen on white (contrast 3 or more)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert all(1.05 / (luminance(one) + 0.05) >= 3 for one in (sheet.BLUE, sheet.VERMILION, sheet.SOFT, sheet.INK))
    assert abs(luminance(sheet.BLUE) - luminance(sheet.VERMILION)) > 0.05
