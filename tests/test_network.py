"""The graph as a networkx graph: an edge a claim, and no literal a node."""

from dataclasses import replace

from exitgraph import Graph
from exitgraph.claims import Text
from exitgraph.network import project
from exitgraph.vocabulary import iri
from world import ADMITS, CLAIMS, OPINION, brief, claim, know


def test_the_key_of_an_edge_is_its_claim() -> None:
    """Each claim with a thing as object is one edge from subject to object, keyed and marked by its IRI."""
    found = project(know(*CLAIMS))
    wanted = {(item.subject, item.object, item.iri) for item in CLAIMS if isinstance(item.object, str)}
    assert set(found.edges(keys=True)) == wanted
    assert all(data["claim"] == key for _, _, key, data in found.edges(keys=True, data=True))


def test_parallel_claims_stay_apart() -> None:
    """Two sources that say the same are two edges."""
    other = replace(ADMITS, evidence=(brief(1),))
    assert project(know(ADMITS, other)).number_of_edges(ADMITS.subject, str(ADMITS.object)) == 2


def test_a_text_is_no_node_and_connects_nobody() -> None:
    """The same text said of two hangs on each of them and joins neither to the other."""
    two = [claim(f"territory:{code}", "xg:opinion", Text("Safe enough.")) for code in ("XA", "XB")]
    found = project(know(*two))
    assert set(found) == {iri("territory:XA"), iri("territory:XB")}
    assert found.number_of_edges() == 0
    assert found.nodes[iri("territory:XA")]["texts"] == [("xg:opinion", "Safe enough.", two[0].iri)]


def test_a_filter_keeps_what_it_says() -> None:
    """Only the claims that are kept become edges and nodes."""
    found = project(know(*CLAIMS), keep=lambda item: item is OPINION)
    assert set(found) == {OPINION.subject}


def test_the_shipped_network_has_no_literal_for_a_node(graph: Graph) -> None:
    """Every node of the shipped network is the subject or the thing that some claim is about."""
    things = {name for item in graph.claims.values() for name in (item.subject, item.object) if isinstance(name, str)}
    assert set(graph.network()) == things
