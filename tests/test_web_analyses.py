"""The pages of the analyses: answers as at the command line, both sides, both dates, and no way around limits."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from exitgraph.analysis import lines
from exitgraph.analysis.wording import lint
from exitgraph.claims.inforce import Snapshot
from exitgraph.cli import cli
from exitgraph.cli.analyse import ANALYSES
from exitgraph.rdf.folder import shipped_graph
from exitgraph.serve.analyses import frame
from exitgraph.serve.analyses.told import Told
from exitgraph.serve.app import application
from exitgraph.serve.searches import MOST_WAITING, THREADS, Searches
from exitgraph.view.behind import lines_behind
from exitgraph.view.relays import HEIGHT, MOST, WIDTH, relay_map
from exitgraph.view.things import Things
from names import rename
from server import Got, inside, served
from windows import WCAG, violations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import ASGIApp

    from exitgraph import Graph
    from windows import Windows

HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
DAY = "valid_at=2024-11-24&known_at=2024-11-24"
ITINERARIES = "answer=itineraries&from=RU&status=deserter&holds=internal-passport"
#: Every analysis with questions as its address writes them.
QUESTIONS = {
    "lines": [
        f"of=event:fr-six-deserters-2024&{DAY}",
        f"of=event:oc-media-2023-12-20-1-abduction&{DAY}",
        f"of=claim:2f581d92fde156108cb7&together=event&{DAY}",
    ],
    "contradictions": [f"state=GB&{DAY}", "months=6&valid_at=2026-06-01&known_at=2026-06-01"],
    "knowability": [f"from=KZ&on=2022-12-31&{DAY}"],
    "chains": [f"origin=RU&status=deserter&{DAY}", f"origin=RU&from=GB&via=AM&max_links=3&possible=1&{DAY}"],
    "gaps": [
        f"origin=RU&{DAY}",
        f"origin=RU&status=deserter&documents=none&documents=internal-passport%2Bmilitary-id&goal=protection&{DAY}",
    ],
    "dependence": [f"origin=RU&status=deserter&holds=internal-passport&{DAY}"],
    "diff": [
        "answer=returns&about=KZ&before=2022-12-28&after=2022-12-31",
        f"{ITINERARIES}&before=2024-09-30&after=2024-11-24",
        "answer=contradictions&state=GB&before=2022-01-01&after=2024-11-24&valid_at=2024-11-24",
        "answer=gaps&from=RU&status=deserter&holds=internal-passport&before=2024-09-30&after=2024-11-24",
    ],
    "hinges": [
        f"{ITINERARIES}&to=FR&{DAY}",
        f"answer=lines&about=event:moscow-times-2022-12-30-1-return&{DAY}",
        f"answer=chains&from=RU&status=deserter&via=AM&possible=1&{DAY}",
    ],
    "agenda": [f"from=RU&first=5&{DAY}"],
}
ADDRESSES = [f"/analyses/{name}?{question}" for name, asked in QUESTIONS.items() for question in asked]


@pytest.fixture(scope="module")
def app(graph: Graph) -> ASGIApp:
    return application(graph, None)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("--port", "0") as (_, number):
        yield number


def answer(app: ASGIApp, address: str) -> dict[str, Any]:
    got = inside(app, address)
    assert got.status_code == 200, got.text
    found: dict[str, Any] = got.json()
    return found


def page(app: ASGIApp, address: str) -> str:
    got = inside(app, address, accept="text/html")
    assert got.status_code == 200, (got.status_code, got.headers.get("location"))
    return got.text


def lines_of(html: str) -> str:
    """Give the text of the main part, a line for each block."""
    main = html.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    main = re.sub(r"<datalist.*?</datalist>", "", main, flags=re.DOTALL)
    broken = re.sub(
        r"</?(?:p|li|dt|dd|td|th|tr|h\d|div|section|option|legend|summary|article|text)\b[^>]*>", "\n", main
    )
    return "\n".join(
        " ".join(unescape(re.sub(r"<[^>]+>", "", line)).split()) for line in broken.splitlines() if line.strip()
    )


def claims_in(value: object) -> set[str]:
    """Give every claim that an answer tells of in full."""
    if isinstance(value, dict):
        own = {value["claim"]} if "says" in value and "claim" in value else set()
        return own.union(*map(claims_in, value.values()))
    return set().union(*map(claims_in, value)) if isinstance(value, list) else set()


# -- answers ----------------------------------------------------------------------------------------------


def test_every_analysis_has_a_page() -> None:
    """Whatever `exitgraph analyse` can be asked is asked here."""
    assert set(QUESTIONS) == set(ANALYSES)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_twin_is_what_the_command_line_prints(
    app: ASGIApp, address: str, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The JSON twin equals what the command that the page shows prints with ``--format json``."""
    for module in ("analyse_common", "analyse_diff"):
        monkeypatch.setattr(f"exitgraph.cli.{module}.load", lambda *_: graph)
    command = unescape(re.findall(r'id="command">([^<]+)<', page(app, address))[0])
    words = shlex.split(command)
    assert words[:2] == ["exitgraph", "analyse"]
    printed = CliRunner().invoke(cli, [*words[1:], "--format", "json"])
    assert printed.exit_code == 0, printed.output
    assert answer(app, address) == json.loads(printed.stdout)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_page_tells_the_whole_answer(app: ASGIApp, address: str, graph: Graph) -> None:
    """Without script each claim is linked with its source, both dates stand there, and what the answer cannot say."""
    whole, html = answer(app, address), page(app, address)
    found = claims_in(whole)
    # Protection is so far away that no set of changes is told of.
    assert found or "goal=protection" in address
    for claim in found:
        source = graph.claims[graph.resolve(claim)].source.rpartition("/")[2]
        assert f'href="/claim/{claim.partition(":")[2]}"' in html, claim
        assert f'href="/source/{source}"' in html
    text = lines_of(html)
    assert whole["valid_at"] in text
    assert whole["known_at"] in text
    for sentence in whole["cannot_say"]:
        assert sentence.rstrip(".")[1:] in text
    assert whole["notice"] in text
    assert whole["digest"] == graph.digest
    assert graph.digest in html


