"""The scripts and styles that pages load: built from ``frontend/`` on installation, served under ``/static/``."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exitgraph.errors import Unreachable
from exitgraph.serve.problem import Problem
from exitgraph.view.html import asset, page_script, vis_licence, vis_network

if TYPE_CHECKING:
    from starlette.requests import Request

PATH: Final = "/static/"
_MEDIA: Final = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}
#: A file's name changes with what it holds, so it may be kept for a year.
_KEPT: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


class Assets:
    """The built files, read once.

    Raises
    ------
    Unreachable
        If they were not built.
    """

    def __init__(self) -> None:
        folder = files("exitgraph.serve") / "static"
        try:
            index = json.loads((folder / "files.json").read_text("utf-8"))
            licences = json.loads((folder / "licences.json").read_text("utf-8"))
            self._bodies = {
                file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(tuple(_MEDIA))
            }
        except OSError:
            raise Unreachable(
                "the scripts and styles of the pages are not built",
                where=str(folder),
                hint="Install exitgraph again (`make setup` in a checkout), which builds them.",
            ) from None
        self._files: dict[str, str] = index["files"]
        for name, text in _of_the_view().items():
            self._add(name, text.encode())
        #: Name, version, licence and its text of each package that is bundled.
        self.licences: list[dict[str, Any]] = sorted([*licences, vis_licence()], key=lambda one: one["name"])

    def _add(self, name: str, body: bytes) -> None:
        stem, _, ending = name.rpartition(".")
        self._files[name] = f"{stem}-{hashlib.sha256(body).hexdigest()[:8].upper()}.{ending}"
        self._bodies[self._files[name]] = body

    def address(self, name: str) -> str:
        """Give the address of a file by the name of its source, such as ``app.css``."""
        return PATH + self._files[name]

    async def answer(self, request: Request) -> Response:
        """Answer with a file.

        Raises
        ------
        Problem
            404 where there is none.
        """
        name = request.path_params["name"]
        body = self._bodies.get(name)
        if body is None:
            raise Problem(404, "nothing is here")
        media = _MEDIA[name[name.rindex(".") :]]
        return Response(body, media_type=media, headers=_KEPT)


def _of_the_view() -> dict[str, str]:
    """Give what the explorer's desk needs, which the single file holds inlined."""
    library, library_css = vis_network()
    return {
        "vis-network.js": library,
        "first.js": asset("first.js"),
        "view.js": page_script(),
        "view.css": library_css + asset("page.css") + asset("framed.css"),
    }
