"""The scene, the layout and the page, as far as they can be tried without a browser."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from exitgraph.claims import Claim, Entity, Evidence, Proposition, Review, Source, Text, parse_date
from exitgraph.claims.knowledge import Knowledge
from exitgraph.claims.ontology import Ontology, Relation
from exitgraph.errors import InputError, UnknownName, Unreachable
from exitgraph.view import build_scene, positions, render, write
from exitgraph.view.cards import safe_link
from exitgraph.view.html import read_block
from exitgraph.view.layout import LINE, MANY, box_of, radius, wrapped
from exitgraph.view.pack import pack, unpack
from exitgraph.view.style import DASHES, FAMILIES, FAMILY_LABELS, looks
from exitgraph.vocabulary import curie, iri, xg

if TYPE_CHECKING:
    from pathlib import Path

    from exitgraph.view import Scene

DIGEST = "sha256:" + "5" * 64


def claim(subject: str, verb: str, target: str | Text, *, positive: bool = True, **more: Any) -> Claim:
    """Make a claim of the one source from short forms."""
    roles = tuple((iri(role), value) for role, value in more.pop("roles", ()))
    object_ = target if isinstance(target, Text) else iri(target)
    evidence = Evidence(iri("source:one"), xg("Reporting"), start=1, end=9, sha256="c0ffee" * 10)
    return Claim(Proposition(iri(subject), iri(verb), object_, roles, positive=positive), (evidence,), **more)


def knowledge(*claims: Claim, labels: dict[str, str] | None = None, relations: tuple[Relation, ...] = ()) -> Knowledge:
    """Gather claims with one source; ``labels`` gives entities beyond those that have none."""
    source = Source(
        iri("source:one"),
        Text("A title"),
        iri("organisation:paper"),
        iri("concept:press-report"),
        "en",
        parse_date("2024-11"),
    )
    entities = {iri(name): Entity(iri(name), (), {"en": label}) for name, label in (labels or {}).items()}
    return Knowledge(
        claims={one.iri: one for one in claims},
        sources={source.iri: source},
        entities=entities,
        ontology=Ontology(relations={one.iri: one for one in relations}),
    )


def relation(name: str, **more: Any) -> Relation:
    """Declare a relation."""
    return Relation(iri(name), xg("Entity"), xg("Entity"), frozenset(), iri("concept:rule"), **more)


def crowd(size: int) -> Scene:
    """Make a scene of a ring with spokes, long labels, a pair apart and a node with only a text."""
    names = [f"territory:T{number}" for number in range(size)]
    claims = [claim(one, "xg:admits", other) for one, other in itertools.pairwise([*names, names[0]])]
    claims += [claim("group:hub", "xg:crossed", name) for name in names[::2]]
    claims += [claim("territory:A1", "xg:bars", "group:b1"), claim("organ:alone", "xg:account", Text("A text."))]
    return build_scene(knowledge(*claims, labels={name: f"A rather long label {name}" for name in names}))


def data_of(page: str, name: str) -> Any:
    """Read a data block of a page."""
    data = read_block(page)[name]
    return unpack(data) if name == "data" else data


# ---- scene --------------------------------------------------------------------------------------------------------


def test_arrow_bundles_the_claims_of_one_proposition_pattern() -> None:
    """Claims with the same subject, relation, object and polarity share an arrow; a denial has its own."""
    scene = build_scene(
        knowledge(
            claim("territory:GB", "xg:deemsSafe", "territory:AM"),
            claim("territory:GB", "xg:deemsSafe", "territory:AM", held=parse_date("2020")),
            claim("territory:GB", "xg:deemsSafe", "territory:AM", positive=False),
        )
    )
    assert sorted((arrow.positive, len(arrow.claims)) for arrow in scene.arrows) == [(False, 1), (True, 2)]
    assert sorted(name for arrow in scene.arrows for name in arrow.claims) == sorted(card.id for card in scene.cards)


def test_parallel_arrows_never_lie_on_one_another() -> None:
    """Arrows between the same two nodes bend differently, those of the other direction counted."""
    verbs = ("xg:admits", "xg:bars", "xg:deemsSafe")
    claims = [claim("territory:AM", verb, "territory:GB") for verb in verbs]
    claims += [claim("territory:GB", verb, "territory:AM") for verb in verbs[:2]]
    scene = build_scene(knowledge(*claims))
    # Seen from one end, a bend to the right of the other direction is a bend to the left.
    sides = [arrow.curvature * (1 if arrow.source == "territory:AM" else -1) for arrow in scene.arrows]
    assert len(set(sides)) == 5
    assert sum(sides) == pytest.approx(0)


def test_all_parallel_arrows_reach_the_page() -> None:
    """Ninety-four parallel arrows are ninety-four arrows in the page: an undirected Network would drop some."""
    ends = ("territory:GB", "territory:AM")
    claims = [claim(one, f"xg:verb{n}", other) for n in range(47) for one, other in (ends, ends[::-1])]
    page = render(build_scene(knowledge(*claims)), digest=DIGEST)
    edges = data_of(page, "edges")
    assert len(edges) == 94
    assert len({edge["id"] for edge in edges}) == 94


def test_a_text_is_no_node() -> None:
    """A claim whose object is a text hangs on its subject, and two equal texts connect nobody."""
    scene = build_scene(
        knowledge(
            claim("group:one", "xg:account", Text("The same words.")),
            claim("group:two", "xg:account", Text("The same words.")),
        )
    )
    assert [node.id for node in scene.nodes] == ["group:one", "group:two"]
    assert scene.arrows == ()
    assert all(len(node.own) == 1 and node.degree == 0 for node in scene.nodes)


def test_card_tells_roles_dates_evidence_and_rivals() -> None:
    """A card names its roles, dates, place of evidence and the claims that contradict it, with their kind."""
    scene = build_scene(
        knowledge(
            claim(
                "territory:KZ",
                "xg:admits",
                "group:g",
                roles=(("xg:document", iri("document:internal-passport")), ("xg:stayMaxDays", 30)),
                start=parse_date("2022-09"),
                end=parse_date("2023-01-26"),
            ),
            claim("territory:KZ", "xg:bars", "group:g"),
            relations=(relation("xg:admits", opposes=frozenset({xg("bars")})), relation("xg:bars")),
            labels={"territory:KZ": "Kazakhstan", "group:g": "Deserters"},
        )
    )
    card, rival = scene.cards
    assert card.title == "Kazakhstan admits Deserters"
    assert {(row.label, row.value) for row in card.roles} == {
        ("document", "internal passport"),
        ("stay max days", "30"),
    }
    assert [(row.label, row.value) for row in card.dates] == [("from", "2022-09"), ("until", "2023-01-26")]
    assert (card.holds_from, card.holds_until) == ("2022-09-01", "2023-01-26")
    assert card.passages[0].place == "code points 1\u20139"
    assert card.passages[0].digest == "c0ffeec0ffee"
    assert [(one.claim, one.kind) for one in card.rivals] == [(rival.id, "opposed")]


def test_card_tells_until_when_it_is_not_stale() -> None:
    """A card has the last day before its review is overdue, and why; what holds on has none; of a person, a month's."""
    admits, returned = (
        relation("xg:admits", review_months=24),
        relation("xg:returned", occurrence=True, review_months=36),
    )
    person = Entity(iri("person:one-1"), (xg("Person"),), {"en": "a man"})
    reported = claim("territory:KZ", "xg:admits", "group:g", held=parse_date("2022-09-12"))
    open_ = claim("territory:KZ", "xg:admits", "group:h", start=parse_date("2022-09-12"))
    happened = claim("territory:KZ", "xg:returned", "person:one-1", start=parse_date("2023-02-10"))
    known = knowledge(reported, open_, happened, relations=(admits, returned))
    scene = build_scene(replace(known, entities={person.iri: person}))
    told = {card.id: (card.due, card.stale) for card in scene.cards}
    assert told == {
        curie(reported.iri): ("2024-09-12", "last reported 2022-09-12; review due after 24 months"),
        curie(open_.iri): ("", ""),
        curie(happened.iri): ("2026-02-28", "happened by 2023-02; review due after 36 months"),
    }


