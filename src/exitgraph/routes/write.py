"""Answers as JSON, with the keys of the contract (docs/schemas/routes.json); keys may be added, never renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exitgraph.claims.interval import stamp
from exitgraph.routes.effects import BASES
from exitgraph.routes.explain import (
    contested_by,
    exposure,
    fewest_lines,
    goal_exposure,
    grade,
    minimal_sets,
    shown_issuer,
    third_countries,
    weakest,
    why_possible,
    worst,
    year,
)
from exitgraph.routes.rule import CREDIBILITIES, RELIABILITIES
from exitgraph.routes.thirdcountry import invocable
from exitgraph.vocabulary import curie, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.values import Iri
    from exitgraph.routes.answer import Answer
    from exitgraph.routes.limbo import Limbo
    from exitgraph.routes.search import Itinerary, Leg
    from exitgraph.routes.state import World
    from exitgraph.routes.whynot import WhyNot


def answer_json(answer: Answer) -> dict[str, Any]:
    """Write a whole answer."""
    from exitgraph.routes.answer import NOTICE

    return {
        "profile": answer.world.profile.as_json(),
        **clocks_json(answer.now),
        "digest": answer.knowledge.digest,
        "mode": answer.mode,
        "stopped": answer.stopped,
        "notice": NOTICE,
        "itineraries": [itinerary_json(answer.world, item) for item in answer.itineraries],
        "possible_only": _possible_only(answer.possible_only),
        "limbo": [limbo_json(item) for item in answer.limbo],
        "why_not": [_why_not(item) for item in answer.why_not],
    }


def clocks_json(now: Snapshot) -> dict[str, str]:
    """Write the two clocks."""
    return {"valid_at": stamp(now.day)[:10], "known_at": stamp(now.published_by)[:10]}


def itinerary_json(world: World, itinerary: Itinerary) -> dict[str, Any]:
    """Write one itinerary, leg by leg, with its criteria."""
    exposures, weight, least = exposure(world, itinerary), itinerary.weight, weakest(itinerary)
    graded, fewest = grade(weight) is not None, fewest_lines(world, itinerary)
    return {
        "goal": {"territory": local_name(itinerary.territory), "level": itinerary.level},
        "legs": [_leg(world, itinerary.legs, number) for number in range(len(itinerary.legs))],
        "criteria": {
            "legs": len(itinerary.legs),
            "exposure": _short(sorted({item.claim for item in exposures})),
            "worst_exposure": worst(exposures),
            "basis": BASES[weight.basis],
            "reliability": RELIABILITIES[weight.reliability] if graded else None,
            "credibility": CREDIBILITIES[weight.credibility] if graded else None,
            "grade": grade(weight),
            "fewest_lines": fewest.least if fewest else None,
            "lines": fewest.as_json() if fewest else None,
            "oldest_claim": year(weight),
            "third_country": [local_name(place) for place in third_countries(world, itinerary)],
        },
        "weakest_leg": {
            "leg": least.leg,
            "basis": BASES[least.weight.basis],
            "grade": grade(least.weight),
            "oldest": year(least.weight),
        },
        "third_countries": [
            {
                "territory": local_name(third.territory),
                "limbs": [
                    {"limb": limb.limb, "certain": limb.certain, "law": _short(limb.law), "claims": _short(limb.claims)}
                    for limb in third.limbs
                ],
                "designations": _short(third.designations),
            }
            for third in invocable(world, itinerary)
        ],
        "goal_exposure": _short(sorted({item.claim for item in goal_exposure(world, itinerary)})),
        "equal": itinerary.equal,
        "contested_by": _short(contested_by(itinerary)),
    }


def leg_json(world: World, leg: Leg) -> dict[str, Any]:
    """Write what makes a leg that leg: neither the claims that carry it nor the way that they speak of."""
    rule = leg.rule
    written: dict[str, Any] = {"action": rule.action}
    if rule.action == "enter":
        written |= {"from": local_name(leg.start), "to": local_name(rule.to)}
    else:
        written["at"] = local_name(leg.start)
        if rule.action != "obtain" and rule.to != leg.start:
            written["to"] = local_name(rule.to)
    if rule.document:
        written["document"] = local_name(rule.document)
    issuer = shown_issuer(world, rule)
    if issuer:
        written["issuer"] = local_name(issuer)
    return written


def _leg(world: World, legs: Sequence[Leg], number: int) -> dict[str, Any]:
    leg = legs[number]
    sets = minimal_sets(world, legs, number)
    others = {claim for item in sets for claim in item} - set(leg.claims)
    mode = {"mode": local_name(leg.rule.mode)} if leg.rule.mode else {}
    written = leg_json(world, leg) | mode | {"basis": BASES[leg.weight.basis], "claims": _short(leg.claims)}
    if leg.rule.own_paper:
        written["rule"] = "own-paper"
    if others:
        written["also"] = _short(sorted(others))
    written["sets"] = [_short(item) for item in sets]
    written["grade"] = grade(leg.weight)
    lines = world.compiled.lines(leg.claims)
    written["lines"] = lines.as_json() if lines else None
    written["contested_by"] = _short(sorted({contest.claim for contest in leg.contests}))
    why = why_possible(world, leg)
    if why:
        written["possible_because"] = why
    return written


def _possible_only(found: Sequence[Itinerary] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    goals = dict.fromkeys((item.territory, item.level) for item in found)
    return {
        "itineraries": len(found),
        "goals": [{"territory": local_name(territory), "level": level} for territory, level in goals],
    }


def limbo_json(item: Limbo) -> dict[str, Any]:
    """Write a territory without continuation, with the stays that are claimed."""
    return {
        "territory": local_name(item.territory),
        "stays": [
            {
                "claim": curie(stay.claim),
                "certain": stay.certain,
                "min_days": stay.least,
                "max_days": stay.most,
                "window_days": stay.window,
            }
            for stay in item.stays
        ],
    }


def _why_not(item: WhyNot) -> dict[str, Any]:
    return {
        "territory": local_name(item.territory) if item.territory else None,
        "documented_entry": item.documented_entry,
        "reached": item.reached,
        "undocumented": list(item.undocumented),
        "near": [
            {
                "action": miss.rule.action,
                "to": local_name(miss.rule.to),
                "basis": miss.rule.basis,
                "claims": _short(miss.rule.claims),
                "unmet": [
                    {"kind": unmet.kind, "needed": curie(unmet.needed), "claims": _short(unmet.claims)}
                    for unmet in miss.unmet
                ],
            }
            for miss in item.near
        ],
        "against": [{"claim": curie(contest.claim), "why": contest.why} for contest in item.against],
        "deems_safe": [{"territory": local_name(place), "claims": _short(claims)} for place, claims in item.deems_safe],
    }


def _short(names: Iterable[Iri]) -> list[str]:
    return [curie(name) for name in names]
