"""Which itineraries appeared or vanished between two snapshots, and the claims responsible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from exitgraph.claims.inforce import Standing, in_force
from exitgraph.routes.answer import NOTICE, ask
from exitgraph.routes.write import clocks_json, itinerary_json, leg_json
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.routes.answer import Answer
    from exitgraph.routes.profile import Profile
    from exitgraph.routes.rule import Rule
    from exitgraph.routes.search import Itinerary, Leg
    from exitgraph.routes.state import State, World


class Reason(NamedTuple):
    """Why a leg could not be made on the other date: its place in the itinerary, and how each claim stood then."""

    leg: int
    claims: tuple[tuple[Iri, str], ...]


class Change(NamedTuple):
    """An itinerary that is in one answer only.

    ``reasons`` name the legs that the other date lacks; where every leg was there, ``instead`` are the itineraries to
    the same goal that the other answer had.
    """

    itinerary: Itinerary
    reasons: tuple[Reason, ...]
    instead: tuple[Itinerary, ...]


@dataclass(frozen=True)
class Difference:
    """What changed between two answers to the same question; ``same`` counts the itineraries that are in both."""

    before: Answer
    after: Answer
    appeared: tuple[Change, ...]
    vanished: tuple[Change, ...]
    same: int

    def as_json(self) -> dict[str, Any]:
        """Write the difference (docs/schemas/routes-diff.json)."""
        return {
            "profile": self.after.world.profile.as_json(),
            "before": clocks_json(self.before.now),
            "after": clocks_json(self.after.now),
            "digest": self.after.knowledge.digest,
            "mode": self.after.mode,
            "stopped": [self.before.stopped, self.after.stopped],
            "notice": NOTICE,
            "appeared": [_change_json(change, self.after.world, self.before.world) for change in self.appeared],
            "vanished": [_change_json(change, self.before.world, self.after.world) for change in self.vanished],
            "same": self.same,
        }


def diff(knowledge: Knowledge, profile: Profile, before: Snapshot, after: Snapshot, **options: Any) -> Difference:
    """Compare the answers to one question on two snapshots.

    Parameters
    ----------
    knowledge
        The graph at its public tier.
    profile
        Whose journey.
    before, after
        The two pairs of clocks.
    options
        As for `ask`: ``goal``, ``to``, ``max_legs``, ``possible``, ``max_labels``.
    """
    first = ask(knowledge, profile, before, **options)
    second = ask(knowledge, profile, after, **options)
    old = {_signature(first.world, item): item for item in first.itineraries}
    new = {_signature(second.world, item): item for item in second.itineraries}
    return Difference(
        first,
        second,
        tuple(_change(item, second, first) for name, item in new.items() if name not in old),
        tuple(_change(item, first, second) for name, item in old.items() if name not in new),
        len(old.keys() & new.keys()),
    )


def _signature(world: World, itinerary: Itinerary) -> tuple[object, ...]:
    """Give what makes two itineraries the same: goal and legs, whichever claims carry them."""
    legs = tuple(tuple(sorted(leg_json(world, leg).items())) for leg in itinerary.legs)
    return (itinerary.territory, itinerary.level, legs)


def _change(itinerary: Itinerary, here: Answer, there: Answer) -> Change:
    reasons = []
    for number, leg in enumerate(itinerary.legs, 1):
        if not _can_be_made(there.world, here.world, leg):
            reasons.append(Reason(number, _how_they_stood(there, leg)))
    instead = [
        other for other in there.itineraries if (other.territory, other.level) == (itinerary.territory, itinerary.level)
    ]
    return Change(itinerary, tuple(reasons), () if reasons else tuple(instead))


def _can_be_made(there: World, here: World, leg: Leg) -> bool:
    """Whether a leg of the same kind could be made from the same state in another world."""
    wanted = leg_json(here, leg)
    return any(
        leg_json(there, leg._replace(rule=rule)) == wanted and not there.unmet(rule, leg.state)
        for rule in _rules(there, leg.rule, leg.state)
    )


def _rules(world: World, like: Rule, state: State) -> list[Rule]:
    own = [rule for document in sorted(state.holds) for rule in world.own_papers(document)]
    return [rule for rule in (*world.rules.legs, *own) if (rule.action, rule.to) == (like.action, like.to)]


def _how_they_stood(there: Answer, leg: Leg) -> tuple[tuple[Iri, str], ...]:
    """Say of each claim of a leg how it stood on the other date, and what stood against the leg then."""
    found = []
    for name in leg.claims:
        standing = in_force(there.knowledge, there.knowledge.claims[name], there.now)
        if standing.standing is not Standing.CERTAIN:
            found.append((name, standing.why))
    against = [
        contest
        for rule in _rules(there.world, leg.rule, leg.state)
        for contest in (*rule.contests, *there.world.leaving(rule, leg.start))
    ]
    known = {contest.claim for contest in leg.contests}
    found += [(contest.claim, contest.why) for contest in sorted(set(against)) if contest.claim not in known]
    return tuple(dict.fromkeys(found)) or tuple((name, "the leg lacks what it needs") for name in leg.claims)


def _change_json(change: Change, here: World, there: World) -> dict[str, Any]:
    return {
        "itinerary": itinerary_json(here, change.itinerary),
        "because": [
            {"leg": reason.leg, "claims": [{"claim": curie(claim), "why": why} for claim, why in reason.claims]}
            for reason in change.reasons
        ],
        "instead": [itinerary_json(there, other) for other in change.instead],
    }
