"""Validation: a small invented world, and what each kind of damage to it is reported as."""

import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from exitgraph.claims import (
    AccessCopy,
    Claim,
    Evidence,
    Interval,
    Omission,
    Proposition,
    Review,
    Source,
    Text,
    parse_date,
)
from exitgraph.errors import InputError
from exitgraph.rdf.encode import claim_triples, omission_triples, review_triples, source_triples
from exitgraph.rdf.folder import SHAPES, shipped_graph
from exitgraph.rdf.turtle import Literal, Term, Triple, read_file, write_text
from exitgraph.validate import Finding, Report, validate
from exitgraph.vocabulary import (
    LANGUAGES,
    PREFIXES,
    RDF_LANG_STRING,
    RDF_TYPE,
    RDFS_LABEL,
    SH,
    XSD,
    XSD_ANYURI,
    XSD_DATETIME,
    XSD_INTEGER,
    curie,
    iri,
    xg,
)

CONSTRAINTS = ("minCount", "maxCount", "datatype", "class", "nodeKind", "pattern", "closed")


def text(value: str, lang: str = "en") -> Literal:
    return Literal(value, RDF_LANG_STRING, lang)


def date(value: str) -> Literal:
    return Literal(value, XSD_DATETIME)


def number(value: str) -> Literal:
    return Literal(value, XSD_INTEGER)


def term(value: str | Literal) -> Term:
    return value if isinstance(value, Literal) or value.startswith("http") else iri(value)


# --- the world: three territories that exist nowhere (ISO keeps their codes free), two sources, three claims ---

SOURCE, OTHER_SOURCE = iri("source:gazette-2024"), iri("source:bulletin-2024")
EVIDENCE = Evidence(
    SOURCE,
    xg("RelayedParaphrase"),
    speaker=iri("organ:xb-office"),
    relayed_by=iri("organisation:gazette"),
    start=10,
    end=60,
    sha256="a" * 64,
)
BRIEF = Evidence(OTHER_SOURCE, xg("Reporting"), locator="page 2")
ADMITS = Claim(
    Proposition(
        iri("territory:XB"),
        xg("admits"),
        iri("group:xa-deserter"),
        ((xg("document"), iri("document:internal-passport")), (xg("stayMaxDays"), 90)),
    ),
    (EVIDENCE,),
    start=parse_date("2023"),
    end=parse_date("2024"),
    event=iri("event:fair"),
    gist=Text("They are let in."),
    note=Text("Read twice."),
    record_keys=("R1",),
    confidence="high",
)
CROSSED = Claim(
    Proposition(iri("person:gazette-2024-1"), xg("crossed"), iri("territory:XB"), ((xg("from"), iri("territory:XA")),)),
    (EVIDENCE,),
    start=parse_date("2023-05"),
    event=iri("event:crossing"),
)
SAFE = Claim(
    Proposition(iri("territory:XB"), xg("deemsSafe"), iri("territory:XC")),
    (BRIEF,),
    held=parse_date("2024-03"),
    contradicts=(ADMITS.iri,),
)
SOURCES = (
    Source(
        SOURCE,
        Text("A gazette of 2024"),
        iri("organisation:gazette"),
        iri("concept:press-report"),
        "en",
        Interval(parse_date("2024-11-20").earliest, parse_date("2024-11-24").latest),
        accessed=parse_date("2025-01-02"),
        address="https://gazette.example/2024",
        copy_kind=iri("concept:original"),
        copies=(AccessCopy(iri("copy:gazette-2024-1"), iri("concept:original"), "b" * 64, 100),),
        relays=(iri("organisation:gazette"),),
        author=iri("person:gazette-editor"),
    ),
    Source(
        OTHER_SOURCE,
        Text("A bulletin of 2024"),
        iri("organ:xb-office"),
        iri("concept:official-list"),
        "en",
        parse_date("2024-06"),
    ),
)
OMISSION = Omission(
    iri("omission:gazette-2024-1"), SOURCE, iri("concept:repetition"), ("R9",), Text("Said once already.")
)

MADE = datetime(2025, 1, 1, tzinfo=UTC)
DEPRECATES = Review(SAFE.iri, MADE, xg("Deprecated"), ADMITS.iri, Text("It was corrected."))
RELIABLE = Review(SOURCE, MADE, reason=Text("It corrects its errors."), reliability="B")
CREDIBLE = Review(ADMITS.iri, MADE, reason=Text("Nobody else says so."), credibility="3")


def described(
    short: str, kind: str, *more: tuple[str, str | Literal], languages: tuple[str, ...] = ("en",)
) -> list[Triple]:
    subject = iri(short)
    return [
        Triple(subject, RDF_TYPE, xg(kind)),
        *(Triple(subject, RDFS_LABEL, text(f"{short.partition(':')[2]} thing", lang)) for lang in languages),
        *(Triple(subject, xg(name), term(value)) for name, value in more),
    ]