@pytest.mark.parametrize("address", ["/analyses", *[f"/analyses/{name}" for name in QUESTIONS], *ADDRESSES])
def test_words_are_held_to_the_linter(app: ASGIApp, address: str) -> None:
    """No page has likelihood beside confidence, a certainty in percent, an unquoted "safe", or advice."""
    assert lint(lines_of(page(app, address))) == []


def test_lines_are_never_told_without_outlets(app: ASGIApp) -> None:
    """The six deserters: one to three lines behind seven outlets, drawn with every agent, and each chain once."""
    html = page(app, ADDRESSES[0])
    assert "1 to 3 independent lines, behind 7 outlets" in lines_of(html)
    chains = answer(app, ADDRESSES[0])["chains"]
    agents = {agent["agent"] for chain in chains for agent in chain["agents"]}
    drawn = re.findall(r'<a href="([^"]+)" class="agent', html)
    assert sorted(drawn) == sorted(f"/{agent.replace(':', '/')}" for agent in agents)
    told = re.findall(r'<ol class="chains">(.*?)</ol>', html, re.DOTALL)[0].count("<li>")
    assert told == len({(tuple(a["agent"] for a in c["agents"]), c["ends"], c["certain"]) for c in chains})


def test_both_sides_stand_in_each_entry(app: ASGIApp) -> None:
    """Each entry of the ledger has what was said and what was done, side by side and in this order."""
    html, whole = page(app, f"/analyses/contradictions?state=GB&{DAY}"), answer(app, ADDRESSES[3])
    entries = re.findall(r'<article class="card entry".*?</article>', html, re.DOTALL)
    assert len(entries) == len(whole["entries"]) == 5
    sides = [re.findall(r'<section[^>]*aria-label="(\w+)".*?href="/claim/(\w+)"', one, re.DOTALL) for one in entries]
    wanted = {(one["said"]["claim"][6:], one["done"]["claim"][6:]) for one in whole["entries"]}
    assert {(said[1], done[1]) for said, done in sides} == wanted
    assert {(said[0], done[0]) for said, done in sides} == {("Said", "Done")}


