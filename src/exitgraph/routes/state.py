"""Where a journey stands, what a rule still lacks there, and what a leg makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.routes.effects import OWN_PAPERS
from exitgraph.routes.profile import TravelDocument
from exitgraph.routes.rules import Contest, Rule
from exitgraph.vocabulary import iri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.routes.profile import Profile
    from exitgraph.routes.rules import Rules

_LAND = iri("concept:land")
_ANY_MODE = iri("concept:any-mode")


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

    knowledge: Knowledge
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

    def holds(self, state: State, kind: Iri, issuer: Iri | None) -> bool:
        """Whether a document of the kind, or of a narrower one, is held from that issuer."""
        wanted = issuer or self.profile.nationality
        return any(
            document.issuer == wanted and kind in self.knowledge.broader(document.kind) for document in state.holds
        )

    def unmet(self, rule: Rule, state: State) -> list[Unmet]:
        """Give every precondition of a rule that the state does not meet; none: the leg can be made."""
        claims = (rule.claim,) if rule.claim else ()
        found = []
        if rule.at is not None and state.territory != rule.at:
            found.append(Unmet("place", rule.at, claims))
        if rule.action == "enter":
            found += self._unmet_entry(rule, state, claims)
        if rule.without and self.holds(state, rule.without, None):
            found.append(Unmet("without", rule.without, claims))
        if rule.why and not self.possible:
            behind = dict.fromkeys((*claims, *(contest.claim for contest in rule.contests)))
            found.append(Unmet("evidence", rule.why, tuple(behind)))
        return found

    def _unmet_entry(self, rule: Rule, state: State, claims: tuple[Iri, ...]) -> Iterator[Unmet]:
        if rule.document is not None and not self.holds(state, rule.document, rule.issuer):
            yield Unmet("document", rule.document, claims)
        if rule.mode == _LAND and not self._linked(rule.at or state.territory, rule.to):
            yield Unmet("border", rule.to, claims)
        contests = self.leaving(rule, state)
        if contests and not self.possible:
            yield Unmet("contest", contests[0].why, tuple(contest.claim for contest in contests))

    def _linked(self, here: Iri, there: Iri) -> bool:
        pair = (here, there)
        return pair in self.rules.land_links or (self.possible and pair in self.rules.possible_links)

    def leaving(self, rule: Rule, state: State) -> tuple[Contest, ...]:
        """Exit bans and closures that stand against a leg out of the territory where it begins.

        A closed land border says nothing against an entry that is open by any way or by air.
        """
        here = rule.at or state.territory
        carried = self.knowledge.broader(rule.document) if rule.document else frozenset()
        bans = tuple(
            contest
            for contest in self.rules.exit_bans.get(here, ())
            if not contest.document or contest.document in carried
        )
        if rule.mode not in (None, _LAND) or rule.mode == _ANY_MODE:
            return bans
        return bans + self.rules.closed.get((here, rule.to), ())

    def entries(self, state: State) -> Iterator[Rule]:
        """Give the rules of entry that a state could use: those from claims, and the issuer's own paper."""
        yield from self.rules.enter
        for document in sorted(state.holds):
            if document.kind in OWN_PAPERS and document.issuer != state.territory:
                yield self.own_paper(document)

    def own_paper(self, document: TravelDocument) -> Rule:
        """Make the declared rule that a State lets people in on its own paper (J6)."""
        return Rule(
            "enter", document.issuer, None, "rule", document=document.kind, issuer=document.issuer, mode=_ANY_MODE
        )

    def after(self, rule: Rule, state: State) -> State:
        """Give the state that a leg leads to."""
        if rule.action == "enter":
            passed = state.transited | {rule.to} - {self.profile.origin}
            return State(rule.to, state.holds, "", passed)
        if rule.action == "obtain":
            assert rule.document is not None  # noqa: S101  # an obtain rule names what it gives
            gained = TravelDocument(rule.document, rule.issuer or rule.to)
            return state._replace(holds=state.holds | {gained})
        return state._replace(legal="applicant" if rule.action == "apply" else "protected")

    def needs_beside(self, rule: Rule, state: State) -> Unmet | None:
        """Say which passport a visa wants beside it, where it is not held."""
        beside = OWN_PAPERS.get(rule.document or "")
        if rule.claim is None and beside and not self.holds(state, beside, None):
            return Unmet("document", beside)
        return None