def test_card_and_source_carry_their_grades_with_day_and_reason() -> None:
    """Grades and ranks stand on the card and the source in order of their days, as values and as texts."""
    one = claim("territory:KZ", "xg:admits", "group:g")
    known = knowledge(one, relations=(relation("xg:admits"),))
    reviews = (
        Review(one.iri, datetime(2027, 1, 1, tzinfo=UTC), credibility="2"),
        Review(one.iri, datetime(2026, 1, 1, tzinfo=UTC), reason=Text("One says so."), credibility="3"),
        Review(one.iri, datetime(2026, 1, 2, tzinfo=UTC), xg("Preferred"), reason=Text("The newest.")),
        Review(one.source, datetime(2026, 1, 3, tzinfo=UTC), reason=Text("It corrects."), reliability="B"),
    )
    scene = build_scene(replace(known, reviews={review.iri: review for review in reviews}))
    (card,), (source,) = scene.cards, scene.sources
    assert [(given.since, given.value, given.text) for given in (*card.credibility, *card.ranks)] == [
        ("2026-01-01", "3", "3, possibly true (since 2026-01-01: One says so.)"),
        ("2027-01-01", "2", "2, probably true (since 2027-01-01)"),
        ("2026-01-02", "preferred", "preferred (since 2026-01-02: The newest.)"),
    ]
    assert [given.text for given in source.reliability] == ["B, usually reliable (since 2026-01-03: It corrects.)"]


