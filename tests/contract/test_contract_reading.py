"""What every store answers alike: loading, graphs, the union, dates, languages, paths, aggregates, much, and errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract.kits import AWKWARD, LABELS, STEPS, THING
from exitgraph import Graph
from exitgraph.errors import ExitgraphError, InputError, SyntaxProblem
from exitgraph.rdf.decode import decode
from exitgraph.rdf.turtle import Literal, Triple
from exitgraph.store import documents_of
from exitgraph.store.graphs import source_graph
from exitgraph.vocabulary import GRAPH_DIRECT, GRAPH_REFERENCE, SKOS_BROADER, XSD_INTEGER, xg
from world import BULLETIN, CLAIMS, GAZETTE, world_documents

if TYPE_CHECKING:
    from exitgraph.store import EmbeddedStore, Store

CUT = len(THING)


def column(store: Store, query: str) -> list[str]:
    """Give the only column of an answer as text, things without their namespace."""
    _, rows = store.select(query)
    return [str(term.value if isinstance(term, Literal) else term).removeprefix(THING) for (term,) in rows]


# --- loading ---


def test_everything_that_was_published_is_there(store: Store, expected: EmbeddedStore) -> None:
    """The quads and the digest are those of what was published."""
    assert list(store.quads()) == list(expected.quads())
    assert store.digest == expected.digest


def test_awkward_text_comes_back_as_it_was(store: Store) -> None:
    """Quotes, backslashes, line ends, tabs, direction marks and characters of four bytes are kept."""
    assert column(store, f"SELECT ?t {{ <{THING}awkward> xg:note ?t }}") == [AWKWARD]


def test_the_knowledge_is_decoded_from_it(store: Store) -> None:
    """The claims, sources, entities and omissions are those of the files, and nothing derived is among them."""
    read = decode(documents_of(store))
    wanted = decode(world_documents())
    assert dict(read.claims) == dict(wanted.claims)
    assert (read.sources, read.omissions, read.ontology) == (wanted.sources, wanted.omissions, wanted.ontology)
    assert wanted.entities.items() <= read.entities.items()


def test_a_graph_is_made_of_it(store: Store, expected: EmbeddedStore) -> None:
    """A graph of the store has its digest, runs SPARQL on it, and has the claims."""
    graph = Graph.from_store(store)
    assert graph.store is store
    assert graph.digest == expected.digest
    assert set(graph.claims) == {claim.iri for claim in CLAIMS}


def test_it_is_written_like_the_one_in_memory(store: Store, expected: EmbeddedStore) -> None:
    """N-Quads and TriG of the store have the bytes of what was published."""
    for media in ("nquads", "trig"):
        assert store.serialize(media) == expected.serialize(media)


# --- graphs ---


def test_the_named_graphs_are_listed(store: Store) -> None:
    """There is a graph for each source, one for the reference and one for derived triples."""
    assert set(store.graphs()) == {source_graph(GAZETTE), source_graph(BULLETIN), GRAPH_REFERENCE, GRAPH_DIRECT}
    assert store.graphs() == sorted(store.graphs())


def test_one_graph_is_asked_for_itself(store: Store) -> None:
    """GRAPH keeps to the claims of one source."""
    found = column(store, f"SELECT ?c {{ GRAPH <{source_graph(GAZETTE)}> {{ ?c a xg:Claim }} }}")
    assert set(found) == {claim.iri for claim in CLAIMS if claim.source == GAZETTE}


def test_the_default_graph_is_the_union(store: Store) -> None:
    """A pattern without GRAPH joins claims of one graph with labels of another, and sees derived triples."""
    assert len(column(store, "SELECT DISTINCT ?c { ?c a xg:Claim ; rdf:subject/rdfs:label ?l }")) == len(CLAIMS)
    assert store.ask("ASK { territory:XC xg:deemsSafe territory:XB . ?c a xg:Claim }")


def test_rdflib_sees_the_same_union(store: Store) -> None:
    """The dataset for rdflib has each triple once in its default graph."""
    assert len(list(store.rdf.triples((None, None, None)))) == len({triple for triple, _ in store.quads()})


# --- terms ---


def test_dates_are_compared_as_instants(store: Store) -> None:
    """Order and comparison of instants go by time, not by text, with offsets and years below 1000."""
    ordered = column(store, f"SELECT ?s {{ ?s xg:since ?d FILTER(STRSTARTS(STR(?s), '{THING}')) }} ORDER BY ?d")
    assert ordered == ["d", "c", "b", "a"]
    late = "FILTER(?d > '2024-01-01T00:05:00Z'^^xsd:dateTime)"
    assert sorted(column(store, f"SELECT ?s {{ ?s xg:since ?d {late} }}")) == ["a", "b"]
    equal = "FILTER(?d = '2024-01-01T00:00:00Z'^^xsd:dateTime)"
    assert column(store, f"SELECT ?s {{ ?s xg:since ?d {equal} }}") == ["c"]


@pytest.mark.parametrize("lang", LABELS)
def test_a_language_is_chosen_by_its_tag(store: Store, lang: str) -> None:
    """LANG, LANGMATCHES and a tagged literal each find the label in one language, and it keeps its tag."""
    _, rows = store.select(f"SELECT ?l {{ <{THING}armenia> rdfs:label ?l FILTER(LANG(?l) = '{lang}') }}")
    (found,) = rows[0]
    assert isinstance(found, Literal)
    assert (found.value, found.lang) == (LABELS[lang], lang)
    assert store.ask(f"ASK {{ ?s rdfs:label '{LABELS[lang]}'@{lang} }}")
    assert not store.ask(f"ASK {{ <{THING}armenia> rdfs:label '{LABELS[lang]}' }}")
    matches = f"SELECT ?l {{ <{THING}armenia> rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), '{lang.upper()}')) }}"
    assert column(store, matches) == [LABELS[lang]]


def test_an_unbound_variable_is_none(store: Store) -> None:
    """What OPTIONAL does not find is no term."""
    names, rows = store.select(f"SELECT ?s ?o {{ VALUES ?s {{ <{THING}p> }} OPTIONAL {{ ?s xg:gist ?o }} }}")
    assert names == ("s", "o")
    assert rows == [(f"{THING}p", None)]


# --- paths and aggregates ---


@pytest.mark.parametrize(
    ("path", "start", "wanted"),
    [
        ("skos:broader", "p", ["q"]),
        ("skos:broader+", "p", ["q", "r"]),
        ("skos:broader*", "p", ["p", "q", "r"]),
        ("skos:broader/skos:broader", "p", ["r"]),
        ("^skos:broader", "q", ["p"]),
        ("(skos:broader|^skos:broader)", "q", ["p", "r"]),
        ("skos:broader/skos:broader*", "x", ["x", "y", "z"]),
        ("skos:broader*", "x", ["x", "y", "z"]),
    ],
)
def test_a_path_from_a_thing(store: Store, path: str, start: str, wanted: list[str]) -> None:
    """Each form of path finds what it should from a given thing, on a chain and on a circle."""
    assert sorted(column(store, f"SELECT DISTINCT ?o {{ <{THING}{start}> {path} ?o }}")) == wanted


def test_a_path_on_a_circle_between_any_two(store: Store) -> None:
    """``p+`` with both ends open ends on a circle, and gives each of its nine pairs."""
    _, rows = store.select(f"SELECT DISTINCT ?a ?b {{ ?a skos:broader+ ?b FILTER(STRSTARTS(STR(?a), '{THING}')) }}")
    pairs = {(str(a)[CUT:], str(b)[CUT:]) for a, b in rows}
    assert pairs == {("p", "q"), ("p", "r"), ("q", "r"), *((a, b) for a in "xyz" for b in "xyz")}


def test_aggregates_group_and_count(store: Store) -> None:
    """COUNT, SUM, MIN, MAX, GROUP BY and HAVING give what the numbers say."""
    query = f"SELECT (%s AS ?x) {{ ?s xg:value ?v FILTER(STRSTARTS(STR(?s), '{THING}n')) }}"
    found = {how: column(store, query % how)[0] for how in ("COUNT(?v)", "SUM(?v)", "MIN(?v)", "MAX(?v)")}
    assert found == {"COUNT(?v)": "10", "SUM(?v)": "55", "MIN(?v)": "1", "MAX(?v)": "10"}
    grouped = "SELECT ?g { GRAPH ?g { ?c a xg:Claim } } GROUP BY ?g HAVING(COUNT(?c) > 0) ORDER BY ?g"
    assert column(store, grouped) == sorted([source_graph(BULLETIN), source_graph(GAZETTE)])


def test_nothing_aggregates_to_nothing(store: Store) -> None:
    """A count over no rows is one row with nought, and a grouped one has no row."""
    none = f"{{ ?s <{THING}unheard-of> ?o }}"
    assert column(store, f"SELECT (COUNT(*) AS ?n) {none}") == ["0"]
    assert column(store, f"SELECT (COUNT(*) AS ?n) {none} GROUP BY ?s") == []


def test_construct_is_a_sorted_set(store: Store) -> None:
    """A CONSTRUCT gives each triple once, in order."""
    found = store.construct(
        f"CONSTRUCT {{ ?a skos:broader ?b }} {{ ?a skos:broader ?b FILTER(STRSTARTS(STR(?a), '{THING}')) }}"
    )
    assert found == sorted(Triple(THING + a, SKOS_BROADER, THING + b) for a, b in STEPS)


def test_an_address_without_a_scheme_is_one_of_ours(store: Store) -> None:
    """A relative IRI is meant against the namespace of the graph, unless the query has a base of its own."""
    assert column(store, "SELECT ?v { <thing/n7> xg:value ?v }") == ["7"]
    assert column(store, f"BASE <{THING}> SELECT ?v {{ <n7> xg:value ?v }}") == ["7"]
    assert column(store, f"SELECT ?c {{ GRAPH <{source_graph(GAZETTE)}> {{ ?c a xg:Claim }} FILTER(?c = <x>) }}") == []


def test_numbers_keep_their_type(store: Store) -> None:
    """A whole number comes back as one."""
    _, rows = store.select(f"SELECT ?v {{ <{THING}n7> xg:value ?v }}")
    assert rows == [(Literal("7", XSD_INTEGER),)]


# --- much ---


def test_a_large_answer_is_whole(store: Store) -> None:
    """A hundred thousand rows come back, each as it should be."""
    digits = " ".join(map(str, range(10)))
    parts = " ".join(f"VALUES ?{name} {{ {digits} }}" for name in "abcde")
    said = column(store, f"SELECT (CONCAT(STR(?a), STR(?b), STR(?c), STR(?d), STR(?e)) AS ?n) {{ {parts} }}")
    assert len(said) == 100_000
    assert sorted(said) == [f"{number:05d}" for number in range(100_000)]


# --- errors ---


@pytest.mark.parametrize("query", ["SELECT", "SELECT ?s { ?s ?p }", "SELECT * { ?s unknown:x ?o }", ""])
def test_what_does_not_parse_is_said(store: Store, query: str) -> None:
    """A query that is no SPARQL is a problem of syntax."""
    with pytest.raises(SyntaxProblem):
        store.select(query)


def test_another_form_than_was_asked_for_is_refused(store: Store) -> None:
    """An ASK where rows are wanted, and so on, is an error."""
    with pytest.raises(InputError):
        store.select("ASK {}")
    with pytest.raises(InputError):
        store.ask("SELECT * {}")
    with pytest.raises(InputError):
        store.construct("ASK {}")


def test_an_update_is_no_query(store: Store) -> None:
    """An update sent as a query is refused, and nothing has changed."""
    before = store.digest
    for query in ("DELETE WHERE { ?s ?p ?o }", f"INSERT DATA {{ <{THING}a> <{THING}b> <{THING}c> }}"):
        with pytest.raises(ExitgraphError):
            store.select(query)
    assert store.digest == before
    assert not store.ask(f"ASK {{ <{THING}a> <{THING}b> <{THING}c> }}")
    assert store.ask(f"ASK {{ <{THING}n1> <{xg('value')}> 1 }}")
