"""*Journeys*: a profile in a form, and the itineraries documented for it, why there is none, or what changed.

The JSON twin of an answer is what ``exitgraph routes --format json`` prints for the same question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.responses import RedirectResponse
from starlette.routing import Route

from exitgraph.api import today
from exitgraph.claims.inforce import Snapshot
from exitgraph.errors import ExitgraphError
from exitgraph.routes import Profile, ask, diff
from exitgraph.serve.asked import DEFAULT_LEGS, FORM_NAMES, MOST_LEGS, NAMES, PROFILE, command, python, read
from exitgraph.serve.searches import MOST_LABELS, MOST_SECONDS
from exitgraph.view.journeys import tell_answer, tell_difference
from exitgraph.view.told import definition, place
from exitgraph.vocabulary import iri, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from exitgraph.api import Graph
    from exitgraph.serve.asked import Asked
    from exitgraph.serve.pages import Pages
    from exitgraph.serve.searches import Searches

PATH: Final = "/journeys"
TITLE: Final = "Journeys"
TEMPLATE: Final = "journeys.html.j2"
#: The statuses that the law most often tells apart; they stand first.
_REFUSERS: Final = (
    "deserter",
    "mobilised-refuser",
    "conscript-evader",
    "reservist-evader",
    "contract-refuser",
    "recognised-objector",
)
_USUAL_DOCUMENTS: Final = ("internal-passport", "international-passport", "military-id")
#: What is offered to begin with: the case of the article that the project began with.
_ARTICLE: Final = (("from", "RU"), ("status", "deserter"), ("holds", "internal-passport"))
_EXAMPLES: Final = (
    ("itineraries", (("valid_at", "2024-11-24"), ("known_at", "2024-11-24"))),
    ("why-not", (("valid_at", "2024-11-24"), ("known_at", "2024-11-24"), ("why_not", "GB"))),
    ("difference", (("diff", "2024-09-30..2024-11-24"),)),
)


class Journeys:
    """The page.

    Parameters
    ----------
    pages
        What all pages share.
    searches
        Where itineraries are looked for.
    """

    def __init__(self, pages: Pages, searches: Searches) -> None:
        self._pages = pages
        self._graph: Graph = pages.graph
        self._searches = searches
        self._choices = choices(self._graph, pages.lang)
        self._examples = list(self._usable(_EXAMPLES))

    async def answer(self, request: Request) -> Response:
        """Itineraries documented for a profile, why there is none, or what changed; the answer of `exitgraph routes`.

        Without a profile: what the form offers.

        Query
        -----
        from : code or label
            The State of origin.
        nationality : code or label, repeatable
            If it is not the origin's; stateless for none.
        status : name
            The personal status, such as deserter.
        holds : name, repeatable
            A travel document; that of another State with its issuer, as laissez-passer@FR.
        unaccompanied_minor : 1
            For a child without a family.
        at : code or label
            Where the person is, if not in the State of origin.
        goal : reach, apply, protection
            The least that is looked for; apply when left out.
        to : code or label, repeatable
            Only itineraries to this territory.
        max_legs : integer
            The most legs, 0 to 8; 6 when left out.
        possible : 1
            Let claims that are contested, undated or out of date carry a leg.
        valid_at : date
            The day on which claims hold; today when left out.
        known_at : date
            The day by which sources had appeared; today when left out.
        why_not : code or label, repeatable
            A territory of which to tell which preconditions failed.
        diff : two dates
            What appeared and vanished between them, as 2024-09-30..2024-11-24.
        compare : numbers
            Itineraries that the page shows side by side, at most three, as 1,2.
        other_document : name
            The form's own: a document of another State.
        other_issuer : code or label
            The form's own: that State.
        still : clock and date
            The form's own, with diff: the date that does not move, as valid_at:2024-11-24.

        Example
        -------
        /journeys?from=RU&status=deserter&holds=internal-passport&valid_at=2024-11-24&known_at=2024-11-24
        """
        json = self._pages.wants_json(request)
        asked = read(request.query_params.multi_items(), self._graph.knowledge, today=today(), strict=json)
        if asked.troubles and json:
            raise asked.problem()
        if not asked.troubles and not json and self._given(request) != asked.pairs:
            # A question has one address: with both dates, with codes, without what was left open.
            return RedirectResponse(asked.address() + _compared(asked), 303)
        if asked.empty or asked.troubles:
            status = max((trouble.status for trouble in asked.troubles.values()), default=200)
            if json:
                data: dict[str, Any] = {"choices": self._choices, "examples": self._examples}
            else:
                data = self._page(asked, None)
            return self._pages.answer(request, TEMPLATE, data, title=TITLE, script="journeys.js", status=status)
        found = await self._searches.run(lambda: self._find(asked, json=json))
        data = found if json else self._page(asked, found)
        title = TITLE if json else _title(data)
        return self._pages.answer(request, TEMPLATE, data, title=title, script="journeys.js")

    @staticmethod
    def _given(request: Request) -> list[tuple[str, str]]:
        return [pair for pair in request.query_params.multi_items() if pair[0] != "as"]

    def _find(self, asked: Asked, *, json: bool) -> dict[str, Any]:
        """Search, and tell what was found to programs or to people; runs in a thread."""
        graph, knowledge, lang = self._graph, self._graph.knowledge, self._pages.lang
        options = asked.options
        profile = Profile.of(
            knowledge,
            origin=asked.one("from") or "",
            **{name: options[name] for name in ("status", "nationality", "at", "holds", "unaccompanied_minor")},
        )
        wanted = {
            "goal": options["goal"],
            "to": [knowledge.resolve(name, xg("Territory")) for name in options["to"]],
            "max_legs": options["max_legs"],
            "possible": options["possible"],
            "max_labels": MOST_LABELS,
            "seconds": MOST_SECONDS,
        }
        valid, known, days = asked.one("valid_at"), asked.one("known_at"), asked.one("diff")
        if days is not None:
            first, second = (Snapshot.at(valid or day, known or day) for day in days.split(".."))
            difference = diff(knowledge, profile, first, second, **wanted)
            if json:
                return difference.as_json()
            return tell_difference(knowledge, graph.contradictions, difference, lang=lang)
        answer = ask(
            knowledge,
            profile,
            Snapshot.at(valid or "", known or ""),
            why_not_to=[knowledge.resolve(name, xg("Territory")) for name in asked.values.get("why_not", ())],
            compiled=self._searches.snapshot(valid or "", known or ""),
            **wanted,
        )
        return answer.as_json() if json else tell_answer(knowledge, graph.contradictions, answer, lang=lang)

    # -- the page ---------------------------------------------------------------------------------------

    def _page(self, asked: Asked, told: dict[str, Any] | None) -> dict[str, Any]:
        diff_asked = asked.one("diff")
        return {
            "asked": self._shown(asked),
            "troubles": {name: {"what": one.what, "hint": one.hint} for name, one in asked.troubles.items()},
            "foreign": [
                {"name": value, "label": self._foreign(value)}
                for value in asked.values.get("holds", ())
                if "@" in value
            ],
            "choices": self._choices,
            "examples": self._examples,
            "today": today(),
            "most_legs": MOST_LEGS,
            "default_legs": DEFAULT_LEGS,
            "profile": [pair for pair in asked.pairs if pair[0] in PROFILE],
            "answer": None if diff_asked else told,
            "difference": told if diff_asked else None,
            "links": _links(asked, told) if told else {},
            "commands": {"shell": command(asked), "python": python(asked)} if told else {},
        }

    def _foreign(self, value: str) -> str:
        """Give what a person reads for a document of another State: ``laissez-passer (France)``."""
        kind, _, issuer = value.partition("@")
        knowledge, lang = self._graph.knowledge, self._pages.lang
        named = knowledge.label(knowledge.resolve(issuer, xg("Territory")), lang)
        return f"{knowledge.label(knowledge.resolve(kind, xg('TravelDocument')), lang)} ({named})"

    def _shown(self, asked: Asked) -> dict[str, list[str]]:
        """Give the values of the fields: of what is right names instead of codes, of what is wrong what was written."""
        shown: dict[str, list[str]] = {name: [] for name in (*NAMES, *FORM_NAMES)}
        for name, given in asked.given.items():
            values = given if name in asked.troubles else asked.values.get(name, given)
            if name in ("from", "nationality", "at", "to", "why_not") and name not in asked.troubles:
                values = [self._choices["names"].get(value, value) for value in values]
            shown[name] = values
        for name in ("valid_at", "known_at"):
            shown[name] = shown[name] or asked.values.get(name, [])
        return shown

    def _usable(self, examples: Iterable[tuple[str, tuple[tuple[str, str], ...]]]) -> Iterable[dict[str, str]]:
        for name, more in examples:
            asked = read((*_ARTICLE, *more), self._graph.knowledge, today=today(), strict=True)
            if not asked.troubles:
                yield {"name": name, "href": asked.address()}


def routes(pages: Pages, searches: Searches) -> list[Route]:
    """Give the routes of the page."""
    return [Route(PATH, Journeys(pages, searches).answer, methods=["GET"])]


def _compared(asked: Asked) -> str:
    chosen = asked.one("compare")
    return f"&compare={chosen}" if chosen else ""


def _title(data: dict[str, Any]) -> str:
    told = data["difference"] or data["answer"]
    profile = told["profile"]
    status = f", {profile['status']['label']}" if profile["status"] else ""
    return f"{TITLE}: {profile['origin']['label']}{status}"


def _links(asked: Asked, told: dict[str, Any]) -> dict[str, Any]:
    """Give the questions that come next, as addresses."""
    days = asked.one("diff")
    if days:
        sides = {}
        for name, day in zip(("before", "after"), days.split(".."), strict=True):
            dates = {"valid_at": asked.one("valid_at") or day, "known_at": asked.one("known_at") or day}
            sides[name] = asked.address(keep=PROFILE, **dates)
        first, second = days.split("..")
        after = {"valid_at": asked.one("valid_at") or second, "known_at": asked.one("known_at") or second}
        return {
            **sides,
            "turned": asked.address(diff=f"{second}..{first}"),
            "map": asked.address("/map", **after, diff=None),
        }
    valid = told["valid_at"]
    earlier = [day for years in (1, 2, 3) if (day := _years_before(valid, years))]
    return {
        "map": asked.address("/map", why_not=None),
        "plain": asked.address(why_not=None),
        "possible": asked.address(possible=None if "possible" in asked.values else "1", why_not=None),
        "earlier": [{"day": day, "href": asked.address(valid_at=day, why_not=None)} for day in earlier],
        "known_then": None if told["known_at"] <= valid else asked.address(known_at=valid, why_not=None),
        "why_not": [
            {"label": one["label"], "href": asked.address(why_not=one["name"])} for one in told["destinations"]
        ],
        "diff": {"before": earlier[0] if earlier else valid, "after": valid},
    }


def _years_before(day: str, years: int) -> str:
    year = int(day[:4]) - years
    # The 29th of February has no namesake in most years.
    return f"{year:04d}{day[4:8]}{'28' if day[5:] == '02-29' else day[8:]}" if year > 0 else ""


def choices(graph: Graph, lang: str) -> dict[str, Any]:
    """Give what the fields of the form offer."""
    knowledge = graph.knowledge
    statuses = [
        {"name": local_name(one.iri), "label": one.label(lang), "definition": definition(knowledge, one.iri)}
        for one in knowledge.of_kind(xg("PersonalStatus"))
    ]
    statuses.sort(key=lambda one: one["label"].casefold())
    first = [one for name in _REFUSERS for one in statuses if one["name"] == name]
    documents = [
        {"name": local_name(one.iri), "label": one.label(lang), "definition": definition(knowledge, one.iri)}
        for one in knowledge.of_kind(xg("TravelDocument"))
    ]
    documents.sort(key=lambda one: one["label"].casefold())
    usual = [one for name in _USUAL_DOCUMENTS for one in documents if one["name"] == name]
    territories = [place(knowledge, one.iri, lang) for one in knowledge.of_kind(xg("Territory"))]
    territories.sort(key=lambda one: (one["label"].casefold(), one["name"]))
    return {
        "refusers": first,
        "statuses": [one for one in statuses if one not in first],
        "usual_documents": usual,
        "documents": [one for one in documents if one not in usual],
        "territories": [{"name": one["name"], "label": one["label"]} for one in territories],
        "names": {one["name"]: one["label"] for one in territories if _means(graph, one["label"], one["name"])},
    }


def _means(graph: Graph, label: str, name: str) -> bool:
    """Whether a label, typed, means the one territory."""
    try:
        return graph.knowledge.resolve(label, xg("Territory")) == iri(f"territory:{name}")
    except ExitgraphError:
        return False
