"""The pages on policies of States: chains of transfers, who reaches no protection, and what all ways depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from exitgraph.analysis.chains import GRADES, MAX_LINKS, MEANING, chains, chains_json
from exitgraph.analysis.dependence import MAX_CUT, RESTRICTED, dependence, dependence_json
from exitgraph.analysis.gaps import DOCUMENTS, MAX_CHANGES, STATUSES, gaps, gaps_json
from exitgraph.claims.interval import stamp
from exitgraph.errors import LimitReached
from exitgraph.routes import Profile
from exitgraph.routes.rule import Stay
from exitgraph.serve.analyses.asked import Param
from exitgraph.serve.analyses.frame import Analysis, Example, resolved, territory
from exitgraph.serve.problem import Problem
from exitgraph.view.things import path_of
from exitgraph.vocabulary import iri

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from exitgraph.analysis.gaps import Gaps
    from exitgraph.routes import Compiled
    from exitgraph.serve.analyses.asked import Asked
    from exitgraph.serve.analyses.frame import Deadline
    from exitgraph.serve.analyses.told import Told
    from exitgraph.serve.pages import Pages
    from exitgraph.serve.searches import Searches

Plain = dict[str, Any]

_ARTICLE: Final = (("valid_at", "2024-11-24"), ("known_at", "2024-11-24"))
_ORIGIN: Final = Param(
    "origin", "place", "State of origin", "The State of origin; RU when left out.", default="RU", always=True
)
_STATUS: Final = Param("status", "status", "Personal status", "The personal status, such as deserter.")
_NATIONALITY: Final = Param(
    "nationality",
    "nationality",
    "Nationality, if another",
    "If it is not the origin's; stateless for none.",
    repeated=True,
)
_AT: Final = Param("at", "place", "Where the person is, if not there", "Where the person is, if not in the origin.")
_GOAL: Final = Param(
    "goal",
    "choice",
    "Looked for",
    "The least that is looked for; an application or better when left out.",
    choices=(
        ("reach", "reaching a territory"),
        ("apply", "an application for asylum"),
        ("protection", "protection"),
    ),
)
_POSSIBLE: Final = Param(
    "possible", "flag", "Possible too", "Let claims that are contested, undated or out of date count."
)


class _Policies(Analysis):
    """What the analyses over the rules of a snapshot share."""

    def _compiled(self, asked: Asked) -> Compiled:
        now = asked.now
        return self._searches.snapshot(stamp(now.day)[:10], stamp(now.published_by)[:10])

    def profile(self, asked: Asked, status: str | None = None, holds: list[str] | None = None) -> Profile:
        """Make the profile that is asked about."""
        return Profile.of(
            self.knowledge,
            origin=asked.one("origin") or "RU",
            status=status,
            nationality=asked.all("nationality") or None,
            at=asked.one("at") if any(param.name == "at" for param in self.params) else None,
            holds=holds or (),
        )

    def check(self, asked: Asked) -> None:
        """Find out whether there is such a profile."""
        resolved(asked, "nationality", lambda: self.profile(asked))


class ChainsPage(_Policies):
    """Walks of transfers that end in the State of origin."""

    name = "chains"
    question = "By which transfers could somebody end in the State of origin?"
    summary = "Chains of up to four transfers into the State of origin, each graded by how it is documented."
    own = (
        _ORIGIN,
        _STATUS,
        _NATIONALITY,
        Param("from", "place", "Beginning in", "Only chains that begin there."),
        Param("via", "place", "Passing", "Only chains that pass there.", repeated=True),
        Param(
            "max_links",
            "number",
            "Transfers, at most",
            "The most transfers, 1 to 4; 4 when left out.",
            default=str(MAX_LINKS),
            least=1,
            most=MAX_LINKS,
        ),
        _POSSIBLE,
    )
    folded = ("nationality",)
    examples = (
        Example(
            "From the United Kingdom by way of Armenia, for a Russian deserter",
            (("origin", "RU"), ("status", "deserter"), ("from", "GB"), ("via", "AM"), *_ARTICLE),
        ),
        Example(
            "All chains to Russia for a deserter, by 24 November 2024",
            (("origin", "RU"), ("status", "deserter"), *_ARTICLE),
        ),
    )

    def find(self, asked: Asked, deadline: Deadline) -> Plain:
        """Enumerate."""
        deadline.check()
        answer = chains(
            self._compiled(asked),
            self.profile(asked, asked.one("status")),
            start=territory(asked.one("from")),
            via=[place for code in asked.all("via") if (place := territory(code))],
            max_links=asked.number("max_links"),
            possible=asked.flag("possible"),
        )
        return chains_json(answer, self._pages.lang)

    def tell(self, asked: Asked, whole: Plain, told: Told) -> Plain:  # noqa: ARG002
        """Group the chains by grade, and tell each link once: many chains share one."""
        links: dict[str, Plain] = {}
        grades: dict[str, list[Plain]] = {grade: [] for grade in GRADES}
        for chain in whole["chains"]:
            steps = []
            for link in chain["links"]:
                key = f"{link['from']}-{link['to']}"
                steps.append({"id": key, "documented": link["documented"], "to": told.place(link["to"])})
                links.setdefault(
                    key, {**link, "id": key, "from": told.place(link["from"]), "to": told.place(link["to"])}
                )
            first = told.place(chain["territories"][0])
            persons = [told.ref(person) for person in chain["persons"]]
            grades[chain["grade"]].append({**chain, "first": first, "steps": steps, "persons": persons})
        laws = {name for link in links.values() for claim in link["claims"] for name in claim["law"]}
        return {
            "origin": told.place(whole["group"]["origin"]),
            "status": told.status(whole["group"]["status"]),
            "grades": [{"grade": grade, "means": MEANING[grade], "chains": grades[grade]} for grade in GRADES],
            "links": list(links.values()),
            "laws": {name: told.row(name) for name in sorted(laws)},
        }


class GapsPage(_Policies):
    """Who reaches no protection, and the smallest change that would open a way."""

    name = "gaps"
    question = "Who is left without a way, and what is the smallest change?"
    summary = (
        "Which profiles reach no application or protection, and the smallest changes of policies that would open a way."
    )
    own = (
        _ORIGIN,
        Param("status", "status", "Personal statuses", "A personal status; six of them when left out.", repeated=True),
        Param(
            "documents",
            "documents",
            "Documents held",
            "A set of documents, joined by +, or none; one profile each.",
            repeated=True,
        ),
        _NATIONALITY,
        _AT,
        _GOAL._replace(choices=_GOAL.choices[1:]),
        Param(
            "max_changes",
            "number",
            "Changes together, at most",
            "The most policies in a set of changes, 0 to 5; 3 when left out.",
            default=str(MAX_CHANGES),
            most=MAX_CHANGES + 2,
        ),
    )
    folded = ("nationality", "at")
    examples = (
        Example(
            "Six personal statuses of Russians, by the documents they hold, on 24 November 2024",
            (("origin", "RU"), *_ARTICLE),
        ),
        Example(
            "A deserter with an international passport",
            (
                ("origin", "RU"),
                ("status", "deserter"),
                ("documents", "internal-passport+international-passport"),
                *_ARTICLE,
            ),
        ),
    )

    def find(self, asked: Asked, deadline: Deadline) -> Plain:
        """Go through the profiles, one after the other; stop between two of them where time is over."""
        compiled = self._compiled(asked)
        goal, most = asked.one("goal"), asked.number("max_changes")
        found: list[Gaps] = []
        for status in asked.all("status") or STATUSES:
            for papers in asked.all("documents") or DOCUMENTS:
                holds = [] if papers == "none" else papers.split("+")
                try:
                    deadline.check()
                except LimitReached as error:
                    error.hint = (
                        "Name fewer statuses and documents, or fewer changes; `exitgraph analyse` has no limit."
                    )
                    raise
                profile = self.profile(asked, status, holds)
                found.append(gaps(compiled, [profile], goal=goal, max_changes=most))
        every = found[0]._replace(rows=tuple(row for one in found for row in one.rows))
        return gaps_json(every, self._pages.lang)

    def tell(self, asked: Asked, whole: Plain, told: Told) -> Plain:  # noqa: ARG002
        """Write the profiles as a table of statuses by documents, and each of them in words."""
        rows: dict[str | None, dict[str, Plain]] = {}
        columns: dict[str, str] = {}
        profiles = []
        for number, one in enumerate(whole["profiles"], 1):
            status, holds = one["profile"]["status"], one["profile"]["holds"]
            key = "+".join(holds)
            columns[key] = told.documents(holds)
            shown = {
                **one,
                "id": f"profile-{number}",
                "status": told.status(status),
                "holds": columns[key],
                "reached": {mode: [told.goal(goal) for goal in one[mode]] for mode in ("certain", "possible")},
                "stuck": [_stuck(item, told) for item in one["limbo"]],
                "openings": [
                    {
                        **opening,
                        "opens": [told.goal(goal) for goal in opening["goals"]],
                        "way": [told.leg(leg) for leg in opening["legs"]],
                    }
                    for opening in one["openings"]
                ],
            }
            rows.setdefault(status, {})[key] = shown
            profiles.append(shown)
        return {
            "origin": told.place(whole["profiles"][0]["profile"]["origin"]),
            "columns": columns,
            "table": [{"status": told.status(status), "cells": cells} for status, cells in rows.items()],
            "profiles": profiles,
            "without": sum(one["gap"] for one in whole["profiles"]),
        }


def _stuck(item: Plain, told: Told) -> Plain:
    """Write a territory of limbo, and how long one may stay there, by which claims."""
    stays = [
        Stay(iri(one["claim"]), one["min_days"], one["max_days"], one["window_days"], one["certain"])
        for one in item["stays"]
    ]
    lengths: dict[str, list[Plain]] = {}
    for stay in stays:
        lengths.setdefault(stay.days, []).append({"href": path_of(stay.claim), "certain": stay.certain})
    return {"place": told.place(item["territory"]), "stays": lengths}


class DependencePage(_Policies):
    """The policies on which all documented ways of a profile depend; restricted.

    Parameters
    ----------
    pages, searches, choices
        As of every page.
    offered
        Whether it answers here: whoever reaches the server could read it.
    """

    name = "dependence"
    restricted = True
    question = "On which policies do all documented ways of a profile depend?"
    summary = (
        "The smallest sets of policies on which all documented ways of a profile depend. Restricted: see the page."
    )
    own = (
        _ORIGIN,
        _STATUS,
        Param("holds", "document", "Travel documents held", "A travel document, as internal-passport.", repeated=True),
        _NATIONALITY,
        _AT,
        _GOAL,
        _POSSIBLE,
        Param(
            "max_cut",
            "number",
            "Policies together, at most",
            "The most policies in a set, 1 to 4; 3 when left out.",
            default=str(MAX_CUT),
            least=1,
            most=MAX_CUT + 1,
        ),
    )
    folded = ("nationality", "at")
    examples = (
        Example(
            "A Russian deserter with an internal passport, on 24 November 2024",
            (("origin", "RU"), ("status", "deserter"), ("holds", "internal-passport"), *_ARTICLE),
        ),
    )

    def __init__(self, pages: Pages, searches: Searches, choices: Plain, *, offered: bool) -> None:
        super().__init__(pages, searches, choices)
        self.offered = offered

    async def _answer(self, request: Request) -> Response:
        if not self.offered:
            hint = "Ask on your own machine (`exitgraph analyse dependence`); whoever runs this can say --restricted."
            raise Problem(403, "this analysis is restricted, and others can reach this server", hint=hint)
        here = f"{request.url.scheme}://{request.url.netloc}"
        if request.headers.get("origin", here) != here:
            raise Problem(403, "this analysis is restricted: no other origin's page may read it", hint="Open the page.")
        found = await super()._answer(request)
        found.headers["X-Robots-Tag"] = "noindex, noarchive"
        return found

    def check(self, asked: Asked) -> None:
        """Find out whether there is such a profile, with such documents."""
        super().check(asked)
        resolved(asked, "holds", lambda: self.profile(asked, holds=asked.all("holds")))

    def find(self, asked: Asked, deadline: Deadline) -> Plain:
        """Look for the sets."""
        deadline.check()
        answer = dependence(
            self._compiled(asked),
            self.profile(asked, asked.one("status"), asked.all("holds")),
            goal=asked.one("goal"),
            possible=asked.flag("possible"),
            max_cut=asked.number("max_cut"),
        )
        return dependence_json(answer, self._pages.lang)

    def tell(self, asked: Asked, whole: Plain, told: Told) -> Plain:  # noqa: ARG002
        """Write goals and ways in words."""

        def losses(name: str) -> list[Plain]:
            return [{**loss, "goals": [told.goal(goal) for goal in loss["lost"]]} for loss in whole[name]]

        return {
            "origin": told.place(whole["profile"]["origin"]),
            "status": told.status(whole["profile"]["status"]),
            "holds": told.documents(whole["profile"]["holds"]),
            "ways": [
                {"goal": told.goal(way["goal"]), "legs": [told.leg(leg) for leg in way["legs"]]}
                for way in whole["ways"]
            ],
            "single": losses("single"),
            "double": losses("double"),
        }

    def _data(self, asked: Asked, whole: Plain | None, told: Told | None) -> Plain:
        return {**super()._data(asked, whole, told), "restricted": RESTRICTED}
