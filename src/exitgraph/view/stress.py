"""Lay out a large connected picture: distances on paper follow distances along the arrows.

Stress is minimised by stochastic gradient descent (Zheng, Pawar, Goodman, "Graph Drawing by Stochastic Gradient
Descent", 2019): each pair of nodes in turn is moved towards its wanted distance, by steps that shrink. Springs crowd
the few nodes that nearly everything hangs on into one blot; here an arrow is the longer, the more hangs on its ends,
so these stand apart with their neighbours around them.

The pairs of a very large picture are too many. There each arrow counts, and each node with some pivots, every one of
which stands for the nodes around it (Ortmann, Klimenta, Brandes, "A Sparse Stress Model", 2017).
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import rustworkx

_ROUNDS = 16
# The last steps are this share of a pair's full correction, for pairs at distance 1.
_LAST = 0.05
_SPREAD = 0.55
# Up to so many nodes each pair counts; above, so many pivots.
_ALL_PAIRS = 450
_PIVOTS = 48

#: Two nodes, their wanted distance, and for how many nodes the second one stands (0: for itself, and moves too).
_Pair = tuple[int, int, float, float]


def stress(
    part: Sequence[str], links: Mapping[tuple[str, str], int], seed: int, *, quick: bool = False
) -> dict[str, tuple[float, float]]:
    """Give each node of a connected part its place, in units of the shortest arrow.

    The seed fixes the order of the pairs, so a machine always gives the same picture. ``quick`` takes pivots also where
    every pair could be taken.
    """
    import rustworkx

    degree = dict.fromkeys(part, 0)
    for ends in links:
        for end in ends:
            degree[end] += 1
    graph = rustworkx.PyGraph()
    index = dict(zip(part, graph.add_nodes_from(part), strict=True))
    graph.add_edges_from([(index[a], index[b], 1 + _SPREAD * math.sqrt(min(degree[a], degree[b]))) for a, b in links])
    pairs = _every_pair(graph) if len(part) <= _ALL_PAIRS and not quick else _pairs_with_pivots(graph, seed)
    if not pairs:
        return dict.fromkeys(part, (0.0, 0.0))
    chance = random.Random(seed)  # noqa: S311  # for a picture
    reach = max(wanted for _, _, wanted, _ in pairs)
    x = {place: chance.random() * reach for place in index.values()}
    y = {place: chance.random() * reach for place in index.values()}
    step = reach * reach
    shrink = math.pow(_LAST / step, 1 / (_ROUNDS - 1))
    for _ in range(_ROUNDS):
        chance.shuffle(pairs)
        for one, other, wanted, many in pairs:
            dx, dy = x[one] - x[other], y[one] - y[other]
            apart = math.sqrt(dx * dx + dy * dy) or 1e-9
            share = min(step * (many or 1.0) / (wanted * wanted), 1.0) * (apart - wanted) / (2 * apart)
            dx, dy = dx * share, dy * share
            x[one] -= dx
            y[one] -= dy
            # A pivot stands for the nodes around it and is not pulled by each single one.
            if not many:
                x[other] += dx
                y[other] += dy
        step *= shrink
    return {name: (x[place], y[place]) for name, place in index.items()}


def _every_pair(graph: rustworkx.PyGraph[str, float]) -> list[_Pair]:
    import rustworkx

    lengths = rustworkx.all_pairs_dijkstra_path_lengths(graph, float)
    return [(one, other, lengths[one][other], 0.0) for one, other in combinations(sorted(graph.node_indices()), 2)]


def _pairs_with_pivots(graph: rustworkx.PyGraph[str, float], seed: int) -> list[_Pair]:
    import rustworkx

    nodes = sorted(graph.node_indices())
    chance = random.Random(seed)  # noqa: S311  # for a picture
    near = dict.fromkeys(nodes, math.inf)
    region: dict[int, int] = {}
    far: list[tuple[int, dict[int, float]]] = []
    pivot = chance.choice(nodes)
    for _ in range(min(_PIVOTS, len(nodes))):
        lengths = {pivot: 0.0, **rustworkx.dijkstra_shortest_path_lengths(graph, pivot, float)}
        far.append((pivot, lengths))
        for node in nodes:
            if lengths[node] < near[node]:
                near[node], region[node] = lengths[node], pivot
        # The next one is farthest from those that there are.
        pivot = max(nodes, key=lambda node: (near[node], -node))
    pairs: list[_Pair] = [(one, other, length, 0.0) for one, other, length in graph.weighted_edge_list()]
    for pivot, lengths in far:
        members = sorted(lengths[node] for node in nodes if region[node] == pivot)
        for node in nodes:
            wanted = lengths[node]
            if node != pivot:
                # As many as are nearer to the pivot than half the way.
                pairs.append((node, pivot, wanted, float(max(1, bisect_right(members, wanted / 2)))))
    return pairs
