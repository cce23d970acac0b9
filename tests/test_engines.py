"""The two engines for shapes find the same, so that it does not matter which of them a machine can run."""

from __future__ import annotations

import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from exitgraph.errors import InputError
from exitgraph.rdf.folder import SHAPES, read_graph, shipped_graph
from exitgraph.rdf.turtle import Literal, Triple, read_file
from exitgraph.validate import validate
from exitgraph.validate.engines import by_pyshacl, by_shacl, violations
from exitgraph.vocabulary import RDF_TYPE, RDFS, SH, XSD_ANYURI, XSD_DATETIME, XSD_INTEGER, XSD_STRING, iri, xg
from test_validate import EXAMPLES, RULE_CASES, damage, described, shape_cases, term, text, world, write

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("shacl", reason="shacl has no wheel for this machine; pySHACL alone runs here")

ENGINES = (by_shacl, by_pyshacl)
NAMES = ("shacl", "pySHACL")
DIGEST = "c" * 64
# Lexical forms about which the engines differ, with the engines that object. pySHACL asks Python what a date or number
# is, and lets `$` match before a line break; what only pySHACL objects to has years and hours that Python lacks.
DIFFER = {
    ("startEarliest", "0000-01-01T00:00:00Z", XSD_DATETIME): {"pySHACL"},
    ("startEarliest", "2024-01-01T24:00:00Z", XSD_DATETIME): {"pySHACL"},
    ("start", "5\n", XSD_INTEGER): {"shacl"},
    ("sha256", DIGEST + "\n", XSD_STRING): {"shacl"},
}
AGREE = {
    ("startEarliest", "2024-02-29T00:00:00Z", XSD_DATETIME): False,
    ("startEarliest", "2023-02-29T00:00:00Z", XSD_DATETIME): True,
    ("startEarliest", "2024-01-01T23:59:60Z", XSD_DATETIME): True,
    ("startEarliest", "2024-01-01T00:00:00Z\n", XSD_DATETIME): True,
    ("startEarliest", "2024-01-01", XSD_DATETIME): True,
    ("startEarliest", "2024-01-01T00:00:00", XSD_DATETIME): True,
    ("startEarliest", "2024-01-01T00:00:00+03:00", XSD_DATETIME): True,
    ("startEarliest", "9999-12-31T23:59:59Z", XSD_DATETIME): False,
    ("startEarliest", "12024-01-01T00:00:00Z", XSD_DATETIME): True,
    ("start", "10", XSD_INTEGER): False,
    ("start", "010", XSD_INTEGER): True,
    ("start", "1_000", XSD_INTEGER): True,
    ("start", "\u0663", XSD_INTEGER): True,
    ("start", "1.0", XSD_INTEGER): True,
    ("start", "9" * 40, XSD_INTEGER): False,
    ("sha256", DIGEST, XSD_STRING): False,
    ("sha256", DIGEST[1:] + "\u0441", XSD_STRING): True,
    ("address", "https://a.example/\u00e9?q=\u4e00%20", XSD_ANYURI): False,
    ("address", "page 2", XSD_ANYURI): True,
}
CLASSES = {"startEarliest": "Claim", "start": "Evidence", "sha256": "Evidence", "address": "Source"}


@pytest.fixture(scope="module")
def shapes() -> tuple[Triple, ...]:
    return read_file(shipped_graph() / SHAPES).triples


@pytest.fixture(scope="module")
def shipped() -> list[Triple]:
    """Give the shipped graph as triples."""
    return [triple for document in read_graph(shipped_graph()) for triple in document.triples]


@pytest.fixture(scope="module")
def types(shipped: list[Triple]) -> list[Triple]:
    """Give what the ontology and the vocabularies say of classes."""
    kept = (RDF_TYPE, RDFS + "subClassOf")
    own = (iri("xg:"), iri("concept:"), iri("document:"))
    return [triple for triple in shipped if triple.predicate in kept and triple.subject.startswith(own)]


def damaged() -> tuple[list[Triple], dict[str, str]]:
    """Give every damage case in one graph, each done to a subject of its own, and the rule that it breaks."""
    triples = [triple for part in world().values() for triple in part]
    triples += described("event:fair-2", "Event")
    triples += described("group:xa-deserter-2", "Group", ("nationality", "territory:XA"))
    cases = [(EXAMPLES[case.shape], case.path, case.values, case.rule) for case in shape_cases() if case.path]
    cases += [(case.subject, case.predicate, case.values, "") for case in RULE_CASES]
    cases.append((iri("person:gazette-2024-1"), "skos:altLabel", [text("Somebody")], "PersonShape.closed"))
    rules = {}
    undamaged = list(triples)
    for number, (subject, path, values, rule) in enumerate(cases):
        copy = f"{subject}{number:03d}"
        predicate = path if path.startswith("http") else iri(path)
        triples += [
            Triple(copy, triple.predicate, triple.object)
            for triple in undamaged
            if triple.subject == subject and triple.predicate != predicate
        ]
        triples += [Triple(copy, predicate, term(value)) for value in values]
        rules[copy] = rule
    nameless = described("person:some-body", "Person")
    rules[iri("person:some-body")] = "PersonIriShape.pattern"
    return triples + nameless, rules


