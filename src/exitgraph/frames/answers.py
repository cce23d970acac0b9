"""The answer of a query as rows of plain values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from exitgraph.errors import InputError
from exitgraph.frames.rows import Rows
from exitgraph.rdf.turtle import Literal
from exitgraph.vocabulary import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from exitgraph.frames.thing import Things
    from exitgraph.query import Result
    from exitgraph.rdf.turtle import Term


def of_result(result: Result, things: Things, *, title: str = "", empty: str = "") -> Rows:
    """Make rows of an answer: ASK gives one row ``answer``, CONSTRUCT and DESCRIBE one row a triple.

    Parameters
    ----------
    result
        The answer.
    things
        The things of the graph that it was asked of.
    title, empty
        What it is of, and what it means that there are no rows.
    """
    if result.form == "ask":
        data: dict[str, list[Any]] = {"answer": [result.truth]}
    else:
        construct = result.form == "construct"
        names = ("subject", "predicate", "object") if construct else result.variables
        found = result.triples if construct else result.rows
        data = {name: [value(row[place], things) for row in found] for place, name in enumerate(names)}
    return Rows(data, title=title, empty=empty, result=result)


def no_query(name: str, names: Iterable[str]) -> InputError:
    """Make the error for a name that no query has, with those that are near."""
    near = ", ".join(get_close_matches(name, names, n=3))
    hint = f"Did you mean {near}?" if near else "`g.queries` and `exitgraph query --list` have the names."
    return InputError(f"no query is named {name!r}", hint=hint)


def value(term: Term | None, things: Things) -> Any:
    """Give the plain value of a term; one that is not what its datatype says stays a text."""
    if term is None:
        return None
    if not isinstance(term, Literal):
        return things[term]
    read = _READ.get(term.datatype)
    if read is None:
        return term.value
    try:
        return read(term.value)
    except (ValueError, ArithmeticError, LookupError):
        return term.value


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    # Bounds are in UTC; one that names no zone is of the graph's own, too.
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _truth(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text]


def _number(text: str) -> Decimal:
    return Decimal(text)


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    XSD + "dateTime": _instant,
    XSD + "date": date.fromisoformat,
    XSD + "decimal": _number,
    XSD + "boolean": _truth,
    **dict.fromkeys((XSD + "double", XSD + "float"), float),
    **dict.fromkeys((XSD + name for name in ("integer", "int", "long", "nonNegativeInteger", "gYear")), int),
}
