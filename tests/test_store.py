"""The embedded store: named graphs, the union, and digests."""

import pytest

import exitgraph
from exitgraph.errors import InputError, SyntaxProblem
from exitgraph.rdf.decode import decode
from exitgraph.rdf.direct import direct_triples
from exitgraph.store import EmbeddedStore, digest_of
from exitgraph.store.graphs import source_graph
from exitgraph.vocabulary import GRAPH_DIRECT, GRAPH_REFERENCE
from world import BULLETIN, CLAIMS, GAZETTE, world_documents


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    documents = world_documents()
    return EmbeddedStore(documents, direct_triples(decode(documents)))


def test_the_digest_of_files_is_that_of_the_store_they_fill() -> None:
    """What asks no SPARQL takes the digest of the files; it is the one that a store of them has."""
    graph = exitgraph.load()
    assert digest_of(graph.documents) == graph.in_memory().digest == graph.digest


def test_each_source_has_its_graph_and_readers_see_the_union(store: EmbeddedStore) -> None:
    """Claims lie in the graphs of their sources, derived triples in their own, and a query sees all of them."""
    _, rows = store.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert {row[0] for row in rows} == {source_graph(GAZETTE), source_graph(BULLETIN), GRAPH_REFERENCE, GRAPH_DIRECT}
    _, found = store.select("SELECT ?c { ?c a xg:Claim }")
    assert {row[0] for row in found} == {claim.iri for claim in CLAIMS}


def test_rdflib_sees_the_union_too(store: EmbeddedStore) -> None:
    """The rdflib dataset has every triple in its default graph, and answers a query about a claim."""
    assert len(list(store.rdf.triples((None, None, None)))) == len({triple for triple, _ in store.quads()})
    assert store.rdf.query("ASK { territory:XC xg:deemsSafe territory:XB . ?c a xg:Claim }").askAnswer


def test_the_digest_is_of_the_data_alone() -> None:
    """The order of files and the derived triples leave the digest alone, a claim less changes it."""
    documents = world_documents()
    digest = EmbeddedStore(documents).digest
    assert EmbeddedStore(documents[::-1], direct_triples(decode(documents))).digest == digest
    assert EmbeddedStore(world_documents(CLAIMS[1:])).digest != digest


def test_a_wrong_form_or_syntax_is_refused(store: EmbeddedStore) -> None:
    """Asking in another form than the query's, and a query that does not parse, raise errors."""
    with pytest.raises(InputError, match="not a SELECT"):
        store.select("ASK {}")
    with pytest.raises(InputError, match="not an ASK"):
        store.ask("SELECT * {}")
    with pytest.raises(InputError, match="not a CONSTRUCT"):
        store.construct("ASK {}")
    with pytest.raises(SyntaxProblem):
        store.select("SELECT")


@pytest.mark.parametrize("media", ["nquads", "trig", "jsonld"])
def test_serialising_twice_gives_the_same_bytes(store: EmbeddedStore, media: str) -> None:
    """Each format is written the same way each time."""
    assert store.serialize(media) == store.serialize(media) != b""


def test_prefixes_need_no_declaration(store: EmbeddedStore) -> None:
    """A query may use the known prefixes undeclared, and what it declares itself counts more."""
    plain = store.select("SELECT ?c { ?c a xg:Claim }")[1]
    assert plain
    assert store.select("SELECT ?c { ?c rdf:type\n<https://w3id.org/exitgraph/ontology#Claim> }")[1] == plain
    assert store.select("PREFIX xg: <urn:other#> SELECT ?c { ?c a xg:Claim }")[1] == []
