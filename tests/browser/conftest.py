"""A real Chromium, offline, that reports every request and every word on the console; and a world to show in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from exitgraph.claims import Claim, Entity, Evidence, Proposition, Review, Source, Text, parse_date
from exitgraph.claims.knowledge import Knowledge
from exitgraph.claims.ontology import Ontology, Relation
from exitgraph.rdf.decode import decode
from exitgraph.rdf.folder import read_graph, shipped_graph
from exitgraph.view import build_scene, render, write
from exitgraph.vocabulary import iri
from windows import chromium as launched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page

    from exitgraph.view import Scene

DIGEST = "sha256:" + "0123456789abcdef" * 4
HOSTILE = {
    "image": '<img src=x onerror="window.hacked=1">',
    "script": "</script><script>window.hacked=2</script>",
    "comment": "<!--<script>window.hacked=3//",
    "link": '<a href="javascript:window.hacked=4">href</a>',
    "turned": "before \u202eafter",
    "quotes": "\"double\" 'single' `back` \\ & {{ 7*7 }}",
}


def entity(short: str, kind: str, english: str, **other: str) -> Entity:
    """Make an entity with its labels."""
    return Entity(iri(short), (iri(kind),), {"en": english, **other})


ENTITIES = (
    entity("territory:GB", "xg:Territory", "United Kingdom", fr="Royaume-Uni"),
    entity("territory:AM", "xg:Territory", "Armenia", uk="Вірменія", ru="Армения", fr="Arménie"),
    entity("territory:KZ", "xg:Territory", "Kazakhstan"),
    entity("territory:MN", "xg:Territory", "Mongolia"),
    entity("group:ru-deserter", "xg:Group", "Russian deserters"),
    entity("group:journalist", "xg:Group", "Exiled journalists"),
    entity("person:test-1", "xg:Person", "a soldier (test)"),
    entity("organ:gb-home-office", "xg:Organ", "Home Office"),
    entity("organisation:paper", "xg:Organisation", "The Daily Test"),
    entity("xg:deemsSafe", "xg:Relation", "deems safe"),
    entity("xg:admits", "xg:Relation", "admits"),
    entity("xg:bars", "xg:Relation", "bars"),
    entity("xg:returned", "xg:Relation", "returned"),
    entity("xg:account", "xg:Relation", "is told of"),
    entity("territory:X1", "xg:Territory", HOSTILE["image"]),
    entity("group:x2", "xg:Group", HOSTILE["script"]),
    entity("territory:X3", "xg:Territory", HOSTILE["turned"]),
    entity("organisation:x4", "xg:Organisation", HOSTILE["link"]),
    entity('territory:"><script>window.hacked=5</script>', "xg:Territory", HOSTILE["quotes"]),
)
SOURCES = (
    Source(
        iri("source:one"),
        Text("Where they went"),
        iri("organisation:paper"),
        iri("concept:press-report"),
        "en",
        parse_date("2024-11-20"),
        parse_date("2024-12-01"),
        "https://news.example/where-they-went?a=1&b=2",
    ),
    Source(
        iri("source:two"),
        Text(HOSTILE["link"]),
        iri("organisation:x4"),
        iri("concept:press-report"),
        "en",
        parse_date("2022-05"),
        None,
        "javascript:window.hacked=6",
    ),
)


def relation(name: str, *, opposes: str = "", occurrence: bool = False) -> Relation:
    """Declare a relation, with the least that conflict needs."""
    others = frozenset({iri(opposes)}) if opposes else frozenset[str]()
    thing = iri("xg:Entity")
    return Relation(iri(name), thing, thing, frozenset(), iri("concept:rule"), 24, others, occurrence)


def claim(
    subject: str,
    verb: str,
    target: str | Text,
    *,
    source: str = "source:one",
    act: str = "xg:Reporting",
    positive: bool = True,
    **more: Any,
) -> Claim:
    """Make a claim from short forms."""
    object_ = target if isinstance(target, Text) else iri(target)
    proposition = Proposition(iri(subject), iri(verb), object_, positive=positive)
    evidence = Evidence(iri(source), iri(act), iri("organisation:paper"), start=10, end=42, sha256="ab" * 32)
    return Claim(proposition, (evidence,), **more)


def make_world() -> Knowledge:
    """Build claims that agree, disagree and attack."""
    claims = (
        claim("territory:GB", "xg:deemsSafe", "territory:AM", gist=Text("London calls it safe.")),
        claim("territory:GB", "xg:deemsSafe", "territory:AM", source="source:two", positive=False),
        claim("territory:AM", "xg:deemsSafe", "territory:GB"),
        claim("territory:AM", "xg:admits", "group:ru-deserter", held=parse_date("2024-11")),
        claim("territory:KZ", "xg:admits", "group:ru-deserter", act="xg:Hearsay"),
        claim("territory:KZ", "xg:bars", "group:ru-deserter", source="source:two"),
        claim("territory:KZ", "xg:returned", "person:test-1", start=parse_date("2024-03-14")),
        claim("group:ru-deserter", "xg:account", Text("They walked."), note=Text(HOSTILE["comment"])),
        claim("territory:MN", "xg:admits", "group:journalist", gist=Text("Far from the rest.")),
        claim("territory:X1", "xg:admits", "group:x2", gist=Text(HOSTILE["script"]), confidence=HOSTILE["image"]),
        claim("territory:X3", "xg:admits", "group:x2", source="source:two", record_keys=(HOSTILE["image"],)),
        claim('territory:"><script>window.hacked=5</script>', "xg:admits", "group:x2", event=iri("event:x\"'<b>")),
    )
    reviews = (
        Review(iri("source:one"), datetime(2025, 3, 1, tzinfo=UTC), reason=Text("It corrects."), reliability="B"),
        Review(iri("source:one"), datetime(2026, 3, 1, tzinfo=UTC), reason=Text(HOSTILE["script"]), reliability="C"),
        Review(claims[3].iri, datetime(2025, 4, 1, tzinfo=UTC), reason=Text("Others say so."), credibility="2"),
        Review(claims[3].iri, datetime(2025, 5, 1, tzinfo=UTC), iri("xg:Preferred"), reason=Text("The newest.")),
    )
    relations = [relation("xg:deemsSafe"), relation("xg:admits", opposes="xg:bars"), relation("xg:bars")]
    relations += [relation("xg:returned", occurrence=True), relation("xg:account")]
    return Knowledge(
        claims={one.iri: one for one in claims},
        sources={one.iri: one for one in SOURCES},
        entities={one.iri: one for one in ENTITIES},
        reviews={one.iri: one for one in reviews},
        ontology=Ontology(relations={one.iri: one for one in relations}),
    )


@pytest.fixture(scope="session")
def world() -> Knowledge:
    return make_world()


@pytest.fixture(scope="session")
def attacks() -> dict[str, str]:
    """Give the texts of the world that are meant to break out."""
    return HOSTILE


@pytest.fixture(scope="session")
def scene() -> Scene:
    return build_scene(make_world(), title=HOSTILE["quotes"] + HOSTILE["image"])


@pytest.fixture(scope="session")
def page_file(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("view") / "page.html"
    write(render(scene, digest=DIGEST), path)
    return path


@pytest.fixture(scope="session")
def around_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("view") / "around.html"
    write(render(build_scene(make_world(), around="Armenia"), digest=DIGEST), path)
    return path


@pytest.fixture(scope="session")
def shipped_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("view") / "shipped.html"
    write(render(build_scene(decode(read_graph(shipped_graph()))), digest=DIGEST), path)
    return path


# Of a module, since playwright keeps a loop running in its thread, in which nobody else can run one.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@dataclass
class Watch:
    """What pages did that they should not."""

    requests: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a file in a fresh, offline window; at the end nothing else was asked for and the console is empty."""
    watch = Watch()
    contexts = []
    allowed = set()

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            watch.words.append(message.text)

    def opened(
        path: Path,
        *,
        width: int = 1440,
        theme: Any = "light",
        script: bool = True,
        wait: bool = True,
        hash_: str = "",
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=script, offline=True
        )
        contexts.append(context)
        allowed.add(path.as_uri())
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: watch.requests.append(request.url.partition("#")[0]))
        page.on("console", heard)
        page.on("pageerror", lambda error: watch.words.append(str(error)))
        page.goto(path.as_uri() + hash_)
        if script and wait:
            page.wait_for_function("() => window.exitgraph !== undefined")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert set(watch.requests) == allowed, "a page asked for something besides itself"
    assert watch.words == []
