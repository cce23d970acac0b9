"""The search page: everything by its names in four languages, and claims by their words, in groups and pages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from starlette.routing import Route

from exitgraph.claims.interval import show
from exitgraph.serve.problem import Problem
from exitgraph.view.cards import claim_title
from exitgraph.view.search import GROUPS, Finder

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from exitgraph.serve.pages import Pages
    from exitgraph.view.search import Hit

#: Hits of each kind on the first page, and of one kind on a page of its own.
FEW: Final = 6
PAGE: Final = 40
MOST_LETTERS: Final = 200

TITLES: Final = {
    "territory": "Territories",
    "region": "Regions and unions",
    "group": "Groups",
    "document": "Travel documents",
    "source": "Sources",
    "claim": "Claims",
    "organ": "Organs of States",
    "organisation": "Organisations",
    "office-holder": "Office-holders",
    "person": "Persons (not named)",
    "event": "Events",
    "concept": "Measures, policies and other terms",
    "thing": "Vocabulary and other",
}


def routes(pages: Pages) -> list[Route]:
    """Give the addresses of the search."""
    return [Route("/search", Search(pages).answer, methods=["GET"])]


class Search:
    """The search page over one graph; the names are read when somebody first searches.

    Parameters
    ----------
    pages
        The frame.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._things = pages.things
        self._finder: Finder | None = None
        self._lock = asyncio.Lock()

    async def answer(self, request: Request) -> Response:
        """Things by their names in four languages, sources by their titles, claims by their words or keys.

        Query
        -----
        q : text
            Words; each has to stand in a name.
        kind : text
            Only this kind: territory, region, group, document, source, claim, organ, organisation, office-holder,
            person, event, concept or thing.
        page : integer
            The page of a kind, from 1.

        Example
        -------
        /search?q=internal+passport
        """
        query = request.query_params
        text, kind, number = query.get("q", "").strip(), query.get("kind", ""), query.get("page", "1")
        if len(text) > MOST_LETTERS:
            raise Problem(400, f"more than {MOST_LETTERS} letters are sought", hint="Search for fewer words.")
        if kind and kind not in GROUPS:
            raise Problem(400, f"kind={kind[:40]!r} is no kind", hint=f"Use one of {', '.join(GROUPS)}.")
        if not (number.isascii() and number.isdigit() and 0 < int(number[:7]) < 10**6):
            raise Problem(400, f"page={number[:40]!r} is no page", hint="Pages count from 1.")
        data = await asyncio.to_thread(self._data, await self._names(), text, kind, int(number))
        title = f"{text} in the graph" if text else "Search"
        return self._pages.answer(request, "search.html.j2", data, title=title)

    async def _names(self) -> Finder:
        async with self._lock:
            if self._finder is None:
                knowledge, lang = self._pages.graph.knowledge, self._pages.lang
                self._finder = await asyncio.to_thread(Finder, knowledge, lang)
            return self._finder

    def _data(self, finder: Finder, text: str, kind: str, number: int) -> dict[str, Any]:
        hits = finder.find(text)
        some = not hits and bool(hits := finder.near(text))
        # What fits best comes first, and takes its kind with it.
        order = {group: place for place, group in enumerate(dict.fromkeys(hit.group for hit in hits))}
        by_kind: dict[str, list[Hit]] = {group: [] for group in order}
        for hit in hits:
            by_kind[hit.group].append(hit)
        counts = [{"kind": group, "title": TITLES[group], "count": len(found)} for group, found in by_kind.items()]
        chosen = [kind] if kind else list(by_kind)
        pages = max(1, -(-len(by_kind.get(kind, ())) // PAGE)) if kind else 1
        number = min(number, pages)
        groups = []
        for group in chosen:
            found = by_kind.get(group, [])
            cut = found[(number - 1) * PAGE : number * PAGE] if kind else found[:FEW]
            if cut:
                shown = [self._hit(hit) for hit in cut]
                groups.append({"kind": group, "title": TITLES[group], "count": len(found), "hits": shown})
        return {
            "q": text,
            "some": some,
            "kind": kind,
            "page": number,
            "pages": pages,
            "count": len(hits),
            "counts": counts,
            "groups": groups,
        }

    def _hit(self, hit: Hit) -> dict[str, Any]:
        knowledge = self._pages.graph.knowledge
        found: dict[str, Any] = {**self._things.ref(hit.name), "matched": hit.matched, "more": ""}
        claim, source = knowledge.claims.get(hit.name), knowledge.sources.get(hit.name)
        if claim is not None:
            said_in = knowledge.sources[claim.source]
            found["more"] = f"{knowledge.label(said_in.publisher, self._pages.lang)}, {show(said_in.published)}"
            found["positive"] = claim.proposition.positive
            if not claim.gist:
                found |= {"label": claim_title(knowledge, claim, self._pages.lang), "lang": ""}
        elif source is not None:
            found["more"] = f"{knowledge.label(source.publisher, self._pages.lang)}, {show(source.published)}"
        return found
