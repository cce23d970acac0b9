"""The SPARQL page: its data and errors over HTTP, and the editor with its answers in a real browser."""

from __future__ import annotations

import json
import socket
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import expect

from exitgraph.serve.query import MOST_ROWS, readable
from exitgraph.view.completion import completions
from exitgraph.vocabulary import XSD_DATETIME, XSD_STRING
from server import Got, ask, served
from windows import WCAG, Windows, violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from exitgraph import Graph

HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
NAMED = "/query?" + urlencode({"name": "whom-a-state-deems-safe", "p.state": "GB"})
BORDERS = "SELECT ?a ?b { ?a xg:bordersByLand ?b } ORDER BY ?a ?b LIMIT 5"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?c), STR(?f), STR(?i)) = 'no such text') }"
SERVICE = "SELECT * {\n  SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("--port", "0", "--timeout", "8", "--workers", "1") as (_, number):
        yield number


def address(query: str, **more: str) -> str:
    return "/query?" + urlencode({"query": query, **more})


def twin(port: int, path: str) -> dict[str, Any]:
    got = Got(port, "GET", path, headers=JSON)
    assert got.status == 200, got.text
    found: dict[str, Any] = json.loads(got.body)
    return found


# -- without a browser -----------------------------------------------------------------------------------------


def test_a_named_question_has_its_answer_in_the_page(port: int, graph: Graph) -> None:
    """A named question with a parameter gives, in page and twin, the rows that the library gives."""
    expected = graph.query("whom-a-state-deems-safe", state="GB").result
    data = twin(port, NAMED)
    assert data["result"]["variables"] == list(expected.variables)
    assert [[cell and cell["value"] for cell in row] for row in data["result"]["rows"]] == [
        [None if term is None else getattr(term, "value", term) for term in row] for row in expected.rows
    ]
    assert data["question"]["parameters"][0]["value"] == "GB"
    got = Got(port, "GET", NAMED, headers=HTML)
    assert got.status == 200
    assert got.text.count("<tr>") == len(expected.rows) + 1
    assert 'href="/territory/KZ"' in got.text


def test_every_named_question_opens(port: int, graph: Graph) -> None:
    """Each named question runs from its address with its defaults, and the page lists it."""
    first = Got(port, "GET", "/query", headers=HTML).text
    for name, question in graph.queries.items():
        assert f'href="/query?name={quote(name)}"' in first
        if all(one.optional or one.default for one in question.parameters):
            assert twin(port, f"/query?name={name}")["result"] is not None, name


def test_cells_keep_languages_and_say_what_things_are_called(port: int) -> None:
    """A label keeps its language tag, a date is shown as its day and kept whole, and a thing has label and path."""
    query = """SELECT ?t ?l ?d { BIND(territory:AM AS ?t) ?t rdfs:label ?l FILTER(LANG(?l) = "uk")
        BIND("2024-11-20T23:59:59Z"^^xsd:dateTime AS ?d) }"""
    (row,) = twin(port, address(query))["result"]["rows"]
    assert (row[0]["label"], row[0]["path"]) == ("Armenia", "/territory/AM")
    assert row[1]["lang"] == "uk"
    assert (row[2]["label"], row[2]["value"]) == ("2024-11-20", "2024-11-20T23:59:59Z")


def test_only_whole_days_are_shortened() -> None:
    """A moment within a day, and a text that looks like a date, stay as they are."""
    assert readable("2024-11-20T00:00:00Z", XSD_DATETIME) == "2024-11-20"
    assert readable("2024-11-20T12:00:00Z", XSD_DATETIME) == "2024-11-20T12:00:00Z"
    assert readable("2024-11-20T00:00:00Z", XSD_STRING) == "2024-11-20T00:00:00Z"


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("ASK { ?s a xg:Claim }", "ask"),
        ("CONSTRUCT WHERE { ?s xg:bordersByLand ?o }", "construct"),
        (BORDERS, "select"),
    ],
)
def test_every_form_has_a_page(port: int, query: str, form: str) -> None:
    """ASK, CONSTRUCT and SELECT each have an answer that can be read without script."""
    assert twin(port, address(query))["result"]["form"] == form
    text = Got(port, "GET", address(query), headers=HTML).text
    assert {"ask": "Yes.", "construct": "triples.", "select": "5 rows."}[form] in " ".join(text.split())


