"""The neighbourhood of a node, from the index, is what a walk over all claims finds."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exitgraph.errors import InputError
from exitgraph.view.neighbourhood import CLAIMS, Neighbourhoods
from exitgraph.vocabulary import iri, xg
from world import claim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exitgraph import Graph
    from exitgraph.claims.model import Claim

NODES = [f"territory:{letter}{letter}" for letter in "ABCDEFG"]
RELATIONS = ["xg:admits", "xg:bars"]

ends = st.sampled_from(NODES)
worlds = st.lists(
    st.tuples(ends, st.sampled_from(RELATIONS), ends, st.booleans(), st.integers(0, 20)), max_size=40
).map(
    lambda rows: {
        made.iri: made
        for subject, relation, target, positive, number in rows
        for made in [claim(subject, relation, target, {"value": number}, positive=positive)]
    }
)


def walk(claims: Mapping[str, Claim], centre: str) -> dict[str, set[str]]:
    """Give each neighbour of a node with the claims between both, by looking at every claim."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, one in claims.items():
        pair = (one.subject, one.object)
        if centre in pair and isinstance(one.object, str) and one.subject != one.object:
            found[one.object if one.subject == centre else one.subject].add(name)
    return found


@given(worlds, ends, st.integers(0, 8))
def test_neighbours_are_those_of_a_walk_over_all_claims(claims: dict[str, Claim], name: str, limit: int) -> None:
    """The neighbours with the most claims are told, as many as the limit allows, and how many there are."""
    index, centre = Neighbourhoods(claims), iri(name)
    if centre not in index:
        assert not walk(claims, centre)
        with pytest.raises(InputError):
            index.around([centre])
        return
    beside = walk(claims, centre)
    degree = {node: len(walk(claims, node)) for node in map(iri, NODES)}
    wanted = sorted(beside, key=lambda node: (-len(beside[node]), -degree[node], node))[:limit]
    told = index.around([centre], limit=limit)
    assert list(told.nodes) == [centre, *wanted]
    assert told.nodes == {node: degree[node] for node in [centre, *wanted]}
    assert [(one.node, one.shown, one.neighbours) for one in told.opened] == [(centre, len(wanted), len(beside))]
    loops = {found for found, one in claims.items() if one.subject == one.object == centre}
    between = {found for node in wanted for found in beside[node]} | loops
    assert sum(told.totals.values()) == len(between)
    assert set(told.claims) <= between
    for key, total in told.totals.items():
        arrow = [
            found
            for found in claims
            if key
            == (
                claims[found].subject,
                claims[found].relation,
                claims[found].object,
                claims[found].proposition.positive,
            )
        ]
        assert total == len(arrow)
        assert len(set(arrow) & set(told.claims)) == min(total, CLAIMS)
        assert set(index.claims_of(key[0], key[1], key[2], positive=key[3])) == set(arrow)


@given(worlds, ends, ends)
def test_opening_two_nodes_tells_what_each_tells(claims: dict[str, Claim], first: str, second: str) -> None:
    """What two opened nodes show is what each shows by itself, and nothing is told twice."""
    index, pair = Neighbourhoods(claims), [iri(first), iri(second)]
    if not all(node in index for node in pair):
        return
    both = index.around(pair)
    alone = [index.around([node]) for node in pair]
    assert set(both.nodes) == {node for one in alone for node in one.nodes}
    assert set(both.totals) == {key for one in alone for key in one.totals}
    assert len(set(both.claims)) == len(both.claims)


@given(worlds, ends)
def test_a_relation_that_is_not_wanted_is_not_told(claims: dict[str, Claim], name: str) -> None:
    """With relations named, only their claims count, and a neighbour without any is none."""
    index, centre = Neighbourhoods(claims), iri(name)
    if centre not in index:
        return
    admits = {found: one for found, one in claims.items() if one.relation == xg("admits")}
    told = index.around([centre], relations=[xg("admits")])
    assert set(told.nodes) == {centre, *walk(admits, centre)}
    assert {key[1] for key in told.totals} <= {xg("admits")}


def test_hub_of_the_shipped_graph_says_how_many_it_holds_back(graph: Graph) -> None:
    """The largest hub shows five neighbours and says of how many; its degree is stored."""
    index = Neighbourhoods(graph.claims)
    hub = index.largest(1)[0]
    told = index.around([hub], limit=5)
    assert told.opened[0].shown == 5 < told.opened[0].neighbours == index.degree(hub) == len(walk(graph.claims, hub))
