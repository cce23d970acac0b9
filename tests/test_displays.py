"""Answers show themselves: as text at a prompt, as HTML in a notebook, and errors as a sentence."""

from __future__ import annotations

import copy
import pickle
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from exitgraph.displays import Cell, framed, table
from exitgraph.errors import InputError
from exitgraph.frames import Finding, Rows
from exitgraph.view import positions

if TYPE_CHECKING:
    from collections.abc import Callable

    from exitgraph import At, Graph

DAY = "2024-11-24"
HOSTILE = "\"'></td><script>window.hacked=1</script><img src=x onerror=hacked()>"
SHORT = "claim:1817e51167f66ace51fc: territory:GB xg:deemsSafe territory:KZ"
VOID = {"br", "img", "meta", "input", "link", "hr"}


class Tags(HTMLParser):
    """The tags of a piece of HTML, which has to close what it opens."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.found if name == tag]


def shown(thing: Any) -> Tags:
    """Give the tags of what a notebook shows; they are closed, run nothing and fetch nothing."""
    tags = Tags(thing._repr_html_())
    assert tags.open == []
    assert {"script", "link", "img", "object", "embed", "form", "base"}.isdisjoint(name for name, _ in tags.found)
    for name, attrs in tags.found:
        assert not any(key.startswith("on") or key == "src" for key in attrs), name
    return tags


@pytest.fixture(scope="module")
def then(graph: Graph) -> At:
    return graph.at(DAY, DAY)


def answer(at: At, **options: Any) -> Any:
    return at.routes(at._graph.profile("RU", status="deserter", holds=["internal-passport"]), **options)


EVERYTHING: dict[str, Callable[[Graph, At], Any]] = {
    "graph": lambda g, _: g,
    "at": lambda _, at: at,
    "query": lambda g, _: g.query("whom-a-state-deems-safe", state="GB"),
    "claims": lambda g, _: g.claims,
    "claims of a subject": lambda g, _: g.claims(subject="KZ"),
    "claims in force": lambda _, at: at.claims(subject="KZ"),
    "no claim": lambda g, _: g.claims(subject="VA", relation="deemsSafe"),
    "row": lambda g, _: g.claims(subject="KZ")[0],
    "card": lambda _, at: at.explain("C068"),
    "contested card": lambda g, _: g.explain(min(g.contradictions)),
    "answer": lambda _, at: answer(at),
    "itinerary": lambda _, at: answer(at).itinerary(1),
    "why not": lambda _, at: answer(at, to=["GB"]),
    "missing": lambda _, at: at.routes("RU", status="deserter"),
    "difference": lambda g, _: g.routes_diff("RU", "2024-09-30", DAY, status="deserter", holds=["internal-passport"]),
    "network": lambda g, _: g.network(keep=lambda claim: claim.subject.endswith("/KZ")),
    "picture": lambda _, at: answer(at).picture(),
    "lines": lambda _, at: at.lines("event:fr-six-deserters-2024"),
    "contradictions": lambda _, at: at.contradictions(state="GB"),
    "chains": lambda g, _: g.at("2026-06-30", "2026-06-30").chains("RU"),
}


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_answer_shows_itself(graph: Graph, then: At, name: str) -> None:
    """Each answer has HTML that is closed and fetches nothing, and a text that fits a prompt and names no address."""
    thing = EVERYTHING[name](graph, then)
    assert shown(thing).found
    text = repr(thing)
    assert not re.search(r"0x[0-9a-f]{6}|https?://", text)
    assert len(text.splitlines()) < 40


def test_tables_can_be_followed_by_a_screen_reader(graph: Graph) -> None:
    """A table has a caption, heads of columns and of rows, and can be scrolled with the keyboard."""
    tags = shown(graph.claims(subject="KZ"))
    assert len(tags.all("caption")) == 1
    assert {attrs["scope"] for attrs in tags.all("th")} == {"col", "row"}
    assert len([one for one in tags.all("th") if one["scope"] == "row"]) == 50
    region = next(attrs for attrs in tags.all("div") if attrs.get("tabindex") == "0")
    assert region["aria-label"] == "Claims"


def test_a_table_names_things_by_label_and_code(graph: Graph) -> None:
    """A territory stands with its label and code, and no column says again what its neighbour's labels say."""
    html = graph.claims(subject="KZ")._repr_html_()
    assert "<bdi>Kazakhstan</bdi>" in html
    assert "<code>KZ</code>" in html
    assert "subject_label" not in html
    assert "57 rows, the first 50 shown" in html or re.search(r"\d+ rows, the first 50 shown", html)


