"""Every chain of transfers: all orders of territories, each pair of them held against all claims."""

from __future__ import annotations

from itertools import pairwise, permutations, product
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.vocabulary import iri, local_name
from oracle.said import Asked, Said, role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.claims import Claim
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge

NATIONALS_ONLY = ("safe-country-of-origin", "accelerated-list", "only-own-nationals")
UNDECIDED = ("ordered-not-carried-out", "decision-pending", "appeal-pending")


class Seen(NamedTuple):
    """A chain as brute force sees it: the territories, its grade, the persons, and the claims of each link."""

    places: tuple[str, ...]
    grade: str
    persons: frozenset[str]
    links: tuple[frozenset[str], ...]


class Told(NamedTuple):
    """A claim of a transfer between two territories."""

    start: str
    to: str
    claim: Claim
    done: bool


def seen(knowledge: Knowledge, asked: Asked, now: Snapshot, *, possible: bool) -> set[Seen]:
    """Give every chain of one to four links."""
    said = Said(knowledge, asked, now)
    told = [item for item, sure in (*_law(said), *_done(said)) if (sure or possible) and item.start != item.to]
    places = sorted({place for item in told for place in (item.start, item.to)} - {asked.origin})
    found = set()
    for length in range(1, 5):
        for order in permutations(places, length):
            whole = (*order, asked.origin)
            links = [[item for item in told if (item.start, item.to) == ends] for ends in pairwise(whole)]
            if all(links):
                names = tuple(frozenset(item.claim.iri for item in link) for link in links)
                found.add(Seen(whole, *_grade(links), names))
    return found


def _law(said: Said) -> Iterator[tuple[Told, bool]]:
    for claim, firm in said.live("deemsSafe"):
        words = {local_name(str(role(claim, name))) for name in ("safeConcept", "scope")}
        for spread in said.spread(claim.subject, str(claim.object)):
            state, place = str(spread.places[0]), str(spread.places[1])
            if words.isdisjoint(NATIONALS_ONLY) or place in said.asked.nationalities:
                yield Told(state, place, claim, done=False), firm and spread.firm
    for claim, firm in said.live("hasAgreementWith"):
        for spread in said.spread(claim.subject, str(claim.object)):
            state, place = str(spread.places[0]), str(spread.places[1])
            yield Told(state, place, claim, done=False), firm and spread.firm
    for claim, firm in said.live("statesPolicy"):
        if claim.object == iri("concept:extradites-wanted"):
            for spread in said.spread(claim.subject, role(claim, "to") or said.asked.origin):
                yield Told(str(spread.places[0]), str(spread.places[1]), claim, done=False), firm and spread.firm


def _done(said: Said) -> Iterator[tuple[Told, bool]]:
    for claim, firm in (*said.live("returned"), *said.live("abducted")):
        taken = local_name(claim.relation) == "abducted"
        to = role(claim, "to") or (claim.subject if taken else None)
        start = role(claim, "from")
        if start is None and (taken or claim.subject == to):
            start = role(claim, "at")
        elif start is None:
            start = claim.subject
        state, basis = role(claim, "procedureState"), role(claim, "basis")
        merely = local_name(state or "") in UNDECIDED or role(claim, "modality") or basis == iri("concept:statement")
        if start is None or to is None or (state and not merely):
            continue
        for spread in said.spread(start, to):
            yield Told(str(spread.places[0]), str(spread.places[1]), claim, done=not merely), firm and spread.firm


def _grade(links: list[list[Told]]) -> tuple[str, frozenset[str]]:
    done = [[item.claim for item in link if item.done] for link in links]
    if not all(done):
        return "legally-possible", frozenset()
    persons = frozenset(
        str(ways[0].object)
        for ways in product(*done)
        if len({way.object for way in ways}) == 1 and "/person/" in str(ways[0].object) and _one_after_another(ways)
    )
    return ("one-person" if persons else "each-link"), persons


def _one_after_another(ways: tuple[Claim, ...]) -> bool:
    """Whether no later link is certainly over before an earlier one can have begun."""
    bounds = []
    for way in ways:
        when = way.start or way.held
        bounds.append((when.earliest, when.latest) if when else (None, None))
    return not any(
        begin is not None and end is not None and end < begin
        for number, (begin, _) in enumerate(bounds)
        for _, end in bounds[number + 1 :]
    )
