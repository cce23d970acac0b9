"""Pages of territories, claims, sources and the rest, the search and the API: as data, as pages, in a browser."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from starlette.datastructures import QueryParams
from starlette.routing import Route

from exitgraph.claims.conflict import contradictions
from exitgraph.claims.inforce import Snapshot
from exitgraph.serve.analyses.asked import read as read_asked
from exitgraph.serve.api import openapi, operations
from exitgraph.serve.app import application
from exitgraph.serve.asked import FORM_NAMES, NAMES
from exitgraph.serve.fields import Fields
from exitgraph.view.claim import claim_page
from exitgraph.view.explain import explain
from exitgraph.view.search import GROUPS, Finder, find
from exitgraph.view.source import source_page
from exitgraph.view.territory import GROUPS as TOLD
from exitgraph.view.territory import territory_page
from exitgraph.view.things import Things
from exitgraph.vocabulary import BASE, curie, iri
from server import Got, inside, served
from windows import WCAG, Windows, violations
from world import ADMITS, BARS, CLAIMS, CROSSED, GAZETTE, NO_RETURNS, SAFE, know, write_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from exitgraph import Graph

HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
NOW = Snapshot.at("2024-06-30", "2024-12-31")
HOSTILE = {
    '"Borland"@en': '<img src=x onerror="window.hacked=1">',
    '"deserters from Arland"@en': "</script><script>window.hacked=2</script>",
    '"The Gazette"@en': "\"' onmouseover='window.hacked=3' {{ 7*7 }}",
    '"Никого не возвращают."@ru': "<b>bold</b> before \u202eafter",
    '"A gazette of 2024"@en': "<!--<script>window.hacked=4//",
    '"https://gazette.example/2024"': "javascript:window.hacked=5",
    '"high"': "<i>high</i>",
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("--port", "0") as (_, number):
        yield number


@pytest.fixture(scope="module")
def hostile_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = write_world(tmp_path_factory.mktemp("hostile") / "graph")
    met = set()
    for file in [*folder.glob("entities/*.ttl"), *folder.glob("sources/*.ttl"), *folder.glob("claims/*.ttl")]:
        text = file.read_text("utf-8")
        for old, new in HOSTILE.items():
            met |= {old} if old in text else set()
            tail = old[old.rindex('"') + 1 :]
            text = text.replace(old, '"' + new.replace("\\", "\\\\").replace('"', '\\"') + '"' + tail)
        file.write_text(text, "utf-8")
    assert met == set(HOSTILE)
    with served("--port", "0", "--graph", str(folder)) as (_, number):
        yield number


@pytest.fixture(scope="module")
def things() -> Things:
    knowledge = know(*CLAIMS)
    return Things(knowledge, contradictions(knowledge))


def twin(port: int, path: str) -> dict[str, Any]:
    got = Got(port, "GET", path, headers=JSON)
    assert got.status == 200, got.text
    found: dict[str, Any] = json.loads(got.body)
    return found


def path_of(name: str) -> str:
    return "/" + name.removeprefix(BASE)


# -- the read models -------------------------------------------------------------------------------------------


def test_a_territory_tells_each_claim_once_in_its_group(things: Things) -> None:
    """Admission, designations and returns stand in their groups, denials are counted, and none is told twice."""
    data = territory_page(things, iri("territory:XB"), NOW)
    groups = {group["key"]: group for group in data["groups"]}
    assert {row["claim"] for row in groups["admission"]["rows"]} == {curie(ADMITS.iri), curie(BARS.iri)}
    assert [row["claim"] for row in groups["designated"]["rows"]] == [curie(SAFE.iri)]
    assert (groups["returns-from"]["affirmed"], groups["returns-from"]["denied"]) == (0, 1)
    told = [row["claim"] for group in data["groups"] for row in group["rows"]]
    assert len(told) == len(set(told)) == data["claims"]
    assert [one["label"] for one in data["borders"]] == ["Arland"]


def test_every_claim_that_names_a_territory_is_on_its_page(graph: Graph) -> None:
    """Each claim of the shipped graph with a territory as an end or in a role stands on the page of that territory."""
    whole = Things(graph.knowledge, graph.contradictions)
    for code in ("KZ", "AM", "FR"):
        name = iri(f"territory:{code}")
        expected = {
            curie(claim.iri)
            for claim in graph.claims.values()
            if name in (claim.subject, claim.object, *(value for _, value in claim.proposition.roles))
        }
        data = territory_page(whole, name, Snapshot.at("2027-01-01", "2027-01-01"))
        assert expected <= {row["claim"] for group in data["groups"] for row in group["rows"]}
    assert TOLD[-1].relations == () == TOLD[-1].places


def test_a_claim_is_told_as_explain_tells_it(things: Things) -> None:
    """The page holds what `exitgraph explain` prints, with both sides of a contradiction."""
    data = claim_page(things, ADMITS.iri, NOW)
    assert data["explained"] == explain(things.knowledge, things.contradictions, ADMITS, NOW)
    rivals = {rival.claim for rival in things.contradictions.get(ADMITS.iri, ())}
    assert {row["claim"] for row in data["rivals"]} == {curie(rival) for rival in rivals}
    assert data["evidence"][0]["sha256"] == ADMITS.evidence[0].sha256


def test_a_persons_days_are_months(things: Things) -> None:
    """What happened to a person is dated to the month, in rows and in the claim's own page."""
    text = json.dumps(claim_page(things, CROSSED.iri, NOW))
    assert "2023-05" in text
    assert "2023-05-" not in text


