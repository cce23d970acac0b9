"""Answers about itineraries as plain data for pages: names beside codes, and every claim with who says so and when.

Knows nothing of HTML: a page, a notebook or a test reads the same mapping. The JSON of the contract
(`exitgraph.routes.write`) has codes and the IRIs of claims only; this has what a person reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from exitgraph.routes.effects import BASES, NATIONAL_PAPERS
from exitgraph.routes.explain import (
    contested_by,
    exposure,
    fewest_lines,
    goal_exposure,
    minimal_sets,
    shown_issuer,
    third_countries,
    weakest,
    why_possible,
    worst,
    year,
)
from exitgraph.routes.thirdcountry import invocable
from exitgraph.routes.write import clocks_json
from exitgraph.view.cards import term_label
from exitgraph.view.linemap import line_map
from exitgraph.view.told import Plain, Told, definition
from exitgraph.vocabulary import iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exitgraph.claims.conflict import Contradiction
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.routes import Answer, Difference, Itinerary, Leg, Unmet, WhyNot
    from exitgraph.routes.difference import Change
    from exitgraph.routes.rule import Rule
    from exitgraph.routes.whynot import NearMiss


#: The leg that a goal level ends with.
_LAST: Final = {"reach": "enter", "apply": "apply", "protection": "protected"}


def tell_answer(
    knowledge: Knowledge, contradictions: Mapping[Iri, tuple[Contradiction, ...]], answer: Answer, *, lang: str = "en"
) -> Plain:
    """Tell an answer.

    Parameters
    ----------
    knowledge
        The graph that was asked.
    contradictions
        For each contested claim those that contradict it.
    answer
        What `exitgraph.routes.ask` gave.
    lang
        Language of labels.

    Returns
    -------
    dict
        ``profile``, the clocks, ``itineraries``, ``limbo``, ``why_not``, ``destinations`` (territories where a claim
        in force is about the goal), ``claims`` by short form, which the others name, and their ``sources``.
    """
    return _Teller(knowledge, contradictions, answer, lang).whole()


def tell_difference(
    knowledge: Knowledge,
    contradictions: Mapping[Iri, tuple[Contradiction, ...]],
    difference: Difference,
    *,
    lang: str = "en",
) -> Plain:
    """Tell a difference: both answers, each itinerary marked ``only`` where the other date lacks it, with the reasons.

    Parameters
    ----------
    knowledge, contradictions, lang
        As for `tell_answer`.
    difference
        What `exitgraph.routes.diff` gave.
    """
    sides: Plain = {}
    for name, answer, changes in (
        ("before", difference.before, difference.vanished),
        ("after", difference.after, difference.appeared),
    ):
        sides[name] = _Teller(knowledge, contradictions, answer, lang).whole(changes)
    return {
        **sides,
        "profile": sides["after"]["profile"],
        "appeared": len(difference.appeared),
        "vanished": len(difference.vanished),
        "same": difference.same,
    }


class _Teller(Told):
    """Tells one answer."""

    def __init__(
        self,
        knowledge: Knowledge,
        contradictions: Mapping[Iri, tuple[Contradiction, ...]],
        answer: Answer,
        lang: str,
    ) -> None:
        super().__init__(knowledge, contradictions, answer.world, lang)
        self.answer = answer

    def whole(self, changes: Iterable[Change] = ()) -> Plain:
        answer = self.answer
        changed = {id(change.itinerary): change for change in changes}
        told: Plain = {
            "profile": self._profile(),
            **clocks_json(answer.now),
            "mode": answer.mode,
            "stopped": answer.stopped,
            "goal": answer.goal,
            "to": [self.place(name) for name in answer.to],
            "max_legs": answer.max_legs,
            "itineraries": [
                self._itinerary(number, item, changed.get(id(item)))
                for number, item in enumerate(answer.itineraries, 1)
            ],
            "limbo": [
                {
                    "place": self.place(item.territory),
                    "stays": [
                        {
                            "claim": self.claim(stay.claim),
                            "days": stay.days,
                            "certain": stay.certain,
                        }
                        for stay in item.stays
                    ],
                }
                for item in answer.limbo
            ],
            "why_not": [self._why_not(item) for item in answer.why_not],
            "destinations": self._destinations(),
        }
        return {**told, "claims": self.claims, "sources": self.sources()}

    def _profile(self) -> Plain:
        profile = self.world.profile
        own = profile.nationalities[:1]
        status = profile.status
        return {
            "origin": self.place(profile.origin),
            "nationalities": [self.place(name) for name in profile.nationalities],
            "elsewhere": profile.nationalities != (profile.origin,),
            "status": {"label": self.label(status), "definition": definition(self.knowledge, status)}
            if status
            else None,
            "holds": [
                {
                    "document": self.label(held.kind),
                    "issuer": None if own == (held.issuer,) else self.place(held.issuer),
                }
                for held in sorted(profile.holds)
            ],
            "at": None if profile.at == profile.origin else self.place(profile.at),
            "unaccompanied_minor": profile.unaccompanied_minor,
        }

    def _destinations(self) -> list[Plain]:
        """Give the territories, but that of origin, where a claim is about the goal that is asked for."""
        actions = {_LAST[self.answer.goal]} if self.answer.goal else {"apply", "protected"}
        found = {rule.to for rule in self.world.rules.legs if rule.action in actions}
        found -= {item.territory for item in self.answer.itineraries} | {self.world.profile.origin}
        named = [self.place(name) for name in found]
        return sorted(named, key=lambda one: (one["label"].casefold(), one["name"]))

    # -- itineraries ------------------------------------------------------------------------------------

    def _itinerary(self, number: int, itinerary: Itinerary, change: Change | None) -> Plain:
        world = self.world
        least = weakest(itinerary)
        exposed = exposure(world, itinerary)
        legs = [self._leg(itinerary, place) for place in range(len(itinerary.legs))]
        return {
            "number": number,
            "goal": {"place": self.place(itinerary.territory), "level": itinerary.level},
            "legs": legs,
            "map": line_map(legs),
            "criteria": {
                "legs": len(legs),
                "worst_exposure": worst(exposed),
                "exposures": len({item.claim for item in exposed}),
                "basis": BASES[itinerary.weight.basis],
                "grade": self.grade(itinerary.weight),
                "lines": str(fewest_lines(world, itinerary) or ""),
                "oldest": year(itinerary.weight),
                "third": [self.place(name) for name in third_countries(world, itinerary)],
                "weakest_leg": least.leg,
            },
            "exposure": self._exposure(itinerary),
            "goal_exposure": self.all(sorted({item.claim for item in goal_exposure(world, itinerary)})),
            "limbs": [
                {
                    "place": self.place(third.territory),
                    "limbs": [
                        {
                            "limb": limb.limb,
                            "certain": limb.certain,
                            "law": self.all(limb.law),
                            "claims": self.all(limb.claims if limb.limb == "agreement" else ()),
                        }
                        for limb in third.limbs
                    ],
                    "designations": self.all(third.designations),
                }
                for third in invocable(world, itinerary)
                if third.limbs
            ],
            "contested_by": self.all(contested_by(itinerary)),
            "equal": itinerary.equal,
            "only": change is not None,
            "because": [
                {
                    "leg": reason.leg,
                    "claims": [{"claim": self.claim(claim), "why": why} for claim, why in reason.claims],
                }
                for reason in (change.reasons if change else ())
            ],
            "instead": len(change.instead) if change else 0,
        }

    def _exposure(self, itinerary: Itinerary) -> list[Plain]:
        """Give for each territory passed the returns and abductions there, and what the State of the goal calls it."""
        found, rules = set(exposure(self.world, itinerary)), self.world.rules
        told = []
        for name in third_countries(self.world, itinerary):
            designated = rules.deemed_safe.get((itinerary.territory, name), ())
            here = sorted(found & {*rules.exposure.get(name, ()), *designated})
            items = [
                {
                    "kind": item.kind,
                    "label": term_label(self.knowledge, iri(f"concept:{item.kind}"), self.lang),
                    "claim": self.claim(item.claim),
                }
                for item in here
            ]
            told.append({"place": self.place(name), "items": items})
        return told

    def _leg(self, itinerary: Itinerary, number: int) -> Plain:
        leg = itinerary.legs[number]
        others = minimal_sets(self.world, itinerary.legs, number)[1:]
        issuer = shown_issuer(self.world, leg.rule)
        return {
            "number": number + 1,
            "action": leg.rule.action,
            "from": self.place(leg.start),
            "to": self.place(leg.rule.to),
            "moves": leg.rule.action == "enter",
            "elsewhere": leg.rule.action in ("apply", "protected") and leg.rule.to != leg.start,
            "document": self.label(leg.rule.document) if leg.rule.document else "",
            "issuer": self.place(issuer) if issuer else None,
            "mode": self.label(leg.rule.mode) if leg.rule.mode and not leg.rule.own_paper else "",
            "basis": BASES[leg.weight.basis] if leg.claims else "",
            "grade": self.grade(leg.weight),
            "lines": lines.words if (lines := self.world.compiled.lines(leg.claims)) else "",
            "own_paper": self._own_paper(leg) if leg.rule.own_paper else None,
            "possible_because": why_possible(self.world, leg),
            "claims": self.all(leg.claims),
            "also": [self.all(item) for item in others],
            "contested_by": self.contests(leg.contests),
        }

    def _own_paper(self, leg: Leg) -> Plain:
        """Say which declared rule carries an entry on the State's own paper: no claim states it."""
        rule = leg.rule
        kind = "national" if rule.document in NATIONAL_PAPERS else "own" if rule.to == rule.issuer else "area"
        return {"kind": kind, "beside": self.label(rule.beside) if rule.beside else ""}

    # -- why not ----------------------------------------------------------------------------------------

    def _why_not(self, item: WhyNot) -> Plain:
        told = dict.fromkeys(claim for _, claims in item.deems_safe for claim in claims)
        # Another way in is nothing that would help who can enter.
        near = [miss for miss in item.near if not (item.reached and miss.rule.action == "enter")]
        beside = any(self.knowledge.claims[claim].subject != item.territory for claim in told)
        return {
            "place": self.place(item.territory) if item.territory else None,
            "there": item.territory == self.world.profile.at,
            "documented_entry": item.documented_entry,
            "reached": item.reached,
            "undocumented": list(item.undocumented),
            "found": any(one.territory == item.territory for one in self.answer.itineraries),
            "near": self._grouped(near) if item.territory is None else [self._near([one]) for one in near],
            "against": self.contests(item.against),
            "deems_safe": self.all(told),
            "deems_safe_as_member": beside,
        }

    def _grouped(self, near: Iterable[NearMiss]) -> list[Plain]:
        """Put together what lacks the same; what is lacked most concretely first."""
        groups: dict[tuple[Any, ...], list[NearMiss]] = {}
        for miss in near:
            concrete = any(unmet.kind == "document" for unmet in miss.unmet)
            lacks = tuple((unmet.kind, unmet.needed) for unmet in miss.unmet)
            groups.setdefault((not concrete, lacks), []).append(miss)
        ordered = sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1]), group[0][1]))
        return [self._near(misses) for _, misses in ordered]

    def _near(self, misses: list[NearMiss]) -> Plain:
        first = misses[0]
        own = dict.fromkeys(claim for miss in misses for claim in miss.rule.claims)
        standing = {claim for miss in misses for unmet in miss.unmet for claim in unmet.claims} - set(own)
        places = {miss.rule.to: self.place(miss.rule.to) for miss in misses}
        return {
            "action": first.rule.action,
            "places": sorted(places.values(), key=lambda one: (one["label"].casefold(), one["name"])),
            "unmet": [self._unmet(unmet, first.rule) for unmet in first.unmet],
            "claims": self.all(own),
            "against": self.all(sorted(standing)),
        }

    def _unmet(self, unmet: Unmet, rule: Rule) -> Plain:
        # Whose document it is goes without saying for who has one nationality.
        several = len(self.world.profile.nationalities) != 1 and unmet.needed == rule.document
        return {
            "kind": unmet.kind,
            "needed": unmet.needed if unmet.kind in ("evidence", "contest") else self.label(unmet.needed),
            "issuers": [self.label(name) for name in rule.issuers] if several else [],
        }