def test_more_rows_than_a_page_holds_are_counted(port: int) -> None:
    """Of a long answer the page holds the first thousand rows and says how many there are."""
    result = twin(port, address("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1500"))["result"]
    assert (len(result["rows"]), result["total"]) == (MOST_ROWS, 1500)


@pytest.mark.parametrize(
    ("path", "statuses", "said"),
    [
        (address(SERVICE), (400, 403), "SERVICE"),
        (address("INSERT DATA { <a:a> <a:b> <a:c> }"), (400, 403), "read"),
        (address("SELECT * { ?s xg:admits ?o FILTR }"), (400,), "FILTER"),
        ("/query?name=no-such-question", (404,), "no question is named"),
        ("/query?name=whom-a-state-deems-safe&p.state=Narnia", (400,), "Narnia"),
        ("/query?name=whom-a-state-deems-safe&p.state=%00%3E%22%7D", (400,), "unknown territory"),
        ("/query?view=pdf", (400,), "no view"),
    ],
)
def test_what_is_wrong_is_said_in_the_page(port: int, path: str, statuses: tuple[int, ...], said: str) -> None:
    """A wrong question, parameter or view is 400, 403 or 404 with the reason, as a page and as JSON."""
    got = Got(port, "GET", path, headers=HTML)
    assert got.status in statuses, got.text
    assert said in got.text
    told = Got(port, "GET", path, headers=JSON)
    assert told.status in statuses
    assert said in json.loads(told.body)["detail"] + json.loads(told.body).get("hint", "")


def test_a_wrong_parameter_is_said_beside_its_field(port: int) -> None:
    """The form comes back with what was typed, and the error belongs to the field."""
    text = Got(port, "GET", "/query?name=whom-a-state-deems-safe&p.state=Narnia", headers=HTML).text
    assert 'value="Narnia"' in text
    assert 'aria-invalid="true"' in text


def test_labels_are_given_for_what_is_known(port: int) -> None:
    """Labels are given for things of the graph; what is no list of texts, or too long, is refused."""
    known, strange = "https://w3id.org/exitgraph/territory/AM", "http://example.org/x"
    got = Got(port, "POST", "/query/labels", body=json.dumps([known, strange]).encode())
    assert json.loads(got.body) == {known: {"label": "Armenia", "lang": "en", "path": "/territory/AM"}}
    for body in (b"{", b'{"a": 1}', b"[1]", b"\xff"):
        assert Got(port, "POST", "/query/labels", body=body).status == 400
    assert Got(port, "POST", "/query/labels", body=json.dumps(["x"] * 5000).encode()).status == 413


def test_the_words_of_the_graph_are_listed(port: int, graph: Graph) -> None:
    """The vocabulary has the relations, roles, classes and territories with their labels, and the prefixes."""
    found = json.loads(Got(port, "GET", "/query/vocabulary").body)
    assert found == json.loads(json.dumps(completions(graph.knowledge)))
    terms = {term["id"]: term for term in found["terms"]}
    assert terms["xg:deemsSafe"]["kind"] == "relation"
    assert terms["xg:safeConcept"]["kind"] == "role"
    assert terms["xg:Claim"]["kind"] == "class"
    assert terms["territory:KZ"]["label"] == "Kazakhstan"
    assert found["prefixes"]["xg"].endswith("ontology#")