def test_a_source_tells_its_claims_in_order_and_what_was_left_out(things: Things) -> None:
    """The claims stand in their order in the text, each with its place; grades of nobody are said to be none."""
    data = source_page(things, GAZETTE, NOW)
    starts = [row["evidence"][0]["start"] for row in data["rows"]]
    assert starts == sorted(starts)
    assert len(data["rows"]) == sum(claim.source == GAZETTE for claim in CLAIMS)
    assert data["reliability"] == {"grade": "F", "means": "reliability cannot be judged", "given": False}
    assert [one["id"] for one in data["relayed_in"]] == ["source:bulletin-2024"]


def test_the_finder_finds_what_find_finds(graph: Graph) -> None:
    """The page finds exactly what the command line finds, the very name first."""
    finder = Finder(graph.knowledge)
    for text in ("armenia", "Арм", "cote", "C068", "internal passport", "zzz", " ", "ÉTAT"):
        hits = finder.find(text)
        assert {hit.name for hit in hits} == {one.name for one in find(graph.knowledge, text)}
        assert all(hit.group in GROUPS for hit in hits)
    assert finder.find("Вірменія")[0].name == iri("territory:AM")
    assert finder.find("Вірменія")[0].matched == "Вірменія"


# -- over HTTP -------------------------------------------------------------------------------------------------


def test_pages_hold_what_their_twins_hold(port: int, graph: Graph) -> None:
    """The tables of a territory and a source have a row for each claim of the twin, without script."""
    for path in ("/territory/KZ", "/source/itv-2024-11"):
        data = twin(port, path)
        rows = data.get("rows") or [row for group in data["groups"] for row in group["rows"]]
        text = Got(port, "GET", path, headers=HTML).text
        assert len(rows) > 50
        for row in rows:
            assert f'href="{row["path"]}"' in text
        assert text.count("does NOT:") == sum(not row["positive"] for row in rows)
        assert graph.digest in text
        assert data["digest"] == graph.digest


def test_what_was_only_ordered_is_marked(port: int, graph: Graph) -> None:
    """A return that was ordered and not carried out is marked as not in effect, one that happened is not."""
    rows = {row["claim"]: row for group in twin(port, "/territory/KZ")["groups"] for row in group["rows"]}
    returned = [
        claim for claim in graph.claims.values() if curie(claim.iri) in rows and claim.relation.endswith("#returned")
    ]
    assert {rows[curie(claim.iri)]["in_effect"] for claim in returned} == {True, False}
    for claim in returned:
        assert rows[curie(claim.iri)]["in_effect"] == graph.knowledge.in_effect(claim)
        text = Got(port, "GET", path_of(claim.iri), headers=HTML).text
        assert ("not in effect" in text.partition("What contradicts it")[0]) != graph.knowledge.in_effect(claim)


def test_labels_come_in_four_languages(port: int) -> None:
    """A territory has its names in English, Russian, Ukrainian and French, each marked as such."""
    assert {one["lang"] for one in twin(port, "/territory/AM")["labels"]} == {"en", "fr", "ru", "uk"}
    assert '<bdi lang="uk">Вірменія</bdi>' in Got(port, "GET", "/territory/AM", headers=HTML).text


def test_a_disputed_territory_says_who_administers_it(port: int) -> None:
    """Crimea is administered by one State and claimed by, and part of, another."""
    data = twin(port, "/territory/UA-43")
    assert [one["id"] for one in data["administered_by"]] == ["territory:RU"]
    assert [one["id"] for one in data["claimed_by"]] == [one["id"] for one in data["part_of"]] == ["territory:UA"]
    assert "Disputed." in Got(port, "GET", "/territory/UA-43", headers=HTML).text


