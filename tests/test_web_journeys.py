"""The page of journeys: what it says without a browser, and what somebody does with it in a real one."""

from __future__ import annotations

import json
import re
import shutil
from ast import literal_eval
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect
from starlette.applications import Starlette

from exitgraph.cli import cli
from exitgraph.rdf.folder import shipped_graph
from exitgraph.serve.assets import Assets
from exitgraph.serve.journeys import routes as journeys
from exitgraph.serve.map import routes as map_routes
from exitgraph.serve.pages import Pages
from exitgraph.serve.problem import Problem
from exitgraph.serve.searches import MOST_WAITING, THREADS, Searches
from exitgraph.view.journeys import tell_answer, tell_difference
from exitgraph.view.linemap import line_map
from exitgraph.vocabulary import curie
from names import rename
from server import Got, inside, served
from windows import WCAG, violations
from windows import chromium as launched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from exitgraph import Graph

PROFILE = {"from": "RU", "status": "deserter", "holds": "internal-passport"}
DAY = {"valid_at": "2024-11-24", "known_at": "2024-11-24"}
ARTICLE = PROFILE | DAY
DIFF = PROFILE | {"diff": "2024-09-30..2024-11-24"}
NONE = {"from": "RU", "status": "mobilised-refuser", "holds": "international-passport"} | DAY
MANY = PROFILE | {"possible": "1", "valid_at": "2026-06-01", "known_at": "2026-06-01"}
HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
SAID = "path is documented does not say that there is none"
HOSTILE = {
    "image": '<img src=x onerror="window.hacked=1">',
    "script": "</script><script>window.hacked=2</script>",
    "quotes": "\"' onmouseover='window.hacked=3' {{ 7*7 }}",
    "turned": "before \u202eafter",
}


def address(fields: dict[str, str] | list[tuple[str, str]] = ARTICLE) -> str:
    return f"/journeys?{urlencode(fields)}"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("--port", "0") as (_, number):
        yield number


