"""The library in one object.

>>> import exitgraph as xg
>>> g = xg.load()
>>> g.query("whom-a-state-deems-safe", state="GB").rows  # doctest: +SKIP
>>> g.routes("RU", status="deserter", holds=["internal-passport"], valid_at="2024-11-24").itineraries  # doctest: +SKIP
>>> g.network().number_of_edges()  # doctest: +SKIP
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from exitgraph.claims.conflict import contradictions
from exitgraph.claims.inforce import Snapshot
from exitgraph.errors import InputError
from exitgraph.privacy import public_documents, public_view
from exitgraph.rdf.decode import decode
from exitgraph.rdf.direct import direct_triples
from exitgraph.rdf.folder import STORE_MARK, read_graph, read_reference, shipped_graph
from exitgraph.vocabulary import xg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import networkx as nx
    import rdflib

    from exitgraph.claims.conflict import Contradiction
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.columns import Table
    from exitgraph.query import NamedQuery, Result
    from exitgraph.rdf.turtle import Document
    from exitgraph.routes import Answer, Difference, Profile
    from exitgraph.store import EmbeddedStore, Store
    from exitgraph.view import Scene


#: How the name of a dump ends.
DUMP: Final = ".nq"


def load(path: str | Path | None = None) -> Graph:
    """Load a graph: the shipped one, a folder laid out like it, a Turtle file beside the shipped reference, a store.

    A dump of a store (``.nq``, from `exitgraph store dump`) is loaded into memory.

    Parameters
    ----------
    path
        Folder, file, on-disk store, dump, or the address of a SPARQL server; ``None`` for the shipped graph.

    Raises
    ------
    InputError, Unreachable
        If it cannot be read.
    """
    if isinstance(path, str) and path.startswith(("http://", "https://")):
        from exitgraph.store.remote import RemoteStore

        return Graph.from_store(RemoteStore(path, whole=True))
    folder = Path(path) if path is not None else shipped_graph()
    if (folder / STORE_MARK).is_file():
        from exitgraph.store import DiskStore

        return Graph.from_store(DiskStore(folder))
    if folder.suffix == DUMP:
        from exitgraph.store import read_dump

        return Graph.from_store(read_dump(folder))
    documents = read_graph(folder)
    whole = any(xg("Relation") in (triple.object for triple in document.triples) for document in documents)
    # A file of claims alone means what the shipped ontology, territories and sources say.
    return Graph(documents, folder, reference=() if whole else read_reference(shipped_graph()))


def today() -> str:
    """Give the current day in UTC, as ``YYYY-MM-DD``; every question takes it as an argument instead."""
    return datetime.now(UTC).strftime("%Y-%m-%d")


class Graph:
    """A loaded graph: its claims, and everything that can be asked of them.

    Parameters
    ----------
    documents
        The files, read.
    folder
        Where they lie; its ``queries`` folder holds the named queries.
    reference
        Files of another graph by which these are to be understood.
    """

    def __init__(self, documents: Sequence[Document], folder: Path, *, reference: Sequence[Document] = ()) -> None:
        every = [*reference, *documents]
        decoded = decode(every)
        self._public = public_view(decoded)
        self._whole = self._public is decoded
        self._documents = public_documents(every, decoded, self._public)
        self._folder = folder
        self._borrowed = len(reference)
        self._given: Store | None = None

    @classmethod
    def from_store(cls, store: Store) -> Graph:
        """Make a graph of what a store holds: claims are decoded from it, and SPARQL runs on it.

        Parameters
        ----------
        store
            Any store; it stays open for as long as the graph is used.

        Raises
        ------
        InputError
            If what it holds cannot be decoded.
        """
        from exitgraph.store import documents_of

        documents = documents_of(store)
        graph = cls(documents, shipped_graph())
        # A store that holds what the public tier does not show may not be asked itself.
        if graph._whole:
            graph._given = store
        if store.queries:
            from exitgraph.query import read_query

            graph._own_queries = {name: read_query(text, name) for name, text in sorted(store.queries.items())}
        return graph

    @cached_property
    def knowledge(self) -> Knowledge:
        """The decoded graph, at its public tier, with the digest of the data."""
        return replace(self._public, digest=self.store.digest)

    @cached_property
    def store(self) -> Store:
        """The store that SPARQL runs on: the one that the graph was made of, else one in memory."""
        return self._given or self.in_memory()

    def in_memory(self) -> EmbeddedStore:
        """Make a store in memory that holds the graph, with what `exitgraph.store.build` keeps of its files."""
        from exitgraph.store import EmbeddedStore

        texts = {name: query.text for name, query in self._own_queries.items()}
        return EmbeddedStore(self._documents, direct_triples(self._public), own=self.own_documents, queries=texts)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The files of the graph, as its public tier shows them."""
        return tuple(self._documents)

    @property
    def own_documents(self) -> tuple[Document, ...]:
        """The files of the graph without those of the reference that it is understood by."""
        return tuple(self._documents[self._borrowed :])

    @property
    def digest(self) -> str:
        """``sha256:`` and the digest of the data."""
        return self.store.digest

    @property
    def rdf(self) -> rdflib.Dataset:
        """The graph through rdflib: a ``Dataset`` whose default graph is the union."""
        return self.store.rdf

    @property
    def claims(self) -> Mapping[str, Claim]:
        """The claims by IRI."""
        return self.knowledge.claims

    @cached_property
    def contradictions(self) -> Mapping[str, tuple[Contradiction, ...]]:
        """For each contested claim the claims that contradict it."""
        if not self.knowledge.deprecated:
            return self.contradictions_ever
        return contradictions(self.knowledge)

    @cached_property
    def contradictions_ever(self) -> Mapping[str, tuple[Contradiction, ...]]:
        """The same with deprecated claims, for answers as known on a day when they were not yet deprecated."""
        return contradictions(self.knowledge, deprecated=True)

    @cached_property
    def table(self) -> Table:
        """The claims as columns: Arrow, SQL, and the questions of an analyst by name; see `exitgraph.columns.Table`.

        Kept beside the data of a store on disk, which can then be opened without making it again.
        """
        from exitgraph.columns import Table
        from exitgraph.store import DiskStore

        given = self._given
        return Table(self.knowledge, given.beside("columns") if isinstance(given, DiskStore) else None)

    @cached_property
    def queries(self) -> Mapping[str, NamedQuery]:
        """The named queries: those of the graph's own folder, else the shipped ones."""
        from exitgraph.query import load_queries

        return self._own_queries or load_queries(shipped_graph() / "queries")

    @cached_property
    def _own_queries(self) -> dict[str, NamedQuery]:
        from exitgraph.query import load_queries

        # The shipped queries come with the program; whoever has a newer one has newer queries.
        return load_queries(self._folder / "queries") if self._folder != shipped_graph() else {}

    def resolve(self, name: str, kind: str | None = None) -> str:
        """Find the IRI that a code, label or short form means; ``kind`` names a class, such as ``Territory``."""
        return self.knowledge.resolve(name, xg(kind) if kind else None)

    def query(self, query: str, /, **parameters: str) -> Result:
        """Run a named query with its parameters, or any read-only SPARQL.

        Raises
        ------
        SyntaxProblem, QueryRefused, InputError
            If it does not parse, may not run, or a parameter is wrong.
        """
        from exitgraph.query import bind, check, read_query, run

        named = self.queries.get(query)
        if named is not None:
            text = bind(named, parameters, self.knowledge)
            return run(self.store, text, name=named.name, form=check(text, name=named.name))
        if not any(char in query for char in "{ \n"):
            raise InputError(f"no query is named {query!r}", hint="`exitgraph query --list` shows the names.")
        return run(self.store, bind(read_query(query, "query"), parameters, self.knowledge))

    def network(self, *, lang: str = "en", keep: Callable[[Claim], bool] | None = None) -> nx.MultiDiGraph[str]:
        """Project to a networkx ``MultiDiGraph`` (edge key = claim); see `exitgraph.network.project`."""
        from exitgraph.network import project

        return project(self.knowledge, lang=lang, keep=keep)

    def routes(
        self,
        origin: str,
        *,
        status: str | None = None,
        holds: Iterable[str] = (),
        nationality: str | Sequence[str] | None = None,
        at: str | None = None,
        unaccompanied_minor: bool = False,
        to: Iterable[str] = (),
        why_not: Iterable[str] = (),
        goal: str | None = None,
        valid_at: str | None = None,
        known_at: str | None = None,
        max_legs: int = 6,
        possible: bool = False,
    ) -> Answer:
        """Ask for documented itineraries; see `exitgraph.routes.ask`. Both dates default to today."""
        from exitgraph.routes import ask

        return ask(
            self.knowledge,
            self._profile(origin, status, holds, nationality, at, unaccompanied_minor=unaccompanied_minor),
            Snapshot.at(valid_at or today(), known_at or today()),
            goal=goal,
            to=[self.resolve(name, "Territory") for name in to],
            why_not_to=[self.resolve(name, "Territory") for name in why_not],
            max_legs=max_legs,
            possible=possible,
        )

    def routes_diff(
        self,
        origin: str,
        before: str,
        after: str,
        *,
        status: str | None = None,
        holds: Iterable[str] = (),
        nationality: str | Sequence[str] | None = None,
        at: str | None = None,
        unaccompanied_minor: bool = False,
        to: Iterable[str] = (),
        goal: str | None = None,
        valid_at: str | None = None,
        known_at: str | None = None,
        max_legs: int = 6,
        possible: bool = False,
    ) -> Difference:
        """Say which itineraries appeared or vanished between two dates; see `exitgraph.routes.diff`.

        Both clocks move from one date to the other; one that is given stands still.
        """
        from exitgraph.routes import diff

        return diff(
            self.knowledge,
            self._profile(origin, status, holds, nationality, at, unaccompanied_minor=unaccompanied_minor),
            *(Snapshot.at(valid_at or day, known_at or day) for day in (before, after)),
            goal=goal,
            to=[self.resolve(name, "Territory") for name in to],
            max_legs=max_legs,
            possible=possible,
        )

    def _profile(
        self,
        origin: str,
        status: str | None,
        holds: Iterable[str],
        nationality: str | Sequence[str] | None,
        at: str | None,
        *,
        unaccompanied_minor: bool,
    ) -> Profile:
        from exitgraph.routes import Profile

        return Profile.of(
            self.knowledge,
            origin=origin,
            status=status,
            nationality=nationality,
            at=at,
            holds=holds,
            unaccompanied_minor=unaccompanied_minor,
        )

    def scene(self, **options: Any) -> Scene:
        """Say what a page would show; options as in `exitgraph.view.build_scene`."""
        from exitgraph.view import build_scene

        return build_scene(self.knowledge, **options)

    def page(self, **options: Any) -> str:
        """Make the self-contained interactive page; options as in `exitgraph.view.build_scene`."""
        from exitgraph.view import render

        return render(self.scene(**options), digest=self.digest)
