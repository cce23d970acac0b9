"""Make a laid-out picture easier to read: simulated annealing on what the eye stumbles over.

One node moves at a time, inside a fixed frame; a move counts the crossings of its arrows, boxes that arrows run over,
boxes that overlap, and the length of its arrows. The random numbers come from a seed, so a machine always
gives the same picture (another one's mathematical library may round otherwise and give another, as readable one).
"""

from __future__ import annotations

import math
import random
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exitgraph.view.layout import Box

    Point = tuple[float, float]

# What each fault costs; the length of all arrows together weighs about as much as a crossing for each arrow.
_CROSSING = 1.5
_COVERED = 4.0
_OVERLAP = 12.0
_LENGTH = 4.0
_HUB = 2.0
_MOVES_PER_NODE = 240
# Comparisons that a picture may take (a few seconds); one that would get fewer moves than these stays as it is.
_BUDGET = 2_500_000
_FEWEST_PER_NODE = 15
_HOT, _COLD = 0.8, 0.02


class Picture:
    """Positions in pixels inside a frame of ``wide`` by ``tall`` pixels around (0, 0), and what they cost."""

    def __init__(
        self,
        spots: Mapping[str, Point],
        links: Sequence[tuple[str, str]],
        boxes: Mapping[str, Box],
        wide: float,
        tall: float,
    ) -> None:
        self.names = sorted(spots)
        index = {name: place for place, name in enumerate(self.names)}
        self.at = [spots[name] for name in self.names]
        self.boxes = [boxes[name] for name in self.names]
        self.edges = [(index[one], index[other]) for one, other in links]
        self.edges_of: list[list[int]] = [[] for _ in self.names]
        for number, ends in enumerate(self.edges):
            for end in ends:
                self.edges_of[end].append(number)
        self.wide, self.tall = wide, tall
        self.unit = math.hypot(wide, tall) / 4
        self.busiest = max((len(found) for found in self.edges_of), default=1) or 1

    def inside(self, node: int, at: Point) -> Point:
        """Move a place into the frame, so that the whole box of the node lies in it."""
        box = self.boxes[node]
        room = max(self.wide / 2 - box.half, 0.0)
        return (
            min(max(at[0], -room), room),
            min(max(at[1], box.above - self.tall / 2), max(self.tall / 2 - box.below, box.above - self.tall / 2)),
        )

    def cost(self, node: int) -> float:
        """Weigh what depends on where one node is."""
        own = self.edges_of[node]
        total = sum(self._edge_cost(number, node) for number in own)
        here, box = self.at[node], self.boxes[node]
        left, right, top, bottom = self._extent(node)
        at = self.at
        for a, b in self.edges:
            (ax, ay), (bx, by) = at[a], at[b]
            # Most lines lie wholly to one side: told apart here, since this loop is where the time goes.
            if (ax < left and bx < left) or (ax > right and bx > right) or (ay < top and by < top):
                continue
            if (ay > bottom and by > bottom) or node in (a, b):
                continue
            if _hits(at[a], at[b], here, box):
                total += _COVERED
        for other, place in enumerate(at):
            if other != node:
                total += _OVERLAP * _overlap(here, box, place, self.boxes[other])
        reach = math.hypot(here[0] / self.wide, here[1] / self.tall)
        return total + _HUB * reach * len(own) / self.busiest

    def _extent(self, node: int) -> tuple[float, float, float, float]:
        (x, y), box = self.at[node], self.boxes[node]
        return x - box.half - 4, x + box.half + 4, y - box.above - 5, y + box.below + 3

    def _edge_cost(self, number: int, node: int) -> float:
        a, b = self.edges[number]
        at = self.at
        start, end = at[a], at[b]
        left, right = (start[0], end[0]) if start[0] < end[0] else (end[0], start[0])
        top, bottom = (start[1], end[1]) if start[1] < end[1] else (end[1], start[1])
        total = _LENGTH / 2 * math.pow(math.dist(start, end) / self.unit, 1.5)
        for c, d in self.edges:
            (cx, cy), (dx, dy) = at[c], at[d]
            if (cx < left and dx < left) or (cx > right and dx > right) or (cy < top and dy < top):
                continue
            if (cy > bottom and dy > bottom) or a in (c, d) or b in (c, d):
                continue
            if cross(start, end, at[c], at[d]):
                total += _CROSSING
        for other, (x, y) in enumerate(at):
            box = self.boxes[other]
            if x + box.half + 4 < left or x - box.half - 4 > right or y + box.below + 3 < top:
                continue
            if y - box.above - 5 > bottom or other in (a, b, node):
                continue
            if _hits(start, end, (x, y), box):
                total += _COVERED
        return total


