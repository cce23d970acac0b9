"""A loaded graph, and everything that can be asked of it: the library in one object."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from exitgraph.api.at import At, today
from exitgraph.claims.conflict import contradictions
from exitgraph.claims.inforce import Snapshot
from exitgraph.errors import InputError
from exitgraph.privacy import public_documents, public_view
from exitgraph.rdf.decode import decode
from exitgraph.rdf.direct import direct_triples
from exitgraph.rdf.folder import shipped_graph
from exitgraph.vocabulary import xg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import rdflib

    from exitgraph.claims.conflict import Contradiction
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.columns import Table
    from exitgraph.frames import Answer, Card, Claims, Difference, Picture, Rows
    from exitgraph.frames.network import Network
    from exitgraph.frames.thing import Things
    from exitgraph.query import NamedQuery
    from exitgraph.rdf.turtle import Document
    from exitgraph.routes import Profile
    from exitgraph.store import EmbeddedStore, Store
    from exitgraph.view import Scene


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
        return replace(self._public, digest=self.digest)

    @cached_property
    def _things(self) -> Things:
        from exitgraph.frames.thing import Things

        return Things(self._public)

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

    @cached_property
    def digest(self) -> str:
        """``sha256:`` and the digest of the data."""
        from exitgraph.store import digest_of  # without filling a store, which takes as long as reading the files

        return self._given.digest if self._given else digest_of(self._documents)

    @property
    def rdf(self) -> rdflib.Dataset:
        """The graph through rdflib: a ``Dataset`` whose default graph is the union."""
        return self.store.rdf

    @cached_property
    def claims(self) -> Claims:
        """The claims by IRI; called, a table of those that are wanted: see `exitgraph.frames.Claims`."""
        from exitgraph.frames import Claims

        return Claims(self._public.claims, self._claim_rows)

    def _claim_rows(self, now: Snapshot | None = None, **wanted: str | None) -> Rows:
        from exitgraph.frames.claims import chosen, claim_rows

        return claim_rows(self._public, chosen(self._public, **wanted), self.contradictions, self._things, now)

    @cached_property
    def contradictions(self) -> Mapping[str, tuple[Contradiction, ...]]:
        """For each contested claim the claims that contradict it."""
        return contradictions(self._public) if self._public.deprecated else self.contradictions_ever

    @cached_property
    def contradictions_ever(self) -> Mapping[str, tuple[Contradiction, ...]]:
        """The same with deprecated claims, for answers as known on a day when they were not yet deprecated."""
        return contradictions(self._public, deprecated=True)

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
        return self._public.resolve(name, xg(kind) if kind else None)

    def query(self, query: str, /, **parameters: str) -> Rows:
        """Run a named query with its parameters, or any read-only SPARQL; give rows of plain values.

        >>> import exitgraph as xg
        >>> found = xg.load().query("whom-a-state-deems-safe", state="GB")
        >>> found[0].state, found[0].safe.label
        ('GB', 'European Economic Area')

        ``.df`` is a pandas ``DataFrame``; ``.result`` the answer in terms of RDF.

        Raises
        ------
        SyntaxProblem, QueryRefused, InputError
            If it does not parse, may not run, or a parameter is wrong.
        """
        from exitgraph.frames.answers import no_query, of_result
        from exitgraph.query import bind, check, read_query, run

        named = self.queries.get(query)
        if named is not None:
            text = bind(named, parameters, self._public)
            answer = run(self.store, text, name=named.name, form=check(text, name=named.name))
            return of_result(answer, self._things, title=named.title, empty=named.empty)
        if not any(char in query for char in "{ \n"):
            raise no_query(query, self.queries)
        return of_result(run(self.store, bind(read_query(query, "query"), parameters, self._public)), self._things)

    def at(self, valid: str | None = None, known: str | None = None) -> At:
        """Give the graph at two dates: what held on the day ``valid``, as published by the day ``known``.

        >>> import exitgraph as xg
        >>> then = xg.load().at(valid="2024-11-24", known="2024-11-24")
        >>> then.claims(subject="GB", relation="deemsSafe", object="AM")[0].standing
        'certain'

        Raises
        ------
        BadDate
            If one is not a date.
        """
        return At(self, valid, known)

    def explain(self, claim: str, *, valid_at: str | None = None, known_at: str | None = None) -> Card:
        """Tell everything of one claim, named by its IRI, short form, first digits or the key of its row.

        >>> import exitgraph as xg
        >>> xg.load().explain("C068", valid_at="2024-11-24", known_at="2024-11-24")["subject"]
        'territory:GB'

        Raises
        ------
        UnknownName
            If no claim, or more than one, has that name.
        """
        return At(self, valid_at, known_at).explain(claim)

    def network(self, *, lang: str = "en", keep: Callable[[Claim], bool] | None = None) -> Network:
        """Project to a networkx ``MultiDiGraph`` (edge key = claim); see `exitgraph.network.project`.

        >>> import exitgraph as xg
        >>> g = xg.load()
        >>> g.network(keep=lambda claim: claim.iri == g.resolve("C068"))
        <network: 2 nodes, 1 edge; an edge is a claim>
        """
        from exitgraph.frames.network import Network
        from exitgraph.network import project

        made = Network()
        project(self.knowledge, lang=lang, keep=keep, into=made)
        return made.drawn_by(lambda claims, title: self.picture(claims=claims, lang=lang, title=title))

    def routes(
        self,
        origin: str | Profile,
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
        """Ask for documented itineraries; see `exitgraph.routes.ask`. Both dates default to today.

        The profile is one that `profile` made, or the origin with what `profile` takes.

        >>> import exitgraph as xg
        >>> g = xg.load()
        >>> who = g.profile("RU", status="deserter", holds=["internal-passport"])
        >>> len(g.routes(who, valid_at="2024-11-24", known_at="2024-11-24").itineraries)
        1
        """
        from exitgraph.frames import Answer
        from exitgraph.routes import ask

        who = self.profile(
            origin, status=status, holds=holds, nationality=nationality, at=at, unaccompanied_minor=unaccompanied_minor
        )
        found = ask(
            self.knowledge,
            who,
            Snapshot.at(valid_at or today(), known_at or today()),
            goal=goal,
            to=[self.resolve(name, "Territory") for name in to],
            why_not_to=[self.resolve(name, "Territory") for name in why_not],
            max_legs=max_legs,
            possible=possible,
        )
        return Answer.of(found, lambda: self.contradictions)

    def routes_diff(
        self,
        origin: str | Profile,
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
        from exitgraph.frames import Difference
        from exitgraph.routes import diff

        who = self.profile(
            origin, status=status, holds=holds, nationality=nationality, at=at, unaccompanied_minor=unaccompanied_minor
        )
        found = diff(
            self.knowledge,
            who,
            *(Snapshot.at(valid_at or day, known_at or day) for day in (before, after)),
            goal=goal,
            to=[self.resolve(name, "Territory") for name in to],
            max_legs=max_legs,
            possible=possible,
        )
        return Difference.of(found, lambda: self.contradictions)

    def profile(
        self,
        origin: str | Profile,
        *,
        status: str | None = None,
        holds: Iterable[str] = (),
        nationality: str | Sequence[str] | None = None,
        at: str | None = None,
        unaccompanied_minor: bool = False,
    ) -> Profile:
        """Make the profile that questions about routes start from; see `exitgraph.routes.Profile.of`."""
        from exitgraph.routes import Profile

        if isinstance(origin, Profile):
            if status or tuple(holds) or nationality or at or unaccompanied_minor:
                raise InputError("the profile is whole already", hint="Give everything to g.profile(...).")
            return origin
        return Profile.of(
            self._public,
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

    def picture(self, **options: Any) -> Picture:
        """Draw a part of the graph, to click in; options as in `exitgraph.view.build_scene`: ``around="KZ"``."""
        from exitgraph.frames import Picture

        return Picture(self.scene(**options), self.digest)

    def __repr__(self) -> str:
        from exitgraph.frames.overview import as_text, holds

        return as_text("A graph of claims", holds(self._public))

    def _repr_html_(self) -> str:
        from exitgraph.displays import summary
        from exitgraph.frames.overview import holds

        below = 'g.picture(around="KZ") draws a part, g.claims(...) is a table, g.at(valid=..., known=...) two dates.'
        return summary("A graph of claims", holds(self._public, self.digest), below=below)

    def page(self, **options: Any) -> str:
        """Make the self-contained interactive page; options as in `exitgraph.view.build_scene`."""
        from exitgraph.view import render

        return render(self.scene(**options), digest=self.digest)
