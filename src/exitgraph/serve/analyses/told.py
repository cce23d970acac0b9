"""What an answer names, as a page links it: claims as rows with what stands beside them, names in a text as links."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from exitgraph.analysis.common import says
from exitgraph.analysis.policies import Change
from exitgraph.claims.grades import Grades
from exitgraph.errors import ExitgraphError
from exitgraph.view.things import path_of
from exitgraph.vocabulary import BASE, THINGS, iri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.view.things import Things

Plain = dict[str, Any]

_NAME: Final = re.compile(rf"\b(?:{'|'.join(sorted(THINGS))}):[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]")
_CODE: Final = r"[A-Z]{2}(?:-[A-Z0-9]{2})?"
_WALK: Final = re.compile(rf"({_CODE}(?: to {_CODE})+)(: .+)")
_REACHED: Final = re.compile(rf"(reached|on possible claims only): ({_CODE}) \((reach|apply|protection)\)")
_JOURNEY: Final = re.compile(rf"({_CODE}) \((reach|apply|protection)\): (.+)")
_CHANGES: Final = "smallest change: "
_LEVELS: Final = {"reach": "entry to", "apply": "an application to", "protection": "protection in"}


class Told:
    """The claims and things of one answer.

    Parameters
    ----------
    things
        The graph as its pages tell it.
    now
        The two clocks: a claim's standing and grades are shown as on these days.
    """

    def __init__(self, things: Things, now: Snapshot) -> None:
        self._things = things
        self._now = now
        self._grades = Grades(things.knowledge, now)
        #: By short form.
        self.rows: dict[str, Plain] = {}

    def gather(self, value: object) -> None:
        """Make rows of all claims that plain data name."""
        if isinstance(value, dict):
            for one in value.values():
                self.gather(one)
        elif isinstance(value, list):
            for one in value:
                self.gather(one)
        elif isinstance(value, str) and value.startswith("claim:"):
            self.row(value)

    def row(self, short: str) -> Plain | None:
        """Make the row of a claim, once."""
        if short not in self.rows:
            claim = self._things.knowledge.claims.get(iri(short))
            if claim is None:
                return None
            row = self._things.row(claim, self._now, self._grades)
            bare = replace(claim, proposition=replace(claim.proposition, roles=()))
            # What is said in one line, as the text of an analysis has it: "safe" as somebody's word. Roles stand below.
            row["headline"] = says(self._things.knowledge, bare, self._things.lang)
            self.rows[short] = row
        return self.rows[short]

    def place(self, code: str) -> Plain:
        """Give a territory by its code as a link."""
        return self._things.ref(f"{BASE}territory/{code}")

    def ref(self, short: str) -> Plain:
        """Give a thing by its short form as a link."""
        return self._things.ref(iri(short))

    def status(self, name: str | None) -> str:
        """Give the label of a personal status."""
        return self._label(f"concept:{name}") if name else "status left open"

    def document(self, name: str) -> str:
        """Give what a document is called: ``laissez-passer of France`` for ``laissez-passer@FR``."""
        kind, _, issuer = name.partition("@")
        label = self._label(f"document:{kind}")
        return f"{label} of {self.place(issuer)['label']}" if issuer else label

    def documents(self, names: Iterable[str]) -> str:
        """Give the documents that somebody holds, in words."""
        return ", ".join(self.document(name) for name in names) or "no document"

    def goal(self, goal: Plain) -> Plain:
        """Give a goal: what is reached, and the territory."""
        return {"words": _LEVELS[goal["level"]], "place": self.place(goal["territory"])}

    def leg(self, leg: Plain) -> str:
        """Write a leg in words."""
        to, at = self.place(leg["to"])["label"], self.place(leg["at"])["label"]
        paper = f"on {self.document(leg['document'])}" if leg["document"] else ""
        if leg["action"] == "enter":
            return f"enter {to} {paper}".strip()
        if leg["action"] == "obtain":
            return f"obtain {self.document(leg['document'] or '')} of {to} in {at}"
        return f"apply for asylum in {to}" if leg["action"] == "apply" else f"protection in {to}"

    def said(self, text: str) -> list[Plain]:
        """Part what an answer says into pieces of text and links; an itinerary is written in words."""
        journey = _JOURNEY.fullmatch(text)
        if journey is not None:
            goal = {"text": f"{_LEVELS[journey[2]]} ", "href": ""}
            place = self.place(journey[1])
            legs = "; ".join(self._leg(leg.split()) for leg in journey[3].split("; "))
            return [goal, {"text": place["label"], "href": place["path"]}, {"text": f": {legs}", "href": ""}]
        walk, reached = _WALK.fullmatch(text), _REACHED.fullmatch(text)
        if walk is not None:
            places = [self.place(code) for code in walk[1].split(" to ")]
            linked = [{"text": place["label"], "href": place["path"]} for place in places]
            arrow = {"text": " \N{RIGHTWARDS ARROW} ", "href": ""}
            joined = [piece for one in linked for piece in (arrow, one)][1:]
            return [*joined, {"text": walk[2], "href": ""}]
        if reached is not None:
            place = self.place(reached[2])
            before = {"text": f"{reached[1]}: {_LEVELS[reached[3]]} ", "href": ""}
            return [before, {"text": place["label"], "href": place["path"]}]
        if text.startswith(_CHANGES):
            changes = " and ".join(self._change(name) for name in text.removeprefix(_CHANGES).split(" and "))
            return [{"text": f"{_CHANGES}{changes}", "href": ""}]
        pieces, end = [], 0
        for found in _NAME.finditer(text):
            pieces.append({"text": text[end : found.start()], "href": ""})
            pieces.append(self._piece(found[0]))
            end = found.end()
        pieces.append({"text": text[end:], "href": ""})
        return [piece for piece in pieces if piece["text"]]

    def _change(self, name: str) -> str:
        """Write a change of a policy, which is named by its parts, in words; as it is where a part is not known."""
        knowledge = self._things.knowledge
        parts = name.split(":")
        if len(parts) not in (3, 4):
            return name
        kind, state, what, *document = parts
        kinds = {"waive": ("document",), "give": ("document",), "lift": ("ontology#", "concept")}.get(kind, ())
        known = [found for one in ("territory", "region") if (found := f"{BASE}{one}/{state}") in knowledge.entities]
        wholes = [f"{BASE}{one}{'' if one.endswith('#') else '/'}{what}" for one in kinds] or [what]
        meant = [whole for whole in wholes if whole in knowledge.entities or kind == "extend"]
        if not known or not meant:
            return name
        change = Change(kind, known[0], meant[0], iri(f"document:{document[0]}") if document else None)
        return change.text(knowledge, self._things.lang)

    def _piece(self, short: str) -> Plain:
        row = self.row(short) if short.startswith("claim:") else None
        return {"text": row["headline"] if row else self._label(short), "href": path_of(iri(short))}

    def _leg(self, words: list[str]) -> str:
        """Write a leg whose parts were joined: what is done, then territories, documents and issuers in their order."""
        done, places, papers = words[0], [], []
        for word in words[1:]:
            if f"{BASE}territory/{word}" in self._things.knowledge.entities:
                places.append(self.place(word)["label"])
            elif f"{BASE}document/{word}" in self._things.knowledge.entities:
                papers.append(self._label(f"document:{word}"))
        paper = f" on {papers[0]}" if papers else ""
        if done == "enter" and len(places) > 1:
            return f"enter {places[1]} from {places[0]}{paper}"
        if done == "obtain" and papers and places:
            issuer = f" of {places[1]}" if len(places) > 1 else ""
            return f"obtain {papers[0]}{issuer} in {places[0]}"
        if done in ("apply", "protected") and places:
            return f"{'apply for asylum' if done == 'apply' else 'protection'} in {places[-1]}"
        return " ".join(words)

    def _label(self, short: str) -> str:
        try:
            return str(self._things.ref(iri(short))["label"])
        except ExitgraphError:
            return short

    def known(self, short: str) -> bool:
        """Whether the graph has a thing of that name."""
        name = iri(short)
        knowledge = self._things.knowledge
        return name in knowledge.entities or name in knowledge.claims or name in knowledge.sources