def polish(
    spots: Mapping[str, Point],
    links: Sequence[tuple[str, str]],
    boxes: Mapping[str, Box],
    *,
    wide: float,
    tall: float,
    seed: int,
    effort: float = 1.0,
) -> dict[str, Point]:
    """Give better places for the nodes, all inside a frame of ``wide`` by ``tall`` pixels around (0, 0).

    ``effort`` is the part of the moves that are made.
    """
    picture = Picture(spots, links, boxes, wide, tall)
    chance = random.Random(seed)  # noqa: S311  # for a picture
    count = len(picture.names)
    picture.at = [picture.inside(node, at) for node, at in enumerate(picture.at)]
    edges = len(picture.edges)
    moves = int(min(_MOVES_PER_NODE * count, _BUDGET / ((2 * edges / count + 1) * (edges + count))))
    if moves < _FEWEST_PER_NODE * count:
        return dict(spots)
    moves = round(moves * effort)
    for step in range(moves):
        done = step / moves
        heat = _HOT * (_COLD / _HOT) ** done
        node = int(chance.random() * count)
        old = picture.at[node]
        if chance.random() < 0.15 * (1 - done):
            wanted = ((chance.random() - 0.5) * wide, (chance.random() - 0.5) * tall)
        else:
            reach = max(wide * 0.3 * (1 - done), 12.0)
            wanted = (old[0] + (chance.random() - 0.5) * reach, old[1] + (chance.random() - 0.5) * reach)
        before = picture.cost(node)
        picture.at[node] = picture.inside(node, wanted)
        worse = picture.cost(node) - before
        if worse > 0 and chance.random() >= math.exp(-worse / heat):
            picture.at[node] = old
    return dict(zip(picture.names, picture.at, strict=True))


def faults(spots: Mapping[str, Point], links: Sequence[tuple[str, str]], boxes: Mapping[str, Box]) -> float:
    """Weigh the crossings of a picture and the boxes that its arrows run over."""
    crossings = sum(
        cross(spots[a], spots[b], spots[c], spots[d])
        for (a, b), (c, d) in combinations(links, 2)
        if a not in (c, d) and b not in (c, d)
    )
    covered = sum(
        _hits(spots[a], spots[b], spots[name], boxes[name]) for a, b in links for name in spots if name not in (a, b)
    )
    return _CROSSING * crossings + _COVERED * covered


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the straight lines a-b and c-d cross between their ends."""
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _overlap(here: Point, box: Box, there: Point, other: Box) -> float:
    """Give how far two boxes run into each other or come too near, from 0 to about 1."""
    over_x = box.half + other.half + 16 - abs(here[0] - there[0])
    if over_x <= 0:
        return 0.0
    upper, lower = (box, other) if here[1] <= there[1] else (other, box)
    over_y = upper.below + lower.above + 12 - abs(here[1] - there[1])
    if over_y <= 0:
        return 0.0
    return 0.2 + min(over_x, over_y) / 60


def _hits(a: Point, b: Point, middle: Point, box: Box) -> bool:
    """Whether the line a-b runs through a box, a little enlarged (it clips the line against the box's sides)."""
    left, right = middle[0] - box.half - 4, middle[0] + box.half + 4
    top, bottom = middle[1] - box.above - 5, middle[1] + box.below + 3
    if (a[0] < left and b[0] < left) or (a[0] > right and b[0] > right):
        return False
    if (a[1] < top and b[1] < top) or (a[1] > bottom and b[1] > bottom):
        return False
    first, last = 0.0, 1.0
    for start, change, low, high in ((a[0], b[0] - a[0], left, right), (a[1], b[1] - a[1], top, bottom)):
        if change == 0:
            continue
        one, two = (low - start) / change, (high - start) / change
        first, last = max(first, min(one, two)), min(last, max(one, two))
    return first < last