def test_the_engines_agree_on_every_damage(types: list[Triple], shapes: tuple[Triple, ...]) -> None:
    """Both engines give the same results, messages included, for every damage case of test_validate."""
    data, rules = damaged()
    found, other = (sorted(engine([*data, *types], shapes), key=str) for engine in ENGINES)
    assert found == other
    reported = {(item.subject, item.rule) for item in found}
    assert {(subject, rule) for subject, rule in rules.items() if rule} - reported == set()
    assert len(rules) > 150


def test_the_engines_agree_on_the_shipped_graph(shipped: list[Triple], shapes: tuple[Triple, ...]) -> None:
    """Neither engine finds anything in the shipped graph."""
    assert [engine(shipped, shapes) for engine in ENGINES] == [[], []]


def test_the_engines_agree_on_the_shipped_graph_damaged(shipped: list[Triple], shapes: tuple[Triple, ...]) -> None:
    """Both engines find the same where every seventh triple of the claims and their evidence is missing."""
    own = (iri("claim:"), iri("evidence:"))
    claims = [triple for triple in shipped if triple.subject.startswith(own)]
    rest = [triple for triple in shipped if not triple.subject.startswith(own)]
    kept = [triple for number, triple in enumerate(claims) if number % 7]
    found, other = (sorted(engine(kept + rest, shapes), key=str) for engine in ENGINES)
    assert len(found) > 100
    assert found == other


def objecting(name: str, value: str, datatype: str, shapes: tuple[Triple, ...]) -> set[str]:
    """Give the engines that object to a value of a property."""
    subject = iri("event:one")
    data = [
        Triple(subject, RDF_TYPE, xg(CLASSES[name])),
        Triple(subject, xg(name), Literal(value, datatype)),
    ]
    return {
        label
        for label, engine in zip(NAMES, ENGINES, strict=True)
        if any(item.path == xg(name) for item in engine(data, shapes))
    }


@pytest.mark.parametrize("form", DIFFER, ids=repr)
def test_the_engines_differ_about_a_few_lexical_forms(form: tuple[str, str, str], shapes: tuple[Triple, ...]) -> None:
    """One engine objects to the form, and the other does not."""
    assert objecting(*form, shapes) == DIFFER[form]


@pytest.mark.parametrize("form", AGREE, ids=repr)
def test_the_engines_agree_about_other_forms(form: tuple[str, str, str], shapes: tuple[Triple, ...]) -> None:
    """Both engines object to the form, or neither does."""
    assert objecting(*form, shapes) == (set(NAMES) if AGREE[form] else set())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the undamaged world of test_validate as a folder."""
    made = tmp_path / "world"
    made.mkdir()
    shutil.copytree(shipped_graph() / "vocabulary", made / "vocabulary")
    for name in ("ontology.ttl", SHAPES):
        shutil.copy(shipped_graph() / name, made / name)
    write(made, world())
    return made


@pytest.mark.parametrize("form", DIFFER, ids=repr)
def test_whatever_only_one_engine_sees_is_reported(form: tuple[str, str, str], folder: Path) -> None:
    """A form about which the engines differ never passes: what the shapes let through cannot be decoded."""
    files = world()
    name, value, datatype = form
    damage(files, EXAMPLES[f"{CLASSES[name]}Shape"], xg(name), [Literal(value, datatype)])
    write(folder, files)
    assert not validate([folder]).ok


def test_without_shacl_pyshacl_runs(
    types: list[Triple], shapes: tuple[Triple, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where shacl is not installed, pySHACL gives the results."""
    subject = iri("claim:one")
    data = [Triple(subject, RDF_TYPE, xg("Claim")), *types]
    before = violations(data, shapes)
    monkeypatch.setitem(sys.modules, "shacl", None)
    with pytest.raises(ImportError):
        by_shacl(data, shapes)
    assert sorted(violations(data, shapes), key=str) == sorted(before, key=str) != []


@pytest.mark.parametrize("engine", ENGINES, ids=NAMES)
@pytest.mark.parametrize(
    ("name", "value"), [("pattern", "("), ("minCount", "one"), ("maxCount", "1.5"), ("path", "xg:source")]
)
def test_shapes_that_cannot_be_used_are_told(engine: object, name: str, value: str, shapes: tuple[Triple, ...]) -> None:
    """Either engine refuses shapes with a fault, and says that it is the shapes that are wrong."""
    assert callable(engine)
    shape = xg("EvidenceShape-sha256")
    kept = [t for t in shapes if (t.subject, t.predicate) != (shape, SH + name)]
    # pySHACL looks at a shape only where there is something to hold against it.
    data = [Triple(iri("evidence:one"), RDF_TYPE, xg("Evidence"))]
    with pytest.raises(InputError, match=re.escape("the shapes cannot be used")):
        engine(data, [*kept, Triple(shape, SH + name, Literal(value))])
