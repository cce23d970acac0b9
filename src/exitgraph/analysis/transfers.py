"""Transfers of people between territories: what claims tell of one, and whether it is law or was done.

A transfer is *documented* when a claim tells that somebody was returned, handed over or abducted; it *may be invoked*
when a claim tells of a designation, an agreement, a policy of extradition, or a decision that was not carried out. What
speaks against a transfer stands beside it, and takes nothing away.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from exitgraph.claims.conflict import contradictions
from exitgraph.claims.groups import covers, fields_of
from exitgraph.claims.inforce import Standing, basis_of, in_force
from exitgraph.routes.effects import EXPOSING_POLICIES
from exitgraph.routes.rules import rules_for
from exitgraph.vocabulary import iri, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri
    from exitgraph.routes.compile import Compiled
    from exitgraph.routes.profile import Profile

#: What is law or policy, and what was done.
INVOKED = ("designation", "agreement", "extradition-policy", "decision")
DONE = ("return", "abduction")

_PERSON = xg("Person")
_STATEMENT = iri("concept:statement")
#: A decision that may still be carried out; anything else in the role says that the transfer did not come about.
_STANDING_DECISIONS = frozenset(
    iri(f"concept:{name}")
    for name in (
        *("ordered-not-carried-out", "decision-pending", "appeal-pending", "appeal-decided", "final-decision"),
        *("first-instance", "adopted"),
    )
)
#: Policies that stand against a transfer to the State named by ``to``.
_PROTECTING_POLICIES = frozenset(
    {iri("concept:denies-extradition-request"), iri("concept:does-not-extradite-for-recruitment-search")}
)
_FIRST_SAFE = iri("concept:claim-in-first-safe-country")


#: Claims, in order.
Names: TypeAlias = "tuple[Iri, ...]"
#: Claims of membership that make both ends members, and whether they do so for certain.
Ways: TypeAlias = "tuple[Names, bool]"


class Transfer(NamedTuple):
    """What one claim tells of a transfer.

    ``kind`` is one of `INVOKED` or `DONE`; ``mode`` the safe-country concept, return mode or condition that the claim
    names; ``person`` a person who was transferred, if it is told of one; ``wider`` whether the claim is about a wider
    group than the one that is asked about; ``law`` the procedures by which a designation may be applied; ``members``
    the ways in which claims make the ends members of the regions that the claim names (none: it names none, or
    reference data say so).
    """

    claim: Iri
    kind: str
    certain: bool
    why: str = ""
    mode: Iri | None = None
    person: Iri | None = None
    wider: bool = False
    law: tuple[Iri, ...] = ()
    members: tuple[Ways, ...] = ()

    @property
    def done(self) -> bool:
        """Whether it tells of a transfer that was carried out."""
        return self.kind in DONE


class Transfers(NamedTuple):
    """Transfers by their two ends, what speaks against each, and returns of which no destination is stated."""

    between: Mapping[tuple[Iri, Iri], tuple[Transfer, ...]]
    against: Mapping[tuple[Iri, Iri], tuple[Iri, ...]]
    unplaced: tuple[Iri, ...]


def transfers(compiled: Compiled, profile: Profile) -> Transfers:
    """Read every transfer that claims tell of people like the profile.

    Parameters
    ----------
    compiled
        The claims of one snapshot.
    profile
        Whose origin, nationality and personal status are asked about; documents play no part.
    """
    return _Reader(compiled, profile).read()


class _Spread(NamedTuple):
    """The ways in which claims make two territories the ends of a transfer, and why none of them is certain."""

    members: tuple[Ways, ...]
    why: str

    @classmethod
    def of(cls, ways: Mapping[Names, str]) -> _Spread:
        """Read the ways; where reference data say it, no claim has to."""
        found = () if () in ways else tuple((claims, not why) for claims, why in sorted(ways.items()))
        return cls(found, min(ways.values(), key=bool))

    def over(self, told: Transfer) -> Transfer:
        """Give a transfer as it is told between the two."""
        why = "; ".join(filter(None, (told.why, self.why)))
        return told._replace(certain=told.certain and not self.why, why=why, members=self.members)


class _Reader:
    def __init__(self, compiled: Compiled, profile: Profile) -> None:
        self.compiled, self.profile = compiled, profile
        self.knowledge = compiled.knowledge
        self.found: dict[tuple[Iri, Iri], set[Transfer]] = defaultdict(set)
        self.opposing: dict[tuple[Iri, Iri], set[Iri]] = defaultdict(set)
        self.unplaced: set[Iri] = set()

    def read(self) -> Transfers:
        self._designations()
        for claim, certain, why in self._live():
            name = local_name(claim.relation)
            if name == "statesPolicy":
                self._policy(claim, why, certain=certain)
            else:
                self._return(claim, why, certain=certain)
        self._contradicted()
        return Transfers(
            {ends: tuple(sorted(told, key=_presented)) for ends, told in sorted(self.found.items())},
            {ends: tuple(sorted(told)) for ends, told in sorted(self.opposing.items())},
            tuple(sorted(self.unplaced)),
        )

    # -- designations and agreements, as journeys read them -------------------------------------------

    def _designations(self) -> None:
        rules = rules_for(self.compiled, self.profile)
        first_safe = self._first_safe()
        for (state, place), told in rules.deemed_safe.items():
            law = {claim for named in rules.limbs.get(state, ()) for claim in named.claims}
            here = tuple(sorted({*law, *first_safe.get(state, ())}))
            for name, certain in _surest((item.claim, item.certain) for item in told):
                mode = _iri(self.knowledge.claims[name].role(xg("safeConcept")))
                self._add_law((state, place), name, "designation", mode=mode, law=here, certain=certain)
        for (state, place), agreed in rules.agreements.items():
            for name, certain in _surest((named.claims[0], named.certain) for named in agreed):
                self._add_law((state, place), name, "agreement", certain=certain)

    def _add_law(
        self, ends: tuple[Iri, Iri], name: Iri, kind: str, *, certain: bool, mode: Iri | None = None, law: Names = ()
    ) -> None:
        claim = self.knowledge.claims[name]
        spread = self._ends(claim.subject, claim.object).get(ends)
        members = spread.members if spread else ()
        self._add(
            ends, Transfer(name, kind, certain, "" if certain else "possible only", mode, law=law, members=members)
        )

    def _first_safe(self) -> dict[Iri, set[Iri]]:
        """Give the claims by which each State says that asylum is to be asked for where one is first safe."""
        found: dict[Iri, set[Iri]] = defaultdict(set)
        for claim, _, _ in self._live("statesPolicy"):
            if claim.object == _FIRST_SAFE and claim.proposition.positive:
                found[claim.subject].add(claim.iri)
        return found

    # -- returns and policies --------------------------------------------------------------------------

    def _live(self, *relations: str) -> Iterator[tuple[Claim, bool, str]]:
        """Give claims in force about people like the profile, whether certainly, and why not."""
        wanted = {xg(name) for name in relations or ("returned", "abducted", "refusedExtradition", "statesPolicy")}
        for name in sorted(self.knowledge.claims):
            claim = self.knowledge.claims[name]
            if claim.relation not in wanted:
                continue
            standing = in_force(self.knowledge, claim, self.compiled.now)
            met = [covers(self.knowledge, party, self.profile.fields) for party in self._parties(claim)]
            if standing.standing is Standing.NOT_IN_FORCE or False in met:
                continue
            reasons = [standing.why] if standing.standing is not Standing.CERTAIN else []
            reasons += ["it is open whether the group is within that of the claim"] if None in met else []
            reasons += ["it has an exception"] if claim.role(xg("exception")) is not None else []
            yield claim, not reasons, "; ".join(reasons)

    def _parties(self, claim: Claim) -> list[Iri]:
        ends = (claim.subject, claim.object, claim.role(xg("group")))
        return [end for end in ends if isinstance(end, str) and self._is(end, xg("Party"))]

    def _is(self, name: Iri, kind: Iri) -> bool:
        entity = self.knowledge.entities.get(name)
        return entity is not None and self.knowledge.ontology.is_a(entity.types, kind)

    def _policy(self, claim: Claim, why: str, *, certain: bool) -> None:
        target = claim.role(xg("to")) or self.profile.origin
        for ends, spread in self._ends(claim.subject, target).items():
            if claim.object in EXPOSING_POLICIES and claim.proposition.positive:
                mode = _iri(claim.role(xg("condition")))
                told = Transfer(claim.iri, "extradition-policy", certain, why, mode)
                self._add(ends, spread.over(told))
            elif claim.object in _PROTECTING_POLICIES or claim.object in EXPOSING_POLICIES:
                self.opposing[ends].add(claim.iri)

    def _return(self, claim: Claim, why: str, *, certain: bool) -> None:
        abducted = claim.relation == xg("abducted")
        to = claim.role(xg("to")) or (claim.subject if abducted else None)
        stated = claim.role(xg("from")) or (claim.role(xg("at")) if abducted or claim.subject == to else None)
        start = stated or (None if abducted or claim.subject == to else claim.subject)
        if to is None or start is None:
            if claim.proposition.positive and claim.relation != xg("refusedExtradition"):
                self.unplaced.add(claim.iri)
            return
        state = claim.role(xg("procedureState"))
        for ends, spread in self._ends(start, to).items():
            if not claim.proposition.positive or claim.relation == xg("refusedExtradition"):
                self.opposing[ends].add(claim.iri)
            elif state in _STANDING_DECISIONS or self._expected(claim):
                told = Transfer(claim.iri, "decision", certain, why, _iri(claim.role(xg("returnMode"))))
                self._add(ends, spread.over(told))
            elif state is not None or not self.knowledge.in_effect(claim):
                self.opposing[ends].add(claim.iri)
            else:
                self._add(ends, spread.over(self._done(claim, why, certain=certain, abducted=abducted)))

    def _expected(self, claim: Claim) -> bool:
        basis = basis_of(claim, self.knowledge.ontology.relations[claim.relation])
        return claim.role(xg("modality")) is not None or basis == _STATEMENT

    def _done(self, claim: Claim, why: str, *, certain: bool, abducted: bool) -> Transfer:
        party = claim.object if isinstance(claim.object, str) else ""
        status = self.profile.status
        of = fields_of(self.knowledge, party).statuses
        wider = status is not None and not any(status in self.knowledge.broader(name) for name in of)
        kind = "abduction" if abducted or claim.role(xg("returnMode")) == iri("concept:abduction") else "return"
        person = party if self._is(party, _PERSON) else None
        return Transfer(claim.iri, kind, certain, why, _iri(claim.role(xg("returnMode"))), person, wider)

    # -- ends and what speaks against ---------------------------------------------------------------------

    def _ends(self, start: object, to: object) -> dict[tuple[Iri, Iri], _Spread]:
        """Give the territories that both ends stand for, each pair with the memberships that make it so."""
        found: dict[tuple[Iri, Iri], dict[Names, str]] = defaultdict(dict)
        for here in self.compiled.places(_iri(start)):
            for there in self.compiled.places(_iri(to)):
                claims = tuple(sorted({*here.claims, *there.claims}))
                found[here.territory, there.territory][claims] = "; ".join(filter(None, (here.why, there.why)))
        return {ends: _Spread.of(ways) for ends, ways in found.items()}

    def _add(self, ends: tuple[Iri, Iri], told: Transfer) -> None:
        if ends[0] != ends[1] and ends[0] != self.profile.origin:
            self.found[ends].add(told)

    def _contradicted(self) -> None:
        against = contradictions(self.knowledge, deprecated=True)
        for ends, told in self.found.items():
            own = {item.claim for item in told}
            for name in own:
                for other, _ in against.get(name, ()):
                    standing = in_force(self.knowledge, self.knowledge.claims[other], self.compiled.now).standing
                    if standing is not Standing.NOT_IN_FORCE and other not in own:
                        self.opposing[ends].add(other)


def _surest(told: Iterable[tuple[Iri, bool]]) -> list[tuple[Iri, bool]]:
    """Give each claim once, certain if it is so in any way."""
    found: dict[Iri, bool] = {}
    for name, certain in told:
        found[name] = found.get(name, False) or certain
    return list(found.items())


def _iri(value: object) -> Iri | None:
    return value if isinstance(value, str) else None


def _presented(told: Transfer) -> tuple[object, ...]:
    return (not told.done, not told.certain, (*DONE, *INVOKED).index(told.kind), told.claim)