def test_denied_claim_says_not() -> None:
    """The sentence of a denied claim has NOT in it, that of an affirmed one has not."""
    scene = build_scene(
        knowledge(
            claim("territory:GB", "xg:deemsSafe", "territory:AM"),
            claim("territory:GB", "xg:deemsSafe", "territory:AM", positive=False),
        )
    )
    assert sorted((card.positive, "NOT" in card.title) for card in scene.cards) == [(False, True), (True, False)]


def test_month_is_the_finest_date_for_a_person() -> None:
    """For a claim about a person neither text nor bounds tell the day, even when the person is only in a role."""
    for made in (
        claim("territory:KZ", "xg:returned", "person:test-1", start=parse_date("2024-03-14")),
        claim(
            "territory:KZ", "xg:x", "group:g", roles=(("xg:r", iri("person:test-1")),), start=parse_date("2024-03-14")
        ),
    ):
        scene = build_scene(knowledge(made))
        assert [row.value for row in scene.cards[0].dates] == ["2024-03"]
        assert scene.cards[0].holds_from == "2024-03-01"
        assert "2024-03-14" not in repr(scene)


def test_occurrence_ends_with_its_review_span() -> None:
    """What happened once counts until its review span is over; without a span it never ends."""
    made = claim("territory:KZ", "xg:returned", "group:g", start=parse_date("2024-03"))
    for months, until in ((12, "2025-03-31"), (0, "")):
        scene = build_scene(
            knowledge(made, relations=(relation("xg:returned", occurrence=True, review_months=months),))
        )
        assert (scene.cards[0].holds_from, scene.cards[0].holds_until) == ("2024-03-01", until)


def chain() -> Knowledge:
    """Make a chain GB - AM - KZ - MN, with a claim outside that contradicts one inside."""
    return knowledge(
        claim("territory:GB", "xg:deemsSafe", "territory:AM"),
        claim("territory:AM", "xg:deemsSafe", "territory:KZ"),
        claim("territory:KZ", "xg:deemsSafe", "territory:MN"),
        claim("territory:AM", "xg:account", Text("About Armenia.")),
        claim("territory:MN", "xg:account", Text("About Mongolia.")),
        labels={"territory:GB": "United Kingdom", "territory:AM": "Armenia"},
    )


