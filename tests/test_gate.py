"""What the gate lets through: the server's own names, its own pages, followed links, and whoever has the token."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from exitgraph.serve import gate
from exitgraph.serve.gate import COOKIE, MOST_BYTES, Gate

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

HOME = "http://127.0.0.1:8077"
TOKEN = "a-token-of-many-letters"  # noqa: S105  # of no server
FETCHED = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
FOLLOWED = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
FRAMED = FOLLOWED | {"Sec-Fetch-Dest": "iframe"}


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    """Stand for the application."""
    if scope["path"] == "/slow":
        await asyncio.sleep(60)
    await PlainTextResponse("in")(scope, receive, send)


def ask(method: str = "GET", path: str = "/", *, token: str | None = None, **options: Any) -> httpx.Response:
    """Send one request through a gate that admits one other origin."""
    guarded = Gate(inside, ("127.0.0.1", "[::1]"), origin="https://friend.example", token=token)

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=guarded)
        async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
            return await client.request(method, path, **options)

    return asyncio.run(send())


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8077", "[::1]:8077", "127.0.0.1:1"])
def test_own_names_are_answered(host: str) -> None:
    """The server's own names are answered, with any port."""
    assert ask(headers={"Host": host}).text == "in"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8077", "", "127.0.0.1:x"])
def test_other_names_are_misdirected(host: str) -> None:
    """Another name gets 421 and nothing else."""
    answer = ask(headers={"Host": host})
    assert answer.status_code == 421
    assert answer.text != "in"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "file://"])
def test_other_origins_are_refused(origin: str) -> None:
    """A request that a page of another origin sent is refused, whatever its method."""
    assert ask(headers={"Origin": origin}).status_code == 403
    assert ask("POST", headers={"Origin": origin}).status_code == 403


@pytest.mark.parametrize("origin", [HOME, "https://friend.example"])
def test_own_and_named_origins_are_answered(origin: str) -> None:
    """The server's own pages and those of the origin that was named may ask."""
    assert ask("POST", headers={"Origin": origin}).text == "in"
    if origin != HOME:
        assert ask(headers=FETCHED | {"Origin": origin}).text == "in"


def test_a_followed_link_is_answered_and_nothing_else_from_another_site() -> None:
    """A link from elsewhere opens a page; a script, a picture, a form or a frame of another site gets nothing."""
    assert ask(headers=FOLLOWED).text == "in"
    assert ask(headers={"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}).text == "in"
    assert ask(headers={"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}).text == "in"
    for headers in (FETCHED, FRAMED, FETCHED | {"Sec-Fetch-Site": "same-site"}):
        assert ask(headers=headers).status_code == 403
    assert ask("POST", headers=FOLLOWED).status_code == 403


def test_a_long_body_is_refused_by_its_length() -> None:
    """A body that says it is too long is refused before it is read."""
    assert ask("POST", content=b"x" * (MOST_BYTES + 1)).status_code == 413
    assert ask("POST", content=b"x" * MOST_BYTES).text == "in"


def test_an_answer_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes longer than the limit ends in 503."""
    monkeypatch.setattr(gate, "SECONDS", 0.05)
    answer = ask(path="/slow")
    assert answer.status_code == 503
    assert "within 0.05 s" in answer.text


def test_every_answer_has_the_headers() -> None:
    """Refusals and answers alike say that nothing may guess their type, frame them, or learn where one came from."""
    for answer in (ask(), ask(headers={"Host": "evil.example"}), ask(token=TOKEN)):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Cookie": f"{COOKIE}=wrong"}, {"Authorization": f"Basic {TOKEN}"}],
)
def test_without_the_token_nothing_is_answered(headers: dict[str, str]) -> None:
    """Where there is a token, whoever has none or another is told so."""
    answer = ask(token=TOKEN, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert TOKEN not in answer.text


def test_the_token_is_taken_from_header_cookie_and_once_from_the_address() -> None:
    """Shown in the address it becomes a cookie that scripts cannot read, and leaves the address."""
    assert ask(token=TOKEN, headers={"Authorization": f"Bearer {TOKEN}"}).text == "in"
    assert ask(token=TOKEN, headers={"Cookie": f"other=1; {COOKIE}={TOKEN}"}).text == "in"
    answer = ask(path=f"/map?token={TOKEN}&from=RU", token=TOKEN)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/map?from=RU"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert ask(path="/?token=wrong", token=TOKEN).status_code == 401
