"""The first compilation: claims in force on the two clocks to templates of rules, once a snapshot, for every profile.

A template knows everything about a rule but whether the profile is within its group and what stands against it there;
`exitgraph.routes.rules` settles that. Regions are spread over their members here (J6), each member with the claims that
make it one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.conflict import contradictions
from exitgraph.claims.grades import Grades
from exitgraph.claims.inforce import Standing, basis_of, in_force
from exitgraph.claims.knowledge import iris
from exitgraph.lines import Range, Tally
from exitgraph.routes.effects import BASES, BLOCKING, EFFECTS, FIRM, LEGS, NOT_IN_EFFECT, OWN_PAPERS
from exitgraph.routes.rule import CREDIBILITIES, RELIABILITIES, Contest, Weight
from exitgraph.vocabulary import local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from exitgraph.claims.inforce import InForce, Snapshot
    from exitgraph.claims.interval import Interval
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri, Value
    from exitgraph.routes.effects import Effect


_DOCUMENT, _ISSUER, _WITHOUT = xg("document"), xg("documentIssuer"), xg("withoutDocument")
_MODE, _GROUP, _EXCEPTION = xg("mode"), xg("group"), xg("exception")
_PROCEDURE_STATE = xg("procedureState")
_LIMITING = (xg("condition"), xg("scope"), xg("modality"))
_WANTED = {
    "enter": ((_DOCUMENT, "the claim names no travel document"),),
    "obtain": (
        (xg("at"), "where it is issued is not stated"),
        (_GROUP, "to whom it is issued is not stated"),
    ),
}


class Membership(NamedTuple):
    """One member of a region, and the claim that makes it one (none: reference data), with why it is only possible."""

    territory: Iri
    claims: tuple[Iri, ...] = ()
    why: str = ""


class Template(NamedTuple):
    """A rule, or what stands against one, before it is known whose journey it is.

    ``parties`` are the groups and persons that it is about; ``claims`` the minimal set, the claim itself first;
    ``why``, ``limits`` and ``extra`` say why it is possible only; ``exceptions`` is what J3 calls declared.
    """

    effect: Effect
    claim: Claim
    parties: tuple[Iri, ...]
    to: Iri
    claims: tuple[Iri, ...]
    weight: Weight
    at: Iri | None
    document: Iri | None
    issuer: Iri | None
    without: Iri | None
    mode: Iri | None
    why: str
    limits: str
    extra: str
    exceptions: frozenset[Iri]
    contests: tuple[Contradicting, ...]


class Contradicting(NamedTuple):
    """A claim in force that contradicts one that is used, and whom it excepts."""

    contest: Contest
    exceptions: frozenset[Iri]


@dataclass(frozen=True)
class Compiled:
    """All templates of one snapshot, by what they do and whom they are about, and what else a profile asks for."""

    knowledge: Knowledge
    now: Snapshot
    templates: Mapping[str, Mapping[tuple[Iri, ...], tuple[Template, ...]]]
    members: Mapping[Iri, tuple[Membership, ...]]
    regions: frozenset[Iri]
    scale: Scale
    _broader: dict[Iri, frozenset[Iri]] = field(default_factory=dict)

    def broader(self, concept: Iri) -> frozenset[Iri]:
        """Give a concept and everything broader, read once."""
        if concept not in self._broader:
            self._broader[concept] = self.knowledge.broader(concept)
        return self._broader[concept]

    def places(self, value: Value | None) -> tuple[Membership, ...]:
        """Give a territory as it is, a region as its members, anything else as nothing."""
        if not isinstance(value, str):
            return ()
        return self.members.get(value, ()) if value in self.regions else (Membership(value),)

    def weight(self, claims: tuple[Iri, ...]) -> Weight:
        """Give the weakest of each ordinal of claims."""
        return self.scale.weight(claims)

    def lines(self, claims: Iterable[Iri]) -> Range | None:
        """Give the fewest independent lines behind one of some claims; ``None`` where there is no claim."""
        return self.scale.lines(claims)


class Scale:
    """Weighs claims: basis, age, grades and independent lines, as known on one day."""

    def __init__(self, knowledge: Knowledge, standing: Mapping[Iri, InForce], now: Snapshot) -> None:
        self._knowledge, self._now, self._grades = knowledge, now, Grades(knowledge, now)
        self._tally = Tally(knowledge, standing, now)
        self._sources: dict[Iri, tuple[int, int]] = {}
        self._bases: dict[Iri, int] = {}

    def weight(self, claims: Iterable[Iri]) -> Weight:
        """Give the weakest of each ordinal of claims."""
        weights = [self.weigh(self._knowledge.claims[name]) for name in claims]
        return reduce(Weight.and_, weights) if weights else Weight()

    def weigh(self, claim: Claim) -> Weight:
        """Give the ordinals of one claim."""
        if claim.source not in self._sources:
            published = self._knowledge.sources[claim.source].published.latest or self._now.day
            letter = self._grades.reliability(claim.source)
            self._sources[claim.source] = (published.year, RELIABILITIES.index(letter))
        basis = basis_of(claim, self._knowledge.ontology.relations[claim.relation])
        if basis not in self._bases:
            self._bases[basis] = BASES.index(local_name(basis))
        year, reliability = self._sources[claim.source]
        credibility = CREDIBILITIES.index(self._grades.credibility(claim.iri))
        return Weight(self._bases[basis], year, reliability, credibility, self._tally.behind(claim).least)

    def lines(self, claims: Iterable[Iri]) -> Range | None:
        """Give the fewest independent lines behind one of the claims; ``None`` where there is no claim."""
        found = [self._tally.behind(self._knowledge.claims[name]) for name in claims]
        if not found:
            return None
        return Range(min(item.least for item in found), min(item.most for item in found))


def compile_claims(knowledge: Knowledge, now: Snapshot) -> Compiled:
    """Compile the claims in force for one snapshot.

    Parameters
    ----------
    knowledge
        The decoded graph, at its public tier.
    now
        The two clocks.
    """
    compiler = _Compiler(knowledge, now)
    return Compiled(knowledge, now, compiler.templates(), compiler.members, compiler.regions, compiler.scale)


class _Compiler:
    def __init__(self, knowledge: Knowledge, now: Snapshot) -> None:
        self.knowledge, self.now = knowledge, now
        self.standing = {name: in_force(knowledge, claim, now) for name, claim in knowledge.claims.items()}
        self.scale = Scale(knowledge, self.standing, now)
        self.against = contradictions(knowledge, deprecated=True)
        self.regions = frozenset(region.iri for region in knowledge.of_kind(xg("Region")))
        self.parties = frozenset(party.iri for party in knowledge.of_kind(xg("Party")))
        self.live: dict[Iri, list[Claim]] = defaultdict(list)
        for name in sorted(knowledge.claims):
            claim = knowledge.claims[name]
            if self.standing[name].standing is not Standing.NOT_IN_FORCE and knowledge.in_effect(claim):
                self.live[claim.relation].append(claim)
        self.shared = self._shared_exceptions()
        self.excepting = frozenset((key.source, key.relation) for key in self.shared)
        self.members = self._members()

    def _members(self) -> dict[Iri, tuple[Membership, ...]]:
        found: dict[Iri, list[Membership]] = defaultdict(list)
        included = {region: self._included(region) for region in self.regions}
        for region, territories in included.items():
            found[region] += [Membership(territory) for territory in territories]
        for claim in self.live[xg("memberOf")]:
            union = claim.object
            if not claim.proposition.positive or not isinstance(union, str):
                continue
            # What reference data says needs no claim.
            if claim.subject not in included.get(union, ()):
                reasons = [self._standing(claim).why] if self._possible(claim) else []
                reasons += ["contested"] if self._contests(claim) else []
                why = f"membership: {'; '.join(reasons)}" if reasons else ""
                found[union].append(Membership(claim.subject, (claim.iri,), why))
        return {region: tuple(sorted(members)) for region, members in sorted(found.items()) if members}

    def _included(self, region: Iri) -> frozenset[Iri]:
        return frozenset(iris(self.knowledge.entities[region].properties.get(xg("includesTerritory"), ())))

    def _standing(self, claim: Claim) -> InForce:
        return self.standing[claim.iri]

    def _possible(self, claim: Claim) -> bool:
        return self._standing(claim).standing is not Standing.CERTAIN

    def _shared_exceptions(self) -> dict[_ButForException, frozenset[Iri]]:
        """Exceptions by what is the same about the claims that carry them: lists of exceptions are several claims."""
        found: dict[_ButForException, set[Iri]] = defaultdict(set)
        for relation in sorted({xg(effect.relation) for effect in EFFECTS}):
            for claim in self.live[relation]:
                exception = claim.role(_EXCEPTION)
                if isinstance(exception, str):
                    found[_but_for_exception(claim)].add(exception)
        return {key: frozenset(values) for key, values in found.items()}

    def templates(self) -> dict[str, dict[tuple[Iri, ...], tuple[Template, ...]]]:
        found: dict[str, dict[tuple[Iri, ...], list[Template]]] = defaultdict(lambda: defaultdict(list))
        for effect in EFFECTS:
            kind = found[effect.leg]
            for claim in self.live[xg(effect.relation)]:
                if (
                    claim.proposition.positive is effect.positive
                    and (not effect.objects or claim.object in effect.objects)
                    and claim.role(_PROCEDURE_STATE) not in NOT_IN_EFFECT
                ):
                    for template in self._spread(effect, claim):
                        kind[template.parties].append(template)
        return {
            leg: {parties: tuple(listed) for parties, listed in about.items()} for leg, about in sorted(found.items())
        }

    def _parties(self, claim: Claim, roles: Mapping[Iri, Value]) -> tuple[Iri, ...]:
        """Give whom the claim is about: its ends that are groups or persons, and the role ``group``."""
        ends = (claim.subject, claim.object, roles.get(_GROUP))
        return tuple(end for end in ends if isinstance(end, str) and end in self.parties)

    def _places(self, value: Value | None) -> tuple[Membership, ...]:
        """Give a territory as it is, a region as its members, nothing as nothing."""
        if not isinstance(value, str):
            return ()
        return self.members.get(value, ()) if value in self.regions else (Membership(value),)

    def _spread(self, effect: Effect, claim: Claim) -> Iterator[Template]:
        """Make the templates of one claim: one for each member of each region that it names."""
        roles = dict(claim.proposition.roles)
        if effect.leg == "apply" and xg("exclusiveWithin") in roles:
            return  # that it is the only one adds nothing to what it does; the plain claim stands beside it
        acting = self._places(claim.object if effect.acting == "object" else claim.subject)
        if claim.subject in self.regions and effect.leg == "denial":
            acting = (Membership(claim.subject), *acting)
        elif claim.subject in self.regions and _opens_a_region(effect, claim):
            # A paper that opens a region, given by a region: one paper, whichever member gives it.
            acting = (Membership(claim.subject),)
        stated = next((roles[xg(role)] for role in effect.place if xg(role) in roles), None)
        where = self._places(stated) if stated is not None else (None,)
        # Nearly all claims name two places, or one, and no region: there is nothing to choose from.
        chosen = [(acting[0], where[0])] if len(acting) == len(where) == 1 else _least(product(acting, where))
        for to, at in chosen:
            yield self._template(effect, claim, roles, to, at)

    def _template(
        self, effect: Effect, claim: Claim, roles: Mapping[Iri, Value], to: Membership, at: Membership | None
    ) -> Template:
        place = at.territory if at else to.territory if effect.leg in ("apply", "protected") else None
        beside = (*to.claims, *(at.claims if at else ()))
        claims = tuple(dict.fromkeys((claim.iri, *beside))) if beside else (claim.iri,)
        weight = self.scale.weight(claims) if beside else self.scale.weigh(claim)
        standing = self._standing(claim)
        reasons = (
            "" if standing.standing is Standing.CERTAIN else standing.why,
            to.why,
            at.why if at else "",
        )
        document = claim.object if effect.relation == "issuesTravelDocument" else roles.get(_DOCUMENT)
        issuer = to.territory if effect.relation == "issuesTravelDocument" else roles.get(_ISSUER)
        return Template(
            effect,
            claim,
            self._parties(claim, roles),
            to.territory,
            claims,
            weight,
            place,
            _iri(document),
            _iri(issuer),
            _iri(roles.get(_WITHOUT)),
            _iri(roles.get(_MODE)),
            "; ".join(reason for reason in reasons if reason),
            self._limits(roles) if effect.leg in LEGS else "",
            _unstated(effect, roles),
            self._exceptions(claim),
            self._contests(claim),
        )

    def _limits(self, roles: Mapping[Iri, Value]) -> str:
        """Name the roles that narrow a rule to cases, so that it is possible only."""
        if roles.keys().isdisjoint(_LIMITING):
            return ""
        named = ((role, roles[role]) for role in _LIMITING if role in roles)
        return "; ".join(
            f"{local_name(role)}: {self.knowledge.label(value)}" for role, value in named if value not in FIRM
        )

    def _exceptions(self, claim: Claim) -> frozenset[Iri]:
        if (claim.source, claim.relation) not in self.excepting:
            return frozenset()
        return self.shared.get(_but_for_exception(claim), frozenset())

    def _contests(self, claim: Claim) -> tuple[Contradicting, ...]:
        """Give the claims in force that contradict what a rule of this claim uses."""
        against = self.against.get(claim.iri)
        if not against:
            return ()
        return tuple(
            Contradicting(Contest(other, kind), self._exceptions(self.knowledge.claims[other]))
            for other, kind in against
            if kind in BLOCKING and self.standing[other].standing is not Standing.NOT_IN_FORCE
        )


class _ButForException(NamedTuple):
    """A claim but for its exception: claims that agree in it are one rule with several exceptions."""

    source: Iri
    relation: Iri
    subject: Iri
    object: Value
    positive: bool
    roles: tuple[tuple[Iri, Value], ...]
    dates: tuple[Interval | None, ...]


def _but_for_exception(claim: Claim) -> _ButForException:
    said = claim.proposition
    roles = tuple(role for role in said.roles if role[0] != _EXCEPTION)
    dates = (claim.start, claim.end, claim.held)
    return _ButForException(claim.source, said.relation, said.subject, said.object, said.positive, roles, dates)


def _opens_a_region(effect: Effect, claim: Claim) -> bool:
    paper = OWN_PAPERS.get(claim.object) if isinstance(claim.object, str) else None
    return effect.relation == "issuesTravelDocument" and paper is not None and paper.region is not None


def _least(
    chosen: Iterable[tuple[Membership, Membership | None]],
) -> Iterator[tuple[Membership, Membership | None]]:
    """Keep for each pair of places the choices that rest on no more memberships than they have to."""
    by_places: dict[tuple[Iri, Iri | None], dict[frozenset[Iri], tuple[Membership, Membership | None]]] = {}
    for to, at in chosen:
        names = frozenset((*to.claims, *(at.claims if at else ())))
        by_places.setdefault((to.territory, at.territory if at else None), {}).setdefault(names, (to, at))
    for sets in by_places.values():
        for names, pair in sets.items():
            if not any(other < names for other in sets):
                yield pair


def _unstated(effect: Effect, roles: Mapping[Iri, Value]) -> str:
    """Say what a rule of this kind needs and the claim does not state."""
    wanted = _WANTED.get(effect.leg, ())
    return "; ".join(text for role, text in wanted if role not in roles)


def _iri(value: object) -> Iri | None:
    return value if isinstance(value, str) else None
