"""Answers about routes as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exitgraph.cli.claims import sentence
from exitgraph.cli.common import heading, say
from exitgraph.routes import NOTICE
from exitgraph.routes.effects import BASES, NATIONAL_PAPERS
from exitgraph.routes.explain import (
    contested_by,
    exposure,
    fewest_lines,
    goal_exposure,
    grade,
    minimal_sets,
    shown_issuer,
    third_countries,
    weakest,
    why_possible,
    year,
)
from exitgraph.routes.thirdcountry import invocable
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.api import Graph
    from exitgraph.claims.values import Iri
    from exitgraph.routes import (
        Answer,
        Difference,
        Itinerary,
        Leg,
        Limbo,
        Profile,
        TravelDocument,
        Unmet,
        WhyNot,
        World,
    )
    from exitgraph.routes.difference import Change
    from exitgraph.routes.rule import Rule
    from exitgraph.routes.whynot import NearMiss

#: How many claims are shown for one thing that is missing.
SHOWN = 4

#: What cannot be judged, or was not graded by the day that is asked about.
UNGRADED = "F6"

#: What would have to be documented, by level.
_TO_DOCUMENT = {
    "reach": "No claim in force documents an entry there for this profile.",
    "apply": "No claim in force is about an application for asylum there: that would have to be documented.",
    "protection": "No claim in force is about protection there: that would have to be documented.",
}
_LEVELS = {"reach": "reached", "apply": "an application for asylum", "protection": "protection"}


class _Writer:
    """What every text about itineraries needs: labels, and claims as sentences."""

    def __init__(self, graph: Graph, lang: str) -> None:
        self.graph, self.lang = graph, lang

    def label(self, name: Iri) -> str:
        return self.graph.knowledge.label(name, self.lang)

    def profile(self, answer: Answer) -> None:
        profile = answer.world.profile
        status = self.label(profile.status) if profile.status else "status left open"
        held = ", ".join(self._held(profile, document) for document in sorted(profile.holds)) or "no travel document"
        place = "" if profile.at == profile.origin else f", now in {self.label(profile.at)}"
        if profile.nationalities != (profile.origin,):
            named = " and ".join(self.label(name) for name in profile.nationalities)
            status += f", national of {named}" if named else ", stateless"
        minor = ", an unaccompanied minor" if profile.unaccompanied_minor else ""
        heading(f"From {self.label(profile.origin)}: {status}, holding {held}{place}{minor}")

    def _held(self, profile: Profile, document: TravelDocument) -> str:
        own = profile.nationalities[:1] == (document.issuer,)
        return self.label(document.kind) + ("" if own else f" of {self.label(document.issuer)}")

    def itinerary(self, number: int, world: World, itinerary: Itinerary) -> None:
        say()
        count = _counted(len(itinerary.legs), "leg")
        heading(f"{number}. {self.label(itinerary.territory)}: {_LEVELS[itinerary.level]}, {count}")
        for place in range(len(itinerary.legs)):
            self._leg(world, itinerary, place)
        weight, least = itinerary.weight, weakest(itinerary)
        oldest = year(weight)
        said = [f"weakest basis: {BASES[weight.basis]} (leg {least.leg})"]
        graded = grade(weight)
        if graded:
            shown = "none known by then" if graded == UNGRADED else f"source {graded[0]}, claim {graded[1]}"
            said.append(f"weakest grades: {shown}")
        fewest = fewest_lines(world, itinerary)
        said += [f"fewest independent lines on a leg: {fewest}"] if fewest else []
        said += [f"oldest claim relied on: {oldest}"] if oldest else []
        say(f"   {'; '.join(said)}")
        passed = third_countries(world, itinerary)
        if passed:
            say(f"   territories passed: {', '.join(self.label(place) for place in passed)}")
        self.claims("exposure", sorted({item.claim for item in exposure(world, itinerary)}))
        at_goal = sorted({item.claim for item in goal_exposure(world, itinerary)})
        self.claims(f"exposure in {self.label(itinerary.territory)} itself", at_goal)
        self._invocable(world, itinerary)
        self.claims("contested by", contested_by(itinerary))
        if itinerary.equal > 1:
            more = itinerary.equal - 1
            say(f"   {more} more {'is' if more == 1 else 'are'} equal in every criterion: other claims carry a leg")

    def _invocable(self, world: World, itinerary: Itinerary) -> None:
        for third in invocable(world, itinerary):
            for limb in third.limbs:
                law = "" if limb.certain else ", possibly law by then"
                say(f"   {self.label(third.territory)} may be invoked as a third State ({limb.limb}{law}), by:")
                # What is passed is told leg by leg; an agreement is told here only.
                agreed = limb.claims if limb.limb == "agreement" else ()
                for claim in dict.fromkeys((*limb.law, *agreed, *third.designations)):
                    self.claim(claim, "     ")

    def _leg(self, world: World, itinerary: Itinerary, number: int) -> None:
        leg = itinerary.legs[number]
        why = why_possible(world, leg)
        possible = f" (possible: {why})" if why else ""
        lines = world.compiled.lines(leg.claims)
        marks = f"{BASES[leg.weight.basis]}; {lines.words}" if lines else BASES[leg.weight.basis]
        say(f"   {number + 1}. {self.step(world, leg)} [{marks}]{possible}")
        if leg.rule.own_paper:
            say(f"       {self._declared(leg.rule)}")
        for claim in leg.claims:
            self.claim(claim, "       ")
        others = minimal_sets(world, itinerary.legs, number)[1:]
        if others:
            say(f"       also: {', '.join('+'.join(curie(claim) for claim in item) for item in others)}")

    def _declared(self, rule: Rule) -> str:
        """Say what carries an entry on the State's own paper: no claim states that, and the text must not seem to."""
        said = "a State lets in the holder of a paper that it gave"
        if rule.document in NATIONAL_PAPERS:
            said = "a State lets in its nationals on its own paper"
        elif rule.to != rule.issuer:
            said = "such a visa opens every member of the area"
        beside = f", with {self.label(rule.beside)} beside it" if rule.beside else ""
        return f"by the declared rule that {said}{beside}; no claim states the rule"

    def step(self, world: World, leg: Leg) -> str:
        rule = leg.rule
        document = self.label(rule.document) if rule.document else "a document that is not stated"
        issuer = shown_issuer(world, rule)
        document += f" of {self.label(issuer)}" if rule.document and issuer else ""
        way = f", {self.label(rule.mode)}" if rule.mode and not rule.own_paper else ""
        elsewhere = "" if rule.to == leg.start else f", from {self.label(leg.start)}"
        here, there = self.label(leg.start), self.label(rule.to)
        return {
            "enter": f"enter {there} from {here} on: {document}{way}",
            "obtain": f"obtain in {here} from {there}: {self.label(rule.document or '')}",
            "apply": f"apply for asylum in {there}{elsewhere}",
            "protected": f"protection in {there}{elsewhere}",
        }[rule.action]

    def claim(self, claim: Iri, indent: str) -> None:
        found = self.graph.claims[claim]
        source = self.graph.knowledge.sources[found.source]
        gist = found.gist.value if found.gist else sentence(self.graph, found, self.lang)
        say(f"{indent}{gist} ({self.label(source.publisher)}, {source.published}) [{curie(claim)}]")

    def claims(self, name: str, claims: Iterable[Iri]) -> None:
        listed = list(claims)
        if listed:
            say(f"   {name}:")
            for claim in listed:
                self.claim(claim, "     ")


