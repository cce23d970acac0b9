"""Difference and knowability by brute force: each date on its own, claim by claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exitgraph.vocabulary import local_name, xg
from oracle_analysis.ledger import NOT_TOLD_AS_DONE, Row, ledger
from oracle_analysis.lines import is_deprecated, possibly

if TYPE_CHECKING:
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge


def ledgers(knowledge: Knowledge, before: Snapshot, after: Snapshot) -> tuple[set[Row], set[Row], set[Row]]:
    """Give the rows that appeared, vanished and stayed."""
    old, new = ledger(knowledge, before, 24), ledger(knowledge, after, 24)
    return new - old, old - new, old & new


def told(knowledge: Knowledge, territory: str, now: Snapshot) -> dict[str, bool]:
    """Give the claims of returns from a territory that had been published, and whether for certain."""
    found = {}
    for claim in knowledge.claims.values():
        kind = local_name(claim.relation)
        where = [claim.role(xg("from")), claim.role(xg("at")), claim.subject if kind == "returned" else None]
        place = next((name for name in where if name is not None), None)
        source, when = knowledge.sources[claim.source], claim.start or claim.held
        if kind not in ("returned", "abducted") or place != territory or not claim.proposition.positive:
            continue
        if local_name(str(claim.role(xg("basis")))) not in ("None", "precedent"):
            continue
        if local_name(str(claim.role(xg("procedureState")))) in NOT_TOLD_AS_DONE:
            continue
        if when is not None and when.earliest is not None and when.earliest > now.day:
            continue
        if possibly(source, now) and not is_deprecated(knowledge, claim, now):
            latest = source.published.latest
            found[claim.iri] = latest is not None and latest <= now.published_by
    return found
