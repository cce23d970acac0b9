"""Data for the page, small and lossless: each value once, the rows of like things under one heading.

A thousand claims repeat the same names, dates and labels; written out plainly they make a page several times as large.
``model.js`` opens what is packed here (``unpack``).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from exitgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping


def pack(data: Mapping[str, Any]) -> dict[str, Any]:
    """Pack plain data.

    Parameters
    ----------
    data
        Names to scalars, lists, or lists of mappings (to any depth); mappings stand only in lists, each list's with
        the same keys in the same order.

    Returns
    -------
    dict
        ``values``, the distinct scalars, the commonest first; ``headings``, the distinct lists of keys; and ``data``,
        in which each scalar is its place in ``values`` and each list of mappings is ``{heading: [[...], ...]}``.

    Raises
    ------
    InputError
        If the mappings of a list differ in their keys.
    """
    counts: Counter[tuple[str, Any]] = Counter()
    for value in data.values():
        _count(value, counts)
    place = {value: index for index, (value, _) in enumerate(counts.most_common())}
    headings: dict[tuple[str, ...], int] = {}
    folded = {name: _folded(value, place, headings) for name, value in data.items()}
    return {"values": [value for _, value in place], "headings": [list(keys) for keys in headings], "data": folded}


def _count(value: Any, counts: Counter[tuple[str, Any]]) -> None:
    if isinstance(value, dict):
        for inner in value.values():
            _count(inner, counts)
    elif isinstance(value, list | tuple):
        for inner in value:
            _count(inner, counts)
    else:
        counts[_key(value)] += 1


def _key(value: Any) -> tuple[str, Any]:
    # The type is part of the key: 1, 1.0 and true are equal in Python, and are not in the page.
    return type(value).__name__, value


def _folded(value: Any, place: Mapping[tuple[str, Any], int], headings: dict[tuple[str, ...], int]) -> Any:
    if not isinstance(value, list | tuple):
        return place[_key(value)]
    if not value or not isinstance(value[0], dict):
        return [_folded(inner, place, headings) for inner in value]
    keys = tuple(value[0])
    if any(tuple(inner) != keys for inner in value):
        raise InputError(f"rows of the page differ in their columns: {', '.join(keys)}", hint="Report this.")
    heading = headings.setdefault(keys, len(headings))
    return {str(heading): [[_folded(inner[key], place, headings) for key in keys] for inner in value]}


def unpack(packed: Mapping[str, Any]) -> dict[str, Any]:
    """Give back what `pack` was given (tuples as lists); the page's script does the same."""
    values, headings = packed["values"], packed["headings"]

    def opened(folded: Any) -> Any:
        if isinstance(folded, int):
            return values[folded]
        if isinstance(folded, list):
            return [opened(inner) for inner in folded]
        ((heading, rows),) = folded.items()
        return [dict(zip(headings[int(heading)], map(opened, row), strict=True)) for row in rows]

    return {name: opened(folded) for name, folded in packed["data"].items()}
