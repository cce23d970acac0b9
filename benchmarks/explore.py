"""What a neighbourhood costs on a large graph: hubs included, from the index to the finished page.

    python benchmarks/explore.py [--claims 1000000]

The shipped claims are copied until there are so many; each copy keeps its subject and gets objects of its own, so that
the shipped hubs have tens of thousands of neighbours. Nothing is written anywhere.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from dataclasses import replace

from starlette.requests import Request

import exitgraph as xg
from exitgraph.serve.assets import Assets
from exitgraph.serve.explore import Explore
from exitgraph.serve.pages import Pages
from exitgraph.view.neighbourhood import Neighbourhoods


def main() -> None:
    """Make the graph, ask, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=1_000_000)
    wanted = parser.parse_args().claims
    graph = xg.load()
    shipped = list(graph.knowledge.claims.values())
    entities = dict(graph.knowledge.entities)
    claims = dict(graph.knowledge.claims)
    copy = 0
    started = time.perf_counter()
    while len(claims) < wanted:
        copy += 1
        for claim in shipped:
            proposition = claim.proposition
            if isinstance(proposition.object, str):
                other = f"{proposition.object}-{copy}"
                if proposition.object in graph.knowledge.entities and other not in entities:
                    entities[other] = replace(graph.knowledge.entities[proposition.object], iri=other)
                made = replace(claim, proposition=replace(proposition, object=other))
            else:
                made = replace(claim, note=None)
            claims[f"{claim.iri}-{copy}"] = made
            if len(claims) >= wanted:
                break
    print(f"{len(claims):,} claims made in {time.perf_counter() - started:.1f} s")
    # Contradictions are found once when a server starts, and are not what is measured here.
    rivals = graph.contradictions
    graph.__dict__["knowledge"] = replace(graph.knowledge, claims=claims, entities=entities)
    graph.__dict__["contradictions"] = rivals
    started = time.perf_counter()
    index = Neighbourhoods(graph.knowledge.claims)
    built = time.perf_counter() - started
    print(
        f"index built in {built:.2f} s; peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"
    )
    explore = Explore(Pages(graph, Assets()))
    explore.__dict__["index"] = index
    everybody = index.largest(10**9)
    chosen = [*everybody[:5], everybody[len(everybody) // 2], everybody[-1]]
    print(f"{'node':<40} {'neighbours':>10} {'index ms':>9} {'page ms':>9} {'JSON ms':>9}")
    for node in chosen:
        times: dict[str, list[float]] = {"index": [], "page": [], "json": []}
        for _ in range(7):
            started = time.perf_counter()
            index.around([node])
            times["index"].append(time.perf_counter() - started)
            for form, query in (("page", ""), ("json", "&as=json")):
                scope = {
                    "type": "http",
                    "method": "GET",
                    "path": "/",
                    "headers": [(b"host", b"localhost")],
                    "scheme": "http",
                    "server": ("localhost", 80),
                    "query_string": f"node={node}{query}".encode(),
                }
                started = time.perf_counter()
                explore.page(Request(scope))
                times[form].append(time.perf_counter() - started)
        middle = {form: statistics.median(values) * 1000 for form, values in times.items()}
        name = node.removeprefix("https://w3id.org/exitgraph/")
        figures = " ".join(f"{middle[form]:>9.1f}" for form in ("index", "page", "json"))
        print(f"{name:<40} {index.degree(node):>10,} {figures}")


if __name__ == "__main__":
    main()