def test_both_sides_of_a_contradiction_are_shown(port: int, graph: Graph) -> None:
    """The page of a contested claim links each claim that contradicts it."""
    # The most contested, by several rules at once.
    name = max(graph.contradictions, key=lambda one: (len(graph.contradictions[one]), one))
    text = Got(port, "GET", path_of(name), headers=HTML).text
    rivals = {rival.claim for rival in graph.contradictions[name]}
    rows = twin(port, path_of(name))["rivals"]
    assert sorted(row["claim"] for row in rows) == sorted(curie(rival) for rival in rivals)
    assert twin(port, path_of(name))["row"]["contested"] == len(rivals)
    for rival in graph.contradictions[name]:
        assert f'href="{path_of(rival.claim)}"' in text


def test_dates_of_the_address_decide(port: int) -> None:
    """What had not been published by the day is not in force; a wrong date is said beside its field, with 400."""
    rows = twin(port, "/source/itv-2024-11?known_at=2020")["rows"]
    assert {row["standing_why"] for row in rows} == {"not yet published"}
    got = Got(port, "GET", "/territory/KZ?valid_at=soon", headers=HTML)
    assert got.status == 400
    assert 'value="soon"' in got.text
    assert 'aria-invalid="true"' in got.text
    told = Got(port, "GET", "/territory/KZ?known_at=soon", headers=JSON)
    assert (told.status, told.media) == (400, "application/problem+json")


def test_search_groups_counts_and_pages(port: int) -> None:
    """Hits are grouped with counts that add up; one kind can be paged through, each hit once; all links are there."""
    data = twin(port, "/search?q=armenia")
    assert sum(one["count"] for one in data["counts"]) == data["count"] > 50
    assert data["groups"][0]["hits"][0]["id"] == "territory:AM"
    first = twin(port, "/search?q=armenia&kind=claim")
    found = [hit["id"] for page in range(1, first["pages"] + 1)
             for hit in twin(port, f"/search?q=armenia&kind=claim&page={page}")["groups"][0]["hits"]]  # fmt: skip
    assert len(found) == len(set(found)) == next(one["count"] for one in data["counts"] if one["kind"] == "claim")
    assert twin(port, f"/search?q={quote('Вірменія')}")["groups"][0]["hits"][0]["id"] == "territory:AM"
    for group in data["groups"]:
        assert Got(port, "HEAD", group["hits"][0]["path"].partition("#")[0]).status == 200


@pytest.mark.parametrize(
    "path", ["/search?q=a&page=x", "/search?q=a&page=0", "/search?kind=x", "/search?q=" + "a" * 300]
)
def test_a_wrong_search_is_refused_in_words(port: int, path: str) -> None:
    """A page that is none, an unknown kind and a very long text are 400 with a hint; nothing found is 200."""
    assert Got(port, "GET", path, headers=HTML).status == 400
    got = Got(port, "GET", "/search?q=%3Cscript%3Ezzz", headers=HTML)
    assert got.status == 200
    assert "&lt;script&gt;zzz" in got.text
    assert "<script>zzz" not in got.text


def test_the_api_lists_every_address(port: int) -> None:
    """Each route is on the page and in the OpenAPI document, and its examples are answered."""
    listed = twin(port, "/api")["operations"]
    document = json.loads(Got(port, "GET", "/api/openapi.json").body)
    assert document["openapi"] == "3.1.0"
    assert {one["path"] for one in listed} == set(document["paths"])
    assert {"/sparql", "/search", "/query", "/{kind}/{local}", "/api"} <= set(document["paths"])
    for one in listed:
        assert one["summary"], one["path"]
        assert "NAME" not in json.dumps(document["paths"][one["path"]])
        for example in one["examples"]:
            assert Got(port, "GET", example).status == 200, example
    names = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(names) == len(set(names))
    for path, methods in document["paths"].items():
        for operation in methods.values():
            declared = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
            assert declared == set(re.findall(r"\{(\w+)\}", path))


