"""Whole graphs from a server, also from one that cuts its answers.

A page begins behind the last subject of the page before (never OFFSET, which servers answer from changing orders, or
refuse beyond some number), and a subject that a page may have cut is asked for again.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from exitgraph.errors import LimitReached
from exitgraph.rdf.turtle import escape_text
from exitgraph.store.answers import ROWS, Capped, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exitgraph.store.client import SparqlClient
    from exitgraph.store.protocol import Row

#: Rows of one answer, while the server says nothing of fewer.
PAGE = 200_000


def graph_rows(client: SparqlClient, graph: str | None = None, *, expected: int = 0) -> list[Row]:
    """Give subject, predicate and object of all triples of a graph, or of the server's default graph."""
    inner = "?s ?p ?o"
    return list(paged(client, "?s ?p ?o", f"GRAPH <{graph}> {{ {inner} }}" if graph else inner, expected=expected))


def paged(client: SparqlClient, columns: str, pattern: str, *, expected: int = 0) -> Iterator[Row]:
    """Give all solutions of a pattern, keyed by the first column, which has to be bound to an IRI.

    Parameters
    ----------
    client
        The server.
    columns, pattern
        What is selected, and from what.
    expected
        How many rows there will be, if that is known; many are asked for in pages from the start.

    Raises
    ------
    LimitReached
        If one key alone has more rows than the server gives.
    """
    page = PAGE
    if expected <= PAGE:
        try:
            # All at once: sorting costs the server time, and some refuse to sort many.
            query = f"SELECT DISTINCT {columns} WHERE {{ {pattern} }}"
            yield from read_rows(*client.query(query, ROWS), client.address.url)[1]
        except Capped as capped:
            # An answer of just as many rows as the cap cannot be told from one that was cut.
            page = capped.rows - 1
        else:
            return
    yield from _pages(client, columns, pattern, page)


def _pages(client: SparqlClient, columns: str, pattern: str, page: int) -> Iterator[Row]:
    key, where = columns.partition(" ")[0], client.address.url
    last = ""
    while True:
        behind = f' FILTER(STR({key}) > "{escape_text(last)}")' if last else ""
        query = f"SELECT DISTINCT {columns} WHERE {{ {pattern}{behind} }} ORDER BY {key} LIMIT {page}"
        _, rows = read_rows(*client.query(query, ROWS), where)
        if len(rows) < page:
            yield from rows
            return
        whole = _but_the_last(rows)
        if not whole:
            what = f"one subject has more than the {page} triples that the server gives at once"
            raise LimitReached(what, where=where, hint="Have the row limit of the server raised.")
        yield from whole
        last = str(whole[-1][0])


def _but_the_last(rows: Sequence[Row]) -> list[Row]:
    """Leave out the last key, of which the page may hold a part."""
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row[0])]
    return [row for group in groups[:-1] for row in group]
