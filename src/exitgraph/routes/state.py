"""Where a journey stands, what a rule still lacks there, and what a leg makes of it: the plain reading of the rules.

The search works on a packed form of the same (`exitgraph.routes.moves`); explanations use this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.routes.effects import NATIONAL_PAPERS, OWN_PAPERS
from exitgraph.routes.profile import TravelDocument
from exitgraph.routes.rule import Contest, Rule, Weight
from exitgraph.routes.rules import barred, speaks_of
from exitgraph.vocabulary import iri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.claims.values import Iri
    from exitgraph.routes.compile import Compiled, Membership
    from exitgraph.routes.profile import Profile
    from exitgraph.routes.rules import Rules

LAND = iri("concept:land")
AIR = iri("concept:air")
ANY_MODE = iri("concept:any-mode")


class State(NamedTuple):
    """A state of a journey: place, documents held, legal status there, territories passed before."""

    territory: Iri
    holds: frozenset[TravelDocument]
    legal: str = ""
    transited: frozenset[Iri] = frozenset()


class Unmet(NamedTuple):
    """One precondition of a rule that a state does not meet.

    ``kind`` is ``place``, ``document``, ``without``, ``border``, ``contest`` or ``evidence``; ``needed`` the IRI that
    would be needed, or a text; ``claims`` what stands behind it.
    """

    kind: str
    needed: str
    claims: tuple[Iri, ...] = ()


@dataclass(frozen=True)
class World:
    """All that a search needs to know: rules, borders and documents of one snapshot and profile."""

    compiled: Compiled
    profile: Profile
    rules: Rules
    possible: bool = False

    @cached_property
    def start(self) -> State:
        """Where the journey begins; a person already abroad has passed the place where it begins."""
        at = self.profile.at
        passed = frozenset() if at == self.profile.origin else frozenset({at})
        return State(at, self.profile.holds, "", passed)

    @cached_property
    def tested_negatively(self) -> frozenset[Iri]:
        """Documents that some rule wants not to be held: for these more is not better."""
        return frozenset(rule.without for rule in self.rules.obtain if rule.without)

    @cached_property
    def usable(self) -> tuple[Rule, ...]:
        """The rules that this mode of answer may use, in order."""
        return tuple(rule for rule in self.rules.legs if self.possible or rule.certain)

    def counts_as(self, document: TravelDocument, kind: Iri, issuers: tuple[Iri, ...]) -> bool:
        """Whether a document is of the kind, or a narrower one, from one of the issuers."""
        return document.issuer in issuers and kind in self.compiled.broader(document.kind)

    def holds(self, state: State, kind: Iri, issuers: tuple[Iri, ...]) -> bool:
        """Whether a document of the kind, or of a narrower one, is held from one of the issuers."""
        return any(self.counts_as(document, kind, issuers) for document in state.holds)

    def unmet(self, rule: Rule, state: State) -> list[Unmet]:
        """Give every precondition of a rule that the state does not meet; none: the leg can be made."""
        claims = rule.claims
        found = []
        if rule.at is not None and state.territory != rule.at:
            found.append(Unmet("place", rule.at, claims))
        if rule.action == "enter":
            found += self._unmet_entry(rule, state, claims)
        if rule.without and self.holds(state, rule.without, self.profile.nationalities):
            found.append(Unmet("without", rule.without, claims))
        if rule.why and not self.possible:
            behind = dict.fromkeys((*claims, *(contest.claim for contest in rule.contests)))
            found.append(Unmet("evidence", rule.why, tuple(behind)))
        return found

    def _unmet_entry(self, rule: Rule, state: State, claims: tuple[Iri, ...]) -> Iterator[Unmet]:
        if rule.document is not None and not self.holds(state, rule.document, rule.issuers):
            yield Unmet("document", rule.document, claims)
        if rule.beside is not None and not self.holds(state, rule.beside, self.profile.nationalities):
            yield Unmet("document", rule.beside, claims)
        here = rule.at or state.territory
        if rule.mode == LAND and not self.links(here, rule.to):
            yield Unmet("border", rule.to, claims)
        contests = self.leaving(rule, here)
        if contests and not self.possible:
            yield Unmet("contest", contests[0].why, tuple(contest.claim for contest in contests))

    def links(self, here: Iri, there: Iri) -> tuple[tuple[Iri, ...], ...]:
        """Give the sets of claims by which two places are linked by land: the empty set where they share a border."""
        if (here, there) in self.compiled.knowledge.border_pairs:
            return ((),)
        journeys = self.rules.journeys.get((here, there), ())
        return tuple(journey.claims for journey in journeys if self.possible or journey.certain)

    def leaving(self, rule: Rule, here: Iri) -> tuple[Contest, ...]:
        """Give what stands against a leg because of where it begins.

        A leg by any mode is contested when each of its ways has something against it, another when one of them has.
        """
        standing = [
            against
            for against in self.rules.leaving.get(here, ())
            if against.to in (None, rule.to)
            and speaks_of(self.compiled, against, rule.document, rule.issuers)
            and (not against.same_mode or against.mode in (None, rule.mode))
        ]
        if not standing:
            return ()
        always = [against.contest for against in standing if against.same_mode]
        ways = [
            [
                against.contest
                for against in standing
                if not against.same_mode and (against.mode is None or against.mode == way)
            ]
            for way in self._ways(rule, here)
        ]
        if rule.mode != ANY_MODE or all(ways):
            always += [contest for way in ways for contest in way]
        return tuple(sorted(set(always)))

    def _ways(self, rule: Rule, here: Iri) -> tuple[Iri, ...]:
        if rule.mode is None:
            return (AIR, LAND)
        if rule.mode == ANY_MODE:
            return (AIR, LAND) if self.links(here, rule.to) else (AIR,)
        return (rule.mode,)

    # -- papers that their issuer honours ---------------------------------------------------------------

    def own_papers(self, document: TravelDocument) -> Iterator[Rule]:
        """Make the declared rules that a State lets people in on its own paper (J6)."""
        paper = OWN_PAPERS.get(document.kind)
        origin = self.profile.origin
        if document.kind in NATIONAL_PAPERS and document.issuer in self.profile.nationalities:
            if document.issuer != origin:
                yield self._own_paper(document, document.issuer, None)
        elif paper is not None:
            members = self.compiled.members.get(paper.region, ()) if paper.region else ()
            if document.issuer in self.compiled.regions:
                for member in members:
                    if member.territory != origin:
                        yield self._own_paper(document, member.territory, paper.beside, (member,))
                return
            if document.issuer != origin:
                yield self._own_paper(document, document.issuer, paper.beside)
            issuing = [member for member in members if member.territory == document.issuer]
            for giver, member in product(issuing, members):
                if member.territory not in (origin, document.issuer):
                    yield self._own_paper(document, member.territory, paper.beside, (giver, member))

    def _own_paper(
        self, document: TravelDocument, to: Iri, beside: Iri | None, members: tuple[Membership, ...] = ()
    ) -> Rule:
        claims = tuple(dict.fromkeys(claim for member in members for claim in member.claims))
        issuers = (document.issuer,)
        contests = barred(self.compiled, self.rules.bars.get(to, ()), document.kind, issuers, ANY_MODE)
        reasons = [*dict.fromkeys(member.why for member in members if member.why), *(["contested"] if contests else [])]
        weight = self.compiled.weight(claims) if claims else Weight()
        return Rule(
            "enter",
            to,
            claims,
            weight,
            None,
            document.kind,
            issuers,
            document.issuer,
            None,
            beside,
            ANY_MODE,
            "; ".join(reasons),
            tuple(sorted(set(contests))),
            own_paper=True,
        )

    def after(self, rule: Rule, state: State) -> State:
        """Give the state that a leg leads to."""
        if rule.action == "enter":
            passed = state.transited | {rule.to} - {self.profile.origin}
            return State(rule.to, state.holds, "", passed)
        if rule.action == "obtain":
            assert rule.document is not None  # noqa: S101  # an obtain rule names what it gives
            gained = TravelDocument(rule.document, rule.to)
            return state._replace(holds=state.holds | {gained})
        return state._replace(legal="applicant" if rule.action == "apply" else "protected")