@pytest.mark.parametrize(("day", "by_then", "after"), [("2022-12-28", 0, 2), ("2022-12-31", 1, 1)])
def test_the_return_of_december_2022_is_known_from_its_publication_on(
    app: ASGIApp, day: str, by_then: int, after: int
) -> None:
    """Absent from what was known on 28 December, present on 31 December 2022."""
    html = page(app, f"/analyses/knowability?from=KZ&on={day}&{DAY}")
    known, _, later = html.partition('id="after"')
    assert known.count('href="/claim/') == by_then
    assert later.count('href="/claim/') == after


def test_a_chain_says_its_grade_and_why(app: ASGIApp) -> None:
    """UK, Armenia, Russia stands under legally possible, with the reason, an undocumented and a documented link."""
    html = page(app, f"/analyses/chains?origin=RU&status=deserter&from=GB&via=AM&{DAY}")
    part = html.partition('id="grade-legally-possible"')[2].partition("</section>")[0]
    assert "Why this grade: United Kingdom → Armenia rests on a designation" in part
    assert re.findall(r'aria-label="([a-z ]+) to (\w+)"', part) == [
        ("transfer that may be invoked", "Armenia"),
        ("documented transfer", "Russia"),
    ]
    assert html.count('id="link-GB-AM"') == html.count('id="link-AM-RU"') == 1


def test_every_link_of_an_answer_leads_somewhere(app: ASGIApp) -> None:
    """Addresses and fragments that the pages of lines, chains, hinges and dependence link to are there."""
    for address in (ADDRESSES[0], ADDRESSES[6], ADDRESSES[10], ADDRESSES[14]):
        html = page(app, address)
        for link in {unescape(one) for one in re.findall(r'href="([^"]+)"', html.partition("<main")[2])}:
            parts = urlsplit(link)
            if parts.path:
                assert inside(app, link.partition("#")[0], accept="text/html").status_code in (200, 303), link
            elif parts.fragment:
                assert f'id="{parts.fragment}"' in html, link


# -- questions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(QUESTIONS))
def test_a_question_has_one_address(app: ASGIApp, name: str) -> None:
    """Names become codes, what is left open is left out, dates are named; the address that results stays."""
    address = f"/analyses/{name}?{QUESTIONS[name][0]}"
    assert inside(app, address, accept="text/html").status_code == 200
    loose = address.replace("=RU", "=russia").replace("=KZ", "=Kazakhstan").replace("=GB", "=territory:GB") + "&to="
    loose = loose if "itineraries" in address or name == "agenda" else loose.removesuffix("&to=")
    first = inside(app, loose.replace("&", "&as=html&", 1), accept="text/html")
    if first.status_code == 303:
        assert first.headers["location"] == address
    got = inside(app, address.replace(DAY, ""), accept="text/html")
    if got.status_code == 303:
        again = inside(app, got.headers["location"], accept="text/html")
        assert again.status_code == 200
        assert "known_at=" in got.headers["location"]


