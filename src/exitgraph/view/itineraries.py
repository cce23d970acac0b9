"""Documented itineraries as a page shows them: the answer to one profile, leg by leg, in words.

The page cannot compute them: an answer belongs to the profile, the two days and the data that it was asked for, and
says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from exitgraph.lines import Range
from exitgraph.view.cards import term_label
from exitgraph.vocabulary import iri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.routes import Answer

    # A kind and a local name to a label.
    _Label = Callable[[str, str], str]

LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {"reach": "being there", "apply": "an application for asylum", "protection": "protection"}
)
_OWN_PAPER = "By the declared rule that a State lets in the holder of a paper that it gave; no claim states the rule."


@dataclass(frozen=True)
class LegBlock:
    """One leg: what it is, where it is drawn (``source`` to ``target``), and the claims behind it and against it."""

    number: int
    text: str
    source: str
    target: str
    basis: str
    grade: str
    note: str
    claims: tuple[str, ...]
    also: tuple[str, ...]
    contested_by: tuple[str, ...]


@dataclass(frozen=True)
class ItineraryBlock:
    """One itinerary with its criteria as labelled lines; ``exposure`` are claims of returns on the way."""

    number: int
    title: str
    legs: tuple[LegBlock, ...]
    criteria: tuple[tuple[str, str], ...]
    exposure: tuple[str, ...]
    equal: int


@dataclass(frozen=True)
class AnswerBlock:
    """A whole answer: for whom, on which days, from which data, and what was found."""

    profile: str
    valid_at: str
    known_at: str
    digest: str
    mode: str
    stopped: str
    notice: str
    itineraries: tuple[ItineraryBlock, ...]

    def claims(self) -> Iterator[str]:
        """Give the short names of all claims that it names."""
        for item in self.itineraries:
            yield from item.exposure
            for leg in item.legs:
                yield from (*leg.claims, *leg.also, *leg.contested_by)

    def places(self) -> Iterator[str]:
        """Give the short names of the territories that its legs join."""
        for item in self.itineraries:
            for leg in item.legs:
                yield from (leg.source, leg.target)


def answer_block(knowledge: Knowledge, answer: Answer, lang: str) -> AnswerBlock:
    """Make the block of an answer, with labels in a language."""
    told = answer.as_json()

    def label(kind: str, name: str) -> str:
        return term_label(knowledge, iri(f"{kind}:{name}"), lang)

    return AnswerBlock(
        profile=_profile(knowledge, answer, told["profile"], label, lang),
        valid_at=told["valid_at"],
        known_at=told["known_at"],
        digest=told["digest"],
        mode=told["mode"],
        stopped=told["stopped"] or "",
        notice=told["notice"],
        itineraries=tuple(_itinerary(number, item, label) for number, item in enumerate(told["itineraries"], 1)),
    )


def _profile(knowledge: Knowledge, answer: Answer, profile: dict[str, Any], label: _Label, lang: str) -> str:
    given = answer.world.profile
    status = term_label(knowledge, given.status, lang) if given.status else "status left open"
    nations = ", ".join(label("territory", code) for code in profile["nationalities"]) or "no State"
    # "laissez-passer@FR" is a document and the State that gave it.
    papers = [name.partition("@") for name in profile["holds"]]
    held = [
        label("document", name) + (f" of {label('territory', issuer)}" if issuer else "") for name, _, issuer in papers
    ]
    at = "" if given.at == given.origin else f", now in {label('territory', profile['at'])}"
    minor = ", unaccompanied minor" if profile["unaccompanied_minor"] else ""
    holding = f", holding {', '.join(held)}" if held else ", holding no document"
    return f"From {label('territory', profile['origin'])}: {status}, national of {nations}{minor}{holding}{at}"


def _itinerary(number: int, item: dict[str, Any], label: _Label) -> ItineraryBlock:
    criteria = item["criteria"]
    passed = ", ".join(label("territory", name) for name in criteria["third_country"])
    grade = criteria["grade"]
    lines = (
        ("Weakest basis", f"{criteria['basis']} (leg {item['weakest_leg']['leg']})"),
        ("Weakest grades", "none known by then" if grade in (None, "F6") else f"source {grade[0]}, claim {grade[1]}"),
        ("Fewest lines", f"{lines} independent on a leg" if (lines := _lines(criteria)) else ""),
        ("Oldest claim", str(criteria["oldest_claim"] or "")),
        ("Territories passed", passed),
        ("Gravest exposure", (criteria["worst_exposure"] or "none documented").replace("_", " ").replace("-", " ")),
    )
    goal = item["goal"]
    legs = [_leg(place, leg, label) for place, leg in enumerate(item["legs"], 1)]
    return ItineraryBlock(
        number=number,
        title=f"{label('territory', goal['territory'])}: {LEVELS[goal['level']]}",
        legs=tuple(legs),
        criteria=tuple(line for line in lines if line[1]),
        exposure=tuple(dict.fromkeys((*criteria["exposure"], *item["goal_exposure"]))),
        equal=item["equal"],
    )


def _lines(told: dict[str, Any]) -> str:
    """Say how many independent lines there are; empty where no claim was relied on."""
    return str(Range(**told["lines"])) if told["lines"] else ""


def _leg(number: int, leg: dict[str, Any], label: _Label) -> LegBlock:
    here = leg.get("from") or leg["at"]
    there = leg.get("to") or here
    document = label("document", leg["document"]) if "document" in leg else ""
    issuer = label("territory", leg["issuer"]) if "issuer" in leg else ""
    place, target = label("territory", here), label("territory", there)
    way = f", {label('concept', leg['mode'])}" if "mode" in leg and "rule" not in leg else ""
    from_here = "" if here == there else f", from {place}"
    text = {
        "enter": f"Enter {target} from {place} on: {document}{f' of {issuer}' if issuer else ''}{way}",
        "obtain": f"Obtain in {place}{f' from {issuer}' if issuer else ''}: {document}",
        "apply": f"Apply for asylum in {target}{from_here}",
        "protected": f"Protection in {target}{from_here}",
    }[leg["action"]]
    notes = (
        _OWN_PAPER if leg.get("rule") == "own-paper" else "",
        f"Possible: {leg['possible_because']}." if leg.get("possible_because") else "",
    )
    return LegBlock(
        number=number,
        text=text,
        source=f"territory:{here}",
        target=f"territory:{there}",
        basis=leg["basis"],
        grade=leg["grade"] or "",
        note=" ".join(filter(None, notes)),
        claims=tuple(leg["claims"]),
        also=tuple(leg.get("also", ())),
        contested_by=tuple(leg["contested_by"]),
    )
