"""The number of independent lines behind what claims say: at least, and at most."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.inforce import Standing, certainly_published, may_be_published
from exitgraph.lines.chains import chains_of, relays_of
from exitgraph.lines.disjoint import most_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exitgraph.claims.inforce import InForce, Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri
    from exitgraph.lines.chains import Chain


class Range(NamedTuple):
    """The number of independent lines: at least, and at most; 0 at least where none is known for certain."""

    least: int
    most: int

    @property
    def words(self) -> str:
        """The number with its noun: ``1 line``, ``1 to 3 lines``, or ``lines unknown, at most 1``."""
        if not self.least:
            return f"lines {self}"
        return f"{self} line" if self == (1, 1) else f"{self} lines"

    def as_json(self) -> dict[str, int]:
        """Write both numbers."""
        return {"least": self.least, "most": self.most}

    def __str__(self) -> str:
        """Write it as one reads it: ``2``, ``1 to 3``, or ``unknown, at most 1``."""
        if not self.least:
            return f"unknown, at most {self.most}" if self.most else "unknown"
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


def chains_behind(known: Knowledge, claims: Iterable[Claim], now: Snapshot, by: str) -> list[Chain]:
    """Give the chains of all evidence of some claims; ``by`` is what they are counted by (`exitgraph.lines.SETS`)."""
    return [chain for claim in claims for item in claim.evidence for chain in chains_of(known, claim, item, now, by)]


def least_of(known: Knowledge, claims: Iterable[Claim], chains: Iterable[Chain], now: Snapshot) -> int:
    """Give the lower number: of the lines that chains make for certain, and one if a claim was surely published."""
    if not any(certainly_published(known.sources[claim.source], now) for claim in claims):
        return 0
    sure = [chain for chain in chains if chain.certain]
    return max(most_lines(relays_of(known, sure, only_primary=True)), 1)


class Tally:
    """The lines behind what is claimed, on one snapshot; each proposition is counted once, when it is first asked for.

    Counted are the claims of the proposition that are in force. One that is only possibly so counts in the upper number
    only, but for this, that somebody says it.

    Parameters
    ----------
    knowledge
        The graph at its public tier.
    standing
        How each claim stands on the snapshot.
    now
        The two clocks.
    """

    def __init__(self, knowledge: Knowledge, standing: Mapping[Iri, InForce], now: Snapshot) -> None:
        sources = {name: source for name, source in knowledge.sources.items() if may_be_published(source, now)}
        self._known, self._now = replace(knowledge, sources=sources), now
        self._firm = {name for name, found in standing.items() if found.standing is Standing.CERTAIN}
        self._claims: dict[Iri, list[Claim]] = defaultdict(list)
        for name in sorted(standing):
            if standing[name].standing is not Standing.NOT_IN_FORCE:
                claim = knowledge.claims[name]
                self._claims[claim.proposition.iri].append(claim)
        self._counted: dict[Iri, Range] = {}

    def behind(self, claim: Claim) -> Range:
        """Give the lines behind what a claim that is in force says."""
        said = claim.proposition.iri
        if said not in self._counted:
            self._counted[said] = self._count(self._claims[said])
        return self._counted[said]

    def _count(self, claims: list[Claim]) -> Range:
        if len(claims) == 1 and len(claims[0].evidence) == 1:
            source = self._known.sources[claims[0].source]
            return Range(int(certainly_published(source, self._now)), 1)
        chains = chains_behind(self._known, claims, self._now, "proposition")
        firm = [chain for chain in chains if chain.claim in self._firm]
        least = least_of(self._known, claims, firm, self._now)
        return Range(least, most_lines(relays_of(self._known, chains)))
