"""What a notebook shows, in a real browser: nothing breaks out of a cell or a frame, and the picture can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from exitgraph.claims.conflict import contradictions
from exitgraph.claims.inforce import Snapshot
from exitgraph.frames import Card, Picture, Things, claim_rows
from exitgraph.view import build_scene, render
from exitgraph.view.explain import explain
from exitgraph.vocabulary import curie, iri
from windows import violations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from exitgraph import Graph
    from exitgraph.claims.knowledge import Knowledge

    Open = Callable[..., Page]

#: As a notebook has them: `PAPER` and ink of a light and of a dark theme.
GROUNDS = {"light": ("#ffffff", "#212121"), "dark": ("#111111", "#e0e0e0")}


def exported(path: Path, theme: str, *pieces: Any) -> Path:
    """Write what cells show into a page, as nbconvert does."""
    paper, ink = GROUNDS[theme]
    body = "".join(piece._repr_html_() for piece in pieces)
    path.write_text(
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Cells</title>'
        f'<body style="background:{paper};color:{ink};color-scheme:{theme}">'
        f"<main><h1>Cells</h1><h2>All</h2>{body}</main>",
        "utf-8",
    )
    return path


@pytest.fixture(scope="module")
def hostile(world: Knowledge, attacks: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    rivals, now = contradictions(world), Snapshot.at("2026-01-01", "2026-01-01")

    def tell(name: str) -> dict[str, Any]:
        return explain(world, rivals, world.claims[iri(name)], now)

    cards = [Card(tell(curie(name)), tell) for name in sorted(world.claims)]
    table = claim_rows(world, list(world.claims.values()), rivals, Things(world))
    picture = Picture(build_scene(world, title=attacks["script"]), "sha256:0123")
    return exported(tmp_path_factory.mktemp("cells") / "hostile.html", "light", table, picture, *cards)


def test_hostile_text_stays_text(open_page: Open, hostile: Path, attacks: dict[str, str]) -> None:
    """Labels, titles, gists and keys full of HTML are read as they are, in tables, cards and the frame."""
    page = open_page(hostile, wait=False)
    frame = page.frame_locator("iframe")
    expect(frame.locator("#count")).to_contain_text("12 of 12 claims")
    assert [one.evaluate("() => typeof window.hacked") for one in page.frames] == ["undefined", "undefined"]
    expect(page.get_by_text(attacks["image"]).first).to_be_visible()
    assert page.locator("img, script").count() == 0
    assert page.locator("a").evaluate_all("all => all.filter((one) => !/^https?:/.test(one.href)).length") == 0


def test_the_picture_of_a_cell_can_be_used_and_reaches_nothing(open_page: Open, graph: Graph, tmp_path: Path) -> None:
    """In the frame a click on a node tells its claims; the frame has no origin, and sees nothing of the page around."""
    page = open_page(exported(tmp_path / "cells.html", "light", graph.picture(around="AM")), wait=False)
    frame = page.frame_locator("iframe")
    expect(frame.locator("#count")).to_contain_text("claims")
    inner = page.frames[1]
    spot = inner.evaluate("() => exitgraph.nodePoint('territory:AM')")
    box = page.locator("iframe").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 1 + spot["x"], box["y"] + 1 + spot["y"])
    expect(frame.locator("#panel-title")).to_contain_text("Armenia")
    assert inner.evaluate("() => origin") == "null"
    assert (
        inner.evaluate("() => { try { return parent.document.title; } catch (error) { return error.name; } }")
        == "SecurityError"
    )
    expect(frame.locator("#copy-link")).to_be_hidden()


@pytest.mark.parametrize("theme", GROUNDS)
def test_cells_are_accessible_on_both_grounds(open_page: Open, graph: Graph, tmp_path: Path, theme: str) -> None:
    """Axe finds nothing in tables, cards and itineraries, contrast included, on a light and on a dark ground."""
    then = graph.at("2024-11-24", "2024-11-24")
    who = graph.profile("RU", status="deserter", holds=["internal-passport"])
    pieces = (
        graph,
        then,
        graph.claims(subject="KZ")[:8],
        graph.explain(min(graph.contradictions)),
        then.routes(who, to=["GB"]),
        then.routes(who),
        then.lines("event:fr-six-deserters-2024"),
        then.contradictions(state="GB"),
    )
    page = open_page(exported(tmp_path / "cells.html", theme, *pieces), theme=theme, wait=False)
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [480, 900, 1300])
def test_the_small_page_is_accessible_and_shows_the_picture_first(
    open_page: Open, graph: Graph, tmp_path: Path, width: int
) -> None:
    """In a small frame the picture stands at the top, nothing is wider than the frame, and axe finds nothing."""
    path = tmp_path / "small.html"
    path.write_text(render(graph.scene(around="AM"), digest=graph.digest, embedded=True), "utf-8")
    page = open_page(path, width=width)
    box = page.locator("#canvas").bounding_box()
    assert box is not None
    assert box["y"] < 160
    assert box["height"] >= 300
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
