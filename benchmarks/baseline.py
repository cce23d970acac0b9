"""The same answers by networkx: the states expanded plainly, then every simple path with a cut-off, then a filter.

A node is a place with the documents held there; the territories passed need not be part of it, since the path tells
them, and an itinerary that comes back to a place without a new document is dominated by the one that did not leave. An
edge carries the weights of the rules that make the leg, those that no other one dominates. Goals are nodes of their
own. The rules are read as `World` reads them for explanations, not as the search packs them.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import networkx as nx

from exitgraph.routes.rule import Weight
from exitgraph.routes.state import LAND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from exitgraph.claims.values import Iri
    from exitgraph.routes.rule import Rule
    from exitgraph.routes.search import Itinerary
    from exitgraph.routes.state import State, World


class Goal(NamedTuple):
    """A level reached at a territory."""

    level: str
    territory: Iri


class Criteria(NamedTuple):
    """What itineraries to one goal are compared by."""

    legs: int
    weight: Weight
    passed: frozenset[Iri]


#: The criteria of the itineraries that nothing dominates, by goal.
Fronts: TypeAlias = dict[Goal, set[Criteria]]

_LEVELS = {"apply": "apply", "protected": "protection"}


def expand(world: World, max_legs: int) -> nx.DiGraph[State | Goal]:
    """Expand every state that can be reached with so many legs, and the goals of an application or better.

    Returns
    -------
    networkx.DiGraph
        Nodes: `State` without territories passed, and `Goal`. Edges: ``weights``, a list.
    """
    graph: nx.DiGraph[State | Goal] = nx.DiGraph()
    start = world.start._replace(transited=frozenset())
    homes = {world.profile.origin, start.territory}
    by_place: dict[Iri | None, list[Rule]] = defaultdict(list)
    for rule in world.usable:
        by_place[rule.at].append(rule)
    own: dict[object, list[Rule]] = {}
    graph.add_node(start)
    frontier = [start]
    for _ in range(max_legs):
        grown = []
        for state in frontier:
            for document in state.holds - own.keys():
                own[document] = list(world.own_papers(document))
            papers = [rule for document in state.holds for rule in own[document]]
            for rule in (*by_place[None], *by_place[state.territory], *papers):
                after = world.after(rule, state)._replace(transited=frozenset())
                if after == state or world.unmet(rule, state):
                    continue
                level = _LEVELS.get(rule.action)
                if level and rule.to in homes:
                    continue
                end = Goal(level, rule.to) if level else after
                if end not in graph and not level:
                    grown.append(after)
                for weight in _weights(world, rule, state):
                    _add(graph, state, end, weight)
        frontier = grown
    return graph


def _weights(world: World, rule: Rule, state: State) -> Iterator[Weight]:
    links = world.links(state.territory, rule.to) if rule.action == "enter" and rule.mode == LAND else ((),)
    for claims in links:
        yield rule.weight.and_(world.compiled.weight(claims)) if claims else rule.weight


def _add(graph: nx.DiGraph[State | Goal], start: State, end: State | Goal, weight: Weight) -> None:
    if not graph.has_edge(start, end):
        graph.add_edge(start, end, weights=[])
    weights = graph.edges[start, end]["weights"]
    if not any(_no_worse(other, weight) for other in weights):
        weights[:] = [*(other for other in weights if not _no_worse(weight, other)), weight]


def all_simple_paths(world: World, max_legs: int) -> Fronts:
    """Answer by ``networkx.all_simple_paths`` with a cut-off."""
    graph = expand(world, max_legs)
    start = world.start._replace(transited=frozenset())
    paths = nx.all_simple_paths(graph, start, _goals(graph), cutoff=max_legs)
    return _filtered(world, graph, paths)


def shortest_simple_paths(world: World, max_legs: int) -> Fronts:
    """Answer by ``networkx.shortest_simple_paths``, goal by goal, until a path is longer than the cut-off."""
    graph = expand(world, max_legs)
    start = world.start._replace(transited=frozenset())

    def paths() -> Iterator[list[State | Goal]]:
        for goal in _goals(graph):
            for path in nx.shortest_simple_paths(graph, start, goal):
                if len(path) - 1 > max_legs:
                    break
                yield path

    return _filtered(world, graph, paths())


#: The two ways, by the name of what they rest on.
BASELINES: dict[str, Callable[[World, int], Fronts]] = {
    "all_simple_paths": all_simple_paths,
    "shortest_simple_paths": shortest_simple_paths,
}


def _goals(graph: nx.DiGraph[State | Goal]) -> list[Goal]:
    return sorted(node for node in graph if isinstance(node, Goal))


def _filtered(world: World, graph: nx.DiGraph[State | Goal], paths: Iterable[list[State | Goal]]) -> Fronts:
    fronts: Fronts = {}
    passed_before, origin = world.start.transited, world.profile.origin
    for path in paths:
        weights = {Weight()}
        for start, end in pairwise(path):
            weights = {one.and_(other) for one in weights for other in graph.edges[start, end]["weights"]}
        goal = path[-1]
        assert isinstance(goal, Goal)  # paths end at goals
        # Who obtains or applies stays; the start counts only for somebody who is elsewhere already.
        entered = {
            end.territory
            for start, end in pairwise(path[:-1])
            if not isinstance(start, Goal) and start.territory != end.territory
        }
        passed = frozenset(passed_before | entered) - {origin}
        front = fronts.setdefault(goal, set())
        for weight in weights:
            _keep(front, Criteria(len(path) - 1, weight, passed))
    return fronts


def _keep(front: set[Criteria], new: Criteria) -> None:
    if new in front or any(_dominates(other, new) for other in front):
        return
    front -= {other for other in front if _dominates(new, other)}
    front.add(new)


def _dominates(one: Criteria, other: Criteria) -> bool:
    return one.legs <= other.legs and one.passed <= other.passed and _no_worse(one.weight, other.weight)


def _no_worse(one: Weight, other: Weight) -> bool:
    return (
        one.basis <= other.basis
        and one.oldest >= other.oldest
        and one.reliability <= other.reliability
        and one.credibility <= other.credibility
        and one.lines >= other.lines
    )


def fronts_of(itineraries: Iterable[Itinerary]) -> Fronts:
    """Give the criteria of an answer of the engine, to be compared with those found here."""
    fronts: Fronts = {}
    for item in itineraries:
        found = fronts.setdefault(Goal(item.level, item.territory), set())
        found.add(Criteria(len(item.legs), item.weight, item.transited))
    return fronts