class Text(_Writer):
    """One answer."""

    def __init__(self, graph: Graph, answer: Answer, lang: str) -> None:
        super().__init__(graph, lang)
        self.answer = answer

    def write(self) -> None:
        """Print it."""
        answer = self.answer
        data = answer.as_json()
        self.profile(answer)
        say(f"Valid at {data['valid_at']}, known at {data['known_at']}, {answer.mode} answers; data {data['digest']}")
        for number, itinerary in enumerate(answer.itineraries, 1):
            self.itinerary(number, answer.world, itinerary)
        if not answer.itineraries:
            say()
            say("No documented itinerary. That none is documented does not say that there is none.")
            self._possible_only()
        if answer.stopped:
            say(f"The search was stopped by a limit ({answer.stopped}): there may be more.")
        if answer.limbo:
            say()
            heading(f"Can be entered, and nothing is documented that leads on from there to {self._asked_for()}")
            for item in sorted(answer.limbo, key=lambda item: self.label(item.territory)):
                self._limbo(item)
        for why in answer.why_not:
            self._why_not(why)
        say()
        say(NOTICE)

    def _possible_only(self) -> None:
        """Say what claims that are not certain would carry, so that nobody takes an old answer for none."""
        found = self.answer.possible_only
        if found is None:
            return
        doubtful = "claims that are contested, undated or due for review"
        if not found:
            say(f"Nor is one with {doubtful} (--possible).")
            return
        goals = ", ".join(dict.fromkeys(self.label(item.territory) for item in found))
        them = "it" if len(found) == 1 else "them"
        say(f"With {doubtful}: {_counted(len(found), 'itinerary')}, to {goals}. --possible shows {them}, and why.")

    def _asked_for(self) -> str:
        """Say what the question asks for, so that a place that leads elsewhere is not called a dead end."""
        level = _LEVELS[self.answer.goal] if self.answer.goal else "an application for asylum or protection"
        goals = " or ".join(self.label(place) for place in self.answer.to)
        if self.answer.goal == "reach":
            return goals or "any other territory"
        return f"{level} in {goals}" if goals else level

    def _limbo(self, item: Limbo) -> None:
        stays: dict[str, list[str]] = {}
        for stay in item.stays:
            stays.setdefault(stay.days, []).append(curie(stay.claim))
        told = "; ".join(f"{days} [{', '.join(claims)}]" for days, claims in stays.items())
        say(f"  {self.label(item.territory)}: {told or 'no stay is claimed'}")

    def _why_not(self, item: WhyNot) -> None:
        say()
        if item.territory is None:
            self._missing(item)
            return
        heading(f"Why not {self.label(item.territory)}")
        if item.territory == self.answer.world.profile.at:
            say("  The person is there already.")
        found = [number for number, one in enumerate(self.answer.itineraries, 1) if one.territory == item.territory]
        if found:
            say(f"  It is a goal of {'itinerary' if len(found) == 1 else 'itineraries'} {_numbers(found)}.")
        elif item.reached and item.territory != self.answer.world.profile.at:
            say("  It can be entered: that is not what is lacking.")
        for level in item.undocumented:
            say(f"  {_TO_DOCUMENT[level]}")
        for miss in item.near:
            # Another way in is nothing that would help who can enter.
            if not (item.reached and miss.rule.action == "enter"):
                self._near(miss)
        if item.against:
            say("  Against it stand:")
            for name in dict.fromkeys(contest.claim for contest in item.against):
                self.claim(name, "    ")
        if item.deems_safe:
            # A claim about a region is about each of its members, and is told once.
            told = dict.fromkeys(claim for _, claims in item.deems_safe for claim in claims)
            beside = any(self.graph.claims[claim].subject != item.territory for claim in told)
            by = "its designation, or that of a body that it is a member of" if beside else "its designation"
            say(f'  {self.label(item.territory)} calls these "safe" ({by}, nobody else\'s):')
            for claim in told:
                self.claim(claim, "    ")

    def _missing(self, item: WhyNot) -> None:
        """Say what the next leg lacks, what is lacked most concretely first, and which territories it would open."""
        heading("What is missing")
        if not item.near:
            say("  No claim in force is about entering a territory, or about a travel document, for this profile.")
        groups: dict[tuple[bool, str], list[NearMiss]] = {}
        for miss in item.near:
            concrete = any(unmet.kind == "document" for unmet in miss.unmet)
            groups.setdefault((not concrete, self._lacks(miss)), []).append(miss)
        for (_, lacks), misses in sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1]), group[0][1])):
            places = ", ".join(sorted({self.label(miss.rule.to) for miss in misses}))
            say(f"  {lacks}")
            say(f"    would let one enter, or get a document from: {places}")
            for miss in misses[:SHOWN]:
                for claim in miss.rule.claims[:1]:
                    self.claim(claim, "      ")
            if len(misses) > SHOWN:
                say(f"      and {_counted(len(misses) - SHOWN, 'more claim')} (--format json lists all)")
            self._standing_against(misses, "    ")

    def _near(self, miss: NearMiss) -> None:
        what = {"enter": "To enter", "obtain": "To obtain a document from", "apply": "To apply in"}
        to = self.label(miss.rule.to)
        say(f"  {what.get(miss.rule.action, 'To be protected in')} {to}, lacking: {self._lacks(miss)}")
        for claim in miss.rule.claims:
            self.claim(claim, "    ")
        self._standing_against([miss], "    ")

    def _standing_against(self, misses: list[NearMiss], indent: str) -> None:
        """Tell the claims that stand against rules: exit bans, closed borders, bars, and what contradicts them."""
        own = {claim for miss in misses for claim in miss.rule.claims}
        named = sorted({claim for miss in misses for unmet in miss.unmet for claim in unmet.claims} - own)
        if named:
            say(f"{indent}against which stand:")
            for claim in named[:SHOWN]:
                self.claim(claim, f"{indent}  ")
            if len(named) > SHOWN:
                say(f"{indent}  and {_counted(len(named) - SHOWN, 'more claim')} (--format json lists all)")

    def _lacks(self, miss: NearMiss) -> str:
        return "; ".join(self._unmet(unmet, miss.rule) for unmet in miss.unmet)

    def _unmet(self, unmet: Unmet, rule: Rule) -> str:
        # Whose document it is goes without saying for who has one nationality.
        several = len(self.answer.world.profile.nationalities) != 1 and unmet.needed == rule.document
        issuers = " or ".join(self.label(name) for name in rule.issuers) if several else ""
        texts = {
            "place": f"be in {self.label(unmet.needed)}",
            "document": f"hold: {self.label(unmet.needed)}{f' of {issuers}' if issuers else ''}",
            "without": f"not hold: {self.label(unmet.needed)}",
            "border": "a land border or a documented journey by land",
            "evidence": f"firmer evidence ({unmet.needed})",
            "contest": f"no claim in force against leaving ({unmet.needed})",
        }
        return texts[unmet.kind]