def test_what_is_shown_is_escaped() -> None:
    """Text with HTML in it stays text: in cells, captions, heads, frames, cards, lists."""
    for piece in (
        Rows({HOSTILE: [HOSTILE], "b": [[HOSTILE]]}, title=HOSTILE),
        Rows({HOSTILE: []}, title=HOSTILE, empty=HOSTILE),
        Finding(
            {
                HOSTILE: HOSTILE,
                "list": [HOSTILE],
                "x": [{"says": HOSTILE, "source": HOSTILE, "when": None, "published": HOSTILE, "claim": HOSTILE}],
                "cannot_say": [HOSTILE],
            },
            HOSTILE,
        ),
    ):
        assert shown(piece).found
    for html in (
        table([HOSTILE], [[Cell(HOSTILE, HOSTILE, HOSTILE)]], caption=HOSTILE, below=HOSTILE),
        framed(f"<p>{HOSTILE}", title=HOSTILE, below=HOSTILE),
    ):
        assert "<script" not in html
        assert "<img" not in html


def test_a_frame_may_run_scripts_and_nothing_else(graph: Graph) -> None:
    """The picture stands whole in a sandboxed frame: no origin of its own, no forms, no windows."""
    (frame,) = shown(graph.picture(around="AM")).all("iframe")
    assert frame["sandbox"] == "allow-scripts"
    assert frame["referrerpolicy"] == "no-referrer"
    assert frame["title"] == "Interactive picture. Claims around Armenia"
    page = frame["srcdoc"]
    assert page is not None
    assert page.startswith("<!DOCTYPE html>")
    assert "default-src &#39;none&#39;" in page
    assert set(frame) == {"sandbox", "referrerpolicy", "title", "height", "srcdoc"}


def test_a_contested_claim_is_shown_beside_its_rival(graph: Graph) -> None:
    """The card of a contested claim has both sides, each with what it says and its grades."""
    name, rivals = next((name, one) for name, one in sorted(graph.contradictions.items()) if len(one) == 1)
    card = graph.explain(name)
    html = card._repr_html_()
    other = graph.explain(rivals[0].claim)
    for side in (card, other):
        assert side["claim"] in html
    assert html.count("claim graded") == html.count("source graded") == 2
    assert html.count("Contradicted by") == 1 + 1  # its name for a screen reader, and what is seen


def test_an_answer_is_told_with_its_weakest_leg(then: At) -> None:
    """Both forms of an answer name legs, bases, claims, the weakest leg and the notice."""
    found = answer(then)
    assert repr(found) == str(found)
    html = found._repr_html_()
    for words in ("Kazakhstan", "laissez-passer", "precedent", "claim:2e31f578ca0bf8484bce"):
        assert words in html
        assert words in repr(found)
    assert html.count("weakest leg") == 1
    assert "not legal advice" in html
    assert repr(found.itinerary(1)).splitlines()[1] in repr(found)
    with pytest.raises(InputError, match="no itinerary 2"):
        found.itinerary(2)


