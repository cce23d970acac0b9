"""Answers about routes as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exitgraph.cli.claims import sentence
from exitgraph.cli.common import heading, say
from exitgraph.routes import NOTICE
from exitgraph.routes.effects import BASES
from exitgraph.routes.explain import contested_by, exposure, grade, minimal_sets, third_countries, weakest, year
from exitgraph.routes.thirdcountry import invocable
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.api import Graph
    from exitgraph.claims.values import Iri
    from exitgraph.routes import Answer, Difference, Itinerary, Leg, Limbo, Unmet, WhyNot, World
    from exitgraph.routes.difference import Change
    from exitgraph.routes.rule import Stay
    from exitgraph.routes.whynot import NearMiss

#: How many claims are shown for one thing that is missing.
SHOWN = 4

#: What cannot be judged, or was not graded by the day that is asked about.
UNGRADED = "F6"

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
        held = ", ".join(profile.shown(document) for document in sorted(profile.holds)) or "no travel document"
        place = "" if profile.at == profile.origin else f", now in {self.label(profile.at)}"
        if profile.nationalities != (profile.origin,):
            status += f", {' and '.join(self.label(name) for name in profile.nationalities) or 'stateless'}"
        minor = ", an unaccompanied minor" if profile.unaccompanied_minor else ""
        heading(f"From {self.label(profile.origin)}: {status}, holding {held}{place}{minor}")

    def itinerary(self, number: int, world: World, itinerary: Itinerary) -> None:
        say()
        heading(f"{number}. {self.label(itinerary.territory)}: {_LEVELS[itinerary.level]}, {len(itinerary.legs)} legs")
        for place in range(len(itinerary.legs)):
            self._leg(world, itinerary, place)
        weight, least = itinerary.weight, weakest(itinerary)
        oldest = year(weight)
        said = [f"weakest basis: {BASES[weight.basis]} (leg {least.leg})"]
        graded = grade(weight)
        if graded:
            shown = "none known by then" if graded == UNGRADED else f"source {graded[0]}, claim {graded[1]}"
            said.append(f"weakest grades: {shown}")
        said += [f"oldest claim relied on: {oldest}"] if oldest else []
        say(f"   {'; '.join(said)}")
        passed = third_countries(world, itinerary)
        if passed:
            say(f"   territories passed: {', '.join(self.label(place) for place in passed)}")
        self.claims("exposure", sorted({item.claim for item in exposure(world, itinerary)}))
        self._invocable(world, itinerary)
        self.claims("contested by", contested_by(itinerary))
        if itinerary.equal > 1:
            say(f"   {itinerary.equal - 1} more are equal in every criterion: other claims carry a leg")

    def _invocable(self, world: World, itinerary: Itinerary) -> None:
        for third in invocable(world, itinerary):
            for limb in third.limbs:
                law = "" if limb.certain else ", possibly law by then"
                say(f"   {self.label(third.territory)} may be invoked as a third State ({limb.limb}{law}), by:")
                for claim in (*limb.law, *third.designations):
                    self.claim(claim, "     ")

    def _leg(self, world: World, itinerary: Itinerary, number: int) -> None:
        leg = itinerary.legs[number]
        possible = f" (possible: {leg.rule.why})" if leg.rule.why else ""
        say(f"   {number + 1}. {self.step(leg)} [{BASES[leg.weight.basis]}]{possible}")
        for claim in leg.claims:
            self.claim(claim, "       ")
        others = minimal_sets(world, itinerary.legs, number)[1:]
        if others:
            say(f"       also: {', '.join('+'.join(curie(claim) for claim in item) for item in others)}")

    def step(self, leg: Leg) -> str:
        rule = leg.rule
        document = self.label(rule.document) if rule.document else "a document that is not stated"
        elsewhere = "" if rule.to == leg.start else f", from {self.label(leg.start)}"
        return {
            "enter": f"enter {self.label(rule.to)} from {self.label(leg.start)} on: {document}",
            "obtain": f"obtain in {self.label(leg.start)} from {self.label(rule.to)}: {document}",
            "apply": f"apply for asylum in {self.label(rule.to)}{elsewhere}",
            "protected": f"protection in {self.label(rule.to)}{elsewhere}",
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
            if not answer.world.possible:
                say("Claims that are contested, undated or due for review carry no leg here: --possible shows them.")
        if answer.stopped:
            say(f"The search was stopped by a limit ({answer.stopped}): there may be more.")
        if answer.limbo:
            say()
            heading("Can be entered, and nothing is documented that leads on from there")
            for item in answer.limbo:
                self._limbo(item)
        for why in answer.why_not:
            self._why_not(why)
        say()
        say(NOTICE)

    def _limbo(self, item: Limbo) -> None:
        say(f"  {self.label(item.territory)}: {'; '.join(_days(stay) for stay in item.stays) or 'no stay is claimed'}")

    def _why_not(self, item: WhyNot) -> None:
        say()
        if item.territory is None:
            self._missing(item)
            return
        heading(f"Why not {self.label(item.territory)}")
        if not item.documented_entry:
            say("  No claim in force documents an entry there for this profile.")
        for miss in item.near:
            self._near(miss)
        if item.against:
            say("  Against it stand:")
            for contest in item.against:
                self.claim(contest.claim, "    ")
        if item.deems_safe:
            say(f"  {self.label(item.territory or '')} calls these safe (its designation, nobody else's):")
            # A claim about a region is about each of its members, and is told once.
            for claim in dict.fromkeys(claim for _, claims in item.deems_safe for claim in claims):
                self.claim(claim, "    ")

    def _missing(self, item: WhyNot) -> None:
        """Say what the next leg lacks, what is lacked most concretely first, and which territories it would open."""
        heading("What is missing")
        groups: dict[tuple[Unmet, ...], list[NearMiss]] = {}
        for miss in item.near:
            bare = tuple(unmet._replace(claims=()) for unmet in miss.unmet)
            groups.setdefault(bare, []).append(miss)
        concrete = [any(unmet.kind == "document" for unmet in lacks) for lacks in groups]
        order = sorted(
            zip(concrete, groups, strict=True), key=lambda pair: (not pair[0], -len(groups[pair[1]]), pair[1])
        )
        for _, lacks in order:
            misses = groups[lacks]
            places = ", ".join(sorted({self.label(miss.rule.to) for miss in misses}))
            say(f"  {'; '.join(self._unmet(unmet) for unmet in lacks)}")
            say(f"    would let one enter, or get a document from: {places}")
            for miss in misses[:SHOWN]:
                for claim in miss.rule.claims[:1]:
                    self.claim(claim, "      ")
            if len(misses) > SHOWN:
                say(f"      and {len(misses) - SHOWN} more claims (--format json lists all)")

    def _near(self, miss: NearMiss) -> None:
        what = {"enter": "To enter", "obtain": "To obtain a document from", "apply": "To apply in"}
        lacks = "; ".join(self._unmet(unmet) for unmet in miss.unmet)
        say(f"  {what.get(miss.rule.action, 'To be protected in')} {self.label(miss.rule.to)}, lacking: {lacks}")
        for claim in miss.rule.claims:
            self.claim(claim, "    ")

    def _unmet(self, unmet: Unmet) -> str:
        texts = {
            "place": f"be in {self.label(unmet.needed)}",
            "document": f"hold: {self.label(unmet.needed)}",
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


def _days(stay: Stay) -> str:
    bounds = f"{stay.least or ''}-{stay.most}" if stay.least is not None else f"at most {stay.most}"
    if stay.most is None:
        bounds = f"at least {stay.least}"
    window = f" in {stay.window}" if stay.window else ""
    return f"{bounds} days{window} [{curie(stay.claim)}]"
