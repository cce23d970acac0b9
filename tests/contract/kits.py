"""What the contract suite knows of a store: how to publish data to it, and how to open it for reading.

A new kind of store gets a kit here, and an entry in `LOCAL` or `SERVERS`; its tests are then all of this folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from contract.servers import Oxigraph, Virtuoso
from exitgraph.rdf.decode import decode
from exitgraph.rdf.direct import direct_triples
from exitgraph.rdf.turtle import Document, Literal, Triple
from exitgraph.store import DiskStore, EmbeddedStore, build
from exitgraph.store.credentials import Credentials
from exitgraph.store.push import ours, push
from exitgraph.store.remote import RemoteStore
from exitgraph.vocabulary import BASE, RDF_LANG_STRING, RDFS_LABEL, SKOS_BROADER, XSD, XSD_INTEGER, iri, xg
from world import world_documents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract.servers import Server
    from exitgraph.store import Store


class Kit(Protocol):
    """A place that data are published to, whole or not at all, and read from."""

    def write(self, store: EmbeddedStore) -> None:
        """Publish what a store in memory holds, instead of what was there."""
        ...

    def open(self) -> Store:
        """Open what was published last."""
        ...

    def close(self) -> None:
        """End what the kit has started."""
        ...


class MemoryKit:
    """Stores in memory: what is published is a new one."""

    def __init__(self, folder: Path) -> None:  # noqa: ARG002  # nothing is kept
        self._store: EmbeddedStore = EmbeddedStore(())

    def write(self, store: EmbeddedStore) -> None:
        self._store = store

    def open(self) -> Store:
        return EmbeddedStore.of_quads(self._store.quads())

    def close(self) -> None: ...


class DiskKit:
    """One folder on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "store"

    def write(self, store: EmbeddedStore) -> None:
        build(self.folder, store)

    def open(self) -> Store:
        return DiskStore(self.folder)

    def close(self) -> None: ...


class ServerKit:
    """A SPARQL server, reached as anybody's would be; a kit begins with nothing published."""

    def __init__(self, server: Server) -> None:
        self._server = server
        with server.client() as client:
            for graph in ours(client):
                client.update(f"DROP SILENT GRAPH <{graph}>")

    def write(self, store: EmbeddedStore) -> None:
        with self._server.client() as client:
            push(client, store)

    def open(self) -> Store:
        return RemoteStore(self._server.client(Credentials()))

    def close(self) -> None: ...


class Servers:
    """The servers of a test run, each started when it is first wanted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[str, Server] = {}

    def get(self, name: str) -> Server:
        """Give a running server by the name of its kit; skips the test where its program is not installed."""
        if name not in self._running:
            self._running[name] = SERVERS[name](self._folder / name).start()
        return self._running[name]

    def close(self) -> None:
        """End all of them."""
        for server in self._running.values():
            server.stop()


LOCAL: dict[str, Callable[[Path], Kit]] = {"memory": MemoryKit, "disk": DiskKit}
SERVERS: dict[str, Callable[[Path], Server]] = {"oxigraph-server": Oxigraph, "virtuoso": Virtuoso}
KITS = (*LOCAL, *SERVERS)

THING = f"{BASE}thing/"
#: Instants with and without an offset, and one long ago: their order is not that of their texts.
MOMENTS = {
    "a": "2023-12-31T23:30:00-01:00",
    "b": "2024-01-01T00:10:00Z",
    "c": "2024-01-01T02:00:00+02:00",
    "d": "0999-01-01T00:00:00Z",
}
LABELS = {"en": "Armenia", "ru": "Армения", "uk": "Вірменія", "fr": "Arménie"}
#: A chain, and a circle of three.
STEPS = (("p", "q"), ("q", "r"), ("x", "y"), ("y", "z"), ("z", "x"))
AWKWARD = 'quotes " and \\ and\nline ends\tand \U0001d505, é and \u202e'


def things() -> Document:
    """Give triples of many kinds about things that are no claims."""
    return Document(
        "entities/things.ttl",
        (
            *(Triple(THING + name, xg("since"), Literal(moment, XSD + "dateTime")) for name, moment in MOMENTS.items()),
            *(
                Triple(f"{THING}armenia", RDFS_LABEL, Literal(text, RDF_LANG_STRING, lang))
                for lang, text in LABELS.items()
            ),
            *(Triple(THING + narrow, SKOS_BROADER, THING + broad) for narrow, broad in STEPS),
            *(Triple(f"{THING}n{number}", xg("value"), Literal(str(number), XSD_INTEGER)) for number in range(1, 11)),
            Triple(f"{THING}awkward", xg("note"), Literal(AWKWARD)),
        ),
    )


def world_store() -> EmbeddedStore:
    """Give the invented world with its derived triples, and the things."""
    documents = [*world_documents(), things()]
    return EmbeddedStore(documents, direct_triples(decode(documents)))


#: How many triples a state has that says which state it is, half of them in one graph and half in another.
MARKS = 200


def marked(state: int) -> EmbeddedStore:
    """Give data of which each triple names its state: what is torn has two."""
    triples = []
    for number in range(MARKS):
        subject = f"{THING}mark{number}"
        triples.append(Triple(subject, xg("note"), Literal(str(state))))
        triples.append(Triple(subject, xg("source"), iri(f"source:s{number % 2}")))
    return EmbeddedStore([Document("claims/marks.ttl", tuple(triples))])


def state_of(store: Store) -> tuple[int, str]:
    """Say in which state a store is, by one query, and its digest; a torn one fails."""
    _, rows = store.select("SELECT ?v (COUNT(?s) AS ?n) { ?s xg:note ?v } GROUP BY ?v")
    assert len(rows) == 1, f"torn: {rows}"
    value, count = rows[0]
    assert isinstance(value, Literal)
    assert isinstance(count, Literal)
    assert int(count.value) == MARKS
    return int(value.value), store.digest