@pytest.mark.parametrize(
    ("depth", "nodes", "claims"),
    [(0, {"GB"}, 0), (1, {"GB", "AM"}, 2), (2, {"GB", "AM", "KZ"}, 3), (9, {"GB", "AM", "KZ", "MN"}, 5)],
)
def test_around_keeps_what_is_within_the_depth(depth: int, nodes: set[str], claims: int) -> None:
    """A neighbourhood holds the arrows within its depth, their ends, and the texts of these."""
    scene = build_scene(chain(), around="United Kingdom", depth=depth)
    assert {node.id.removeprefix("territory:") for node in scene.nodes} == nodes
    assert len(scene.cards) == claims
    assert scene.title == "Claims around United Kingdom"


def test_rival_outside_the_page_is_counted_and_not_told() -> None:
    """A contradicting claim that the page leaves out is a number on it, and nothing more."""
    inside = claim("territory:GB", "xg:deemsSafe", "territory:AM")
    outside = claim("territory:MN", "xg:deemsSafe", "territory:KZ", contradicts=(inside.iri,))
    scene = build_scene(knowledge(inside, outside, labels={"territory:GB": "United Kingdom"}), around="GB")
    assert [(card.rivals, card.rivals_elsewhere) for card in scene.cards] == [((), 1)]
    assert scene.arrows[0].contested
    assert "MN" not in repr(scene)


def test_wrong_arguments_are_told_with_what_to_do() -> None:
    """An unknown node, a node without claims, a language without labels and a negative depth are refused."""
    world = chain()
    with pytest.raises(UnknownName):
        build_scene(world, around="Atlantis")
    lonely = knowledge(claim("territory:GB", "xg:x", "territory:AM"), labels={"territory:FR": "France"})
    with pytest.raises(InputError, match="no claim has territory:FR"):
        build_scene(lonely, around="France")
    with pytest.raises(InputError, match="language 'de'"):
        build_scene(world, lang="de")
    with pytest.raises(InputError, match="below 0"):
        build_scene(world, around="Armenia", depth=-1)


def test_missing_source_is_named() -> None:
    """A claim on a source that is not there is an error that names the source."""
    world = Knowledge(claims={one.iri: one for one in [claim("territory:GB", "xg:x", "territory:AM")]})
    with pytest.raises(InputError, match="source:one"):
        build_scene(world)


def test_labels_follow_the_language() -> None:
    """Labels are in the language asked for, and in English where there are none."""
    made = claim("territory:AM", "xg:admits", "territory:GB")
    world = knowledge(made, labels={"territory:GB": "United Kingdom"})
    armenia = Entity(iri("territory:AM"), (), {"en": "Armenia", "fr": "Arménie"})
    world = Knowledge(claims=world.claims, sources=world.sources, entities={**world.entities, armenia.iri: armenia})
    scene = build_scene(world, lang="fr")
    assert [node.label for node in scene.nodes] == ["Arménie", "United Kingdom"]
    assert "Armenia" in scene.nodes[0].names


