"""The shapes file itself: what it may contain, and that it speaks of things that exist."""

from pathlib import Path

import pytest
import rdflib

from exitgraph.rdf.folder import SHAPES, read_graph, shipped_graph
from exitgraph.rdf.turtle import Document, Literal, read_file, read_text, write_text
from exitgraph.validate.shacl import violations
from exitgraph.vocabulary import RDF_TYPE, RDFS_LABEL, SH, XG, curie, iri, xg

CONSTRAINTS = ("minCount", "maxCount", "datatype", "class", "nodeKind", "pattern", "closed")


@pytest.fixture(scope="module")
def shapes() -> Document:
    return read_file(shipped_graph() / SHAPES)


def values(shapes: Document, shape: str, name: str) -> list[str]:
    found = (t.object for t in shapes.triples if t.subject == shape and t.predicate == SH + name)
    return [term.value if isinstance(term, Literal) else term for term in found]


def test_the_file_is_in_canonical_form(shapes: Document) -> None:
    """What the canonical writer makes of the shapes is the file, byte for byte."""
    text = (shipped_graph() / SHAPES).read_bytes()
    assert write_text(shapes.triples).encode() == text


def test_only_known_parameters_are_used(shapes: Document) -> None:
    """No shape uses a parameter of SHACL that the damage cases of test_validate do not know of."""
    known = {*CONSTRAINTS, "path", "property", "targetClass", "message"}
    used = {t.predicate.removeprefix(SH) for t in shapes.triples if t.predicate != RDF_TYPE}
    assert used <= known


def test_every_shape_says_what_is_wrong_and_what_to_do(shapes: Document) -> None:
    """Each shape with a constraint has one English message of at least two sentences."""
    constrained = {t.subject for t in shapes.triples if t.predicate.removeprefix(SH) in CONSTRAINTS}
    assert constrained
    for shape in sorted(constrained):
        messages = [t.object for t in shapes.triples if t.subject == shape and t.predicate == SH + "message"]
        assert len(messages) == 1, shape
        message = messages[0]
        assert isinstance(message, Literal)
        assert message.lang == "en"
        what, _, hint = message.value.partition(". ")
        assert what
        assert hint.endswith("."), shape


def test_shapes_speak_of_what_the_ontology_declares(shapes: Document) -> None:
    """Every class, property and concept of ours that a shape names is described in the graph."""
    described = {t.subject for document in read_graph(shipped_graph()) for t in document.triples}
    own = {t.subject for t in shapes.triples}
    named = {t.object for t in shapes.triples if isinstance(t.object, str) and t.object.startswith(XG)}
    assert named - own <= described


def test_every_property_shape_belongs_to_a_target(shapes: Document) -> None:
    """A property shape that no node shape refers to would check nothing, so there is none."""
    used = {t.object for t in shapes.triples if t.predicate == SH + "property"}
    made = {t.subject for t in shapes.triples if t.predicate == RDF_TYPE and t.object == SH + "PropertyShape"}
    assert made == used


def test_shapes_are_valid_shacl() -> None:
    """The shapes satisfy the shapes for shapes of the SHACL recommendation."""
    import pyshacl

    graph = rdflib.Graph().parse(shipped_graph() / SHAPES, format="turtle")
    conforms, _, _ = pyshacl.validate(rdflib.Graph(), shacl_graph=graph, meta_shacl=True)
    assert conforms


def test_a_person_may_carry_six_properties_and_no_other(shapes: Document) -> None:
    """The closed shape of persons allows type, label, role, status, group and sensitivity."""
    paths = {
        curie(path) for shape in values(shapes, xg("PersonShape"), "property") for path in values(shapes, shape, "path")
    }
    assert values(shapes, xg("PersonShape"), "closed") == ["true"]
    assert paths == {
        "rdf:type",
        "rdfs:label",
        "xg:memberOfGroup",
        "xg:personRole",
        "xg:personalStatus",
        "xg:sensitivity",
    }


def test_validating_leaves_the_shapes_alone(shapes: Document, tmp_path: Path) -> None:
    """The same shapes give the same results twice, and an impossible date brings no crash."""
    path = tmp_path / "claim.ttl"
    path.write_text(
        f'<{iri("event:fair")}> a <{xg("Event")}> ; <{RDFS_LABEL}> "fair"@en ;'
        f' <{xg("occurredEarliest")}> "2023-02-30T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> ;'
        f' <{xg("occurredLatest")}> "2023-02-30T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .',
        encoding="utf-8",
    )
    data = read_text(path.read_text(encoding="utf-8")).triples
    first, second = (violations(data, shapes.triples) for _ in range(2))
    assert sorted(item.rule for item in first) == [
        "EventShape-occurredEarliest.datatype",
        "EventShape-occurredLatest.datatype",
    ]
    assert sorted(first, key=str) == sorted(second, key=str)