def test_every_parameter_that_a_page_reads_is_described(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a page looks for in its address stands on the page of the addresses, and nothing else does."""
    read: set[str] = set()
    get, getlist, fields, ask = QueryParams.get, QueryParams.getlist, Fields.__init__, read_asked

    def noted(self: QueryParams, key: str, default: Any = None) -> Any:
        read.add(key)
        return get(self, key, default)

    def noted_list(self: QueryParams, key: Any) -> list[str]:
        read.add(key)
        return getlist(self, key)

    def noted_fields(self: Fields, request: Any, knowledge: Any, known: Any, **more: Any) -> None:
        read.update(known)
        fields(self, request, knowledge, known, **more)

    monkeypatch.setattr(QueryParams, "get", noted)
    monkeypatch.setattr(QueryParams, "getlist", noted_list)

    def noted_params(pairs: Any, params: Any, knowledge: Any, **more: Any) -> Any:
        read.update(param.name for param in params)
        return ask(pairs, params, knowledge, **more)

    monkeypatch.setattr(Fields, "__init__", noted_fields)
    monkeypatch.setattr("exitgraph.serve.analyses.frame.read", noted_params)
    app = application(graph, None)
    for one in inside(app, "/api").json()["operations"]:
        if "GET" not in one["methods"] or one["path"] == "/sparql":  # it reads its fields by the protocol's own rules
            continue
        read.clear()
        for example in one["examples"]:
            assert inside(app, example).status_code in (200, 303, 501)
        if one["path"] == "/journeys":
            read.update((*NAMES, *FORM_NAMES))
        if one["path"] == "/ontology":
            read -= {"valid_at", "known_at"}  # what all things have; its terms have no dates
        described = {field["name"] for field in one["in_query"]}
        assert described - {"as", "p.NAME"} == read - {"as"}, one["path"]


def test_what_is_wrong_is_a_page_for_browsers(port: int) -> None:
    """A missing page, a wrong parameter and a refused query are pages of that status, and JSON or text for programs."""
    service = "/sparql?query=" + quote("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    paths = (("/nothing", 404), ("/territory/ZZ", 404), ("/no/such/thing", 404), ("/?limit=x", 400), (service, 403))
    for path, status in paths:
        got = Got(port, "GET", path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        assert (got.status, got.media) == (status, "text/html"), path
        assert 'class="trouble"' in got.text
        assert 'href="/search"' in got.text
        assert "nonce-" in got.headers["Content-Security-Policy"]
        assert Got(port, "GET", path, headers=JSON).media == "application/problem+json"
        assert Got(port, "GET", path, headers={"Accept": "*/*"}).media == "text/plain"
    assert Got(port, "GET", "/?limit=x&as=json", headers=HTML).media == "application/problem+json"
    hostile = Got(
        port, "GET", "/?node=" + quote("<script>alert(1)</script>\ud800", errors="surrogatepass"), headers=HTML
    )
    assert hostile.status == 404
    assert "<script>alert" not in hostile.text


def test_what_a_docstring_says_is_the_description() -> None:
    """Sections of a docstring become parameters with their types, formats and examples; POST gets its body."""

    async def answer() -> None:
        """Things of a day.

        Path
        ----
        code : text
            Which.

        Query
        -----
        day : date
            The day, in
            two lines.
        view : table, graph
            How.

        Body
        ----
        application/json : list
            Names.

        Example
        -------
        /things/KZ?day=2024
        """

    (found,) = operations([Route("/things/{code:path}", answer, methods=["GET", "POST"])])
    assert (found.path, found.summary, found.examples) == (
        "/things/{code}",
        "Things of a day.",
        ("/things/KZ?day=2024",),
    )
    assert found.in_query[0].help == "The day, in two lines."
    methods = openapi([found], "http://127.0.0.1")["paths"]["/things/{code}"]
    assert methods["get"]["parameters"][2]["schema"]["enum"] == ["table", "graph"]
    assert "application/json" in methods["post"]["requestBody"]["content"]


# -- in a browser ----------------------------------------------------------------------------------------------


def test_hostile_texts_are_inert(browser: Browser, hostile_port: int) -> None:
    """Markup in names, gists, titles and addresses runs nothing, adds no element, and is read literally."""
    paths = [
        "/territory/XB",
        "/group/xa-deserter",
        "/organisation/gazette",
        "/source/gazette-2024",
        path_of(NO_RETURNS.iri),
        path_of(CROSSED.iri),
        path_of(ADMITS.iri),
        "/search?q=img",
        "/search?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
        "/query?query=" + quote("SELECT ?s ?o { ?s rdfs:label ?o FILTER(!STRSTARTS(STR(?s), STR(xg:))) }"),
        "/query?view=graph&query=" + quote("SELECT ?s ?o { ?s rdf:subject ?o }"),
    ]
    windows = Windows(browser, hostile_port)
    for path in paths:
        page = windows.open(path)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("window.hacked") is None, path
        assert page.locator("main img, main script:not([type='application/json']), main i, main b").count() == 0, path
        assert page.locator("a[href^='javascript:']").count() == 0, path
    page = windows.open("/territory/XB")
    expect(page.locator("h1")).to_have_text(HOSTILE['"Borland"@en'])
    windows.close()


def test_from_a_search_to_both_sides(windows: Windows, graph: Graph) -> None:
    """By keyboard alone: the search, its territory, one of its contested claims, and the claim against it."""
    page = windows.open("/about")
    page.keyboard.press("/")
    page.keyboard.type("Armenia")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Armenia", exact=True).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Armenia")
    contested = page.locator("tr", has_text="contested by").first.locator("a.said")
    contested.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What contradicts it")).to_be_visible()
    against = page.get_by_role("region", name="Claims that contradict it").locator("a.said").first
    target = against.get_attribute("href")
    against.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}")
    assert BASE + str(target)[1:] in graph.claims


def test_the_source_line_is_copied(windows: Windows) -> None:
    """The line of a source is copied whole, and said to be."""
    page = windows.open("/source/itv-2024-11")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#status")).to_have_text("Source line copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#source-line").inner_text()


def test_without_script_everything_is_there(windows: Windows) -> None:
    """Without script the tables of a territory are there, and its dates can be set."""
    page = windows.open("/territory/KZ", script=False)
    assert page.locator("table.claims tbody tr").count() > 50
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    page.get_by_label("Known by").fill("2020")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main")).to_contain_text("published later")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/territory/KZ",
        "/territory/UA-43?valid_at=soon",
        "/claim",
        "/source/itv-2024-11",
        "/group/ru-deserter",
        "/ontology",
        "/search?q=armenia",
        "/search?q=armenia&kind=claim&page=2",
        "/api",
    ],
)
def test_pages_are_accessible_and_fit(windows: Windows, graph: Graph, theme: str, path: str) -> None:
    """In both themes axe finds nothing, and at 1440, 768 and 360 pixels nothing pushes the page sideways."""
    if path == "/claim":
        path = path_of(min(name for name, found in graph.contradictions.items() if found))
    page = windows.open(path, theme=theme, width=1440 if theme == "light" else 360)
    assert violations(page, *WCAG, alike=theme == "dark") == []
    for width in (1440, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_has_most_of_the_words_is_told_where_nothing_has_all(graph: Graph, port: int) -> None:
    """A misspelt name finds the name, a whole question what has most of its words, and nonsense finds nothing."""
    finder = Finder(graph.knowledge)
    assert not finder.find("Kazakstan")
    assert finder.near("Kazakstan")[0].name == iri("territory:KZ")
    asked = "was a deserter refused asylum in Kazakstan"
    assert not finder.find(asked)
    near = finder.near(asked)
    assert near
    assert any("deserter" in hit.label.casefold() for hit in near)
    assert finder.near("zzzz qqqq") == []
    told = twin(port, "/search?q=Kazakstan")
    assert told["some"]
    assert told["groups"][0]["hits"][0]["id"] == "territory:KZ"


def test_nothing_of_a_later_day_is_told_as_known(graph: Graph, port: int) -> None:
    """A contradiction and the claims of a territory that were published later are counted as later, and not shown."""
    early = Snapshot.at("2024-01-01", "2024-01-01")
    knowledge = graph.knowledge

    def later(name: str) -> bool:
        published = knowledge.sources[knowledge.claims[name].source].published.earliest
        return published is not None and published > early.published_by

    names = [name for name, found in graph.contradictions.items() if any(later(rival.claim) for rival in found)]
    names = [name for name in names if not later(name)]
    assert names
    for name in names:
        rivals = {rival.claim for rival in graph.contradictions[name]}
        whole = explain(knowledge, graph.contradictions, knowledge.claims[name], early)
        assert whole["contradicted_later"] > 0
        assert {iri(one["claim"]) for one in whole["contradicted_by"]} == {one for one in rivals if not later(one)}
    data = twin(port, "/territory/KZ?valid_at=2022-12-28&known_at=2022-12-28")
    assert data["later"] > 0
    shown = [row for group in data["groups"] for row in group["rows"]]
    assert len(shown) == data["claims"]
    assert not [row for row in shown if row["standing_why"] == "not yet published"]
    page = twin(port, path_of(names[0]) + "?valid_at=2024-01-01&known_at=2024-01-01")
    assert page["rivals_later"] > 0
    assert page["row"]["contested"] == len(page["rivals"])


def test_a_key_and_first_digits_lead_to_the_claim(port: int, graph: Graph) -> None:
    """/claim/C066 and the first digits of a claim lead on to it, with the days that were asked; another key is 404."""
    name = graph.resolve("C066", "Claim")
    for short in ("C066", curie(name).partition(":")[2][:10]):
        got = Got(port, "GET", f"/claim/{short}?known_at=2025")
        assert got.status == 303
        assert got.headers["Location"] == path_of(name) + "?known_at=2025"
    assert Got(port, "GET", "/claim/C999999").status == 404
