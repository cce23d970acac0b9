"""The magics themselves. Imports IPython: only ``%load_ext exitgraph`` brings this in."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class, no_var_expand

from exitgraph.api import Graph, load
from exitgraph.errors import ExitgraphError, InputError
from exitgraph.frames.answers import no_query
from exitgraph.magics.line import read_line, variable
from exitgraph.magics.pointing import pointed
from exitgraph.query import read_query
from exitgraph.query.guard import visible
from exitgraph.query.hints import unknown_terms

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from exitgraph.frames import Rows
    from exitgraph.query import NamedQuery

_HELP = """\
exitgraph in a notebook

  %%sparql                       a query in the cell below; its rows are shown
  %%sparql found                 the same, kept in the variable `found`
  %%sparql found state=GB        with parameters: the query begins with `# param state: territory; ...`
                                 and has a line `#params` after its opening brace
  %sparql NAME state=GB          a named query with its parameters; found = %sparql NAME keeps the rows
  %exitgraph                     this help, and the named queries
  %exitgraph NAME                what a named query asks, its parameters, its text

A value is a code, a label or a short form: state=GB, state="United Kingdom"; $name takes that of a variable.
The graph that is asked is the variable `g`, else the shipped one; --graph NAME names another variable.
From Python: g.query(...), g.claims(...), g.at(valid=..., known=...), g.routes(...), g.explain(...), g.network().
"""


# IPython's types of the decorators admit no method at all: hence what is ignored.
@magics_class
class ExitgraphMagics(Magics):
    """The magics of one shell; the shipped graph is loaded once, when it is first asked."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._shipped: Graph | None = None

    @no_var_expand
    @cell_magic("sparql")  # type: ignore[arg-type]
    def sparql_cell(self, line: str, cell: str) -> Rows | None:
        """Ask the query that stands in the cell.

        ::

            %%sparql [RESULT] [--name RESULT] [--graph VARIABLE] [key=value ...]
            SELECT ... { ... }

        RESULT is a variable that keeps the rows; without it they are shown. A value of a parameter that begins with $
        is that of a variable. An error points at its line.
        """
        read = read_line(line, "%%sparql")
        if len(read.words) > 1 or (read.words and "name" in read.options):
            raise InputError("%%sparql takes one variable", hint="%%sparql RESULT key=value ...")
        into = variable(read.words[0], "%%sparql") if read.words else read.options.get("name")
        graph, body = self._graph(read.options), cell.rstrip("\n")
        parameters = self._values(read.parameters)
        try:
            found = graph.query(body, **parameters)
        except ExitgraphError as error:
            raise pointed(error, body, _lines_of_values(body, parameters)) from None
        if not found:
            for said in _unknown(graph, body):
                print(said, file=sys.stderr)  # noqa: T201  # beside the rows, not among them
        return self._kept(found, into)

    @no_var_expand
    @line_magic("sparql")  # type: ignore[arg-type]
    def sparql_line(self, line: str) -> Rows | None:
        """Ask a named query.

        ::

            %sparql NAME [key=value ...] [--name RESULT] [--graph VARIABLE]

        `%exitgraph` lists the names, `%exitgraph NAME` tells of one.
        """
        read = read_line(line, "%sparql")
        if len(read.words) != 1:
            hint = "%sparql NAME key=value ...; %exitgraph lists the names, %%sparql takes a query."
            raise InputError("%sparql takes the name of one query", hint=hint)
        graph = self._graph(read.options)
        name = read.words[0]
        if name not in graph.queries:
            raise no_query(name, graph.queries)
        return self._kept(graph.query(name, **self._values(read.parameters)), read.options.get("name"))

    @no_var_expand
    @line_magic("exitgraph")  # type: ignore[arg-type]
    def exitgraph(self, line: str) -> None:
        """Tell what there is: `%exitgraph` for everything, `%exitgraph NAME` for a named query."""
        read = read_line(line, "%exitgraph")
        graph = self._graph(read.options)
        if not read.words:
            width = max(map(len, graph.queries), default=0)
            names = "\n".join(f"  {name:<{width}}  {query.title}" for name, query in sorted(graph.queries.items()))
            print(f"{_HELP}\nNamed queries\n\n{names}")  # noqa: T201  # a prompt is what it speaks to
            return
        name = read.words[0]
        if name not in graph.queries:
            raise no_query(name, graph.queries)
        print(_told(graph.queries[name]))  # noqa: T201

    @property
    def _variables(self) -> dict[str, Any]:
        variables: dict[str, Any] = self.shell.user_ns if self.shell is not None else {}
        return variables

    def _graph(self, options: dict[str, str]) -> Graph:
        names = self._variables
        chosen = options.get("graph")
        if chosen is not None:
            found = names.get(chosen)
            if not isinstance(found, Graph):
                said = "is no graph" if chosen in names else "is not defined"
                raise InputError(f"the variable {chosen!r} {said}", hint=f"{chosen} = exitgraph.load() makes one.")
            return found
        usual = names.get("g")
        if isinstance(usual, Graph):
            return usual
        if self._shipped is None:
            self._shipped = load()
        return self._shipped

    def _values(self, parameters: dict[str, str]) -> dict[str, str]:
        """Put the values of variables in the place of ``$name``."""
        given = {}
        for name, value in parameters.items():
            if value.startswith("$") and value[1:].isidentifier():
                if value[1:] not in self._variables:
                    raise InputError(f"{name}={value}: there is no variable {value[1:]!r}", hint="Define it above.")
                given[name] = str(self._variables[value[1:]])
            else:
                given[name] = value
        return given

    def _kept(self, found: Rows, into: str | None) -> Rows | None:
        if into is None:
            return found
        self._variables[into] = found
        return None


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Add the magics to a shell: what ``%load_ext exitgraph`` calls."""
    shell.register_magics(ExitgraphMagics)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take them away: what ``%unload_ext exitgraph`` calls."""
    for kind, name in (("cell", "sparql"), ("line", "sparql"), ("line", "exitgraph")):
        shell.magics_manager.magics[kind].pop(name, None)


def _lines_of_values(body: str, parameters: dict[str, str]) -> int:
    try:
        declared = read_query(body, "query").parameters
    except ExitgraphError:
        return 0
    return sum(one.name in parameters or one.default is not None for one in declared)


def _unknown(graph: Graph, body: str) -> list[str]:
    """Say which names of an answer without rows name nothing: seldom was that meant."""
    terms = (term for triple, source in graph.store.quads() for term in (*triple[:2], triple.object, source))
    known = frozenset(term for term in terms if isinstance(term, str))
    return [
        f"{one.word} names nothing in this graph" + (f"; did you mean {one.nearest}?" if one.nearest else ".")
        for one in unknown_terms(visible(body), body, known)
    ]


def _told(query: NamedQuery) -> str:
    parts: list[Any] = [f"{query.title} ({query.name})"]
    parts += [query.description] if query.description else []
    for one in query.parameters:
        need = f"default {one.default}" if one.default is not None else "optional" if one.optional else "needed"
        parts.append(f"  {one.name}: {one.kind}, {need}. {one.help}".rstrip())
    return "\n".join([*parts, "", query.text.strip()])
