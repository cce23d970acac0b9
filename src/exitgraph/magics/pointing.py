"""Where in a cell a query is wrong: its line, with a caret below the place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exitgraph.errors import ExitgraphError

_PLACE = re.compile(r":(\d+):(\d+)$")
_MARK = re.compile(r"^[ \t]*#params[ \t]*$", re.MULTILINE)


def pointed(error: ExitgraphError, body: str, given: int) -> ExitgraphError:
    """Give an error of a query with the line that it is in and a caret; one without a place as it is.

    Parameters
    ----------
    error
        What was raised; its place is a line and a column of the query with its values in place.
    body
        The query as it stands in the cell, below the line of the magic.
    given
        How many lines of values were put in place of ``#params``.
    """
    found = _PLACE.search(error.where)
    if found is None:
        return error
    line, column = int(found[1]), int(found[2])
    mark = _MARK.search(body)
    if mark is not None and line > body.count("\n", 0, mark.start()) + 1:
        line -= max(given - 1, 0)
    lines = body.split("\n")
    if not 1 <= line <= len(lines):
        return error
    text = lines[line - 1]
    # What stands before the caret keeps its tabs, so that it stands below its place; a caret may stand behind the end.
    before = re.sub(r"[^\t]", " ", text[: column - 1])
    number = str(line)
    shown = f"{number} | {text}\n  {' ' * len(number)} | {before}^"
    hint = f"{shown}\n  {error.hint}" if error.hint else shown
    return type(error)(error.what, where=f"line {line} of the query, column {column}", hint=hint)
