"""One small invented world: three territories that exist nowhere, two sources, a dozen claims.

Its ontology and vocabularies are those of the checkout. `write_world` lays it out as a folder like ``graph/``;
`know` makes a `Knowledge` of any claims without going through files.
"""

from __future__ import annotations

import functools
import hashlib
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import assume
from hypothesis import strategies as st

from exitgraph.claims import (
    AccessCopy,
    Claim,
    Entity,
    Evidence,
    Interval,
    Omission,
    Proposition,
    Source,
    Text,
    Value,
    parse_date,
)
from exitgraph.rdf.decode import decode
from exitgraph.rdf.encode import claim_triples, omission_triples, source_triples, term
from exitgraph.rdf.folder import SHAPES, read_reference, shipped_graph
from exitgraph.rdf.turtle import Literal, Triple, read_text, write_text
from exitgraph.vocabulary import LANGUAGES, RDF_LANG_STRING, RDF_TYPE, RDFS_LABEL, iri, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.rdf.turtle import Document

GAZETTE, BULLETIN = iri("source:gazette-2024"), iri("source:bulletin-2024")
SOLDIER = iri("person:gazette-2024-1")

#: A text of our own that the gazette's evidence points into; it has characters of one to four bytes.
ARTICLE = (
    "The gazette of Borland, spring 2024\n\n"
    "Deserters from Arland may enter on an internal passport – so the ministry says.\n"  # noqa: RUF001
    "«Никого не возвращают», the spokesperson added; the café owners of 𝔅orland agree.\n"  # noqa: RUF001
    "Twelve soldiers have asked for protection."
)


def passage(words: str, act: str = "Reporting", **more: str) -> Evidence:
    """Give the evidence of the gazette that stands at these words of `ARTICLE`."""
    start = ARTICLE.index(words)
    return Evidence(
        GAZETTE,
        xg(act),
        start=start,
        end=start + len(words),
        sha256=hashlib.sha256(words.encode()).hexdigest(),
        **{name: iri(value) for name, value in more.items()},
    )


def brief(page: int) -> Evidence:
    """Give the evidence of a page of the bulletin, of which no copy was measured."""
    return Evidence(BULLETIN, xg("Reporting"), locator=f"page {page}")


def span(first: str, last: str | None = None) -> Interval:
    """Give the interval from the begin of one partial date to the end of another."""
    return Interval(parse_date(first).earliest, parse_date(last or first).latest)


def claim(
    subject: str,
    relation: str,
    target: Value,
    roles: Mapping[str, Value] | None = None,
    *,
    evidence: Evidence | None = None,
    positive: bool = True,
    start: Interval | None = None,
    end: Interval | None = None,
    held: Interval | None = None,
) -> Claim:
    """Make a claim from short forms; numbers and texts of roles stay as they are."""
    return Claim(
        Proposition(
            iri(subject),
            iri(relation),
            long(target),
            tuple((xg(name), long(value)) for name, value in (roles or {}).items()),
            positive=positive,
        ),
        (evidence or brief(1),),
        start=start,
        end=end,
        held=held,
    )


def long(value: Value) -> Value:
    """Expand a short form; other values come back as they are."""
    return iri(value) if isinstance(value, str) else value


SOURCES = (
    Source(
        GAZETTE,
        Text("A gazette of 2024"),
        iri("organisation:gazette"),
        iri("concept:press-report"),
        "en",
        span("2024-03-01", "2024-03-07"),
        accessed=parse_date("2025-01-02"),
        address="https://gazette.example/2024",
        copy_kind=iri("concept:original"),
        copies=(
            AccessCopy(
                iri("copy:gazette-2024-1"),
                iri("concept:original"),
                hashlib.sha256(ARTICLE.encode()).hexdigest(),
                len(ARTICLE),
            ),
        ),
    ),
    Source(
        BULLETIN,
        Text("A bulletin of 2024"),
        iri("organ:xb-office"),
        iri("concept:official-list"),
        "en",
        parse_date("2024-06"),
        relays=(GAZETTE,),
    ),
)

ADMITS = claim(
    "territory:XB",
    "xg:admits",
    "group:xa-deserter",
    {"document": "document:internal-passport", "stayMaxDays": 90},
    evidence=passage(
        "Deserters from Arland may enter on an internal passport",
        "RelayedParaphrase",
        speaker="organ:xb-office",
        relayed_by="organisation:gazette",
    ),
    start=span("2023"),
)
BARS = claim("territory:XB", "xg:bars", "group:xa-citizen", held=span("2024-06"))
NOT_BARS = claim("territory:XC", "xg:bars", "group:xa-citizen", positive=False, held=span("2024-06"))
NO_RETURNS = replace(
    claim(
        "territory:XB",
        "xg:returned",
        "group:xa-deserter",
        positive=False,
        evidence=passage("«Никого не возвращают»", "DirectQuotation", speaker="organ:xb-office"),
        held=span("2024-03"),
    ),
    gist=Text("Никого не возвращают.", "ru"),
    record_keys=("G2",),
)
CROSSED = replace(
    claim("person:gazette-2024-1", "xg:crossed", "territory:XB", {"from": "territory:XA"}),
    evidence=(passage("Twelve soldiers"),),
    start=span("2023-05"),
    event=iri("event:crossing"),
    confidence="high",
)
COUNTS = claim(
    "group:xa-deserter",
    "xg:counts",
    "concept:deserters",
    {"value": 12, "at": "territory:XB"},
    evidence=passage("Twelve soldiers have asked for protection."),
    held=span("2024-03"),
)
GRANTS = claim("territory:XC", "xg:grantsProtection", "group:xa-deserter", held=span("2024-06"))
ONLY = claim(
    "territory:XC",
    "xg:grantsProtection",
    "group:xa-deserter",
    {"exclusiveWithin": "region:europe"},
    held=span("2024-06"),
)
SAFE = claim("territory:XC", "xg:deemsSafe", "territory:XB", held=span("2024-06"))
BASED = claim("organisation:gazette", "xg:basedIn", "territory:XB", held=span("2024-03"), evidence=passage("Borland"))
ISSUES = claim(
    "territory:XC",
    "xg:issuesTravelDocument",
    "document:laissez-passer",
    {"at": "territory:XB", "group": "group:xa-deserter", "basis": "concept:precedent"},
    start=span("2024-02"),
)
OPINION = claim(
    "organ:xb-office", "xg:opinion", Text("The law is clear enough."), evidence=passage("so the ministry says")
)

