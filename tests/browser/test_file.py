"""The single file with everything in it: itineraries, filters, two sliders, links to a whole state, what can be saved.

What `test_page.py` says of requests and of the console holds here too: each test ends with that check.
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from exitgraph.cli import cli
from exitgraph.view.html import read_block
from exitgraph.view.pack import unpack
from exitgraph.vocabulary import curie
from windows import WCAG, violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from exitgraph import Graph
    from exitgraph.view import Scene

    Open = Callable[..., Page]

ROWS = "#table tbody tr:visible"
PROFILE = ("--from", "RU", "--status", "deserter", "--holds", "internal-passport", "--today", "2024-11-24")


def made(path: Path, *options: str) -> Path:
    """Write a page of the shipped graph as somebody at a terminal does."""
    done = CliRunner().invoke(cli, ["view", "-o", str(path), *options])
    assert done.exit_code == 0, done.output
    return path


@pytest.fixture(scope="module")
def journey_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("file") / "journey.html", *PROFILE, "--only-itineraries")


@pytest.fixture(scope="module")
def armenia_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("file") / "armenia.html", "--around", "Armenia")


def data_of(path: Path) -> dict[str, Any]:
    """Give the opened data of a page."""
    return unpack(read_block(path.read_text("utf-8"))["data"])


def clicked(page: Page, arrow: str) -> None:
    """Click an arrow with the mouse."""
    point = page.evaluate("(id) => exitgraph.arrowPoint(id)", arrow)
    page.mouse.click(point["x"], point["y"])


# ---- itineraries --------------------------------------------------------------------------------------------------


def test_the_itinerary_to_france_is_told_leg_by_leg(open_page: Open, journey_file: Path) -> None:
    """For a Russian deserter with an internal passport the file tells four legs to France, days, digest and claims."""
    page = open_page(journey_file)
    block = page.locator("#itineraries")
    expect(block).to_contain_text("From Russia: deserter, national of Russia, holding internal passport")
    expect(block).to_contain_text("Valid at 2024-11-24, known at 2024-11-24; certain answers")
    expect(block).to_contain_text("That no path is documented does not say that there is none")
    expect(block).to_contain_text(data_of(journey_file)["digest"])
    legs = block.locator(".legs > li")
    expect(legs).to_have_count(4)
    for place, (words, basis) in enumerate(
        (
            ("Enter Kazakhstan from Russia on: internal passport", "rule"),
            ("Obtain in Kazakhstan from France: laissez-passer", "precedent"),
            ("Enter France from Kazakhstan on: laissez-passer of France", "rule"),
            ("Apply for asylum in France", "precedent"),
        )
    ):
        expect(legs.nth(place).locator("strong")).to_have_text(words)
        expect(legs.nth(place).locator(".chip").first).to_have_text(basis)
        assert legs.nth(place).locator("a[data-claim]").count() > 0
    names = block.locator("a[data-claim]").evaluate_all("(all) => [...new Set(all.map((one) => one.dataset.claim))]")
    assert {card["id"] for card in data_of(journey_file)["cards"]} == set(names)


def test_an_itinerary_is_drawn_by_keyboard_and_taken_back(open_page: Open, journey_file: Path) -> None:
    """Enter on its button draws the numbered legs; a claim opens from its leg, and Back returns to the very link."""
    page = open_page(journey_file)
    button = page.locator("button[data-itinerary]")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("exitgraph.legs()") == ["leg:1", "leg:2", "leg:3", "leg:4"]
    page.keyboard.press("Tab")
    link = page.locator("#leg-1-1 a[data-claim]").first
    expect(link).to_be_focused()
    name = link.get_attribute("data-claim")
    page.keyboard.press("Enter")
    expect(page.locator("#cards details")).to_have_attribute("data-claim", name or "")
    expect(page.locator("#cards summary")).to_be_focused()
    page.locator("#back").focus()
    page.keyboard.press("Enter")
    expect(link).to_be_focused()
    assert page.evaluate("exitgraph.legs().length") == 4
    button.focus()
    page.keyboard.press("Space")
    assert page.evaluate("exitgraph.legs()") == []


def test_a_leg_in_the_picture_leads_to_its_words(open_page: Open, journey_file: Path) -> None:
    """A click on a drawn leg moves the focus to that leg of the itinerary."""
    page = open_page(journey_file)
    page.locator("button[data-itinerary]").click()
    clicked(page, "leg:1")
    expect(page.locator("#leg-1-1")).to_be_focused()


def test_itineraries_are_there_without_javascript(open_page: Open, journey_file: Path) -> None:
    """Without JavaScript the legs and their claims are readable, and a claim's link leads to its row."""
    page = open_page(journey_file, script=False)
    expect(page.locator(".legs > li")).to_have_count(4)
    expect(page.locator("button[data-itinerary]")).to_be_hidden()
    link = page.locator("#leg-1-1 a").first
    link.click()
    expect(page.locator("#table tr:target")).to_have_count(1)


