"""``exitgraph routes``: documented itineraries, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exitgraph.cli.claims import sentence
from exitgraph.cli.common import (
    dates,
    emit_json,
    emit_table,
    format_option,
    graph_option,
    heading,
    known_option,
    lang_option,
    load,
    say,
    today_option,
    valid_option,
)
from exitgraph.vocabulary import curie, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from exitgraph.api import Graph
    from exitgraph.claims.values import Iri
    from exitgraph.routes import Answer, Itinerary, Leg, WhyNot
    from exitgraph.routes.state import Unmet
    from exitgraph.routes.whynot import NearMiss


@click.command("routes")
@click.option("--from", "origin", metavar="CC", help="The State of origin, such as RU.")
@click.option("--status", metavar="STATUS", help="The personal status, such as deserter (`--status list` prints them).")
@click.option("--nationality", metavar="CC", help="Nationality, if not the origin's.")
@click.option("--at", metavar="CC", help="Where the person is, if not in the origin.")
@click.option(
    "--holds", multiple=True, metavar="DOC", help="A document held; may be repeated (`--holds list` prints them)."
)
@click.option("--to", multiple=True, metavar="CC", help="A goal; any territory when left out. May be repeated.")
@click.option("--goal", type=click.Choice(["reach", "apply", "protection"]), help="Default: apply or better.")
@click.option("--max-legs", type=int, default=6, show_default=True, help="Bound on the number of legs (0 to 1000).")
@click.option("--possible", is_flag=True, help="Let contested, undated and old claims carry a leg too.")
@click.option("--why-not", multiple=True, metavar="CC", help="Explain why a territory is not among the goals found.")
@valid_option
@known_option
@today_option
@graph_option
@lang_option
@format_option("json")
def command(
    origin: str | None,
    status: str | None,
    nationality: str | None,
    at: str | None,
    holds: tuple[str, ...],
    to: tuple[str, ...],
    goal: str | None,
    max_legs: int,
    why_not: tuple[str, ...],
    valid_at: str | None,
    known_at: str | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
    *,
    possible: bool,
) -> None:
    """Find documented itineraries from a profile to a legal status, each leg with its claims."""
    graph = load(graph_path)
    if "list" in holds or status == "list":
        _list(graph, "TravelDocument" if "list" in holds else "PersonalStatus", lang, form)
        return
    if origin is None:
        raise click.UsageError("name the State of origin: --from RU")
    valid, known = dates(today, valid_at, known_at)
    answer = graph.routes(
        origin,
        status=status,
        nationality=nationality,
        at=at,
        holds=holds,
        to=to,
        why_not=why_not,
        goal=goal,
        valid_at=valid,
        known_at=known,
        max_legs=max_legs,
        possible=possible,
    )
    if form == "json":
        emit_json(answer.as_json())
    else:
        _Text(graph, answer, lang).write()


def _list(graph: Graph, kind: str, lang: str, form: str) -> None:
    rows = [(local_name(item.iri), item.label(lang)) for item in graph.knowledge.of_kind(xg(kind))]
    if form == "json":
        emit_json([{"name": name, "label": label} for name, label in rows])
    else:
        emit_table(("name", "label"), rows)


#: How many claims are shown for one thing that is missing.
SHOWN = 4


class _Text:
    """The answer for people."""

    def __init__(self, graph: Graph, answer: Answer, lang: str) -> None:
        self.graph, self.answer, self.lang = graph, answer, lang

    def label(self, name: Iri) -> str:
        return self.graph.knowledge.label(name, self.lang)

    def write(self) -> None:
        answer, profile = self.answer, self.answer.world.profile
        data = answer.as_json()
        status = self.label(profile.status) if profile.status else "status left open"
        held = ", ".join(str(name) for name in data["profile"]["holds"]) or "no travel document"
        place = "" if profile.at == profile.origin else f", now in {self.label(profile.at)}"
        heading(f"From {self.label(profile.origin)}: {status}, holding {held}{place}")
        say(f"Valid at {data['valid_at']}, known at {data['known_at']}, {answer.mode} answers; data {data['digest']}")
        for number, itinerary in enumerate(answer.itineraries, 1):
            self._itinerary(number, itinerary)
        if not answer.itineraries:
            say()
            say("No documented itinerary. That none is documented does not say that there is none.")
        if answer.stopped:
            say(f"The search was stopped by a limit ({answer.stopped}): there may be more.")
        for item in answer.why_not:
            self._why_not(item)
        say()
        from exitgraph.routes.answer import NOTICE

        say(NOTICE)

    def _itinerary(self, number: int, itinerary: Itinerary) -> None:
        answer = self.answer
        level = {"reach": "reached", "apply": "an application for asylum", "protection": "protection"}[itinerary.level]
        say()
        heading(f"{number}. {self.label(itinerary.territory)}: {level}, {len(itinerary.legs)} legs")
        for leg in itinerary.legs:
            self._leg(leg)
        from exitgraph.routes.effects import BASES

        say(f"   weakest basis: {BASES[itinerary.label.basis]}; oldest claim relied on: {itinerary.label.oldest}")
        passed = answer.third_countries(itinerary)
        if passed:
            say(f"   territories passed: {', '.join(self.label(place) for place in passed)}")
        self._claims("exposure", answer.exposure(itinerary))
        self._claims("contested by", answer.contested_by(itinerary))
        if itinerary.label.count > 1:
            others = itinerary.label.count - 1
            say(f"   {others} more with the same legs and criteria: other claims carry a leg")

    def _leg(self, leg: Leg) -> None:
        rule = leg.rule
        document = self.label(rule.document) if rule.document else "a document that is not stated"
        text = {
            "enter": f"enter {self.label(rule.to)} from {self.label(leg.start)} on: {document}",
            "obtain": f"obtain in {self.label(leg.start)} from {self.label(rule.to)}: {document}",
            "apply": f"apply for asylum in {self.label(rule.to)}",
            "protected": f"protection in {self.label(rule.to)}",
        }[rule.action]
        possible = f" (possible: {rule.why})" if rule.why else ""
        say(f"   - {text} [{rule.basis}]{possible}")
        for claim in leg.claims:
            self._claim(claim, "       ")
        also = self.answer.also(leg)
        if also:
            say(f"       also: {', '.join(curie(claim) for claim in also)}")

    def _claim(self, claim: Iri, indent: str) -> None:
        found = self.graph.claims[claim]
        source = self.graph.knowledge.sources[found.source]
        gist = found.gist.value if found.gist else sentence(self.graph, found, self.lang)
        say(f"{indent}{gist} ({self.label(source.publisher)}, {source.published}) [{curie(claim)}]")

    def _claims(self, name: str, claims: Iterable[Iri]) -> None:
        listed = list(claims)
        if listed:
            say(f"   {name}:")
            for claim in listed:
                self._claim(claim, "     ")

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
                self._claim(contest.claim, "    ")
        if item.deems_safe:
            say(f"  {self.label(item.territory or '')} calls these safe (its designation, nobody else's):")
            for _, claims in item.deems_safe:
                for claim in claims:
                    self._claim(claim, "    ")

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
                if miss.rule.claim:
                    self._claim(miss.rule.claim, "      ")
            if len(misses) > SHOWN:
                say(f"      and {len(misses) - SHOWN} more claims (--format json lists all)")

    def _near(self, miss: NearMiss) -> None:
        what = {"enter": "To enter", "obtain": "To obtain a document from", "apply": "To apply in"}
        lacks = "; ".join(self._unmet(unmet) for unmet in miss.unmet)
        say(f"  {what.get(miss.rule.action, 'To be protected in')} {self.label(miss.rule.to)}: {lacks}")
        if miss.rule.claim:
            self._claim(miss.rule.claim, "    ")

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