WRONG = [
    ("lines?of=event:nothing", 404, "of"),
    ("lines?together=event", 400, "of"),
    (f"lines?of=event:fr-six-deserters-2024&together=claim&{DAY}", 400, "together"),
    ("contradictions?months=9999", 400, "months"),
    ("contradictions?months=%C2%B2", 400, "months"),
    ("contradictions?state=Nowhere", 404, "state"),
    ("knowability?from=Kazahstan&on=2022-12-31", 404, "from"),
    ("knowability?from=KZ", 400, "on"),
    (f"knowability?from=KZ&on=2025-01-01&{DAY}", 400, "on"),
    ("knowability?from=KZ&on=2024-02-30", 400, "on"),
    ("chains?max_links=5", 400, "max_links"),
    ("chains?nationality=stateless&nationality=RU", 400, "nationality"),
    ("chains?possible=perhaps", 400, "possible"),
    ("gaps?goal=reach", 400, "goal"),
    ("gaps?documents=internal-passport%2Bstamp", 404, "documents"),
    ("gaps?status=tired", 404, "status"),
    ("dependence?max_cut=9", 400, "max_cut"),
    ("dependence?holds=laissez-passer@Nowhere", 404, "holds"),
    ("dependence?nationality=stateless&holds=internal-passport", 400, "holds"),
    ("diff?answer=returns&about=KZ&before=2022-12-28", 400, "after"),
    ("diff?answer=returns&before=2022-12-28&after=2022-12-31", 400, "about"),
    ("diff?answer=returns&about=KZ&from=RU&before=2022-12-28&after=2022-12-31", 400, "from"),
    (f"diff?answer=contradictions&before=2022-12-28&after=2022-12-31&{DAY}", 400, "known_at"),
    ("hinges?answer=verdict", 400, "answer"),
    ("hinges?answer=chains&status=deserter", 400, "from"),
    ("hinges?answer=gaps&from=RU&via=AM", 400, "via"),
    ("hinges?answer=itineraries", 400, "from"),
    ("hinges?answer=returns&about=event:fr-six-deserters-2024", 404, "about"),
    ("agenda?from=RU&first=0", 400, "first"),
    ("agenda?from=RU&from=UA", 400, "from"),
    ("agenda?from=RU&frmo=UA", 400, "frmo"),
    ("agenda?from=" + "x" * 300, 400, "from"),
    ("lines?of=%3Cb%3E", 404, "of"),
]


@pytest.mark.parametrize(("address", "status", "field"), WRONG)
def test_what_is_wrong_is_told_beside_its_field(app: ASGIApp, address: str, status: int, field: str) -> None:
    """A browser gets the form again with what is wrong and what to do, a program a problem; the status is the same."""
    got, problem = (inside(app, f"/analyses/{address}", accept=kind) for kind in ("text/html", "application/json"))
    assert (got.status_code, problem.status_code) == (status, status), got.headers.get("location")
    assert "cannot be answered as it is asked" in got.text
    assert f'href="#field-{field}"' in got.text
    assert "<b>" not in got.text.partition("<main")[2]
    told = problem.json()
    assert (told["where"], bool(told["detail"]), bool(told["hint"])) == (field, True, True)
    if field != "frmo":
        assert f'id="wrong-{field}"' in got.text
        assert f'aria-describedby="wrong-{field}"' in got.text


@pytest.mark.parametrize("name", list(QUESTIONS))
def test_a_page_without_a_question_offers_one(app: ASGIApp, name: str) -> None:
    """The form has a field for each parameter, in HTML and by name in JSON, and examples that answer."""
    told, html = answer(app, f"/analyses/{name}"), page(app, f"/analyses/{name}")
    for one in told["parameters"]:
        assert f'name="{one["name"]}"' in html, one["name"]
    assert told["examples"]
    for one in told["examples"]:
        assert inside(app, one["href"], accept="text/html").status_code == 200


def test_what_an_answer_came_from_stands_in_its_form(app: ASGIApp) -> None:
    """The form above an answer holds the question: names for codes, what was ticked, both dates."""
    html = page(app, ADDRESSES[10])
    assert re.search(r'name="origin"[^>]*value="Russia"', html)
    assert re.search(r'<option value="deserter" selected>', html)
    assert re.search(r'name="holds" value="internal-passport" checked', html)
    assert html.count('value="2024-11-24"') == 2


def test_addresses_are_listed_with_their_parameters(app: ASGIApp) -> None:
    """The API has each analysis with every parameter that its page takes, and its choices."""
    paths = inside(app, "/api/openapi.json").json()["paths"]
    for name in QUESTIONS:
        told = answer(app, f"/analyses/{name}")["parameters"]
        listed = {one["name"]: one for one in paths[f"/analyses/{name}"]["get"]["parameters"]}
        assert list(listed) == [one["name"] for one in told]
        assert all(one["description"] for one in listed.values())
    answers = {one["name"]: one for one in paths["/analyses/diff"]["get"]["parameters"]}["answer"]
    assert "returns" in answers["schema"]["enum"]


