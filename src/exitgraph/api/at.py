"""The graph at two dates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from exitgraph.claims.inforce import Snapshot, Standing, in_force

if TYPE_CHECKING:
    import networkx as nx

    from exitgraph.api.graph import Graph
    from exitgraph.frames import Card, Rows
    from exitgraph.routes import Answer, Profile


def today() -> str:
    """Give the current day in UTC, as ``YYYY-MM-DD``; every question takes it as an argument instead."""
    return datetime.now(UTC).strftime("%Y-%m-%d")


class At:
    """What held on a day, as published by a day: every question of a graph that two dates have a say in.

    >>> import exitgraph as xg
    >>> xg.load().at(valid="2024-11-24", known="2024-12")
    <valid at 2024-11-24, known at 2024-12>

    Parameters
    ----------
    graph
        The graph.
    valid, known
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; a partial date stands for its last day, and ``None`` for today in UTC.

    Raises
    ------
    BadDate
        If one is not a date.
    """

    def __init__(self, graph: Graph, valid: str | None = None, known: str | None = None) -> None:
        self._graph = graph
        self.valid, self.known = valid or today(), known or today()
        self._now = Snapshot.at(self.valid, self.known)

    def __repr__(self) -> str:
        return f"<valid at {self.valid}, known at {self.known}>"

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

        graph = self._graph
        found = graph.claims[graph.resolve(claim, "Claim")]
        return Card(explain(graph.knowledge, graph.contradictions, found, self._now))

    def routes(self, profile: str | Profile, **options: Any) -> Answer:
        """Ask for documented itineraries; see `Graph.routes`, whose options are taken but for the dates."""
        return self._graph.routes(profile, valid_at=self.valid, known_at=self.known, **options)

    def network(self, *, lang: str = "en") -> nx.MultiDiGraph[str]:
        """Project the claims in force to a networkx ``MultiDiGraph``; see `Graph.network`."""
        knowledge = self._graph.knowledge
        return self._graph.network(
            lang=lang, keep=lambda claim: in_force(knowledge, claim, self._now).standing is not Standing.NOT_IN_FORCE
        )
