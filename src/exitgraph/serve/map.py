"""The map (``/map``): who affirms or denies something, where; claims as arcs; the itineraries of a profile as arcs.

Three questions to one page, told apart by ``show``: ``relation`` classes territories, ``arcs`` joins two by a claim,
``itineraries`` (also when ``from`` is given) draws what `exitgraph routes` finds, with the same parameters.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from starlette.routing import Route

from exitgraph.api import today
from exitgraph.claims.inforce import Snapshot
from exitgraph.errors import ExitgraphError, LimitReached
from exitgraph.routes import GOALS, NOTICE, Profile, ask
from exitgraph.serve.fields import Fields
from exitgraph.serve.searches import MOST_LABELS, MOST_SECONDS
from exitgraph.view.briefs import Briefs, href
from exitgraph.view.worldmap import ENDS, Asked, WorldMap
from exitgraph.view.worldroutes import drawn
from exitgraph.vocabulary import curie, local_name, xg

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from exitgraph.serve.pages import Pages
    from exitgraph.serve.searches import Searches

SHOWS: Final = ("relation", "arcs", "itineraries")
#: A longer search is for the command line.
MOST_LEGS: Final = 8
_CLOCKS: Final = ("valid_at", "known_at")
_CHOICE: Final = ("territory", "between", "itinerary")
_FILTERS: Final = ("relation", "subject", "object", "document", "group", "by")
_PROFILE: Final = (
    *("from", "status", "nationality", "at", "holds", "unaccompanied_minor"),
    *("to", "goal", "max_legs", "possible"),
)
#: What /journeys has besides: links from there carry it along.
_JOURNEYS: Final = ("why_not", "diff")
_REPEATED: Final = ("nationality", "holds", "to", "why_not")

TITLES: Final = {
    "relation": "Map: what is claimed of whom",
    "arcs": "Map: claims between two territories",
    "itineraries": "Map: documented itineraries",
}


class MapPage:
    """Gives the data of the page.

    Parameters
    ----------
    pages
        The frame, with the graph.
    searches
        Where itineraries are looked for.
    """

    def __init__(self, pages: Pages, searches: Searches) -> None:
        self._pages = pages
        self._searches = searches
        self._knowledge = pages.graph.knowledge
        self._map = WorldMap(self._knowledge, pages.lang)

    async def answer(self, request: Request) -> Response:
        """Who affirms or denies something of which territory, claims that join two, or the itineraries of a profile.

        Query
        -----
        show : relation, arcs, itineraries
            Which of the three; itineraries when from is given, else relation.
        relation : name
            Such as admits, deemsSafe, returned.
        subject : code, label or short form
            Only claims about it.
        object : code, label or short form
            Only claims with it at the other end.
        document : name
            Only claims that name this travel document.
        group : name
            Only claims that concern this group.
        by : subject, object, at, from, to
            The end of the claim that is coloured; the one left open when left out.
        territory : code or label
            The territory whose claims are listed.
        between : two codes
            The arc whose claims are listed, as KZ..RU.
        itinerary : integer
            The itinerary that is drawn alone.
        valid_at : date
            The day on which claims hold; today when left out.
        known_at : date
            The day by which sources had appeared; today when left out.
        from : code or label
            The State of origin, for itineraries.
        status : name
            As at /journeys.
        nationality : code or label, repeatable
            As at /journeys.
        at : code or label
            As at /journeys.
        holds : name, repeatable
            As at /journeys.
        unaccompanied_minor : 1
            As at /journeys.
        to : code or label, repeatable
            As at /journeys.
        goal : reach, apply, protection
            As at /journeys.
        max_legs : integer
            As at /journeys.
        possible : 1
            As at /journeys.
        why_not : code or label, repeatable
            Not used here: links from /journeys carry it along.
        diff : two dates
            Not used here: links from /journeys carry it along.

        Example
        -------
        /map?relation=deemsSafe&subject=GB
        """
        fields = Fields(
            request,
            self._knowledge,
            (*_CLOCKS, "show", *_CHOICE, *_FILTERS, *_PROFILE, *_JOURNEYS),
            repeated=_REPEATED,
        )
        # Only itineraries are searched for; the rest is looked up.
        if fields.text("from"):
            data = await self._searches.run(lambda: self.data(fields))
        else:
            data = await asyncio.to_thread(self.data, fields)
        if fields.errors and self._pages.wants_json(request):
            raise fields.problem()
        status = 400 if fields.errors else 200
        title = TITLES[data["show"]]
        return self._pages.answer(request, "map.html.j2", data, title=title, script="map.js", status=status)

    def data(self, fields: Fields) -> dict[str, Any]:
        """Make the page's data."""
        show = fields.choice("show", SHOWS, "itineraries" if fields.text("from") else "relation")
        day = today()
        valid_at, known_at = fields.day("valid_at", day), fields.day("known_at", day)
        briefs = Briefs(
            self._knowledge, self._pages.graph.contradictions_ever, Snapshot.at(valid_at, known_at), self._pages.lang
        )
        asked = self._asked(fields, show)
        data: dict[str, Any] = {
            "show": show,
            "asked": self._shown(asked),
            "given": fields.as_given(),
            "errors": fields.errors,
            "valid_at": valid_at,
            "known_at": known_at,
            "today": day,
            "disputed": self._map.disputed,
            "territories": self._map.names,
            "relations": self._relations(show),
            "options": self._options(show),
            "answer": None,
        }
        if not fields.errors:
            if show == "relation":
                data["answer"] = self._map.coloured(asked, briefs)
            elif show == "arcs":
                data["answer"] = self._map.arcs(asked, briefs)
            elif fields.text("from"):
                data["answer"] = self._itineraries(fields, briefs, valid_at, known_at)
        data["chosen"] = self._chosen(fields, data)
        return data

    # -- what is asked ---------------------------------------------------------------------------------

    def _asked(self, fields: Fields, show: str) -> Asked:
        known = {relation["value"] for relation in self._relations(show)}
        first = "returned" if show == "arcs" else "admits"
        default = first if first in known else min(known, default="admits")
        relation = xg(fields.choice("relation", sorted(known), default))
        ends = self._map.ends_of(relation)
        asked = Asked(
            relation,
            fields.thing("subject"),
            fields.thing("object"),
            fields.thing("document", "TravelDocument"),
            fields.thing("group", "Group"),
        )
        by = fields.choice("by", [end for end in ENDS if end in ends], "") or self._map.default_end(asked)
        return Asked(asked.relation, asked.subject, asked.object, asked.document, asked.group, by)

    def _relations(self, show: str) -> list[dict[str, Any]]:
        return [relation for relation in self._map.relations if show != "arcs" or relation["arcs"]]

    def _shown(self, asked: Asked) -> dict[str, Any]:
        def told(name: str | None) -> dict[str, str] | None:
            if name is None:
                return None
            return {"id": curie(name), "name": self._knowledge.label(name, self._pages.lang), "href": href(name)}

        return {
            "relation": local_name(asked.relation),
            "relation_label": self._knowledge.label(asked.relation, self._pages.lang),
            "subject": told(asked.subject),
            "object": told(asked.object),
            "document": told(asked.document),
            "group": told(asked.group),
            "by": asked.by,
        }

    def _options(self, show: str) -> dict[str, list[dict[str, str]]]:
        kinds = {"document": "TravelDocument", "group": "Group"}
        if show == "itineraries":
            kinds = {"document": "TravelDocument", "status": "PersonalStatus"}
        return {
            name: sorted(
                (
                    {"value": local_name(one.iri), "label": one.label(self._pages.lang)}
                    for one in self._knowledge.of_kind(xg(kind))
                ),
                key=lambda option: option["label"].casefold(),
            )
            for name, kind in kinds.items()
        } | {"goal": [{"value": goal, "label": goal} for goal in GOALS]}

    # -- answers ---------------------------------------------------------------------------------------

    def _itineraries(self, fields: Fields, briefs: Briefs, valid_at: str, known_at: str) -> dict[str, Any] | None:
        legs = fields.number("max_legs", 6, least=0, most=MOST_LEGS)
        possible, minor = fields.flag("possible"), fields.flag("unaccompanied_minor")
        if fields.errors:
            return None
        try:
            knowledge = self._knowledge
            profile = Profile.of(
                knowledge,
                origin=fields.text("from"),
                status=fields.text("status") or None,
                nationality=tuple(fields.texts("nationality")),
                at=fields.text("at") or None,
                holds=fields.texts("holds"),
                unaccompanied_minor=minor,
            )
            found = ask(
                knowledge,
                profile,
                Snapshot.at(valid_at, known_at),
                to=[knowledge.resolve(name, xg("Territory")) for name in fields.texts("to")],
                goal=fields.text("goal") or None,
                max_legs=legs,
                possible=possible,
                max_labels=MOST_LABELS,
                seconds=MOST_SECONDS,
                compiled=self._searches.snapshot(valid_at, known_at),
            )
        except LimitReached:
            raise
        except ExitgraphError as error:
            fields.wrong(_field_of(fields, error), error)
            return None
        return {**drawn(found.as_json(), self._map, briefs), "notice": NOTICE}

    def _chosen(self, fields: Fields, data: dict[str, Any]) -> dict[str, Any] | None:
        """Give what the panel is about: a territory, an arc or an itinerary, with its claims."""
        answer = data["answer"]
        if answer is None:
            return None
        between, place = fields.text("between"), fields.thing("territory", "Territory")
        if fields.errors:
            return None
        if between and data["show"] == "arcs":
            begin, _, end = between.partition("..")
            for arc in answer["arcs"]:
                if (arc["from"]["code"], arc["to"]["code"]) == (begin, end):
                    return {"kind": "arc", "from": arc["from"], "to": arc["to"], "claims": arc["claims"]}
            fields.errors["between"] = f"No arc is drawn between {between[:40]!r}: write it like KZ..RU."
            return None
        if place is None:
            return None
        row = self._map.row(place)
        return {"kind": "territory", **row, "claims": _claims_at(answer, row["code"])}


def _claims_at(answer: dict[str, Any], code: str) -> list[str]:
    """Give the claims of an answer that are about a territory, each once."""
    found: list[str] = []
    for place in answer.get("places", ()):
        if place["code"] == code:
            found += place.get("claims", ())
    for arc in answer.get("arcs", ()):
        if code in (arc["from"]["code"], arc["to"]["code"]):
            found += arc["claims"]
    for itinerary in answer.get("itineraries", ()):
        for leg in itinerary["legs"]:
            if code in (leg["from"]["code"], leg["to"]["code"]):
                found += leg["claims"]
    return [name for name in dict.fromkeys(found) if name in answer["claims"]]


def _field_of(fields: Fields, error: ExitgraphError) -> str:
    """Guess which field an error of the search is about: the one whose text it repeats."""
    for name in _PROFILE:
        if any(repr(value) in error.what or value in error.what for value in fields.texts(name)):
            return name
    return "from"


def routes(pages: Pages, searches: Searches) -> list[Route]:
    """Give the routes of the map."""
    page = MapPage(pages, searches)
    return [Route("/map", page.answer, methods=["GET"])]