def test_only_itineraries_holds_nothing_else(journey_file: Path) -> None:
    """A page of itineraries alone has no territory, source or claim from beyond them, packed or plain."""
    whole = journey_file.read_text("utf-8") + json.dumps(
        read_block(journey_file.read_text("utf-8")), ensure_ascii=False
    )
    for text in ("Kazakhstan", "laissez-passer", "ITV News"):
        assert text in whole
    for text in ("territory:AM", "xg:deemsSafe", "Finland", "territory:GB"):
        assert text not in whole


# ---- the arrow from the United Kingdom to Armenia -----------------------------------------------------------------


def test_the_arrow_to_armenia_shows_both_sides(open_page: Open, armenia_file: Path) -> None:
    """A click on the arrow from Armenia to citizens of Russia shows who says that it admits them, and who says not."""
    (arrow,) = (
        one["id"]
        for one in data_of(armenia_file)["arrows"]
        if (one["source"], one["relation"], one["target"], one["positive"])
        == ("territory:AM", "xg:admits", "group:ru-citizen", True)
    )
    page = open_page(armenia_file)
    clicked(page, arrow)
    titles = page.locator("#cards details h3")
    expect(titles.first).to_have_text(re.compile("Armenia admits"), use_inner_text=True)
    expect(titles.last).to_have_text(re.compile("does NOT"), use_inner_text=True)
    expect(page.locator("#cards > h3")).to_have_text(re.compile(r"The other side \(\d+\)"))


def test_a_query_s_page_holds_what_its_result_names(graph: Graph, tmp_path: Path) -> None:
    """A page of a query's result holds the claims that the result names, and no other is anywhere in the file."""
    path = made(tmp_path / "query.html", "--query", "whom-a-state-deems-safe", "-p", "state=GB")
    rows = graph.query("whom-a-state-deems-safe", state="GB").result.rows
    named = {curie(term) for row in rows for term in row if isinstance(term, str) and term in graph.claims}
    data = data_of(path)
    assert {card["id"] for card in data["cards"]} == named
    whole = path.read_text("utf-8") + json.dumps(data, ensure_ascii=False)
    assert set(re.findall(r"claim:[0-9a-f]{20}", whole.replace("%3A", ":"))) == named


# ---- filters and clocks -------------------------------------------------------------------------------------------


def shown_claims(page: Page) -> set[str]:
    """Give the claims whose rows are seen."""
    return set(page.locator(ROWS).evaluate_all("(rows) => rows.map((row) => row.dataset.claim)"))


def test_a_claim_goes_when_the_slider_passes_its_end(open_page: Open, page_file: Path, scene: Scene) -> None:
    """One step of the slider past a claim's last day takes its row and arrow, and any date returns all."""
    page = open_page(page_file)
    card = next(one for one in scene.cards if one.holds_until == "2026-11-30")
    page.locator("#in-force").fill("2026-11-30")
    assert card.id in shown_claims(page)
    slider = page.locator("#in-force-slider")
    expect(slider).to_have_attribute("aria-valuetext", "2026-11-30")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#in-force")).to_have_value("2026-12-01")
    assert card.id not in shown_claims(page)
    assert not page.evaluate("(id) => exitgraph.isShown(id)", card.arrow)
    expect(page.locator("#known-by")).to_have_value("")
    page.locator("#in-force-any").press("Enter")
    expect(slider).to_have_attribute("aria-valuetext", "any date")
    assert len(shown_claims(page)) == len(scene.cards)


def test_letters_and_digits_filter_apart_as_known_by_the_day(open_page: Open, page_file: Path, scene: Scene) -> None:
    """Unticking a letter takes claims of such sources, a digit such claims, by the grades of the day asked about."""
    page = open_page(page_file)
    page.locator("#known-by").fill("2025-06-01")  # source:one has B since March, C in the year after
    page.locator('input[name="letter"][value="B"]').uncheck()
    assert shown_claims(page) == {card.id for card in scene.cards if card.source == "source:two"}
    page.locator('input[name="letter"][value="B"]').check()
    page.locator('input[name="digit"][value="6"]').uncheck()
    (kept,) = shown_claims(page)
    assert next(card for card in scene.cards if card.id == kept).credibility
    page.locator("#known-by").fill("2025-03-31")
    assert shown_claims(page) == set()


