"""The answers that can be compared on two dates and taken apart: each a mapping of what it says to what it rests on.

An `Answer` takes the graph and two clocks and gives, for each thing that it says (a key a person can read), the sets of
claims any one of which is enough for it. A new analysis adds its function here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from exitgraph.analysis.chains import BRIEFLY, MAX_LINKS, chains, in_order
from exitgraph.analysis.contradictions import WINDOW, contradictions, incidents, place_of
from exitgraph.analysis.field import Field
from exitgraph.analysis.gaps import Goal, gaps
from exitgraph.analysis.lines import lines
from exitgraph.analysis.removal import search
from exitgraph.claims.inforce import Snapshot, as_known
from exitgraph.claims.knowledge import Knowledge
from exitgraph.claims.values import Iri
from exitgraph.routes import Profile, ask, compile_claims
from exitgraph.routes.answer import levels_of
from exitgraph.routes.explain import minimal_sets
from exitgraph.routes.write import leg_json
from exitgraph.vocabulary import curie, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.analysis.chains import Chain, Chains, Link
    from exitgraph.analysis.field import Made
    from exitgraph.routes import Itinerary, World

_TERRITORY: Final = xg("Territory")
#: The ways in which a thing that is said can rest on claims.
Witnesses: TypeAlias = frozenset[frozenset[Iri]]


class Rests(NamedTuple):
    """What a thing that is said rests on.

    ``lineage`` is false for what is counted and not carried (a number of lines): there ``witnesses`` only name the
    claims that have a part in it. ``beside`` are further claims without which something else might be said.
    """

    witnesses: Witnesses
    lineage: bool = True
    beside: frozenset[Iri] = frozenset()


Answer: TypeAlias = Callable[[Knowledge, Snapshot], Mapping[str, Rests]]

#: The answers that can be asked for by name, each with what it says, and what each has to be given.
NAMED: Final = {
    "lines": "the lines behind a claim or an event",
    "contradictions": "what States say beside what was done",
    "returns": "the returns told of from a territory",
    "itineraries": "the itineraries documented for a profile",
    "chains": "the chains of transfers into the State of origin",
    "gaps": "the smallest changes that would open a way",
}
NEEDED: Final = {
    "lines": "about",
    "returns": "about",
    "itineraries": "origin",
    "chains": "origin",
    "gaps": "origin",
}

#: Sets of claims that are kept for one itinerary; one that more sets carry has no lineage here.
MOST_WITNESSES: Final = 5000


def named(
    knowledge: Knowledge,
    answer: str,
    *,
    about: str | None = None,
    state: str | None = None,
    months: int = WINDOW,
    origin: str | None = None,
    status: str | None = None,
    holds: Sequence[str] = (),
    to: Sequence[str] = (),
    via: Sequence[str] = (),
    possible: bool = False,
) -> Answer:
    """Give one of the `NAMED` answers; what it is asked about is looked up by the names that people use.

    Raises
    ------
    UnknownName
        If what it is about is not known.
    ValueError
        If there is no such answer, or what is `NEEDED` is left out.
    """
    if answer not in NAMED or (NEEDED.get(answer) == "about" and about is None):
        raise ValueError(answer)
    if answer == "contradictions":
        return ledger(state=knowledge.resolve(state) if state is not None else None, months=months)
    if answer == "lines":
        return outlets_and_lines(knowledge.matter(about or "", "Event"))
    if answer == "returns":
        return returns(knowledge.resolve(about or "", _TERRITORY))
    if origin is None:
        raise ValueError(answer)
    profile = Profile.of(knowledge, origin=origin, status=status, holds=holds)
    if answer == "gaps":
        return smallest_changes(profile)
    if answer == "chains":
        passed = [knowledge.resolve(name, _TERRITORY) for name in via]
        return transfer_chains(profile, via=passed, possible=possible)
    return itineraries(profile, to=[knowledge.resolve(name, _TERRITORY) for name in to], possible=possible)


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


def transfer_chains(
    profile: Profile, *, via: Sequence[Iri] = (), max_links: int = MAX_LINKS, possible: bool = False
) -> Answer:
    """Say which chains of transfers into the State of origin there are, with their grade.

    With fewer claims a chain has a less firm grade, or none: its grade is carried by what carries each link so firmly.
    """

    def answer(knowledge: Knowledge, now: Snapshot) -> Mapping[str, Rests]:
        found = chains(compile_claims(knowledge, now), profile, via=via, max_links=max_links, possible=possible)
        return {
            f"{' to '.join(map(local_name, item.places))}: {BRIEFLY[item.grade]}": _graded(found, item)
            for item in found.chains
        }

    return answer


def smallest_changes(profile: Profile, *, goal: str | None = None, max_changes: int = 2) -> Answer:
    """Say what a profile reaches, and if nothing on certain claims, which smallest sets of changes would open a way."""

    def answer(knowledge: Knowledge, now: Snapshot) -> Mapping[str, Rests]:
        compiled = compile_claims(knowledge, now)
        [row] = gaps(compiled, [profile], goal=goal, max_changes=max_changes, max_sets=sys.maxsize).rows
        said: dict[str, frozenset[Iri]] = {}
        for possible, how in ((True, "on possible claims only"), (False, "reached")):
            field = Field(compiled, profile, possible=possible, changing=False)
            for item in search(field, levels_of(goal)).reached:
                if not possible or Goal(item.level, item.territory) not in row.certain:
                    said[f"{how}: {local_name(item.territory)} ({item.level})"] = _claims_of(item.legs)
        if not row.certain:
            said["no documented way"] = frozenset()
            for opening in row.openings:
                names = " and ".join(change.name for change in opening.changes)
                policies = frozenset(name for claims in opening.claims for name in claims)
                said[f"smallest change: {names}"] = policies | _claims_of(opening.legs)
            if not row.openings:
                said[f"no smallest change of up to {max_changes} policies"] = frozenset()
        return {key: Rests(frozenset({claims}), False, row.part) for key, claims in said.items()}  # noqa: FBT003

    return answer


def _claims_of(legs: Iterable[Made]) -> frozenset[Iri]:
    return frozenset(name for made in legs for name in made.step.rule.claims)


def _graded(found: Chains, item: Chain) -> Rests:
    """Give the sets of claims by which a chain has its grade."""
    claims = found.compiled.knowledge.claims

    def ways(link: Link, person: Iri | None = None) -> list[frozenset[Iri]]:
        used = [told for told in link.transfers if told.done or item.grade == "legally-possible"]
        if person is not None:
            used = [told for told in used if told.person == person]
        return [
            frozenset({told.claim, *members})
            for told in used
            for members, certain in told.members or (((), True),)
            if certain or found.possible
        ]

    if item.grade != "one-person":
        return _together([ways(link) for link in item.links])
    whole = [_together([ways(link, person) for link in item.links]) for person in item.persons]
    orderly = frozenset(
        one
        for person, rests in zip(item.persons, whole, strict=True)
        for one in rests.witnesses
        if not rests.lineage or in_order(claims, tuple(_left(link, one) for link in item.links), person)
    )
    return Rests(_least(orderly), all(rests.lineage for rests in whole))


def _left(link: Link, names: frozenset[Iri]) -> Link:
    return link._replace(transfers=tuple(told for told in link.transfers if told.claim in names))


def _together(ways: Sequence[Sequence[frozenset[Iri]]]) -> Rests:
    """Give the least sets that hold one of each; where these are too many, all claims, without lineage."""
    if prod(map(len, ways)) > MOST_WITNESSES:
        return Rests(_one(*frozenset().union(*(one for sets in ways for one in sets))), lineage=False)
    return Rests(_least(frozenset().union(*choice) for choice in product(*ways)))


def _least(sets: Iterable[frozenset[Iri]]) -> Witnesses:
    found = frozenset(sets)
    return frozenset(one for one in found if not any(other < one for other in found))


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
    return _together([[frozenset(one) for one in sets] or [frozenset()] for sets in ways])
