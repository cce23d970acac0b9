"""How many lines of evidence are independent, in a graph of who relays whom.

*Problem*: the greatest number of paths from what is claimed to where accounts come from that share no agent, which by
Menger's theorem is the fewest agents that lie on every path. *Algorithm*: each agent is split into two vertices with an
arc of capacity one between them, and a maximum flow is found by augmenting paths: O(V E) here, since the flow is at
most the number of outlets. *Papers*: K. Menger, "Zur allgemeinen Kurventheorie", Fundamenta Mathematicae 10 (1927);
J. Edmonds and R. M. Karp, "Theoretical improvements in algorithmic efficiency for network flow problems", J. ACM 19
(1972). Agents on every path are dominators (T. Lengauer and R. E. Tarjan, ACM TOPLAS 1 (1979), by the simpler iteration
of K. D. Cooper, T. J. Harvey and K. Kennedy, 2001), circles are strongly connected sets (R. Tarjan, SIAM J. Comput. 1
(1972)).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx

_ROOT: Final = ("", "root")
_SINK: Final = ("", "sink")


@dataclass(frozen=True)
class Relays:
    """Who relays whom, about one matter.

    ``outlets`` are where it was read; ``arcs`` go from who relays to who is relayed; ``ends`` are the agents with whom
    the chain ends, each with the origin as which it counts (the organs of one State are one origin); a way leads to
    each of them from some outlet.
    """

    outlets: frozenset[str]
    arcs: frozenset[tuple[str, str]]
    ends: frozenset[tuple[str, str]]

    def agents(self) -> frozenset[str]:
        """Everybody who is named."""
        return self.outlets | {agent for arc in self.arcs for agent in arc} | {agent for agent, _ in self.ends}


def most_lines(relays: Relays) -> int:
    """Count the paths from an outlet to an origin that share no agent and no origin, at most."""
    origins = {origin for _, origin in relays.ends}
    onward = Counter(one for one, _ in (*relays.arcs, *relays.ends))
    if all(number == 1 for number in onward.values()):
        # Nobody retells two: ways to different origins never meet, and each origin is where some way ends.
        return len(origins)
    if min(len(relays.outlets), len(origins)) <= 1:
        return min(len(relays.outlets), len(origins))
    return _flow(relays)


def _flow(relays: Relays) -> int:
    import networkx as nx  # costs a fifth of a second to load, and is rarely needed

    graph: nx.DiGraph[tuple[str, str]] = nx.DiGraph()
    graph.add_nodes_from((_ROOT, _SINK))
    for agent in relays.agents():
        graph.add_edge((agent, "in"), (agent, "out"), capacity=1)
    for agent in relays.outlets:
        graph.add_edge(_ROOT, (agent, "in"))
    for one, other in relays.arcs:
        graph.add_edge((one, "out"), (other, "in"))
    for agent, origin in relays.ends:
        graph.add_edge((agent, "out"), (origin, "origin"))
        graph.add_edge((origin, "origin"), _SINK, capacity=1)
    # Arcs without a capacity are infinite; a path has a capacity of one on it, so the flow is finite.
    return int(nx.maximum_flow_value(graph, _ROOT, _SINK, flow_func=nx.algorithms.flow.edmonds_karp))


def single_points(relays: Relays) -> tuple[str, ...]:
    """Give the agents through whom every path goes, sorted; none if nothing leads to an origin."""
    import networkx as nx

    graph: nx.DiGraph[tuple[str, str]] = nx.DiGraph()
    graph.add_nodes_from((_ROOT, _SINK))
    graph.add_edges_from((_ROOT, (agent, "agent")) for agent in relays.outlets)
    graph.add_edges_from(((one, "agent"), (other, "agent")) for one, other in relays.arcs)
    graph.add_edges_from(((agent, "agent"), _SINK) for agent, _ in relays.ends)
    above = nx.immediate_dominators(graph, _ROOT)
    found, vertex = [], above.get(_SINK)
    while vertex is not None and vertex != _ROOT:
        found.append(vertex[0])
        vertex = above[vertex]
    return tuple(sorted(found))


def circles(arcs: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Give the sets of agents who relay one another in a circle, each sorted."""
    arcs = list(arcs)
    onward: dict[str, list[str]] = {}
    for one, other in arcs:
        onward.setdefault(one, []).append(other)
    try:
        TopologicalSorter(onward).prepare()
    except CycleError:
        import networkx as nx
    else:
        return ()
    graph: nx.DiGraph[str] = nx.DiGraph(arcs)
    return tuple(sorted(tuple(sorted(item)) for item in nx.strongly_connected_components(graph) if len(item) > 1))


def closed_circles(relays: Relays) -> tuple[tuple[str, ...], ...]:
    """Give the circles out of which nobody leads to an end: where their account comes from is unknown."""
    ends = {agent for agent, _ in relays.ends}
    return tuple(
        circle
        for circle in circles(relays.arcs)
        if ends.isdisjoint(circle) and not any(one in circle and other not in circle for one, other in relays.arcs)
    )
