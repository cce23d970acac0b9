"""What a query from outside may do: read this dataset, and nothing else.

The query is parsed, not matched against patterns, since ``SERVICE`` can be written with escapes, in any case, inside
anything. Updates, SERVICE, and FROM (by which an engine fetches addresses and files) are refused with the reason.
"""

from __future__ import annotations

import difflib
import re
import threading
from typing import TYPE_CHECKING, Any

from exitgraph.errors import QueryRefused, SyntaxProblem
from exitgraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

# rdflib builds its grammar at the first parse, which is not safe when threads race.
_PARSING = threading.Lock()

_FORMS = {"SelectQuery": "select", "AskQuery": "ask", "ConstructQuery": "construct", "DescribeQuery": "construct"}


def check(query: str, *, name: str = "query") -> str:
    """Say of which form a query is, if it may run.

    Returns
    -------
    str
        ``select``, ``ask`` or ``construct``.

    Raises
    ------
    SyntaxProblem
        If it does not parse: with line and column.
    QueryRefused
        If it is an update or would reach out of the dataset.
    """
    if not _plain(query).strip():
        raise SyntaxProblem("the query is empty", where=name)
    tree = _parse(query, name)
    for node in _nodes(tree):
        kind = getattr(node, "name", "")
        if kind == "ServiceGraphPattern":
            raise QueryRefused("SERVICE is refused: a query may not reach another server", where=name)
        if kind == "DatasetClause":
            raise QueryRefused(
                "FROM is refused: a query may not choose another dataset",
                where=name,
                hint="Use GRAPH inside the query; the default graph is the union of all graphs.",
            )
    form = next((_FORMS[node.name] for node in _nodes(tree) if getattr(node, "name", "") in _FORMS), None)
    if form is None:
        raise QueryRefused("only SELECT, ASK, CONSTRUCT and DESCRIBE are answered", where=name)
    _check_prefixes(query, name)
    return form


def _parse(query: str, name: str) -> Any:
    from pyparsing import ParseException
    from rdflib.plugins.sparql import parser

    plain = _plain(query)
    with _PARSING:
        try:
            return parser.parseQuery(plain)
        except ParseException as error:
            problem = error
        except RecursionError:
            raise SyntaxProblem("the query is nested too deeply", where=name) from None
        try:
            parser.parseUpdate(plain)
        except (ParseException, RecursionError):
            pass
        else:
            raise QueryRefused(
                "an update is refused: exitgraph only reads",
                where=name,
                hint="To change the graph, edit its files; `exitgraph validate` checks them.",
            )
    shown = problem.line.strip()
    near = f"near {shown[:60]!r}" if shown else "at its end"
    raise SyntaxProblem(
        f"not valid SPARQL {near}",
        where=f"{name}:{problem.lineno}:{problem.column}",
        hint="`exitgraph query --list` shows queries to start from.",
    )


def _nodes(tree: Any) -> Iterator[Any]:
    """Walk a parse tree: composite values hold their parts by name, results hold them in order."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    queue = [tree]
    while queue:
        node = queue.pop(0)
        if isinstance(node, CompValue):
            yield node
            queue += node.values()
        elif isinstance(node, ParseResults | list | tuple):
            queue += list(node)


_DECLARED = re.compile(r"\bPREFIX\s+([^\s:]*):", re.IGNORECASE)
_USED = re.compile(r"(?<![\w:/<?$])([A-Za-z][\w.-]*):(?=[\w%\\])")
# Strings, IRIs and comments; an escape outside them is consumed, so that its second character opens nothing.
_HIDDEN = re.compile(
    r'<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>'
    r'|"""(?:"{0,2}(?:[^"\\]|\\[\s\S]))*"""'
    r"|'''(?:'{0,2}(?:[^'\\]|\\[\s\S]))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|\#[^\n]*|\\."
)
_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[\s\S])")


def _plain(query: str) -> str:
    r"""Give a query of the same form and length in which the parser here and the engine cannot see different things.

    rdflib expands ``\u0022`` before it looks for strings and ends a comment at LF alone; the engine expands escapes
    inside strings only and ends a comment at CR too. Either difference could hide a SERVICE from this guard.
    """

    def hide(match: re.Match[str]) -> str:
        token = match[0]
        if token.startswith("#"):
            return " " * len(token)
        return token if token.startswith("\\") else _ESCAPE.sub(lambda escape: "x" * len(escape[0]), token)

    return _HIDDEN.sub(hide, query.replace("\r\n", " \n").replace("\r", "\n"))


def _check_prefixes(query: str, name: str) -> None:
    visible = _HIDDEN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), _plain(query))
    declared = {match[1] for match in _DECLARED.finditer(query)} | set(PREFIXES)
    for match in _USED.finditer(visible):
        if match[1] not in declared and match[1] != "_":
            line = visible.count("\n", 0, match.start()) + 1
            close = difflib.get_close_matches(match[1], declared, n=1)
            raise SyntaxProblem(
                f"the prefix {match[1]}: is not declared",
                where=f"{name}:{line}",
                hint=f"Did you mean {close[0]}:?" if close else f"Known: {', '.join(sorted(PREFIXES))}.",
            )
