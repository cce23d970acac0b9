"""What a graph holds, in a few lines: as text, and as a card in a notebook."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from exitgraph.claims.inforce import Standing, in_force, is_known
from exitgraph.claims.interval import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim

#: Relations that are named.
_MOST = 8

Pairs = list[tuple[str, str]]


def holds(knowledge: Knowledge, digest: str = "") -> Pairs:
    """Say how much there is of what, and of which days its sources are."""
    published = [source.published for source in knowledge.sources.values()]
    first = min((found.earliest for found in published if found and found.earliest), default=None)
    # By its earliest day: one of which only the year is known has not appeared at the end of a year to come.
    last = max((found.earliest for found in published if found and found.earliest), default=None)
    pairs = [("claims", f"{len(knowledge.claims):,}"), ("sources", f"{len(knowledge.sources):,}")]
    if first and last:
        pairs.append(("published", f"{stamp(first)[:10]} to {stamp(last)[:10]}"))
    pairs.append(("most claims", _relations(knowledge, knowledge.claims.values())))
    return [*pairs, ("data", digest[:19])] if digest else pairs


def holds_at(knowledge: Knowledge, now: Snapshot) -> Pairs:
    """Say how many claims were published by the one day, and how those in force on the other stand."""
    standing = {claim.iri: in_force(knowledge, claim, now).standing for claim in knowledge.claims.values()}
    counts = Counter(standing.values())
    known = sum(is_known(knowledge, claim, now) for claim in knowledge.claims.values())
    stands = [claim for claim in knowledge.claims.values() if standing[claim.iri] is not Standing.NOT_IN_FORCE]
    return [
        ("claims known by then", f"{known:,} of {len(knowledge.claims):,}"),
        ("in force", f"{len(stands):,}: {counts[Standing.CERTAIN]:,} certain, {counts[Standing.POSSIBLE]:,} possible"),
        ("most claims", _relations(knowledge, stands)),
    ]


def as_text(title: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Write it for a prompt."""
    return "\n".join([title, *(f"  {name}: {value}" for name, value in pairs)])


def _relations(knowledge: Knowledge, claims: Iterable[Claim]) -> str:
    counts = Counter(claim.relation for claim in claims)
    shown = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_MOST]
    return ", ".join(f"{knowledge.label(name)} ({count:,})" for name, count in shown) or "none"
