"""Worlds and questions about journeys by chance: every feature that an answer may rest on, so that they meet."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from exitgraph.claims import Claim, Evidence, Interval, Proposition, parse_date
from exitgraph.claims.inforce import Snapshot
from exitgraph.vocabulary import iri, xg
from journey_worlds import (
    ALL,
    BIOMETRIC,
    DAY,
    DESERTER,
    EAEU,
    EUROPE,
    GROUPS,
    HOME,
    HUMANITARIAN_VISA,
    INTERNAL,
    INTERNATIONAL,
    LAISSEZ_PASSER,
    LATE,
    LIMBS,
    PERMIT,
    PERSONS,
    PLACES,
    REFUGEE_PAPER,
    REGIONS,
    SCHENGEN,
    SCHENGEN_VISA,
    SOURCES,
    SPEAKERS,
    STATUSES,
    UNION,
    Question,
    review,
    say,
    world,
)
from oracle import Asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exitgraph.claims import Review

#: Which documents a world knows: the first one is held more often than not.
SETS = (
    (INTERNAL, LAISSEZ_PASSER),
    (INTERNAL, LAISSEZ_PASSER, BIOMETRIC),
    (INTERNAL, HUMANITARIAN_VISA, INTERNATIONAL),
    (INTERNATIONAL, INTERNAL, BIOMETRIC),
    (BIOMETRIC, HUMANITARIAN_VISA),
    (INTERNATIONAL, SCHENGEN_VISA),
    (INTERNATIONAL, SCHENGEN_VISA),
    (BIOMETRIC, PERMIT, INTERNAL),
    (INTERNAL, REFUGEE_PAPER, INTERNATIONAL),
)
#: More of them, for worlds in which papers are gathered.
MANY = (
    (INTERNAL, LAISSEZ_PASSER, PERMIT, INTERNATIONAL),
    (INTERNATIONAL, PERMIT, HUMANITARIAN_VISA, LAISSEZ_PASSER),
    (INTERNAL, REFUGEE_PAPER, LAISSEZ_PASSER, BIOMETRIC),
)
EXCEPTIONS = (
    *("deserters-excepted", "deserters-excepted", "reservists-excepted", "professional-soldiers"),
    *("diplomats", "child-under-14", "humanitarian-cases"),
)
BASES = ("rule", "practice", "precedent", "statement")
#: When a claim holds, seen from DAY: certainly, possibly, not.
DATES: tuple[dict[str, Any], ...] = (
    *({"held": parse_date("2024-05")}, {"start": parse_date("2024-01")}) * 9,
    {},
    {"held": parse_date("2021-05")},
    {"start": Interval(None, parse_date("2024-12").latest)},
    {"start": parse_date("2024-01"), "end": parse_date("2024-06")},
    {"start": parse_date("2025")},
    {"start": parse_date("2023"), "end": parse_date("2023-12")},
)


class Maker:
    """Makes any claim that an answer could rest on: mostly in force, sometimes not, sometimes not certainly.

    Parameters
    ----------
    chance, places, papers
        Where it draws from; regions are named where a claim may name one.
    """

    def __init__(self, chance: Random, places: Sequence[str], papers: Sequence[str]) -> None:
        self.chance, self.places, self.papers = chance, places, papers

    def rarely(self, share: float = 0.06) -> bool:
        return self.chance.random() < share

    def maybe(self, value: Any, share: float = 0.5) -> Any:
        return value if self.chance.random() < share else None

    def place(self, region: float = 0.0) -> str:
        return self.chance.choice(REGIONS if self.rarely(region) else self.places)

    def paper(self) -> str:
        return self.chance.choice([self.papers[0], *self.papers])

    def group(self) -> str:
        return self.chance.choice([*([ALL, iri("group:deserters")] * 5), *GROUPS])

    def mode(self, share: float = 0.5) -> Any:
        return self.maybe(iri(f"concept:{self.chance.choice(['land', 'land', 'air', 'any-mode', 'sea'])}"), share)

    def exception(self, share: float) -> Any:
        return self.maybe(iri(f"concept:{self.chance.choice(EXCEPTIONS)}"), share)

    def admits(self) -> tuple[str, str, dict[str, Any]]:
        issuer = self.maybe(self.place(), 0.1)
        coming = self.maybe(self.place(0.2), 0.2)
        roles = {"document": self.maybe(self.paper(), 0.95), "mode": self.mode(), "from": coming}
        return self.place(0.12), self.group(), roles | {"documentIssuer": issuer, "exception": self.exception(0.1)}

    def issues(self) -> tuple[str, str, dict[str, Any]]:
        group, without = self.maybe(self.group(), 0.95), self.maybe(self.paper(), 0.25)
        roles = {"at": self.maybe(self.place(0.15), 0.92), "group": group, "withoutDocument": without}
        return self.place(0.15), self.paper(), roles | {"exception": self.exception(0.08)}

    def applied(self) -> tuple[str, str, dict[str, Any]]:
        return self.chance.choice([*PERSONS, *GROUPS]), self.place(), {}

    def crossed(self) -> tuple[str, str, dict[str, Any]]:
        roles = {"from": self.place(), "mode": self.mode(0.7)}
        roles["condition"] = self.maybe(iri("concept:without-authorisation"), 0.1)
        return self.chance.choice([iri("person:one"), *PERSONS, *GROUPS]), self.place(), roles

    def permits(self) -> tuple[str, str, dict[str, Any]]:
        roles = {"at": self.maybe(self.place(0.2), 0.4), "from": self.maybe(self.place(0.2), 0.3)}
        return self.place(0.1), self.group(), roles | {"exception": self.exception(0.1)}

    def policy(self) -> tuple[str, str, dict[str, Any]]:
        name = self.chance.choice(["offers-asylum", "examines-in-country-claims", "no-procedure-available"])
        only = EUROPE if self.rarely() else None
        return self.place(0.1), iri(f"concept:{name}"), {"group": self.group(), "exclusiveWithin": only}

    def procedure(self) -> tuple[str, str, dict[str, Any]]:
        name = self.chance.choice(["in-country-only", "in-country-only", "accelerated"])
        return self.place(0.1), iri(f"concept:{name}"), {"group": self.group()}

    def third_state(self) -> tuple[str, str, dict[str, Any]]:
        excepted = self.maybe(iri("concept:unaccompanied-minors"), 0.3) or self.exception(0.1)
        roles = {"condition": self.chance.choice(LIMBS), "exception": excepted}
        return self.chance.choice([UNION, UNION, self.place()]), iri("concept:inadmissibility-safe-third-state"), roles

    def agrees(self) -> tuple[str, str, dict[str, Any]]:
        return self.chance.choice([UNION, self.place()]), self.place(), {}

    def protects(self) -> tuple[str, str, dict[str, Any]]:
        return self.place(0.12), self.group(), {"exception": self.exception(0.1)}

    def bars(self) -> tuple[str, str, dict[str, Any]]:
        coming, document = self.maybe(self.place(0.1), 0.3), self.maybe(self.paper())
        roles = {"document": document, "mode": self.mode(), "from": coming, "exception": self.exception(0.35)}
        return self.place(0.15), self.group(), roles

    def bars_exit(self) -> tuple[str, str, dict[str, Any]]:
        to, document = self.maybe(self.place(), 0.4), self.maybe(self.paper())
        roles = {"document": document, "mode": self.mode(), "to": to, "exception": self.exception(0.3)}
        return self.place(0.1), self.group(), roles

    def closes(self) -> tuple[str, str, dict[str, Any]]:
        return self.place(), self.place(0.15), {"mode": self.mode(), "exception": self.exception(0.1)}

    def deems(self) -> tuple[str, str, dict[str, Any]]:
        names = ("safe-country-of-origin", "safe-third-country", "informal-statement")
        concept = self.maybe(iri(f"concept:{self.chance.choice(names)}"), 0.7)
        scope = self.maybe(iri("concept:only-own-nationals"), 0.1)
        return self.place(0.3), self.place(0.2), {"safeConcept": concept, "scope": scope}

    def returned(self) -> tuple[str, str, dict[str, Any]]:
        return self.place(), self.group(), {}

    def member(self) -> tuple[str, str, dict[str, Any]]:
        return self.place(), self.chance.choice([UNION, SCHENGEN, SCHENGEN, EAEU]), {}

    def stay(self) -> tuple[str, str, dict[str, Any]]:
        return self.place(0.1), self.group(), {"stayMaxDays": self.chance.choice([30, 90])}

    def claim(self, relation: str | None = None) -> Claim:
        """Make a claim of a relation, else of any."""
        chance = self.chance
        name = relation or chance.choice([name for name, share in SHARES.items() for _ in range(share)])
        subject, target, roles = getattr(self, MAKERS[name])()
        if self.rarely() and name in ("admits", "grantsProtection", "issuesTravelDocument"):
            roles["condition"] = iri("concept:case-by-case")
        if self.rarely(0.15) and name != "crossed":
            roles["basis"] = iri(f"concept:{chance.choice(BASES)}")
        said = tuple((xg(role), value) for role, value in roles.items() if value is not None)
        positive = not self.rarely(0.03 if name == "memberOf" else 0.06)
        return Claim(
            Proposition(subject, xg(name), target, said, positive=positive),
            (self.evidence(),),
            **chance.choice(DATES),
        )

    def evidence(self, source: str | None = None) -> Evidence:
        source = source or (LATE if self.rarely(0.75) else self.chance.choice(list(SOURCES)))
        if self.rarely(0.5):
            return Evidence(source, xg("Reporting"), locator="page 1")
        act = self.chance.choice(
            ["OfficialText", "OfficialText", "OfficialText", "RelayedParaphrase", "Reporting", "Hearsay"]
        )
        speaker = self.maybe(self.chance.choice([*SPEAKERS, *self.places[:3]]), 0.8)
        return Evidence(source, xg(act), speaker, self.maybe(self.chance.choice(SPEAKERS), 0.1), locator="page 2")

    def echo(self, claim: Claim) -> Claim:
        """Make a claim of the same proposition from another source, or one more passage of the same source."""
        if self.rarely(0.2):
            return replace(claim, evidence=(*claim.evidence, self.evidence(claim.source)))
        other = self.chance.choice([name for name in SOURCES if name != claim.source])
        when = {"start": claim.start, "end": claim.end, "held": claim.held}
        dates = when if self.rarely(0.7) else dict.fromkeys(when) | self.chance.choice(DATES)
        return replace(claim, evidence=(self.evidence(other),), **dates)

    def corroborated(self, claim: Claim) -> list[Claim]:
        """Make the claim anew in two sources, each with the text of an authority of another State."""
        sources = self.chance.sample([*SOURCES], 2)
        return [
            replace(claim, evidence=(Evidence(source, xg("OfficialText"), speaker, locator="page 3"),))
            for source, speaker in zip(sources, SPEAKERS[1:3], strict=True)
        ]

    def relays(self) -> dict[str, list[str]]:
        """Say whom sources retell: mostly nobody, else another source or whoever speaks."""
        names = [*SOURCES, *SPEAKERS]
        return {name: self.chance.sample(names, self.chance.choice([0, 0, 0, 1, 1, 2])) for name in SOURCES}

    def sibling(self, claim: Claim) -> Claim:
        """Make a claim of the same source that differs in the exception only."""
        roles = [pair for pair in claim.proposition.roles if pair[0] != xg("exception")]
        other = (xg("exception"), iri(f"concept:{self.chance.choice(EXCEPTIONS)}"))
        return replace(claim, proposition=replace(claim.proposition, roles=(*roles, other)))

    def reviews(self, claims: Sequence[Claim]) -> list[Review]:
        """Grade sources and claims, and deprecate a few; some of it is known only after the day."""
        days = ["2023-05-02", "2024-06-01", "2024-06-10", "2024-07-03"]
        found = []
        for source in SOURCES:
            for since in self.chance.sample(days, self.chance.choice([0, 1, 2])):
                grade = self.chance.choice("AABBCDEF")
                found += [review(source, since, reliability=grade)]
        for claim in self.chance.sample(claims, len(claims) // 2):
            found.append(review(claim.iri, self.chance.choice(days), credibility=self.chance.choice("112346")))
            if self.rarely():
                found.append(review(claim.iri, self.chance.choice(days), deprecated=True))
        return found


#: Which method makes a claim of a relation, and how often.
MAKERS = {
    "admits": "admits",
    "issuesTravelDocument": "issues",
    "appliedForAsylumIn": "applied",
    "permitsApplication": "permits",
    "statesPolicy": "policy",
    "setsProcedure": "procedure",
    "grantsProtection": "protects",
    "refusesProtection": "protects",
    "suspendsProtection": "protects",
    "bars": "bars",
    "barsExit": "bars_exit",
    "closesBorder": "closes",
    "crossed": "crossed",
    "deemsSafe": "deems",
    "returned": "returned",
    "hasAgreementWith": "agrees",
    "memberOf": "member",
    "limitsStay": "stay",
}
SHARES = {
    **dict.fromkeys(MAKERS, 1),
    **dict.fromkeys(("permitsApplication", "grantsProtection", "crossed", "bars", "barsExit", "memberOf"), 2),
    "admits": 20,
    "issuesTravelDocument": 6,
}


def _people(chance: Random, places: Sequence[str], papers: Sequence[str]) -> Asked:
    """Make whose journey is asked for: mostly one nationality, sometimes two, another one, or none."""
    nationalities = chance.choice([(HOME,)] * 12 + [(HOME, PLACES[1])] * 3 + [(PLACES[1], HOME), (PLACES[1],), ()])
    issuers = [*(nationalities or tuple(places)) * 6, *places[1:]]
    held = {(chance.choice(papers), chance.choice(issuers)) for _ in range(chance.choice([0, 1, 1, 2]))}
    held |= {(papers[0], issuers[0])} if chance.random() < 0.9 else set()
    return Asked(
        HOME,
        nationalities,
        chance.choice([DESERTER] * 14 + [None, *STATUSES]),
        frozenset(held),
        chance.choice(places[1:]) if chance.random() < 0.15 else HOME,
        unaccompanied_minor=chance.random() < 0.2,
    )


def _themes(chance: Random, maker: Maker, *, union: bool) -> list[Claim]:
    """Make claims that mean something only beside each other: members and what their region does."""

    def among(region: str) -> list[Claim]:
        chosen = chance.sample(maker.places[1:], min(3, len(maker.places) - 1))
        return [
            Claim(Proposition(place, xg("memberOf"), region), (maker.evidence(),), **chance.choice(DATES))
            for place in chosen
        ]

    found: list[Claim] = []
    if union or chance.random() < 0.35:
        found += [
            *among(UNION),
            say(UNION, "permitsApplication", ALL),
            *(maker.claim("permitsApplication") for _ in "12"),
        ]
        limbs = [maker.third_state() for _ in range(3)]
        found += [say(subject, "setsProcedure", target, **roles) for subject, target, roles in limbs]
        found += [maker.claim("hasAgreementWith") for _ in "12"]
    if SCHENGEN_VISA in maker.papers:
        at = chance.choice(maker.places)
        found += [*among(SCHENGEN), say(maker.place(0.5), "issuesTravelDocument", SCHENGEN_VISA, at=at, group=ALL)]
    if chance.random() < 0.3:
        found += [*(maker.claim("crossed") for _ in "123"), *(maker.claim("closesBorder") for _ in "12")]
    if chance.random() < 0.3:
        found += [maker.claim("grantsProtection"), *(maker.claim("permitsApplication") for _ in "12")]
    chance.shuffle(found)
    return found


def _closed(chance: Random, maker: Maker) -> list[Claim]:
    """Make what one goes round, and papers to gather on the way: closed borders, bans on leaving, many papers issued.

    Entries that name no way are those that a border closed by land stops, and some are only from one place.
    """
    first, ends, goal = maker.places[:2], maker.places[1:], maker.places[-1]
    rule = iri("concept:rule")
    found = [say(chance.choice(first), "closesBorder", chance.choice(ends)) for _ in "12"]
    for _ in "12":
        towards, document = maker.maybe(chance.choice(ends), 0.7), maker.paper()
        found.append(say(chance.choice(first), "barsExit", ALL, to=towards, document=document))
    for paper in maker.papers[1:]:
        issuer = chance.choice([HOME, *ends])
        at = chance.choice([*first, *first, *ends])
        found.append(say(issuer, "issuesTravelDocument", paper, at=at, group=ALL, basis=rule))
        for to in (chance.choice(ends), goal):
            roles = {"mode": maker.mode(0.3), "from": maker.maybe(chance.choice(ends), 0.4)}
            theirs = maker.maybe(issuer, 0.8)
            found.append(say(to, "admits", ALL, document=paper, documentIssuer=theirs, **roles))
    found += [say(chance.choice([goal, *ends]), name, ALL) for name in ("permitsApplication", "grantsProtection")]
    return found


def question(
    chance: Random, size: int, legs: int, *, possible: bool, union: bool = False, closed: bool = False
) -> Question:
    """Make a world of 3 to 6 territories, 2 or 3 documents and ``size`` claims at most, and a question of it."""
    places = PLACES[: chance.choice([4, 5] if closed else [3, 4, 4, 5, 6])]
    papers = chance.choice(MANY if closed else SETS)
    maker = Maker(chance, places, papers)
    every = [maker.claim() for _ in range(30)]
    every += [maker.sibling(claim) for claim in every if claim.role(xg("exception")) and chance.random() < 0.4]
    chance.shuffle(every)
    if closed:
        # The last place is entered on papers that were obtained only.
        every = [claim for claim in every if claim.relation != xg("admits") or claim.subject in places[:-1]]
    every[:0] = _closed(chance, maker) if closed else _themes(chance, maker, union=union)
    # A spine, so that something can be reached from the origin in most worlds.
    for place in places[1:3]:
        entry = Proposition(place, xg("admits"), ALL, ((xg("document"), papers[0]),))
        every.insert(0, Claim(entry, (maker.evidence(),), **chance.choice(DATES)))
    firmly = chance.choice([0.0, 0.0, 0.4])
    every = [one for claim in every for one in (maker.corroborated(claim) if chance.random() < firmly else [claim])]
    echoes = [maker.echo(claim) for claim in every[:size] if chance.random() < 0.25]
    found = [*every[: max(size - len(echoes), 0)], *echoes]
    inside = {EUROPE: [place for place in places[1:] if chance.random() < 0.4]}
    borders = [(one, two) for one in places for two in places if one < two and chance.random() < 0.4]
    knowledge = world(found, borders=borders, reviews=maker.reviews(found), inside=inside, relays=maker.relays())
    known = chance.choice([DAY] * 10 + ["2024-06-30", "2023", "2024-12"])
    return Question(knowledge, _people(chance, places, papers), Snapshot.at(DAY, known), possible, legs)


@st.composite
def questions(draw: st.DrawFn, *, possible: bool | None = None, union: bool = False, closed: bool = False) -> Question:
    """Draw a question of a small world; with ``union`` it has members, and limbs under which it may call others safe.

    With ``closed`` there are borders closed by land, bans on leaving, and papers to gather.

    Chance is seeded: worlds drawn choice by choice are too poor in itineraries. A failing one shrinks by its claims.
    """
    chance = Random(draw(st.integers(0, 2**40)))  # noqa: S311  # worlds, no secrets
    size = draw(st.sampled_from(range(18, 30) if closed else range(10, 45)))
    legs = draw(st.sampled_from([1, 5, 4, 3, 2, 5, 4]))
    uncertain = draw(st.booleans()) if possible is None else possible
    return question(chance, size, legs, possible=uncertain, union=union, closed=closed)