def test_travel_document_and_source_type_filter(open_page: Open, journey_file: Path) -> None:
    """A chosen document leaves the claims that name it, an unticked source type takes its own; counts agree."""
    data = data_of(journey_file)
    of_type = {source["id"]: source["type"] for source in data["sources"]}
    page = open_page(journey_file)
    page.locator("#document").select_option("document:laissez-passer")
    wanted = {card["id"] for card in data["cards"] if "document:laissez-passer" in card["documents"]}
    assert wanted
    assert shown_claims(page) == wanted
    page.locator("#document").select_option("")
    page.locator(".types summary").click()
    page.locator('input[name="type"][value="concept:press-report"]').uncheck()
    left = {card["id"] for card in data["cards"] if of_type[card["source"]] != "concept:press-report"}
    assert shown_claims(page) == left
    expect(page.locator("#count")).to_contain_text(f"{len(left)} of {len(data['cards'])} claims")


def test_all_of_it_without_a_mouse(open_page: Open, page_file: Path, scene: Scene) -> None:
    """By keyboard alone: a node's claims, a contradiction and the way back, a relation unticked, a link to it all."""
    page = open_page(page_file)
    page.keyboard.press("/")
    page.keyboard.type("Kazakhstan")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_contain_text("Kazakhstan")
    expect(page.locator("#panel-title")).to_be_focused()
    page.keyboard.press("Tab")  # Clear
    page.keyboard.press("Tab")  # the first card
    expect(page.locator("#cards summary").first).to_be_focused()
    link = page.locator("#cards .rivals a").first
    for _ in range(20):
        page.keyboard.press("Tab")
        if link.evaluate("(one) => one === document.activeElement"):
            break
    wanted = link.get_attribute("data-claim") or ""
    page.keyboard.press("Enter")
    expect(page.locator("#cards details")).to_have_attribute("data-claim", wanted)
    expect(page.locator("#cards summary")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_contain_text("Kazakhstan")
    assert page.evaluate("document.activeElement.dataset.claim") == wanted
    page.locator('input[name="relation"][value="xg:admits"]').focus()
    page.keyboard.press("Space")
    assert shown_claims(page) == {card.id for card in scene.cards if card.relation != "xg:admits"}
    page.locator("#copy-link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#link")).to_have_value(re.compile("node=territory%3AKZ&no-relation=xg%3Aadmits"))
    expect(page.locator("#link")).to_be_focused()


# ---- link to a state ----------------------------------------------------------------------------------------------


def test_a_copied_link_gives_the_same_state_again(open_page: Open, journey_file: Path) -> None:
    """Filters, both days, the open claim, the place in the picture and the drawn itinerary come back from the link."""
    page = open_page(journey_file)
    page.locator("button[data-itinerary]").click()
    page.locator("#in-force").fill("2024-05-01")
    page.locator("#known-by").fill("2025-05-01")
    page.locator('input[name="relation"]').last.uncheck()
    page.locator('input[name="digit"][value="5"]').uncheck()
    page.locator("#leg-1-2 a").first.click()
    page.locator("#zoom-in").click()
    page.locator("#copy-link").click()
    expect(page.locator("#link-said")).to_have_text(re.compile(r"Copied\.|Press Ctrl\+C"))
    link = page.locator("#link").input_value()
    state, view, rows = page.evaluate("exitgraph.state()"), page.evaluate("exitgraph.view()"), shown_claims(page)
    for part in ("claim=", "no-relation=", "no-digit=5", "in-force=2024-05-01", "known-by=2025-05-01", "itinerary=1"):
        assert part in state
    again = open_page(journey_file, hash_="#" + link.partition("#")[2])
    assert again.evaluate("exitgraph.state()") == state
    assert again.evaluate("exitgraph.view()") == pytest.approx(view, abs=0.1)
    assert shown_claims(again) == rows
    assert again.evaluate("exitgraph.legs().length") == 4
    opened = page.locator("#cards details").get_attribute("data-claim")
    expect(again.locator("#cards details")).to_have_attribute("data-claim", opened or "")
    again.reload()
    again.wait_for_function("() => window.exitgraph !== undefined")
    assert again.evaluate("exitgraph.state()") == state


def test_a_made_up_link_harms_nothing(open_page: Open, page_file: Path, scene: Scene) -> None:
    """A link with markup, wrong days and names of nothing opens the page as it is."""
    wrong = "#document=%3Cimg%20src=x%3E&in-force=soon&view=1,x,0&itinerary=-1&no-relation=__proto__&only=%E0%A4%A&x"
    page = open_page(page_file, hash_=wrong)
    expect(page.locator(ROWS)).to_have_count(len(scene.cards))
    assert page.evaluate("window.hacked") is None


