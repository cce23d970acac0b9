"""Lay out a large connected picture: distances on paper follow distances along the arrows.

Stress is minimised by stochastic gradient descent (Zheng, Pawar, Goodman, "Graph Drawing by Stochastic Gradient
Descent", 2019): each pair of nodes in turn is moved towards its wanted distance, by steps that shrink. Springs crowd
the few nodes that nearly everything hangs on into one blot; here an arrow is the longer, the more hangs on its ends,
so these stand apart with their neighbours around them.
"""

from __future__ import annotations

import math
import random
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROUNDS = 16
# The last steps are this share of a pair's full correction, for pairs at distance 1.
_LAST = 0.05
_SPREAD = 0.55


def stress(part: Sequence[str], links: Mapping[tuple[str, str], int], seed: int) -> dict[str, tuple[float, float]]:
    """Give each node of a connected part its place, in units of the shortest arrow.

    The seed fixes the order of the pairs, so a machine always gives the same picture.
    """
    import rustworkx

    degree = dict.fromkeys(part, 0)
    for ends in links:
        for end in ends:
            degree[end] += 1
    graph = rustworkx.PyGraph()
    index = dict(zip(part, graph.add_nodes_from(part), strict=True))
    graph.add_edges_from([(index[a], index[b], 1 + _SPREAD * math.sqrt(min(degree[a], degree[b]))) for a, b in links])
    lengths = rustworkx.all_pairs_dijkstra_path_lengths(graph, float)
    pairs = [(one, other, lengths[one][other]) for one, other in combinations(sorted(index.values()), 2)]
    if not pairs:
        return dict.fromkeys(part, (0.0, 0.0))
    chance = random.Random(seed)  # noqa: S311  # for a picture
    reach = max(wanted for _, _, wanted in pairs)
    x = {place: chance.random() * reach for place in index.values()}
    y = {place: chance.random() * reach for place in index.values()}
    step = reach * reach
    shrink = math.pow(_LAST / step, 1 / (_ROUNDS - 1))
    for _ in range(_ROUNDS):
        chance.shuffle(pairs)
        for one, other, wanted in pairs:
            dx, dy = x[one] - x[other], y[one] - y[other]
            apart = math.sqrt(dx * dx + dy * dy) or 1e-9
            share = min(step / (wanted * wanted), 1.0) * (apart - wanted) / (2 * apart)
            dx, dy = dx * share, dy * share
            x[one] -= dx
            y[one] -= dy
            x[other] += dx
            y[other] += dy
        step *= shrink
    return {name: (x[place], y[place]) for name, place in index.items()}
