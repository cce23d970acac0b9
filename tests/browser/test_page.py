"""The page as its readers meet it: a file, opened offline in Chromium, by mouse, by keyboard and without script.

That no test makes a request or a word on the console is checked after each, by the fixture ``open_page``.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from exitgraph.view.html import read_block
from windows import violations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from exitgraph.view import Scene
    from exitgraph.view.cards import Card

    Open = Callable[..., Page]

ROWS = "#table tbody tr:visible"


def card_of(scene: Scene, subject: str, verb: str, target: str, *, positive: bool = True) -> Card:
    """Find the one card with these labels."""
    (found,) = (
        card
        for card in scene.cards
        if (card.subject_label, card.verb, card.object_label, card.positive) == (subject, verb, target, positive)
    )
    return found


def everything(path: Path) -> str:
    """Give all that stands in a page: its text, and what its block of data holds."""
    page = path.read_text("utf-8")
    return page + json.dumps(read_block(page), ensure_ascii=False)


def test_page_opens_without_a_request_or_an_error(open_page: Open, page_file: Path, scene: Scene) -> None:
    """The page opens offline, counts what it shows, and draws its canvas."""
    page = open_page(page_file)
    expect(page.locator("#count")).to_have_text(
        f"{len(scene.cards)} of {len(scene.cards)} claims, {len(scene.nodes)} nodes"
    )
    expect(page.locator("#canvas canvas")).to_have_count(1)
    drawn = page.evaluate(
        "() => { const c = document.querySelector('#canvas canvas');"
        " return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((value) => value > 0); }"
    )
    assert drawn


def test_banner_is_seen_at_every_width(open_page: Open, page_file: Path) -> None:
    """The do-no-harm banner, with its dates and the digest, is in view at 1440, 768 and 360 pixels."""
    for width in (1440, 768, 360):
        page = open_page(page_file, width=width)
        expect(page.locator("#banner")).to_be_in_viewport()
        expect(page.locator("#banner")).to_contain_text("not legal advice and not directions")
        expect(page.locator("#banner")).to_contain_text("Evidence from 2022-05-31 to 2024-11-20")
        expect(page.locator("#banner")).to_contain_text("sha256:0123456789abcdef")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_texts_are_inert_and_shown_as_written(open_page: Open, page_file: Path, scene: Scene) -> None:
    """Markup in titles, labels, gists, notes, keys and IRIs runs nothing, adds no element and is read literally."""
    page = open_page(page_file)
    for node in scene.nodes:
        page.evaluate("(id) => exitgraph.select({ kind: 'node', id })", node.id)
        shown = page.locator("#panel-title bdi").text_content()
        assert shown == node.label
        for card in page.locator("#cards details").all():
            card.evaluate("(one) => { one.open = true; }")
        assert page.locator("#cards img, #cards script, #cards b").count() == 0
    for label in {card.subject_label for card in scene.cards}:
        assert page.locator("#table bdi").filter(has_text=label).count() > 0
    assert page.locator("h1").text_content() == scene.title
    assert page.title() == " ".join(scene.title.split())
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, iframe, object, embed").count() == 0
    assert page.locator("script").count() == 4


def test_an_address_that_is_no_web_address_is_no_link(open_page: Open, page_file: Path, scene: Scene) -> None:
    """A ``javascript:`` address is shown as text; an ordinary one is a link that tells its target nothing."""
    page = open_page(page_file)
    for card in scene.cards:
        page.evaluate("(id) => exitgraph.select({ kind: 'claim', id })", card.id)
        links = page.locator("#cards dd a")
        if card.source == "source:two":
            assert links.count() == 0
            expect(page.locator("#cards")).to_contain_text("javascript:window.hacked=6")
        else:
            assert links.get_attribute("href") == "https://news.example/where-they-went?a=1&b=2"
            assert "noreferrer" in (links.get_attribute("rel") or "")


def test_hovering_shows_no_tooltip(open_page: Open, page_file: Path, scene: Scene) -> None:
    """No tooltip made of data appears, or stays, when the mouse rests on a node or an arrow."""
    page = open_page(page_file)
    for call, name in (("nodePoint", scene.nodes[0].id), ("arrowPoint", scene.arrows[0].id)):
        point = page.evaluate(f"(id) => exitgraph.{call}(id)", name)
        page.mouse.move(point["x"], point["y"])
        page.wait_for_timeout(500)
        assert page.locator(".vis-tooltip").count() == 0
    assert page.locator("#canvas [title]").count() == 0


def test_unticked_relation_leaves_picture_table_and_counts(open_page: Open, page_file: Path, scene: Scene) -> None:
    """Unticking a relation takes its arrows, its rows and its number off together, and ticking brings them back."""
    page = open_page(page_file)
    box = page.locator('input[name="relation"][value="xg:admits"]')
    admits = [card for card in scene.cards if card.relation == "xg:admits"]
    box.uncheck()
    left = len(scene.cards) - len(admits)
    expect(page.locator(ROWS)).to_have_count(left)
    expect(page.locator("#row-count")).to_have_text(f"({left})")
    expect(page.locator("#count")).to_contain_text(f"{left} of {len(scene.cards)} claims")
    for arrow in scene.arrows:
        shown = page.evaluate("(id) => exitgraph.isShown(id)", arrow.id)
        assert shown == (arrow.relation != "xg:admits")
    assert not page.evaluate("exitgraph.isShown('territory:MN')")
    box.check()
    expect(page.locator(ROWS)).to_have_count(len(scene.cards))
    page.locator("#no-relations").click()
    expect(page.locator("#count")).to_have_text(f"0 of {len(scene.cards)} claims, 0 nodes")
    page.locator("#all-relations").click()
    expect(page.locator(ROWS)).to_have_count(len(scene.cards))


def test_tick_boxes_are_large_enough_to_hit(open_page: Open, page_file: Path) -> None:
    """Every checkbox is at least 24 by 24 pixels, and its whole line ticks it."""
    for width in (1440, 360):
        page = open_page(page_file, width=width)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        for box in page.locator('input[type="checkbox"]').all():
            area = box.bounding_box()
            assert area is not None
            assert min(area["width"], area["height"]) >= 24
        page.locator("label.tick").first.click(position={"x": 90, "y": 12})
        expect(page.locator('input[name="relation"]').first).not_to_be_checked()


@pytest.mark.parametrize(
    ("action", "test"),
    [
        (lambda page: page.locator("#only-hearsay").check(), lambda card: card.hearsay),
        (lambda page: page.locator("#only-contested").check(), lambda card: bool(card.rivals)),
        (lambda page: page.locator("#polarity").select_option("no"), lambda card: not card.positive),
        (lambda page: page.locator("#known-by").fill("2023-01-01"), lambda card: card.source == "source:two"),
        (
            lambda page: page.locator("#in-force").fill("2024-03-01"),
            lambda card: not card.holds_from or card.holds_from <= "2024-03-01",
        ),
    ],
    ids=["hearsay", "contested", "polarity", "known by", "in force"],
)
def test_toggle_keeps_exactly_the_claims_it_names(
    open_page: Open, page_file: Path, scene: Scene, action: Callable[[Page], None], test: Callable[[Card], bool]
) -> None:
    """Each toggle and each clock leaves exactly the rows that it says, and a reset brings all back."""
    page = open_page(page_file)
    wanted = sorted(card.id for card in scene.cards if test(card))
    assert 0 < len(wanted) < len(scene.cards)
    action(page)
    expect(page.locator(ROWS)).to_have_count(len(wanted))
    shown = page.locator(ROWS).evaluate_all("(rows) => rows.map((row) => row.dataset.claim).sort()")
    assert shown == wanted
    page.locator("#reset").click()
    expect(page.locator(ROWS)).to_have_count(len(scene.cards))


@pytest.mark.parametrize("name", ["Armenia", "armé", "Вірменія", "Армения"])
def test_search_centres_the_node_and_lists_its_claims(
    open_page: Open, page_file: Path, scene: Scene, name: str
) -> None:
    """``/``, a name in any of the languages and Enter centre the node and list its claims."""
    page = open_page(page_file)
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type(name)
    expect(page.locator("#match-count")).to_contain_text("match")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_contain_text("Armenia")
    own = [card for card in scene.cards if "territory:AM" in (card.subject, card.target)]
    expect(page.locator("#cards details")).to_have_count(len(own))
    area = page.locator("#canvas").bounding_box()
    assert area is not None
    point = page.evaluate("exitgraph.nodePoint('territory:AM')")
    assert point["x"] == pytest.approx(area["x"] + area["width"] / 2, abs=3)
    assert point["y"] == pytest.approx(area["y"] + area["height"] / 2, abs=3)


def test_search_finds_claims_by_gist(open_page: Open, page_file: Path, scene: Scene) -> None:
    """Words of a gist lead to its claim."""
    page = open_page(page_file)
    page.locator("#search").fill("calls it safe")
    page.locator("#matches button").click()
    wanted = card_of(scene, "United Kingdom", "deems safe", "Armenia")
    expect(page.locator("#cards details")).to_have_attribute("data-claim", wanted.id)


def test_click_on_an_arrow_shows_its_claims(open_page: Open, page_file: Path, scene: Scene) -> None:
    """A mouse click on each arrow, parallel ones included, shows the claims of that arrow first."""
    page = open_page(page_file)
    parallel = [arrow for arrow in scene.arrows if {arrow.source, arrow.target} == {"territory:GB", "territory:AM"}]
    assert len(parallel) == 3
    for arrow in parallel:
        point = page.evaluate("(id) => exitgraph.arrowPoint(id)", arrow.id)
        page.mouse.click(point["x"], point["y"])
        expect(page.locator("#panel-title")).to_have_text(f"Claims of this arrow ({len(arrow.claims)})")
        shown = page.locator("#cards details").evaluate_all("(all) => all.map((one) => one.dataset.claim)")
        assert shown[: len(arrow.claims)] == list(arrow.claims)
    expect(page.locator("#cards")).to_contain_text("code points 10\u201342")
    expect(page.locator("#cards")).to_contain_text("abababababab")


def test_denial_and_hearsay_are_spelled_out(open_page: Open, page_file: Path, scene: Scene) -> None:
    """A denied claim says "does NOT" in its title, and hearsay is marked as such."""
    page = open_page(page_file)
    denied = card_of(scene, "United Kingdom", "deems safe", "Armenia", positive=False)
    page.evaluate("(id) => exitgraph.select({ kind: 'claim', id })", denied.id)
    expect(page.locator("#cards h3")).to_have_text("United Kingdom does NOT: deems safe Armenia")
    rumour = card_of(scene, "Kazakhstan", "admits", "Russian deserters")
    page.evaluate("(id) => exitgraph.select({ kind: 'claim', id })", rumour.id)
    expect(page.locator("#cards .chips")).to_contain_text("hearsay")


def test_lines_are_told_with_outlets_and_of_no_earlier_day(open_page: Open, page_file: Path, scene: Scene) -> None:
    """A card has the number of independent lines beside that of outlets; as known by an earlier day it has neither."""
    page = open_page(page_file)
    card = card_of(scene, "Armenia", "admits", "Russian deserters")
    page.evaluate("(id) => exitgraph.select({ kind: 'claim', id })", card.id)
    assert "behind" in card.lines
    expect(page.locator("#cards")).to_contain_text(f"Independent lines{card.lines}")
    page.locator("#known-by").fill("2026-03-01")
    expect(page.locator("#cards")).not_to_contain_text("Independent lines")


def test_grades_are_shown_as_known_by_the_day(open_page: Open, page_file: Path, scene: Scene) -> None:
    """Card and table show letter, digit and rank as given by the day that is asked about, with dates and reasons."""
    page = open_page(page_file)
    card = card_of(scene, "Armenia", "admits", "Russian deserters")
    row = page.locator(f'#table tr[data-claim="{card.id}"] td').last
    page.evaluate("(id) => exitgraph.select({ kind: 'claim', id })", card.id)
    for day, grade in (
        ("2026-03-01", "C2"),
        ("2026-02-28", "B2"),
        ("2025-04-01", "B2"),
        ("2025-03-31", "B6"),
        ("2025-02-28", "F6"),
    ):
        page.locator("#known-by").fill(day)
        expect(row.locator("b")).to_have_text(grade)
        expect(page.locator("#cards .chips")).to_contain_text(grade)
    expect(page.locator("#cards")).to_contain_text("F, cannot be judged (nobody has graded it by then)")
    expect(page.locator("#cards .chips")).not_to_contain_text("preferred")
    page.locator("#known-by").fill("2025-05-01")
    expect(page.locator("#cards")).to_contain_text("B, usually reliable (since 2025-03-01: It corrects.)")
    expect(page.locator("#cards")).to_contain_text("2, probably true (since 2025-04-01: Others say so.)")
    expect(page.locator("#cards")).to_contain_text("preferred (since 2025-05-01: The newest.)")
    expect(page.locator("#cards .chips")).to_contain_text("preferred")


def test_a_stale_claim_says_so(open_page: Open, page_file: Path, scene: Scene) -> None:
    """From the day after its review was due, a claim is called stale, with why, on its card and in the table."""
    page = open_page(page_file)
    card = card_of(scene, "Armenia", "admits", "Russian deserters")
    row = page.locator(f'#table tr[data-claim="{card.id}"] td').last
    page.evaluate("(id) => exitgraph.select({ kind: 'claim', id })", card.id)
    why = "last reported 2024-11; review due after 24 months"
    page.locator("#in-force").fill("2026-12-01")
    expect(row).to_contain_text(f"stale: {why}")
    expect(page.locator("#cards .chips")).to_contain_text("stale")
    expect(page.locator("#cards")).to_contain_text(why)
    page.locator("#in-force").fill("2026-11-30")
    expect(row).to_contain_text("review by 2026-11-30")
    expect(row).not_to_contain_text("stale")
    expect(page.locator("#cards .chips")).not_to_contain_text("stale")


def test_without_a_day_the_reader_s_own_decides_what_is_stale(
    open_page: Open, page_file: Path, scene: Scene, chromium: Browser
) -> None:
    """The file says of itself what has grown old since: a reader years later sees the claim as stale."""
    assert open_page(page_file)
    card = card_of(scene, "Armenia", "admits", "Russian deserters")
    for year, stale in ((2025, False), (2031, True)):
        page = chromium.new_context(offline=True).new_page()
        page.clock.set_fixed_time(f"{year}-01-01T12:00:00Z")
        page.goto(page_file.as_uri())
        row = page.locator(f'#table tr[data-claim="{card.id}"] i')
        expect(row).to_contain_text("stale" if stale else "review by")
        page.context.close()


def test_contradicted_by_leads_to_the_other_claim(open_page: Open, page_file: Path, scene: Scene) -> None:
    """The link under "Contradicted by" opens the other claim and takes the focus there; its link leads back."""
    page = open_page(page_file)
    one = card_of(scene, "Kazakhstan", "admits", "Russian deserters")
    other = card_of(scene, "Kazakhstan", "bars", "Russian deserters")
    page.evaluate("(id) => exitgraph.select({ kind: 'claim', id })", one.id)
    for wanted in (other, one):
        page.locator("#cards .rivals a").click()
        expect(page.locator("#cards details")).to_have_attribute("data-claim", wanted.id)
        expect(page.locator("#cards summary")).to_be_focused()
        assert "#claim=" + wanted.id.replace(":", "%3A") in page.url


def test_keyboard_alone_reaches_a_claim_and_leaves_it(open_page: Open, page_file: Path) -> None:
    """Tab, Enter and Escape lead by the skip link through the table to a claim and out again."""
    page = open_page(page_file)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('tbody') !== null"):
            break
    claim = page.evaluate("document.activeElement.closest('tr').dataset.claim")
    page.keyboard.press("Enter")
    expect(page.locator("#cards details")).to_have_attribute("data-claim", claim)
    expect(page.locator("#cards summary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#cards details")).to_have_count(0)
    expect(page.locator("#panel")).to_be_focused()


def test_keyboard_moves_the_picture(open_page: Open, page_file: Path) -> None:
    """With the picture in focus, arrow keys move it, plus zooms in, and 0 shows all again."""
    page = open_page(page_file)
    page.locator("#canvas").focus()
    first = page.evaluate("exitgraph.view()")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    moved = page.evaluate("exitgraph.view()")
    assert moved["x"] > first["x"]
    assert moved["scale"] > first["scale"]
    page.keyboard.press("0")
    assert page.evaluate("exitgraph.view()") == pytest.approx(first)


def test_arrow_keys_walk_through_matches(open_page: Open, page_file: Path) -> None:
    """Arrow down leads from the search into its matches, and arrow up back."""
    page = open_page(page_file)
    page.keyboard.press("/")
    page.keyboard.type("a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#matches button").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search")).to_be_focused()


def test_table_sorts_by_its_headers(open_page: Open, page_file: Path, scene: Scene) -> None:
    """A header button sorts the rows, says so to assistive technology, and turns the order the second time."""
    page = open_page(page_file)
    button = page.locator('button[data-sort="source"]')
    published = {
        card.id: next(one for one in scene.sources if one.id == card.source).published_from for card in scene.cards
    }
    for direction in ("ascending", "descending"):
        button.click()
        expect(page.locator(f'th[aria-sort="{direction}"]')).to_have_count(1)
        order = page.locator(ROWS).evaluate_all("(rows) => rows.map((row) => row.dataset.claim)")
        dates = [published[name] for name in order]
        assert dates == sorted(dates, reverse=direction == "descending")


def test_permalink_opens_what_it_names(open_page: Open, page_file: Path, scene: Scene) -> None:
    """A page opened with a selection in its address shows it; a wrong one shows the page as it is."""
    wanted = card_of(scene, "Mongolia", "admits", "Exiled journalists")
    page = open_page(page_file, hash_="#claim=" + wanted.id)
    expect(page.locator("#cards details")).to_have_attribute("data-claim", wanted.id)
    for wrong in ("#claim=claim:none", "#node=%E0%A4%A", "#claim=__proto__"):
        page = open_page(page_file, hash_=wrong)
        expect(page.locator("#cards details")).to_have_count(0)


def test_source_line_can_be_taken_from_a_file(open_page: Open, page_file: Path, scene: Scene) -> None:
    """The button shows a line with source, claim, place and digest as selected text, and says what it did."""
    page = open_page(page_file)
    card = card_of(scene, "Armenia", "admits", "Russian deserters")
    page.evaluate("(id) => exitgraph.select({ kind: 'claim', id })", card.id)
    page.locator("button.copy").click()
    expect(page.locator(".said")).to_have_text(re.compile(r"Copied\.|Press Ctrl\+C"))
    text = page.locator("textarea.source-line").input_value()
    for part in ("The Daily Test", "Where they went", "2024-11-20", "10\u201342", card.id, "sha256:0123"):
        assert part in text
    assert page.evaluate("() => { const f = document.activeElement; return f.selectionEnd - f.selectionStart; }") > 0


def test_table_is_there_without_javascript(open_page: Open, page_file: Path, scene: Scene) -> None:
    """Without JavaScript the banner and every claim are readable, and no control pretends to work."""
    page = open_page(page_file, script=False)
    expect(page.locator(ROWS)).to_have_count(len(scene.cards))
    expect(page.locator("#banner")).to_be_visible()
    expect(page.locator("#search")).to_be_hidden()
    expect(page.locator("#canvas")).to_be_hidden()
    row = page.locator("#table tr").filter(has_text="Armenia").filter(has_text="Russian deserters")
    expect(row.locator("b")).to_have_text("C2")
    expect(row.locator("i")).to_have_text("review by 2026-11-30")
    page.locator("#table a").last.click()
    expect(page.locator("#table tr:target a")).to_have_text(scene.cards[-1].subject_label)


def test_paper_is_white_in_the_dark_theme(open_page: Open, page_file: Path) -> None:
    """Printed from the dark theme, text and picture have the light palette, and the dark one comes back after."""
    page = open_page(page_file, theme="dark")
    ink = "getComputedStyle(document.querySelector('.hint')).color"
    dark = page.evaluate(ink)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(ink) == "rgb(84, 92, 102)" != dark
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(ink) == dark
    page.emulate_media(media="print")
    assert page.evaluate(ink) == "rgb(84, 92, 102)"
    expect(page.locator("#table tbody tr").first).to_be_visible()
    expect(page.locator("#filters")).to_be_hidden()


def test_a_page_in_a_frame_without_history_works(open_page: Open, page_file: Path, tmp_path: Path) -> None:
    """Inside a sandboxed ``srcdoc`` frame, as a notebook shows it, choosing a node works though history is closed."""
    import html

    frame = tmp_path / "frame.html"
    inner = html.escape(page_file.read_text("utf-8"), quote=True)
    frame.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><iframe sandbox="allow-scripts" width="1300" height="800"'
        f' srcdoc="{inner}"></iframe>',
        "utf-8",
    )
    page = open_page(frame, script=True, wait=False)
    inside = page.frame_locator("iframe")
    inside.locator("#search").fill("Armenia")
    inside.locator("#search").press("Enter")
    expect(inside.locator("#panel-title")).to_contain_text("Armenia")


def test_around_page_does_not_hold_what_it_leaves_out(open_page: Open, around_file: Path, page_file: Path) -> None:
    """What lies farther away than asked is nowhere in the file, not even as the title of a contradicting claim."""
    whole, part = everything(page_file), everything(around_file)
    for text in ("Mongolia", "Exiled journalists", "Far from the rest", "Kazakhstan", "window.hacked"):
        assert text in whole
    for text in ("Mongolia", "Exiled journalists", "Far from the rest", "Kazakhstan"):
        assert text not in part
    page = open_page(around_file)
    expect(page.locator("h1")).to_have_text("Claims around Armenia")


def test_a_persons_day_is_nowhere_in_the_page(page_file: Path) -> None:
    """Of what happened to a person the page knows the month, in its text and in its data."""
    page = everything(page_file)
    assert "2024-03-14" not in page
    assert "2024-03" in page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing(open_page: Open, page_file: Path, scene: Scene, theme: str, width: int) -> None:
    """Empty, with a claim open, and with everything unfolded, axe has nothing to say of the page."""
    page = open_page(page_file, width=width, theme=theme)
    assert violations(page) == []
    denied = card_of(scene, "United Kingdom", "deems safe", "Armenia", positive=False)
    page.evaluate("(id) => exitgraph.select({ kind: 'claim', id })", denied.id)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.locator("button.copy").click()
    page.locator("#search").fill("a")
    assert violations(page) == []


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_shipped_graph_makes_a_sound_page(open_page: Open, shipped_file: Path, width: int) -> None:
    """The page of the shipped graph stays under 700 kB and a kB for each claim, fits the width, and passes axe."""
    page = open_page(shipped_file, width=width)
    assert shipped_file.stat().st_size < 700_000 + 1_000 * page.locator("#table tbody tr").count()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(ROWS).count() > 50
    assert violations(page, alike=width < 1440) == []