def world() -> dict[str, list[Triple]]:
    """Give the triples of each file that is not copied from the shipped graph."""
    months = (("occurredEarliest", date("2023-05-01T00:00:00Z")), ("occurredLatest", date("2023-05-31T23:59:59Z")))
    days = (("occurredEarliest", date("2023-05-03T00:00:00Z")), ("occurredLatest", date("2023-05-04T23:59:59Z")))
    return {
        "territories.ttl": [
            *described("territory:XA", "Territory", ("isoAlpha2", Literal("XA")), languages=LANGUAGES),
            *described("territory:XB", "Territory", ("bordersByLand", "territory:XA"), languages=LANGUAGES),
            *described("territory:XC", "Territory", languages=LANGUAGES),
        ],
        "entities/people.ttl": [
            *described(
                "group:xa-deserter",
                "Group",
                ("nationality", "territory:XA"),
                ("personalStatus", "concept:deserter"),
            ),
            *described(
                "person:gazette-2024-1",
                "Person",
                ("personRole", text("a soldier")),
                ("personalStatus", "concept:deserter"),
                ("memberOfGroup", "group:xa-deserter"),
                ("sensitivity", "concept:public"),
            ),
            *described("person:gazette-editor", "OfficeHolder", ("office", Literal("Editor"))),
        ],
        "entities/others.ttl": [
            *described("organ:xb-office", "Organ", ("belongsTo", "territory:XB")),
            *described("organisation:gazette", "Organisation"),
            *described("event:fair", "Event", *days),
            *described("event:crossing", "Event", *months),
        ],
        "sources/press.ttl": [
            *(triple for source in SOURCES for triple in source_triples(source)),
            *omission_triples(OMISSION),
        ],
        "claims/press.ttl": [triple for claim in (ADMITS, CROSSED, SAFE) for triple in claim_triples(claim)],
        "bookkeeping/reviews.ttl": [
            triple for review in (DEPRECATES, RELIABLE, CREDIBLE) for triple in review_triples(review)
        ],
    }


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with what the world takes from the shipped graph: ontology, shapes, vocabularies."""
    folder = tmp_path_factory.mktemp("shipped") / "world"
    shutil.copytree(shipped_graph() / "vocabulary", folder / "vocabulary")
    for name in ("ontology.ttl", SHAPES):
        shutil.copy(shipped_graph() / name, folder / name)
    return folder


@pytest.fixture
def folder(empty: Path, tmp_path: Path) -> Path:
    """Give the undamaged world."""
    made = tmp_path / "world"
    shutil.copytree(empty, made)
    write(made, world())
    return made


def write(folder: Path, files: dict[str, list[Triple]]) -> None:
    for name, triples in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(write_text(triples), encoding="utf-8", newline="\n")


def line_of(path: Path, subject: str) -> int:
    """Give the line on which the subject stands, found without the project's own scanner."""
    lines = path.read_text(encoding="utf-8").splitlines()
    short = curie(subject)
    return lines.index(short if short != subject else f"<{subject}>") + 1


def damage(files: dict[str, list[Triple]], subject: str, predicate: str, values: list[str | Literal]) -> str:
    """Give a subject other values of a property, in the file where it stands; give that file's name."""
    name = next(name for name, triples in files.items() if any(t.subject == subject for t in triples))
    kept = [t for t in files[name] if (t.subject, t.predicate) != (subject, predicate)]
    files[name] = kept + [Triple(subject, predicate, term(value)) for value in values]
    return name


def check(folder: Path, name: str, subject: str, rules: set[str]) -> list[Finding]:
    """Assert that the rules, no others, and each once, are reported at the subject's line."""
    report = validate([folder])
    found = list(report.findings)
    assert sorted(item.rule for item in found) == sorted(rules), report.text()
    for item in found:
        assert item.file == f"world/{name}"
        assert item.line == line_of(folder / name, subject)
        assert item.subject == curie(subject)
        assert f"world/{name}:{item.line}: error [{item.rule}] {item.subject}" in report.text()
        assert item.what
        assert item.hint
    return found


# --- one case for each constraint of the shapes: the values that the property gets instead of its own ---

IMPOSSIBLE, LOCAL = date("2023-02-30T00:00:00Z"), date("2024-11-20T00:00:00+03:00")
BARE = Literal("bare")
EXAMPLES = {
    "ClaimShape": ADMITS.iri,
    "EvidenceShape": EVIDENCE.iri,
    "SourceShape": SOURCE,
    "AccessCopyShape": iri("copy:gazette-2024-1"),
    "OmissionShape": OMISSION.iri,
    "GroupShape": iri("group:xa-deserter"),
    "PersonShape": iri("person:gazette-2024-1"),
    "OfficeHolderShape": iri("person:gazette-editor"),
    "OrganShape": iri("organ:xb-office"),
    "EventShape": iri("event:fair"),
    "ReviewShape": DEPRECATES.iri,
}
Damages = dict[str, list[str | Literal]]


def dates_of(*names: str) -> dict[str, Damages]:
    two: list[str | Literal] = [date("2023-07-01T00:00:00Z"), date("2023-07-02T00:00:00Z")]
    return {f"xg:{name}": {"maxCount": two, "datatype": [IMPOSSIBLE], "pattern": [LOCAL]} for name in names}


TWO_TEXTS: list[str | Literal] = [text("one"), text("two")]
LANG_TEXT: Damages = {"maxCount": TWO_TEXTS, "datatype": [BARE]}
PLAIN: Damages = {"maxCount": [Literal("a"), Literal("b")], "datatype": [text("tagged")]}
COUNT: Damages = {
    "maxCount": [number("20"), number("30")],
    "datatype": [Literal("ten")],
    "pattern": [number("-1")],
}
DIGEST: Damages = {
    "maxCount": [Literal("c" * 64), Literal("d" * 64)],
    "datatype": [text("c" * 64)],
    "pattern": [Literal("C" * 64)],
}


def concept(one: str, two: str, *, required: bool = True) -> Damages:
    damages: Damages = {"maxCount": [one, two], "class": ["territory:XC"]}
    return {"minCount": [], **damages} if required else damages


