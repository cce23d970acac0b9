"""A SPARQL server as a store.

On a server that was pushed to (`exitgraph.store.push`) a store keeps to the generation that was current when it was
opened: queries see that generation only, and what is read is held against its counts and its digest. Any other server
that holds claims of this ontology is read as it is, and ``foreign`` says so.

The server answers queries itself, unless ``whole`` says that everything is read first and asked here. That is how the
command line and `exitgraph.load` open a server: they decode all of its claims anyway, what they read is proven by its
digest, and one server that tests run was seen to leave out rows without a word.
"""

from __future__ import annotations

import re
import time
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from exitgraph.errors import ExitgraphError, InputError, SyntaxProblem, Unreachable
from exitgraph.rdf.turtle import Literal, Triple
from exitgraph.store.answers import ROWS, TRIPLES, Capped, no_blank_node, read_rows, read_triples, read_truth
from exitgraph.store.catalogue import (
    EVERYTHING,
    LAYOUT,
    QUERIES,
    Generation,
    current_generation,
    hash_of,
    query_names,
    read_generation,
)
from exitgraph.store.client import SparqlClient
from exitgraph.store.embedded import EmbeddedStore
from exitgraph.store.paging import graph_rows, paged
from exitgraph.store.probe import probe
from exitgraph.vocabulary import BASE, GRAPH_REFERENCE, PREFIXES, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType
    from typing import Self

    import rdflib

    from exitgraph.rdf.turtle import Term
    from exitgraph.store.protocol import Capabilities, Dataset, Row

# Seconds after which a generation may have been collected; `push` keeps one for at least ten times as long.
_FRESH = 60.0
_AT_ONCE, _ROWS_AT_ONCE = 50, 9000
# No server that is meant for data gives fewer triples than these.
_MANY = 1000
# A graph that no server has.
_NONE = f"{BASE}graph/none"


