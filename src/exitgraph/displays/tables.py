"""Tables with a caption, column heads and row heads that a screen reader can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exitgraph.displays.writer import written

if TYPE_CHECKING:
    from collections.abc import Sequence


class Cell(NamedTuple):
    """A value as it is shown: its text, a code beside it, what it is in full, and whether it is a number."""

    text: str
    code: str = ""
    whole: str = ""
    number: bool = False


def table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, caption: str, below: str = "") -> str:
    """Write a table.

    Parameters
    ----------
    columns
        The heads.
    rows
        As many cells each; the first is the head of its row.
    caption
        What the table is of.
    below
        A line under it: how many rows there are, what is not shown.
    """
    return written("table.html.j2", columns=columns, rows=rows, caption=caption, below=below)
