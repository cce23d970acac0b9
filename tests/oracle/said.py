"""What the claims in force say to one profile: standing, group, exception, membership, grade, contest.

Of the package this uses the decoded data, whether a claim is in force, whom a group covers and which claims contradict
each other; nothing of `exitgraph.routes`, and no grade that is worked out elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.conflict import contradictions
from exitgraph.claims.groups import GroupFields, covers, fields_of
from exitgraph.claims.inforce import Standing, in_force
from exitgraph.claims.knowledge import iris
from exitgraph.vocabulary import iri, local_name, xg
from oracle_analysis.lines import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exitgraph.claims import Claim
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from oracle_analysis.lines import Counted

STRENGTH = {"rule": 0, "practice": 1, "precedent": 2, "statement": 3}
NO_YEAR = 9999
NO_LINES = 9999
CONTESTING = ("polarity", "opposed", "curated")
#: The personal statuses that an exception covers (design, J3); narrower ones are covered too.
EXCEPTED = {
    "deserters-excepted": ("deserter",),
    "reservists-excepted": ("reservist", "reservist-evader"),
    "professional-soldiers": ("contract-serviceman", "contract-refuser"),
    "child-under-14": (),
    "diplomats": (),
}

Paper = tuple[str, str]
Names = frozenset[str]
NOTHING: Names = frozenset()


@dataclass(frozen=True)
class Asked:
    """A question: whose journey, from where, with which papers (kind and issuer); no nationality is stateless."""

    origin: str
    nationalities: tuple[str, ...]
    status: str | None
    papers: frozenset[Paper]
    at: str
    unaccompanied_minor: bool = False


class Strength(NamedTuple):
    """The weakest of what a leg or a way rests on: basis, oldest year, reliability, credibility, fewest lines."""

    basis: int = 0
    oldest: int = NO_YEAR
    reliability: str = "A"
    credibility: str = "1"
    lines: int = NO_LINES

    def beside(self, other: Strength) -> Strength:
        """Give the weakest of both."""
        return Strength(
            max(self.basis, other.basis),
            min(self.oldest, other.oldest),
            max(self.reliability, other.reliability),
            max(self.credibility, other.credibility),
            min(self.lines, other.lines),
        )

    def no_weaker(self, other: Strength) -> bool:
        """Whether this is at least as firm in each of the five."""
        return self.beside(other) == other


class Spread(NamedTuple):
    """One choice of members for the regions that a claim names, with the memberships that it rests on."""

    places: tuple[str | None, ...]
    claims: Names
    firm: bool


def smallest(sets: Iterable[Names]) -> frozenset[Names]:
    """Keep the sets that hold no other one."""
    every = set(sets)
    return frozenset(one for one in every if not any(other < one for other in every))


class Said:
    """The claims of one small world, as one profile meets them on the two clocks.

    Parameters
    ----------
    knowledge, asked, now
        The world, the question and the two clocks.
    """

    def __init__(self, knowledge: Knowledge, asked: Asked, now: Snapshot) -> None:
        self.knowledge, self.asked, self.now = knowledge, asked, now
        self.claims = {name: knowledge.claims[name] for name in sorted(knowledge.claims)}
        self.standing = {name: in_force(knowledge, claim, now).standing for name, claim in self.claims.items()}
        # What was deprecated after the day that is asked about still stood then; `standing` knows the day.
        self.against = contradictions(knowledge, deprecated=True)
        self._lines: dict[str, Counted] = {}
        self.siblings: dict[object, list[str | None]] = defaultdict(list)
        for claim in self.claims.values():
            if self.standing[claim.iri] != Standing.NOT_IN_FORCE:
                self.siblings[_but_for_the_exception(claim)].append(role(claim, "exception"))

    # -- whom a claim is about ------------------------------------------------------------------------

    def about(self, claim: Claim) -> bool | None:
        """Whether the profile is within every group or person that the claim speaks of."""
        answers = []
        for end in (claim.subject, claim.object, claim.role(xg("group"))):
            entity = self.knowledge.entities.get(end) if isinstance(end, str) else None
            if entity and set(entity.types) & {xg("Group"), xg("Person"), xg("Party")}:
                answers.append(self._covered(entity.iri))
        return False if False in answers else None if None in answers else True

    def _covered(self, group: str) -> bool | None:
        asked = self.asked
        if not asked.nationalities and fields_of(self.knowledge, group).nationalities:
            return False
        statuses = frozenset({asked.status}) if asked.status else NOTHING
        return covers(self.knowledge, group, GroupFields(frozenset(asked.nationalities), statuses))

    def exempt(self, claim: Claim) -> bool | None:
        """Whether an exception of the claim, or of one that differs in nothing else, covers the profile."""
        pooled = self.siblings.get(_but_for_the_exception(claim), [role(claim, "exception")])
        answers = [self._excepted(exception) for exception in pooled if exception]
        return True if True in answers else None if None in answers else False

    def _excepted(self, exception: str) -> bool | None:
        name, status = local_name(exception), self.asked.status
        if name == "unaccompanied-minors":
            return self.asked.unaccompanied_minor
        if name not in EXCEPTED or status is None:
            return None
        for covered in (iri(f"concept:{word}") for word in EXCEPTED[name]):
            if covered in self.knowledge.broader(status):
                return True
            # A serviceman may be a deserter or not.
            if status in self.knowledge.broader(covered):
                return None
        return False

    def live(self, *relations: str, positive: bool = True) -> Iterator[tuple[Claim, bool]]:
        """Give claims in force that are or may be about the profile, and whether they are so certainly."""
        for claim in self.claims.values():
            if local_name(claim.relation) not in relations or claim.proposition.positive != positive:
                continue
            standing, met, exempt = self.standing[claim.iri], self.about(claim), self.exempt(claim)
            if standing != Standing.NOT_IN_FORCE and met is not False and exempt is not True:
                yield claim, standing == Standing.CERTAIN and met is True and exempt is False

    def contested(self, names: Iterable[str]) -> bool:
        """Whether a claim in force contradicts one of these; one that excepts the profile does not stand."""
        return any(
            kind in CONTESTING
            and self.standing[other] != Standing.NOT_IN_FORCE
            and self.exempt(self.claims[other]) is not True
            for name in names
            for other, kind in self.against.get(name, ())
        )

    # -- places and papers ----------------------------------------------------------------------------

    def is_region(self, place: str) -> bool:
        """Whether a place is a region."""
        entity = self.knowledge.entities.get(place)
        return entity is not None and xg("Region") in entity.types

    def members(self, place: str) -> list[tuple[str, Names, bool]]:
        """Give the members of a region, each with the claim that says so; a territory is its own only member."""
        if not self.is_region(place):
            return [(place, NOTHING, True)]
        inside = iris(self.knowledge.entities[place].properties.get(xg("includesTerritory"), ()))
        said = [
            (claim.subject, frozenset({claim.iri}), firm and not self.contested([claim.iri]))
            for claim, firm in self.live("memberOf")
            if claim.object == place and claim.subject not in inside
        ]
        return [*((territory, NOTHING, True) for territory in inside), *said]

    def spread(self, *places: str | None) -> list[Spread]:
        """Give every choice of members for the regions among places, resting on no more than it has to."""
        choices = [self.members(place) if place else [(None, NOTHING, True)] for place in places]
        found: dict[tuple[str | None, ...], dict[Names, bool]] = defaultdict(dict)
        for chosen in product(*choices):
            names = frozenset().union(*(one[1] for one in chosen))
            found[tuple(one[0] for one in chosen)][names] = all(one[2] for one in chosen)
        return [
            Spread(chosen, names, sets[names])
            for chosen, sets in sorted(found.items(), key=repr)
            for names in sorted(smallest(sets), key=sorted)
        ]

    def within(self, kind: str | None, wanted: str | None) -> bool:
        """Whether a document is of the wanted kind; nothing wanted is met by anything."""
        return wanted is None or (kind is not None and wanted in self.knowledge.broader(kind))

    def issuers(self, group: object) -> Names:
        """Give whose document is meant where a claim about a group names no issuer."""
        own = frozenset(self.asked.nationalities)
        named = fields_of(self.knowledge, group).nationalities if isinstance(group, str) else NOTHING
        return own & named if named else own

    # -- how firm -------------------------------------------------------------------------------------

    def strength(self, names: Iterable[str]) -> Strength:
        """Give the weakest basis, oldest year, weakest grades and fewest lines of some claims."""
        weakest = Strength()
        for name in names:
            claim = self.claims[name]
            stated = role(claim, "basis") or self.knowledge.ontology.relations[claim.relation].default_basis
            published = self.knowledge.sources[claim.source].published.latest
            assert published is not None
            reliability = self._grade(claim.source, "reliability") or "F"
            credibility = self._grade(name, "credibility") or "6"
            lines = self.lines(claim).least
            own = Strength(STRENGTH[local_name(stated)], published.year, reliability, credibility, lines)
            weakest = weakest.beside(own)
        return weakest

    def lines(self, claim: Claim) -> Counted:
        """Count the lines behind what a claim says, by all that is in force and says the same."""
        said = claim.proposition.iri
        if said not in self._lines:
            alike = {
                name: other
                for name, other in self.claims.items()
                if self.standing[name] != Standing.NOT_IN_FORCE and other.proposition == claim.proposition
            }
            firm = [name for name in alike if self.standing[name] == Standing.CERTAIN]
            self._lines[said] = count(replace(self.knowledge, claims=alike), said, self.now, firm=firm)
        return self._lines[said]

    def _grade(self, about: str, kind: str) -> str | None:
        """Give the newest grade that was given by the day until which something counts as known."""
        given = [
            (review.since, getattr(review, kind))
            for review in self.knowledge.reviews.values()
            if review.about == about and getattr(review, kind) and review.since <= self.now.published_by
        ]
        return str(max(given)[1]) if given else None


def role(claim: Claim, name: str) -> str | None:
    """Give the IRI in a role of a claim, or ``None``."""
    value = claim.role(xg(name))
    return value if isinstance(value, str) else None


def _but_for_the_exception(claim: Claim) -> object:
    said = claim.proposition
    roles = tuple(pair for pair in said.roles if pair[0] != xg("exception"))
    dates = (claim.start, claim.end, claim.held)
    return (claim.source, said.subject, said.relation, said.object, said.positive, roles, dates)
