"""A question about routes, asked and answered: one object that the command line, the library and pages share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exitgraph.claims.interval import stamp
from exitgraph.errors import InputError
from exitgraph.routes.effects import BASES
from exitgraph.routes.profile import GOALS, MAX_LEGS, shown
from exitgraph.routes.profile import TravelDocument as _TravelDocument
from exitgraph.routes.rules import compile_rules
from exitgraph.routes.search import Itinerary, SearchResult, search
from exitgraph.routes.state import World
from exitgraph.routes.whynot import WhyNot, missing_at_start, why_not
from exitgraph.vocabulary import curie, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.routes.profile import Profile
    from exitgraph.routes.search import Leg

#: Said with every answer.
NOTICE = (
    "Documented claims, not legal advice and not directions. "
    "That no path is documented does not say that there is none."
)


@dataclass(frozen=True)
class Answer:
    """Everything that an answer says; `as_json` writes it as ``routes --format json`` does."""

    knowledge: Knowledge
    world: World
    now: Snapshot
    goal: str | None
    itineraries: tuple[Itinerary, ...]
    stopped: str | None
    why_not: tuple[WhyNot, ...] = ()

    @property
    def mode(self) -> str:
        """``certain`` or ``possible``."""
        return "possible" if self.world.possible else "certain"

    def exposure(self, itinerary: Itinerary) -> list[Iri]:
        """Claims of returns and abductions from, and of safe designations of, the territories passed."""
        passed = self.third_countries(itinerary)
        rules = self.world.rules
        found = {claim for place in passed for claim in rules.exposure.get(place, ())}
        if self.world.possible:
            found |= {claim for place in passed for claim in rules.possible_exposure.get(place, ())}
        found |= {claim for place in passed for claim in rules.deemed_safe.get((itinerary.territory, place), ())}
        return sorted(found)

    def third_countries(self, itinerary: Itinerary) -> list[Iri]:
        """Territories passed on the way, neither origin nor goal."""
        return sorted(itinerary.label.state.transited - {itinerary.territory, self.world.profile.origin})

    def also(self, leg: Leg) -> list[Iri]:
        """Other claims in force that carry the very same leg by themselves."""
        rule = leg.rule
        if rule.claim is None:
            return []
        rules = self.world.rules
        same = {
            other.claim
            for other in (*rules.enter, *rules.obtain, *rules.apply, *rules.protected)
            if (other.action, other.to, other.document, other.issuer)
            == (rule.action, rule.to, rule.document, rule.issuer)
            and other.claim not in leg.claims
            and not self.world.unmet(other, leg.state)
        }
        return sorted(claim for claim in same if claim)

    def contested_by(self, itinerary: Itinerary) -> list[Iri]:
        """Claims in force that stand against a leg."""
        return sorted({contest.claim for leg in itinerary.legs for contest in leg.contests})

    def as_json(self) -> dict[str, Any]:
        """Write the answer with the keys of the contract (docs/schemas/routes.json)."""
        return {
            "profile": self.world.profile.as_json(),
            "valid_at": stamp(self.now.day)[:10],
            "known_at": stamp(self.now.published_by)[:10],
            "digest": self.knowledge.digest,
            "mode": self.mode,
            "stopped": self.stopped,
            "notice": NOTICE,
            "itineraries": [self._itinerary(item) for item in self.itineraries],
            "why_not": [self._why_not(item) for item in self.why_not],
        }

    def _itinerary(self, itinerary: Itinerary) -> dict[str, Any]:
        return {
            "goal": {"territory": local_name(itinerary.territory), "level": itinerary.level},
            "legs": [self._leg(leg) for leg in itinerary.legs],
            "criteria": {
                "legs": len(itinerary.legs),
                "exposure": [curie(claim) for claim in self.exposure(itinerary)],
                "basis": BASES[itinerary.label.basis],
                "grade": "not graded",
                "fewest_lines": 0,
                "oldest_claim": itinerary.label.oldest if itinerary.label.oldest < 9999 else None,  # noqa: PLR2004
                "third_country": [local_name(place) for place in self.third_countries(itinerary)],
            },
            "equal": itinerary.label.count,
            "contested_by": [curie(claim) for claim in self.contested_by(itinerary)],
        }

    def _leg(self, leg: Leg) -> dict[str, Any]:
        rule = leg.rule
        written: dict[str, Any] = {"action": rule.action}
        if rule.action == "enter":
            written |= {"from": local_name(leg.start), "to": local_name(rule.to)}
        else:
            written["at"] = local_name(leg.start)
        if rule.document:
            nationality = self.world.profile.nationality
            held = _TravelDocument(rule.document, nationality)
            written["document"] = shown(held, nationality)
        if rule.issuer and rule.action in ("enter", "obtain"):
            written["issuer"] = local_name(rule.issuer)
        if rule.mode:
            written["mode"] = local_name(rule.mode)
        written |= {"basis": rule.basis, "claims": [curie(claim) for claim in leg.claims]}
        if rule.claim is None:
            written["rule"] = "own-paper"
        also = self.also(leg)
        if also:
            written["also"] = [curie(claim) for claim in also]
        if rule.why:
            written["possible_because"] = rule.why
        return written

    def _why_not(self, item: WhyNot) -> dict[str, Any]:
        return {
            "territory": local_name(item.territory) if item.territory else None,
            "documented_entry": item.documented_entry,
            "near": [
                {
                    "action": miss.rule.action,
                    "to": local_name(miss.rule.to),
                    "basis": miss.rule.basis,
                    "claims": [curie(miss.rule.claim)] if miss.rule.claim else [],
                    "unmet": [
                        {
                            "kind": unmet.kind,
                            "needed": curie(unmet.needed),
                            "claims": [curie(claim) for claim in unmet.claims],
                        }
                        for unmet in miss.unmet
                    ],
                }
                for miss in item.near
            ],
            "against": [{"claim": curie(contest.claim), "why": contest.why} for contest in item.against],
            "deems_safe": [
                {"territory": local_name(place), "claims": [curie(claim) for claim in claims]}
                for place, claims in item.deems_safe
            ],
        }


def ask(
    knowledge: Knowledge,
    profile: Profile,
    now: Snapshot,
    *,
    goal: str | None = None,
    to: Iterable[Iri] = (),
    why_not_to: Sequence[Iri] = (),
    max_legs: int = 6,
    possible: bool = False,
) -> Answer:
    """Answer a question about routes.

    Parameters
    ----------
    knowledge
        The graph at its public tier.
    profile
        Whose journey.
    now
        The two clocks.
    goal
        ``reach``, ``apply`` or ``protection``; ``None`` asks for ``apply`` or better.
    to
        Territories that count as a goal; any when empty.
    why_not_to
        Territories to explain.
    max_legs
        0 to 1000.
    possible
        Whether contested, undated and stale claims may carry a leg.

    Raises
    ------
    InputError
        For an unknown goal or a bound out of range.
    """
    if goal is not None and goal not in GOALS:
        raise InputError(f"unknown goal {goal!r}", hint=f"Use one of {', '.join(GOALS)}.")
    if not 0 <= max_legs <= MAX_LEGS:
        raise InputError(f"max-legs is {max_legs}", hint=f"Use a number from 0 to {MAX_LEGS}.")
    world = World(knowledge, profile, compile_rules(knowledge, profile, now), possible=possible)
    targets = tuple(to)
    levels = (goal,) if goal else ("protection", "apply")
    results = [search(world, level=level, to=targets, max_legs=max_legs) for level in levels]
    found = [itinerary for result in results for itinerary in result.itineraries]
    stopped = next((result.stopped for result in results if result.stopped), None)
    reached = _reached(results)
    explained = [why_not(world, reached, territory) for territory in why_not_to]
    if not found and not why_not_to:
        explained = [why_not(world, reached, territory) for territory in targets]
        explained = explained or [missing_at_start(world, reached)]
    return Answer(knowledge, world, now, goal, tuple(found), stopped, tuple(explained))


def _reached(results: Sequence[SearchResult]) -> list[Any]:
    return sorted({state for result in results for state in result.reached}, key=_state_order)


def _state_order(state: Any) -> tuple[Any, ...]:
    return (state.territory, state.legal, sorted(state.holds), sorted(state.transited))
