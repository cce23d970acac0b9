"""Which claims a page holds: all, the neighbourhood of a node, or what a query's result names."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

from exitgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri
    from exitgraph.query import Result


def ends(claim: Claim) -> tuple[Iri, ...]:
    """Give the nodes that a claim is drawn at: its subject, and its object where that is no text or number."""
    return (claim.subject, claim.object) if isinstance(claim.object, str) else (claim.subject,)


def neighbourhood(claims: Iterable[Claim], centre: Iri, depth: int) -> list[Claim]:
    """Keep the claims whose arrow lies within ``depth`` arrows of a node, and the texts about the nodes within."""
    claims = list(claims)
    beside: dict[Iri, set[Iri]] = defaultdict(set)
    for claim in claims:
        if isinstance(claim.object, str):
            beside[claim.subject].add(claim.object)
            beside[claim.object].add(claim.subject)
    distance, queue = {centre: 0}, deque([centre])
    while queue:
        here = queue.popleft()
        if distance[here] < depth:
            for other in sorted(beside[here]):
                if other not in distance:
                    distance[other] = distance[here] + 1
                    queue.append(other)
    return [
        claim
        for claim in claims
        if (
            min(distance.get(end, depth) for end in ends(claim)) < depth
            if isinstance(claim.object, str)
            else claim.subject in distance
        )
    ]


def named_claims(knowledge: Knowledge, result: Result) -> frozenset[Iri]:
    """Give the claims that the result of a query names, and those whose ends (subject and object) it names.

    Parameters
    ----------
    knowledge
        The graph that was asked.
    result
        Rows, or the triples of a CONSTRUCT.

    Raises
    ------
    InputError
        If it names none.
    """
    terms = (term for row in (*result.rows, *result.triples) for term in row)
    named = {term for term in terms if isinstance(term, str)}
    found = frozenset(
        claim.iri for claim in knowledge.claims.values() if claim.iri in named or named.issuperset(ends(claim))
    )
    if not found:
        hint = "Let it give claims: add ?claim to what it selects. `exitgraph query` shows what it gives."
        raise InputError("the result of the query names no claim, nor both ends of one", hint=hint)
    return found
