"""Claims to triples and back: nothing is lost, and what cannot be read is said with its place."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exitgraph.claims import Claim, Evidence, Proposition, Text, Value
from exitgraph.errors import InputError
from exitgraph.rdf.decode import Problem, decode
from exitgraph.rdf.direct import direct_triples
from exitgraph.rdf.encode import claim_triples, term
from exitgraph.rdf.turtle import Document, Literal, Triple, read_text, write_text
from exitgraph.vocabulary import XSD, XSD_INTEGER, curie, iri, xg
from world import (
    ADMITS,
    CLAIMS,
    GAZETTE,
    OMISSION,
    SOURCES,
    brief,
    entity,
    intervals,
    passage,
    shipped_reference,
    world_documents,
    world_files,
)

LANGS = st.sampled_from(["en", "ru", "uk", "fr", "de-ch"])
TEXTS = st.builds(Text, st.text(max_size=20), LANGS)
THINGS = st.sampled_from(["territory:XA", "territory:XB", "document:visa", "concept:air", "group:x"]).map(iri)
VALUES: st.SearchStrategy[Value] = st.one_of(
    THINGS, TEXTS, st.integers(), st.decimals(allow_nan=False, allow_infinity=False, places=4)
)
ROLES = sorted(role for document in shipped_reference() for role in decode([document]).ontology.roles)
EVIDENCE = st.builds(
    Evidence,
    st.just(GAZETTE),
    THINGS,
    st.none() | THINGS,
    st.none() | THINGS,
    st.none() | st.integers(0, 10**6),
    st.none() | st.integers(0, 10**6),
    st.none() | st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    st.none() | st.text(),
)
DATES = st.none() | intervals().filter(lambda interval: not interval.is_open)
CLAIM = st.builds(
    Claim,
    st.builds(
        Proposition,
        THINGS,
        st.sampled_from(["admits", "bars", "opinion"]).map(xg),
        VALUES,
        st.dictionaries(st.sampled_from(ROLES), VALUES, max_size=5).map(lambda roles: tuple(roles.items())),
        positive=st.booleans(),
    ),
    st.lists(EVIDENCE, min_size=1, max_size=3, unique_by=lambda item: item.iri).map(tuple),
    start=DATES,
    end=DATES,
    held=DATES,
    event=st.none() | THINGS,
    gist=st.none() | TEXTS,
    note=st.none() | TEXTS,
    record_keys=st.lists(st.text()).map(tuple),
    confidence=st.none() | st.text(),
    contradicts=st.sets(THINGS).map(lambda names: tuple(sorted(names))),
)
ONTOLOGY = tuple(document for document in shipped_reference() if document.path.endswith("ontology.ttl"))


def read(text: str) -> Document:
    return read_text(text, name="claims.ttl")


@given(st.lists(CLAIM, max_size=3))
def test_claims_survive_the_way_to_a_file_and_back(claims: list[Claim]) -> None:
    """Claims with any roles, dates, texts and evidence are equal after encoding, writing, reading and decoding."""
    by_iri = {claim.iri: claim for claim in claims}
    text = write_text(triple for claim in by_iri.values() for triple in claim_triples(claim))
    found = decode([*ONTOLOGY, read(text)]).claims
    assert found == by_iri
    assert [claim.iri for claim in found.values()] == list(found)


def test_the_world_survives_the_way_to_its_files_and_back() -> None:
    """Claims, sources with their copies, and omissions are decoded as they were encoded."""
    knowledge = decode(world_documents())
    assert knowledge.claims == {claim.iri: claim for claim in CLAIMS}
    assert knowledge.sources == {source.iri: source for source in SOURCES}
    assert knowledge.omissions == {OMISSION.iri: OMISSION}


def test_entities_keep_labels_and_properties() -> None:
    """What is no claim, source or omission is an entity, with its labels by language and its other values."""
    found = decode(world_documents()).entities[iri("group:xa-deserter")]
    assert found == entity(
        "group:xa-deserter",
        "Group",
        "deserters from Arland",
        nationality="territory:XA",
        personalStatus="concept:deserter",
    )


def test_the_ontology_says_how_relations_behave() -> None:
    """Roles, review span, opposition, occurrence and functionality are read from the ontology."""
    ontology = decode(world_documents()).ontology
    admits, crossed = ontology.relations[xg("admits")], ontology.relations[xg("crossed")]
    assert (admits.review_months, admits.opposes, admits.occurrence) == (24, frozenset({xg("bars")}), False)
    assert xg("document") in admits.roles
    assert xg("penalty") not in admits.roles
    assert crossed.occurrence
    assert ontology.relations[xg("basedIn")].functional
    assert ontology.is_a((xg("Group"),), xg("Party"))
    assert not ontology.is_a((xg("Party"),), xg("Group"))


def changed(old: str, new: str, name: str = "claims/all.ttl") -> list[Document]:
    texts = world_files()
    assert old in texts[name]
    texts[name] = texts[name].replace(old, new, 1)
    return [*shipped_reference(), *(read_text(text, name=name) for name, text in texts.items())]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("xg:stayMaxDays 90", 'xg:stayMaxDays "9_0"^^xsd:integer', "'9_0', which is no xsd:integer"),
        ("xg:stayMaxDays 90", 'xg:stayMaxDays "ninety"^^xsd:integer', "'ninety', which is no xsd:integer"),
        ("xg:stayMaxDays 90", 'xg:stayMaxDays "NaN"^^xsd:decimal', "'NaN', which is no xsd:decimal"),
        ("xg:stayMaxDays 90", "xg:stayMaxDays 90, 91", "2 values of xg:stayMaxDays"),
        ('"2023-01-01T00:00:00Z"^^xsd:dateTime', '"2023-02-30T00:00:00Z"^^xsd:dateTime', "does not exist"),
        ('"2023-01-01T00:00:00Z"^^xsd:dateTime', '"2023"^^xsd:gYear', "is not an xsd:dateTime"),
        ('"2023-01-01T00:00:00Z"^^xsd:dateTime', '"2024-01-01T00:00:00Z"^^xsd:dateTime', "inverted"),
        ("rdf:predicate xg:admits ;", "", "no rdf:predicate"),
        ("rdf:object group:xa-deserter ;\n    rdf:predicate xg:admits", "rdf:predicate xg:admits", "no rdf:object"),
        ("rdf:subject territory:XB ;\n    xg:document", 'rdf:subject "XB" ;\n    xg:document', "an IRI is expected"),
        (
            f"xg:evidence {curie(ADMITS.evidence[0].iri)}",
            "xg:evidence evidence:0",
            "evidence:0, which is not in the graph",
        ),
        (f"xg:evidence {curie(ADMITS.evidence[0].iri)} ;", "", "at least one piece of evidence"),
    ],
)
def test_what_cannot_be_read_is_said_with_claim_and_line(old: str, new: str, what: str) -> None:
    """A claim with a wrong or missing part is refused with file, line and reason, or gathered as a problem."""
    documents = changed(old, new)
    place = next(item for item in documents if item.path == "claims/all.ttl").where(ADMITS.iri)
    with pytest.raises(InputError) as caught:
        decode(documents)
    assert caught.value.where == place
    assert what in caught.value.what
    problems: list[Problem] = []
    knowledge = decode(documents, problems)
    assert [(problem.subject, problem.where) for problem in problems] == [(ADMITS.iri, place)]
    assert set(knowledge.claims) == {claim.iri for claim in CLAIMS} - {ADMITS.iri}


def test_a_source_without_title_is_refused_with_its_line() -> None:
    """A source that lacks its title is named with file and line."""
    with pytest.raises(InputError, match="title") as caught:
        decode(changed('dcterms:title "A gazette of 2024"@en ;', "", "sources/all.ttl"))
    assert caught.value.where.startswith("sources/all.ttl:")


def test_an_ill_typed_number_of_an_entity_is_gathered_too() -> None:
    """A wrong literal outside claims is a problem among others, not the end of reading."""
    wrong = 'a xg:Event ;\n    xg:count "x"^^<http://www.w3.org/2001/XMLSchema#integer> ;'
    documents = changed("a xg:Event ;", wrong, "entities/all.ttl")
    problems: list[Problem] = []
    decode(documents, problems)
    assert [problem.subject for problem in problems] == [iri("event:crossing")]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Text("x", "en"), Literal("x", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "en")),
        (Text("x", ""), Literal("x")),
        (90, Literal("90", XSD_INTEGER)),
        ("urn:x", "urn:x"),
    ],
)
def test_a_value_is_written_as_the_term_that_it_is(value: Value, written: object) -> None:
    """Texts, numbers and IRIs become literals with a language, plain ones, integers and IRIs."""
    assert term(value) == written


def test_dates_are_written_as_instants_alone() -> None:
    """The only dated literals of a claim are xsd:dateTime, whatever was partial about the date."""
    dated = [
        triple.object
        for claim in CLAIMS
        for triple in claim_triples(claim)
        if isinstance(triple.object, Literal) and triple.predicate.endswith(("Earliest", "Latest"))
    ]
    assert dated
    assert {literal.datatype for literal in dated} == {XSD + "dateTime"}


def test_direct_triples_are_of_positive_plain_claims_alone() -> None:
    """Denied, exclusive and numeric claims have no direct triple, all others have one, and no triple comes twice."""
    knowledge = decode(world_documents())
    wanted = {
        Triple(claim.subject, claim.relation, term(claim.object))
        for claim in CLAIMS
        if claim.proposition.positive
        and not {"value", "exclusiveWithin"} & {role.rpartition("#")[2] for role, _ in claim.proposition.roles}
    }
    found = list(direct_triples(knowledge))
    assert set(found) == wanted
    assert len(found) == len(wanted)


def test_two_passages_are_two_evidences_of_one_claim() -> None:
    """A claim with two passages is written once, with both."""
    both = replace(ADMITS, evidence=(passage("Borland"), passage("Twelve")))
    triples = list(claim_triples(both))
    assert sum(triple.predicate == xg("evidence") for triple in triples) == 2
    assert brief(1).iri not in {triple.subject for triple in triples}