class RemoteStore:
    """What a SPARQL server holds.

    Parameters
    ----------
    server
        The address of its query endpoint, or a client for it.
    whole
        Read everything once, and answer from that.

    Raises
    ------
    InputError
        If the address cannot be used, or the server holds no claims of this ontology.
    Unreachable, LimitReached
        If it cannot be reached, or does not answer.
    """

    def __init__(self, server: str | SparqlClient, *, whole: bool = False) -> None:
        self._whole = whole
        self._client = SparqlClient(server) if isinstance(server, str) else server
        try:
            self._open()
        except ExitgraphError:
            self._client.close()
            raise

    def _open(self) -> None:
        found = current_generation(self._client)
        self._generation: Generation | None = found[1] if found else None
        self.published = found[0].date if found else ""
        self._checked = time.monotonic()
        if self.foreign and not self._foreign_graphs and not self._has_claims():
            what = "the server holds no claims of this ontology"
            raise InputError(what, where=self.url, hint="`exitgraph push` publishes a graph to a server.")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url})"

    @property
    def url(self) -> str:
        """Where queries go."""
        return self._client.address.url

    @property
    def foreign(self) -> bool:
        """Whether the server has no catalogue: it is read as it is, and may change while it is read."""
        return self._generation is None

    @property
    def generation(self) -> Generation | None:
        """What the catalogue says of what is read; nothing on a foreign server."""
        return self._generation

    @property
    def digest(self) -> str:
        """See `Store.digest`: what the catalogue says, or on a foreign server that of what was read."""
        return self._generation.digest if self._generation else self._copy.digest

    @cached_property
    def capabilities(self) -> Capabilities:
        """See `Store.capabilities`; found by asking, see `exitgraph.store.probe`."""
        found = probe(self._client)
        return found if self.foreign else replace(found, union=True)

    @cached_property
    def layout(self) -> Mapping[str, str]:
        """See `Store.layout`."""
        rows = self._notes(LAYOUT)
        return dict(sorted((str(about), file.value) for about, _, file in rows if isinstance(file, Literal)))

    @cached_property
    def queries(self) -> Mapping[str, str]:
        """See `Store.queries`."""
        return query_names(self._notes(QUERIES))

    def select(
        self, query: str, *, dataset: Dataset | None = None, limit: int | None = None
    ) -> tuple[tuple[str, ...], list[Row]]:
        """See `Store.select`."""
        if self._whole:
            return self._read.select(query, dataset=dataset, limit=limit)
        self._must_be("select", query)
        names, rows = read_rows(*self._ask(query, ROWS, dataset), self.url)
        return names, [tuple(self._logical(term) for term in row) for row in rows[:limit]]

    def ask(self, query: str, *, dataset: Dataset | None = None) -> bool:
        """See `Store.ask`."""
        if self._whole:
            return self._read.ask(query, dataset=dataset)
        self._must_be("ask", query)
        return read_truth(*self._ask(query, ROWS, dataset), self.url)

    def construct(self, query: str, *, dataset: Dataset | None = None, limit: int | None = None) -> list[Triple]:
        """See `Store.construct`."""
        if self._whole:
            return self._read.construct(query, dataset=dataset, limit=limit)
        self._must_be("construct", query)
        found = read_triples(*self._ask(query, TRIPLES, dataset), self.url)
        # Triples are cut in silence where rows are not.
        most = self.capabilities.most_rows if len(found) >= _MANY else None
        if most is not None and len(found) >= most:
            raise Capped(most, self.url)
        return [Triple(*(self._logical(term) for term in triple)) for triple in found[:limit]]  # type: ignore[arg-type]

    def graphs(self) -> list[str]:
        """See `Store.graphs`."""
        return sorted(self._generation.graphs.values()) if self._generation else self._copy.graphs()

    def quads(self) -> Iterator[tuple[Triple, str]]:
        """See `Store.quads`."""
        return self._read.quads()

    def serialize(self, media: str) -> bytes:
        """See `Store.serialize`."""
        return self._read.serialize(media)

    @property
    def rdf(self) -> rdflib.Dataset:
        """See `Store.rdf`; a copy of the server's data."""
        return self._read.rdf

    def after_fork(self) -> EmbeddedStore:
        """See `Store.after_fork`: what was read of the server, since a connection cannot be shared."""
        return self._read

    def close(self) -> None:
        """See `Store.close`."""
        self._client.close()
        self.__dict__.pop("_copy", None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _read(self) -> EmbeddedStore:
        self._client.check_open()
        return self._copy

    @cached_property
    def _copy(self) -> EmbeddedStore:
        """Everything, read once and held against what the catalogue says."""
        if self._generation is None:
            return EmbeddedStore.of_quads(self._foreign_quads())
        copy = EmbeddedStore.of_quads(self._members(self._generation))
        if copy.digest != self._generation.digest:
            what = "what was read is not what was pushed: the digests differ"
            raise InputError(what, where=self.url, hint="The server changes what it holds; docs/stores.md says how.")
        return copy

    def _members(self, generation: Generation) -> Iterator[tuple[Triple, str]]:
        counts = {member.name: member.triples for member in generation.members if member.name in generation.graphs}
        for some in _together(counts):
            if len(some) == 1:
                rows: Iterable[Row] = (
                    (some[0], *row) for row in graph_rows(self._client, some[0], expected=counts[some[0]])
                )
            else:
                names = " ".join(f"<{name}>" for name in some)
                query = f"SELECT ?g ?s ?p ?o WHERE {{ VALUES ?g {{ {names} }} GRAPH ?g {{ ?s ?p ?o }} }}"
                _, rows = read_rows(*self._client.query(query, ROWS), self.url)
            found = dict.fromkeys(some, 0)
            for graph, subject, relation, value in rows:
                found[str(graph)] += 1
                yield self._triple(subject, relation, value), generation.graphs[str(graph)]
            if any(found[name] != counts[name] for name in some):
                self._check_there()
                what = "the server gave another number of triples than were pushed"
                raise Unreachable(what, where=self.url, hint="Try again; if it stays so, push again.")

    def _notes(self, member: str) -> list[Row]:
        name = self._generation.names.get(member) if self._generation else None
        if name is None:
            return []
        rows = graph_rows(self._client, name)
        if not name.endswith(hash_of(self._triple(*row) for row in rows)):
            self._check_there()
            what = f"what was read is not what was pushed: {member}"
            raise Unreachable(what, where=self.url, hint="Try again; if it stays so, push again.")
        return rows

    def _triple(self, subject: Term | None, relation: Term | None, value: Term | None) -> Triple:
        if subject is None or relation is None or value is None:
            raise Unreachable("the answer has holes", where=self.url, hint="Is this a SPARQL 1.1 server?")
        value = no_blank_node(value, self.url)
        return Triple(str(no_blank_node(subject, self.url)), str(relation), value)

    @cached_property
    def _foreign_graphs(self) -> list[str]:
        """The named graphs of a foreign server that tell of anything of ours."""
        pattern = f'GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?s), "{BASE}"))'
        found = [str(graph) for (graph,) in paged(self._client, "?g", pattern)]
        claims = f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?c a <{xg('Claim')}> }} }} LIMIT 1"
        return found if read_rows(*self._client.query(claims, ROWS), self.url)[1] else []

    def _has_claims(self) -> bool:
        return read_truth(*self._client.query(f"ASK {{ ?c a <{xg('Claim')}> }}", ROWS), self.url)

    def _foreign_quads(self) -> Iterator[tuple[Triple, str]]:
        graphs: list[str | None] = [*self._foreign_graphs] or [None]
        for graph in graphs:
            for row in graph_rows(self._client, graph):
                yield self._triple(*row), graph or GRAPH_REFERENCE

    def _ask(self, query: str, accept: str, dataset: Dataset | None) -> tuple[bytes, Mapping[str, str]]:
        default: list[str] = []
        named: list[str] = []
        if dataset is not None:
            names = self._generation.names if self._generation else {}
            default, named = ([names.get(graph, graph) for graph in graphs] for graphs in dataset)
            if not named and _GRAPH.search(query) and self._shows_all_graphs:
                named = [_NONE]
        elif self._generation:
            # A state without a triple has no such graph; the name alone is an empty one then.
            default = [self._generation.names.get(EVERYTHING, EVERYTHING)]
            if _GRAPH.search(query):
                named = sorted(self._generation.graphs)
        elif self._foreign_graphs and not self.capabilities.union:
            default = named = self._foreign_graphs
        answer = self._client.query(self._physical(query), accept, default=default, named=named)
        if time.monotonic() - self._checked > _FRESH:
            self._check_there()
        return answer

    @cached_property
    def _shows_all_graphs(self) -> bool:
        """Whether GRAPH sees every graph of the server, though a request names a default graph and no named one."""
        everywhere = "ASK { GRAPH ?g { ?s ?p ?o } }"
        return read_truth(*self._client.query(everywhere, ROWS, default=[_NONE]), self.url)

    def _check_there(self) -> None:
        """See that nobody collected what is read: a collected graph would look like an empty one."""
        if self._generation and read_generation(self._client, self._generation.name) is None:
            what = "what was being read was superseded, and has been removed from the server since"
            raise Unreachable(what, where=self.url, hint="Ask again; the current state is read then.")
        self._checked = time.monotonic()

    def _physical(self, query: str) -> str:
        """Declare the prefixes that every store here knows, and name graphs as the server does."""
        declared = {match[1]: match[2] for match in _DECLARED.finditer(query)}
        names = {} if self._generation is None else self._generation.names
        used = set()
        relative = False

        def named(match: re.Match[str]) -> str:
            nonlocal relative
            token = match[0]
            relative = relative or bool(_RELATIVE.match(token))
            if match["prefix"] is not None:
                used.add(match["prefix"])
                namespace = declared.get(match["prefix"]) or PREFIXES.get(match["prefix"])
                long = f"{namespace}{match['local'].replace(chr(92), '')}" if namespace else ""
            else:
                long = token[1:-1] if token.startswith("<") else ""
            graph = names.get(long, "") if long not in (EVERYTHING, LAYOUT, QUERIES) else ""
            return f"<{graph}>" if graph else token

        text = _TOKEN.sub(named, query)
        missing = sorted((used & set(PREFIXES)) - set(declared))
        # Some servers want a base before all prefixes.
        own = _BASE.match(text)
        base = own[0] if own else f"BASE <{BASE}>" if relative and not _BASED.search(query) else ""
        prefixes = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in missing)
        return f"{base} {prefixes}{text[own.end() :] if own else text}"

    def _logical(self, term: Term | None) -> Term | None:
        if self._generation is None or not isinstance(term, str):
            return term
        return self._generation.graphs.get(term, term)

    def _must_be(self, form: str, query: str) -> None:
        verb = _FORM.search(_TOKEN.sub(lambda match: " " * len(match[0]), query))
        if verb is None:
            raise SyntaxProblem("not valid SPARQL: neither SELECT, ASK, CONSTRUCT nor DESCRIBE stands in it")
        if {"describe": "construct"}.get(verb[0].lower(), verb[0].lower()) != form:
            raise InputError(f"not {_WANTED[form]} query")


