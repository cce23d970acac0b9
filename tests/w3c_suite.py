"""The W3C's SPARQL tests (tests/w3c): their files, their manifests, and when a result is the one that is expected."""

from __future__ import annotations

import asyncio
import re
import tarfile
from collections import Counter
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import httpx
import pyoxigraph as ox
from rdflib import RDF, Graph, Namespace

from exitgraph.claims.knowledge import Knowledge
from exitgraph.query.worker import Limits, Pool
from exitgraph.serve.app import application
from exitgraph.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import exitgraph

ARCHIVE = Path(__file__).parent / "w3c" / "sparql.tar.xz"
#: Where the files are said to be, so that they can name each other.
ROOT = "https://tests.example/"
#: A graph without a triple, for tests without data.
NOTHING = f"{ROOT}nothing"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
RDF_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "rdf": ox.RdfFormat.RDF_XML,
    "nt": ox.RdfFormat.N_TRIPLES,
}
ROW_FORMATS = {
    "srx": ox.QueryResultsFormat.XML,
    "srj": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
}
_FROM = re.compile(rb"^\s*FROM\s", re.MULTILINE)
#: A truth, or triples with blank nodes named by their place: equal if the answers are.
Answer = bool | Counter[str]


class Case(NamedTuple):
    """A query evaluation test: query, graphs of its data unless the query names them, file of its result."""

    name: str
    query: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    result: str


@cache
def suite() -> dict[str, bytes]:
    """Give every file by its address."""
    with tarfile.open(ARCHIVE) as archive:
        return {ROOT + member.name: held.read() for member in archive if (held := archive.extractfile(member))}


def manifest(address: str) -> Graph:
    """Read a manifest."""
    return Graph().parse(data=suite()[address], format="turtle", publicID=address)


def cases() -> Iterator[Case]:
    """Give the query evaluation tests whose files are all there."""
    for address in sorted(name for name in suite() if name.endswith("/manifest.ttl") and "/protocol/" not in name):
        found = manifest(address)
        for test in sorted(found.subjects(RDF.type, MF.QueryEvaluationTest), key=str):
            (action,) = found.objects(test, MF.action)
            query, result = str(found.value(action, QT.query)), str(found.value(test, MF.result))
            default, named = (tuple(map(str, found.objects(action, kind))) for kind in (QT.data, QT.graphData))
            if not {query, result, *default, *named} <= set(suite()):
                continue
            if _FROM.search(suite()[query]):
                default = named = ()
            elif not default and not named:
                default = (NOTHING,)
            yield Case("/".join(query.split("/")[-3:]), query, default, named, result)


def text_of(case: Case) -> str:
    """Give the query of a test with its address as base, against which the names of its graphs are meant."""
    return f"BASE <{case.query}>\n{suite()[case.query].decode()}"


def data_store() -> EmbeddedStore:
    """Give a store that holds every file of data as a graph of its own."""
    store = EmbeddedStore(())
    store._store.add_graph(ox.NamedNode(NOTHING))
    for address, content in suite().items():
        suffix = address.rpartition(".")[2]
        if suffix in RDF_FORMATS and not address.endswith("/manifest.ttl"):
            store._store.add_graph(ox.NamedNode(address))
            store._store.load(content, format=RDF_FORMATS[suffix], base_iri=address, to_graph=ox.NamedNode(address))
    return store


class Endpoint:
    """The application over a store that need not hold claims, asked without a network between."""

    def __init__(self, store: EmbeddedStore, pool: Pool) -> None:
        served = SimpleNamespace(
            store=store,
            digest=store.digest,
            knowledge=Knowledge(),
            queries={},
            contradictions={},
            contradictions_ever={},
        )
        self._transport = httpx.ASGITransport(application(cast("exitgraph.Graph", served), pool))

    def send(self, method: str, path: str, *, content: bytes = b"", **headers: str) -> httpx.Response:
        """Send a request; the names of its fields are written with ``_`` for ``-``."""

        async def sending() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url="http://127.0.0.1", trust_env=False
            ) as client:
                fields = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.request(method, path, content=content, headers=fields)

        return asyncio.run(sending())


LIMITS = Limits(timeout=60, workers=1)


def expected(case: Case) -> Answer:
    """Read the result that a test expects."""
    content, suffix = suite()[case.result], case.result.rpartition(".")[2]
    if suffix in ROW_FORMATS:
        return rows(content, ROW_FORMATS[suffix])
    quads = set(ox.parse(content, format=RDF_FORMATS[suffix], base_iri=case.result))
    if not any(quad.object.value == f"{RS}ResultSet" for quad in quads if isinstance(quad.object, ox.NamedNode)):
        return Counter(_canonical(quads))
    # The older suite writes rows and truths as RDF.
    held: dict[str, list[tuple[object, ox.Quad]]] = {}
    for quad in quads:
        held.setdefault(quad.predicate.value.removeprefix(str(RS)), []).append((quad.subject, quad))
    if "boolean" in held:
        return _value(held["boolean"][0][1].object) == "true"
    name, value = ({cell: quad.object for cell, quad in held.get(kind, ())} for kind in ("variable", "value"))
    return _rows(
        {_value(name[quad.object]): value[quad.object] for row, quad in held.get("binding", ()) if row == solution}
        for solution in [quad.object for _, quad in held.get("solution", ())]
    )


def rows(content: bytes, form: ox.QueryResultsFormat) -> Answer:
    """Read an answer to SELECT or ASK."""
    found = ox.parse_query_results(content, format=form)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    return _rows(
        {name: value for name, value in zip(names, solution, strict=True) if value is not None} for solution in found
    )


def triples(content: bytes) -> Answer:
    """Read an answer to CONSTRUCT or DESCRIBE, in N-Triples."""
    return Counter(_canonical(ox.parse(content, format=ox.RdfFormat.N_TRIPLES)))


def _rows(solutions: Iterable[dict[str, Any]]) -> Answer:
    """Write rows as triples about blank nodes, of which equality whatever these are called is defined."""
    quads = []
    for cells in solutions:
        row = ox.BlankNode()
        quads.append(ox.Quad(row, ox.NamedNode(RDF.type), ox.NamedNode(f"{RS}Solution")))
        quads += [ox.Quad(row, ox.NamedNode(f"urn:variable:{name}"), value) for name, value in cells.items()]
    return Counter(_canonical(quads))


def _canonical(quads: Iterable[ox.Quad | ox.Triple]) -> Iterator[str]:
    # Through a store, since the engine rewrites numbers and dates when it reads data.
    store = ox.Store()
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return map(str, dataset)


def _value(term: Any) -> str:
    return str(term.value)
