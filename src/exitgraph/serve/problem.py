"""Saying what is wrong over HTTP: a status, and the error's own words as text, or as JSON for those who ask for it.

A browser gets them in the frame of the pages (`exitgraph.serve.pages.Pages.problem`).
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from exitgraph.errors import (
    Busy,
    ExitgraphError,
    LimitReached,
    QueryRefused,
    TooMuch,
    UnknownName,
    Unreachable,
    WorkerLost,
)
from exitgraph.serve.negotiate import choose

if TYPE_CHECKING:
    from starlette.requests import Request

JSON: Final = "application/problem+json"
HTML: Final = "text/html"

#: Error class -> status; the first that fits.
STATUS: Final = (
    (TooMuch, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (Busy, HTTPStatus.SERVICE_UNAVAILABLE),
    (WorkerLost, HTTPStatus.SERVICE_UNAVAILABLE),
    (LimitReached, HTTPStatus.SERVICE_UNAVAILABLE),
    (UnknownName, HTTPStatus.NOT_FOUND),
    (Unreachable, HTTPStatus.SERVICE_UNAVAILABLE),
    (QueryRefused, HTTPStatus.FORBIDDEN),
    (ExitgraphError, HTTPStatus.BAD_REQUEST),
)


class Problem(Exception):
    """A request that is not answered as asked.

    Parameters
    ----------
    status
        The HTTP status.
    what
        What is wrong, as one clause.
    hint
        What to do next.
    headers
        Fields that belong to the status, such as ``Allow``.
    where
        Line and column of a query.
    """

    def __init__(
        self, status: int, what: str, *, hint: str = "", headers: dict[str, str] | None = None, where: str = ""
    ) -> None:
        super().__init__(what)
        self.status = status
        self.what = what
        self.hint = hint
        self.where = where
        self.headers = headers or {}

    @classmethod
    def of(cls, error: ExitgraphError) -> Problem:
        """Make one of an error of this package."""
        status = next(status for kind, status in STATUS if isinstance(error, kind))
        headers = {"Retry-After": "1"} if isinstance(error, Busy) else {}
        return cls(status, error.what, hint=error.hint, headers=headers, where=error.where)

    def told(self) -> dict[str, str | int]:
        """Give it as RFC 9457 has it; what is empty is left out."""
        whole: dict[str, str | int] = {
            "title": HTTPStatus(self.status).phrase,
            "status": int(self.status),
            "detail": self.what,
            "where": self.where,
            "hint": self.hint,
        }
        return {name: value for name, value in whole.items() if value != ""}

    @staticmethod
    def wanted(request: Request) -> str:
        """Say as what somebody wants to be told: as text unless they prefer JSON or HTML."""
        if request.query_params.get("as") == "json":
            return JSON
        wanted = choose(request.headers.get("accept"), ("text/plain", JSON, "application/json", HTML))
        return JSON if wanted == "application/json" else wanted or "text/plain"

    def response(self, request: Request) -> Response:
        """Write it for programs: text by default, JSON (RFC 9457) where that is wanted more."""
        if self.wanted(request) == JSON:
            whole = json.dumps(self.told(), ensure_ascii=True) + "\n"
            return Response(whole, self.status, headers=self.headers, media_type=JSON)
        place = f"{self.where}: " if self.where else ""
        text = f"{place}{self.what}\n" + (f"  {self.hint}\n" if self.hint else "")
        # What was sent may have halves of characters, which no encoding can write.
        body = text.encode("utf-8", "backslashreplace")
        return Response(body, self.status, headers=self.headers, media_type="text/plain")
