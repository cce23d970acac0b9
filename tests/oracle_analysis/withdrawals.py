"""Gaps and dependence by brute force: every set of changes or withdrawals, each in a world of its own.

A way is open or not by walking every state from the start, with the legs that `oracle` gives. What stands against
somebody is lifted by taking the claims that say it out of the world; what a State does for people of another personal
status is read with the personal status of every claim's group left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.groups import GroupFields, covers, fields_of
from exitgraph.vocabulary import iri, local_name
from oracle.journeys import STEP, Oracle, Way
from oracle.said import Said, role
from oracle.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.claims import Claim
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from oracle.said import Asked
    from oracle.steps import Step

DOING = (
    *("admits", "issuesTravelDocument", "appliedForAsylumIn", "permitsApplication", "statesPolicy", "setsProcedure"),
    "grantsProtection",
)
AGAINST = ("bars", "barsExit", "closesBorder", "refusesProtection", "suspendsProtection")

Goals = frozenset[tuple[str, str]]


class Name(NamedTuple):
    """A change or a policy by name: what is done, the State, and two words more."""

    kind: str
    state: str
    what: str | None
    document: str | None = None


class _Wide(Said):
    """Reads what States do as if it were said of everybody of the nationality."""

    def about(self, claim: Claim) -> bool | None:
        own = super().about(claim)
        if own is True or local_name(claim.relation) not in DOING or not claim.proposition.positive:
            return own
        answers: list[bool | None] = [own]
        for end in (claim.subject, claim.object, role(claim, "group")):
            if isinstance(end, str) and end.startswith((iri("group:"), iri("person:"))):
                statuses = fields_of(self.knowledge, end).statuses or frozenset({self.asked.status or ""})
                mine = GroupFields(frozenset(self.asked.nationalities), statuses)
                answers = [covers(self.knowledge, end, mine)]
        return True if answers == [True] else own


@dataclass
class Worlds:
    """One question, and every world that differs from it by changes of policies."""

    knowledge: Knowledge
    asked: Asked
    now: Snapshot
    possible: bool
    read: dict[frozenset[Name], tuple[Oracle, list[Step], set[Name]]] = field(default_factory=dict)

    def _read(self, lifted: frozenset[Name]) -> tuple[Oracle, list[Step], set[Name]]:
        """Give the legs of a world without what was lifted, and which are of one's own status."""
        if lifted not in self.read:
            gone = {(name.state, name.what) for name in lifted}
            kept = {
                iri_: claim
                for iri_, claim in self.knowledge.claims.items()
                if not (_stands_against(claim) and (claim.subject, claim.relation) in gone)
            }
            world = replace(self.knowledge, claims=kept)
            oracle = Oracle(world, self.asked, self.now, possible=self.possible)
            wide = Steps(_Wide(world, self.asked, self.now), oracle.against)
            own = {_key(step) for step in oracle.steps}
            self.read[lifted] = oracle, wide.every, own
        return self.read[lifted]

    def names(self) -> list[Name]:
        """Give every change that there is."""
        found = {
            Name("lift", claim.subject, claim.relation)
            for claim in self.knowledge.claims.values()
            if _stands_against(claim)
        }
        # What stands against a step hides whether it is one's own.
        _, steps, own = self._read(frozenset(found))
        for step in steps:
            if step.action == "enter" and step.document:
                found.add(Name("waive", step.to, step.document))
            if step.without:
                found.add(Name("give", step.to, step.without, step.document))
            if _key(step) not in own:
                found.add(_extension(step))
        return sorted(found, key=str)

    def goals(
        self, changes: frozenset[Name], levels: tuple[str, ...], withdrawn: frozenset[Name] = frozenset()
    ) -> Goals:
        """Give the goals that are reached in the world of these changes, without the policies withdrawn."""
        oracle, wide, own = self._read(frozenset(name for name in changes if name.kind == "lift"))
        extended = [step for step in wide if _key(step) not in own and _extension(step) in changes]
        steps = [*oracle.steps, *extended]
        start = oracle.start()
        seen, queue, goals = {start._replace(gone=frozenset())}, [start], set()
        while queue:
            way = queue.pop()
            for step in (*steps, *oracle.book.own_papers(way.papers)):
                if policy(step) in withdrawn or not self._open(oracle, step, way, changes):
                    continue
                goals |= {
                    (level, step.to) for level in levels if STEP[level] == step.action and oracle.fits(step.to, ())
                }
                after = _after(step, way)
                if after not in seen:
                    seen.add(after)
                    queue.append(after)
        return frozenset(goals)

    def _open(self, oracle: Oracle, step: Step, way: Way, changes: frozenset[Name]) -> bool:
        if step.action == "enter" and step.to == way.territory:
            return False
        if step.beside and not any(
            oracle.said.within(kind, step.beside) and issuer in self.asked.nationalities for kind, issuer in way.papers
        ):
            return False
        lacks = set(oracle.lacks(step, way))
        if not step.own_paper and step.document and Name("waive", step.to, step.document) in changes:
            lacks.discard(("document", step.document))
        if step.without and Name("give", step.to, step.without, step.document) in changes:
            lacks.discard(("without", step.without))
        return not lacks

    def smallest(self, levels: tuple[str, ...], most: int) -> set[frozenset[Name]] | None:
        """Give all smallest sets of changes that open a goal; ``None`` if no set of that size does."""
        names = self.names()
        for size in range(most + 1):
            sets = {frozenset(chosen) for chosen in combinations(names, size)}
            opening = {chosen for chosen in sets if self.goals(chosen, levels)}
            if opening:
                return opening
        return None

    def policies(self) -> list[Name]:
        """Give every policy that there is."""
        oracle, _, _ = self._read(frozenset())
        given = {(str(step.document), step.to) for step in oracle.steps if step.action == "obtain"}
        own = oracle.book.own_papers(frozenset(given | self.asked.papers))
        return sorted({policy(step) for step in (*oracle.steps, *own)}, key=str)


def policy(step: Step) -> Name:
    """Give the policy that a leg is part of."""
    document = step.document if step.action in ("enter", "obtain") else None
    return Name(step.action + (" own" if step.own_paper else ""), step.to, document)


def cuts(worlds: Worlds, levels: tuple[str, ...], most: int) -> set[frozenset[Name]]:
    """Give all smallest sets of policies without which no goal is reached."""
    for size in range(1, most + 1):
        found = {
            frozenset(chosen)
            for chosen in combinations(worlds.policies(), size)
            if not worlds.goals(frozenset(), levels, frozenset(chosen))
        }
        if found:
            return found
    return set()


def _stands_against(claim: Claim) -> bool:
    return local_name(claim.relation) in AGAINST or not claim.proposition.positive


def _extension(step: Step) -> Name:
    document = step.document if step.action in ("enter", "obtain") else None
    return Name("extend", step.to, step.action, document)


def _key(step: Step) -> Name:
    return Name(
        "step",
        step.to,
        repr((step.action, sorted(step.claims), step.at, step.document, step.without, step.mode, step.firm)),
    )


def _after(step: Step, way: Way) -> Way:
    if step.action == "enter":
        return way._replace(territory=step.to, gone=frozenset())
    if step.action == "obtain":
        return way._replace(papers=way.papers | {(str(step.document), step.to)}, gone=frozenset())
    return way._replace(gone=frozenset())


def reachable(worlds: Worlds, levels: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Give the goals as things are."""
    yield from worlds.goals(frozenset(), levels)
