"""The second compilation: the templates of a snapshot to the rules of one profile.

A claim about another group does nothing; one about a wider or narrower group does as J3 says. A claim that is not
certain, or that a claim in force contests in what the rule uses (J4), makes a *possible* rule. What each relation does
is in `exitgraph.routes.effects`.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from exitgraph.claims.groups import covers, fields_of
from exitgraph.claims.values import Text
from exitgraph.routes.effects import EXCEPTED, OWN_NATIONALS
from exitgraph.routes.rule import Against, Contest, Exposure, Journey, Named, Rule, Stay, exposure_kind
from exitgraph.vocabulary import iri, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from exitgraph.claims.values import Iri, Value
    from exitgraph.routes.compile import Compiled, Template
    from exitgraph.routes.profile import Profile

_Key = TypeVar("_Key")
_Item = TypeVar("_Item")

_STAY = (xg("stayMinDays"), xg("stayMaxDays"), xg("stayWindowDays"))
_LAND = iri("concept:land")
_MINORS = iri("concept:unaccompanied-minors")
_ANY_MODE = iri("concept:any-mode")


def rules_for(compiled: Compiled, profile: Profile) -> Rules:
    """Choose the rules that are about a profile, and say what stands against them.

    Parameters
    ----------
    compiled
        The templates of a snapshot.
    profile
        Whose journey it is.
    """
    return Rules(compiled, profile)


class Met(NamedTuple):
    """A template that is or may be about the profile; ``why`` says why it is not certain."""

    template: Template
    certain: bool
    why: str


class Rules:
    """All rules of one snapshot and profile, by what they do, and what exposes each territory.

    Each kind is worked out when it is first asked for.
    """

    def __init__(self, compiled: Compiled, profile: Profile) -> None:
        self._compiled, self._profile = compiled, profile
        self._knowledge = compiled.knowledge
        self._meets: dict[Iri, bool | None] = {}

    @cached_property
    def enter(self) -> tuple[Rule, ...]:
        """Rules of entry."""
        return _sorted(self._enter())

    @cached_property
    def obtain(self) -> tuple[Rule, ...]:
        """Rules by which a document is obtained."""
        return _sorted(self._obtain())

    @cached_property
    def apply(self) -> tuple[Rule, ...]:
        """Rules by which one applies."""
        return _sorted(self._at_goal("apply"))

    @cached_property
    def protected(self) -> tuple[Rule, ...]:
        """Rules by which one is protected."""
        return _sorted(self._at_goal("protected"))

    @cached_property
    def legs(self) -> tuple[Rule, ...]:
        """Every rule that makes a leg."""
        return (*self.enter, *self.obtain, *self.apply, *self.protected)

    @cached_property
    def bars(self) -> Mapping[Iri, tuple[Template, ...]]:
        """Bars and denials of admission by territory."""
        return _grouped((met.template.to, met.template) for met in self._met("bar"))

    @cached_property
    def leaving(self) -> Mapping[Iri, tuple[Against, ...]]:
        """What stands against leaving each place."""
        return _grouped(self._leaving())

    @cached_property
    def journeys(self) -> Mapping[tuple[Iri, Iri], tuple[Journey, ...]]:
        """Documented ways by land, by their two ends."""
        return _grouped(self._journeys())

    @cached_property
    def exposure(self) -> Mapping[Iri, tuple[Exposure, ...]]:
        """Returns and abductions by territory."""
        return _grouped(self._exposure())

    @cached_property
    def deemed_safe(self) -> Mapping[tuple[Iri, Iri], tuple[Exposure, ...]]:
        """Designations, by who makes them and of what."""
        return _grouped(self._designations())

    @cached_property
    def against(self) -> Mapping[Iri, tuple[Contest, ...]]:
        """What each territory says or does against the profile, whether or not there is a rule to contest."""
        found = _grouped(self._against())
        return {place: tuple(sorted(contests)) for place, contests in found.items()}

    @cached_property
    def stays(self) -> Mapping[Iri, tuple[Stay, ...]]:
        """How long one may stay, by territory."""
        return _grouped(self._stays())

    @cached_property
    def limbs(self) -> Mapping[Iri, tuple[Named, ...]]:
        """The limbs of the concept of a third country as safe, by the State that is bound."""
        return _grouped(self._limbs())

    @cached_property
    def agreements(self) -> Mapping[tuple[Iri, Iri], tuple[Named, ...]]:
        """Agreements by their two ends."""
        return _grouped(self._agreements())

    # -- whether a template is about the profile ---------------------------------------------------

    def _met(self, leg: str) -> Iterator[Met]:
        """Give the templates of a kind that the profile is or may be within, with what is uncertain about them."""
        blocking = leg in ("bar", "exit ban", "refusal", "denial", "closure")
        for parties, templates in self._compiled.templates.get(leg, {}).items():
            met = [self._covers(party) for party in parties]
            if False in met:
                continue
            covered = None if None in met else True
            for template in templates:
                excepted = self._excepted(template.exceptions) if template.exceptions else False
                if excepted:
                    continue
                reasons = [template.why] if template.why else []
                if covered is None:
                    reasons.append("the profile leaves open whether it is in the group")
                if excepted is None and not blocking:
                    named = sorted(self._knowledge.label(name) for name in template.exceptions)
                    reasons.append(f"exception: {', '.join(named)}")
                yield Met(template, not reasons, "; ".join(reasons))

    def _covers(self, party: Iri) -> bool | None:
        if party not in self._meets:
            self._meets[party] = covers(self._knowledge, party, self._profile.fields)
        return self._meets[party]

    def _excepted(self, exceptions: Iterable[Iri]) -> bool | None:
        """Whether one of the exceptions covers the profile; ``None`` where it cannot be told (J3)."""
        answers = {self._covered_by(exception) for exception in exceptions}
        if True in answers:
            return True
        return None if None in answers else False

    def _covered_by(self, exception: Iri) -> bool | None:
        if exception == _MINORS:
            return self._profile.unaccompanied_minor
        status = self._profile.status
        statuses = EXCEPTED.get(exception)
        if statuses is None:
            entity = self._knowledge.entities.get(exception)
            if entity is None or not self._knowledge.ontology.is_a(entity.types, xg("PersonalStatus")):
                return None
            statuses = frozenset({exception})
        if status is None:
            return None
        if statuses & self._compiled.broader(status):
            return True
        return None if any(status in self._compiled.broader(covered) for covered in statuses) else False

    # -- the legs ----------------------------------------------------------------------------------

    def _rule(self, met: Met, against: tuple[Contest, ...], issuers: tuple[Iri, ...] = ()) -> Rule:
        template = met.template
        contradicting = (item.contest for item in template.contests if not self._excepted(item.exceptions))
        contests = tuple(sorted({*contradicting, *against}))
        reasons = (met.why, template.limits, "contested" if contests else "", template.extra)
        return Rule(
            template.effect.leg,
            template.to,
            template.claims,
            template.weight,
            template.at,
            template.document,
            issuers,
            template.issuer,
            template.without if template.effect.leg == "obtain" else None,
            None,
            template.mode,
            "; ".join(reason for reason in reasons if reason),
            contests,
        )

    def _enter(self) -> Iterator[Rule]:
        for met in self._met("enter"):
            template = met.template
            issuers = self._issuers(template)
            bars = barred(self._compiled, self.bars.get(template.to, ()), template.document, issuers, template.mode)
            yield self._rule(met, bars, issuers)

    def _issuers(self, template: Template) -> tuple[Iri, ...]:
        """From whom the document counts: the issuer that is named, else the States of nationality."""
        if template.issuer:
            return (template.issuer,)
        issuers = self._profile.nationalities
        for party in template.parties:
            own = fields_of(self._knowledge, party).nationalities
            issuers = tuple(place for place in issuers if not own or place in own)
        return tuple(sorted(issuers))

    def _obtain(self) -> Iterator[Rule]:
        denials = list(self._met("denial"))
        for met in self._met("obtain"):
            template = met.template
            # Claims that the same State does not issue that document, or a wider one, to this profile.
            against = tuple(
                Contest(denial.claims[0], "denied")
                for denial, _, _ in denials
                if denial.to == template.to and speaks_of(self._compiled, denial, template.document, (template.to,))
            )
            yield self._rule(met, against, (template.to,))

    def _at_goal(self, leg: str) -> Iterator[Rule]:
        refusals = _grouped((met.template.to, _contest(met.template)) for met in self._met("refusal"))
        for met in self._met(leg):
            # Asylum is from another State than one's own.
            if met.template.to not in self._profile.nationalities:
                yield self._rule(met, refusals.get(met.template.to, ()))

    # -- what is no leg ----------------------------------------------------------------------------

    def _leaving(self) -> Iterator[tuple[Iri, Against]]:
        """Give what stands against leaving each place: exit bans, closed borders, bars of those who come from there."""
        for met in self._met("exit ban"):
            template = met.template
            towards = template.claim.role(xg("to"))
            for place in self._compiled.places(towards) if towards is not None else (None,):
                yield (
                    template.to,
                    Against(
                        _contest(template),
                        template.document,
                        template.issuer,
                        _way(template.mode),
                        place.territory if place else None,
                    ),
                )
        for met in self._met("closure"):
            template = met.template
            for other in self._compiled.places(template.claim.object):
                for here, there in ((template.to, other.territory), (other.territory, template.to)):
                    mode = template.mode or _LAND
                    yield here, Against(_contest(template), None, None, _way(mode), there)
        for listed in self.bars.values():
            for template in listed:
                departure = template.claim.role(xg("from"))
                for place in self._compiled.places(departure):
                    yield (
                        place.territory,
                        Against(
                            Contest(template.claims[0], _bar_why(template)),
                            template.document,
                            template.issuer,
                            template.mode,
                            template.to,
                            same_mode=True,
                        ),
                    )

    def _journeys(self) -> Iterator[tuple[tuple[Iri, Iri], Journey]]:
        """Give documented journeys by land, certain where the way is stated; not those made under a condition."""
        for met in self._met("journey"):
            claim, mode = met.template.claim, met.template.mode
            origin = claim.role(xg("from"))
            if mode not in (None, _LAND) or claim.role(xg("condition")) is not None:
                continue
            if isinstance(origin, str) and isinstance(claim.object, str):
                contested = any(not self._excepted(item.exceptions) for item in met.template.contests)
                sure = met.certain and mode == _LAND and not contested
                yield (origin, claim.object), Journey(met.template.claims, sure)

    def _exposure(self) -> Iterator[tuple[Iri, Exposure]]:
        for met in self._met("exposure"):
            claim, relation = met.template.claim, met.template.effect.relation
            named = () if relation == "statesPolicy" else (claim.role(xg("from")), claim.role(xg("at")))
            places = {place.territory for value in named for place in self._compiled.places(value)}
            places |= {met.template.to} if relation != "abducted" else set()
            for place in sorted(places - {self._profile.origin}):
                yield place, Exposure(claim.iri, exposure_kind(claim), met.certain)

    def _designations(self) -> Iterator[tuple[tuple[Iri, Iri], Exposure]]:
        for met in self._met("designation"):
            claim = met.template.claim
            nationals_only = any(claim.role(xg(role)) in OWN_NATIONALS for role in ("safeConcept", "scope"))
            for place in self._compiled.places(claim.object):
                if not nationals_only or place.territory in self._profile.nationalities:
                    found = Exposure(claim.iri, "designation", met.certain and not place.why)
                    yield (met.template.to, place.territory), found

    def _against(self) -> Iterator[tuple[Iri, Contest]]:
        """Give what each territory says or does against the profile, whether or not there is a rule to contest."""
        for leg in ("bar", "refusal", "against"):
            for met in self._met(leg):
                if met.template.effect.positive:
                    yield met.template.to, _contest(met.template)

    def _stays(self) -> Iterator[tuple[Iri, Stay]]:
        for leg in ("enter", "stay"):
            for met in self._met(leg):
                claim = met.template.claim
                least, most, window = (_days(claim.role(role)) for role in _STAY)
                if least is not None or most is not None:
                    yield met.template.to, Stay(claim.iri, least, most, window, met.certain)

    def _limbs(self) -> Iterator[tuple[Iri, Named]]:
        unbound = {met.template.to for met in self._met("limb denial") if met.certain}
        for met in self._met("limb"):
            condition = met.template.claim.role(xg("condition"))
            if isinstance(condition, str) and met.template.to not in unbound:
                yield met.template.to, Named(met.template.claims, met.certain, condition)

    def _agreements(self) -> Iterator[tuple[tuple[Iri, Iri], Named]]:
        for met in self._met("agreement"):
            for place in self._compiled.places(met.template.claim.object):
                certain = met.certain and not place.why
                yield (met.template.to, place.territory), Named(met.template.claims, certain)


def barred(
    compiled: Compiled,
    bars: Iterable[Template],
    document: Iri | None,
    issuers: tuple[Iri, ...],
    mode: Iri | None,
) -> tuple[Contest, ...]:
    """Give the bars, denials of admission included, that speak of the same document and mode wherever one comes from.

    "Not by land" leaves an entry by air, or by a way that is not stated, as it was.
    """
    return tuple(
        Contest(bar.claims[0], _bar_why(bar))
        for bar in bars
        if bar.claim.role(xg("from")) is None
        and speaks_of(compiled, bar, document, issuers)
        and bar.mode in (None, mode)
    )


def speaks_of(compiled: Compiled, against: Template | Against, document: Iri | None, issuers: tuple[Iri, ...]) -> bool:
    """Whether what stands against a leg speaks of its document: any, or that one or a wider one, of that issuer."""
    if against.document is not None and (document is None or against.document not in compiled.broader(document)):
        return False
    return against.issuer is None or against.issuer in issuers


def _bar_why(bar: Template) -> str:
    return "bars" if bar.claim.proposition.positive else "denied"


def _contest(template: Template) -> Contest:
    return Contest(template.claims[0], local_name(template.claim.relation))


def _way(mode: Iri | None) -> Iri | None:
    return None if mode == _ANY_MODE else mode


def _days(value: Value | None) -> int | None:
    return None if value is None or isinstance(value, (str, Text)) else int(value)


def _sorted(rules: Iterator[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: rule.order))


def _grouped(pairs: Iterable[tuple[_Key, _Item]]) -> dict[_Key, tuple[_Item, ...]]:
    """Put together what has one key, each item once, in the order in which it comes (which is that of the claims)."""
    found: dict[_Key, dict[_Item, None]] = defaultdict(dict)
    for key, item in pairs:
        found[key][item] = None
    return {key: tuple(items) for key, items in found.items()}