CLAIMS = (ADMITS, BARS, NOT_BARS, NO_RETURNS, CROSSED, COUNTS, GRANTS, ONLY, SAFE, BASED, ISSUES, OPINION)
OMISSION = Omission(
    iri("omission:gazette-2024-1"), GAZETTE, iri("concept:repetition"), ("G9",), Text("Said once already.")
)


def entity(short: str, kind: str, english: str, **properties: str) -> Entity:
    """Make an entity with IRIs as properties, and one label that does for all languages."""
    values = {xg(name): (iri(value),) for name, value in properties.items()}
    return Entity(iri(short), (xg(kind),), dict.fromkeys(LANGUAGES, english), (), values)


ENTITIES = (
    entity("territory:XA", "Territory", "Arland", bordersByLand="territory:XB"),
    entity("territory:XB", "Territory", "Borland"),
    entity("territory:XC", "Territory", "Corland"),
    entity("group:xa-citizen", "Group", "citizens of Arland", nationality="territory:XA"),
    entity(
        "group:xa-deserter",
        "Group",
        "deserters from Arland",
        nationality="territory:XA",
        personalStatus="concept:deserter",
    ),
    entity("organ:xb-office", "Organ", "Ministry of Borland", belongsTo="territory:XB"),
    entity("organisation:gazette", "Organisation", "The Gazette"),
    entity("person:gazette-2024-1", "Person", "a soldier, gazette 2024", memberOfGroup="group:xa-deserter"),
    entity("event:crossing", "Event", "a crossing in 2023"),
)


def entity_triples(thing: Entity) -> list[Triple]:
    """Give the triples of an entity."""
    return [
        *(Triple(thing.iri, RDF_TYPE, kind) for kind in thing.types),
        *(Triple(thing.iri, RDFS_LABEL, Literal(text, RDF_LANG_STRING, lang)) for lang, text in thing.labels.items()),
        *(Triple(thing.iri, name, term(value)) for name, values in thing.properties.items() for value in values),
    ]


def world_files(claims: Iterable[Claim] = CLAIMS, entities: Iterable[Entity] = ENTITIES) -> dict[str, str]:
    """Give the text of each file of the world that is not copied from the checkout, by its path."""
    return {
        "entities/all.ttl": write_text(triple for thing in entities for triple in entity_triples(thing)),
        "sources/all.ttl": write_text(
            [triple for source in SOURCES for triple in source_triples(source)] + list(omission_triples(OMISSION))
        ),
        "claims/all.ttl": write_text(triple for item in claims for triple in claim_triples(item)),
    }


def write_world(folder: Path, claims: Iterable[Claim] = CLAIMS, entities: Iterable[Entity] = ENTITIES) -> Path:
    """Lay the world out in a folder like ``graph/``, with the ontology, shapes and vocabularies of the checkout."""
    shipped = shipped_graph()
    shutil.copytree(shipped / "vocabulary", folder / "vocabulary")
    for name in ("ontology.ttl", SHAPES):
        shutil.copy(shipped / name, folder / name)
    for name, text in world_files(claims, entities).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    return folder


def world_documents(claims: Iterable[Claim] = CLAIMS, entities: Iterable[Entity] = ENTITIES) -> list[Document]:
    """Give the documents of the world, reference data included, without writing a file."""
    texts = world_files(claims, entities)
    return [*shipped_reference(), *(read_text(text, name=name) for name, text in texts.items())]


@functools.cache
def shipped_reference() -> tuple[Document, ...]:
    """Give the ontology and the vocabularies of the checkout, read once."""
    wanted = ("ontology.ttl", "vocabulary/")
    return tuple(item for item in read_reference(shipped_graph()) if any(part in item.path for part in wanted))


@functools.cache
def reference() -> Knowledge:
    """Give the ontology and the vocabularies of the checkout, decoded once."""
    return decode(shipped_reference())


def know(*claims: Claim, sources: Iterable[Source] = SOURCES, entities: Iterable[Entity] = ENTITIES) -> Knowledge:
    """Make the knowledge of these claims, with the world's sources and entities and the shipped ontology."""
    return replace(
        reference(),
        claims={item.iri: item for item in claims},
        sources={source.iri: source for source in sources},
        entities={**reference().entities, **{thing.iri: thing for thing in entities}},
    )


#: Instants to the second, in UTC.
SECONDS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59)).map(  # noqa: DTZ001  # UTC follows
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    """Give intervals, open ones included."""
    bounds = draw(st.tuples(st.none() | SECONDS, st.none() | SECONDS))
    assume(bounds[0] is None or bounds[1] is None or bounds[0] <= bounds[1])
    return Interval(*bounds)
