"""Named queries: headers, typed parameters, and values that stay values."""

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from exitgraph import Graph
from exitgraph.errors import InputError
from exitgraph.query import bind, load_queries, read_query
from exitgraph.rdf.folder import read_graph, shipped_graph
from exitgraph.store import EmbeddedStore
from exitgraph.vocabulary import iri
from world import CLAIMS, know

HEADER = "# title: T\n# description: D\n# empty: E\n"
NAMED = load_queries(shipped_graph() / "queries")


def one(kind: str, more: str = "") -> str:
    return f"{HEADER}# param x: {kind}{more}; Help.\nSELECT ?x WHERE {{\n  #params\n}}"


def answer(text: str) -> list[object]:
    return [row[0] for row in EmbeddedStore([]).select(text)[1]]


def test_a_header_is_read() -> None:
    """Title, description, meaning of no rows and parameters come from the comments before the query."""
    query = read_query(one("territory", ", default GB"), "q")
    assert (query.title, query.description, query.empty) == ("T", "D", "E")
    assert query.parameters == (("x", "territory", True, "GB", "Help."),)


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("territory", "Borland", iri("territory:XB")),
        ("group", "deserters from Arland", iri("group:xa-deserter")),
        ("party", "person:gazette-2024-1", iri("person:gazette-2024-1")),
        ("document", "internal-passport", iri("document:internal-passport")),
        ("status", "deserter", iri("concept:deserter")),
        ("source", "gazette-2024", iri("source:gazette-2024")),
        ("claim", CLAIMS[0].iri, CLAIMS[0].iri),
        ("actor", "xb-office", iri("organ:xb-office")),
        ("relation", "admits", iri("xg:admits")),
        ("any", "territory:XB", iri("territory:XB")),
        ("date", "2024-02", "2024-02-29T23:59:59Z"),
        ("integer", "-12", "-12"),
        ("text", "x", "x"),
    ],
)
def test_each_type_of_parameter_is_bound_as_its_term(kind: str, value: str, wanted: str) -> None:
    """A value of each type becomes the IRI, instant, number or text that it means."""
    found = answer(bind(read_query(one(kind), "q"), {"x": value}, know(*CLAIMS)))
    assert [getattr(term, "value", term) for term in found] == [wanted]


@given(
    st.text()
    | st.sampled_from(['"', "\\", "\\u0022 } #", "} SELECT", '"""', "a\nb\r", "<urn:x>", "\u202eabcd", "\\U0"])
)
def test_a_text_stays_a_value_in_both_engines(value: str) -> None:
    """Quotes, braces, escapes, line breaks and direction marks arrive as they were given, in Oxigraph and in rdflib."""
    text = bind(read_query(one("text"), "q"), {"x": value}, know())
    assert [getattr(term, "value", None) for term in answer(text)] == [value]
    rows = [row for row in rdflib.Graph().query(text) if isinstance(row, rdflib.query.ResultRow)]
    assert [str(row[0]) for row in rows] == [value]


@pytest.mark.parametrize("kind", ["territory", "date", "integer", "any"])
@pytest.mark.parametrize("value", ["", '"', "} INSERT", "urn:x> } #", "http://x.example/>", "1 2", "\u0663", "2024-13"])
def test_a_wrong_value_is_refused(kind: str, value: str) -> None:
    """What is no value of the parameter's type raises an error and gets into no query."""
    with pytest.raises(InputError):
        bind(read_query(one(kind), "q"), {"x": value}, know(*CLAIMS))


def test_a_missing_and_an_unknown_parameter_are_named() -> None:
    """A parameter that is needed, and one that the query lacks, raise errors that name them."""
    query = read_query(one("date"), "q")
    with pytest.raises(InputError, match="needs the parameter 'x'"):
        bind(query, {}, know())
    with pytest.raises(InputError, match="no parameter 'y'"):
        bind(query, {"x": "2024", "y": "1"}, know())


def test_optional_and_default_parameters_may_be_left_out() -> None:
    """An optional parameter that is left out binds nothing, one with a default binds that."""
    assert "VALUES" not in bind(read_query(one("date", ", optional"), "q"), {}, know())
    assert "2024-12-31" in bind(read_query(one("date", ", default 2024"), "q"), {}, know())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("# param x: date\nSELECT * {}", "no line #params"),
        ("# param x: colour\nSELECT * {\n#params\n}", "unknown parameter type 'colour'"),
        ("# param x date\nSELECT * {\n#params\n}", "not a parameter"),
    ],
)
def test_a_wrong_header_is_refused(text: str, what: str) -> None:
    """A parameter without a place, of an unknown type or misspelt is an error of the file."""
    with pytest.raises(InputError, match=what):
        read_query(text, "q")


EXAMPLES = {
    "territory": "GB",
    "group": "ru-deserter",
    "party": "ru-deserter",
    "document": "internal-passport",
    "status": "deserter",
    "source": "itv-2024-11",
    "claim": "C068",
    "actor": "get-lost",
    "relation": "admits",
    "any": "territory:KZ",
    "date": "2025",
    "integer": "2",
    "text": "a",
}


@pytest.fixture(scope="module")
def part() -> Graph:
    """Give the shipped graph with the claims of a few sources: rdflib needs minutes for some joins over all of them."""
    kept = ("claims/itv-2024-11.ttl", "claims/entry-and-papers.ttl")
    documents = [
        item for item in read_graph(shipped_graph()) if "/claims/" not in item.path or item.path.endswith(kept)
    ]
    return Graph(documents, shipped_graph())


@pytest.fixture(scope="module")
def memory(part: Graph) -> rdflib.Graph:
    """Give the same triples in rdflib's own store."""
    copied = rdflib.Graph()
    for triple in part.rdf.triples((None, None, None)):
        copied.add(triple)
    return copied


@pytest.mark.parametrize("name", NAMED)
def test_both_engines_give_the_same_rows_for_each_shipped_question(
    part: Graph, memory: rdflib.Graph, name: str
) -> None:
    """Oxigraph and rdflib answer each named query alike, without optional parameters and with an example of each."""
    query = NAMED[name]
    needed = {item.name: EXAMPLES[item.kind] for item in query.parameters if not item.optional}
    every = {item.name: item.default or EXAMPLES[item.kind] for item in query.parameters}
    for values in (needed, every):
        text = bind(query, values, part.knowledge)
        _, rows = part.store.select(text)
        ours = sorted(tuple(_plain(getattr(term, "value", term)) for term in row) for row in rows)
        theirs = sorted(tuple(_plain(term) for term in row) for row in memory.query(text))  # type: ignore[union-attr]
        assert ours == theirs


def _plain(term: object) -> str:
    text = "" if term is None else str(term)
    return text.replace("+00:00", "Z")
