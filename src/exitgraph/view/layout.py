"""Where the nodes stand: computed here, once, with seeds, so that a page opens still and is the same when rebuilt.

Each connected part is laid out by the Fruchterman-Reingold algorithm (rustworkx) from several seeds; the pictures with
the fewest faults are polished (`exitgraph.view.polish`), what boxes of nodes and labels still overlap are pushed
apart, and the best one is stretched to the canvas. Small parts stand in a row below the largest one.
"""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.view.polish import faults, polish
from exitgraph.view.stress import stress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exitgraph.view.scene import Node, Scene

#: Width over height of the largest part; the row of small parts below it brings the picture to about 1.6.
ASPECT = 2.0
#: Above so many nodes the page shows a label where there is room, and the layout only keeps shapes apart.
MANY = 90
#: Characters of a label's line, and of all its lines.
LINE = 18
MOST_LINES = 3
# Pixels: a character and a line of the label, the room kept free around a box.
_CHAR = 7.0
_LINE_HEIGHT = 15.0
_GAP = 14.0
_ROOM = 1.75
_ROOM_OF_MANY = 3.5
_SEEDS = 24
_STARTS = 2
_SEEDS_QUICK = 4
_EFFORT_QUICK = 0.25
_PUSHES = 400


class Box(NamedTuple):
    """Half the width, and the reach above and below the middle of a node with its label, in pixels."""

    half: float
    above: float
    below: float


def wrapped(label: str) -> str:
    """Break a label into lines for the picture; what is cut off ends in an ellipsis (the panel has it whole)."""
    lines = textwrap.wrap(label, LINE, break_long_words=True) or [label]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][: LINE - 1].rstrip() + "…"]
    return "\n".join(lines)


def radius(node: Node) -> int:
    """Give the size of a node's shape in pixels: it grows with the arrows, and stops growing."""
    return round(min(9 + 2.6 * math.sqrt(node.degree), 24))


def box_of(node: Node) -> Box:
    """Give the room that a node and the label below it take."""
    lines = wrapped(node.label).split("\n")
    size = radius(node)
    half = max(size, _CHAR * max(map(len, lines)) / 2)
    if node.kind == "concept":  # drawn as a box around its label
        tall = _LINE_HEIGHT * len(lines) / 2 + 6
        return Box(half + 8, tall, tall)
    return Box(half, size, size + 6 + _LINE_HEIGHT * len(lines))


def _room(node: Node) -> Box:
    """Give the room of a node in a large picture: its shape and a margin."""
    size = radius(node) + 8.0
    return Box(size, size, size)


def positions(scene: Scene, *, quick: bool = False) -> Mapping[str, tuple[int, int]]:
    """Give each node its place in whole pixels, the middle of the picture at (0, 0).

    Two runs on the same scene give the same numbers. ``quick`` tries fewer beginnings and polishes less.
    """
    nodes = {node.id: node for node in scene.nodes}
    room = box_of if len(nodes) <= MANY else _room
    boxes = {name: room(node) for name, node in nodes.items()}
    links: dict[tuple[str, str], int] = {}
    for arrow in scene.arrows:
        if arrow.source != arrow.target:
            ends = (min(arrow.source, arrow.target), max(arrow.source, arrow.target))
            links[ends] = links.get(ends, 0) + 1
    parts = _parts(list(nodes), list(links))
    if not parts:
        return {}
    placed: dict[str, tuple[float, float]] = {}
    bottom = right = 0.0
    width = 0.0
    for index, part in enumerate(parts):
        inside = {ends: count for ends, count in links.items() if ends[0] in set(part)}
        spots = _lay_out(part, inside, boxes, quick=quick)
        left, top, far, low = _frame(spots, boxes)
        if index == 0:
            dx, dy = -left, -top
            width, bottom = max(far - left, 600.0), low - top
            right = width  # so that the next part starts a row of its own
        elif right + (far - left) > width:
            dx, dy = -left, bottom + 2 * _GAP - top
            row_top, right = bottom + 2 * _GAP, far - left + 2 * _GAP
            bottom = row_top + low - top
        else:
            dx, dy = right - left, row_top - top
            right, bottom = right + far - left + 2 * _GAP, max(bottom, row_top + low - top)
        for name, (x, y) in spots.items():
            placed[name] = (x + dx, y + dy)
    left, top, far, low = _frame(placed, boxes)
    return {
        name: (round(placed[name][0] - (left + far) / 2), round(placed[name][1] - (top + low) / 2))
        for name in sorted(placed)
    }


