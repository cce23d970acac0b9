"""The itineraries of an answer about routes as a map draws them: entries as arcs, the other legs at their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from exitgraph.vocabulary import iri

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exitgraph.view.briefs import Briefs
    from exitgraph.view.worldmap import WorldMap

#: Itineraries that one map can show and still be read.
MOST_DRAWN: Final = 12


def drawn(answer: Mapping[str, Any], world: WorldMap, briefs: Briefs) -> dict[str, Any]:
    """Make of an answer (`exitgraph.routes.Answer.as_json`) what a map draws.

    Returns
    -------
    dict
        ``itineraries`` in the order of the answer with their legs, ``places``, ``claims`` in brief, how many
        itineraries were ``left_out``, and what the answer itself says of dates, mode and limits.
    """
    every = answer["itineraries"]
    itineraries = [_itinerary(number, one, world, briefs) for number, one in enumerate(every[:MOST_DRAWN], 1)]
    names = dict.fromkeys(
        name
        for itinerary in itineraries
        for leg in itinerary["legs"]
        for name in (*leg["claims"], *leg["contested_by"])
    ) | dict.fromkeys(name for one in itineraries for name in one["criteria"]["exposure"])
    known = briefs.knowledge.claims
    claims = [known[iri(name)] for name in names if iri(name) in known]
    places = {
        place["code"]: place
        for itinerary in itineraries
        for leg in itinerary["legs"]
        for place in (leg["from"], leg["to"])
    }
    return {
        "itineraries": itineraries,
        "places": sorted(places.values(), key=lambda place: str(place["name"])),
        "claims": briefs.all_of(claims),
        "left_out": len(every) - len(itineraries),
        "stopped": answer["stopped"],
        "mode": answer["mode"],
        "profile": answer["profile"],
    }


def _itinerary(number: int, itinerary: Mapping[str, Any], world: WorldMap, briefs: Briefs) -> dict[str, Any]:
    goal = itinerary["goal"]
    return {
        "number": number,
        "goal": {**world.row(iri(f"territory:{goal['territory']}")), "level": goal["level"]},
        "legs": [_leg(place, leg, world, briefs) for place, leg in enumerate(itinerary["legs"], 1)],
        "criteria": itinerary["criteria"],
        "contested_by": itinerary["contested_by"],
        "equal": itinerary["equal"],
    }


def _leg(number: int, leg: Mapping[str, Any], world: WorldMap, briefs: Briefs) -> dict[str, Any]:
    begin, end = leg.get("from", leg.get("at")), leg.get("to", leg.get("at"))

    def label(key: str, prefix: str) -> str:
        return briefs.label(iri(f"{prefix}:{leg[key]}")) if leg.get(key) else ""

    return {
        "number": number,
        "action": leg["action"],
        "from": world.row(iri(f"territory:{begin}")),
        "to": world.row(iri(f"territory:{end}")),
        "document": label("document", "document"),
        "issuer": label("issuer", "territory"),
        "mode": label("mode", "concept"),
        "basis": leg["basis"],
        "grade": leg["grade"] or "",
        "rule": leg.get("rule", ""),
        "claims": list(leg["claims"]),
        "also": len(leg.get("also", ())),
        "contested_by": list(leg["contested_by"]),
    }
