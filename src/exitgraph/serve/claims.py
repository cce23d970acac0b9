"""Claims as rows: by subject, relation, object, polarity, group and source, page by page."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.routing import Route

from exitgraph.api import today
from exitgraph.claims.grades import Grades
from exitgraph.claims.inforce import Snapshot
from exitgraph.errors import ExitgraphError
from exitgraph.serve.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.serve.pages import Pages

#: Rows of a page.
ROWS: Final = 100
MOST_LETTERS: Final = 200
#: Parameter -> the class that its value names, where it has to be of one.
FIELDS: Final = {"subject": None, "relation": "Relation", "object": None, "group": "Party", "source": "Source"}
POLARITIES: Final = {"": None, "affirmed": True, "denied": False}


class Claims:
    """The page and its twin.

    Parameters
    ----------
    pages
        The frame.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._things = pages.things

    def routes(self) -> list[Route]:
        """Give the routes of this part."""
        return [Route("/claims", self.answer, methods=["GET"], name="claims")]

    async def answer(self, request: Request) -> Response:
        """Claims as rows, those of the newest source first, a hundred a page.

        Query
        -----
        subject : code, label or short form
            Whom or what the claim is about.
        relation : name
            Such as admits, deemsSafe, returned.
        object : code, label or short form
            The other end.
        group : code, label or short form
            The group that is concerned, at either end or as a role.
        source : short form
            The source that states it.
        polarity : affirmed or denied
            Which of the two is claimed.
        page : integer
            From 1.

        Formats
        -------
        text/html, application/json

        Example
        -------
        /claims?subject=KZ&relation=admits
        """
        return await asyncio.to_thread(self._answer, request)

    def _answer(self, request: Request) -> Response:
        asked = {name: request.query_params.get(name, "").strip() for name in (*FIELDS, "polarity")}
        for name, value in asked.items():
            if len(value) > MOST_LETTERS:
                raise Problem(400, f"{name} has more than {MOST_LETTERS} letters", hint="Write a code or a name.")
        keep = self._filter(asked)
        claims = self._pages.graph.claims
        found = [claims[name] for name in sorted(claims) if keep(claims[name])]
        # The newest source first; a source without a day stands where its latest day would.
        found.sort(key=lambda claim: _published(self._pages.graph.knowledge, claim), reverse=True)
        number, last = _page(request.query_params.get("page")), max(1, -(-len(found) // ROWS))
        if number > last:
            raise Problem(404, f"there is no page {number}: the claims fill {last}", hint="Leave the page out.")
        kept = {name: value for name, value in asked.items() if value}
        now = Snapshot.at(today(), today())
        grades = Grades(self._pages.graph.knowledge, now)
        data = {
            "asked": asked,
            "total": len(found),
            "page": number,
            "pages": last,
            "before": _address(kept, number - 1) if number > 1 else "",
            "after": _address(kept, number + 1) if number < last else "",
            "claims": [self._things.row(claim, now, grades) for claim in found[(number - 1) * ROWS : number * ROWS]],
        }
        return self._pages.answer(request, "claims.html.j2", data, title="Claims")

    def _filter(self, asked: Mapping[str, str]) -> Callable[[Claim], bool]:
        if asked["polarity"] not in POLARITIES:
            raise Problem(400, f"polarity={asked['polarity'][:20]!r} is neither affirmed nor denied")
        polarity = POLARITIES[asked["polarity"]]
        graph = self._pages.graph
        wanted = {}
        for name, kind in FIELDS.items():
            if asked[name]:
                try:
                    wanted[name] = graph.resolve(asked[name], kind)
                except ExitgraphError as error:
                    raise Problem(404, f"{name}: {error.what}", hint=error.hint) from None
        group = wanted.pop("group", None)

        def keep(claim: Claim) -> bool:
            if polarity is not None and claim.proposition.positive != polarity:
                return False
            if any(getattr(claim, name) != value for name, value in wanted.items()):
                return False
            return group is None or group in (
                claim.subject,
                claim.object,
                *(value for _, value in claim.proposition.roles),
            )

        return keep


def _published(knowledge: Knowledge, claim: Claim) -> str:
    interval = knowledge.sources[claim.source].published
    bound = interval.latest or interval.earliest
    return bound.isoformat() if bound else ""


def _page(given: str | None) -> int:
    if given is None:
        return 1
    if not (given.isascii() and given.isdigit() and int(given[:9]) > 0):
        raise Problem(400, f"page={given[:20]!r} is no number of a page", hint="Use a number from 1.")
    return int(given[:9])


def _address(kept: Mapping[str, str], page: int) -> str:
    return "/claims?" + urlencode({**kept, "page": page}, safe=":")