def _parts(names: list[str], links: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Split into connected parts, the largest first."""
    beside: dict[str, set[str]] = {name: set() for name in names}
    for one, other in links:
        beside[one].add(other)
        beside[other].add(one)
    parts, seen = [], set()
    for name in names:
        if name not in seen:
            part, queue = [], [name]
            seen.add(name)
            while queue:
                here = queue.pop()
                part.append(here)
                fresh = sorted(beside[here] - seen)
                seen.update(fresh)
                queue += fresh
            parts.append(sorted(part))
    return sorted(parts, key=lambda part: (-len(part), part))


def _lay_out(
    part: list[str], links: Mapping[tuple[str, str], int], boxes: Mapping[str, Box], *, quick: bool
) -> dict[str, tuple[float, float]]:
    if len(part) == 1:
        return {part[0]: (0.0, 0.0)}
    wide, tall = _canvas(part, boxes)
    if len(part) > MANY:
        return apart(_framed(stress(part, links, 0, quick=quick), wide, tall), boxes)
    seeds = _SEEDS_QUICK if quick else min(_SEEDS, max(4, 1000 // len(part)))
    starts = [_spring(part, links, seed, wide, tall) for seed in range(seeds)]
    starts.sort(key=lambda spots: faults(apart(spots, boxes), list(links), boxes))
    best: dict[str, tuple[float, float]] = {}
    least = math.inf
    for seed, spots in enumerate(starts[: 1 if quick else _STARTS]):
        effort = _EFFORT_QUICK if quick else 1.0
        better = polish(spots, list(links), boxes, wide=wide, tall=tall, seed=seed, effort=effort)
        better = _stretched(apart(better, boxes), boxes, wide, tall)
        cost = faults(better, list(links), boxes)
        if cost < least:
            best, least = better, cost
    return best


def _stretched(
    spots: Mapping[str, tuple[float, float]], boxes: Mapping[str, Box], wide: float, tall: float
) -> dict[str, tuple[float, float]]:
    """Widen a picture that leaves some of its canvas empty: no box can come nearer to another by that."""
    left, top, right, bottom = _frame(spots, boxes)
    x, y = (left + right) / 2, (top + bottom) / 2
    across, down = max(wide / (right - left), 1.0), max(tall / (bottom - top), 1.0)
    return {name: ((at[0] - x) * across, (at[1] - y) * down) for name, at in spots.items()}


def _canvas(part: list[str], boxes: Mapping[str, Box]) -> tuple[float, float]:
    """Give width and height, in pixels, that leave arrows as much room as nodes and labels take."""
    taken = sum((2 * boxes[name].half + _GAP) * (boxes[name].above + boxes[name].below + _GAP) for name in part)
    tall = math.sqrt(taken * (_ROOM if len(part) <= MANY else _ROOM_OF_MANY) / ASPECT)
    return max(tall * ASPECT, 2.2 * max(boxes[name].half for name in part)), tall


def _spring(
    part: list[str], links: Mapping[tuple[str, str], int], seed: int, wide: float, tall: float
) -> dict[str, tuple[float, float]]:
    """Lay out by springs, then stretch to a rectangle of ``wide`` by ``tall`` pixels around (0, 0)."""
    import rustworkx

    graph = rustworkx.PyGraph()
    index = dict(zip(part, graph.add_nodes_from(part), strict=True))
    # Parallel arrows pull harder, but not so hard that their nodes merge.
    graph.add_edges_from([(index[a], index[b], 1 + 0.3 * math.log(count)) for (a, b), count in links.items()])
    found = rustworkx.spring_layout(
        graph,
        seed=seed,
        num_iter=300,
        k=(1.3 + 0.1 * (seed % 6)) / math.sqrt(len(part)),
        weight_fn=float,
    )
    spots = {name: (float(found[index[name]][0]), float(found[index[name]][1])) for name in part}
    return _framed(spots, wide, tall)


def _framed(spots: Mapping[str, tuple[float, float]], wide: float, tall: float) -> dict[str, tuple[float, float]]:
    """Turn a picture so that it is wider than tall, and stretch it to the canvas around (0, 0)."""
    left, right = min(x for x, _ in spots.values()), max(x for x, _ in spots.values())
    top, bottom = min(y for _, y in spots.values()), max(y for _, y in spots.values())
    if bottom - top > right - left:
        spots = {name: (y, x) for name, (x, y) in spots.items()}
        left, right, top, bottom = top, bottom, left, right
    across = 0.85 * wide / (right - left or 1.0)
    down = 0.8 * tall / (bottom - top) if bottom - top > (right - left) / 50 else 0.0
    return {
        name: ((x - (left + right) / 2) * across, (y - (top + bottom) / 2) * down) for name, (x, y) in spots.items()
    }


def apart(spots: Mapping[str, tuple[float, float]], boxes: Mapping[str, Box]) -> dict[str, tuple[float, float]]:
    """Push overlapping boxes apart, each pair along the axis that needs less, until none overlaps."""
    names = sorted(spots)
    x = {name: spots[name][0] for name in names}
    y = {name: spots[name][1] for name in names}
    for _ in range(_PUSHES if len(names) <= MANY else _PUSHES // 8):
        moved = False
        for one, other in _near(names, x, boxes):
            a, b = boxes[one], boxes[other]
            over_x = a.half + b.half + _GAP - abs(x[one] - x[other])
            upper, lower = (one, other) if y[one] <= y[other] else (other, one)
            over_y = boxes[upper].below + boxes[lower].above + _GAP / 2 - (y[lower] - y[upper])
            if over_x <= 0 or over_y <= 0:
                continue
            moved = True
            if over_x < over_y * ASPECT:
                left, right = (one, other) if (x[one], one) <= (x[other], other) else (other, one)
                x[left] -= over_x / 2 + 0.5
                x[right] += over_x / 2 + 0.5
            else:
                y[upper] -= over_y / 2 + 0.5
                y[lower] += over_y / 2 + 0.5
        if not moved:
            break
    return {name: (x[name], y[name]) for name in names}


def _near(names: list[str], x: Mapping[str, float], boxes: Mapping[str, Box]) -> list[tuple[str, str]]:
    """Give the pairs whose boxes can meet: a sweep from left to right instead of all pairs."""
    widest = max(boxes[name].half for name in names)
    order = sorted(names, key=lambda name: (x[name], name))
    found = []
    for place, one in enumerate(order):
        for other in order[place + 1 :]:
            if x[other] - x[one] > boxes[one].half + widest + _GAP:
                break
            found.append((one, other))
    return found


def _frame(spots: Mapping[str, tuple[float, float]], boxes: Mapping[str, Box]) -> tuple[float, float, float, float]:
    """Give left, top, right and bottom of all boxes."""
    return (
        min(x - boxes[name].half for name, (x, _) in spots.items()),
        min(y - boxes[name].above for name, (_, y) in spots.items()),
        max(x + boxes[name].half for name, (x, _) in spots.items()),
        max(y + boxes[name].below for name, (_, y) in spots.items()),
    )
