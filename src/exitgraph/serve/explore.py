"""Explore: the graph by neighbourhood, over the whole store, never more of it than can be read.

The address says which nodes are opened and how many neighbours each may show; the filters of the legend stand in its
fragment and work on what is shown. It is the desk of the single file (`exitgraph.view`) with another source of data.
"""

from __future__ import annotations

import asyncio
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse
from starlette.routing import Route

from exitgraph.errors import ExitgraphError, InputError
from exitgraph.serve.pages import page_of
from exitgraph.serve.problem import Problem
from exitgraph.view.html import data_block, drawn, scene_data
from exitgraph.view.neighbourhood import NEIGHBOURS, Neighbourhoods
from exitgraph.view.scene import scene_of
from exitgraph.view.style import kind_of
from exitgraph.view.wheel import wheel_positions
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from exitgraph.claims.values import Iri
    from exitgraph.serve.pages import Pages
    from exitgraph.view.neighbourhood import Around
    from exitgraph.view.scene import Scene

#: Nodes that may be opened at once, and neighbours that each may show: beyond, nobody can read the picture.
MOST_OPENED: Final = 6
MOST_NEIGHBOURS: Final = 160
MOST_LETTERS: Final = 200
#: Nodes that the first page offers to start from.
OFFERED: Final = 12
#: Nodes above which labels keep their size on the screen.
CROWD: Final = 20


