"""What stands around a node, without looking at the rest: for graphs of which no picture can be drawn whole.

Claims between two entities are kept as sorted arrays (compressed sparse rows), with the degree of each node stored. So
the neighbours of a hub cost what the hub has, and a limit decides how many of them are told, always with how many there
are: never more nodes than can be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from exitgraph.errors import InputError
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri

    Numbers = NDArray[np.int32]

#: Neighbours of an opened node that are told unless asked otherwise: more cannot be read.
NEIGHBOURS: Final = 40
#: Claims of one arrow that come with it; the rest on request.
CLAIMS: Final = 12


@dataclass(frozen=True)
class Opened:
    """A node whose neighbours are told: how many of them, of how many."""

    node: Iri
    shown: int
    neighbours: int


@dataclass(frozen=True)
class Around:
    """A part of the graph.

    Attributes
    ----------
    opened
        The nodes whose neighbours are told, in the order asked.
    nodes
        Every node that is told, with the number of its neighbours in the whole graph.
    claims
        IRIs of the claims that come with the arrows, at most `CLAIMS` for each (subject, relation, object, polarity).
    totals
        (subject, relation, object, polarity) -> how many claims there are, for every arrow with an opened end.
    """

    opened: tuple[Opened, ...]
    nodes: Mapping[Iri, int]
    claims: tuple[Iri, ...]
    totals: Mapping[tuple[Iri, Iri, Iri, bool], int]


class Neighbourhoods:
    """An index of who stands beside whom, for claims between two entities.

    Parameters
    ----------
    claims
        The claims by IRI.

    Notes
    -----
    Building takes time and memory in proportion to the claims (about 30 bytes each). Asking takes time in proportion
    to the claims that touch the opened nodes.
    """

    def __init__(self, claims: Mapping[Iri, Claim]) -> None:
        import numpy as np

        between = [claim for claim in claims.values() if isinstance(claim.object, str)]
        self._claims: list[Iri] = [name for name, claim in claims.items() if isinstance(claim.object, str)]
        ends = sorted({claim.subject for claim in between} | {str(claim.object) for claim in between})
        relations = sorted({claim.relation for claim in between})
        self._nodes: list[Iri] = ends
        self._relations: list[Iri] = relations
        self._number = {name: place for place, name in enumerate(ends)}
        of_relation = {name: place for place, name in enumerate(relations)}
        count = len(between)
        subject = np.fromiter((self._number[claim.subject] for claim in between), np.int32, count)
        target = np.fromiter((self._number[str(claim.object)] for claim in between), np.int32, count)
        relation = np.fromiter((of_relation[claim.relation] for claim in between), np.int32, count)
        positive = np.fromiter((claim.proposition.positive for claim in between), np.bool_, count)
        self._subject, self._target = subject, target
        # One number for relation and polarity: an arrow is a pair, a direction, and this.
        self._kind = relation * 2 + positive
        # Each claim stands at both of its ends; one about a thing and itself stands once.
        loops = subject == target
        here = np.concatenate([subject, target[~loops]])
        there = np.concatenate([target, subject[~loops]])
        which = np.concatenate([np.arange(count, dtype=np.int32), np.flatnonzero(~loops).astype(np.int32)])
        order = np.lexsort((which, there, here))
        self._there: Numbers = there[order]
        self._which: Numbers = which[order]
        self._first = np.searchsorted(here[order], np.arange(len(ends) + 1))
        # A neighbour begins where the pair changes; a node is not its own neighbour.
        pairs = here[order].astype(np.int64) * max(len(ends), 1) + self._there
        begins = np.ones(len(pairs), np.bool_)
        begins[1:] = pairs[1:] != pairs[:-1]
        begins &= here[order] != self._there
        running = np.concatenate([[0], np.cumsum(begins)])
        self._degree: Numbers = (running[self._first[1:]] - running[self._first[:-1]]).astype(np.int32)

    def __contains__(self, node: Iri) -> bool:
        return node in self._number

    def degree(self, node: Iri) -> int:
        """Count the neighbours of a node; 0 for one that no claim has as an end."""
        place = self._number.get(node)
        return int(self._degree[place]) if place is not None else 0

    def largest(self, number: int) -> list[Iri]:
        """Give the nodes with the most neighbours, those first, equals by name."""
        import numpy as np

        order = np.lexsort((np.arange(len(self._nodes)), -self._degree))
        return [self._nodes[place] for place in order[:number].tolist()]

    def around(
        self,
        opened: Sequence[Iri],
        *,
        limit: int | Mapping[Iri, int] = NEIGHBOURS,
        relations: Collection[Iri] | None = None,
        keep: NDArray[np.bool_] | None = None,
    ) -> Around:
        """Tell what stands around some nodes.

        Parameters
        ----------
        opened
            The nodes whose neighbours are wanted; the first is the centre.
        limit
            How many neighbours of each are told: those with the most claims beside it, then those with the most
            neighbours, then by name.
        relations
            Tell of claims of these relations only.
        keep
            Tell only of claims that are marked here, in the order of `order`.

        Raises
        ------
        InputError
            If no claim has one of the nodes as an end.
        """
        import numpy as np

        centres = [self._place(node) for node in dict.fromkeys(opened)]
        wanted = None
        if relations is not None:
            wanted = np.zeros(len(self._relations) * 2, np.bool_)
            for place, name in enumerate(self._relations):
                wanted[2 * place : 2 * place + 2] = name in relations
        shown = dict.fromkeys(centres)
        tellings, touching = [], []
        for centre in centres:
            span = slice(int(self._first[centre]), int(self._first[centre + 1]))
            there, which = self._there[span], self._which[span]
            marked = np.ones(len(which), np.bool_) if keep is None else keep[which]
            if wanted is not None:
                marked &= wanted[self._kind[which]]
            there, which = there[marked], which[marked]
            beside, claims = np.unique(there[there != centre], return_counts=True)
            most = limit if isinstance(limit, int) else limit.get(self._nodes[centre], NEIGHBOURS)
            # Names are sorted, so the number of a node is its place among them.
            best = np.lexsort((beside, -self._degree[beside], -claims))[: max(most, 0)]
            chosen = beside[best].tolist()
            shown.update(dict.fromkeys(chosen))
            tellings.append(Opened(self._nodes[centre], len(chosen), len(beside)))
            touching.append((there, which))
        told = np.zeros(len(self._nodes), np.bool_)
        told[list(shown)] = True
        kept = [which[told[there]] for there, which in touching]
        found = np.unique(np.concatenate(kept)) if kept else np.empty(0, np.int32)
        claims_told, totals = self._arrows(found)
        return Around(
            tuple(tellings),
            {self._nodes[place]: int(self._degree[place]) for place in shown},
            claims_told,
            totals,
        )

    @property
    def order(self) -> Sequence[Iri]:
        """The claims between two entities, in the order in which ``keep`` marks them."""
        return self._claims

    def _arrows(self, found: Numbers) -> tuple[tuple[Iri, ...], dict[tuple[Iri, Iri, Iri, bool], int]]:
        """Give the first claims of each arrow among some, and how many each arrow has."""
        import numpy as np

        if not len(found):
            return (), {}
        columns = np.stack([self._subject[found], self._kind[found], self._target[found]], axis=1)
        arrows, arrow_of, counts = np.unique(columns, axis=0, return_inverse=True, return_counts=True)
        order = np.argsort(arrow_of.ravel(), kind="stable")
        starts = np.concatenate([[0], np.cumsum(counts)])
        told: list[Iri] = []
        totals: dict[tuple[Iri, Iri, Iri, bool], int] = {}
        for place, (subject, kind, target) in enumerate(arrows.tolist()):
            first = order[starts[place] : starts[place] + min(CLAIMS, int(counts[place]))]
            told += [self._claims[one] for one in found[first].tolist()]
            key = (self._nodes[subject], self._relations[kind // 2], self._nodes[target], bool(kind % 2))
            totals[key] = int(counts[place])
        return tuple(told), totals

    def claims_of(self, subject: Iri, relation: Iri, target: Iri, *, positive: bool) -> list[Iri]:
        """Give every claim of one arrow."""
        here, there = self._number.get(subject), self._number.get(target)
        if here is None or there is None:
            return []
        span = slice(int(self._first[here]), int(self._first[here + 1]))
        which: Any = self._which[span][self._there[span] == there]
        kind = self._relations.index(relation) * 2 + positive if relation in self._relations else -1
        which = which[(self._kind[which] == kind) & (self._subject[which] == here)]
        return [self._claims[one] for one in which.tolist()]

    def _place(self, node: Iri) -> int:
        place = self._number.get(node)
        if place is None:
            raise InputError(
                f"no claim has {curie(node)} as its subject or object",
                hint="Name a node that `exitgraph claims` lists.",
            )
        return place
