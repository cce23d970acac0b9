"""Explore and the list of claims: what they hold without a browser, and what somebody does with them in a real one."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import expect

from exitgraph.serve.claims import ROWS
from exitgraph.serve.explore import MOST_NEIGHBOURS, MOST_OPENED
from exitgraph.view.html import read_block
from exitgraph.view.neighbourhood import NEIGHBOURS, Neighbourhoods
from exitgraph.view.pack import unpack
from exitgraph.vocabulary import curie, iri
from server import Got, served
from windows import WCAG, Windows, violations
from world import write_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from exitgraph import Graph
    from exitgraph.claims.model import Claim

HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
ARMENIA = "/?node=territory:AM"
BOTH = ("territory:AM", "xg:admits", "group:ru-citizen")
LEVEL = ("territory:GB", "xg:deemsSafe", "territory:AM")
TABLE = "#table tbody tr:visible"
HOSTILE = {
    '"Borland"@en': '<img src=x onerror="window.hacked=1">',
    '"deserters from Arland"@en': "</script><script>window.hacked=2</script>",
    '"The Gazette"@en': "\"' onmouseover='window.hacked=3' {{ 7*7 }}",
    '"A gazette of 2024"@en': "<!--<script>window.hacked=4//",
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("--port", "0") as (_, number):
        yield number


def twin(port: int, path: str) -> dict[str, Any]:
    got = Got(port, "GET", path, headers=JSON)
    assert got.status == 200, got.text
    found: dict[str, Any] = json.loads(got.body)
    return found


def opened(windows: Windows, path: str, **more: Any) -> Page:
    """Open Explore and wait for its picture."""
    page = windows.open(path, **more)
    page.wait_for_function("() => window.exitgraph !== undefined")
    return page


def arrow_of(port: int, path: str, between: tuple[str, str, str] = BOTH, *, positive: bool) -> dict[str, Any]:
    """Give one arrow of the picture: from Armenia to citizens of Russia, or another one."""
    arrows: list[dict[str, Any]] = twin(port, path)["scene"]["arrows"]
    key = (*between, positive)
    return next(one for one in arrows if (one["source"], one["relation"], one["target"], one["positive"]) == key)


def rows(page: Page) -> set[str]:
    """Give the claims whose rows are seen."""
    return set(page.locator(TABLE).evaluate_all("(all) => all.map((row) => row.dataset.claim)"))


# -- without a browser -----------------------------------------------------------------------------------------


def test_it_opens_on_a_hub_and_says_how_much_of_it(port: int, graph: Graph) -> None:
    """Without a choice a much connected territory is opened, with as many neighbours as can be read, of how many."""
    index = Neighbourhoods(graph.claims)
    data = twin(port, "/")
    (one,) = data["opened"]
    assert one["id"].startswith("territory:")
    assert one["neighbours"] == index.degree(iri(one["id"]))
    assert one["shown"] == min(one["neighbours"], NEIGHBOURS)
    assert len(data["scene"]["nodes"]) <= NEIGHBOURS + 1
    text = Got(port, "GET", "/", headers=HTML).text
    assert f"{one['shown']} of {one['neighbours']} neighbours" in text


def test_the_page_holds_what_its_twin_holds(port: int) -> None:
    """The packed data of the page are the scene of its JSON, and each of its claims has a row without script."""
    text = Got(port, "GET", ARMENIA, headers=HTML).text
    scene = twin(port, ARMENIA)["scene"]
    assert unpack(read_block(text)["data"]) == scene
    assert {f"claim={card['id']}" for card in scene["cards"]} == set(re.findall(r'<tr id="(claim=[^"]+)"', text))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?node=Nowhere", 404),
        ("/?node=source:itv-2024-11", 404),
        ("/?node=" + "x" * 300, 400),
        ("/?limit=0", 400),
        (f"/?limit={MOST_NEIGHBOURS + 1}", 400),
        ("/?limit=" + "9" * 5000, 400),
        ("/?" + urlencode([("node", code) for code in ("AM", "KZ", "FR", "GB", "DE", "TR", "FI")]), 400),
        ("/?" + urlencode([("node", f"n{number}") for number in range(900)]), 400),
        ("/?as=xml", 400),
    ],
)
def test_a_wrong_address_is_said_in_words(port: int, path: str, status: int) -> None:
    """An unknown node is 404, a limit or a number of nodes that cannot be read 400: as a page and as JSON."""
    got = Got(port, "GET", path, headers=HTML)
    assert (got.status, got.media) == (status, "text/html")
    assert 'class="trouble"' in got.text
    told = Got(port, "GET", path, headers=JSON)
    assert (told.status, told.media) == (status, "application/problem+json")
    assert json.loads(told.body)["detail"]


def test_the_same_node_twice_is_one(port: int) -> None:
    """A code and a name of one node open it once, and an empty value opens nothing."""
    found = twin(port, "/?node=AM&node=Armenia&node=")["opened"]
    assert [one["id"] for one in found] == ["territory:AM"]


def test_a_name_leads_to_its_node_or_to_the_search(port: int) -> None:
    """The name of one node in any language leads there, everything else to the search."""
    for text, where in (("Вірменія", ARMENIA), ("safe third", "/search?q=safe+third"), ("AM", ARMENIA)):
        got = Got(port, "GET", f"/?find={quote(text)}")
        assert (got.status, got.headers["Location"]) == (303, where)
    assert Got(port, "GET", "/?find=" + "x" * 300, headers=HTML).status == 400


def test_claims_are_those_of_the_library(port: int, graph: Graph) -> None:
    """Each filter of /claims leaves the claims that have it, and its pages together hold each once."""
    wanted: dict[str, Callable[[Claim], bool]] = {
        "subject=KZ": lambda one: one.subject == iri("territory:KZ"),
        "relation=deemsSafe&polarity=denied": lambda one: (
            one.relation == iri("xg:deemsSafe") and not one.proposition.positive
        ),
        "object=Armenia": lambda one: one.object == iri("territory:AM"),
        "source=itv-2024-11": lambda one: one.source == iri("source:itv-2024-11"),
        "": lambda _: True,
    }
    for query, keep in wanted.items():
        first = twin(port, f"/claims?{query}")
        pages = [twin(port, f"/claims?{query}&page={number}") for number in range(1, first["pages"] + 1)]
        found = [row["claim"] for page in pages for row in page["claims"]]
        assert len(found) == len(set(found)) == first["total"]
        assert set(found) == {curie(name) for name, one in graph.claims.items() if keep(one)}, query
        assert all(len(page["claims"]) <= ROWS for page in pages)


def test_an_arrow_leads_to_exactly_its_claims(port: int) -> None:
    """The list that an arrow of Explore links to holds as many claims as the arrow says."""
    for arrow in twin(port, ARMENIA)["scene"]["arrows"][:8]:
        assert twin(port, arrow["page"])["total"] == arrow["total"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/claims?subject=Nowhere", 404),
        ("/claims?polarity=maybe", 400),
        ("/claims?page=0", 400),
        ("/claims?page=99999", 404),
        ("/claims?subject=" + "x" * 300, 400),
    ],
)
def test_a_wrong_list_is_said_in_words(port: int, path: str, status: int) -> None:
    """What is unknown or out of range is told in a page of that status; a list without a claim says what that means."""
    got = Got(port, "GET", path, headers=HTML)
    assert (got.status, got.media) == (status, "text/html")
    none = Got(port, "GET", "/claims?subject=KZ&relation=deemsSafe&object=FR", headers=HTML)
    assert (none.status, "No claim is like that" in none.text) == (200, True)


# -- in a browser ----------------------------------------------------------------------------------------------


def test_the_arrow_to_armenia_shows_both_sides(windows: Windows, port: int) -> None:
    """A click on the arrow from Armenia to citizens of Russia shows who says that it admits them, and who not."""
    page = opened(windows, ARMENIA)
    arrow = arrow_of(port, ARMENIA, positive=True)
    point = page.evaluate("(id) => exitgraph.arrowPoint(id)", arrow["id"])
    page.mouse.click(point["x"], point["y"])
    titles = page.locator("#cards details h3")
    expect(titles.first).to_have_text(re.compile("Armenia admits"), use_inner_text=True)
    expect(page.locator("#cards > h3")).to_have_text(re.compile(r"The other side \(\d+\)"))
    expect(titles.last).to_have_text(re.compile("does NOT"), use_inner_text=True)


def test_a_level_arrow_keeps_its_words(windows: Windows, port: int) -> None:
    """Between nodes side by side the words of the chosen arrow are not turned: turned ones would be drawn elsewhere."""
    path = f"{ARMENIA}&node=GB"
    page = opened(windows, path)
    arrow = arrow_of(port, path, LEVEL, positive=True)["id"]
    point = page.evaluate("(id) => exitgraph.arrowPoint(id)", arrow)
    page.mouse.click(point["x"], point["y"])
    assert page.evaluate("(id) => exitgraph.arrowWords(id)", arrow) == {"text": "deems safe", "align": "horizontal"}


def test_contradicted_by_moves_the_focus(windows: Windows) -> None:
    """The link under "Contradicted by" opens the other claim and takes the focus, and Back returns to it."""
    page = opened(windows, ARMENIA)
    page.locator("#contested-list a[data-claim]").first.click()
    link = page.locator("#cards .rivals a[data-claim]").first
    wanted = link.get_attribute("data-claim") or ""
    link.click()
    expect(page.locator("#cards details").first).to_have_attribute("data-claim", wanted)
    expect(page.locator("#cards summary").first).to_be_focused()
    page.locator("#back").click()
    expect(page.locator(f'#cards a[data-claim="{wanted}"]').first).to_be_focused()


def test_an_unticked_relation_takes_arrows_rows_and_counts(windows: Windows, port: int) -> None:
    """Without a relation its arrows, rows and number are gone, and the address says so and brings it back."""
    scene = twin(port, ARMENIA)["scene"]
    page = opened(windows, ARMENIA)
    page.locator('input[name="relation"][value="xg:admits"]').uncheck()
    left = {card["id"] for card in scene["cards"] if card["relation"] != "xg:admits"}
    assert rows(page) == left
    expect(page.locator("#count")).to_contain_text(f"{len(left)} of {len(scene['cards'])} claims")
    for arrow in scene["arrows"]:
        assert page.evaluate("(id) => exitgraph.isShown(id)", arrow["id"]) == (arrow["relation"] != "xg:admits")
    expect(page).to_have_url(re.compile(r"\?node=territory:AM#.*no-relation=xg%3Aadmits"))
    again = opened(windows, page.url.partition(f":{port}")[2])
    assert rows(again) == left
    again.reload()
    again.wait_for_function("() => window.exitgraph !== undefined")
    assert rows(again) == left


def test_a_claim_goes_past_its_end(windows: Windows, port: int) -> None:
    """On the day after a claim's last day its row is gone."""
    cards = twin(port, ARMENIA)["scene"]["cards"]
    card = next(one for one in cards if (one["holds_until"] or "9") < "2030")
    page = opened(windows, ARMENIA)
    page.locator("#in-force").fill(card["holds_until"])
    assert card["id"] in rows(page)
    page.locator("#in-force-slider").focus()
    page.keyboard.press("ArrowRight")
    assert card["id"] not in rows(page)


