"""The timeline (``/timeline``): claims by what they say of time and by when they were published.

Counts by year, of one year by month; each count opens into its claims. What is chosen stands in the address.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any, Final

from starlette.routing import Route

from exitgraph.api import today
from exitgraph.claims.inforce import Snapshot
from exitgraph.serve.fields import Fields
from exitgraph.view.bars import bar
from exitgraph.view.briefs import Briefs, href
from exitgraph.view.style import FAMILIES, FAMILY_LABELS, looks, rank
from exitgraph.view.timeline import LANES, Chosen, Timeline, axis
from exitgraph.vocabulary import curie, local_name, xg

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from exitgraph.claims.values import Iri
    from exitgraph.serve.pages import Pages

#: Rows of one page of the list.
ROWS: Final = 50
_UNDATED: Final = "undated"
_PERIOD: Final = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?\Z")
_FILTERS: Final = ("relation", "territory", "source", "group")


class TimelinePage:
    """Gives the data of the page.

    Parameters
    ----------
    pages
        The frame, with the graph.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._knowledge = pages.graph.knowledge
        counts: dict[Iri, int] = {}
        for claim in self._knowledge.claims.values():
            counts[claim.relation] = counts.get(claim.relation, 0) + 1
        self._relations = counts

    async def answer(self, request: Request) -> Response:
        """Claims counted by year and month, by what they say of time and by when they were published.

        Query
        -----
        relation : name
            Only claims of this relation.
        territory : code or label
            Only claims that name it.
        source : name
            Only claims of this source.
        group : name
            Only claims that concern this group, or those within it.
        by : valid, published
            What orders the claims.
        period : year, month or undated
            The claims of 2024, of 2024-11, or without a date are listed.
        known_at : date
            The day by which sources had appeared; today when left out.
        page : integer
            The page of the list, from 1.

        Example
        -------
        /timeline?period=2024-11
        """
        fields = Fields(request, self._knowledge, (*_FILTERS, "by", "period", "known_at", "page"))
        data = await asyncio.to_thread(self.data, fields)
        if fields.errors and self._pages.wants_json(request):
            raise fields.problem()
        status = 400 if fields.errors else 200
        return self._pages.answer(
            request, "timeline.html.j2", data, title="Timeline of claims", script="timeline.js", status=status
        )

    def data(self, fields: Fields) -> dict[str, Any]:
        """Make the page's data."""
        day = today()
        known_at = fields.day("known_at", day)
        lane = fields.choice("by", LANES, LANES[0])
        period = fields.text("period") or None
        if period and period != _UNDATED and (not _PERIOD.match(period) or period.startswith("0000")):
            fields.errors["period"] = f"{period[:40]!r} is no year, no month (2024-11) and not {_UNDATED!r}."
            period = None
        number = fields.number("page", 1, least=1, most=100_000)
        relation = fields.choice("relation", sorted(local_name(name) for name in self._relations), "")
        chosen = Chosen(
            xg(relation) if relation else None,
            fields.thing("territory", "Territory"),
            fields.thing("source", "Source"),
            fields.thing("group", "Group"),
        )
        data: dict[str, Any] = {
            "by": lane,
            "period": period,
            "known_at": known_at,
            "today": day,
            "given": fields.as_given(),
            "errors": fields.errors,
            "chosen": {name: self._told(getattr(chosen, name)) for name in _FILTERS},
            "options": self._options(),
            "years": None,
            "months": None,
            "rows": [],
            "rows_total": 0,
            "page": number,
            "pages": 1,
        }
        if not fields.errors:
            # In force is not asked here: a claim stands in time with all its dates.
            now = Snapshot.at(known_at, known_at)
            data |= self._answer(Timeline(self._knowledge, chosen, now), lane, period, number, now, day)
        return data

    def _answer(
        self, timeline: Timeline, lane: str, period: str | None, number: int, now: Snapshot, day: str
    ) -> dict[str, Any]:
        found: dict[str, Any] = {"years": timeline.bins()}
        if period and period != _UNDATED:
            found["months"] = timeline.bins(int(period[:4]))
        items = timeline.rows(lane, period)
        if period is None and len(items) > ROWS:
            # Too many to read: the counts above them open into rows.
            return {**found, "rows_total": len(items), "pages": 0}
        pages = max(1, -(-len(items) // ROWS))
        number = min(number, pages)
        briefs = Briefs(self._knowledge, self._pages.graph.contradictions_ever, now, self._pages.lang, timeless=True)
        rows = timeline.as_json(items[(number - 1) * ROWS : number * ROWS], briefs)
        first, last = axis(rows, period, day)
        for row in rows:
            row["bar"] = bar(row["span"], first, last)
        return {
            **found,
            "rows": rows,
            "rows_total": len(items),
            "page": number,
            "pages": pages,
            "axis": {"first": first, "last": last},
        }

    def _told(self, name: Iri | None) -> dict[str, str] | None:
        if name is None:
            return None
        return {"id": curie(name), "name": self._knowledge.label(name, self._pages.lang), "href": href(name)}

    def _options(self) -> dict[str, list[dict[str, str]]]:
        lang, knowledge = self._pages.lang, self._knowledge
        look = looks(self._relations)
        families = list(FAMILIES)
        relations = sorted(self._relations, key=lambda name: (families.index(look[name].family), rank(name)))

        def options(kind: str) -> list[dict[str, str]]:
            every = [{"value": local_name(one.iri), "label": one.label(lang)} for one in knowledge.of_kind(xg(kind))]
            return sorted(every, key=lambda option: option["label"].casefold())

        return {
            "relation": [
                {
                    "value": local_name(name),
                    "label": knowledge.label(name, lang),
                    "family": FAMILY_LABELS[look[name].family],
                    "claims": str(self._relations[name]),
                }
                for name in relations
            ],
            "territory": options("Territory"),
            "group": options("Group"),
            "source": sorted(
                (
                    {"value": local_name(one.iri), "label": one.title.value}
                    for one in knowledge.sources.values()
                    if one.iri in knowledge.by_source
                ),
                key=lambda option: option["label"].casefold(),
            ),
        }


def routes(pages: Pages) -> list[Route]:
    """Give the routes of the timeline."""
    page = TimelinePage(pages)
    return [Route("/timeline", page.answer, methods=["GET"])]