class Explore:
    """The page and its twin.

    Parameters
    ----------
    pages
        The frame.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._making = threading.Lock()

    def routes(self) -> list[Route]:
        """Give the routes of this part."""
        return [Route("/", self.answer, methods=["GET"], name="explore")]

    async def answer(self, request: Request) -> Response:
        """What stands around some nodes: their neighbours, those with the most claims first, and the claims.

        Query
        -----
        node : code, label or short form, repeatable
            The nodes that are opened, at most six; a much connected territory when left out.
        limit : integer
            How many neighbours of each are told, 1 to 160; 40 when left out. The answer says of how many.
        find : text
            A name: leads to its node, or to the search where it is not the name of one node.

        Formats
        -------
        text/html, application/json

        Example
        -------
        /?node=KZ&node=FR
        """  # noqa: D401
        return await asyncio.to_thread(self.page, request)

    @cached_property
    def index(self) -> Neighbourhoods:
        """The neighbourhoods, made when first asked for."""
        return Neighbourhoods(self._pages.graph.claims)

    def page(self, request: Request) -> Response:
        """Make the answer, in the thread that calls."""
        sought = request.query_params.get("find", "").strip()
        if sought:
            if len(sought) > MOST_LETTERS:
                raise Problem(400, f"more than {MOST_LETTERS} letters are sought", hint="Search for fewer words.")
            return RedirectResponse(self._found(sought), 303)
        with self._making:
            index = self.index
        named = [name for name in request.query_params.getlist("node") if name.strip()]
        limit = _limit(request.query_params.get("limit"))
        named = list(dict.fromkeys(named))
        if len(named) > MOST_OPENED:
            raise Problem(400, f"{len(named)} nodes are opened", hint=f"Open at most {MOST_OPENED} at once.")
        # Two names may mean one node.
        opened = list(dict.fromkeys(self._resolve(name) for name in named)) or self._start()
        try:
            around = index.around(opened, limit=limit)
        except InputError as error:
            raise Problem(404, error.what, hint="Choose a node by the search.") from None
        scene = self._scene(opened, around)
        data = self._data(scene, around, limit)
        if self._pages.wants_json(request):
            return self._pages.answer(request, "explore.html.j2", data, title=scene.title)
        spots = wheel_positions(scene, [curie(node) for node in opened]) if scene.nodes else {}
        nodes, edges = drawn(scene, spots)
        return self._pages.answer(
            request,
            "explore.html.j2",
            data,
            title=scene.title,
            scene=scene,
            sources={block.id: block for block in scene.sources},
            cards={card.id: card for card in scene.cards},
            block=data_block(nodes, edges, data["scene"]),
            offered=self._offered(),
            started=not named,
        )

    def _found(self, text: str) -> str:
        """Give the address of a node by its name, else of the search for it."""
        try:
            node = self._pages.graph.resolve(text)
        except ExitgraphError:
            node = ""
        with self._making:
            known = node in self.index
        return _address([curie(node)], NEIGHBOURS) if known else "/search?" + urlencode({"q": text})

    def _start(self) -> list[Iri]:
        """Choose where a first visit starts: the territory with the most neighbours, else whatever has the most."""
        every = self.index.largest(200)
        found = [node for node in every if kind_of(self._pages.graph.knowledge, node) == "territory"]
        return (found or every)[:1]

    def _offered(self) -> list[dict[str, Any]]:
        graph = self._pages.graph
        return [
            {"id": curie(node), "label": graph.knowledge.label(node, self._pages.lang), "neighbours": number}
            for node in self.index.largest(OFFERED)
            if (number := self.index.degree(node))
        ]

    def _resolve(self, name: str) -> Iri:
        if len(name) > MOST_LETTERS:
            raise Problem(400, f"node has more than {MOST_LETTERS} letters", hint="Write a code or a name.")
        try:
            return self._pages.graph.resolve(name)
        except ExitgraphError as error:
            raise Problem(404, error.what, hint=error.hint) from None

    def _scene(self, opened: Sequence[Iri], around: Around) -> Scene:
        knowledge, lang = self._pages.graph.knowledge, self._pages.lang
        names = [knowledge.label(node, lang) for node in opened]
        return scene_of(
            knowledge,
            [knowledge.claims[name] for name in sorted(around.claims)],
            lang=lang,
            rivals=self._pages.graph.contradictions,
            centres=opened,
            title=f"Claims around {' and '.join(names)}" if names else "No claims",
        )

    def _data(self, scene: Scene, around: Around, limit: int) -> dict[str, Any]:
        opened = [curie(one.node) for one in around.opened]
        degrees = {curie(node): number for node, number in around.nodes.items()}
        totals = {(curie(s), curie(r), curie(o), positive): n for (s, r, o, positive), n in around.totals.items()}
        shown = scene_data(scene, self._pages.graph.digest)
        for node in shown["nodes"]:
            name = node["id"]
            closed = name not in opened and name in degrees
            node["neighbours"] = degrees.get(name, 0)
            node["expand"] = _address([*opened, name], limit) if closed and len(opened) < MOST_OPENED else ""
            node["centre"] = _address([name], NEIGHBOURS) if closed else ""
            node["page"] = page_of(name)
        for card in shown["cards"]:
            card["page"] = page_of(card["id"])
        for arrow in shown["arrows"]:
            key = (arrow["source"], arrow["relation"], arrow["target"], arrow["positive"])
            arrow["total"] = totals.get(key, len(arrow["claims"]))
            arrow["page"] = "/claims?" + urlencode(
                {
                    "subject": key[0],
                    "relation": key[1],
                    "object": key[2],
                    "polarity": "affirmed" if key[3] else "denied",
                },
                safe=":",
            )
        # In the frame there is less room for the picture: its labels keep their size earlier.
        shown["crowd"] = CROWD
        return {
            "opened": [
                {
                    "id": short,
                    "label": self._pages.graph.knowledge.label(one.node, self._pages.lang),
                    "shown": one.shown,
                    "neighbours": one.neighbours,
                    "more": _address(opened, min(2 * limit, MOST_NEIGHBOURS))
                    if one.shown < one.neighbours and limit < MOST_NEIGHBOURS
                    else "",
                    "collapse": _address([other for other in opened if other != short], limit)
                    if len(opened) > 1
                    else "",
                }
                for short, one in zip(opened, around.opened, strict=True)
            ],
            "limit": limit,
            "scene": shown,
        }


def _address(opened: Sequence[str], limit: int) -> str:
    more = [("limit", str(limit))] if limit != NEIGHBOURS else []
    return "/?" + urlencode([*(("node", node) for node in opened), *more], safe=":")


def _limit(given: str | None) -> int:
    if given is None:
        return NEIGHBOURS
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:6]) <= MOST_NEIGHBOURS):
        raise Problem(
            400, f"limit={given[:20]!r} is no number of neighbours", hint=f"Use a number from 1 to {MOST_NEIGHBOURS}."
        )
    return int(given)