SHAPE_DAMAGES: dict[str, dict[str, Damages]] = {
    "ClaimShape": {
        "rdf:subject": {"minCount": [], "maxCount": ["territory:XB", "territory:XC"], "nodeKind": [BARE]},
        "rdf:predicate": {"minCount": [], "maxCount": ["xg:admits", "xg:bars"], "class": ["xg:welcomesWarmly"]},
        "rdf:object": {"minCount": [], "maxCount": ["group:xa-deserter", "group:xa-deserter-2"]},
        "xg:polarity": {"minCount": [], "maxCount": ["xg:Positive", "xg:Negative"], "class": ["territory:XA"]},
        "xg:proposition": {
            "minCount": [],
            "maxCount": [ADMITS.proposition.iri, SAFE.proposition.iri],
            "pattern": ["proposition:admits"],
        },
        "xg:evidence": {"minCount": [], "class": [EVIDENCE.iri, "territory:XA"]},
        "xg:event": {"maxCount": ["event:fair", "event:fair-2"], "class": ["territory:XA"]},
        **dates_of("startEarliest", "startLatest", "endEarliest", "endLatest", "heldAtEarliest", "heldAtLatest"),
        "xg:gist": LANG_TEXT,
        "xg:note": LANG_TEXT,
        "xg:confidence": PLAIN,
        "xg:recordKey": {"datatype": [text("R1")]},
        "xg:contradicts": {"class": [EVIDENCE.iri]},
    },
    "EvidenceShape": {
        "xg:source": {"minCount": [], "maxCount": [SOURCE, OTHER_SOURCE], "class": ["territory:XA"]},
        "xg:speechAct": concept("xg:Reporting", "xg:Hearsay"),
        "xg:speaker": {
            "maxCount": ["organ:xb-office", "organisation:gazette"],
            "class": ["concept:deserter"],
        },
        "xg:relayedBy": {
            "maxCount": ["organ:xb-office", "organisation:gazette"],
            "class": ["concept:deserter"],
        },
        "xg:start": {**COUNT, "maxCount": [number("11"), number("12")]},
        "xg:end": COUNT,
        "xg:sha256": DIGEST,
        "xg:locator": PLAIN,
    },
    "SourceShape": {
        "dcterms:title": {"minCount": [], **LANG_TEXT},
        "xg:publisher": {
            "minCount": [],
            "maxCount": ["organ:xb-office", "organisation:gazette"],
            "class": ["territory:XA"],
        },
        "xg:sourceType": concept("concept:press-report", "concept:legislation"),
        "xg:language": {
            "minCount": [],
            "maxCount": [Literal("en"), Literal("fr")],
            "datatype": [text("en")],
            "pattern": [Literal("English")],
        },
        **{
            name: {"minCount": [], **damages}
            for name, damages in dates_of("publishedEarliest", "publishedLatest").items()
        },
        **dates_of("accessedEarliest", "accessedLatest"),
        "xg:address": {
            "maxCount": [Literal("https://a.example/", XSD_ANYURI), Literal("https://b.example/", XSD_ANYURI)],
            "datatype": [Literal("https://a.example/")],
            "pattern": [Literal("page 2", XSD_ANYURI)],
        },
        "xg:accessCopy": {"class": ["territory:XA"]},
        "xg:copyKind": concept("concept:original", "concept:mirror", required=False),
        "xg:relays": {"nodeKind": [BARE]},
        "xg:author": {"maxCount": ["person:gazette-editor", "organisation:gazette"], "class": ["concept:deserter"]},
    },
    "AccessCopyShape": {
        "xg:copyOf": {"minCount": [], "maxCount": [SOURCE, OTHER_SOURCE], "class": ["territory:XA"]},
        "xg:copyKind": concept("concept:original", "concept:mirror"),
        "xg:textSha256": DIGEST,
        "xg:textLength": {**COUNT, "maxCount": [number("200"), number("300")]},
    },
    "OmissionShape": {
        "xg:omittedFrom": {"minCount": [], "maxCount": [SOURCE, OTHER_SOURCE], "class": ["territory:XA"]},
        "xg:omittedBecause": concept("concept:repetition", "concept:unit"),
        "xg:recordKey": {"minCount": [], "datatype": [text("R9")]},
        "xg:gist": LANG_TEXT,
    },
    "GroupShape": {
        "xg:nationality": {
            "minCount": [],
            "maxCount": ["territory:XA", "territory:XB"],
            "class": ["organ:xb-office"],
        },
        "xg:personalStatus": concept("concept:deserter", "concept:minor", required=False),
    },
    "PersonShape": {
        "": {"closed": []},
        "xg:personRole": LANG_TEXT,
        "xg:personalStatus": concept("concept:deserter", "concept:minor", required=False),
        "xg:memberOfGroup": {"class": ["territory:XA"]},
        "xg:sensitivity": concept("concept:public", "concept:restricted", required=False),
    },
    "PersonIriShape": {"": {"pattern": []}},
    "OfficeHolderShape": {"xg:office": {"minCount": [], "datatype": [text("Editor")]}},
    "OrganShape": {"xg:belongsTo": {"maxCount": ["territory:XA", "territory:XB"], "class": ["group:xa-deserter"]}},
    "EventShape": dates_of("occurredEarliest", "occurredLatest"),
    "ReviewShape": {
        "xg:about": {"minCount": [], "maxCount": [SAFE.iri, ADMITS.iri], "nodeKind": [BARE]},
        "xg:since": {"minCount": [], **dates_of("since")["xg:since"]},
        "xg:rank": {"maxCount": ["xg:Preferred", "xg:Deprecated"], "class": ["territory:XA"]},
        "xg:reliability": {
            "maxCount": [Literal("A"), Literal("B")],
            "datatype": [text("B")],
            "pattern": [Literal("G")],
        },
        "xg:credibility": {
            "maxCount": [Literal("1"), Literal("2")],
            "datatype": [number("2")],
            "pattern": [Literal("0")],
        },
        "xg:reason": LANG_TEXT,
        "xg:supersededBy": {"maxCount": [ADMITS.iri, CROSSED.iri], "class": ["territory:XA"]},
    },
}