def test_the_query_of_a_client_that_goes_is_stopped(port: int) -> None:
    """With one worker, a query whose client has gone does not keep the next one waiting for its time."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        time.sleep(1)
    # A query waits two seconds for a worker, and this one has eight: were it not stopped, the next would be refused.
    assert ask(port, "ASK { ?s a xg:Claim }", accept="application/json").status == 200


def test_a_slow_query_ends_and_the_next_one_works(port: int) -> None:
    """A query without end is stopped with 503 (or 504) in words, and the next question is answered."""
    got = Got(port, "GET", address(ENDLESS), headers=HTML)
    assert got.status in (503, 504)
    assert "stopped after 8 s" in got.text
    assert twin(port, address(BORDERS))["result"]["total"] == 5


# -- in a browser ----------------------------------------------------------------------------------------------


def write(page: Page, text: str) -> None:
    """Type a query in the place of what the editor holds."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def test_an_example_runs_and_its_address_brings_it_back(windows: Windows) -> None:
    """A question is chosen, edited, run by Ctrl-Enter; its rows are links with labels; a reload shows the same."""
    page = windows.open("/query")
    page.get_by_role("link", name="Whom a State deems safe, and on whose word").click()
    page.wait_for_selector("#shown table")
    write(page, BORDERS)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#shown tbody tr")).to_have_count(5)
    expect(page.locator("#status")).to_contain_text("5 rows")
    first = page.locator("#shown tbody a").first
    assert first.inner_text() != ""
    assert (first.get_attribute("href") or "").startswith("/territory/")
    assert page.locator("#status").inner_text().startswith("5 rows")
    rows = page.locator("#shown tbody").inner_text()
    page.goto(page.url)
    assert page.locator("#shown tbody").inner_text() == rows
    assert "bordersByLand" in page.locator(".cm-content").inner_text()


def test_an_answer_is_shown_in_four_ways(windows: Windows) -> None:
    """An answer is a table, a picture with a link for each thing, JSON and CSV, and the choice is in the address."""
    page = windows.open(address(BORDERS))
    page.get_by_role("button", name="Graph").click()
    assert page.locator("#shown svg a").count() >= 4
    assert page.locator("#shown svg .arrow").count() == 5
    page.get_by_role("button", name="JSON", exact=True).click()
    assert len(json.loads(page.locator("#shown pre").inner_text())["results"]["bindings"]) == 5
    page.get_by_role("button", name="CSV", exact=True).click()
    assert page.locator("#shown pre").inner_text().startswith("a,b\r\n")
    assert page.url.endswith("view=csv")
    page.goto(page.url)
    assert page.locator("#shown pre").inner_text().startswith("a,b\r\n")


def test_triples_are_drawn(windows: Windows) -> None:
    """The triples of a CONSTRUCT, texts with quotes and other scripts among them, are a table and a picture."""
    page = windows.open("/query")
    write(
        page, r'CONSTRUCT { territory:AM rdfs:label ?l ; rdfs:comment "a \"b\" \\ c" } { territory:AM rdfs:label ?l }'
    )
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_selector("#shown table")
    text = page.locator("#shown tbody").inner_text()
    assert "Вірменія" in text
    assert 'a "b" \\ c' in text
    page.get_by_role("button", name="Graph").click()
    assert page.locator("#shown svg .node").count() >= 5


@pytest.mark.parametrize(("query", "said"), [(SERVICE, "SERVICE"), ("SELECT * {\n ?s xg:admits ?o FILTR }", "FILTER")])
def test_a_refusal_is_marked_in_the_editor(windows: Windows, query: str, said: str) -> None:
    """SERVICE and a slip of the pen are refused with the reason in words and a mark at the place."""
    page = windows.open("/query")
    write(page, query)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#problem .trouble")
    assert said in page.locator("#problem").inner_text()
    page.wait_for_selector(".cm-lintRange-error")
    assert said in page.locator("#status").inner_text()


def test_a_running_query_is_cancelled(windows: Windows, port: int) -> None:
    """Cancel ends a query that runs, says so, and the server has room for the next at once."""
    page = windows.open("/query")
    write(page, ENDLESS)
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("button", name="Cancel").wait_for()
    threading.Event().wait(0.5)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled.").first.wait_for()
    assert ask(port, "ASK { ?s a xg:Claim }", accept="application/json").status == 200


def test_refused_and_slow_queries_leave_the_page_working(windows: Windows) -> None:
    """An update is refused with 403, a query without end stopped with 503, each in words, and the next one runs."""
    page = windows.open("/query")
    tried = (
        ("DELETE WHERE { ?s ?p ?o }", (400, 403), None),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", (403,), "SERVICE"),
        (ENDLESS, (503, 504), "stopped after 8 s"),
    )
    for query, statuses, said in tried:
        write(page, query)
        with page.expect_response("**/sparql") as waiting:
            page.keyboard.press("Control+Enter")
        assert waiting.value.status in statuses
        expect(page.locator("#problem")).to_be_visible()
        if said:
            expect(page.locator("#problem")).to_contain_text(said)
    write(page, BORDERS)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#shown tbody tr")).to_have_count(5)


