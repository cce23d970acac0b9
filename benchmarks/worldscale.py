"""A world to measure on: the shipped claims, a whole passport matrix, and policies of protection of 60 States.

The matrix is read from a file in the tidy form (``Passport,Destination,Requirement``, ISO alpha-3), or made up with the
same size and the same mix of requirements. The policies are made up in either case. All of it is made in memory with a
fixed seed and is never written anywhere: nobody has claimed it, and none of it belongs into a graph that is asked.
"""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from exitgraph.claims import Claim, Entity, Evidence, Proposition, Review, Source, Text
from exitgraph.claims.groups import NATIONALITY, STATUS, fields_of
from exitgraph.claims.interval import Interval, parse_date
from exitgraph.routes import Profile
from exitgraph.vocabulary import iri, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri, Value

SEED: Final = 2026
#: Both clocks of every question here: a fortnight after the matrix was read.
DAY: Final = "2026-03-01"
MATRIX_PUBLISHED: Final = "2026-02-17"
MATRIX_SOURCE: Final = iri("source:passport-index-2026")
TERRITORIES: Final = 199
STATES: Final = 60
#: One pair in so many with the requirement "visa required" has a visa that is certainly issued at home.
VISA_SHARE: Final = 10

#: How often each requirement stands in the matrix of February 2026, from the most open to the most closed; a number is
#: of days without a visa.
MIX: Final = (
    *(("360", 97), ("240", 15), ("180", 654), ("120", 234), ("90", 7536), ("60", 220), ("45", 27), ("42", 60)),
    *(("31", 1), ("30", 1855), ("28", 23), ("21", 106), ("15", 84), ("14", 130), ("10", 6), ("7", 2)),
    *(("visa free", 1730), ("visa on arrival", 5440), ("eta", 1099), ("e-visa", 7965), ("visa required", 12070)),
    ("no admission", 48),
)
ADMITTED: Final = ("visa free", "visa on arrival", "eta")

_STATUSES: Final = (
    *("deserter", "conscientious-objector", "conscript-evader", "mobilisation-evader", "mobilised-refuser"),
    *("contract-refuser", "reservist-evader", "draft-evader", "serviceman", "fugitive"),
)
_BASES: Final = ("rule", "practice", "precedent", "statement")
_PASSPORT: Final = iri("document:international-passport")
_PUBLISHER: Final = iri("organisation:made-up")
_ANY_MODE: Final = iri("concept:any-mode")


class Pair(NamedTuple):
    """A row of the matrix: the State of the passport, the territory, and what it requires."""

    passport: Iri
    to: Iri
    requirement: str


def read_matrix(knowledge: Knowledge, file: Path) -> list[Pair]:
    """Read a matrix in the tidy form; a territory with itself is left out.

    Raises
    ------
    SystemExit
        If the file has other columns, or names a code that is not in the graph.
    """
    codes = _codes(knowledge)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        if next(rows, None) != ["Passport", "Destination", "Requirement"]:
            raise SystemExit(f"{file}: no matrix in the tidy form. Its columns are Passport, Destination, Requirement.")
        try:
            return [Pair(codes[row[0]], codes[row[1]], row[2]) for row in rows if row[0] != row[1]]
        except KeyError as error:
            raise SystemExit(f"{file}: no territory has the code {error}. Use ISO alpha-3.") from None


def made_up_matrix(knowledge: Knowledge) -> list[Pair]:
    """Make up a matrix of the same size and mix: some passports open more doors, some territories have more open."""
    chance = random.Random(SEED)  # noqa: S311  # made-up data, not a secret
    places = sorted(chance.sample(sorted(_codes(knowledge).values()), TERRITORIES))
    worth = {place: chance.random() for place in places}
    openness = {place: chance.random() for place in places}
    pairs = [(one, other) for one in places for other in places if one != other]
    ranked = sorted(pairs, key=lambda pair: -(worth[pair[0]] + openness[pair[1]] + chance.random()))
    requirements = [name for name, times in MIX for _ in range(times)]
    made = (Pair(*pair, requirement) for pair, requirement in zip(ranked, requirements, strict=True))
    return sorted(made)


