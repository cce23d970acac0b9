"""The graph at two dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from exitgraph.claims.inforce import Snapshot, Standing, in_force
from exitgraph.errors import BadDate, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exitgraph.api.graph import Graph
    from exitgraph.claims.model import Claim
    from exitgraph.frames import Answer, Card, Finding, Picture, Rows
    from exitgraph.frames.network import Network
    from exitgraph.routes import Profile


def today() -> str:
    """Give the current day in UTC, as ``YYYY-MM-DD``; every question takes it as an argument instead."""
    return datetime.now(UTC).strftime("%Y-%m-%d")


def several(names: str | Iterable[str]) -> tuple[str, ...]:
    """Give names as a tuple; a text is one name, and never its letters."""
    return (names,) if isinstance(names, str) else tuple(names)


def _day(given: str | date | None) -> str:
    """Write a day as the graph reads it; what is neither a text nor a date is told so, not met as an attribute."""
    if given is None:
        return today()
    if isinstance(given, datetime):
        # An instant has a day in UTC, as the bounds of claims have.
        given = (given.astimezone(UTC) if given.tzinfo else given).date()
    if isinstance(given, date):
        return given.isoformat()
    if not isinstance(given, str):
        raise BadDate(f"{given!r} is not a date", hint='Write "YYYY", "YYYY-MM" or "YYYY-MM-DD", or give a date.')
    return given


class At:
    """What held on a day, as published by a day: every question of a graph that two dates have a say in.

    >>> import exitgraph as xg
    >>> then = xg.load().at(valid="2024-11-24", known="2024-12")
    >>> print(repr(then).splitlines()[0])
    The graph, valid at 2024-11-24, known at 2024-12

    Parameters
    ----------
    graph
        The graph.
    valid, known
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; a partial date stands for its last day, and ``None`` for today in UTC.
        A `datetime.date` is its day.

    Raises
    ------
    BadDate
        If one is not a date.
    """

    def __init__(self, graph: Graph, valid: str | date | None = None, known: str | date | None = None) -> None:
        self._graph = graph
        self.valid, self.known = _day(valid), _day(known)
        self._now = Snapshot.at(self.valid, self.known)

    @property
    def graph(self) -> Graph:
        """The graph, at all dates."""
        return self._graph

    @property
    def now(self) -> Snapshot:
        """Both days, as the analyses take them."""
        return self._now

    def claims(
        self,
        *,
        subject: str | None = None,
        relation: str | None = None,
        object: str | None = None,  # noqa: A002  # the word of the glossary
        group: str | None = None,
        source: str | None = None,
    ) -> Rows:
        """Give the claims in force as a table, with ``standing``, ``stale``, grades and rank as known by then.

        The names are those that `exitgraph.frames.Claims` takes.
        """
        return self._graph._claim_rows(  # noqa: SLF001  # one object in two parts
            self._now, subject=subject, relation=relation, object=object, group=group, source=source
        )

    def explain(self, claim: str) -> Card:
        """Tell everything of one claim; see `Graph.explain`."""
        from exitgraph.frames import Card
        from exitgraph.view.explain import explain

        graph, now = self._graph, self._now

        def tell(name: str) -> Mapping[str, Any]:
            return explain(graph.knowledge, graph.contradictions, graph.claims[graph.resolve(name, "Claim")], now)

        return Card(tell(claim), tell)

    def routes(self, profile: str | Profile, **options: Any) -> Answer:
        """Ask for documented itineraries; see `Graph.routes`, whose options are taken but for the dates."""
        return self._graph.routes(profile, valid_at=self.valid, known_at=self.known, **options)

    def network(self, *, lang: str = "en") -> Network:
        """Project the claims in force to a networkx ``MultiDiGraph``; see `Graph.network`."""
        return self._graph.network(lang=lang, keep=self._stands)

    def picture(self, **options: Any) -> Picture:
        """Draw the claims in force, or a part of them; options as in `exitgraph.view.build_scene`."""
        claims = [name for name, claim in self._graph.claims.items() if self._stands(claim)]
        return self._graph.picture(claims=claims, **options)

    def lines(self, about: str, *, together: str | None = None) -> Finding:
        """Count the independent lines behind a claim or an event; see `exitgraph.analysis.lines`.

        >>> import exitgraph as xg
        >>> found = xg.load().at("2024-11-24", "2024-11-24").lines("event:fr-six-deserters-2024")
        >>> found["lines"], found["number_of_outlets"]
        ({'least': 1, 'most': 3}, 7)
        """
        from exitgraph.analysis.lines import lines, lines_json

        asked = self.named(about)
        knowledge = self._graph.knowledge
        told = lines_json(knowledge, lines(knowledge, asked, self._now, together=together), self._now)
        return self._found(told, f"Lines behind {knowledge.label(asked)}")

    def contradictions(self, *, state: str | None = None, months: int | None = None) -> Finding:
        """Put what States said beside what was done; see `exitgraph.analysis.contradictions`."""
        from exitgraph.analysis.contradictions import WINDOW, contradictions, contradictions_json

        knowledge, window = self._graph.knowledge, WINDOW if months is None else months
        which = self._graph.resolve(state, "Territory") if state is not None else None
        found = contradictions(knowledge, self._now, state=which, months=window)
        told = contradictions_json(knowledge, found, self._now, state=which, months=window)
        whose = knowledge.label(which) if which else "all States"
        return self._found(told, f"What was said and what was done: {whose}, {len(found)} entries")

    def chains(self, profile: str | Profile, *, via: Iterable[str] = (), possible: bool = False) -> Finding:
        """Give the chains of transfers that end in the State of origin; see `exitgraph.analysis.chains`."""
        from exitgraph.analysis.chains import chains, chains_json
        from exitgraph.routes import compile_claims

        graph = self._graph
        who = graph.profile(profile)
        passed = [graph.resolve(name, "Territory") for name in several(via)]
        found = chains(compile_claims(graph.knowledge, self._now), who, via=passed, possible=possible)
        return self._found(chains_json(found), f"Chains of transfers to {graph.knowledge.label(who.origin)}")

    def __repr__(self) -> str:
        from exitgraph.frames.overview import as_text, holds_at

        return as_text(self._title, holds_at(self._graph.knowledge, self._now))

    def _repr_html_(self) -> str:
        from exitgraph.displays import summary
        from exitgraph.frames.overview import holds_at

        return summary(self._title, holds_at(self._graph.knowledge, self._now))

    @property
    def _title(self) -> str:
        return f"The graph, valid at {self.valid}, known at {self.known}"

    def _stands(self, claim: Claim) -> bool:
        return in_force(self._graph.knowledge, claim, self._now).standing is not Standing.NOT_IN_FORCE

    def named(self, name: str) -> str:
        """Find the IRI of an event, or else of a claim, by its name.

        Raises
        ------
        UnknownName
            If it means neither, or several.
        """
        try:
            return self._graph.resolve(name, "Event")
        except InputError:
            return self._graph.resolve(name, "Claim")

    @staticmethod
    def _found(told: Mapping[str, Any], title: str) -> Finding:
        from exitgraph.frames import Finding

        return Finding(told, title)