_WANTED = {"select": "a SELECT", "ask": "an ASK", "construct": "a CONSTRUCT or DESCRIBE"}
_GRAPH = re.compile(r"\bGRAPH\b", re.IGNORECASE)
_FORM = re.compile(r"\b(?:SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_DECLARED = re.compile(r"\bPREFIX\s+([^\s:]*):\s*<([^<>\s]*)>", re.IGNORECASE)
# What each store here means against the same base, and a server against one of its own.
_BASE = re.compile(r"(?:\s|#[^\n]*\n)*BASE\s*<[^<>\s]*>", re.IGNORECASE)
_BASED = re.compile(r"\bBASE\s*<", re.IGNORECASE)
_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)")
# Strings and comments are passed over, IRIs and prefixed names are looked at.
_TOKEN = re.compile(
    r'"""(?:"{0,2}(?:[^"\\]|\\[\s\S]))*"""'
    r"|'''(?:'{0,2}(?:[^'\\]|\\[\s\S]))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r'|<[^<>"{}|^`\\\x00-\x20]*>'
    r"|\#[^\n]*"
    r"|(?<![\w:?$@-])(?P<prefix>[A-Za-z][\w-]*):(?P<local>(?:[\w:%-]|\\.|\.(?=[\w:%\\-]))*)"
)


def _together(counts: Mapping[str, int]) -> Iterator[list[str]]:
    """Put small graphs together into one question each time; a large one stands alone."""
    some: list[str] = []
    rows = 0
    for name in sorted(counts):
        if some and (len(some) == _AT_ONCE or rows + counts[name] > _ROWS_AT_ONCE):
            yield some
            some, rows = [], 0
        some.append(name)
        rows += counts[name]
    if some:
        yield some
