"""What every request passes before anything answers it: who may ask, from where, how much, how long.

A server on loopback can be reached by every page that the browser has open. So it answers for its own names only (a
name elsewhere that is made to point here, DNS rebinding, gets nothing); other sites' pages may link here, and get no
answer that a script of theirs could read (``Origin``; Fetch Metadata Request Headers, W3C working draft); and
whoever can reach it from another machine needs the token.
"""

from __future__ import annotations

import asyncio
import hmac
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from exitgraph.serve.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Seconds in which a request has to be answered; a query has its own, shorter limit.
SECONDS: Final = 30.0
#: Bytes of a request's body.
MOST_BYTES: Final = 256 * 1024
COOKIE: Final = "exitgraph-token"

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
#: Where an answer says neither; pages bring a policy of their own.
_DEFAULTS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Vary": "Accept",
}


class Gate:
    """Middleware around the application.

    Parameters
    ----------
    app
        What answers.
    hosts
        The names that are answered for, without ports.
    origin
        Another origin whose pages may read the answers, as ``https://example.org``.
    token
        What everybody has to show, in ``Authorization: Bearer``, in the cookie, or once as ``?token=``; ``None`` where
        only this machine can ask.
    tell
        Writes what is wrong with a request that was let in. Who is not let in is told in plain text, since what a page
        loads would be refused too.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Collection[str],
        *,
        origin: str | None = None,
        token: str | None = None,
        tell: Callable[[Request, Problem], Response] = lambda request, problem: problem.response(request),
    ) -> None:
        self._app = app
        self._tell = tell
        self._hosts = frozenset(host.lower() for host in hosts)
        self._origin = origin
        self._token = token
        self._told = f"this server answers for {' and '.join(sorted(self._hosts))} only"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = _completed(message.get("headers", ()))
            await send(message)

        request = Request(scope)
        try:
            answer = self._refusal(request)
            if answer is not None:
                await answer(scope, receive, send_with_headers)
                return
            async with asyncio.timeout(SECONDS):
                await self._app(scope, receive, send_with_headers)
        except Problem as problem:
            await problem.response(request)(scope, receive, send_with_headers)
        except TimeoutError:
            if not started:
                late = Problem(503, f"no answer within {SECONDS:g} s", hint="Ask for less.")
                await self._tell(request, late)(scope, receive, send_with_headers)

    def _refusal(self, request: Request) -> Response | None:
        if not self._own(request.headers.getlist("host")):
            raise Problem(421, self._told, hint="Whoever runs it can name another with --allow-host.")
        self._same_site(request)
        told = request.headers.get("content-length", "")
        if told.isdigit() and int(told) > MOST_BYTES:
            raise Problem(413, f"the request has more than {MOST_BYTES:,} bytes", hint="Send less.")
        return self._stranger(request) if self._token is not None else None

    def _own(self, named: Sequence[str]) -> bool:
        if len(named) != 1:
            return False
        host = named[0].lower()
        name, colon, port = host.rpartition(":")
        return (name if colon and port.isdigit() else host) in self._hosts

    def _same_site(self, request: Request) -> None:
        origin = request.headers.get("origin")
        if origin is not None and origin != self._origin and not self._own([urlsplit(origin).netloc]):
            raise Problem(403, "pages of another origin may not ask this server", hint="See --cors-origin.")
        site, mode = request.headers.get("sec-fetch-site"), request.headers.get("sec-fetch-mode")
        if site in (None, "same-origin", "none") or (origin is not None and origin == self._origin):
            return
        # Somebody follows a link from another page: a new page of ours, nothing that theirs could read.
        follows = request.method == "GET" and mode == "navigate" and request.headers.get("sec-fetch-dest") == "document"
        if not follows:
            raise Problem(403, "pages of another site may link to this server, and not ask it", hint="Open the page.")

    def _stranger(self, request: Request) -> Response | None:
        """Give what somebody without the token gets, or a redirect for who has just shown it; else nothing."""
        fields = parse_qsl(request.url.query, keep_blank_values=True)
        shown = [value for name, value in fields if name == "token"]
        if shown and request.method == "GET":
            if not self._right(shown[0]):
                raise Problem(401, "the token is wrong", hint="Open the address that `exitgraph serve` printed.")
            rest = urlencode([field for field in fields if field[0] != "token"])
            # Out of the address bar, of bookmarks and of what is copied.
            answer = RedirectResponse(request.url.path + (f"?{rest}" if rest else ""), 303)
            answer.set_cookie(COOKIE, shown[0], httponly=True, samesite="strict", path="/")
            return answer
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        try:
            cookies = SimpleCookie(request.headers.get("cookie", ""))
        except CookieError:
            cookies = SimpleCookie()
        kept = cookies[COOKIE].value if COOKIE in cookies else ""
        if self._right(kept) or (scheme.lower() == "bearer" and self._right(bearer.strip())):
            return None
        raise Problem(
            401,
            "this server wants its token",
            hint="Open the address that `exitgraph serve` printed, or send it as Authorization: Bearer.",
            headers={"WWW-Authenticate": 'Bearer realm="exitgraph"'},
        )

    def _right(self, shown: str) -> bool:
        return self._token is not None and hmac.compare_digest(shown.encode(), self._token.encode())


def _completed(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    there = {name.lower() for name, _ in headers}
    wanted = {name.lower().encode(): value.encode() for name, value in _DEFAULTS.items()}
    added = [(name, value) for name, value in wanted.items() if name not in there]
    return [*headers, *added, *((name.lower().encode(), value.encode()) for name, value in _HEADERS.items())]
