"""Worlds in which most of what is claimed was published after the day by which something is known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims import Claim, Evidence, Interval, Source, Text, parse_date
from exitgraph.claims.inforce import Snapshot
from exitgraph.claims.model import Review
from exitgraph.routes import Profile, TravelDocument
from exitgraph.vocabulary import iri, xg
from journey_chance import SETS, Maker
from journey_worlds import ALL, DESERTER, EUROPE, GROUPS, HOME, PERSONS, PLACES, STATUSES, entity, say, world

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    from exitgraph.claims.knowledge import Knowledge

#: The two clocks; what holds is asked of a day after the one by which it is known, too.
DAY, KNOWN = "2024-06-20", "2024-06-15"
NOW, LATER_ON = Snapshot.at(KNOWN, KNOWN), Snapshot.at("2025-01-01", KNOWN)
BEFORE = Snapshot.at("2024-01", "2024-03")
AGENTS = (*map(iri, ("organisation:one", "organisation:two", "organ:office", "organ:court")), *PERSONS)
EVENTS = tuple(iri(f"event:e-{number}") for number in range(3))
#: When sources appeared: by the day, perhaps by it, and after it: from the day after on.
EARLY = ("2022-03", "2024-05-10", "2024-06-15", "2024-06")
LATE = ("2024-06-16", "2024-07", "2025-02", "2026")
ACTS = ("Reporting", "Reporting", "RelayedParaphrase", "OfficialText", "Hearsay")


class Clocked(NamedTuple):
    """A world, the same as it stood by the day, and whose journey is asked about; ``later`` counts what came after."""

    whole: Knowledge
    known: Knowledge
    profile: Profile
    later: int


def clocked(chance: Random, *, early: int, late: int) -> Clocked:
    """Make a world of so many claims that may have been published by the day, and so many published after it.

    What came after says the same, denies it, corroborates, makes members of regions, lifts and bars; is linked to the
    same events and by curators; retells and is retold; grades, deprecates and restores everything else.
    """
    places, papers = PLACES[: chance.choice([4, 5, 6])], chance.choice(SETS)
    maker = Maker(chance, places, papers)
    sources = {source.iri: source for source in (*_sources(chance, EARLY, "early"), *_sources(chance, LATE, "late"))}
    names = {True: [name for name in sources if "late" in name], False: [name for name in sources if "early" in name]}
    first = [say(place, "admits", ALL, document=papers[0]) for place in places[1:3]]
    first += [_claim(chance, maker) for _ in range(early - len(first))]
    claims = _placed(chance, first, len(first), names[False], ())
    after = _placed(chance, iter(lambda: _after(chance, maker, first), None), late, names[True], claims)
    # A link by a curator stands with a claim of the time before, and points at one that was not there.
    for name in chance.sample(sorted(claims), len(claims) // 3):
        claims[name] = replace(claims[name], contradicts=(*claims[name].contradicts, chance.choice(sorted(after))))
    borders = [(one, two) for one in places for two in places if one < two and chance.random() < 0.4]
    inside = {EUROPE: [place for place in places[1:] if chance.random() < 0.4]}
    made = world((), borders=borders, inside=inside)
    reviews = {item.iri: item for item in _reviews(chance, [*claims, *after], list(sources))}
    agents = {name: entity(name, "Organ" if "/organ/" in name else "Organisation") for name in AGENTS[:4]}
    whole = replace(made, claims=claims | after, sources=sources, reviews=reviews, entities={**agents, **made.entities})
    return Clocked(whole, by_then(whole, NOW), _profile(chance, papers), len(after))


def hurried(world: Clocked, *, reviews: bool = False) -> Knowledge:
    """Give the world as if what came after, its sources or else its reviews, had come before."""
    whole = world.whole
    if reviews:
        first = parse_date("2024-01-02").earliest
        assert first is not None
        moved = [replace(item, since=min(item.since, first)) for item in whole.reviews.values()]
        return replace(world.known, reviews={item.iri: item for item in moved if item.about in _things(world.known)})
    early = parse_date("2024-01-02")
    return replace(
        whole,
        sources={
            name: source if name in world.known.sources else replace(source, published=early)
            for name, source in whole.sources.items()
        },
    )


def _things(knowledge: Knowledge) -> set[str]:
    return {*knowledge.claims, *knowledge.sources}


def by_then(knowledge: Knowledge, now: Snapshot) -> Knowledge:
    """Take out of a graph every source that surely appeared later, its claims, links to these, and later reviews."""
    end = now.published_by
    sources = {
        name: source
        for name, source in knowledge.sources.items()
        if source.published.earliest is None or source.published.earliest <= end
    }
    claims = {name: claim for name, claim in knowledge.claims.items() if claim.source in sources}
    claims = {
        name: replace(claim, contradicts=tuple(other for other in claim.contradicts if other in claims))
        for name, claim in claims.items()
    }
    reviews = {name: review for name, review in knowledge.reviews.items() if review.since <= end}
    return replace(knowledge, claims=claims, sources=sources, reviews=reviews)


def _sources(chance: Random, days: Sequence[str], when: str) -> list[Source]:
    names = [iri(f"source:{when}-{number}") for number in range(len(days))]
    # One that may have appeared after the day may retell what surely did.
    told = [*AGENTS[:4], *(iri(f"source:{one}-{number}") for one in ("early", "late") for number in range(len(EARLY)))]
    found = []
    for name, day in zip(names, days, strict=True):
        relays = tuple(chance.sample([other for other in told if other != name], chance.choice([0, 0, 1, 2])))
        publisher = chance.choice(AGENTS[:4])
        published = parse_date(day)
        if when == "early" and chance.random() < 0.1:
            published = Interval(None, parse_date("2030").latest)
        found.append(
            Source(name, Text("A text"), publisher, iri("concept:press-report"), "en", published, relays=relays)
        )
    return found


def _claim(chance: Random, maker: Maker) -> Claim:
    drawn = chance.random()
    if drawn < 0.1:
        at = chance.choice([None, *maker.places[1:]])
        return say(HOME, "abducted", chance.choice([*PERSONS, *GROUPS]), at=at, start="2023-12")
    if drawn < 0.2:
        to = chance.choice([HOME, *maker.places])
        return say(chance.choice(maker.places[1:]), "returned", chance.choice([*PERSONS]), to=to, start="2024-02")
    if drawn < 0.27:
        return say(chance.choice(maker.places[1:]), "deemsSafe", chance.choice(maker.places[1:]), held="2024-03")
    return maker.claim()


def _after(chance: Random, maker: Maker, first: Sequence[Claim]) -> Claim:
    """Make a claim of later: of its own, or the same as one of before, or its denial."""
    drawn = chance.random()
    if drawn < 0.7:
        return _claim(chance, maker)
    same = chance.choice(first)
    return same if drawn < 0.85 else replace(same, proposition=replace(same.proposition, positive=False))


def _placed(
    chance: Random, claims: Iterable[Claim], most: int, sources: Sequence[str], linked: Iterable[str]
) -> dict[str, Claim]:
    """Give so many claims a source, who speaks and who relays, some an event, some a link by a curator."""
    others = sorted(linked)
    found: dict[str, Claim] = {}
    for claim in claims:
        if len(found) == most:
            break
        item = Evidence(
            chance.choice(sources),
            xg(chance.choice(ACTS)),
            speaker=chance.choice([None, *AGENTS]),
            relayed_by=chance.choice([None, None, *AGENTS[:4]]),
            locator=f"page {chance.randrange(10**6)}",
        )
        event = chance.choice(EVENTS) if chance.random() < 0.3 else None
        against = tuple(chance.sample(others, 1)) if others and chance.random() < 0.1 else ()
        made = replace(claim, evidence=(item,), event=event, contradicts=against)
        found[made.iri] = made
    return found


def _reviews(chance: Random, claims: Sequence[str], sources: Sequence[str]) -> list[Review]:
    days = [parse_date(day).earliest for day in ("2024-05-02", "2024-06-10", "2024-06-16", "2024-07-03", "2026-01-01")]
    since = [day for day in days if day is not None]
    found = [Review(name, chance.choice(since), reliability=chance.choice("ABCDE")) for name in sources for _ in "12"]
    for name in claims:
        found.append(Review(name, chance.choice(since), credibility=chance.choice("12345")))
        drawn = chance.random()
        if drawn < 0.5:
            # Half of those of before are deprecated by somebody later; some were before, and are restored later.
            found.append(Review(name, chance.choice(since if drawn < 0.1 else since[2:]), rank=xg("Deprecated")))
        if drawn < 0.05:
            found.append(Review(name, since[3], rank=xg("Normal")))
    return found


def _profile(chance: Random, papers: Sequence[str]) -> Profile:
    held = {TravelDocument(papers[0], HOME)} if chance.random() < 0.8 else set()
    status = chance.choice([DESERTER] * 5 + [*STATUSES])
    return Profile(HOME, (HOME,), status, frozenset(held), HOME)
