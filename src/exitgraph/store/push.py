"""Publish a graph to a SPARQL server: a reader sees the old state or the new one, never half.

1. The generation is described, and named by the hash of its description. What it is made of is thereby known to
   everybody who collects old graphs.
2. Each of its graphs that is not there already is written, by at most 1,000 triples an update. Graphs are named by
   their content and never changed, so a push that was cut off goes on where it stopped, and two at once do no harm.
3. All of them are counted on the server.
4. One triple is inserted, and the generation is current.
5. Generations that were superseded longer ago than the grace go, and so do graphs that no generation names.

Updates are INSERT DATA, DELETE DATA and DROP of named graphs, which every server has; nothing is relied on beyond one
insertion of one triple being seen whole or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from exitgraph.errors import InputError, Unreachable
from exitgraph.rdf.turtle import Literal, Triple
from exitgraph.store.answers import ROWS, read_rows
from exitgraph.store.catalogue import (
    CATALOGUE,
    GENERATION,
    STARTED,
    Generation,
    Pointer,
    counts_of,
    is_member,
    line_of,
    plan,
    read_generation,
    read_pointers,
)
from exitgraph.store.paging import paged
from exitgraph.vocabulary import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from exitgraph.store.client import SparqlClient
    from exitgraph.store.embedded import EmbeddedStore

#: The most triples of one update. Virtuoso refuses 2,000, and takes half as long again for batches of 1,000 as of 250.
MOST = 250
#: How long a reader may go on with a generation that was superseded.
GRACE = timedelta(days=1)


@dataclass(frozen=True)
class Pushed:
    """What a push did."""

    generation: Generation
    pointer: Pointer
    published: bool
    written: int
    collected: int


def push(
    client: SparqlClient, store: EmbeddedStore, *, now: datetime | None = None, grace: timedelta = GRACE
) -> Pushed:
    """Make what a store holds the current generation of a server.

    Parameters
    ----------
    client
        The server; one that may update.
    store
        What is published.
    now
        What counts as now; the clock by default.
    grace
        Generations that were superseded longer ago are removed.

    Raises
    ------
    Unreachable, LimitReached
        If the server cannot be reached or stops; push again, and it goes on where it stopped.
    InputError
        If the server does not take an update, or loses triples.
    """
    clock = _stamp(now or datetime.now(UTC))
    generation, contents = plan(store)
    pointers = read_pointers(client)
    current = pointers[-1] if pointers else None
    known = current is not None and current.generation == generation.name
    if current is not None and not known:
        read_generation(client, current.generation)  # one of a newer format stops an older program here
    if not known or read_generation(client, generation.name) is None:
        # When it began comes first, so that nobody takes a description that is being written for one left behind.
        _insert(client, [(generation.iri, Triple(generation.iri, STARTED, Literal(clock)))])
        _insert(client, [(generation.iri, triple) for triple in generation.triples])
    written = _write(client, generation, contents)
    if current is None or not known:
        current = Pointer(current.number + 1 if current else 1, clock, generation.name)
        _insert(client, [(CATALOGUE, current.triple)])
        if read_pointers(client)[-1] != current:
            what = "another push was published at the same moment, and is current"
            raise InputError(what, where=client.address.url, hint="Push again if this one is to be current.")
        # Somebody who collected at that very moment may not have known that these graphs are wanted.
        _check(client, generation)
    collected = collect(client, now=now, grace=grace)
    return Pushed(generation, current, not known, written, collected)


def collect(client: SparqlClient, *, now: datetime | None = None, grace: timedelta = GRACE) -> int:
    """Remove generations that were superseded, or begun and never published, longer ago than the grace.

    Returns
    -------
    int
        How many graphs were removed.
    """
    oldest = _stamp((now or datetime.now(UTC)) - grace)
    pointers = read_pointers(client)
    superseded = {old: new.date for old, new in pairwise(pointers)}
    gone = [old for old, date in superseded.items() if date < oldest]
    kept = {pointer.generation for pointer in pointers if pointer not in gone}
    if gone:
        client.update(_data("DELETE", [(CATALOGUE, pointer.triple) for pointer in gone]))
    wanted: set[str] = set()
    removed = []
    names = ours(client)
    for graph in sorted(name for name in names if name.startswith(GENERATION)):
        found = read_generation(client, graph.removeprefix(GENERATION))
        # One that cannot be read was cut off while it was described, and says at most when.
        started = max(found.started, default="") if found else _started(client, graph)
        if graph.removeprefix(GENERATION) in kept or started >= oldest or (found is None and not started):
            wanted |= {member.name for member in found.members} if found else set()
        else:
            removed.append(graph)
    # The description goes first: while a reader finds it, everything that it names is there.
    removed += sorted(name for name in names if is_member(name) and name not in wanted)
    for graph in removed:
        client.update(f"DROP SILENT GRAPH <{graph}>")
    return len(removed)


def _write(client: SparqlClient, generation: Generation, contents: Mapping[str, list[Triple]]) -> int:
    """Write the graphs that are not there, or not whole; give the number of triples written."""
    there = counts_of(client, contents)
    missing: list[tuple[str, Triple]] = []
    for member in generation.members:
        if there[member.name] > member.triples:
            client.update(f"DROP SILENT GRAPH <{member.name}>")
        if there[member.name] != member.triples:
            missing += [(member.name, triple) for triple in contents[member.name]]
    _insert(client, missing)
    _check(client, generation)
    return len(missing)


def _check(client: SparqlClient, generation: Generation) -> None:
    there = counts_of(client, (member.name for member in generation.members))
    for member in generation.members:
        if there[member.name] != member.triples:
            what = f"the server holds {there[member.name]} of the {member.triples} triples of {member.graph}"
            raise Unreachable(what, where=client.update_address.url, hint="Push again; it goes on where it stopped.")
    if read_generation(client, generation.name) is None:
        what = "the server does not hold the description of the generation"
        raise Unreachable(what, where=client.update_address.url, hint="Push again; it goes on where it stopped.")


def _insert(client: SparqlClient, quads: list[tuple[str, Triple]]) -> None:
    for some in _batches(quads):
        client.update(_data("INSERT", some))


def _batches(quads: list[tuple[str, Triple]]) -> Iterator[list[tuple[str, Triple]]]:
    for start in range(0, len(quads), MOST):
        yield quads[start : start + MOST]


def _data(verb: str, quads: Iterable[tuple[str, Triple]]) -> str:
    blocks: dict[str, list[str]] = {}
    for graph, triple in quads:
        blocks.setdefault(graph, []).append(line_of(triple))
    inner = "\n".join(f"GRAPH <{graph}> {{\n" + "\n".join(lines) + "\n}" for graph, lines in blocks.items())
    return f"{verb} DATA {{\n{inner}\n}}"


def ours(client: SparqlClient) -> list[str]:
    """List the graphs of a server that `push` may have written; others are nobody's business here."""
    pattern = f'GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{BASE}graph/"))'
    return [str(graph) for (graph,) in paged(client, "?g", pattern)]


def _started(client: SparqlClient, graph: str) -> str:
    query = f"SELECT ?d WHERE {{ GRAPH <{graph}> {{ <{graph}> <{STARTED}> ?d }} }}"
    _, rows = read_rows(*client.query(query, ROWS), client.address.url)
    return max((said.value for (said,) in rows if isinstance(said, Literal)), default="")


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
