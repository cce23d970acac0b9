"""Who retells whom, drawn: outlets at the left, whoever they retell beside them, and who is the last to be named.

Only where things are drawn is worked out here; the page draws them. All lengths are in the units of the drawing, about
a pixel each. A drawing in layers (Sugiyama, Tagawa and Toda 1981): a layer is the longest way from an outlet, the order
within one is by the mean place of those that it is joined to.
"""

from __future__ import annotations

from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH: Final = 190
HEIGHT: Final = 46
_GAP: Final = 70
_STEP: Final = 58
_TOP: Final = 30
_LETTERS: Final = 25
_LINE_HEIGHT: Final = 16
_SWEEPS: Final = 4
#: Agents that are drawn; more are a tangle that nobody can read, and the chains are listed anyway.
MOST: Final = 60


def relay_map(chains: Sequence[Mapping[str, Any]], single_points: Sequence[str] = ()) -> dict[str, Any] | None:
    """Place the agents of chains, and the ways between them.

    Parameters
    ----------
    chains
        Chains with ``agents`` from the outlet to the last who is named, each with ``id``, ``label`` and ``path``; how
        each ``ends`` (``primary`` or ``open``), and whether it is ``certain``.
    single_points
        The agents through whom every chain goes, by ``id``.

    Returns
    -------
    dict or None
        ``width``, ``height``; ``columns``, the headings with their ``x``; ``agents`` with ``x``, ``y`` (the upper left
        corner), ``lines`` of text, ``kind`` (``primary``, ``open`` or ``passes``), and whether each is a ``single``
        point; ``ways`` with a ``path`` of SVG, and whether each is ``certain``. ``None`` without chains, and where
        there are more agents than can be drawn.
    """
    agents = {agent["id"]: agent for chain in chains for agent in chain["agents"]}
    if not agents or len(agents) > MOST:
        return None
    arcs: dict[tuple[str, str], bool] = {}
    for chain in chains:
        names = [agent["id"] for agent in chain["agents"]]
        for arc in pairwise(names):
            arcs[arc] = arcs.get(arc, False) or bool(chain["certain"])
    kinds = _kinds(chains)
    layers = _ordered(_layers(chains, arcs), arcs)
    tallest = max(len(layer) for layer in layers)
    corners: dict[str, tuple[float, float]] = {}
    for number, layer in enumerate(layers):
        first = _TOP + (tallest - len(layer)) * _STEP / 2
        for place, name in enumerate(layer):
            corners[name] = (number * (WIDTH + _GAP) + 2, first + place * _STEP)
    titles = ["Read in", *["Retold from"] * (len(layers) - 2), "Last who is named"][: len(layers)]
    return {
        "width": len(layers) * WIDTH + (len(layers) - 1) * _GAP + 4,
        "height": _TOP + tallest * _STEP,
        "columns": [
            {"title": title, "x": number * (WIDTH + _GAP) + 2 + WIDTH / 2} for number, title in enumerate(titles)
        ],
        "agents": [_agent(agents[name], corners[name], kinds[name], name in single_points) for name in corners],
        "ways": [{"path": _way(corners[one], corners[other]), "certain": sure} for (one, other), sure in arcs.items()],
        "box": {"width": WIDTH, "height": HEIGHT},
    }


def _kinds(chains: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Say of each agent whether a chain ends with it, and how; primary counts before open."""
    found: dict[str, str] = {}
    for chain in chains:
        for agent in chain["agents"]:
            found.setdefault(agent["id"], "passes")
        last = chain["agents"][-1]["id"]
        if found[last] != "primary":
            found[last] = chain["ends"]
    return found


def _layers(chains: Sequence[Mapping[str, Any]], arcs: Mapping[tuple[str, str], bool]) -> list[list[str]]:
    """Give the agents by layer; those of a circle go on being moved only as far as there are agents."""
    names = list(dict.fromkeys(agent["id"] for chain in chains for agent in chain["agents"]))
    outlets = {chain["agents"][0]["id"] for chain in chains}
    depth = dict.fromkeys(names, 0)
    for _ in names:
        moved = {
            other: depth[one] + 1 for one, other in arcs if depth[other] <= depth[one] and not _back(arcs, one, other)
        }
        if not moved:
            break
        depth |= moved
    retelling = {one for one, _ in arcs}
    deepest = max(depth.values())
    # Who is the last to be named stands at the right, unless it is where something was read.
    depth |= {name: deepest for name in names if name not in retelling and name not in outlets}
    levels = sorted(set(depth.values()))
    return [[name for name in names if depth[name] == level] for level in levels]


def _back(arcs: Mapping[tuple[str, str], bool], one: str, other: str) -> bool:
    """Whether a way leads back, so that the two are in a circle."""
    seen, todo = {other}, [other]
    while todo:
        here = todo.pop()
        for start, end in arcs:
            if start == here and end not in seen:
                seen.add(end)
                todo.append(end)
    return one in seen


def _ordered(layers: list[list[str]], arcs: Mapping[tuple[str, str], bool]) -> list[list[str]]:
    """Order each layer by the mean place of those that its agents are joined to."""
    beside: dict[str, list[str]] = {name: [] for layer in layers for name in layer}
    for one, other in arcs:
        beside[one].append(other)
        beside[other].append(one)
    for _ in range(_SWEEPS):
        for layer in layers:
            tallest = max(len(one) for one in layers)
            places = {name: (place + (tallest - len(one)) / 2) for one in layers for place, name in enumerate(one)}

            def mean(name: str, places: Mapping[str, float] = places) -> float:
                near = beside[name]
                return sum(places[other] for other in near) / len(near) if near else places[name]

            layer.sort(key=mean)
    return layers


def _agent(agent: Mapping[str, Any], corner: tuple[float, float], kind: str, single: bool) -> dict[str, Any]:
    lines = wrap(agent["label"], _LETTERS, break_long_words=True) or [agent["id"]]
    if len(lines) > 2:  # noqa: PLR2004
        lines = [lines[0], lines[1][: _LETTERS - 1].rstrip() + "…"]
    x, y = corner
    first = y + HEIGHT / 2 - (len(lines) - 1) * _LINE_HEIGHT / 2 + 4.5
    return {
        **agent,
        "x": x,
        "y": y,
        "kind": kind,
        "single": single,
        "lines": [{"text": text, "y": first + place * _LINE_HEIGHT} for place, text in enumerate(lines)],
    }


def _way(one: tuple[float, float], other: tuple[float, float]) -> str:
    """Give the curve between two boxes: from the right side to the left, or around where it goes back."""
    (x, y), (to, down) = one, other
    y, down = y + HEIGHT / 2, down + HEIGHT / 2
    if to > x:
        bend = _GAP / 2
        return f"M{x + WIDTH:g} {y:g}C{x + WIDTH + bend:g} {y:g} {to - bend:g} {down:g} {to:g} {down:g}"
    right = max(x, to) + WIDTH
    return f"M{x + WIDTH:g} {y:g}C{right + 40:g} {y:g} {right + 40:g} {down:g} {to + WIDTH:g} {down:g}"