@pytest.fixture(scope="module")
def hostile_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve the shipped graph with hostile names of what an itinerary is told with."""
    folder = tmp_path_factory.mktemp("hostile") / "graph"
    shutil.copytree(shipped_graph(), folder)
    changed = {
        '"internal passport"@en': HOSTILE["image"],
        '"deserter"@en': HOSTILE["script"],
        '"Kazakhstan"@en': HOSTILE["quotes"],
        '"The Guardian"@en': HOSTILE["turned"],
        '"Kazakhstan lets Russians in on a national identity card."@en': HOSTILE["script"] + HOSTILE["image"],
    }
    rename(folder, changed)
    with served("--port", "0", "--graph", str(folder)) as (_, number):
        yield number


# -- without a browser --------------------------------------------------------------------------------------


def words(html: str) -> str:
    """Give the text of a page, blanks as one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize(
    "fields",
    [
        ARTICLE,
        ARTICLE | {"why_not": "GB"},
        NONE,
        MANY,
        DIFF,
        {"from": "RU", "nationality": "stateless", "holds": "refugee-travel-document@KZ", "at": "KZ", "goal": "reach"}
        | DAY,
        {"from": "UA", "unaccompanied_minor": "1", "to": "PL", "max_legs": "3"} | DAY,
    ],
    ids=["article", "why not", "nothing", "possible", "difference", "stateless", "minor"],
)
def test_the_twin_is_what_the_command_line_prints(
    port: int, fields: dict[str, str], graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The JSON twin of an answer equals ``exitgraph routes --format json`` for the same question."""
    monkeypatch.setattr("exitgraph.cli.routes.load", lambda _: graph)
    options: list[str] = []
    for name, value in fields.items():
        option = f"--{name.replace('_', '-')}"
        flag = name in ("possible", "unaccompanied_minor")
        options += [option] if flag else [option, *(value.split("..") if name == "diff" else [value])]
    printed = CliRunner().invoke(cli, ["routes", *options, "--format", "json"])
    assert printed.exit_code == 0, printed.output
    got = Got(port, "GET", address(fields), headers=JSON)
    assert (got.status, got.media) == (200, "application/json")
    assert json.loads(got.body) == json.loads(printed.stdout)
    assert json.loads(Got(port, "GET", address(fields) + "&as=json").body) == json.loads(got.body)


def test_the_article_is_told_leg_by_leg_with_its_claims(port: int, graph: Graph) -> None:
    """Without script the page has the itinerary to France: four legs in order, each with the claims that carry it."""
    html = Got(port, "GET", address(), headers=HTML).text
    legs = re.findall(r'<li class="leg".*?(?=<li class="leg"|</ol>)', html, re.DOTALL)
    answer = graph.routes(
        "RU", status="deserter", holds=["internal-passport"], valid_at="2024-11-24", known_at="2024-11-24"
    )
    (itinerary,) = answer.itineraries
    assert len(legs) == len(itinerary.legs) == 4
    for shown, leg, said in zip(legs, itinerary.legs, ("Enter", "Obtain", "Enter", "Apply for asylum"), strict=True):
        assert words(shown).startswith(f"{itinerary.legs.index(leg) + 1} {said}")
        for claim in leg.claims:
            gist = graph.claims[claim].gist
            assert gist is not None
            assert gist.value in words(shown)
            assert f'href="/claim/{curie(claim).partition(":")[2]}"' in shown
            assert f'href="/source/{curie(graph.claims[claim].source).partition(":")[2]}"' in shown
    text = words(html)
    assert "From Russia : deserter, holding internal passport" in text
    assert "Exposure in Kazakhstan , a territory passed" in text
    assert SAID in text
    assert graph.digest in text
    assert " best " not in text.lower()


def test_why_not_names_what_is_lacking_and_what_stands_against(port: int) -> None:
    """For the United Kingdom: no entry, what an application lacks, what it states, and whom it calls safe."""
    text = words(Got(port, "GET", address(ARTICLE | {"why_not": "GB"}), headers=HTML).text)
    assert "No claim in force documents an entry there for this profile." in text
    assert "To apply in United Kingdom Lacking: be in United Kingdom firmer evidence" in text
    assert "Deserters who ask are told that no procedure exists." in text
    assert "United Kingdom calls these “safe” Its designation, nobody else\u2019s." in text


def test_a_difference_names_the_claims_that_made_it(port: int) -> None:
    """Between two dates: nothing before, an itinerary after, and the claims that had not been published."""
    html = Got(port, "GET", address(DIFF), headers=HTML).text
    text = words(html)
    assert "1 itinerary appeared, 0 vanished, 0 are in both." in text
    assert text.index("No documented itinerary on these dates.") < text.index("What made the difference")
    because = words(html[html.index('class="because') : html.index("</article>")])
    assert "Leg 2 could not be made before: not yet published France gave entry papers" in because
    assert "Leg 4 could not be made before: not yet published The first man has applied" in because
    turned = words(Got(port, "GET", address(PROFILE | {"diff": "2024-11-24..2024-09-30"}), headers=HTML).text)
    assert "0 itineraries appeared, 1 vanished" in turned
    assert "could not be made after" in turned


def test_nothing_found_is_not_said_to_be_nothing(port: int) -> None:
    """An empty answer says so with its dates, and links to earlier dates, possible itineraries and why-not."""
    html = Got(port, "GET", address(NONE), headers=HTML).text
    note = html[html.index('class="note nothing"') :]
    note = note[: note.index("</div>")]
    assert SAID in words(note)
    assert words(note).count("2024-11-24") == 2
    links = re.findall(r'href="([^"]+)"', note)
    assert any("possible=1" in link for link in links)
    assert any("valid_at=2023-11-24" in link and "known_at=2024-11-24" in link for link in links)
    assert any("why_not=" in link for link in links)
    for link in links:
        assert Got(port, "GET", link.replace("&amp;", "&"), headers=HTML).status == 200
    assert "What is missing" in html
    assert "Can be entered, and nothing is documented that leads on" in html


def test_a_search_that_stopped_says_so(port: int) -> None:
    """An answer cut off by the bound on legs says that there may be more."""
    fields = ARTICLE | {"max_legs": "2"}
    assert json.loads(Got(port, "GET", address(fields), headers=JSON).body)["stopped"] == "max-legs"
    got = Got(port, "GET", address(fields), headers=HTML)
    assert "was stopped by a limit" in words(Got(port, "GET", got.headers["Location"], headers=HTML).text)
    assert "was stopped by a limit" not in words(Got(port, "GET", address(), headers=HTML).text)


def test_the_empty_page_offers_and_runs_nothing(port: int) -> None:
    """Without a question: the form, every status with what it means, and examples as links that answer."""
    html = Got(port, "GET", "/journeys", headers=HTML).text
    assert 'id="result"' not in html
    assert "The word implies no conviction." in html
    examples = re.findall(r'<li><a href="(/journeys\?[^"]+)"', html)
    assert len(examples) == 3
    for link in examples:
        assert 'id="result"' in Got(port, "GET", link.replace("&amp;", "&"), headers=HTML).text
    data = json.loads(Got(port, "GET", "/journeys?as=json").body)
    assert {one["name"] for one in data["choices"]["refusers"]} >= {"deserter", "conscript-evader"}


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ([("from", "Russia"), ("status", ""), ("at", "")], "from=RU&valid_at=TODAY&known_at=TODAY"),
        (
            [("from", "ru"), ("nationality", "RU"), ("max_legs", "6"), ("possible", "0"), *DAY.items()],
            "from=RU&valid_at=2024-11-24&known_at=2024-11-24",
        ),
        (
            [*DAY.items(), ("other_document", "laissez-passer"), ("other_issuer", "France"), ("from", "RU")],
            "from=RU&holds=laissez-passer%40FR&valid_at=2024-11-24&known_at=2024-11-24",
        ),
        (
            [("from", "RU"), ("diff", "2023"), ("diff", "2024-02"), ("still", "known_at:2024-11-24")],
            "from=RU&known_at=2024-11-24&diff=2023-12-31..2024-02-29",
        ),
        ([("from", "RU"), ("compare", "2,3"), *DAY.items()], f"from=RU&{urlencode(DAY)}&compare=2,3"),
        ([("from", "RU"), ("compare", "x"), *DAY.items()], f"from=RU&{urlencode(DAY)}"),
    ],
    ids=["names and blanks", "defaults", "document of another State", "two dates", "compared", "compared nothing"],
)
def test_a_question_has_one_address(port: int, asked: list[tuple[str, str]], canonical: str) -> None:
    """What the form sends is redirected to the address with codes, both dates and nothing that was left open."""
    from exitgraph.api import today

    got = Got(port, "GET", address(asked), headers=HTML)
    wanted = f"/journeys?{canonical.replace('TODAY', today())}"
    assert (got.status, got.headers["Location"]) == (303, wanted)
    assert Got(port, "GET", wanted, headers=HTML).status == 200


WRONG: dict[str, tuple[Any, int, str]] = {
    "from": (ARTICLE | {"from": "Kazakstan"}, 404, "Kazakhstan"),
    "status": (ARTICLE | {"status": "soldier of fortune"}, 404, "unknown personal status"),
    "nationality": ([*ARTICLE.items(), ("nationality", "stateless"), ("nationality", "KZ")], 400, "alone"),
    "holds": (ARTICLE | {"holds": "passport-of-the-moon"}, 404, "unknown travel document"),
    "other_issuer": (ARTICLE | {"other_document": "visa"}, 400, "not named"),
    "at": (ARTICLE | {"at": "Nowhereland"}, 404, "unknown territory"),
    "to": (ARTICLE | {"to": "x" * 4000}, 400, "letters"),
    "goal": (ARTICLE | {"goal": "happiness"}, 400, "protection"),
    "max_legs": (ARTICLE | {"max_legs": "9"}, 400, "0 to 8"),
    "possible": (ARTICLE | {"possible": "perhaps"}, 400, "neither yes nor no"),
    "valid_at": (ARTICLE | {"valid_at": "2024-02-30"}, 400, "does not exist"),
    "known_at": (ARTICLE | {"known_at": "yesterday"}, 400, "not a date"),
    "why_not": (ARTICLE | {"why_not": "<script>"}, 404, "unknown territory"),
    "diff": (ARTICLE | {"diff": "2023..2024"}, 400, "no clock is left"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_stands_beside_its_field(port: int, name: str) -> None:
    """A wrong parameter is the form again with the reason at its field, for a program a problem that names it."""
    fields, status, said = WRONG[name]
    got = Got(port, "GET", address(fields), headers=HTML)
    assert (got.status, got.media) == (status, "text/html")
    found = re.findall(rf'<span class="wrong" id="wrong-{name}">(.*?)</span>', got.text)
    assert len(found) == 1
    assert said.lower() in words(found[0]).lower()
    assert "<script>" not in got.text
    assert 'id="result"' not in got.text
    if name not in ("nationality", "holds", "goal", "possible", "diff"):
        assert re.search(rf'<(?:input|select)[^>]* aria-describedby="wrong-{name}"', got.text)
    told = Got(port, "GET", address(fields), headers=JSON)
    assert (told.status, told.media) == (status, "application/problem+json")
    problem = json.loads(told.body)
    assert problem["where"] == name
    assert said.lower() in (problem["detail"] + problem.get("hint", "")).lower()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("status=deserter", "the State of origin is not named"),
        ("from=RU&statuss=deserter", "is no parameter of this page"),
        ("from=RU&status=", "status is empty"),
        ("from=RU&from=KZ", "more than once"),
        ("from=RU&diff=2023..2024&why_not=GB", "why_not asks about one date"),
        ("from=RU&diff=2023", "is not two dates"),
        ("from=%ED%A0%80%00", "unknown territory"),
        ("from=RU&" + "&".join(["to=FR"] * 13), "more than 12 times"),
        ("from=RU&holds=visa@", "no issuer"),
        ("from=RU&max_legs=" + quote("²"), "is no number of legs"),
    ],
)
def test_programs_are_told_what_is_wrong(port: int, query: str, said: str) -> None:
    """Whatever is wrong with an address is a problem with its reason, and a page for people; never an error of ours."""
    got = Got(port, "GET", f"/journeys?{query}", headers=JSON)
    assert got.status in (400, 404)
    assert said in json.loads(got.body)["detail"]
    assert Got(port, "GET", f"/journeys?{query}", headers=HTML).status in (303, 400, 404)


def test_searches_are_bounded(graph: Graph) -> None:
    """When as many searches wait as may, journeys and map say to come back, and a search that ends makes room again."""
    searches = Searches(graph.knowledge)
    pages = Pages(graph, Assets())
    app = Starlette(
        routes=[*journeys(pages, searches), *map_routes(pages, searches)],
        exception_handlers={Problem: lambda request, error: error.response(request)},
    )
    paths = (address(), address().replace("/journeys", "/map"))
    for path in paths:
        assert inside(app, path).status_code == 200
    assert searches.waiting == 0
    searches.waiting = THREADS + MOST_WAITING
    for path in paths:
        refused = inside(app, path)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")


def test_a_document_of_another_state_is_named(port: int) -> None:
    """A document held from another State stands in the form under its name, checked, so that it is asked again."""
    fields = {"from": "RU", "holds": "laissez-passer@FR"} | DAY
    html = Got(port, "GET", address(fields), headers=HTML).text
    assert re.search(r'value="laissez-passer@FR" checked><span>laissez-passer \(France\)</span>', html)
    later = {"from": "RU", "valid_at": "2023-11-24", "known_at": "2024-11-24"}
    html = Got(port, "GET", address(later), headers=HTML).text
    assert "valid_at=2023-11-24&amp;known_at=2023-11-24" in html


def test_hostile_names_are_text(hostile_port: int) -> None:
    """Names and gists that hold markup are shown as text, and none becomes an element or an attribute."""
    for fields in (ARTICLE, ARTICLE | {"why_not": "GB"}, DIFF, NONE, {"from": HOSTILE["image"]}):
        html = Got(hostile_port, "GET", address(fields), headers=HTML).text
        assert "<img" not in html
        assert "<script>" not in html
        assert not re.search(r"<[^>]*\sonmouseover=", re.sub(r'"[^"]*"', '""', html))
    assert "&lt;img src=x" in html


def test_the_reading_is_the_answer(graph: Graph) -> None:
    """What a page is told names each claim once, all of them with source and date, and every leg of the answer."""
    asked: dict[str, Any] = {"status": "deserter", "holds": ["international-passport"], "possible": True}
    answer = graph.routes("RU", **asked, valid_at="2026-06-01", known_at="2026-06-01")
    told = tell_answer(graph.knowledge, graph.contradictions, answer)
    assert len(told["itineraries"]) == len(answer.itineraries) > 1
    for shown, itinerary in zip(told["itineraries"], answer.itineraries, strict=True):
        assert [leg["claims"] for leg in shown["legs"]] == [
            [curie(one) for one in leg.claims] for leg in itinerary.legs
        ]
        against = {one["claim"] for leg in shown["legs"] for one in leg["contested_by"]}
        assert sorted(against) == sorted(shown["contested_by"])
    assert all(claim["publisher"] and claim["published"] and claim["text"] for claim in told["claims"].values())
    assert json.loads(json.dumps(told)) == told


def test_what_was_published_later_contradicts_nothing_yet(graph: Graph) -> None:
    """A contradiction is told with a claim only if it was known by the day that is asked about."""
    for day in ("2023-06-01", "2026-06-01"):
        asked: dict[str, Any] = {"holds": ["international-passport"], "possible": True, "goal": "reach"}
        told = tell_answer(
            graph.knowledge, graph.contradictions, graph.routes("RU", **asked, valid_at=day, known_at=day)
        )
        rivals = {rival["href"] for claim in told["claims"].values() for rival in claim["rivals"]}
        assert rivals
        for href in rivals:
            claim = graph.claims[graph.resolve(f"claim:{href.rpartition('/')[2]}")]
            published = graph.knowledge.sources[claim.source].published
            assert published.earliest is not None
            assert f"{published.earliest:%Y-%m-%d}" <= day


def test_a_difference_marks_what_only_one_date_has(graph: Graph) -> None:
    """Each itinerary of a difference is marked on its side, and as many as the difference counts."""
    difference = graph.routes_diff("RU", "2024-09-30", "2024-11-24", status="deserter", holds=["internal-passport"])
    told = tell_difference(graph.knowledge, graph.contradictions, difference)
    only = {side: sum(one["only"] for one in told[side]["itineraries"]) for side in ("before", "after")}
    assert only == {"before": len(difference.vanished), "after": len(difference.appeared)} == {"before": 0, "after": 1}


def test_the_line_follows_the_legs(graph: Graph) -> None:
    """The drawing has each stop and leg in order from the top down, no two at one height, and all of it inside."""
    answer = graph.routes("RU", holds=["international-passport"], possible=True, goal="reach", valid_at="2026-06-01")
    for shown in tell_answer(graph.knowledge, graph.contradictions, answer)["itineraries"]:
        drawn, rows = shown["map"], shown["map"]["rows"]
        assert [row["number"] for row in rows if row["kind"] != "stop"] == [leg["number"] for leg in shown["legs"]]
        heights = [row["y"] for row in rows]
        assert heights == sorted(set(heights))
        assert 0 < heights[0] <= drawn["ends"][0] <= drawn["ends"][1] <= heights[-1] < drawn["height"]
        assert rows[0]["kind"] == "stop"
    assert line_map([])["rows"] == []


# -- in a browser -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def browse(chromium: Browser, port: int) -> Iterator[Callable[..., Page]]:
    """Open a page of the server; at the end nothing was asked of anybody else and the console is empty."""
    contexts, strangers, said = [], [], []

    def opened(path: str, *, width: int = 1280, script: bool = True, at: int = port, status: int = 200) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        contexts.append(context)

        def only_here(route: Any) -> None:
            if urlsplit(route.request.url).netloc == f"127.0.0.1:{at}":
                route.continue_()
            else:
                strangers.append(route.request.url)
                route.abort()

        context.route("**/*", only_here)
        page = context.new_page()
        page.set_default_timeout(10_000)
        if status == 200:
            page.on("console", lambda word: said.append(word.text) if word.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        answer = page.goto(f"http://127.0.0.1:{at}{path}")
        assert answer is not None
        assert answer.status == status
        return page

    yield opened
    for context in contexts:
        context.close()
    assert strangers == []
    assert said == []


def test_a_newcomer_asks_by_the_form_without_script(browse: Callable[..., Page]) -> None:
    """With script off the form is filled in and sent, and the itinerary to France is there with its claims."""
    page = browse("/journeys", script=False)
    page.get_by_label("State of origin", exact=True).fill("Russia")
    page.get_by_label("Personal status").select_option(label="deserter")
    page.get_by_role("checkbox", name="internal passport").check()
    page.get_by_label("In force on").fill("2024-11-24")
    page.get_by_label("Known by").fill("2024-11-24")
    page.locator("#ask button.first").click()
    expect(page.locator("h3", has_text="1. France: an application for asylum, 4 legs")).to_be_visible()
    assert page.url.partition("/journeys")[2] == address().partition("/journeys")[2]
    for legs in ("li.leg", "a.leg"):
        expect(page.locator(legs)).to_have_count(4)
    expect(page.locator("li.leg .claim").first).to_be_visible()
    expect(page.locator("#copy-link")).to_be_hidden()


def test_by_keyboard_alone(browse: Callable[..., Page]) -> None:
    """The mouse unplugged: a profile is typed, sent with Enter, and a leg is reached from the drawing."""
    page = browse("/journeys")
    page.locator("#from").focus()
    page.keyboard.type("RU")
    page.keyboard.press("Tab")
    page.keyboard.type("deserter")
    assert "implies no conviction" in page.locator("#means").inner_text()
    page.locator("input[name=holds][value=internal-passport]").focus()
    page.keyboard.press("Space")
    for field in ("valid_at", "known_at"):
        page.locator(f"#{field}").fill("2024-11-24")
    page.locator("#max_legs").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/journeys?from=RU&status=deserter&holds=internal-passport&**")
    number = page.locator("a.leg").nth(1)
    number.focus()
    assert "lit" in (page.locator("#itinerary-1-leg-2").get_attribute("class") or "")
    page.keyboard.press("Enter")
    page.wait_for_url("**#itinerary-1-leg-2")
    assert page.evaluate("document.querySelector(':target').id") == "itinerary-1-leg-2"


def test_itineraries_stand_side_by_side_and_a_reload_keeps_them(browse: Callable[..., Page]) -> None:
    """Two chosen itineraries stand beside each other, the others go, and a reload of the address shows the same."""
    page = browse(address(MANY))
    count = page.locator(".itinerary").count()
    assert count > 2
    boxes = page.locator("input.compare")
    boxes.nth(0).check()
    boxes.nth(2).check()
    for _ in range(2):
        assert "compare=1,3" in page.url
        shown = page.locator(".itinerary:visible")
        assert shown.count() == 2
        first, second = shown.nth(0).bounding_box(), shown.nth(1).bounding_box()
        assert first is not None
        assert second is not None
        assert first["x"] + first["width"] <= second["x"]
        assert first["y"] == second["y"]
        page.reload()
    page.locator("#show-all").click()
    assert page.locator(".itinerary:visible").count() == count
    assert "compare" not in page.url
    assert page.locator("#status").inner_text() == f"All {count} itineraries are shown."


def test_folding_copying_and_printing(browse: Callable[..., Page]) -> None:
    """Itineraries fold and unfold together; the command is copied; what is folded is printed, the form is not."""
    page = browse(address())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#fold").click()
    assert not page.locator("li.leg").first.is_visible()
    page.locator("#fold").click()
    page.locator("summary", has_text="command line").click()
    page.locator("[data-copies=shell]").click()
    page.wait_for_function("document.getElementById('status').textContent === 'Command copied.'")
    wanted = (
        "exitgraph routes --from RU --status deserter --holds internal-passport "
        "--valid-at 2024-11-24 --known-at 2024-11-24"
    )
    assert page.evaluate("navigator.clipboard.readText()") == wanted
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".result .more .claim").first.is_visible()
    assert not page.locator(".question").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert not page.locator(".result .more .claim").first.is_visible()


def test_the_offered_python_gives_the_same(
    port: int, graph: Graph, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is offered as Python prints the answer that the page shows."""
    monkeypatch.setattr("exitgraph.load", lambda: graph)
    for fields in (ARTICLE | {"why_not": "GB"}, DIFF):
        html = Got(port, "GET", address(fields), headers=HTML).text
        exec(unescape(html.partition('<pre id="python">')[2].partition("</pre>")[0]), {})  # noqa: S102  # what is offered is what is tried
        assert literal_eval(capsys.readouterr().out) == json.loads(Got(port, "GET", address(fields) + "&as=json").body)


@pytest.mark.parametrize("fields", [ARTICLE, DIFF, NONE], ids=["article", "difference", "nothing"])
def test_hostile_names_are_inert(browse: Callable[..., Page], hostile_port: int, fields: dict[str, str]) -> None:
    """In a browser no hostile name runs anything, with the pointer on it neither."""
    page = browse(address(fields), at=hostile_port)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.locator(".claim").first.hover()
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img").count() == 0
    assert HOSTILE["quotes"] in page.locator("main").inner_text()


PAGES = {
    "form": ("/journeys", 200),
    "wrong": (address(ARTICLE | {"from": "Kazakstan", "max_legs": "9"}), 404),
    "article": (address(ARTICLE | {"why_not": "GB"}), 200),
    "difference": (address(DIFF), 200),
    "nothing": (address(NONE), 200),
    "several": (address(MANY | {"compare": "1,2"}), 200),
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browse: Callable[..., Page], name: str) -> None:
    """With everything unfolded no page violates WCAG 2.2 AA in either theme, and none is wider than a phone."""
    path, status = PAGES[name]
    page = browse(path, status=status, width=360)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert violations(page, *WCAG) == []
