"""Answers and journey states as networkx graphs, for whoever wants to go on with them in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exitgraph.routes.effects import BASES
from exitgraph.routes.explain import grade, year
from exitgraph.routes.moves import Moves
from exitgraph.vocabulary import curie, local_name

if TYPE_CHECKING:
    import networkx as nx

    from exitgraph.routes.answer import Answer
    from exitgraph.routes.state import State, World


def itinerary_graph(answer: Answer) -> nx.MultiDiGraph[str]:
    """Give the itineraries of an answer as one graph of territories.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes: territory IRI, with ``label``. Edges: one a leg, key ``"<itinerary>.<leg>"`` (both from 1), with
        ``itinerary``, ``leg``, ``action``, ``document``, ``basis``, ``grade``, ``lines`` (at least; 0: unknown, or no
        claim), ``oldest`` and ``claims`` (short forms); legs that stay in a territory are loops.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(digest=answer.knowledge.digest)
    for number, itinerary in enumerate(answer.itineraries, 1):
        for place, leg in enumerate(itinerary.legs, 1):
            rule = leg.rule
            end = leg.start if rule.action == "obtain" else rule.to
            for node in (leg.start, end):
                graph.add_node(node, label=answer.knowledge.label(node))
            graph.add_edge(
                leg.start,
                end,
                key=f"{number}.{place}",
                itinerary=number,
                leg=place,
                action=rule.action,
                document=local_name(rule.document) if rule.document else "",
                basis=BASES[leg.weight.basis],
                grade=grade(leg.weight) or "",
                lines=lines.least if (lines := answer.world.compiled.lines(leg.claims)) else 0,
                oldest=year(leg.weight) or 0,
                claims=tuple(curie(claim) for claim in leg.claims),
            )
    return graph


def state_graph(world: World, *, max_legs: int = 6) -> nx.MultiDiGraph[State]:
    """Expand the states that can be reached with so many legs, without dominance: for any algorithm, and slowly.

    Parameters
    ----------
    world
        Rules of one snapshot and profile.
    max_legs
        Bound on the number of legs; the number of states grows with the subsets of territories passed.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes: `State`, with ``depth`` (legs from the start, which has 0). Edges: one a rule that leads from one state
        to another, key = its short serialisation, with ``action``, ``claims``, ``basis``, ``oldest``, ``reliability``,
        ``credibility`` and ``lines`` (as in `Weight`).
    """
    import networkx as nx

    graph: nx.MultiDiGraph[State] = nx.MultiDiGraph(digest=world.compiled.knowledge.digest)
    moves = Moves(world)
    graph.add_node(world.start, depth=0)
    frontier = [world.start]
    for depth in range(1, max_legs + 1):
        grown: list[State] = []
        for state in frontier:
            place, held = moves.number[state.territory], moves.held(state.holds)
            for move in (*moves.free(place), *moves.special(place)):
                after = world.after(move.rule, state)
                stays = move.action == "enter" and move.to == place
                if stays or after == state or not move.open_to(held):
                    continue
                if after not in graph:
                    graph.add_node(after, depth=depth)
                    if not after.legal:
                        grown.append(after)
                key = "|".join((*move.rule.order, *move.link))
                graph.add_edge(
                    state,
                    after,
                    key=key,
                    action=move.action,
                    claims=(*move.rule.claims, *move.link),
                    basis=move.weight.basis,
                    oldest=move.weight.oldest,
                    reliability=move.weight.reliability,
                    credibility=move.weight.credibility,
                    lines=move.weight.lines,
                )
        frontier = grown
    return graph