def test_words_of_the_graph_are_completed(windows: Windows) -> None:
    """After a prefix the terms of the ontology come up, and a territory by the name that people call it."""
    page = windows.open("/query")
    write(page, "SELECT * { ?s xg:deems")
    page.keyboard.press("Control+ ")
    page.locator(".cm-tooltip-autocomplete").get_by_text("xg:deemsSafe").wait_for()
    page.keyboard.press("Escape")
    write(page, "SELECT * { ?s ?p Kazakhst")
    page.keyboard.press("Control+ ")
    page.locator(".cm-tooltip-autocomplete").get_by_text("territory:KZ").wait_for()
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    assert "territory:KZ" in page.locator(".cm-content").inner_text()


def test_copies_are_commands_that_say_the_question(windows: Windows) -> None:
    """Copied as a command line, a named question has its name and parameters; edited, it stands whole in the others."""
    page = windows.open(NAMED)
    page.get_by_role("button", name="command line").click()
    expect(page.locator("#status")).to_contain_text("copied")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "exitgraph query whom-a-state-deems-safe --param state='GB'\n"
    )
    write(page, BORDERS)
    for name, begin in (
        ("Copy as curl", "curl -H"),
        ("Python", "import exitgraph"),
        ("command line", "exitgraph query -"),
    ):
        page.evaluate("document.getElementById('status').textContent = ''")
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator("#status")).to_contain_text("copied")
        text = page.evaluate("navigator.clipboard.readText()")
        assert text.startswith(begin)
        assert BORDERS in text


def test_tab_leaves_the_editor(windows: Windows) -> None:
    """The keyboard gets into the editor and out of it again, and runs the query without a mouse."""
    page = windows.open("/query")
    page.locator(".cm-content").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"
    page.keyboard.press("Enter")
    page.wait_for_selector("#shown table")


def test_without_script_a_form_and_a_table(windows: Windows) -> None:
    """Without script the query is typed into a text field, and its answer is a table of the next page."""
    page = windows.open("/query", script=False)
    page.locator("#text").fill(BORDERS)
    page.get_by_role("button", name="Run", exact=True).click()
    # The next page is there before its style is, which hides what needs a script.
    expect(page.locator("#shown tbody tr")).to_have_count(5)
    expect(page.get_by_role("button", name="Graph")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_it_is_accessible_and_fits(windows: Windows, theme: str, width: int) -> None:
    """With an answer, a picture and an error, in both themes, axe finds nothing and nothing is too wide."""
    page = windows.open(NAMED, theme=theme, width=width)
    assert violations(page, *WCAG) == []
    page.get_by_role("button", name="Graph").click()
    assert violations(page, *WCAG) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    write(page, "SELECT * { FILTR }")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#problem .trouble")
    assert violations(page, *WCAG) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_name_of_nothing_is_told_where_nothing_is_found(port: int) -> None:
    """A slip of the pen in a name of ours is no finding: with no row the page and its twin say what was meant."""
    query = "SELECT * { ?c xg:deemSafe ?x }"
    found = json.loads(Got(port, "GET", "/query?" + urlencode({"query": query, "as": "json"})).text)
    assert found["result"]["total"] == 0
    assert found["unknown"] == ["xg:deemSafe names nothing in this graph; did you mean xg:deemsSafe?"]
    assert json.loads(Got(port, "GET", "/query/unknown?" + urlencode({"query": query})).text) == found["unknown"]
    fine = "SELECT * { ?c xg:deemsSafe territory:ZZ }"
    assert (
        "territory:ZZ" in Got(port, "GET", "/query?" + urlencode({"query": fine}), headers={"Accept": "text/html"}).text
    )
    whole = json.loads(Got(port, "GET", "/query?" + urlencode({"query": "ASK {}", "as": "json"})).text)
    assert whole["unknown"] == []
