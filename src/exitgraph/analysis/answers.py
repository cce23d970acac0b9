"""The answers that can be compared on two dates and taken apart: each a mapping of what it says to what it rests on.

An `Answer` takes the graph and two clocks and gives, for each thing that it says (a key a person can read), the sets of
claims any one of which is enough for it. A new analysis adds its function here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from exitgraph.analysis.contradictions import WINDOW, contradictions, incidents, place_of
from exitgraph.analysis.lines import lines
from exitgraph.claims.inforce import Snapshot, as_known
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


class Rests(NamedTuple):
    """What a thing that is said rests on.

    ``lineage`` is false for what is counted and not carried (a number of lines): there ``witnesses`` only name the
    claims that have a part in it.
    """

    witnesses: Witnesses
    lineage: bool = True


Answer: TypeAlias = Callable[[Knowledge, Snapshot], Mapping[str, Rests]]

#: Sets of claims that are kept for one itinerary; one that more sets carry has no lineage here.
MOST_WITNESSES: Final = 5000


def ledger(*, state: Iri | None = None, months: int = WINDOW) -> Answer:
    """Say which entries the ledger of `contradictions` has."""

    def answer(knowledge: Knowledge, now: Snapshot) -> Mapping[str, Rests]:
        return {
            f"{item.kind}: {curie(item.said)} beside {curie(item.done)}"
            f" ({item.bearing}, after notice: {item.after_notice}, {'certain' if item.certain else 'possible'})": Rests(
                _one(item.said, item.done)
            )
            for item in contradictions(knowledge, now, state=state, months=months)
        }

    return answer


def returns(territory: Iri) -> Answer:
    """Say which returns from a territory, and abductions there, are told."""

    def answer(knowledge: Knowledge, now: Snapshot) -> Mapping[str, Rests]:
        found: dict[str, Witnesses] = {}
        for claim in incidents(as_known(knowledge, now), now):
            if place_of(claim) == territory:
                what = claim.event or claim.proposition.iri
                key = f"{local_name(claim.relation)}: {curie(what)}"
                found[key] = found.get(key, frozenset()) | _one(claim.iri)
        return {key: Rests(witnesses) for key, witnesses in found.items()}

    return answer


def outlets_and_lines(asked: Iri, *, together: str | None = None) -> Answer:
    """Say how many lines there are behind a matter, which outlets, and which single points."""

    def answer(knowledge: Knowledge, now: Snapshot) -> Mapping[str, Rests]:
        if not _speaks_of(knowledge, asked):
            return {}
        found = lines(knowledge, asked, now, together=together)
        every = Rests(_one(*found.claims), lineage=False)
        said = {f"lines: {found.count}": every} if found.claims else {}
        said |= {f"single point: {curie(agent)}": every for agent in found.single_points}
        outlets: dict[str, Witnesses] = {}
        for chain in found.chains:
            key = f"outlet: {curie(chain.agents[0])}"
            outlets[key] = outlets.get(key, frozenset()) | _one(chain.claim)
        return said | {key: Rests(witnesses) for key, witnesses in outlets.items()}

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

    def answer(knowledge: Knowledge, now: Snapshot) -> Mapping[str, Rests]:
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


def _carried(world: World, itinerary: Itinerary) -> Rests:
    ways = [minimal_sets(world, itinerary.legs, number) for number in range(len(itinerary.legs))]
    found: set[frozenset[Iri]] = set()
    for choice in product(*(sets or [()] for sets in ways)):
        found.add(frozenset(claim for one in choice for claim in one))
        if len(found) > MOST_WITNESSES:
            return Rests(frozenset(found), lineage=False)
    return Rests(frozenset(one for one in found if not any(other < one for other in found)))