def test_networks_draw_themselves_and_so_do_their_parts(graph: Graph) -> None:
    """Copies, parts and the reversed network draw their own claims; what is too large or unknown is told in words."""
    whole = graph.network(keep=lambda claim: claim.subject.endswith(("/KZ", "/AM")))
    part = whole.subgraph(
        ["https://w3id.org/exitgraph/territory/AM", *whole["https://w3id.org/exitgraph/territory/AM"]]
    )
    edge = next(iter(whole.edges(keys=True)))
    for one in (whole, whole.copy(), part, whole.edge_subgraph([edge]), whole.reverse(), whole.reverse(copy=False)):
        assert type(one) is type(whole)
        picture = one.picture()
        assert picture is not None
        claims = {key for _, _, key in one.edges(keys=True)}
        assert claims <= {graph.resolve(card.id) for card in picture.scene.cards}
    assert len(part) < len(whole)
    for alone in (pickle.loads(pickle.dumps(whole)), copy.deepcopy(whole), type(whole)()):  # noqa: S301  # made here
        assert alone._repr_html_() is None
        assert "<network: " in repr(alone)


def test_a_quick_layout_stays_the_same(graph: Graph) -> None:
    """The layout of a small frame places every node once, and is the same each time."""
    scene = graph.scene(around="AM")
    spots = positions(scene, quick=True)
    assert spots == positions(scene, quick=True)
    assert set(spots) == {node.id for node in scene.nodes}
    assert len(set(spots.values())) == len(spots)


def test_pictures_are_saved_whole(graph: Graph, tmp_path: Any) -> None:
    """A saved picture is the page of `exitgraph view`, one file."""
    path = tmp_path / "armenia.html"
    graph.picture(around="AM").save(path)
    assert path.read_text("utf-8") == graph.page(around="AM")


def test_findings_are_mappings(then: At) -> None:
    """What an analysis found can be asked by key, and its text has the numbers and what it cannot say."""
    found = then.lines("event:fr-six-deserters-2024")
    assert set(found) == set(dict(found))
    assert len(found) == len(dict(found))
    assert "lines: 1 to 3" in repr(found)
    assert "cannot say" in repr(found)
    with pytest.raises(InputError):
        then.lines("nothing of that name")


def test_an_error_is_a_sentence_in_ipython(graph: Graph, capsys: pytest.CaptureFixture[str]) -> None:
    """IPython prints an error of the library as what, where and what next, without where in the code it was raised."""
    shell = pytest.importorskip("IPython.core.interactiveshell", reason="IPython is not installed").InteractiveShell()
    shell.user_ns["g"] = graph
    done = shell.run_cell("g.claims(subject='Atlantis')")
    assert isinstance(done.error_in_exec, InputError)
    said = capsys.readouterr().out
    assert "Atlantis" in said
    assert "Traceback" not in said
    assert "graph.py" not in said
    shell.run_cell("1 / 0")
    assert "Traceback" in capsys.readouterr().out


def test_profiles_claims_and_columns_print_in_short(graph: Graph) -> None:
    """A profile names what it is of, a claim at IPython's prompt what it says, the columns how they are asked."""
    who = graph.profile("RU", holds=["laissez-passer@FR"], nationality="stateless", at="AM", unaccompanied_minor=True)
    assert repr(who) == (
        "<profile: origin=RU; nationality=stateless; status=open; holds=laissez-passer@FR; at=AM; unaccompanied minor>"
    )
    assert repr(graph.profile("RU", status="deserter")) == "<profile: origin=RU; status=deserter; holds=nothing>"
    with pytest.raises(InputError):
        graph.profile("RU", holds=["internal-passport"], nationality="stateless")
    formatter = pytest.importorskip("IPython.core.formatters", reason="IPython is not installed").DisplayFormatter()
    claim = graph.claims[graph.resolve("C068")]
    data, _ = formatter.format(claim)
    assert data["text/plain"] == f"<{SHORT}; source:itv-2024-11>"
    assert "claims as columns" in repr(graph.table)


def test_text_of_ipython_is_the_text_of_python(graph: Graph, then: At) -> None:
    """At IPython's prompt objects print as in plain Python; its HTML is that of a notebook."""
    formatter = pytest.importorskip("IPython.core.formatters", reason="IPython is not installed").DisplayFormatter()
    for thing in (
        graph,
        then,
        graph.claims(subject="KZ"),
        then.explain("C068"),
        answer(then),
        answer(then).itinerary(1),
    ):
        data, _ = formatter.format(thing)
        assert data["text/plain"] == repr(thing)
        assert data["text/html"] == thing._repr_html_()
