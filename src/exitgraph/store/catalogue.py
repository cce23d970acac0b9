"""What `push` writes beside the data: which graphs make up a generation, and which generation is current.

::

    <graph/catalogue>                one graph: <graph/catalogue> cat:current "<number> <date> <generation>", the
                                     highest number being current; older ones stay until they are collected
    <graph/generation/NAME>          one graph for each generation: digest, version, counts, and its members
    <graph/...!sha256-HASH>          the members: immutable graphs, named by the hash of what they hold

A generation has one member that holds every triple, which is the default graph of queries: one put together from
hundreds of graphs was seen to be a hundred times slower on one server, and wrong on another. Beside it each named graph
is a member of its own; those that did not change are shared by generations. All values are plain strings, which no
server rewrites.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.errors import InputError, Unreachable
from exitgraph.rdf.turtle import Literal, Triple, escape_text
from exitgraph.store.answers import ROWS, read_rows
from exitgraph.store.paging import graph_rows
from exitgraph.vocabulary import BASE, RDF_LANG_STRING, RDF_TYPE, XSD_STRING, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exitgraph.store.client import SparqlClient
    from exitgraph.store.embedded import EmbeddedStore
    from exitgraph.store.protocol import Row

#: The version of this format.
FORMAT = "1"
CATALOGUE = f"{BASE}graph/catalogue"
_CAT = f"{BASE}catalogue#"
CURRENT, STARTED = f"{_CAT}current", f"{_CAT}started"
#: Members that are no graphs of the data: everything in one, the files that subjects stand in, the queries.
EVERYTHING, LAYOUT, QUERIES = (f"{BASE}graph/{name}" for name in ("everything", "layout", "queries"))
GENERATION = f"{BASE}graph/generation/"
# "!" sorts before all else that an IRI may hold, so graphs have the order of their own names.
_MARK = "!sha256-"
_MEMBER = re.compile(re.escape(f"{BASE}graph/") + r"[^\s<>\"{}|^`\\]+!sha256-[0-9a-f]{40}\Z")
_POINTER = re.compile(r"([0-9]{12}) (\S+) ([0-9a-f]{40})\Z")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*\Z")
_UNWRITABLE = "an IRI that cannot be written portably"


class Pointer(NamedTuple):
    """That a generation became current; the highest is the one that is."""

    number: int
    date: str
    generation: str

    @property
    def triple(self) -> Triple:
        """The one triple whose insertion publishes a generation."""
        return Triple(CATALOGUE, CURRENT, Literal(f"{self.number:012d} {self.date} {self.generation}"))


@dataclass(frozen=True)
class Member:
    """A graph of a generation: what it is for, its name on the server, the number of its triples."""

    graph: str
    name: str
    triples: int


@dataclass(frozen=True)
class Generation:
    """What a generation says of itself."""

    digest: str
    counts: Mapping[str, int]
    members: tuple[Member, ...]
    started: tuple[str, ...] = field(default=(), compare=False)

    @property
    def iri(self) -> str:
        """The graph that it is described in; its name is the hash of the description."""
        return GENERATION + self.name

    @cached_property
    def name(self) -> str:
        """The hash of the description."""
        return hash_of(self._triples("urn:this"))

    @property
    def triples(self) -> list[Triple]:
        """The description."""
        return self._triples(self.iri)

    @cached_property
    def names(self) -> dict[str, str]:
        """The name on the server of each member."""
        return {member.graph: member.name for member in self.members}

    @cached_property
    def graphs(self) -> dict[str, str]:
        """The named graph of the data behind each name on the server."""
        other = (EVERYTHING, LAYOUT, QUERIES)
        return {member.name: member.graph for member in self.members if member.graph not in other}

    def _triples(self, own: str) -> list[Triple]:
        said = {"format": FORMAT, "digest": self.digest, **{name: str(count) for name, count in self.counts.items()}}
        found = [Triple(own, f"{_CAT}{name}", Literal(value)) for name, value in said.items()]
        for member in self.members:
            found.append(Triple(member.name, f"{_CAT}graph", Literal(member.graph)))
            found.append(Triple(member.name, f"{_CAT}triples", Literal(str(member.triples))))
        return found


def term_text(term: str | Literal) -> str:
    """Write a term as SPARQL and N-Triples have it.

    Raises
    ------
    InputError
        If it is an IRI that some server would read otherwise, or a blank node.
    """
    if isinstance(term, str):
        if not _IRI.match(term):
            raise InputError(_UNWRITABLE, where=term[:200], hint="Only full IRIs without spaces and quotes are pushed.")
        return f"<{term}>"
    quoted = f'"{escape_text(term.value)}"'
    if term.lang:
        return f"{quoted}@{term.lang}"
    return quoted if term.datatype in (XSD_STRING, RDF_LANG_STRING) else f"{quoted}^^{term_text(term.datatype)}"


def line_of(triple: Triple) -> str:
    """Write a triple as a line of N-Triples."""
    return f"{term_text(triple.subject)} {term_text(triple.predicate)} {term_text(triple.object)} ."


def hash_of(triples: Iterable[Triple]) -> str:
    """Give the hash of a set of triples: 160 bits of the SHA-256 of their sorted lines."""
    lines = sorted({line_of(triple) for triple in triples})
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:40]


def plan(store: EmbeddedStore) -> tuple[Generation, dict[str, list[Triple]]]:
    """Say of what graphs a store would be made on a server, and what each of them holds, by name on the server."""
    graphs: dict[str, set[Triple]] = defaultdict(set)
    for triple, graph in store.quads():
        graphs[graph].add(triple)
        graphs[EVERYTHING].add(triple)
    graphs[LAYOUT] = {Triple(about, f"{_CAT}file", Literal(file)) for about, file in store.layout.items()}
    graphs[QUERIES] = {
        Triple(f"{BASE}graph/query/{name}", f"{_CAT}text", Literal(text)) for name, text in store.queries.items()
    }
    contents: dict[str, list[Triple]] = {}
    members = []
    for graph in sorted(graphs):
        triples = sorted(graphs[graph], key=line_of)
        name = f"{graph}{_MARK}{hash_of(triples)}"
        if triples:
            contents[name] = triples
            members.append(Member(graph, name, len(triples)))
    kinds = [triple.object for triple in graphs[EVERYTHING] if triple.predicate == RDF_TYPE]
    quads = sum(len(triples) for graph, triples in graphs.items() if graph not in (EVERYTHING, LAYOUT, QUERIES))
    counts = {"claims": kinds.count(xg("Claim")), "quads": quads, "sources": kinds.count(xg("Source"))}
    return Generation(store.digest, counts, tuple(members)), contents


def is_member(graph: str) -> bool:
    """Whether a graph of a server has a name that `push` gives."""
    return _MEMBER.match(graph) is not None


def query_names(rows: Iterable[Row]) -> dict[str, str]:
    """Give the text of the queries by name from the rows (subject, predicate, object) of their graph."""
    return {str(about).rpartition("/")[2]: text.value for about, _, text in rows if isinstance(text, Literal)}


def read_pointers(client: SparqlClient) -> list[Pointer]:
    """Read which generations were published, the current one last; none on a server that was never pushed to."""
    where = client.address.url
    query = f"SELECT ?p WHERE {{ GRAPH <{CATALOGUE}> {{ <{CATALOGUE}> <{CURRENT}> ?p }} }}"
    _, rows = read_rows(*client.query(query, ROWS), where)
    found = []
    for (said,) in rows:
        match = _POINTER.match(said.value) if isinstance(said, Literal) else None
        if match is None:
            raise InputError("the catalogue of the server is damaged", where=where, hint="Push again.")
        found.append(Pointer(int(match[1]), match[2], match[3]))
    return sorted(found)


def read_generation(client: SparqlClient, name: str) -> Generation | None:
    """Read what a generation says of itself; nothing if it is not there, or not whole.

    Raises
    ------
    InputError
        If it is of a version that this program does not know.
    """
    graph = GENERATION + name
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for about, relation, value in graph_rows(client, graph):
        if isinstance(value, Literal):
            said[str(about)][str(relation).removeprefix(_CAT)].append(value.value)
    own = said.pop(graph, {})
    version = next(iter(own.get("format", ())), None)
    if version is None:
        return None
    if version != FORMAT:
        what = f"the catalogue has format {version}; this exitgraph reads {FORMAT}"
        raise InputError(what, where=client.address.url, hint="Install a newer exitgraph, or push again with this one.")
    try:
        members = [Member(of["graph"][0], about, int(of["triples"][0])) for about, of in said.items()]
        counts = {name: int(values[0]) for name, values in own.items() if name not in ("format", "digest", "started")}
        found = Generation(
            own["digest"][0],
            dict(sorted(counts.items())),
            tuple(sorted(members, key=lambda member: member.graph)),
            tuple(own.get("started", ())),
        )
    except (KeyError, ValueError):
        return None
    return found if found.name == name else None


def current_generation(client: SparqlClient) -> tuple[Pointer, Generation] | None:
    """Read the current generation; nothing if nothing was ever pushed.

    Raises
    ------
    Unreachable
        If the catalogue names a generation that is not there.
    """
    for _ in range(3):
        pointers = read_pointers(client)
        if not pointers:
            return None
        found = read_generation(client, pointers[-1].generation)
        if found is not None:
            return pointers[-1], found
        # Collected between the two questions: a newer one is current then.
    what = "the catalogue names a generation that is not whole"
    raise Unreachable(what, where=client.address.url, hint="Push again.")


def counts_of(client: SparqlClient, names: Iterable[str]) -> dict[str, int]:
    """Count the triples of graphs on a server; one that is not there has none."""
    wanted = sorted(names)
    found = dict.fromkeys(wanted, 0)
    for start in range(0, len(wanted), _AT_ONCE):
        some = " ".join(f"<{name}>" for name in wanted[start : start + _AT_ONCE])
        query = f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {some} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
        _, rows = read_rows(*client.query(query, ROWS), client.address.url)
        found |= {str(graph): int(count.value) for graph, count in rows if graph and isinstance(count, Literal)}
    return found


_AT_ONCE = 50
