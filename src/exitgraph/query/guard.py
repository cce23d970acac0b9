"""What a query from outside may do: read this dataset, and nothing else.

The query is parsed, not matched against patterns, since ``SERVICE`` can be written with escapes, in any case, inside
anything. Updates, SERVICE, and FROM with a graph outside the dataset (by which an engine fetches addresses and files)
are refused with the reason. What is refused or does not parse is shown with line and column and the nearest prefix or
keyword.

The parser is rdflib's, which is not the engine's: `_plain` takes away what the two read differently. A worker
(`exitgraph.query.worker`) runs guard and query in a process that can open neither file nor socket besides.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from exitgraph.errors import QueryRefused, SyntaxProblem
from exitgraph.query.hints import place, stray_words, undeclared_prefixes
from exitgraph.store.protocol import Dataset
from exitgraph.vocabulary import BASE, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# rdflib builds its grammar at the first parse, which is not safe when threads race.
_PARSING = threading.Lock()

_FORMS = {"SelectQuery": "select", "AskQuery": "ask", "ConstructQuery": "construct", "DescribeQuery": "construct"}


class Checked(NamedTuple):
    """A query that may run: its form (``select``, ``ask``, ``construct``), and the dataset that it names, if any."""

    form: str
    dataset: Dataset | None = None


def check(query: str, *, name: str = "query") -> str:
    """Say of which form a query is, if it may run on the dataset as it is; see `inspect`."""
    return inspect(query, name=name).form


def inspect(query: str, *, name: str = "query", graphs: Collection[str] = ()) -> Checked:
    """Say what a query is, if it may run.

    Parameters
    ----------
    query
        The text.
    name
        What to call it in messages.
    graphs
        The graphs of the dataset: FROM and FROM NAMED may choose among these.

    Raises
    ------
    SyntaxProblem
        If it does not parse: with line and column.
    QueryRefused
        If it is an update or would reach out of the dataset.
    """
    plain = _plain(query)
    if not plain.strip():
        raise SyntaxProblem("the query is empty", where=name)
    visible = _visible(plain)
    tree = _parse(plain, visible, name)
    default: list[str] = []
    named: list[str] = []
    chooses = False
    for node in _nodes(tree):
        kind = getattr(node, "name", "")
        if kind == "ServiceGraphPattern":
            raise QueryRefused(
                "SERVICE is refused: a query may not reach another server",
                where=_where(name, visible, "SERVICE"),
                hint="Ask the other server by itself, and join what the two answer.",
            )
        if kind == "DatasetClause":
            chooses = True
            graph, is_named = _graph(node, tree)
            if graph is None or graph not in graphs:
                raise _outside(graph, _where(name, visible, "FROM"), graphs)
            (named if is_named else default).append(graph)
    form = next((_FORMS[node.name] for node in _nodes(tree) if getattr(node, "name", "") in _FORMS), None)
    if form is None:
        raise QueryRefused("only SELECT, ASK, CONSTRUCT and DESCRIBE are answered", where=name)
    for stray in undeclared_prefixes(visible, query):
        raise SyntaxProblem(
            f"the prefix {stray.word}: is not declared",
            where=f"{name}:{stray.line}:{stray.column}",
            hint=f"Did you mean {stray.nearest}:?" if stray.nearest else f"Known: {', '.join(sorted(PREFIXES))}.",
        )
    return Checked(form, Dataset(tuple(default), tuple(named)) if chooses else None)


def visible(query: str) -> str:
    """Give a query with its strings, IRIs and comments blanked: the same length, the same lines."""
    return _visible(_plain(query))


def _outside(graph: str | None, where: str, graphs: Collection[str]) -> QueryRefused:
    instead = (
        "`SELECT DISTINCT ?g { GRAPH ?g {} }` lists those that FROM may name."
        if graphs
        else "use GRAPH inside the query for one of them."
    )
    what = f"<{graph}> is not a graph of this dataset" if graph else "its graph is not written as an IRI"
    return QueryRefused(
        f"FROM is refused: {what}",
        where=where,
        hint=f"A query may not choose another dataset. The default graph is the union of all graphs; {instead}",
    )


def _graph(node: Any, tree: Any) -> tuple[str | None, bool]:
    """Give the graph of a FROM, if it can be told without doubt, and whether it is FROM NAMED."""
    from rdflib import URIRef

    term, is_named = (node.named, True) if node.named else (node.default, False)
    if isinstance(term, URIRef):
        return _resolved(str(term), tree), is_named
    if getattr(term, "name", "") == "pname":
        prefixes = dict(PREFIXES)
        for declared in _nodes(tree):
            if getattr(declared, "name", "") == "PrefixDecl":
                prefixes[str(declared.prefix or "")] = str(declared.iri)
        namespace = prefixes.get(str(term.prefix or ""))
        if namespace is not None:
            return _resolved(namespace + str(term.localname or ""), tree), is_named
    return None, is_named


def _resolved(iri: str, tree: Any) -> str:
    """Give an IRI as it is meant against the bases of the query, each of which is meant against the one before."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
        return iri
    base = BASE
    for declared in _nodes(tree):
        if getattr(declared, "name", "") == "Base":
            base = urljoin(base, str(declared.iri))
    return urljoin(base, iri)


def _where(name: str, visible: str, word: str) -> str:
    found = re.search(rf"\b{word}\b", visible, re.IGNORECASE) or re.search(word, visible, re.IGNORECASE)
    if found is None:
        return name
    line, column = place(visible, found.start())
    return f"{name}:{line}:{column}"


def _parse(plain: str, visible: str, name: str) -> Any:
    from pyparsing import ParseException
    from rdflib.plugins.sparql import parser

    with _PARSING:
        try:
            return parser.parseQuery(plain)
        except ParseException as error:
            problem = error
        except RecursionError:
            raise SyntaxProblem("the query is nested too deeply", where=name) from None
        except Exception as error:  # noqa: BLE001  # what stumbles on a query has not understood it
            raise SyntaxProblem(f"not valid SPARQL ({error})", where=name) from None
        try:
            parser.parseUpdate(plain)
        except Exception:  # noqa: BLE001, S110  # not an update either: the first error is told
            pass
        else:
            raise QueryRefused(
                "an update is refused: exitgraph only reads",
                where=name,
                hint="To change the graph, edit its files; `exitgraph validate` checks them.",
            )
    line, column = problem.lineno, problem.column
    hint = "`exitgraph query --list` shows queries to start from."
    for stray in stray_words(visible):
        # The parser points at the clause that it gave up; a word that is none of SPARQL's is the likelier place.
        line, column = stray.line, stray.column
        hint = f"Did you mean {stray.nearest}?" if stray.nearest else f"{stray.word!r} is no word of SPARQL."
        break
    written = plain.split("\n")
    shown = written[line - 1].strip() if line <= len(written) else ""
    near = f"near {shown[:60]!r}" if shown else "at its end"
    raise SyntaxProblem(f"not valid SPARQL {near}", where=f"{name}:{line}:{column}", hint=hint)


def _nodes(tree: Any) -> Iterator[Any]:
    """Walk a parse tree: composite values hold their parts by name, results hold them in order."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    queue = deque([tree])
    while queue:
        node = queue.popleft()
        if isinstance(node, CompValue):
            yield node
            queue.extend(node.values())
        elif isinstance(node, ParseResults | list | tuple):
            queue.extend(node)


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


def _visible(plain: str) -> str:
    return _HIDDEN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), plain)