class DifferenceText(_Writer):
    """What changed between two answers."""

    def __init__(self, graph: Graph, difference: Difference, lang: str) -> None:
        super().__init__(graph, lang)
        self.difference = difference

    def write(self) -> None:
        """Print it."""
        difference = self.difference
        self.profile(difference.after)
        data = difference.as_json()
        for name in ("before", "after"):
            say(f"{name.capitalize()}: valid at {data[name]['valid_at']}, known at {data[name]['known_at']}")
        say(f"{difference.after.mode} answers; data {data['digest']}")
        for title, changes, there in (
            ("Appeared", difference.appeared, "before"),
            ("Vanished", difference.vanished, "after"),
        ):
            say()
            heading(f"{title}: {len(changes)}")
            world = (difference.after if there == "before" else difference.before).world
            for number, change in enumerate(changes, 1):
                self.itinerary(number, world, change.itinerary)
                self._because(change, there)
        say()
        say(f"In both: {difference.same}")
        for name, answer in (("before", difference.before), ("after", difference.after)):
            if answer.stopped:
                say(f"The search {name} was stopped by a limit ({answer.stopped}): there may be more.")
        say(NOTICE)

    def _because(self, change: Change, there: str) -> None:
        for reason in change.reasons:
            say(f"   leg {reason.leg} could not be made {there}:")
            for claim, why in reason.claims:
                say(f"     {why}:")
                self.claim(claim, "       ")
        if not change.reasons:
            say(f"   every leg was there {there} too: {len(change.instead)} to the same goal stood in its place")


def _counted(number: int, what: str) -> str:
    plural = what.removesuffix("y") + "ies" if what.endswith("y") else f"{what}s"
    return f"{number} {what if number == 1 else plural}"


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)
