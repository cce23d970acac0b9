"""The answers that can be compared on two dates and taken apart: each a mapping of what it says to what it rests on.

An `Answer` takes the graph and two clocks and gives, for each thing that it says (a key a person can read), the sets of
claims any one of which is enough for it. A new analysis adds its function here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from exitgraph.analysis.common import as_known
from exitgraph.analysis.contradictions import WINDOW, contradictions, incidents, place_of
from exitgraph.analysis.lines import lines
from exitgraph.claims.inforce import Snapshot
from exitgraph.claims.knowledge import Knowledge
from exitgraph.claims.values import Iri
from exitgraph.routes import ask
from exitgraph.routes.explain import minimal_sets
from exitgraph.routes.write import leg_json
from exitgraph.vocabulary import curie, local_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exitgraph.routes import Itinerary, Profile, World

#: The ways in which a thing that is said can rest on claims.
Witnesses: TypeAlias = frozenset[frozenset[Iri]]
Answer: TypeAlias = Callable[[Knowledge, Snapshot], Mapping[str, Witnesses]]

#: Sets of claims that are kept for one itinerary; more would be equal to these in everything but the claims.
MOST_WITNESSES = 500


def ledger(*, state: Iri | None = None, months: int = WINDOW) -> Answer:
    """Say which entries the ledger of `contradictions` has."""

    def answer(knowledge: Knowledge, now: Snapshot) -> Mapping[str, Witnesses]:
        return {
            f"{item.kind}: {curie(item.said)} beside {curie(item.done)}"
            f" ({item.bearing}, after notice: {item.after_notice}, {'certain' if item.certain else 'possible'})": _one(
                item.said, item.done
            )
            for item in contradictions(knowledge, now, state=state, months=months)
        }

    return answer


def returns(territory: Iri) -> Answer:
    """Say which returns from a territory, and abductions there, are told."""

    def answer(knowledge: Knowledge, now: Snapshot) -> Mapping[str, Witnesses]:
        found: dict[str, Witnesses] = {}
        for claim in incidents(as_known(knowledge, now), now):
            if place_of(claim) == territory:
                what = claim.event or claim.proposition.iri
                key = f"{local_name(claim.relation)}: {curie(what)}"
                found[key] = found.get(key, frozenset()) | _one(claim.iri)
        return found

    return answer


def outlets_and_lines(asked: Iri, *, together: str | None = None) -> Answer:
    """Say how many lines there are behind a matter, which outlets, and which single points."""

    def answer(knowledge: Knowledge, now: Snapshot) -> Mapping[str, Witnesses]:
        if not _speaks_of(knowledge, asked):
            return {}
        found = lines(knowledge, asked, now, together=together)
        said: dict[str, Witnesses] = {f"lines: {found.count}": _one(*found.claims)} if found.claims else {}
        for chain in found.chains:
            key = f"outlet: {curie(chain.agents[0])}"
            said[key] = said.get(key, frozenset()) | _one(chain.claim)
        said |= {f"single point: {curie(agent)}": _one(*found.claims) for agent in found.single_points}
        return said

    return answer


def itineraries(
    profile: Profile,
    *,
    goal: str | None = None,
    to: Sequence[Iri] = (),
    max_legs: int = 6,
    possible: bool = False,
) -> Answer:
    """Say which documented itineraries there are, each with the sets of claims that carry it."""

    def answer(knowledge: Knowledge, now: Snapshot) -> Mapping[str, Witnesses]:
        found = ask(knowledge, profile, now, goal=goal, to=to, max_legs=max_legs, possible=possible)
        return {_itinerary(found.world, item): _carried(found.world, item) for item in found.itineraries}

    return answer


def _one(*claims: Iri) -> Witnesses:
    return frozenset({frozenset(claims)})


def _speaks_of(knowledge: Knowledge, asked: Iri) -> bool:
    # Without its last claim a matter is not there to be asked about.
    return any(asked in (claim.iri, claim.event, claim.proposition.iri) for claim in knowledge.claims.values())


def _itinerary(world: World, itinerary: Itinerary) -> str:
    legs = [" ".join(str(value) for value in leg_json(world, leg).values()) for leg in itinerary.legs]
    return f"{local_name(itinerary.territory)} ({itinerary.level}): {'; '.join(legs)}"


def _carried(world: World, itinerary: Itinerary) -> Witnesses:
    ways = [minimal_sets(world, itinerary.legs, number) for number in range(len(itinerary.legs))]
    found: set[frozenset[Iri]] = set()
    for choice in product(*(sets or [()] for sets in ways)):
        found.add(frozenset(claim for one in choice for claim in one))
        if len(found) >= MOST_WITNESSES:
            break
    return frozenset(one for one in found if not any(other < one for other in found))
