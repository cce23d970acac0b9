"""A second, slow reading of section 5 of the design: every sequence of legs, then what nothing dominates.

It shares no code with `exitgraph.routes`; of the package it uses the decoded data, whether a claim is in force, whom a
group covers and which claims contradict each other. Sequences are enumerated level by level without any pruning; those
that agree in everything that is compared are held once, with how many they are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.conflict import contradictions
from exitgraph.claims.groups import GroupFields, covers
from exitgraph.claims.inforce import Standing, in_force
from exitgraph.vocabulary import iri, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exitgraph.claims import Claim
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge

STRENGTH = {"rule": 0, "practice": 1, "precedent": 2, "statement": 3}
STEP = {"reach": "enter", "apply": "apply", "protection": "protected"}
NO_YEAR = 9999

Paper = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """A question: whose journey, from where, with which papers (kind and issuer)."""

    origin: str
    nationality: str
    status: str | None
    papers: frozenset[Paper]
    at: str


@dataclass(frozen=True)
class Step:
    """One way to make one leg, with everything that has to hold."""

    action: str
    to: str
    claim: str | None
    basis: int
    year: int = NO_YEAR
    at: str | None = None
    document: str | None = None
    issuer: str | None = None
    without: str | None = None
    mode: str | None = None
    firm: bool = True
    beside: str | None = None


class Way(NamedTuple):
    """What sequences of legs are compared by; ``gone`` are the territories that were entered."""

    territory: str
    papers: frozenset[Paper]
    gone: frozenset[str]
    legs: int
    basis: int
    oldest: int


class Found(NamedTuple):
    """A way to a goal: how many sequences are equal in everything, and how many have no dominated beginning."""

    territory: str
    way: Way
    every: int
    clean: int


class Oracle:
    """Answers about one small world.

    Parameters
    ----------
    knowledge, asked, now
        The world, the question and the two clocks.
    possible
        Whether claims that are not certain may carry a leg.
    """

    def __init__(self, knowledge: Knowledge, asked: Asked, now: Snapshot, *, possible: bool) -> None:
        self.knowledge, self.asked, self.now, self.possible = knowledge, asked, now, possible
        self.against = contradictions(knowledge)
        self.bans = list(self._live("barsExit"))
        self.closures = list(self._live("closesBorder"))
        self.journeys = list(self._live("crossed"))
        self.steps = sorted(self._steps(), key=repr)
        self.unwanted = {step.without for step in self.steps if step.without}

    # -- claims ---------------------------------------------------------------------------------------

    def _about(self, claim: Claim) -> bool | None:
        own = GroupFields(
            frozenset({self.asked.nationality}), frozenset({self.asked.status}) if self.asked.status else frozenset()
        )
        for end in (claim.subject, claim.object, claim.role(xg("group"))):
            entity = self.knowledge.entities.get(end) if isinstance(end, str) else None
            if entity and set(entity.types) & {xg("Group"), xg("Person"), xg("Party")}:
                return covers(self.knowledge, entity.iri, own)
        return True

    def _live(self, *relations: str, positive: bool = True) -> Iterator[tuple[Claim, bool]]:
        """Claims in force that are or may be about the profile, and whether they are so certainly."""
        for claim in self.knowledge.claims.values():
            if local_name(claim.relation) not in relations or claim.proposition.positive != positive:
                continue
            standing, met = in_force(self.knowledge, claim, self.now).standing, self._about(claim)
            if standing != Standing.NOT_IN_FORCE and met is not False:
                yield claim, standing == Standing.CERTAIN and met is True

    def _contested(self, claim: Claim) -> bool:
        return any(
            kind in ("polarity", "opposed", "curated")
            and in_force(self.knowledge, self.knowledge.claims[other], self.now).standing != Standing.NOT_IN_FORCE
            for other, kind in self.against.get(claim.iri, ())
        )

    def _within(self, kind: str, wanted: str | None) -> bool:
        return wanted is None or wanted in self.knowledge.broader(kind)

    def _make(self, action: str, to: str, claim: Claim, firm: bool, **values: str | None) -> Step:
        basis = claim.role(xg("basis")) or self.knowledge.ontology.relations[claim.relation].default_basis
        published = self.knowledge.sources[claim.source].published.latest
        assert published is not None
        limited = claim.role(xg("condition")) or claim.role(xg("scope"))
        return Step(
            action,
            to,
            claim.iri,
            STRENGTH[local_name(str(basis))],
            published.year,
            firm=firm and not limited and not self._contested(claim),
            **values,
        )

    def _steps(self) -> Iterator[Step]:
        def role(claim: Claim, name: str) -> str | None:
            value = claim.role(xg(name))
            return value if isinstance(value, str) else None

        barring = [claim for claim, _ in (*self._live("bars"), *self._live("admits", positive=False))]
        for claim, firm in self._live("admits"):
            document, mode = role(claim, "document"), role(claim, "mode")
            barred = any(
                bar.subject == claim.subject
                and (role(bar, "document") is None or (document and self._within(document, role(bar, "document"))))
                and role(bar, "mode") in (None, mode)
                for bar in barring
            )
            yield self._make(
                "enter",
                claim.subject,
                claim,
                firm and bool(document) and not barred,
                at=role(claim, "from"),
                document=document,
                issuer=role(claim, "documentIssuer"),
                mode=mode,
            )
        withheld = {(claim.subject, claim.object) for claim, _ in self._live("issuesTravelDocument", positive=False)}
        for claim, firm in self._live("issuesTravelDocument"):
            stated = bool(role(claim, "at") and role(claim, "group"))
            yield self._make(
                "obtain",
                claim.subject,
                claim,
                firm and stated and (claim.subject, claim.object) not in withheld,
                at=role(claim, "at"),
                document=str(claim.object),
                issuer=claim.subject,
                without=role(claim, "withoutDocument"),
            )
        refusing = {claim.subject for claim, _ in self._live("refusesProtection", "suspendsProtection")}
        for claim, firm in self._live("appliedForAsylumIn", "permitsApplication", "statesPolicy", "setsProcedure"):
            relation = local_name(claim.relation)
            offers = {iri("concept:offers-asylum"), iri("concept:examines-in-country-claims")}
            if relation == "setsProcedure" and claim.object != iri("concept:in-country-only"):
                continue
            if (relation == "statesPolicy" and claim.object not in offers) or role(claim, "exclusiveWithin"):
                continue
            place = str(claim.object) if relation == "appliedForAsylumIn" else claim.subject
            yield self._make("apply", place, claim, firm and place not in refusing, at=place)
        for claim, firm in self._live("grantsProtection"):
            place = claim.subject
            yield self._make("protected", place, claim, firm and place not in refusing, at=place)

    # -- one leg --------------------------------------------------------------------------------------

    def _holds(self, way: Way, kind: str, issuer: str | None) -> bool:
        return any(given == (issuer or self.asked.nationality) and self._within(own, kind) for own, given in way.papers)

    def _shut(self, here: str, step: Step) -> bool:
        """Whether a claim in force stands against leaving for there in that way."""
        for claim, _ in self.bans:
            named = claim.role(xg("document"))
            if claim.subject == here and (named is None or (step.document and self._within(step.document, str(named)))):
                return True
        by_land = step.mode in (None, iri("concept:land"))
        return by_land and any({claim.subject, claim.object} == {here, step.to} for claim, _ in self.closures)

    def _linked(self, here: str, there: str) -> bool:
        if (here, there) in self.knowledge.border_pairs:
            return True
        return any(
            (firm or self.possible)
            and claim.role(xg("from")) == here
            and claim.object == there
            and claim.role(xg("mode")) in (None, iri("concept:land"))
            for claim, firm in self.journeys
        )

    def lacks(self, step: Step, way: Way) -> frozenset[tuple[str, str]]:
        """Say what a step still wants at the end of a way: kinds, and what is needed where a thing is."""
        found = set()
        if step.at is not None and step.at != way.territory:
            found.add(("place", step.at))
        if step.action == "enter":
            if step.document and not self._holds(way, step.document, step.issuer):
                found.add(("document", step.document))
            here = step.at or way.territory
            if step.mode == iri("concept:land") and not self._linked(here, step.to):
                found.add(("border", step.to))
            if not self.possible and self._shut(here, step):
                found.add(("contest", ""))
        if step.without and self._holds(way, step.without, None):
            found.add(("without", step.without))
        if not step.firm and not self.possible:
            found.add(("evidence", ""))
        return frozenset(found)

    def _open(self, way: Way) -> Iterator[tuple[Step, Way]]:
        """Give every leg that can be made at the end of a way, and the way with it."""
        passport = iri("document:international-passport")
        wants = {"laissez-passer": None, "visa": passport, "humanitarian-visa": passport}
        own = [
            Step("enter", issuer, None, 0, document=kind, issuer=issuer, mode="any", beside=wants[local_name(kind)])
            for kind, issuer in sorted(way.papers)
            if local_name(kind) in wants
        ]
        for step in (*self.steps, *own):
            if step.beside and not self._holds(way, step.beside, None):
                continue
            if self.lacks(step, way) or (step.action == "enter" and step.to == way.territory):
                continue
            grown = way._replace(legs=way.legs + 1, basis=max(way.basis, step.basis), oldest=min(way.oldest, step.year))
            if step.action == "enter":
                gone = way.gone | ({step.to} - {self.asked.origin})
                yield step, grown._replace(territory=step.to, gone=gone)
            elif step.action == "obtain":
                paper = (str(step.document), step.to)
                if paper not in way.papers:
                    yield step, grown._replace(papers=way.papers | {paper})
            else:
                yield step, grown

    # -- whole journeys -------------------------------------------------------------------------------

    def beats(self, one: Way, other: Way) -> bool:
        """Whether one way is at least as good as another in everything, at the same place."""
        return (
            one.territory == other.territory
            and one.legs <= other.legs
            and one.basis <= other.basis
            and one.oldest >= other.oldest
            and one.gone <= other.gone
            and one.papers >= other.papers
            and all(self._tested(one, kind) == self._tested(other, kind) for kind in self.unwanted)
        )

    def _tested(self, way: Way, kind: str | None) -> frozenset[str]:
        return frozenset(issuer for own, issuer in way.papers if self._within(own, kind))

    def start(self) -> Way:
        """Give the way without any leg."""
        at = self.asked.at
        return Way(at, self.asked.papers, frozenset() if at == self.asked.origin else frozenset({at}), 0, 0, NO_YEAR)

    def layers(self, legs: int, *, limit: int) -> list[dict[Way, tuple[int, int]]]:
        """Give for each number of legs every way, with how many sequences make it (see `Found`).

        Ends before the number of legs when a layer would be larger than ``limit``.
        """
        layers = [{self.start(): (1, 1)}]
        for _ in range(legs):
            known = [way for layer in layers for way in layer]
            grown: dict[Way, tuple[int, int]] = defaultdict(lambda: (0, 0))
            for way, (every, clean) in layers[-1].items():
                pruned = any(self.beats(one, way) and not self.beats(way, one) for one in known)
                for step, further in self._open(way):
                    if step.action in ("enter", "obtain"):
                        old = grown[further]
                        grown[further] = (old[0] + every, old[1] + (0 if pruned else clean))
            if len(grown) > limit:
                break
            layers.append(dict(grown))
        return layers

    def goals(self, level: str, layers: list[dict[Way, tuple[int, int]]], to: Iterable[str] = ()) -> list[Found]:
        """Give the ways to a goal that no other way to it dominates; each ends at its first leg that reaches it."""
        wanted = frozenset(to)
        totals: dict[Way, tuple[int, int]] = defaultdict(lambda: (0, 0))
        known = [way for layer in layers for way in layer]
        for layer in layers[:-1]:
            for way, (every, clean) in layer.items():
                pruned = any(self.beats(one, way) and not self.beats(way, one) for one in known)
                for step, further in self._open(way):
                    place = further.territory
                    fits = place in wanted if wanted else place not in (self.asked.origin, self.asked.at)
                    if step.action != STEP[level] or not fits or (level == "reach" and place in way.gone):
                        continue
                    # At the goal the papers in hand no longer count: nothing is left that they could open.
                    further = further._replace(papers=frozenset())  # noqa: PLW2901
                    old = totals[further]
                    totals[further] = (old[0] + every, old[1] + (0 if pruned else clean))
        return [
            Found(way.territory, way, every, clean)
            for way, (every, clean) in totals.items()
            if not any(self.beats(one, way) and not self.beats(way, one) for one in totals)
        ]

    def near(self, territory: str, ways: Iterable[Way]) -> set[tuple[str, str, frozenset[tuple[str, str]]]]:
        """Give for each step into a territory that no way allows the smallest sets of what it lacks."""
        found = set()
        reached = list(ways)
        for step in self.steps:
            if step.to != territory:
                continue
            lacks = {self.lacks(step, way) for way in reached if way.territory != step.to or step.at}
            fewest = min((len(item) for item in lacks), default=0)
            found |= {(step.action, str(step.claim), item) for item in lacks if len(item) == fewest and item}
        return found

    def without(self, claims: Iterable[str]) -> Oracle:
        """Give the oracle of the same question in a world that lacks some claims."""
        gone = set(claims)
        kept = {name: claim for name, claim in self.knowledge.claims.items() if name not in gone}
        return Oracle(replace(self.knowledge, claims=kept), self.asked, self.now, possible=self.possible)
