"""The pages on what is behind claims: independent lines, words beside deeds, and what was known when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from exitgraph.analysis import contradictions, knowability, lines
from exitgraph.analysis.contradictions import MOST_MONTHS, WINDOW, contradictions_json
from exitgraph.analysis.diff import knowability_json
from exitgraph.analysis.lines import SETS, lines_json
from exitgraph.claims.inforce import Snapshot
from exitgraph.errors import InputError
from exitgraph.serve.analyses.asked import Param
from exitgraph.serve.analyses.frame import Analysis, Example, territory
from exitgraph.view.relays import relay_map
from exitgraph.vocabulary import iri

if TYPE_CHECKING:
    from exitgraph.serve.analyses.asked import Asked
    from exitgraph.serve.analyses.frame import Deadline
    from exitgraph.serve.analyses.told import Told

Plain = dict[str, Any]

_ARTICLE: Final = (("valid_at", "2024-11-24"), ("known_at", "2024-11-24"))
_TOGETHER: Final = {
    "claim": "this one claim alone",
    "proposition": "all that say the same",
    "event": "all that speak of the same event",
}


class LinesPage(Analysis):
    """How many independent accounts there are behind a claim or an event."""

    name = "lines"
    question = "How many independent accounts are there behind this?"
    summary = "How many independent lines there are behind a claim or an event, and through whom each goes."
    own = (
        Param(
            "of",
            "matter",
            "Claim or event",
            "A claim (claim:7f3a… or the key of its row), a proposition or an event.",
            needed=True,
            positional=True,
        ),
        Param(
            "together",
            "choice",
            "Count together",
            "Which claims count together; the event if one is named, else all that say the same.",
            choices=tuple((name, _TOGETHER[name]) for name in SETS),
        ),
    )
    examples = (
        Example("News of six deserters in France, October 2024", (("of", "event:fr-six-deserters-2024"), *_ARTICLE)),
        Example(
            "The abduction in Armenia of December 2023", (("of", "event:oc-media-2023-12-20-1-abduction"), *_ARTICLE)
        ),
    )

    def check(self, asked: Asked) -> None:
        """Find out whether what counts together exists."""
        together = asked.one("together")
        if together and together not in self._sets(asked):
            said = f"{asked.one('of')} is no {together}, and is linked to none"
            asked.wrong("together", InputError(said, hint="Leave it open."))

    def _sets(self, asked: Asked) -> tuple[str, ...]:
        """Give what can count together with what is asked about."""
        of = asked.one("of") or ""
        claim = self.knowledge.claims.get(iri(of))
        if claim is None:
            return (of.partition(":")[0],)
        return tuple(name for name in SETS if name != "event" or claim.event is not None)

    def find(self, asked: Asked, deadline: Deadline) -> Plain:
        """Count."""
        deadline.check()
        found = lines(self.knowledge, iri(asked.one("of") or ""), asked.now, together=asked.one("together"))
        return lines_json(self.knowledge, found, asked.now, self._pages.lang)

    def tell(self, asked: Asked, whole: Plain, told: Told) -> Plain:
        """Draw who relays whom, and tell each chain once."""
        chains: dict[tuple[Any, ...], Plain] = {}
        for chain in whole["chains"]:
            key = (tuple(agent["agent"] for agent in chain["agents"]), chain["ends"], chain["certain"])
            agents = [told.ref(agent["agent"]) for agent in chain["agents"]]
            one = chains.setdefault(
                key, {"agents": agents, "ends": chain["ends"], "certain": chain["certain"], "claims": []}
            )
            one["claims"].append(chain["claim"])
        named = whole["asked"] if told.known(whole["asked"]) else asked.one("of") or whole["asked"]
        return {
            "about": told.said(named),
            "together": _TOGETHER[whole["together"]],
            "chains": list(chains.values()),
            "drawing": relay_map(list(chains.values()), [one["agent"] for one in whole["single_points"]]),
            "circles": [[told.ref(agent) for agent in circle] for circle in whole["circles"]],
            **{
                name: [told.ref(one["agent"]) for one in whole[name]]
                for name in ("outlets", "primary", "open_ends", "single_points")
            },
        }

    def links(self, asked: Asked) -> list[Plain]:
        """Offer to count otherwise together."""
        sets = self._sets(asked)
        now = asked.one("together") or ("proposition" if "proposition" in sets else "event")
        return [
            {"words": f"Count together {_TOGETHER[name]}", "href": asked.address(self.path, together=name)}
            for name in sets
            if name != now
        ]


class ContradictionsPage(Analysis):
    """What States say beside what was done."""

    name = "contradictions"
    question = "What did a State say, and what was done?"
    summary = "What States say beside what was done: designations and incidents, statements and practice, both sides."
    own = (
        Param("state", "state", "Said by", "Only what this State, or region such as region:eu, said."),
        Param(
            "months",
            "number",
            "Months between",
            "Between a designation and an incident, at most; 24 when left out.",
            default=str(WINDOW),
            most=MOST_MONTHS,
        ),
    )
    examples = (
        Example("What the United Kingdom said, by 24 November 2024", (("state", "GB"), *_ARTICLE)),
        Example("All States and regions, by then", _ARTICLE),
    )

    def find(self, asked: Asked, deadline: Deadline) -> Plain:
        """Give the ledger."""
        deadline.check()
        state = self.knowledge.resolve(asked.one("state") or "") if asked.one("state") else None
        months = asked.number("months")
        found = contradictions(self.knowledge, asked.now, state=state, months=months)
        return contradictions_json(self.knowledge, found, asked.now, state=state, months=months, lang=self._pages.lang)

    def tell(self, asked: Asked, whole: Plain, told: Told) -> Plain:  # noqa: ARG002
        """Group the entries by their kind, and say whose they are."""
        kinds: dict[str, list[Plain]] = {}
        for entry in whole["entries"]:
            kinds.setdefault(entry["kind"], []).append(entry)
        return {"state": told.ref(whole["state"]) if whole["state"] else None, "kinds": kinds}


class KnowabilityPage(Analysis):
    """What had been published about returns from a territory by a day."""

    name = "knowability"
    question = "Was a return from there known on the day of the decision?"
    summary = "What had been published about returns from a territory by the day of a decision, and what came after."
    own = (
        Param("from", "place", "Returned from", "The territory that returned, or let abduct.", needed=True),
        Param("on", "day", "Day of the decision", "The day of the decision.", needed=True),
    )
    examples = (
        Example(
            "Returns from Kazakhstan, for a decision of 28 December 2022",
            (("from", "KZ"), ("on", "2022-12-28"), *_ARTICLE),
        ),
        Example(
            "Returns from Armenia, for a decision of 1 December 2023",
            (("from", "AM"), ("on", "2023-12-01"), *_ARTICLE),
        ),
    )

    def check(self, asked: Asked) -> None:
        """Hold the decision against the day by which something is known."""
        if (asked.one("on") or "") > (asked.one("known_at") or ""):
            said = "the decision lies after the day by which something is known"
            asked.wrong("on", InputError(said, hint="Choose an earlier day, or move Known by on."))

    def find(self, asked: Asked, deadline: Deadline) -> Plain:
        """Select on both clocks."""
        deadline.check()
        day, place = asked.one("on") or "", territory(asked.one("from")) or ""
        found = knowability(self.knowledge, place, Snapshot.at(day, day), asked.now)
        return knowability_json(self.knowledge, found, self._pages.lang)

    def tell(self, asked: Asked, whole: Plain, told: Told) -> Plain:  # noqa: ARG002
        """Name the territory."""
        return {"place": told.ref(whole["territory"])}

    def links(self, asked: Asked) -> list[Plain]:
        """Offer what was said of the territory, and its page."""
        code = asked.one("from") or ""
        day = asked.one("on") or ""
        return [
            {
                "words": "Everything claimed of the territory, as of that day",
                "href": f"/territory/{code}?valid_at={day}&known_at={day}",
            }
        ]