class ShapeCase(NamedTuple):
    shape: str
    path: str
    parameter: str
    values: list[str | Literal]

    @property
    def rule(self) -> str:
        """The name under which the damage has to be reported."""
        local = f"-{self.path.partition(':')[2]}" if self.path else ""
        return f"{self.shape}{local}.{self.parameter}"


def shape_cases() -> Iterator[ShapeCase]:
    for shape, paths in SHAPE_DAMAGES.items():
        for path, damages in paths.items():
            for parameter, values in damages.items():
                yield ShapeCase(shape, path, parameter, values)


@pytest.mark.parametrize("case", [case for case in shape_cases() if case.path], ids=lambda case: case.rule)
def test_each_constraint_is_reported_once_with_file_and_line(folder: Path, case: ShapeCase) -> None:
    """What breaks one constraint of one shape is one finding, at the line of its subject."""
    files = world()
    files["entities/others.ttl"] += described("event:fair-2", "Event")
    files["entities/people.ttl"] += described("group:xa-deserter-2", "Group", ("nationality", "territory:XA"))
    subject = EXAMPLES[case.shape]
    name = damage(files, subject, iri(case.path), case.values)
    write(folder, files)
    check(folder, name, subject, {case.rule})


def test_every_constraint_has_a_damage_case() -> None:
    """Each constraint in the shapes file has a case above or below, and no case is without its constraint."""
    shapes = read_file(shipped_graph() / SHAPES)
    constraints = {
        f"{curie(t.subject).partition(':')[2]}.{t.predicate.removeprefix(SH)}"
        for t in shapes.triples
        if t.predicate.removeprefix(SH) in CONSTRAINTS
    }
    assert {case.rule for case in shape_cases()} == constraints


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        ("https://schema.org/birthDate", Literal("2000-01-01", XSD + "date")),
        ("https://schema.org/givenName", Literal("Somebody")),
        ("http://xmlns.com/foaf/0.1/name", Literal("Somebody")),
        ("http://www.w3.org/2003/01/geo/wgs84_pos#lat", Literal("1.5")),
        ("skos:altLabel", text("Somebody")),
        ("xg:bordersByLand", "territory:XA"),
        ("xg:livesIn", "territory:XA"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_person_carries_nothing_else(folder: Path, predicate: str, value: str | Literal) -> None:
    """A private person with a name, date of birth or place is refused, and the property is named."""
    files, person = world(), iri("person:gazette-2024-1")
    name = damage(files, person, predicate if predicate.startswith("http") else iri(predicate), [value])
    write(folder, files)
    found = check(folder, name, person, {"PersonShape.closed"})
    assert f"(found: {predicate.replace('https://schema.org/', 'schema:')})" in found[0].what


def test_a_person_is_never_named_in_an_iri(folder: Path) -> None:
    """A person whose IRI is no source with a number is refused."""
    files, person = world(), iri("person:some-body")
    files["entities/people.ttl"] += described("person:some-body", "Person")
    write(folder, files)
    check(folder, "entities/people.ttl", person, {"PersonIriShape.pattern"})


# --- rules that are no shapes ---


class RuleCase(NamedTuple):
    rule: str
    subject: str
    predicate: str
    values: list[str | Literal]
    says: str = ""


GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
RULE_CASES = (
    RuleCase("subject", ADMITS.iri, "rdf:subject", ["organ:xb-office"], "not xg:Territory"),
    RuleCase("object", ADMITS.iri, "rdf:object", ["territory:XC"], "not xg:Group"),
    RuleCase("object", ADMITS.iri, "rdf:object", [BARE], "not xg:Group"),
    RuleCase("role", ADMITS.iri, "xg:returnMode", ["concept:removal"], "xg:admits permits no role xg:returnMode"),
    RuleCase("role-value", ADMITS.iri, "xg:document", ["territory:XA"], "not xg:TravelDocument"),
    RuleCase("role-value", ADMITS.iri, "xg:document", [BARE], "not xg:TravelDocument"),
    RuleCase("role-value", ADMITS.iri, "xg:stayMaxDays", ["territory:XA"], "not xsd:integer"),
    RuleCase("role-value", ADMITS.iri, "xg:stayMaxDays", [text("ninety")], "not xsd:integer"),
    RuleCase("decode", ADMITS.iri, "xg:stayMaxDays", [number("30"), number("90")], "2 values"),
    RuleCase("decode", ADMITS.iri, "xg:stayMaxDays", [number("many")], "many"),
    RuleCase("review-says", DEPRECATES.iri, "xg:rank", [], "this says nothing"),
    RuleCase("review-says", DEPRECATES.iri, "xg:credibility", [Literal("2")], "xg:rank and xg:credibility"),
    RuleCase("review-says", DEPRECATES.iri, "xg:rank", ["xg:Preferred"], "deprecates nothing"),
    RuleCase("review-says", CREDIBLE.iri, "xg:supersededBy", [SAFE.iri], "deprecates nothing"),
    RuleCase("review-about", DEPRECATES.iri, "xg:about", ["territory:XA"], "neither a claim nor a source"),
    RuleCase("review-about", DEPRECATES.iri, "xg:about", [SOURCE], "xg:rank is said of a claim"),
    RuleCase("review-about", CREDIBLE.iri, "xg:about", [SOURCE], "xg:credibility is said of a claim"),
    RuleCase("review-about", RELIABLE.iri, "xg:about", [ADMITS.iri], "xg:reliability is said of a source"),
    RuleCase("identity", RELIABLE.iri, "xg:reliability", [Literal("A")], "hash of its content"),
    RuleCase("one-source", ADMITS.iri, "xg:evidence", [EVIDENCE.iri, BRIEF.iri], "2 sources"),
    RuleCase("interval", ADMITS.iri, "xg:startEarliest", [date("2024-01-01T00:00:00Z")], "xg:startLatest"),
    RuleCase("interval", ADMITS.iri, "xg:endLatest", [date("2023-12-31T23:59:59Z")], "xg:endEarliest"),
    RuleCase("interval", SOURCE, "xg:publishedLatest", [date("2024-11-19T00:00:00Z")], "xg:publishedEarliest"),
    RuleCase("interval", SOURCE, "xg:accessedLatest", [date("2025-01-01T00:00:00Z")], "xg:accessedEarliest"),
    RuleCase("interval", iri("event:fair"), "xg:occurredLatest", [date("2023-05-01T00:00:00Z")]),
    RuleCase("passage", EVIDENCE.iri, "xg:start", [], "xg:start is missing"),
    RuleCase("passage", EVIDENCE.iri, "xg:end", [], "xg:end is missing"),
    RuleCase("passage", EVIDENCE.iri, "xg:sha256", [], "xg:sha256 is missing"),
    RuleCase("passage", EVIDENCE.iri, "xg:start", [number("60")], "not before its end 60"),
    RuleCase("passage", EVIDENCE.iri, "xg:end", [number("101")], "the access copy has 100"),
    RuleCase("contradicts-itself", ADMITS.iri, "xg:contradicts", [ADMITS.iri]),
    RuleCase("dangling", SAFE.iri, "xg:contradicts", ["claim:" + "0" * 20], "claim:00000000000000000000"),
    RuleCase("dangling", ADMITS.iri, "xg:evidence", ["evidence:" + "0" * 20], "xg:evidence points to"),
    RuleCase("dangling", ADMITS.iri, "xg:document", ["document:library-card"], "document:library-card"),
    RuleCase("dangling", ADMITS.iri, "rdf:subject", ["territory:QQ"], "territory:QQ"),
    RuleCase("dangling", iri("group:xa-deserter"), "xg:nationality", ["territory:QQ"], "territory:QQ"),
    RuleCase("dangling", iri("territory:XB"), "xg:bordersByLand", ["territory:QQ"], "territory:QQ"),
    RuleCase("domain", iri("territory:XC"), "xg:nationality", ["territory:XA"], "belongs to xg:Group"),
    RuleCase("domain", ADMITS.iri, "xg:office", [Literal("Editor")], "belongs to xg:OfficeHolder"),
    RuleCase("range", iri("territory:XB"), "xg:bordersByLand", ["organ:xb-office"], "not xg:Territory"),
    RuleCase("range", iri("territory:XA"), "xg:isoAlpha2", [text("XA")], "not xsd:string"),
    RuleCase("label", iri("territory:XC"), "rdfs:label", [text("Gaul"), text("Gaule", "fr")], "ru, uk"),
    RuleCase("label", iri("organisation:gazette"), "rdfs:label", [text("Gazette", "fr")], "missing in en"),
    RuleCase("label", iri("organisation:gazette"), "rdfs:label", [text("A"), text("B")], "more than one value in en"),
    RuleCase("journey-month", CROSSED.iri, "xg:startEarliest", [date("2023-05-02T00:00:00Z")], "finer than a month"),
    RuleCase("journey-month", CROSSED.iri, "xg:startLatest", [date("2023-05-30T23:59:59Z")], "finer than a month"),
    RuleCase("journey-month", CROSSED.iri, "xg:startLatest", [date("2023-05-31T23:00:00Z")], "finer than a month"),
    RuleCase("journey-month", CROSSED.iri, "xg:endEarliest", [date("2023-06-02T00:00:00Z")], "xg:end"),
    RuleCase(
        "journey-month", iri("event:crossing"), "xg:occurredEarliest", [date("2023-05-02T00:00:00Z")], "xg:occurred"
    ),
    RuleCase("coordinates", iri("event:crossing"), GEO + "lat", [Literal("1.5")], "finer than a territory"),
    RuleCase("coordinates", iri("territory:XA"), "https://schema.org/geo", [BARE], "schema:geo"),
    RuleCase("coordinates", ADMITS.iri, "https://schema.org/latitude", [BARE], "schema:latitude"),
    RuleCase("coordinates", EVIDENCE.iri, "http://www.opengis.net/ont/geosparql#asWKT", [BARE], "asWKT"),
    RuleCase("coordinates", ADMITS.iri, "xg:gist", [text("It was at 51.5074, -0.1278.")], "reads like coordinates"),
    RuleCase("coordinates", ADMITS.iri, "xg:note", [text("POINT(1 2)")], "reads like coordinates"),
    RuleCase("property", ADMITS.iri, "https://schema.org/name", [BARE], "schema:name is no property"),
    RuleCase("property", iri("event:fair"), "https://schema.org/description", [BARE], "schema:description"),
    RuleCase("property", SOURCE, "http://purl.org/dc/terms/abstract", [BARE], "dcterms:abstract"),
    RuleCase("property", ADMITS.iri, "xg:crossingPoint", [BARE], "xg:crossingPoint"),
    RuleCase("direct-triple", iri("territory:XB"), "xg:deemsSafe", ["territory:XC"], "direct triple"),
    RuleCase("namespace", iri("event:fair"), "rdf:type", ["xg:Organisation"], "has to be of class xg:Event"),
    RuleCase("identity", SAFE.iri, "xg:heldAtLatest", [date("2024-04-30T23:59:59Z")], "which is claim:"),
    RuleCase("identity", SAFE.iri, "xg:polarity", ["xg:Negative"], "which is proposition:"),
    RuleCase("identity", SAFE.iri, "xg:proposition", ["proposition:" + "0" * 20], curie(SAFE.proposition.iri)[:11]),
    RuleCase("identity", BRIEF.iri, "xg:locator", [Literal("page 3")], "which is evidence:"),
)


@pytest.mark.parametrize(
    "case", RULE_CASES, ids=lambda case: f"{case.rule} {curie(case.subject)[:14]} {case.predicate}"
)
def test_each_rule_is_reported_once_with_file_and_line(folder: Path, case: RuleCase) -> None:
    """What breaks one rule is one finding, at the line of its subject, and says what it found."""
    files = world()
    predicate = case.predicate if case.predicate.startswith("http") else iri(case.predicate)
    name = damage(files, case.subject, predicate, case.values)
    write(folder, files)
    # An event that is an organisation makes its dates and the claim that names it wrong as well.
    if case.rule == "namespace":
        found = [item for item in validate([folder]).findings if item.rule == "namespace"]
        assert [item.place for item in found] == [f"world/{name}:{line_of(folder / name, case.subject)}"]
    else:
        found = check(folder, name, case.subject, {case.rule})
    assert case.says in found[0].what


def reviewed(folder: Path, *reviews: Review) -> Report:
    """Validate the world with further reviews."""
    files = world()
    files["bookkeeping/reviews.ttl"] += [triple for review in reviews for triple in review_triples(review)]
    write(folder, files)
    return validate([folder])


def test_two_grades_of_one_day_are_refused(folder: Path) -> None:
    """A second letter of a source since the same moment is a finding; one of the next day is a new grade."""
    again = replace(RELIABLE, reliability="D")
    (found,) = reviewed(folder, again).findings
    assert (found.rule, found.subject) == ("review-twice", max(curie(again.iri), curie(RELIABLE.iri)))
    assert min(curie(again.iri), curie(RELIABLE.iri)) in found.what
    assert reviewed(folder, replace(again, since=MADE + timedelta(days=1))).ok


def test_what_was_deprecated_stays_so(folder: Path) -> None:
    """A rank after the deprecation of a claim is a finding, one before it is history."""
    after = Review(SAFE.iri, MADE + timedelta(days=1), xg("Preferred"))
    assert [(item.rule, item.subject) for item in reviewed(folder, after).findings] == [
        ("review-late", curie(after.iri))
    ]
    assert reviewed(folder, replace(after, since=MADE - timedelta(days=1))).ok


def test_the_right_iri_is_told(folder: Path) -> None:
    """Who changes a claim is told the IRI that its new content has."""
    changed = Claim(SAFE.proposition, SAFE.evidence, held=parse_date("2024-02"), contradicts=SAFE.contradicts)
    files = world()
    damage(files, SAFE.iri, xg("heldAtEarliest"), [date("2024-02-01T00:00:00Z")])
    name = damage(files, SAFE.iri, xg("heldAtLatest"), [date("2024-02-29T23:59:59Z")])
    write(folder, files)
    assert curie(changed.iri) in check(folder, name, SAFE.iri, {"identity"})[0].what


def test_a_claim_may_have_no_date(folder: Path) -> None:
    """A claim without any date is valid."""
    files = world()
    files["claims/press.ttl"] += claim_triples(
        Claim(Proposition(iri("territory:XC"), xg("deemsSafe"), iri("territory:XB")), (BRIEF,))
    )
    write(folder, files)
    assert validate([folder]).findings == ()


def test_what_ends_before_it_starts_is_refused(folder: Path) -> None:
    """A claim whose latest end lies before its earliest start is reported, although neither interval is inverted."""
    files = world()
    damage(files, ADMITS.iri, xg("endEarliest"), [date("2022-01-01T00:00:00Z")])
    name = damage(files, ADMITS.iri, xg("endLatest"), [date("2022-12-31T23:59:59Z")])
    write(folder, files)
    check(folder, name, ADMITS.iri, {"start-after-end"})


def test_a_source_is_not_read_before_it_is_published(folder: Path) -> None:
    """A source that was published after it was accessed is reported."""
    files = world()
    damage(files, SOURCE, xg("accessedEarliest"), [date("2024-01-01T00:00:00Z")])
    name = damage(files, SOURCE, xg("accessedLatest"), [date("2024-01-01T23:59:59Z")])
    write(folder, files)
    check(folder, name, SOURCE, {"published-after-accessed"})


def test_nothing_is_reported_to_hold_after_the_report(folder: Path) -> None:
    """A claim that its source reports to hold after the source's latest publication is reported."""
    files = world()
    damage(files, SAFE.iri, xg("heldAtEarliest"), [date("2024-07-01T00:00:00Z")])
    name = damage(files, SAFE.iri, xg("heldAtLatest"), [date("2024-07-31T23:59:59Z")])
    write(folder, files)
    found = check(folder, name, SAFE.iri, {"held-after-publication"})
    assert "source:bulletin-2024 was published by 2024-06-30T23:59:59Z" in found[0].what


def test_when_it_was_reported_may_be_finer_than_a_month(folder: Path) -> None:
    """The day on which a source reports something of a private person is about the report, and is valid."""
    held = Claim(
        Proposition(iri("person:gazette-2024-1"), xg("livesIn"), iri("territory:XB")),
        (EVIDENCE,),
        held=parse_date("2024-11-20"),
    )
    files = world()
    files["claims/press.ttl"] += claim_triples(held)
    write(folder, files)
    assert validate([folder]).findings == ()


def test_the_event_of_a_journey_may_end_with_the_publication(folder: Path) -> None:
    """An open event of a journey may be closed by the source's publication date, which tells nothing of the journey."""
    files = world()
    damage(files, iri("event:crossing"), xg("occurredLatest"), [date("2024-11-24T23:59:59Z")])
    write(folder, files)
    assert validate([folder]).findings == ()


def test_a_person_belongs_to_a_declared_source(folder: Path) -> None:
    """A person whose IRI names a source that is not in the graph is reported."""
    files = world()
    files["entities/people.ttl"] += described("person:courier-2024-1", "Person")
    write(folder, files)
    check(folder, "entities/people.ttl", iri("person:courier-2024-1"), {"person-source"})


@pytest.mark.parametrize("subject", ["https://example.org/somebody", PREFIXES["skos"] + "Concept"])
def test_only_what_is_ours_is_described(folder: Path, subject: str) -> None:
    """A subject outside the namespaces of the graph is reported."""
    files = world()
    files["entities/others.ttl"].append(Triple(subject, RDFS_LABEL, text("a thing")))
    write(folder, files)
    check(folder, "entities/others.ttl", subject, {"namespace"})


def test_a_concept_is_a_concept(folder: Path) -> None:
    """What stands among the concepts without being one is reported."""
    files = world()
    files["entities/others.ttl"].append(Triple(iri("concept:oddity"), RDF_TYPE, xg("Event")))
    files["entities/others.ttl"].append(Triple(iri("concept:oddity"), RDFS_LABEL, text("oddity")))
    write(folder, files)
    check(folder, "entities/others.ttl", iri("concept:oddity"), {"namespace"})


def test_a_concept_has_labels_in_four_languages(folder: Path) -> None:
    """A concept of the vocabularies that loses a language is reported with that language."""
    path = folder / "vocabulary" / "modes.ttl"
    kept = [t for t in read_file(path).triples if not (isinstance(t.object, Literal) and t.object.lang == "uk")]
    path.write_text(write_text(kept), encoding="utf-8")
    found = [item for item in validate([folder]).findings if item.subject == "concept:land"]
    assert [(item.rule, item.place) for item in found] == [
        ("label", f"world/vocabulary/modes.ttl:{line_of(path, iri('concept:land'))}")
    ]
    assert found[0].what.endswith("missing in uk")


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        ("group:xa-deserter", "xg:nationality", "territory:XB"),
        ("territory:XA", "xg:isoAlpha2", Literal("XZ")),
        ("organisation:gazette", "rdfs:label", text("Another gazette")),
        (curie(SOURCE), "xg:publishedLatest", date("2024-11-25T23:59:59Z")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_two_files_may_not_disagree(folder: Path, subject: str, predicate: str, value: str | Literal) -> None:
    """Two values of a single-valued property in two files are one finding, which names the other file and line."""
    files = world()
    first = next(name for name, triples in files.items() if any(t.subject == iri(subject) for t in triples))
    files["zz.ttl"] = [Triple(iri(subject), iri(predicate), term(value))]
    write(folder, files)
    found = check(folder, "zz.ttl", iri(subject), {"conflict"})
    assert f"world/{first}:{line_of(folder / first, iri(subject))}" in found[0].what


def test_two_files_may_agree(folder: Path) -> None:
    """The same subject described twice in the same way is no problem."""
    files = world()
    files["zz.ttl"] = [t for t in files["entities/people.ttl"] if t.subject == iri("group:xa-deserter")]
    write(folder, files)
    assert validate([folder]).findings == ()


@pytest.mark.parametrize(
    ("addition", "line", "says"),
    [
        ("\nterritory:XD a xg:Territory ;;; oops\n", None, "not valid Turtle"),
        ("\nterritory:XD xg:partOf [ a xg:Territory ] .\n", 1, "a blank node"),
    ],
    ids=["syntax", "blank node"],
)
def test_a_file_that_does_not_parse_is_reported_alone(folder: Path, addition: str, line: int | None, says: str) -> None:
    """Bad syntax and blank nodes are findings with their line, and what refers to the file does not seem to dangle."""
    path = folder / "territories.ttl"
    before = path.read_text(encoding="utf-8")
    path.write_text(before + addition, encoding="utf-8")
    report = validate([folder])
    assert [(item.rule, item.file) for item in report.findings] == [("syntax", "world/territories.ttl")]
    finding = report.findings[0]
    assert says in finding.what
    if line is not None:
        assert finding.line == before.count("\n") + 2
    else:
        assert finding.line is not None
        assert finding.line > before.count("\n")


def test_an_unreadable_ontology_is_a_finding(folder: Path) -> None:
    """A relation without its domain stops the validation with one finding at its line."""
    path = folder / "ontology.ttl"
    relation = xg("deemsSafe")
    kept = [t for t in read_file(path).triples if (t.subject, curie(t.predicate)) != (relation, "rdfs:domain")]
    path.write_text(write_text(kept), encoding="utf-8")
    found = validate([folder]).findings
    assert [(item.rule, item.place) for item in found] == [("decode", f"world/ontology.ttl:{line_of(path, relation)}")]


def test_the_undamaged_world_is_valid(folder: Path) -> None:
    """The world that the cases damage has no problem of its own."""
    report = validate([folder])
    assert report.findings == ()
    assert report.ok
    assert report.claims == 3


def test_the_shipped_graph_is_valid() -> None:
    """The graph that comes with the package passes its own validation."""
    report = validate([shipped_graph()])
    assert report.findings == (), report.text()
    assert report.claims > 0


def test_one_file_is_held_against_the_graph(folder: Path, tmp_path: Path) -> None:
    """A file from elsewhere may use what the base describes, and only the file is reported on."""
    files = world()
    claims = files.pop("claims/press.ttl")
    damage(files, SOURCE, xg("language"), [])
    write(folder, files)
    alone = tmp_path / "mine.ttl"
    alone.write_text(write_text(t for t in claims if t.subject in (SAFE.iri, BRIEF.iri)), encoding="utf-8")
    assert validate([alone], base=folder).findings == ()
    (folder / "claims" / "press.ttl").unlink()
    report = validate([alone], base=folder)
    assert [(item.rule, item.file, item.line) for item in report.findings] == [
        ("dangling", str(alone), line_of(alone, SAFE.iri))
    ]


def test_a_file_of_the_base_is_not_in_conflict_with_itself(folder: Path) -> None:
    """A file of the graph that is validated by itself is read once."""
    report = validate([folder / "sources" / "press.ttl", folder / "claims"], base=folder)
    assert report.findings == ()
    assert (report.files, report.claims) == (2, 3)


def test_a_source_of_the_base_may_not_be_changed_by_another_file(folder: Path, tmp_path: Path) -> None:
    """A file that gives a source of the base another date is reported, with the place in the base."""
    other = tmp_path / "other.ttl"
    other.write_text(
        write_text([Triple(SOURCE, xg("publishedLatest"), date("2024-12-31T23:59:59Z"))]), encoding="utf-8"
    )
    report = validate([other], base=folder)
    assert [(item.rule, item.file) for item in report.findings] == [("conflict", str(other))]
    place = f"world/sources/press.ttl:{line_of(folder / 'sources' / 'press.ttl', SOURCE)}"
    assert place in report.findings[0].what


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    """A missing path is wrong use, not a finding."""
    with pytest.raises(InputError, match="no such file"):
        validate([tmp_path / "nothing.ttl"])


def test_the_shapes_are_no_data(folder: Path) -> None:
    """Who names the file of the shapes is told to name its folder, instead of that nothing was wrong with it."""
    with pytest.raises(InputError, match="no part of it"):
        validate([folder / SHAPES])


@pytest.mark.parametrize(
    ("name", "value"),
    [("pattern", Literal("(")), ("minCount", Literal("one")), ("path", Literal("xg:source"))],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_shapes_that_cannot_be_used_are_an_error(folder: Path, name: str, value: Literal) -> None:
    """A fault in the shapes themselves is told as such, and never passes as a clean report."""
    files = {SHAPES: list(read_file(folder / SHAPES).triples)}
    damage(files, xg("EvidenceShape-sha256"), SH + name, [value])
    write(folder, files)
    with pytest.raises(InputError, match="the shapes cannot be used"):
        validate([folder])


def test_impossible_dates_do_not_reach_the_log(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An ill-typed date is a finding, not a traceback in the log of the RDF library."""
    files = world()
    damage(files, ADMITS.iri, xg("startEarliest"), [IMPOSSIBLE])
    write(folder, files)
    with caplog.at_level(logging.WARNING):
        assert not validate([folder]).ok
    assert caplog.records == []


def test_the_report_is_sorted_and_without_repeats() -> None:
    """Findings come in order of file, line and subject, each once, and a warning leaves the report in order."""
    later = Finding("b.ttl", 2, "claim:b", "identity", "what", "hint")
    first = Finding("a.ttl", 10, "claim:a", "identity", "what", "hint", "warning")
    second = Finding("a.ttl", 9, "claim:c", "identity", "what", "hint", "warning")
    report = Report.of([later, first, second, first], files=2, claims=3)
    assert report.findings == (second, first, later)
    assert not report.ok
    assert Report.of([first]).ok
    assert report.text().splitlines()[-1] == "1 problem, 2 warnings in 2 files, 3 claims"


def test_the_report_as_json_keeps_every_field(folder: Path) -> None:
    """The JSON of a report says where, which rule, what and what to do."""
    files = world()
    damage(files, ADMITS.iri, xg("polarity"), [])
    write(folder, files)
    data = json.loads(json.dumps(validate([folder]).as_dict()))
    assert (data["ok"], data["claims"]) == (False, 3)
    row = data["findings"][0]
    assert set(row) == {"file", "line", "subject", "rule", "what", "hint", "severity"}
    assert row["subject"] == curie(ADMITS.iri)
    assert row["line"] == line_of(folder / "claims" / "press.ttl", ADMITS.iri)
