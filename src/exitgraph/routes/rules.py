"""Rules from claims.

What each relation does in a journey, in one place:

=========================  ================================================================================
relation                   effect
=========================  ================================================================================
admits                     ``enter`` the territory, holding the document (narrower ones included)
bars                       contests ``enter`` there, for the document and mode that it names
barsExit                   contests every ``enter`` from that territory
closesBorder               contests ``enter`` by land between the two territories
crossed                    a documented journey: lets ``enter`` by land go without a shared border
issuesTravelDocument       ``obtain`` the document, where the claim says (``at``)
(issuer's own paper)       ``enter`` the issuing State on a paper that it gave; the one rule that no claim states
appliedForAsylumIn         ``apply`` there: a precedent for people of equal status
permitsApplication         ``apply`` there
statesPolicy               ``apply`` there, where the policy is to offer asylum or to examine claims
setsProcedure              ``apply`` there, where the procedure is a way to be heard (not one to be turned away)
refuses / suspends         contests ``apply`` and ``protected`` there
grantsProtection           ``protected`` there
returned, abducted         exposure of a territory that was passed
deemsSafe                  exposure of a territory that was passed, where the goal's State says so
=========================  ================================================================================

A claim about another group does nothing; one about a wider or narrower group does as J3 says. A claim that is not
certain, or that a claim in force contests in what the rule uses (J4), makes a *possible* rule.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.groups import covers
from exitgraph.claims.inforce import Snapshot, Standing, basis_of, in_force
from exitgraph.routes.effects import APPLY_POLICIES, APPLY_PROCEDURES, BLOCKING, FIRM
from exitgraph.vocabulary import iri, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri
    from exitgraph.routes.profile import Profile


_LAND = iri("concept:land")


class Contest(NamedTuple):
    """A claim that stands against a rule, why it does, and the only document that it speaks of, if any."""

    claim: Iri
    why: str
    document: Iri = ""


@dataclass(frozen=True)
class Rule:
    """One way to make one leg.

    ``at`` is where one has to be (``None``: anywhere), ``to`` the territory that is entered or whose authorities act;
    ``document`` is needed for ``enter`` and gained by ``obtain``; ``issuer`` issued it (``None``: the State of
    nationality). ``why`` says why the rule is possible only; empty for a certain one.
    """

    action: str
    to: Iri
    claim: Iri | None
    basis: str
    at: Iri | None = None
    document: Iri | None = None
    issuer: Iri | None = None
    without: Iri | None = None
    mode: Iri | None = None
    year: int = 9999
    why: str = ""
    contests: tuple[Contest, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether the rule may be used in a certain answer."""
        return not self.why

    @property
    def order(self) -> tuple[str, ...]:
        """A total order that depends on content alone."""
        return (
            self.action,
            self.to,
            self.at or "",
            self.document or "",
            self.issuer or "",
            self.mode or "",
            self.claim or "",
        )


@dataclass(frozen=True)
class Rules:
    """All rules of one snapshot and profile, by what they do, and what exposes each territory."""

    enter: tuple[Rule, ...] = ()
    obtain: tuple[Rule, ...] = ()
    apply: tuple[Rule, ...] = ()
    protected: tuple[Rule, ...] = ()
    exposure: dict[Iri, tuple[Iri, ...]] = field(default_factory=dict)
    possible_exposure: dict[Iri, tuple[Iri, ...]] = field(default_factory=dict)
    deemed_safe: dict[tuple[Iri, Iri], tuple[Iri, ...]] = field(default_factory=dict)
    against: dict[Iri, tuple[Contest, ...]] = field(default_factory=dict)
    land_links: frozenset[tuple[Iri, Iri]] = frozenset()
    possible_links: frozenset[tuple[Iri, Iri]] = frozenset()
    closed: dict[tuple[Iri, Iri], tuple[Contest, ...]] = field(default_factory=dict)
    exit_bans: dict[Iri, tuple[Contest, ...]] = field(default_factory=dict)


class _Standing(NamedTuple):
    claim: Claim
    covers: bool | None
    certain: bool
    why: str


def compile_rules(knowledge: Knowledge, profile: Profile, now: Snapshot) -> Rules:
    """Compile the claims in force into rules for one profile.

    Parameters
    ----------
    knowledge
        The decoded graph, at its public tier.
    profile
        Whose journey it is.
    now
        The two clocks.
    """
    compiler = _Compiler(knowledge, profile, now)
    return compiler.rules()