def test_empty_knowledge_makes_an_empty_page() -> None:
    """Without claims there is a page with nothing on it, not an error."""
    scene = build_scene(Knowledge())
    assert (scene.nodes, scene.cards, scene.oldest) == ((), (), "")
    assert "0 of 0 claims, 0 nodes" in render(scene, digest=DIGEST)


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://news.example/a?b=1#c", True),
        ("http://news.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("https:", False),
        ("//news.example/", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(address: str | None, link: bool) -> None:
    """An http or https address with a host is a link; everything else is text."""
    assert safe_link(address) == (address if link else "")


# ---- looks --------------------------------------------------------------------------------------------------------


def test_relations_of_a_family_differ_by_dash() -> None:
    """Within a family no two of the first relations share colour and dash; every family has a label."""
    for family, names in FAMILIES.items():
        found = looks(xg(name) for name in names[: len(DASHES)])
        assert {look.family for look in found.values()} == {family}
        assert len({look.dashes for look in found.values()}) == min(len(names), len(DASHES))
        assert FAMILY_LABELS[family]


def test_unknown_relation_has_a_look() -> None:
    """A relation that the table does not know is drawn as context."""
    assert looks([xg("unheardOf")])[xg("unheardOf")].family == "other"


# ---- layout -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 5, 24])
def test_no_two_nodes_or_labels_overlap(size: int) -> None:
    """The boxes of nodes with their labels do not run into one another."""
    scene = crowd(size)
    spots = positions(scene)
    boxes = {node.id: box_of(node) for node in scene.nodes}
    assert set(spots) == set(boxes)
    for one, other in itertools.combinations(sorted(spots), 2):
        a, b = boxes[one], boxes[other]
        apart_x = abs(spots[one][0] - spots[other][0]) >= a.half + b.half
        upper, lower = (one, other) if spots[one][1] <= spots[other][1] else (other, one)
        apart_y = spots[lower][1] - spots[upper][1] >= boxes[upper].below + boxes[lower].above
        assert apart_x or apart_y, (one, other)


def test_layout_is_the_same_again() -> None:
    """Two runs on one scene, and on a scene built anew, give the same whole numbers."""
    first, second = positions(crowd(12)), positions(crowd(12))
    assert first == second
    assert list(first) == list(second)
    assert all(isinstance(number, int) for spot in first.values() for number in spot)


def test_picture_is_wider_than_tall() -> None:
    """A picture of a few dozen nodes has about the shape of the canvas."""
    spots = positions(crowd(24)).values()
    wide = max(x for x, _ in spots) - min(x for x, _ in spots)
    tall = max(y for _, y in spots) - min(y for _, y in spots)
    assert 1.1 < wide / tall < 2.4


def test_long_label_is_broken_and_cut() -> None:
    """A label is drawn in at most three lines of bounded length; what is cut off ends in an ellipsis."""
    lines = wrapped("an extraordinarily long label " * 5).split("\n")
    assert len(lines) == 3
    assert max(map(len, lines)) <= LINE
    assert lines[-1].endswith("…")
    assert wrapped("Armenia") == "Armenia"


def test_large_picture_keeps_its_shapes_apart() -> None:
    """Above the number at which labels are drawn where there is room, no two shapes touch."""
    scene = crowd(MANY + 10)
    spots = positions(scene)
    sizes = {node.id: radius(node) for node in scene.nodes}
    assert set(spots) == set(sizes)
    for one, other in itertools.combinations(sorted(spots), 2):
        apart = max(abs(a - b) for a, b in zip(spots[one], spots[other], strict=True))
        assert apart >= sizes[one] + sizes[other], (one, other)
    assert positions(crowd(MANY + 10)) == spots


# ---- data ---------------------------------------------------------------------------------------------------------


def test_packed_data_are_read_back_as_they_were() -> None:
    """Packing loses nothing: texts, numbers, truth values, empty lists and lists in rows come back with their types."""
    rows = [{"id": "a", "n": 1, "in": []}, {"id": "1", "n": 1.0, "in": [{"x": True}, {"x": "a"}]}]
    data = {"rows": rows, "one": "a", "flat": ["a", 0, False, None]}
    packed = pack(data)
    assert repr(unpack(json.loads(json.dumps(packed)))) == repr(data)
    assert packed["values"].count("a") == 1


def test_rows_with_different_columns_are_refused() -> None:
    """Rows that differ in their columns would change places: they are an error."""
    with pytest.raises(InputError, match="differ in their columns"):
        pack({"rows": [{"a": 1, "b": 2}, {"a": 1}]})


# ---- page ---------------------------------------------------------------------------------------------------------


def test_rebuilt_page_has_the_same_bytes() -> None:
    """The page is the same, byte for byte, in another process with another hash seed."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_view as t; from exitgraph.view import *;"
        "import hashlib; print(hashlib.sha256(render(t.crowd(9), digest=t.DIGEST).encode()).hexdigest())"
    )
    here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
    seen = {
        subprocess.run(
            [sys.executable, "-c", program, here],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert seen == {hashlib.sha256(render(crowd(9), digest=DIGEST).encode()).hexdigest() + "\n"}


def test_page_names_no_address_to_load_from() -> None:
    """No element of the page has a source or a style sheet elsewhere, and the source map is gone."""
    page = render(crowd(5), digest=DIGEST)
    # What lies inside scripts is text to the parser; the elements are what stays without it.
    outside = re.sub(r"<script[^>]*>.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
    assert not re.findall(r"<(?:link|img|iframe|object|embed|base)\b|\bsrc=|\burl\(|@import", outside)
    assert "sourceMappingURL" not in page
    assert "url(" not in "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))


def test_policy_admits_exactly_the_inlined_scripts_and_styles() -> None:
    """The hashes of the policy are those of the scripts and styles in the page, and nothing is unsafe."""
    page = render(crowd(5), digest=DIGEST)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    policy = policy.replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    blocks = re.findall(r"<(script|style)>(.*?)</\1>", page, re.DOTALL)
    assert [kind for kind, _ in blocks] == ["style", "style", "script", "script"]
    digests = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for _, text in blocks}
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == digests


def test_data_cannot_end_their_block() -> None:
    """Labels with markup leave nothing but base64 in the block of data, and are read back as they were."""
    label = "</script><script>x</script><!-- \u2028 & 'q' \"p\" href"
    scene = build_scene(
        knowledge(claim("territory:A", "xg:x", "territory:B"), labels={"territory:A": label}), title=label
    )
    page = render(scene, digest=label)
    (block,) = re.findall(r'<script type="[^"]*" id="exitgraph-data">(.*?)</script>', page, re.DOTALL)
    assert re.fullmatch("[A-Za-z0-9+/]+=*", block)
    data = data_of(page, "data")
    assert data["nodes"][0]["label"] == label
    assert data["digest"] == label
    assert "<script>x" not in page


def test_nodes_carry_no_tooltip_and_no_group() -> None:
    """vis-network gets no title (it would be HTML) and no group (it would bring its colours); physics is off."""
    page = render(crowd(5), digest=DIGEST)
    for name in ("nodes", "edges"):
        assert all({"title", "group"}.isdisjoint(item) for item in data_of(page, name))
    assert data_of(page, "options")["physics"] == {"enabled": False}


def test_date_of_making_stands_only_where_it_is_given() -> None:
    """The page tells when it was made only if it is told."""
    scene = crowd(3)
    assert "Made 2024-12-01" in render(scene, digest=DIGEST, generated="2024-12-01")
    assert "Made " not in render(scene, digest=DIGEST)


def test_written_page_is_utf8_with_lf_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is written as UTF-8 with LF under any locale, replaces an older one, and leaves nothing beside it."""
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "page.html"
    path.write_text("old")
    world = knowledge(claim("territory:A", "xg:x", "territory:B"), labels={"territory:A": "Вірменія"})
    page = render(build_scene(world), digest=DIGEST)
    write(page, path)
    assert path.read_bytes() == page.encode("utf-8")
    assert b"\r" not in path.read_bytes()
    assert [item.name for item in tmp_path.iterdir()] == ["page.html"]
    assert path.stat().st_mode & 0o400


def test_unwritable_place_is_an_error_that_names_it(tmp_path: Path) -> None:
    """Writing into a folder that is not there says which, and leaves nothing."""
    with pytest.raises(Unreachable, match="nowhere"):
        write("x", tmp_path / "nowhere" / "page.html")
    (tmp_path / "folder").mkdir()
    with pytest.raises(Unreachable, match="folder"):
        write("x", tmp_path / "folder")
    assert [item.name for item in tmp_path.iterdir()] == ["folder"]


def test_vis_network_missing_from_pyvis_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pyvis does not carry the library, the error says so instead of writing an empty page."""
    from exitgraph.view import html

    monkeypatch.setattr(html, "files", lambda _: tmp_path)
    with pytest.raises(Unreachable, match=r"vis-network 9\.1\.2"):
        html.vis_network()
