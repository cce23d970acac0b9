"""The pages of the analyses (``/analyses``): what each answers, and for each a form, its answer, and that as JSON.

`asked` reads a question, `frame` is what all pages share, `told` links what an answer names; the pages themselves stand
in `evidence`, `policies` and `turning`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from exitgraph.serve.analyses.evidence import ContradictionsPage, KnowabilityPage, LinesPage
from exitgraph.serve.analyses.frame import PATH
from exitgraph.serve.analyses.policies import ChainsPage, DependencePage, GapsPage
from exitgraph.serve.analyses.turning import AgendaPage, DiffPage, HingesPage
from exitgraph.serve.journeys import choices

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from exitgraph.serve.analyses.frame import Analysis
    from exitgraph.serve.pages import Pages
    from exitgraph.serve.searches import Searches


def routes(pages: Pages, searches: Searches, *, restricted: bool) -> list[Route]:
    """Give the routes of the analyses.

    Parameters
    ----------
    pages
        The frame.
    searches
        Where answers are looked for.
    restricted
        Whether the analysis of dependence is offered, which is not for everybody.
    """
    offered = _choices(pages)
    every: list[Analysis] = [
        LinesPage(pages, searches, offered),
        ContradictionsPage(pages, searches, offered),
        KnowabilityPage(pages, searches, offered),
        ChainsPage(pages, searches, offered),
        GapsPage(pages, searches, offered),
        DependencePage(pages, searches, offered, offered=restricted),
        DiffPage(pages, searches, offered),
        HingesPage(pages, searches, offered),
        AgendaPage(pages, searches, offered),
    ]
    return [
        Route(PATH, _index(pages, every), methods=["GET"]),
        *(Route(page.path, page.endpoint(), methods=["GET"]) for page in every),
    ]


def _index(pages: Pages, every: list[Analysis]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        """The analyses: which question each answers, and examples."""  # noqa: D401
        data = {
            "analyses": [
                {
                    "name": page.name,
                    "title": page.title,
                    "question": page.question,
                    "summary": page.summary,
                    "href": page.path,
                    "restricted": page.restricted,
                    "offered": page.offered,
                    "examples": page.offer()["examples"],
                }
                for page in every
            ]
        }
        return pages.answer(request, "analyses/index.html.j2", data, title="Analyses")

    return answer


def _choices(pages: Pages) -> dict[str, Any]:
    """Give what the fields of the forms offer: that of journeys, and the events."""
    from exitgraph.vocabulary import curie, xg

    events = [
        {"name": curie(one.iri), "label": one.label(pages.lang)} for one in pages.graph.knowledge.of_kind(xg("Event"))
    ]
    return {
        **choices(pages.graph, pages.lang),
        "events": sorted(events, key=lambda one: one["label"].casefold()),
    }