def test_the_pages_of_things_lead_here(app: ASGIApp) -> None:
    """A claim leads to its lines with their number, an event too, and a territory to what was known of returns."""
    claim = page(app, f"/claim/2f581d92fde156108cb7?{DAY}")
    found = re.findall(r'<a href="(/analyses/lines[^"]+)">([^<]+)<', claim)
    whole = answer(app, unescape(found[0][0]))
    assert found[0][1] == "1 line behind 1 outlet: who retells whom"
    assert (whole["lines"], whole["number_of_outlets"]) == ({"least": 1, "most": 1}, 1)
    event = page(app, "/event/fr-six-deserters-2024")
    territory = page(app, "/territory/KZ")
    for html in (event, territory):
        links = [unescape(one) for one in re.findall(r'href="(/analyses/[^"]+)"', html)]
        assert links
        for link in links:
            assert inside(app, link, accept="application/json").status_code == 200, link


# -- limits -----------------------------------------------------------------------------------------------


def test_the_restricted_analysis_is_for_this_machine(graph: Graph, app: ASGIApp) -> None:
    """On loopback it answers, marked; where others reach the server only if that was said; nothing else is withheld."""
    address = ADDRESSES[10]
    got = inside(app, address, accept="text/html")
    assert got.status_code == 200
    assert "Restricted: " in lines_of(got.text)
    assert "noindex" in got.headers["X-Robots-Tag"]
    assert got.headers["Cache-Control"] == "no-store"
    assert answer(app, address)["tier"] == "restricted"
    for restricted, status in ((None, 403), (False, 403), (True, 200)):
        other = application(graph, None, token="x" * 20, restricted=restricted)
        asked = [
            _with_token(other, one, kind)
            for one in (address, "/analyses/dependence")
            for kind in ("text/html", "application/json")
        ]
        assert {one.status_code for one in asked} == {status}
        assert ("laissez-passer" in asked[0].text) == (status == 200)
        assert _with_token(other, ADDRESSES[8], "application/json").status_code == 200


def _with_token(app: ASGIApp, address: str, accept: str) -> Any:
    import asyncio

    import httpx

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as client:
            return await client.get(address, headers={"Accept": accept, "Authorization": f"Bearer {'x' * 20}"})

    return asyncio.run(send())


def test_no_other_origin_reads_the_restricted_analysis() -> None:
    """An origin that may read every other answer gets none of this one."""
    origin = {"Origin": "https://example.org", **JSON}
    with served("--port", "0", "--cors-origin", "https://example.org") as (_, port):
        assert Got(port, "GET", ADDRESSES[8], headers=origin).status == 200
        got = Got(port, "GET", ADDRESSES[10], headers=origin)
        assert got.status == 403
        assert b"laissez" not in got.body


