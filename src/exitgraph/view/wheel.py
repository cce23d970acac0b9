"""Places for a neighbourhood: each opened node in the middle of its neighbours, at once and always the same.

A neighbourhood is nearly a star, of which nobody wants to wait for an optimum: neighbours stand on ellipses around the
node that they belong to, those of one relation together, and boxes that overlap are pushed apart. What two opened nodes
share stands between them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from exitgraph.view.layout import apart, box_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exitgraph.view.scene import Scene

#: Width over height of a ring, as screens are wider than tall.
ASPECT: Final = 1.55
#: Pixels of a ring's circumference for one neighbour, and between rings.
ROOM: Final = 118.0
STEP: Final = 130.0
#: Neighbours of one ring; more stand on two, in turn.
ONE_RING: Final = 16


def wheel_positions(scene: Scene, opened: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Give each node its place in whole pixels.

    Parameters
    ----------
    scene
        What is shown.
    opened
        Ids of the nodes in the middle, the centre first; at least one.
    """
    beside: dict[str, dict[str, str]] = defaultdict(dict)
    for arrow in scene.arrows:
        for end, other in ((arrow.source, arrow.target), (arrow.target, arrow.source)):
            if end != other:
                beside[end][other] = min(beside[end].get(other, arrow.relation), arrow.relation)
    order = {key.id: place for place, key in enumerate(scene.relations)}
    labels = {node.id: node.label for node in scene.nodes}
    middles = list(dict.fromkeys(opened))
    own: dict[str, list[str]] = {middle: [] for middle in middles}
    shared = []
    for name in labels:
        owners = [middle for middle in middles if name in beside[middle]]
        if name in own:
            continue
        if len(owners) == 1:
            own[owners[0]].append(name)
        else:
            shared.append((name, owners))
    radii = {middle: _radius(len(names)) for middle, names in own.items()}
    spots = _middles(middles, radii)
    for middle, names in own.items():
        names.sort(key=lambda name: (order.get(beside[middle][name], 0), labels[name], name))
        spots |= _ring(names, spots[middle], radii[middle])
    for place, (name, owners) in enumerate(shared):
        there = [spots[owner] for owner in owners] or [(0.0, 0.0)]
        x, y = (sum(spot[axis] for spot in there) / len(there) for axis in (0, 1))
        # A little apart from the start: what stands in one spot could not be pushed apart by its own strength.
        spots[name] = (x + 7 * math.cos(2.4 * place), y + 40 + 30 * math.sin(2.4 * place) + 11 * place)
    spaced = apart(spots, {node.id: box_of(node) for node in scene.nodes})
    return {name: (round(x), round(y)) for name, (x, y) in sorted(spaced.items())}


def _radius(count: int) -> float:
    rings = 1 if count <= ONE_RING else 2
    return max(190.0, count / rings * ROOM / (2 * math.pi) / 1.15)


def _middles(middles: Sequence[str], radii: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Put the wheels side by side, in rows of three."""
    spots = {}
    x = y = height = 0.0
    for place, middle in enumerate(middles):
        reach = (radii[middle] + STEP) * ASPECT
        if place and place % 3 == 0:
            x, y, height = 0.0, y + height, 0.0
        x += reach if place % 3 else 0.0
        spots[middle] = (x, y)
        x += reach
        height = max(height, 2 * (radii[middle] + STEP))
    return spots


def _ring(names: Sequence[str], middle: tuple[float, float], radius: float) -> dict[str, tuple[float, float]]:
    spots = {}
    for place, name in enumerate(names):
        angle = -math.pi / 2 + 2 * math.pi * (place + 0.5) / len(names)
        reach = radius + (STEP if len(names) > ONE_RING and place % 2 else 0.0)
        spots[name] = (middle[0] + reach * ASPECT * math.cos(angle), middle[1] + reach * math.sin(angle))
    return spots
