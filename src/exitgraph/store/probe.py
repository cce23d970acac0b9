"""What a server can do, found by asking it, not by its name.

The questions need no data but one triple that is there already, and change nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from exitgraph.errors import ExitgraphError
from exitgraph.store.answers import ROWS, Capped, read_rows, read_truth
from exitgraph.store.protocol import Capabilities
from exitgraph.vocabulary import XSD_DATETIME

if TYPE_CHECKING:
    from exitgraph.store.client import SparqlClient

# The same moment in two zones, and one that is later though its text sorts first.
_DATES = (
    f'ASK {{ FILTER("2024-11-24T01:00:00+01:00"^^<{XSD_DATETIME}> = "2024-11-24T00:00:00Z"^^<{XSD_DATETIME}>'
    f' && "2024-11-24T01:00:00+02:00"^^<{XSD_DATETIME}> < "2024-11-24T00:00:00Z"^^<{XSD_DATETIME}>) }}'
)
_UNION = "ASK { { SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 1 } FILTER NOT EXISTS { ?s ?p ?o } }"
# p+ from everywhere to everywhere, where the data run in circles: a border is crossed both ways.
_CYCLE = "SELECT ?p ?a WHERE { GRAPH ?g { ?a ?p ?b . ?b ?p ?a FILTER(?a != ?b) } } LIMIT 1"
_COUNT = 25


def probe(client: SparqlClient) -> Capabilities:
    """Ask a server what it can do; what it refuses to answer, it cannot."""
    return Capabilities(
        union=not _holds(client, _UNION, otherwise=True),
        typed_dates=_holds(client, _DATES, otherwise=False),
        cyclic_paths=_paths(client),
        durable=True,
        most_rows=_most_rows(client),
    )


def is_empty(client: SparqlClient) -> bool:
    """Whether a server holds nothing in named graphs: of its union and its paths nothing can be told then."""
    return not _holds(client, "ASK { GRAPH ?g { ?s ?p ?o } }", otherwise=True)


def _holds(client: SparqlClient, question: str, *, otherwise: bool) -> bool:
    try:
        return read_truth(*client.query(question, ROWS), client.address.url)
    except ExitgraphError:
        return otherwise


def _paths(client: SparqlClient) -> bool:
    try:
        _, rows = read_rows(*client.query(_CYCLE, ROWS), client.address.url)
        if not rows:
            return False
        relation = f"<{rows[0][0]}>"
        query = f"SELECT ?a ?b WHERE {{ GRAPH ?g {{ ?a {relation}+ ?b }} }} LIMIT 1000"
        _, found = read_rows(*client.query(query, ROWS), client.address.url)
    except ExitgraphError:
        return False
    return bool(found)


def _most_rows(client: SparqlClient) -> int | None:
    """Ask for more rows than servers are commonly set to give."""
    numbers = " ".join(map(str, range(_COUNT)))
    values = " ".join(f"VALUES ?{name} {{ {numbers} }}" for name in "abc")
    try:
        _, rows = read_rows(*client.query(f"SELECT ?a ?b ?c WHERE {{ {values} }}", ROWS), client.address.url)
    except Capped as capped:
        return capped.rows
    except ExitgraphError:
        return None
    return None if len(rows) == _COUNT**3 else len(rows)