@pytest.mark.parametrize("name", ["gaps", "hinges", "diff", "agenda", "dependence"])
def test_an_answer_that_takes_too_long_is_stopped(app: ASGIApp, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past its time an analysis stops between two of its parts, and says so: 503, with what to do."""
    monkeypatch.setattr(frame, "SECONDS", -1.0)
    got = inside(app, f"/analyses/{name}?{QUESTIONS[name][0]}")
    assert got.status_code == 503
    assert "stopped" in got.json()["detail"]
    assert "exitgraph analyse" in got.json()["hint"]


def test_analyses_wait_with_all_other_searches(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where as many searches wait as may, an analysis is told to come again, and pages without one answer."""
    make = Searches.run

    async def full(self: Searches, work: Any) -> Any:
        self.waiting = THREADS + MOST_WAITING
        return await make(self, work)

    monkeypatch.setattr(Searches, "run", full)
    got = inside(app, ADDRESSES[0])
    assert (got.status_code, got.headers["Retry-After"]) == (503, "5")
    assert inside(app, "/analyses").status_code == 200


# -- the drawing ------------------------------------------------------------------------------------------

AGENTS = st.lists(st.sampled_from("ABCDEFGH"), min_size=1, max_size=5, unique=True)


def _chain(names: list[str], ends: str = "open") -> dict[str, Any]:
    agents = [{"id": name, "label": f"agent {name}", "path": f"/{name}"} for name in names]
    return {"agents": agents, "ends": ends, "certain": True}


@settings(max_examples=300)
@given(st.lists(AGENTS, min_size=1, max_size=8))
def test_a_drawing_has_every_agent_once(chains: list[list[str]]) -> None:
    """However chains cross or run in circles each agent has one box, no two overlap, and each step has a way."""
    drawn = relay_map([_chain(names) for names in chains])
    assert drawn is not None
    boxes = {one["id"]: (one["x"], one["y"]) for one in drawn["agents"]}
    assert set(boxes) == {name for names in chains for name in names}
    assert len(boxes) == len(drawn["agents"])
    for one, (x, y) in boxes.items():
        assert 0 <= x <= drawn["width"] - WIDTH
        assert 0 <= y <= drawn["height"] - HEIGHT
        for other, (u, v) in boxes.items():
            assert one == other or abs(x - u) >= WIDTH or abs(y - v) >= HEIGHT
    steps = {step for names in chains for step in pairwise(names)}
    assert len(drawn["ways"]) == len(steps)
    # Whoever retells without a circle stands to the left of whom they retell.
    reach = set(steps)
    for _ in range(8):
        reach |= {(one, far) for one, near in reach for here, far in reach if near == here}
    for one, other in steps:
        if (other, one) not in reach:
            assert boxes[one][0] < boxes[other][0]


def test_a_drawing_marks_ends_and_single_points() -> None:
    """A primary end counts before an open one; a single point is marked; nothing, or a tangle, is not drawn."""
    drawn = relay_map([_chain(["A", "B"], "primary"), _chain(["C", "B"])], ["B"])
    assert drawn is not None
    assert {one["id"]: (one["kind"], one["single"]) for one in drawn["agents"]} == {
        "A": ("passes", False),
        "C": ("passes", False),
        "B": ("primary", True),
    }
    assert relay_map([]) is None
    assert relay_map([_chain([f"{number}-{end}" for end in "ab"]) for number in range(MOST)]) is None


def test_the_single_file_counts_as_the_analysis_does(graph: Graph) -> None:
    """What cards of the file say of lines and outlets is what `lines` counts of their proposition, by all there is."""
    ever = Snapshot.at("9999-12-31", "9999-12-31")
    told = lines_behind(graph.knowledge, graph.claims.values())
    several = sorted({said for said, text in told.items() if not text.endswith("1 outlet")})
    assert len(several) > 50
    for said in several[::4]:
        found = lines(graph.knowledge, said, ever)
        assert told[said].partition(" outlet")[0] == f"{found.count}, behind {len(found.outlets)}"


def test_what_an_answer_says_is_written_in_words(graph: Graph) -> None:
    """Short forms become labels that are linked, an itinerary becomes a sentence, and unknown words stay."""
    told = Told(Things(graph.knowledge, graph.contradictions), Snapshot.at("2024-11-24", "2024-11-24"))

    def text(said: str) -> str:
        return "".join(piece["text"] for piece in told.said(said))

    assert text("outlet: organisation:b92") == "outlet: B92"
    assert text("FR (apply): enter RU KZ internal-passport; obtain KZ laissez-passer FR; apply FR") == (
        "an application to France: enter Kazakhstan from Russia on internal passport; "
        "obtain laissez-passer of France in Kazakhstan; apply for asylum in France"
    )
    assert text("lines: 1 to 3") == "lines: 1 to 3"
    assert text("GB to KZ to RU: legally possible") == "United Kingdom → Kazakhstan → Russia: legally possible"
    assert text("on possible claims only: KZ (apply)") == "on possible claims only: an application to Kazakhstan"
    assert text("smallest change: give:FR:international-passport:laissez-passer and waive:KZ:internal-passport") == (
        "smallest change: France would issue its laissez-passer also to those who hold the international passport "
        "and Kazakhstan would let in without the internal passport that it asks for"
    )
    assert text("smallest change: extend:FR:obtain:laissez-passer").endswith("to this personal status")
    assert "would no longer" in text("smallest change: lift:KZ:barsExit")
    assert text("smallest change: lift:ZZ:nothing") == "smallest change: lift:ZZ:nothing"
    links = [piece["href"] for piece in told.said("returned: event:moscow-times-2022-12-30-1-return")]
    assert links == ["", "/event/moscow-times-2022-12-30-1-return"]


def test_names_of_the_graph_are_text(tmp_path: Path) -> None:
    """Labels and titles that look like markup stay text on every page."""
    folder = tmp_path / "graph"
    shutil.copytree(shipped_graph(), folder)
    hostile = {
        '"Kazakhstan"@en': '<img src=x onerror="window.hacked=1">',
        '"deserter"@en': "</script><script>window.hacked=2</script>",
        '"The Moscow Times"@en': "\"' onmouseover='window.hacked=3' {{ 7*7 }}",
        '"internal passport"@en': "before \u202eafter <b>",
    }
    rename(folder, hostile)
    with served("--port", "0", "--graph", str(folder)) as (_, port):
        for address in ADDRESSES:
            got = Got(port, "GET", address, headers=HTML)
            assert got.status == 200, got.text
            for tag in ("<img", "<script>", "onmouseover='", "<b>\u202e"):
                assert tag not in got.text.partition("<main")[2], (address, tag)
            assert " 49" not in got.text.partition("<main")[2] or "{{ 7*7 }}" in got.text


# -- in a browser -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["index", *QUESTIONS])
def test_axe_finds_nothing_and_pages_fit(windows: Windows, name: str) -> None:
    """Of question and answer, unfolded, axe finds nothing, in light and dark, and nothing is too wide for a phone."""
    question = "/analyses" if name == "index" else f"/analyses/{name}"
    asked = question if name == "index" else f"{question}?{QUESTIONS[name][0]}"
    for address, width, theme in ((question, 390, "light"), (asked, 1440, "light"), (asked, 390, "dark")):
        shown = windows.open(address, width=width, theme=theme)
        shown.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
        assert violations(shown, *WCAG, alike=theme == "dark") == []
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
        shown.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_lawyer_asks_what_was_known(windows: Windows, script: bool) -> None:
    """From the page of a territory to the day of a decision, with script and without; the address is the question."""
    shown = windows.open("/territory/KZ", script=script)
    shown.get_by_role("link", name="Returns from here, known on a day").click()
    shown.get_by_text("Change the question").click()
    shown.get_by_label("Day of the decision").fill("2022-12-28")
    shown.get_by_role("button", name="Answer").click()
    expect(shown.locator("#result h2").first).to_have_text(
        "Returns from Kazakhstan, and abductions there: what had been published by 2022-12-28"
    )
    assert "from=KZ&on=2022-12-28&valid_at=" in shown.url
    expect(shown.locator("#by_then")).to_have_text("Published by then (0)")
    expect(shown.get_by_role("link", name="Kazakhstan returned an officer, The Moscow Times 2022 (1)")).to_be_visible()


def test_only_the_fields_of_the_answer_are_asked(windows: Windows) -> None:
    """With script the fields of another answer are neither shown nor sent."""
    shown = windows.open("/analyses/diff")
    expect(shown.get_by_label("State of origin", exact=True)).to_be_hidden()
    shown.get_by_label("the itineraries documented for a profile").check()
    shown.get_by_label("State of origin", exact=True).fill("Russia")
    shown.get_by_label("the returns told of from a territory").check()
    expect(shown.get_by_label("State of origin", exact=True)).to_be_hidden()
    shown.get_by_label("About").fill("Kazakhstan")
    shown.get_by_label("First date").fill("2022-12-28")
    shown.get_by_label("Second date").fill("2022-12-31")
    shown.get_by_role("button", name="Answer").click()
    expect(shown.locator("#appeared")).to_have_text("Said after only (1)")
    assert shown.url.endswith("/analyses/diff?answer=returns&about=KZ&before=2022-12-28&after=2022-12-31")


def test_the_sections_stay_in_one_line_on_a_phone(windows: Windows) -> None:
    """At 390 pixels all sections of the masthead stand in one line, and the one that is open is marked."""
    shown = windows.open("/analyses/lines", width=390)
    tops = shown.eval_on_selector_all(".masthead nav a", "all => all.map(one => one.getBoundingClientRect().top)")
    assert len(set(tops)) == 1
    expect(shown.locator(".masthead nav a[aria-current]")).to_have_text("Analyses")
