"""Tiny worlds for gaps and dependence: a few territories, papers, and what lets in, gives, hears and stands against."""

from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from exitgraph.claims import Claim
from exitgraph.claims.inforce import Snapshot
from exitgraph.routes import Profile, TravelDocument
from exitgraph.vocabulary import iri
from journey_worlds import (
    ALL,
    DAY,
    DESERTER,
    EVADER,
    HOME,
    HUMANITARIAN_VISA,
    INTERNAL,
    INTERNATIONAL,
    LAISSEZ_PASSER,
    PLACES,
    SERVICEMAN,
    Question,
    say,
    world,
)
from oracle import Asked

#: The settings of a test against brute force.
MANY = settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
LEVELS = ("protection", "apply")
_GROUPS = tuple(
    iri(name)
    for name in ("group:all", "group:all", "group:deserters", "group:deserters", "group:evaders", "group:others")
)


def one(chance: Random, places: tuple[str, ...]) -> Claim:
    """Make a claim that carries a leg, or stands against one."""
    place, other = chance.sample(places[1:], 2)
    group = chance.choice(_GROUPS)
    drawn = chance.random()
    doubtful: dict[str, Any] = {"held": "2020-05"} if chance.random() < 0.08 else {}
    if drawn < 0.34:
        mode = chance.choice([None, None, "air", "land", "any-mode"])
        roles: dict[str, Any] = {"mode": iri(f"concept:{mode}") if mode else None}
        if chance.random() < 0.15:
            roles["from_"] = other
        paper = chance.choice([INTERNAL, INTERNAL, INTERNATIONAL])
        return say(place, "admits", group, document=paper, **roles, **doubtful)
    if drawn < 0.52:
        without = INTERNATIONAL if chance.random() < 0.4 else None
        paper = chance.choice([LAISSEZ_PASSER, LAISSEZ_PASSER, HUMANITARIAN_VISA, INTERNATIONAL])
        at = chance.choice(places)
        return say(place, "issuesTravelDocument", paper, at=at, group=group, withoutDocument=without, **doubtful)
    if drawn < 0.66:
        heard = other if chance.random() < 0.2 else None
        return say(place, "permitsApplication", group, at=heard, **doubtful)
    if drawn < 0.72:
        return say(place, "grantsProtection", group, **doubtful)
    if drawn < 0.82:
        mode = chance.choice([None, "air", "land"])
        document = chance.choice([None, INTERNAL, LAISSEZ_PASSER])
        return say(place, "bars", group, document=document, mode=iri(f"concept:{mode}") if mode else None)
    if drawn < 0.9:
        to = other if chance.random() < 0.5 else None
        return say(chance.choice([HOME, place]), "barsExit", group, to=to)
    if drawn < 0.93:
        return say(place, "closesBorder", chance.choice([HOME, other]))
    if drawn < 0.97:
        return say(place, "refusesProtection", group)
    return say(place, "admits", group, document=INTERNAL, positive=False)


def tiny(chance: Random, *, possible: bool, size: tuple[int, int] = (4, 11)) -> Question:
    """Make a world of four or five territories, and a question of it."""
    places = PLACES[: chance.choice([4, 4, 5])]
    claims = [one(chance, places) for _ in range(chance.randint(*size))]
    claims.append(say(places[1], "admits", ALL, document=INTERNAL))
    claims.append(say(chance.choice(places[1:]), "permitsApplication", chance.choice(_GROUPS)))
    borders = [(a, b) for a in places for b in places if a < b and chance.random() < 0.4]
    held = [(INTERNAL, HOME)] if chance.random() < 0.75 else []
    held += [(INTERNATIONAL, HOME)] if chance.random() < 0.3 else []
    status = chance.choice([DESERTER] * 4 + [EVADER, SERVICEMAN])
    at = chance.choice(places[1:]) if chance.random() < 0.1 else HOME
    asked = Asked(HOME, (HOME,), status, frozenset(held), at)
    return Question(world(claims, borders=borders), asked, Snapshot.at(DAY, DAY), possible, 6)


@st.composite
def tinies(draw: st.DrawFn, *, possible: bool | None = None, size: tuple[int, int] = (4, 11)) -> Question:
    """Draw a tiny world; chance is seeded, as in `journey_chance`."""
    uncertain = draw(st.booleans()) if possible is None else possible
    return tiny(Random(draw(st.integers(0, 2**40))), possible=uncertain, size=size)  # noqa: S311  # worlds, no secrets


def profile(question: Question) -> Profile:
    """Give the profile of a question."""
    asked = question.asked
    return Profile(
        asked.origin, asked.nationalities, asked.status, frozenset(TravelDocument(*it) for it in asked.papers), asked.at
    )
