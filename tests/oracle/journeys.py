"""Every sequence of legs, then what nothing dominates.

Sequences are enumerated level by level without any pruning; those that agree in everything that is compared are held
once, with how many they are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.vocabulary import local_name
from oracle.said import NOTHING, Asked, Names, Paper, Said, Strength, role, smallest
from oracle.steps import ANY_MODE, LAND, Against, Step, Steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge

STEP = {"reach": "enter", "apply": "apply", "protection": "protected"}

Layer = dict["Way", tuple[int, int]]
#: Action, where it is made, what is entered or asked or who issues, document, whose it is: what makes a leg the same.
LegKey = tuple[str, str, str, str | None, str | None]


class Way(NamedTuple):
    """What sequences of legs are compared by; ``gone`` are the territories that were entered."""

    territory: str
    papers: frozenset[Paper]
    gone: Names
    legs: int
    strength: Strength


class Found(NamedTuple):
    """A way to a goal: how many sequences are equal in everything, and how many have no dominated beginning."""

    territory: str
    way: Way
    every: int
    clean: int


class Near(NamedTuple):
    """A rule into a territory, and the fewest things that it lacks: kinds, and what is needed where a thing is."""

    action: str
    claims: Names
    unmet: frozenset[tuple[str, str]]


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
        self.said = Said(knowledge, asked, now)
        self.against = Against(self.said)
        self.book = Steps(self.said, self.against)
        self.steps = self.book.every
        self.journeys = [
            (claim, firm and role(claim, "mode") == LAND and not self.said.contested([claim.iri]))
            for claim, firm in self.said.live("crossed")
            if role(claim, "mode") in (None, LAND) and not role(claim, "condition")
        ]
        self.unwanted = {step.without for step in self.steps if step.without}

    # -- one leg --------------------------------------------------------------------------------------

    def _holds(self, way: Way, kind: str, issuers: Names) -> bool:
        return any(given in issuers and self.said.within(own, kind) for own, given in way.papers)

    def links(self, here: str, there: str) -> list[Names]:
        """Give what a land link rests on: nothing for a shared border, else each documented journey."""
        if (here, there) in self.knowledge.border_pairs:
            return [NOTHING]
        return [
            frozenset({claim.iri})
            for claim, firm in self.journeys
            if (firm or self.possible) and role(claim, "from") == here and claim.object == there
        ]

    def contested(self, here: str, step: Step) -> bool:
        """Whether something stands against the ways from here by which a step may be made."""
        if self.against.barred(step, coming=here):
            return True
        ways = [local_name(step.mode)] if step.mode else ["air", "land"]
        if step.mode == ANY_MODE:
            ways = ["air", "land"] if self.links(here, step.to) else ["air"]
        shut = [self.against.shut(here, step.to, step.document, way) for way in ways]
        return all(shut) if step.mode == ANY_MODE else any(shut)

    def lacks(self, step: Step, way: Way) -> frozenset[tuple[str, str]]:
        """Say what a step still wants at the end of a way: kinds, and what is needed where a thing is."""
        found = set()
        if step.at is not None and step.at != way.territory:
            found.add(("place", step.at))
        if step.action == "enter":
            if step.document and not self._holds(way, step.document, step.issuers):
                found.add(("document", step.document))
            here = step.at or way.territory
            if step.mode == LAND and not self.links(here, step.to):
                found.add(("border", step.to))
            if not self.possible and self.contested(here, step):
                found.add(("contest", ""))
        if step.without and self._holds(way, step.without, step.issuers):
            found.add(("without", step.without))
        if not step.firm and not self.possible:
            found.add(("evidence", ""))
        return frozenset(found)

    def moves(self, way: Way) -> Iterator[tuple[Step, Way]]:
        """Give every leg that can be made at the end of a way, and the way with it.

        What can be made depends on the territory and the papers alone.
        """
        mine = frozenset(self.asked.nationalities)
        for step in (*self.steps, *self.book.own_papers(way.papers)):
            if step.beside and not self._holds(way, step.beside, mine):
                continue
            if self.lacks(step, way) or (step.action == "enter" and step.to == way.territory):
                continue
            if step.action == "obtain" and (str(step.document), step.to) in way.papers:
                continue
            for link in self.links(way.territory, step.to) if step.mode == LAND else [NOTHING]:
                joined = step.strength.beside(self.said.strength(link))
                carried = replace(step, claims=step.claims | link, strength=joined)
                yield carried, self._after(way, carried)

    def _after(self, way: Way, step: Step) -> Way:
        grown = way._replace(legs=way.legs + 1, strength=way.strength.beside(step.strength))
        if step.action == "enter":
            return grown._replace(territory=step.to, gone=way.gone | ({step.to} - {self.asked.origin}))
        if step.action == "obtain":
            return grown._replace(papers=way.papers | {(str(step.document), step.to)})
        return grown

    # -- whole journeys -------------------------------------------------------------------------------

    def beats(self, one: Way, other: Way) -> bool:
        """Whether one way is at least as good as another in everything, at the same place."""
        return (
            one.territory == other.territory
            and one.legs <= other.legs
            and one.strength.no_weaker(other.strength)
            and one.gone <= other.gone
            and one.papers >= other.papers
            and all(self._tested(one, kind) == self._tested(other, kind) for kind in self.unwanted)
        )

    def _tested(self, way: Way, kind: str) -> Names:
        return frozenset(issuer for own, issuer in way.papers if self.said.within(own, kind))

    def start(self) -> Way:
        """Give the way without any leg."""
        at = self.asked.at
        return Way(at, self.asked.papers, NOTHING if at == self.asked.origin else frozenset({at}), 0, Strength())

    def layers(self, legs: int, *, limit: int, end: str | None = None) -> list[Layer]:
        """Give for each number of legs every way, with how many sequences make it (see `Found`).

        Ends before the number of legs when a layer would be larger than ``limit``; a way ends at the place ``end``.
        """
        layers: list[Layer] = [{self.start(): (1, 1)}]
        for _ in range(legs):
            known = [way for layer in layers for way in layer]
            grown: Layer = defaultdict(lambda: (0, 0))
            for way, (every, clean) in layers[-1].items():
                if way.legs and way.territory == end:
                    continue
                pruned = any(self.beats(one, way) and not self.beats(way, one) for one in known)
                for step, further in self.moves(way):
                    if step.action in ("enter", "obtain"):
                        old = grown[further]
                        grown[further] = (old[0] + every, old[1] + (0 if pruned else clean))
            if len(grown) > limit:
                break
            layers.append(dict(grown))
        return layers

    def fits(self, place: str, to: Iterable[str]) -> bool:
        """Whether a territory is a goal of the question."""
        wanted = frozenset(to)
        return place in wanted if wanted else place not in (self.asked.origin, self.asked.at)

    def goals(self, level: str, layers: Sequence[Mapping[Way, tuple[int, int]]], to: Iterable[str] = ()) -> list[Found]:
        """Give the ways to a goal that no other way to it dominates; each ends at its first leg that reaches it.

        The territory of a goal is the State that is entered or asked, wherever the application is made.
        """
        wanted = frozenset(to)
        totals: Layer = defaultdict(lambda: (0, 0))
        known = [way for layer in layers for way in layer]
        for layer in layers[:-1]:
            for way, (every, clean) in layer.items():
                pruned = any(self.beats(one, way) and not self.beats(way, one) for one in known)
                for step, further in self.moves(way):
                    if step.action != STEP[level] or not self.fits(step.to, wanted):
                        continue
                    if level == "reach" and step.to in way.gone:
                        continue
                    # At the goal the papers in hand no longer count: nothing is left that they could open.
                    final = further._replace(territory=step.to, papers=frozenset())
                    old = totals[final]
                    totals[final] = (old[0] + every, old[1] + (0 if pruned else clean))
        return [
            Found(way.territory, way, every, clean)
            for way, (every, clean) in totals.items()
            if not any(self.beats(one, way) and not self.beats(way, one) for one in totals)
        ]

    def unfinished(self, level: str, layers: Sequence[Mapping[Way, tuple[int, int]]], to: Iterable[str] = ()) -> bool:
        """Whether the last layer adds an itinerary, or a state that nothing of the layers before it dominates."""
        known = [way for layer in layers[:-1] for way in layer]
        if any(not any(self.beats(one, way) for one in known) for way in layers[-1]):
            return True
        return any(found.way.legs == len(layers) - 1 for found in self.goals(level, layers, to))

    def near(self, territory: str, ways: Iterable[Way]) -> set[Near]:
        """Give for each step into a territory that no way allows the smallest sets of what it lacks."""
        found = set()
        reached = list(ways)
        for step in self.steps:
            if step.to != territory:
                continue
            lacks = {self.lacks(step, way) for way in reached if way.territory != step.to or step.at}
            fewest = min((len(item) for item in lacks), default=0)
            found |= {Near(step.action, step.claims, item) for item in lacks if len(item) == fewest and item}
        return found

    # -- legs again, one by one -----------------------------------------------------------------------

    def key(self, step: Step, here: str) -> LegKey:
        """Give what makes a leg the same leg, whatever carries it.

        Whose document is shown belongs to it only where that is one State, and not that of the first nationality.
        """
        first = next(iter(self.asked.nationalities), None)
        given = [*step.issuers] if step.action == "enter" and step.document else []
        issuer = given[0] if len(given) == 1 and given[0] != first else None
        return (step.action, here, step.to, step.document, issuer)

    def replay(self, keys: Iterable[LegKey]) -> list[frozenset[Names]]:
        """Give for each leg of an itinerary the minimal sets of claims that carry it; none where it cannot be made.

        A paper that was obtained rests on what its leg rested on, and so does the entry that it opens. After a leg
        that cannot be made the rest is looked at as if it had been.
        """
        way, found, origins = self.start(), [], dict.fromkeys(self.asked.papers, frozenset({NOTHING}))
        for key in keys:
            action, _, to, document, _ = key
            sets: set[Names] = set()
            for step, _ in self.moves(way):
                if self.key(step, way.territory) == key:
                    paper = (str(step.document), str(step.issuer))
                    beneath = origins.get(paper, frozenset()) if step.own_paper else frozenset({NOTHING})
                    sets |= {step.claims | one for one in beneath}
            found.append(smallest(sets))
            if action == "obtain":
                origins.setdefault((str(document), to), smallest(sets) or frozenset({NOTHING}))
            way = self._after(way, Step(action, to, NOTHING, Strength(), document=document))
        return found

    def without(self, claims: Iterable[str]) -> Oracle:
        """Give the oracle of the same question in a world that lacks some claims."""
        gone = set(claims)
        kept = {name: claim for name, claim in self.knowledge.claims.items() if name not in gone}
        return Oracle(replace(self.knowledge, claims=kept), self.asked, self.now, possible=self.possible)

    def at(self, now: Snapshot) -> Oracle:
        """Give the oracle of the same question on other dates."""
        return Oracle(self.knowledge, self.asked, now, possible=self.possible)
