"""What guard, worker and HTTP cost a query, against the bare store.

::

    python benchmarks/endpoint.py [--runs 30]

Each query is run as often in each way, the ways by turns, and the medians are printed in milliseconds: the store in
this process; the guard alone (the parse, as for a query that the worker has not seen); a worker that sees the query
for the first time, and again; and the endpoint over HTTP, again.
"""

from __future__ import annotations

import argparse
import http.client
import socket
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import exitgraph
from exitgraph.query.guard import check
from exitgraph.query.worker import Limits, Pool
from server import FORM, served

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = ("application/sparql-results+json", "text/turtle")
QUERIES = {
    "lookup": "SELECT * { territory:KZ rdfs:label ?o }",
    "two steps": "SELECT DISTINCT ?a ?c { ?a xg:admits ?b . ?b xg:admits ?c } LIMIT 100",
    "group": "SELECT ?p (COUNT(*) AS ?n) { ?s a xg:Claim ; rdf:predicate ?p } GROUP BY ?p ORDER BY DESC(?n)",
    "1,000 rows": "SELECT * { ?s ?p ?o } LIMIT 1000",
    "construct": "CONSTRUCT WHERE { ?s a xg:Claim ; rdf:subject territory:KZ ; rdf:object ?o }",
}


def milliseconds(run: Callable[[], object]) -> float:
    """Give how long something takes."""
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000


def connected(port: int) -> http.client.HTTPConnection:
    """Give a connection to the server."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    # The client sends head and body apart; without this the second waits for the first to be acknowledged.
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="What guard, worker and HTTP cost a query.")
    parser.add_argument("--runs", type=int, default=30)
    runs = parser.parse_args().runs
    graph = exitgraph.load()
    queries = dict(QUERIES)
    for name in ("whom-a-state-deems-safe", "entry-open-then-closed"):
        queries[name] = graph.queries[name].text.replace("#params", "")
    columns = ("store", "guard", "worker, first", "worker, again", "HTTP, again")
    print("| query | " + " | ".join(columns) + " |")
    print("|---|" + "---|" * len(columns))
    with Pool(graph.store, Limits(timeout=60, workers=1)) as pool, served("--port", "0", "--workers", "1") as (_, port):
        for name, query in queries.items():
            found: dict[str, list[float]] = {column: [] for column in columns}
            form = check(query)
            bare = graph.store.construct if form == "construct" else graph.store.select

            def ask(connection: http.client.HTTPConnection, query: str = query) -> None:
                body = urlencode({"query": query})
                connection.request("POST", "/sparql", body, {"Content-Type": FORM})
                answer = connection.getresponse()
                assert answer.read()
                assert answer.status == 200, answer.status  # noqa: PLR2004

            ask(connected(port))
            for turn in range(runs):
                found["store"].append(milliseconds(lambda: bare(query)))  # noqa: B023
                found["guard"].append(milliseconds(lambda: check(query)))  # noqa: B023
                # A comment makes it another text, which no worker remembers.
                fresh = f"{query}\n# {turn}"
                found["worker, first"].append(milliseconds(lambda: pool.write(fresh, JSON)))  # noqa: B023
                found["worker, again"].append(milliseconds(lambda: pool.write(fresh, JSON)))  # noqa: B023
                # The server does not keep an idle connection for as long as a turn may take.
                connection = connected(port)
                found["HTTP, again"].append(milliseconds(lambda: ask(connection)))  # noqa: B023
                connection.close()
            print(f"| {name} | " + " | ".join(f"{statistics.median(found[column]):.1f}" for column in columns) + " |")


if __name__ == "__main__":
    main()