def world(knowledge: Knowledge, matrix: Sequence[Pair], *, share: float = 1.0) -> Knowledge:
    """Put the matrix and made-up policies beside the claims of a graph.

    Parameters
    ----------
    knowledge
        The shipped graph.
    matrix
        Rows of a passport matrix.
    share
        The part of the rows and of the policies that is taken, 0 to 1, chosen by the seed.
    """
    made = _Maker(knowledge, matrix)
    made.matrix()
    made.policies()
    claims = made.claims
    if share < 1:
        claims = made.chance.sample(claims, round(share * len(claims)))
    return replace(
        knowledge,
        claims={**knowledge.claims, **{claim.iri: claim for claim in claims}},
        sources={**knowledge.sources, **made.sources},
        entities={**knowledge.entities, **made.entities},
        reviews={**knowledge.reviews, **{review.iri: review for review in made.reviews}},
        digest="",
    )


class _Maker:
    """Makes the claims, with the groups and sources that they need."""

    def __init__(self, knowledge: Knowledge, matrix: Sequence[Pair]) -> None:
        self.knowledge, self.rows = knowledge, matrix
        self.chance = random.Random(SEED)  # noqa: S311  # made-up data, not a secret
        self.claims: list[Claim] = []
        self.sources: dict[Iri, Source] = {}
        self.entities: dict[Iri, Entity] = {}
        self.reviews: list[Review] = []
        self.groups = {
            (group.properties.get(NATIONALITY, ()), group.properties.get(STATUS, ())): group.iri
            for group in knowledge.of_kind(xg("Group"))
        }
        self.places = sorted({row.passport for row in matrix})

    # -- the matrix -----------------------------------------------------------------------------------

    def matrix(self) -> None:
        """Make the claims of the matrix."""
        source = self.source(MATRIX_SOURCE, MATRIX_PUBLISHED, "C")
        evidence = Evidence(source, xg("Reporting"), locator="the row of the passport and the destination")
        held = parse_date(MATRIX_PUBLISHED)
        for row in self.rows:
            group = self.group(row.passport)
            roles: dict[str, Value] = {"document": _PASSPORT}
            if row.requirement.isdecimal() or row.requirement in ADMITTED:
                roles["mode"] = _ANY_MODE
                if row.requirement.isdecimal():
                    roles["stayMaxDays"] = int(row.requirement)
                self.claim(evidence, row.to, "admits", group, roles, held=held)
            elif row.requirement == "e-visa":
                roles |= {"mode": _ANY_MODE, "condition": iri("concept:formal-request-required")}
                self.claim(evidence, row.to, "admits", group, roles, held=held)
            elif row.requirement == "no admission":
                self.claim(evidence, row.to, "bars", group, roles, held=held)
            elif row.requirement == "visa required" and not self.chance.randrange(VISA_SHARE):
                roles = {"at": row.passport, "group": group}
                self.claim(evidence, row.to, "issuesTravelDocument", iri("document:visa"), roles, held=held)

    # -- the policies ---------------------------------------------------------------------------------

    def policies(self) -> None:
        """Make the claims of 60 States: who may apply, who is protected, who is refused, who is given a paper where."""
        sources = [self._policy_source(number) for number in range(40)]
        states = sorted(self.chance.sample(self.places, STATES))
        for number, state in enumerate(states):
            parties = [self._party(0.7) for _ in range(self.chance.randint(2, 4))]
            # Sources of several years and grades speak of the same groups, so that criteria differ.
            for _ in range(self.chance.randint(4, 10)):
                self._policy(self.chance.choice(sources), state, self.chance.choice(parties))
            if number % 5 == 0:  # one State in five says so of everybody
                self.claim(self.chance.choice(sources), state, "statesPolicy", iri("concept:offers-asylum"), {})
            for _ in range(self.chance.randint(1, 4)):
                self._paper(self.chance.choice(sources), state)
        for place in self.chance.sample(self.places, 30):
            self._exit_ban(self.chance.choice(sources), place)
        borders = sorted(pair for pair in self.knowledge.border_pairs if set(pair) <= set(self.places))
        for one, other in self.chance.sample(borders, 20):
            self.claim(self.chance.choice(sources), one, "closesBorder", other, {})
        for one, other in self.chance.sample(borders, len(borders) // 4):  # neighbours let in without a passport
            roles: dict[str, Value] = {"document": iri("document:internal-passport"), "mode": iri("concept:land")}
            self.claim(self.chance.choice(sources), one, "admits", self.group(other), roles)

    def _policy_source(self, number: int) -> Evidence:
        year = self.chance.randint(2018, 2026)
        published = f"{year}-01" if year == 2026 else f"{year}-{self.chance.randint(1, 12):02d}"  # noqa: PLR2004
        source = self.source(iri(f"source:made-up-policies-{number}"), published, self.chance.choice(["", *"ABCD"]))
        return Evidence(source, xg("Reporting"), locator="made up")

    def _party(self, by_status: float) -> Iri:
        """Choose a group: of one personal status, of one nationality, or of both."""
        status = self.chance.choice(_STATUSES) if self.chance.random() < by_status else None
        nationality = self.chance.choice(self.places) if status is None or self.chance.random() < by_status else None
        return self.group(nationality, status)

    def _policy(self, evidence: Evidence, state: Iri, party: Iri) -> None:
        roles: dict[str, Value] = {"basis": iri(f"concept:{self.chance.choice(_BASES)}")}
        kind = self.chance.choices(
            ("statesPolicy", "permitsApplication", "grantsProtection", "refusesProtection"), (8, 8, 8, 1)
        )[0]
        if kind == "statesPolicy":
            self.claim(evidence, state, kind, iri("concept:offers-asylum"), roles | {"group": party})
        else:
            self.claim(evidence, state, kind, party, roles)

    def _paper(self, evidence: Evidence, state: Iri) -> None:
        """Make a paper that a State gives at some other place, as a rule to a wide group."""
        document = self.chance.choice(("laissez-passer", "humanitarian-visa"))
        place = self.chance.choice([other for other in self.places if other != state])
        roles: dict[str, Value] = {"at": place, "group": self._party(0.8)}
        if document == "laissez-passer" and self.chance.random() < 0.3:  # noqa: PLR2004  # a paper for people without one
            roles["withoutDocument"] = _PASSPORT
        self.claim(evidence, state, "issuesTravelDocument", iri(f"document:{document}"), roles)

    def _exit_ban(self, evidence: Evidence, place: Iri) -> None:
        status = self.chance.choice((None, *_STATUSES))
        roles: dict[str, Value] = {}
        if self.chance.random() < 0.3:  # noqa: PLR2004  # the others forbid leaving by any way
            roles["mode"] = iri(f"concept:{self.chance.choice(('air', 'land'))}")
        self.claim(evidence, place, "barsExit", self.group(place, status), roles)

    # -- pieces ---------------------------------------------------------------------------------------

    def claim(
        self,
        evidence: Evidence,
        subject: Iri,
        relation: str,
        object_: Value,
        roles: dict[str, Value],
        *,
        held: Interval | None = None,
    ) -> None:
        """Make a claim; without ``held``, its dates are made up, and it may have a grade."""
        proposition = Proposition(
            subject, xg(relation), object_, tuple((xg(name), value) for name, value in roles.items())
        )
        if held is not None:
            self.claims.append(Claim(proposition, (evidence,), held=held))
            return
        published = self.sources[evidence.source].published
        day = published.latest
        assert day is not None  # a source made here has a date
        dated = self.chance.random()
        # Six in ten began and are open, three in ten were only reported, the others have no date.
        claim = Claim(
            proposition,
            (evidence,),
            start=Interval(day.replace(day=1), day) if dated < 0.6 else None,  # noqa: PLR2004
            held=published if 0.6 <= dated < 0.9 else None,  # noqa: PLR2004
        )
        self.claims.append(claim)
        if self.chance.random() < 0.5:  # noqa: PLR2004  # as many are not graded
            self.reviews.append(Review(claim.iri, day, credibility=self.chance.choice("12345")))

    def source(self, name: Iri, published: str, reliability: str) -> Iri:
        """Make a source, with a grade if one is named."""
        when = parse_date(published)
        title = Text(f"Taken or made up for a benchmark: {local_name(name)}")
        self.entities.setdefault(_PUBLISHER, Entity(_PUBLISHER, (xg("Organisation"),), {"en": "nobody"}))
        self.sources[name] = Source(name, title, _PUBLISHER, iri("concept:statistics"), "en", when)
        if reliability and when.latest is not None:
            self.reviews.append(Review(name, when.latest, reliability=reliability))
        return name

    def group(self, nationality: Iri | None, status: str | None = None) -> Iri:
        """Give the group of a nationality and a personal status; the graph's own where it has one."""
        nationalities = (nationality,) if nationality else ()
        statuses = (iri(f"concept:{status}"),) if status else ()
        key = (nationalities, statuses)
        if key not in self.groups:
            slug = "-".join(filter(None, (local_name(nationality).lower() if nationality else "any", status)))
            name = iri(f"group:made-up-{slug}")
            self.groups[key] = name
            properties = {NATIONALITY: nationalities, STATUS: statuses}
            self.entities[name] = Entity(name, (xg("Group"),), {"en": slug}, properties=properties)
        return self.groups[key]


def nationalities(knowledge: Knowledge) -> list[Iri]:
    """Give the States whose nationals the claims of a graph are about."""
    return sorted({place for group in knowledge.of_kind(xg("Group")) for place in fields_of(knowledge, group.iri)[0]})


def profiles(knowledge: Knowledge, among: Iterable[Iri], number: int, *, origin: str | None = None) -> list[Profile]:
    """Make up profiles: of any nationality and status, with or without documents, at home or elsewhere.

    About one in ten has two nationalities, one in twenty none, one in twenty another one than the origin's; one in
    three is abroad already.

    Parameters
    ----------
    knowledge
        The graph that is asked.
    among
        The territories to choose from.
    number
        How many to make.
    origin
        The code of everybody's State of origin; any when left out.
    """
    chance = random.Random(SEED)  # noqa: S311  # made-up data, not a secret
    places = [local_name(place) for place in sorted(among)]
    made = []
    for _ in range(number):
        home = origin or chance.choice(places)
        drawn, other = chance.random(), chance.choice([place for place in places if place != home])
        nationality: tuple[str, ...] = (home,)
        if drawn < 0.1:  # noqa: PLR2004
            nationality = (home, other)
        elif drawn < 0.15:  # noqa: PLR2004
            nationality = ("stateless",)
        elif drawn < 0.2:  # noqa: PLR2004
            nationality = (other,)
        holds = _documents(chance, places, nationality)
        status = chance.choice((None, *_STATUSES))
        at = chance.choice(places) if chance.random() < 1 / 3 else None
        made.append(
            Profile.of(knowledge, origin=home, status=status, nationality=nationality, at=at, holds=sorted(holds))
        )
    return made


def _documents(chance: random.Random, places: list[str], nationality: tuple[str, ...]) -> set[str]:
    if nationality == ("stateless",):
        own: Iterable[str] = chance.choice(((), (f"refugee-travel-document@{chance.choice(places)}",)))
    else:
        both = ("internal-passport", "international-passport")
        own = chance.choice(((), both[:1], both[1:], both[1:], both))
    holds = {document if "@" in document else f"{document}@{nationality[0]}" for document in own}
    if len(nationality) > 1 and chance.random() < 0.5:  # noqa: PLR2004
        holds.add(f"international-passport@{nationality[1]}")
    if chance.random() < 0.2:  # noqa: PLR2004
        holds.add(f"{chance.choice(('residence-permit', 'visa', 'schengen-visa'))}@{chance.choice(places)}")
    return holds


def _codes(knowledge: Knowledge) -> dict[str, Iri]:
    code = xg("isoAlpha3")
    return {
        value.value: place.iri
        for place in knowledge.of_kind(xg("Territory"))
        for value in place.properties.get(code, ())
        if isinstance(value, Text)
    }
