"""Causes by brute force: every set of claims is left out."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from exitgraph.vocabulary import curie, local_name
from oracle_analysis.change import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge


def smallest(everything: Iterable[str], cause: str, holds: Callable[[frozenset[str]], bool]) -> tuple[str, ...] | None:
    """Give the smallest set without which a thing still holds, and no more without the cause as well."""
    others = sorted(set(everything) - {cause})
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            out = frozenset(chosen)
            if holds(out) and not holds(out | {cause}):
                return chosen
    return None


def said_of(knowledge: Knowledge, territory: str, now: Snapshot, out: frozenset[str] = frozenset()) -> set[str]:
    """Give what is said of returns from a territory without some claims."""
    left = replace(knowledge, claims={name: item for name, item in knowledge.claims.items() if name not in out})
    found = (left.claims[name] for name in told(left, territory, now))
    return {f"{local_name(claim.relation)}: {curie(claim.event or claim.proposition.iri)}" for claim in found}


def causes(knowledge: Knowledge, territory: str, now: Snapshot) -> dict[tuple[str, str], tuple[str, ...]]:
    """Give each claim and thing said of which it is a cause, with a smallest contingency."""
    every = sorted(told(knowledge, territory, now))
    found = {}
    for said in said_of(knowledge, territory, now):
        for name in every:
            least = smallest(every, name, lambda out, said=said: said in said_of(knowledge, territory, now, out))  # type: ignore[misc]
            if least is not None:
                found[name, said] = least
    return found