# ---- what can be taken away ---------------------------------------------------------------------------------------


def saved(page: Page, button: str) -> bytes:
    """Press a button and give the file that it saves."""
    with page.expect_download() as waiting:
        page.locator(button).click()
    return Path(waiting.value.path()).read_bytes()


def test_csv_holds_the_visible_rows(open_page: Open, page_file: Path, scene: Scene) -> None:
    """The CSV has one line for each visible row, reads back as it was, and starts no formula."""
    page = open_page(page_file)
    page.locator('input[name="relation"][value="xg:admits"]').uncheck()
    text = saved(page, "#save-csv").decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {line["claim"] for line in lines} == {card.id for card in scene.cards if card.relation != "xg:admits"}
    by_name = {card.id: card for card in scene.cards}
    for line in lines:
        card = by_name[line["claim"]]
        assert (line["subject"], line["object"], line["gist"]) == (card.subject_label, card.object_label, card.gist)
    assert not re.search(r"(?:^|,)\"?[=+@]", text, re.MULTILINE)


def test_svg_is_drawn_with_text_as_text(open_page: Open, page_file: Path, scene: Scene) -> None:
    """The SVG is well-formed, names every node that is seen, holds no script or address, and says what it is."""
    page = open_page(page_file)
    root = ET.fromstring(saved(page, "#save-svg").decode())  # noqa: S314  # our own page wrote it
    kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert kinds == {"svg", "title", "rect", "path", "polygon", "circle", "text", "tspan"}
    drawn = " ".join(" ".join("".join(text.itertext()).split()) for text in root.iter() if text.tag.endswith("}text"))
    for node in scene.nodes:
        assert node.label.split()[0] in drawn
    assert "not legal advice" in drawn
    assert {
        name for element in root.iter() for name in element.attrib if "href" in name or name.startswith("on")
    } == set()


def test_png_is_the_picture(open_page: Open, page_file: Path) -> None:
    """The PNG is one, and is larger than the canvas by the banner below it."""
    page = open_page(page_file)
    data = saved(page, "#save-png")
    assert data.startswith(b"\x89PNG\r\n")
    height = int.from_bytes(data[20:24], "big")
    assert height > page.evaluate("document.querySelector('#canvas canvas').height")


def test_paper_says_what_was_filtered(open_page: Open, page_file: Path) -> None:
    """In print the filter is a sentence, and the controls are gone."""
    page = open_page(page_file)
    page.locator("#only-hearsay").check()
    page.locator("#known-by").fill("2025-01-01")
    page.emulate_media(media="print")
    expect(page.locator("#told")).to_have_text("Shown: only hearsay; in force on any date; known by 2025-01-01.")
    for gone in (".side", ".actions", ".tools"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator("#canvas")).to_be_visible()


# ---- looks --------------------------------------------------------------------------------------------------------


def test_no_column_of_the_table_is_cut_off(open_page: Open, journey_file: Path) -> None:
    """At 1440, 768 and 360 pixels no cell of the table reaches beyond its place."""
    for width in (1440, 768, 360):
        page = open_page(journey_file, width=width)
        beyond = page.locator("#claims").evaluate("(one) => one.scrollWidth - one.clientWidth")
        assert beyond <= 0, width


def test_a_choice_on_a_phone_is_brought_into_view(open_page: Open, page_file: Path) -> None:
    """At 360 pixels, Enter in the search brings the heading of what was found into the upper half of the window."""
    page = open_page(page_file, width=360)
    page.locator("#search").fill("Armenia")
    page.locator("#search").press("Enter")
    expect(page.locator("#panel-title")).to_be_focused()
    top = page.locator("#panel-title").evaluate("(one) => one.getBoundingClientRect().top")
    assert 0 <= top < 450


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_on_a_page_of_itineraries(
    open_page: Open, journey_file: Path, theme: str, width: int
) -> None:
    """With an itinerary drawn and everything unfolded, no rule of WCAG 2.2 AA that axe knows is broken."""
    page = open_page(journey_file, width=width, theme=theme, hash_="#itinerary=1")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert violations(page, *WCAG) == []


def test_the_page_of_the_shipped_graph_is_small(shipped_file: Path) -> None:
    """The page of the shipped graph stays under 1.5 MB."""
    assert shipped_file.stat().st_size < 1_500_000
