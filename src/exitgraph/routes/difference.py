"""Which itineraries appeared or vanished between two snapshots, and the claims responsible."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from exitgraph.claims.inforce import Standing, in_force
from exitgraph.routes.answer import NOTICE, ask
from exitgraph.routes.rule import Weight, no_worse
from exitgraph.routes.state import LAND
from exitgraph.routes.write import clocks_json, itinerary_json, leg_json
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    ``reasons`` name the legs that the other date lacks; where every leg was there, ``instead`` are the itineraries of
    the other answer that lead to the same goal and are no worse in anything.
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
        As for `ask`: ``goal``, ``to``, ``max_legs``, ``possible``, ``max_labels``, ``seconds`` (of each date).
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
        if not _made(there.world, here.world, leg):
            reasons.append(Reason(number, _how_they_stood(there, leg)))
    return Change(itinerary, tuple(reasons), () if reasons else tuple(_instead(itinerary, here, there)))


def _instead(itinerary: Itinerary, here: Answer, there: Answer) -> Iterator[Itinerary]:
    """Give what dominated an itinerary, or stood for it, in an answer in which each of its legs could be made."""
    weights = {Weight()}
    for leg in itinerary.legs:
        made = _made(there.world, here.world, leg)
        weights = {weight.and_(other) for weight, other in product(weights, made)}
    for other in there.itineraries:
        if (
            (other.territory, other.level) == (itinerary.territory, itinerary.level)
            and len(other.legs) <= len(itinerary.legs)
            and other.transited <= itinerary.transited
            and any(no_worse(other.weight, weight) for weight in weights)
        ):
            yield other


def _made(there: World, here: World, leg: Leg) -> set[Weight]:
    """Give how firmly a leg of the same kind could be made from the same state in another world; nothing: it could not.

    The own paper of a State is weighed without its issue, which is a leg of its own.
    """
    wanted, found = leg_json(here, leg), set()
    for rule in _rules(there, leg.rule, leg.state):
        if leg_json(there, leg._replace(rule=rule)) == wanted and not there.unmet(rule, leg.state):
            links = there.links(leg.start, rule.to) if rule.mode == LAND else ((),)
            found |= {rule.weight.and_(there.compiled.weight(link)) for link in links}
    return found


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