def test_without_a_mouse(windows: Windows, port: int) -> None:
    """By keyboard: / finds a node here and lists its claims, it is expanded, and a name elsewhere leads there."""
    page = opened(windows, ARMENIA)
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("Armenia")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_be_focused()
    expect(page.locator("#panel-title")).to_contain_text("Armenia")
    assert page.locator("#cards details").count() == sum(
        "territory:AM" in (card["subject"], card["target"]) for card in twin(port, ARMENIA)["scene"]["cards"]
    )
    page.keyboard.press("/")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("United Kingdom")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_contain_text("United Kingdom")
    page.get_by_role("link", name="Expand").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?node=territory:AM&node=territory:GB")
    expect(page.locator(".opened")).to_contain_text("United Kingdom")
    page.get_by_role("link", name=re.compile("Collapse.*Armenia")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?node=territory:GB")
    page.wait_for_function("() => window.exitgraph !== undefined")
    page.keyboard.press("/")
    page.keyboard.type("Sri Lanka")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(\?node=territory:LK|search\?q=Sri\+Lanka)$"))


def test_more_neighbours_on_request(windows: Windows, port: int) -> None:
    """Of a hub "Show more" brings further neighbours, and the page counts them."""
    (one,) = twin(port, "/?limit=10")["opened"]
    assert one["shown"] == 10 < one["neighbours"]
    page = opened(windows, f"/?node={one['id']}&limit=10")
    expect(page.locator(".opened")).to_contain_text(f"10 of {one['neighbours']} neighbours")
    page.get_by_role("link", name="Show more").click()
    expect(page.locator(".opened")).to_contain_text(f"{min(20, one['neighbours'])} of {one['neighbours']} neighbours")


def test_the_theme_of_the_page_is_that_of_the_picture(windows: Windows) -> None:
    """On a light system the dark theme, chosen by its button, darkens page, desk and picture alike."""
    page = opened(windows, ARMENIA)
    for _ in range(2):
        page.locator("#theme").click()
    expect(page.locator("#theme")).to_have_text("Theme: dark")
    for place in ("html", "#search", "#panel button"):
        assert page.locator(place).first.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgb(21, 24, 28)"
    with page.expect_download() as waiting:
        page.locator("#save-svg").click()
    assert 'fill="#15181c"' in waiting.value.path().read_text("utf-8")


def test_colours_that_are_forced_leave_the_picture_readable(windows: Windows) -> None:
    """Where the system forces its colours, nodes and arrows keep more than one of their own, and labels theirs."""
    page = opened(windows, ARMENIA)
    page.emulate_media(forced_colors="active")
    page.reload()
    page.wait_for_function("() => window.exitgraph !== undefined")
    with page.expect_download() as waiting:
        page.locator("#save-svg").click()
    drawn = waiting.value.path().read_text("utf-8")
    for colour in ("#1b1f24", "#ffffff", "#dbe7f1", "#0072b2"):  # ink, paper, a territory, an arrow of entry
        assert colour in drawn


def test_paper_has_the_picture_and_the_whole_width(windows: Windows) -> None:
    """In print Explore keeps its picture and loses its controls, and map and timeline use the sheet's whole width."""
    page = opened(windows, ARMENIA)
    page.emulate_media(media="print")
    expect(page.locator("#canvas")).to_be_visible()
    for gone in (".side", ".actions", ".tools", ".offers", ".find"):
        expect(page.locator(gone).first).to_be_hidden()
    for path in ("/map", "/timeline?period=2024-11"):
        page = windows.open(path)
        page.emulate_media(media="print")
        whole = page.locator("main").evaluate("(one) => one.clientWidth")
        assert page.locator("#live h2").first.evaluate("(one) => one.getBoundingClientRect().width") > 0.8 * whole


def test_without_script_tables_and_links(windows: Windows) -> None:
    """Without script the table of claims is there, nodes are opened by links, and a missing page leads on."""
    page = windows.open(f"{ARMENIA}&node=GB", script=False)
    assert page.locator("#table tbody tr").count() > 20
    page.get_by_role("link", name=re.compile("Collapse.*Armenia")).click()
    expect(page.locator("h1")).to_have_text("Claims around United Kingdom")
    page = windows.open("/nothing/here", script=False)
    expect(page.locator("h1")).to_have_text("Not Found")
    page.get_by_role("link", name="Start from the graph").click()
    expect(page.locator("#table")).to_be_visible()


def test_hostile_texts_are_inert(browser: Browser, tmp_path: Any) -> None:
    """Markup in names and titles, and in the address, runs nothing, adds no element, and is read literally."""
    folder = write_world(tmp_path / "graph")
    for file in folder.rglob("*.ttl"):
        text = file.read_text("utf-8")
        for old, new in HOSTILE.items():
            text = text.replace(old, '"' + new.replace("\\", "\\\\").replace('"', '\\"') + '"@en')
        file.write_text(text, "utf-8")
    image = quote(HOSTILE['"Borland"@en'])
    with served("--port", "0", "--graph", str(folder)) as (_, number):
        windows = Windows(browser, number)
        for path in ("/", "/?node=XB", "/claims", f"/?node={image}&node={image}x", f"/claims?subject={image}x"):
            page = windows.open(path)
            expect(page.locator("h1")).to_be_visible()
            assert page.evaluate("window.hacked") is None, path
            assert page.locator("main img, main script:not([type])").count() == 0, path
        page = opened(windows, "/?node=XB")
        expect(page.locator("h1")).to_contain_text(HOSTILE['"Borland"@en'])
        windows.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", f"{ARMENIA}&node=GB#node=territory:AM", "/claims?subject=KZ", "/nothing"])
def test_it_is_accessible_and_fits(windows: Windows, theme: str, path: str) -> None:
    """In both themes axe finds nothing, and at 1440, 768 and 360 pixels nothing pushes the page sideways."""
    page = windows.open(path, theme=theme)
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    assert violations(page, *WCAG) == []
    for width in (1440, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width


def test_as_many_nodes_as_may_be_opened(port: int) -> None:
    """At the most nodes no further one is offered to be expanded."""
    nodes = ("AM", "KZ", "FR", "GB", "DE", "TR")
    assert len(nodes) == MOST_OPENED
    data = twin(port, "/?" + urlencode([("node", code) for code in nodes]))
    assert not any(node["expand"] for node in data["scene"]["nodes"])