class _Compiler:
    def __init__(self, knowledge: Knowledge, profile: Profile, now: Snapshot) -> None:
        from exitgraph.claims.conflict import contradictions

        self.knowledge, self.profile, self.now = knowledge, profile, now
        self.standing = {name: in_force(knowledge, claim, now) for name, claim in knowledge.claims.items()}
        self.contradictions = contradictions(knowledge, deprecated=True)
        self.regions = frozenset(region.iri for region in knowledge.of_kind(xg("Region")))
        self.by_relation: dict[str, list[_Standing]] = defaultdict(list)
        for name in sorted(knowledge.claims):
            claim, found = knowledge.claims[name], self.standing[name]
            if found.standing is Standing.NOT_IN_FORCE or not knowledge.in_effect(claim):
                continue
            party = self._party(claim)
            met = True if party is None else covers(knowledge, party, profile.fields)
            if met is not False:
                certain = found.standing is Standing.CERTAIN
                self.by_relation[local_name(claim.relation)].append(_Standing(claim, met, certain, found.why))

    def _party(self, claim: Claim) -> Iri | None:
        """Who the claim is about: the end that is a group or person, else the role ``group``."""
        for end in (claim.subject, claim.object, claim.role(xg("group"))):
            entity = self.knowledge.entities.get(end) if isinstance(end, str) else None
            if entity and self.knowledge.ontology.is_a(entity.types, xg("Party")):
                return entity.iri
        return None

    def rules(self) -> Rules:
        return Rules(
            enter=_sorted(self._enter()),
            obtain=_sorted(self._obtain()),
            apply=_sorted(self._apply()),
            protected=_sorted(self._protected()),
            exposure=self._returns(certain=True),
            possible_exposure=self._returns(certain=False),
            deemed_safe=self._deemed_safe(),
            against=self._against(),
            land_links=self.knowledge.border_pairs | self._journeys(certain=True),
            possible_links=self._journeys(certain=False),
            closed=self._closed(),
            exit_bans=self._exit_bans(),
        )

    # -- what a rule is made of -------------------------------------------------------------------

    def _positive(self, *relations: str) -> Iterator[_Standing]:
        # What a region does (EU, Schengen) is no rule yet: it would have to be spread over its members (J6).
        for relation in relations:
            for item in self.by_relation[relation]:
                if item.claim.proposition.positive and item.claim.subject not in self.regions:
                    yield item

    def _why(self, item: _Standing, contests: tuple[Contest, ...]) -> str:
        """Say why a rule is only possible; empty when it is certain."""
        reasons = [] if item.certain else [item.why]
        if item.covers is None:
            reasons.append("the profile leaves open whether it is in the group")
        for role in ("condition", "scope", "modality"):
            value = item.claim.role(xg(role))
            if value is not None and value not in FIRM:
                reasons.append(f"{role}: {self.knowledge.label(value)}")
        if contests:
            reasons.append("contested")
        return "; ".join(reasons)

    def _contests(self, item: _Standing) -> tuple[Contest, ...]:
        """Claims in force that contradict what a rule of this claim uses."""
        found = []
        for other, kind in self.contradictions.get(item.claim.iri, ()):
            if kind in BLOCKING and self.standing[other].standing is not Standing.NOT_IN_FORCE:
                found.append(Contest(other, kind))
        return tuple(found)

    def _rule(
        self, action: str, item: _Standing, *, against: tuple[Contest, ...] = (), why: str = "", **values: Iri | None
    ) -> Rule:
        claim = item.claim
        relation = self.knowledge.ontology.relations[claim.relation]
        published = self.knowledge.sources[claim.source].published
        contests = tuple(sorted({*self._contests(item), *against}))
        reasons = "; ".join(reason for reason in (self._why(item, contests), why) if reason)
        return Rule(
            action=action,
            claim=claim.iri,
            basis=local_name(basis_of(claim, relation)),
            year=(published.latest or self.now.day).year,
            why=reasons,
            contests=contests,
            to=values.pop("to") or claim.subject,
            **values,
        )

    # -- the legs ---------------------------------------------------------------------------------

    def _enter(self) -> Iterator[Rule]:
        for item in self._positive("admits"):
            document = _iri(item.claim.role(xg("document")))
            mode = _iri(item.claim.role(xg("mode")))
            yield self._rule(
                "enter",
                item,
                against=self._bars(item.claim.subject, document, mode),
                why="" if document else "the claim names no travel document",
                to=item.claim.subject,
                at=_iri(item.claim.role(xg("from"))),
                document=document,
                issuer=_iri(item.claim.role(xg("documentIssuer"))),
                mode=mode,
            )

    def _bars(self, territory: Iri, document: Iri | None, mode: Iri | None) -> tuple[Contest, ...]:
        """Bars, and denials of admission, that speak of the same document and mode."""
        denials = [item for item in self.by_relation["admits"] if not item.claim.proposition.positive]
        found = []
        for item in (*self._positive("bars"), *denials):
            claim = item.claim
            if claim.subject != territory:
                continue
            barred, by = _iri(claim.role(xg("document"))), _iri(claim.role(xg("mode")))
            same_document = barred is None or (document is not None and barred in self.knowledge.broader(document))
            # "Not by land" leaves an entry by air, or by a way that is not stated, as it was.
            if same_document and (by is None or by == mode):
                found.append(Contest(claim.iri, "bars" if claim.proposition.positive else "denied"))
        return tuple(found)

    def _obtain(self) -> Iterator[Rule]:
        for item in self._positive("issuesTravelDocument"):
            claim = item.claim
            where = _iri(claim.role(xg("at")))
            missing = [
                text
                for present, text in (
                    (where, "where it is issued is not stated"),
                    (claim.role(xg("group")), "to whom it is issued is not stated"),
                )
                if not present
            ]
            yield self._rule(
                "obtain",
                item,
                against=self._denied(claim),
                why="; ".join(missing),
                to=claim.subject,
                at=where,
                document=_iri(claim.object),
                issuer=claim.subject,
                without=_iri(claim.role(xg("withoutDocument"))),
            )

    def _denied(self, claim: Claim) -> tuple[Contest, ...]:
        """Claims that the same State does not issue that document to this profile."""
        return tuple(
            Contest(item.claim.iri, "denied")
            for item in self.by_relation["issuesTravelDocument"]
            if not item.claim.proposition.positive
            and item.claim.subject == claim.subject
            and item.claim.object == claim.object
        )

    def _apply(self) -> Iterator[Rule]:
        for item in self._positive("appliedForAsylumIn", "permitsApplication", "statesPolicy", "setsProcedure"):
            claim = item.claim
            name = local_name(claim.relation)
            if name == "statesPolicy" and claim.object not in APPLY_POLICIES:
                continue
            if name == "setsProcedure" and claim.object not in APPLY_PROCEDURES:
                continue
            if claim.role(xg("exclusiveWithin")) is not None:
                continue  # that it is the only one adds nothing to what it does; the plain claim stands beside it
            territory = _iri(claim.object) if name == "appliedForAsylumIn" else claim.subject
            if territory is not None:
                yield self._rule("apply", item, against=self._refusals(territory), to=territory, at=territory)

    def _protected(self) -> Iterator[Rule]:
        for item in self._positive("grantsProtection"):
            territory = item.claim.subject
            yield self._rule("protected", item, against=self._refusals(territory), to=territory, at=territory)

    def _refusals(self, territory: Iri) -> tuple[Contest, ...]:
        return tuple(
            Contest(item.claim.iri, local_name(item.claim.relation))
            for item in self._positive("refusesProtection", "suspendsProtection")
            if item.claim.subject == territory
        )

    # -- what is no leg ---------------------------------------------------------------------------

    def _returns(self, *, certain: bool) -> dict[Iri, tuple[Iri, ...]]:
        returns: dict[Iri, set[Iri]] = defaultdict(set)
        for item in self._positive("returned", "abducted"):
            places = {_iri(item.claim.role(xg("from"))), _iri(item.claim.role(xg("at")))}
            if local_name(item.claim.relation) == "returned":
                places.add(item.claim.subject)
            for place in places - {None, self.profile.origin} if item.certain is certain else ():
                returns[str(place)].add(item.claim.iri)
        return {place: tuple(sorted(found)) for place, found in sorted(returns.items())}

    def _deemed_safe(self) -> dict[tuple[Iri, Iri], tuple[Iri, ...]]:
        safe: dict[tuple[Iri, Iri], set[Iri]] = defaultdict(set)
        for item in self._positive("deemsSafe"):
            safe[item.claim.subject, str(item.claim.object)].add(item.claim.iri)
        return {pair: tuple(sorted(found)) for pair, found in sorted(safe.items())}

    def _against(self) -> dict[Iri, tuple[Contest, ...]]:
        """Give what each territory says or does against the profile, whether or not a rule is there to contest."""
        found: dict[Iri, set[Contest]] = defaultdict(set)
        for item in self._positive("bars", "refusesProtection", "suspendsProtection"):
            found[item.claim.subject].add(Contest(item.claim.iri, local_name(item.claim.relation)))
        for item in self._positive("statesPolicy"):
            if item.claim.object not in APPLY_POLICIES:
                found[item.claim.subject].add(Contest(item.claim.iri, "statesPolicy"))
        return {territory: tuple(sorted(contests)) for territory, contests in sorted(found.items())}

    def _journeys(self, *, certain: bool) -> frozenset[tuple[Iri, Iri]]:
        """Documented journeys that were made by land or by a way that is not stated."""
        return frozenset(
            (origin, str(item.claim.object))
            for item in self._positive("crossed")
            if (origin := _iri(item.claim.role(xg("from")))) and item.claim.role(xg("mode")) in (None, _LAND)
            if (item.certain and item.covers is True) or not certain
        )

    def _closed(self) -> dict[tuple[Iri, Iri], tuple[Contest, ...]]:
        found: dict[tuple[Iri, Iri], set[Contest]] = defaultdict(set)
        for item in self._positive("closesBorder"):
            one, other = item.claim.subject, str(item.claim.object)
            for pair in ((one, other), (other, one)):
                found[pair].add(Contest(item.claim.iri, "closesBorder"))
        return {pair: tuple(sorted(contests)) for pair, contests in sorted(found.items())}

    def _exit_bans(self) -> dict[Iri, tuple[Contest, ...]]:
        found: dict[Iri, set[Contest]] = defaultdict(set)
        for item in self._positive("barsExit"):
            document = _iri(item.claim.role(xg("document"))) or ""
            found[item.claim.subject].add(Contest(item.claim.iri, "barsExit", document))
        return {territory: tuple(sorted(contests)) for territory, contests in sorted(found.items())}


def _sorted(rules: Iterator[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: rule.order))


def _iri(value: object) -> Iri | None:
    return value if isinstance(value, str) else None
