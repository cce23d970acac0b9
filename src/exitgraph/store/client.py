"""A client for the SPARQL 1.1 Protocol: one request, one whole answer or one error.

Only reads are sent again, and only when the server says that it is busy (429, 503). Redirects are not followed, since
they could lead anywhere, with the question in hand.
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpx

from exitgraph.errors import ExitgraphError, InputError, LimitReached, SyntaxProblem, Unreachable
from exitgraph.store.credentials import Address, Credentials, tls

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from typing import Self

_BUSY = (429, 503)
_OK = (200, 201, 202, 204)
_UNAUTHORISED, _FORBIDDEN = 401, 403
_WRONG_METHOD = (405, 415)
_URL_MOST = 6000


@dataclass(frozen=True)
class Limits:
    """What one request may take.

    Attributes
    ----------
    seconds
        From the question to the last byte of the answer.
    connect
        Seconds until the connection stands.
    most_bytes
        The largest answer that is read, in bytes.
    tries
        How often a read is sent while the server says that it is busy.
    longest_wait
        The longest ``Retry-After`` that is waited for, in seconds.
    connections
        How many connections may be open at once.
    """

    seconds: float = 120
    connect: float = 10
    most_bytes: int = 1 << 30
    tries: int = 5
    longest_wait: float = 60
    connections: int = 8

    @classmethod
    def find(cls, environment: Mapping[str, str] | None = None) -> Limits:
        """Take the seconds from ``EXITGRAPH_STORE_TIMEOUT`` where it is set."""
        said = (os.environ if environment is None else environment).get("EXITGRAPH_STORE_TIMEOUT", "")
        if not said:
            return cls()
        if not re.fullmatch(r"[0-9]{1,5}", said) or not int(said):
            raise InputError("EXITGRAPH_STORE_TIMEOUT is no whole number of seconds", hint="Such as 300.")
        return cls(seconds=float(said))


class SparqlClient:
    """Speaks to one SPARQL server.

    Parameters
    ----------
    url
        Where queries go.
    update_url
        Where updates go; ``None``: the same, but ``.../update`` where queries go to ``.../query``.
    credentials
        Who asks; ``None``: what the environment says (`exitgraph.store.credentials`).
    limits
        What one request may take.
    sleep
        How to wait before a read is sent again.

    Raises
    ------
    InputError
        If an address or the credentials cannot be used.
    """

    def __init__(
        self,
        url: str,
        *,
        update_url: str | None = None,
        credentials: Credentials | None = None,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.address = Address.of(url)
        self.update_address = Address.of(update_url or re.sub(r"/query\Z", "/update", self.address.url))
        self.limits = limits or Limits.find()
        self._sleep = sleep
        self._by_get = False
        self._credentials, self._http = {}, {}
        for address in {self.address, self.update_address}:
            who = Credentials.find(address) if credentials is None else credentials
            who.check(address)
            self._credentials[address] = who
            self._http[address] = self._connection(address, who)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.address.url})"

    def _connection(self, address: Address, who: Credentials) -> httpx.Client:
        from exitgraph import __version__

        most = self.limits.connections
        return httpx.Client(
            auth=_Challenged(who, address) if who.secrets else None,
            # A context costs tens of milliseconds, and none is needed without TLS.
            verify=tls() if address.scheme == "https" else False,
            follow_redirects=False,
            headers={"User-Agent": f"exitgraph/{__version__}"},
            limits=httpx.Limits(max_connections=most, max_keepalive_connections=most),
            timeout=httpx.Timeout(self.limits.seconds, connect=self.limits.connect),
        )

    def query(
        self, text: str, accept: str, *, default: Sequence[str] = (), named: Sequence[str] = ()
    ) -> tuple[bytes, Mapping[str, str]]:
        """Send a query, and give the body and the headers of the answer (names in lower case).

        Parameters
        ----------
        text
            The query.
        accept
            What is read, as an ``Accept`` header.
        default, named
            The dataset: graphs that make up the default graph, graphs that can be named; the server's own when empty.

        Raises
        ------
        SyntaxProblem, InputError
            If the server does not take the query.
        Unreachable, LimitReached
            If there is no whole answer.
        """
        form = {"query": text, "default-graph-uri": list(default), "named-graph-uri": list(named)}
        shortest = len(text) + sum(map(len, (*default, *named)))
        for attempt in range(1, self.limits.tries + 1):
            how = {"params": form} if self._by_get and shortest < _URL_MOST else {"data": form}
            method = "GET" if "params" in how else "POST"
            request = self._http[self.address].build_request(
                method,
                self.address.url,
                headers={"Accept": accept},
                **how,  # type: ignore[arg-type]
            )
            status, headers, body = self._send(self.address, request)
            if status in _OK:
                return body, headers
            if status in _WRONG_METHOD and method == "POST" and shortest < _URL_MOST:
                self._by_get = True
            elif status not in _BUSY or attempt == self.limits.tries:
                raise self._problem(self.address, status, headers, body)
            else:
                self._sleep(self._wait(headers, attempt))
        raise self._problem(self.address, status, headers, body)

    def update(self, text: str) -> None:
        """Send an update, once: whether it happened is for the caller to look at when this raises."""
        http, url = self._http[self.update_address], self.update_address.url
        status, headers, body = self._send(self.update_address, http.build_request("POST", url, data={"update": text}))
        if status in _WRONG_METHOD:
            kind = {"Content-Type": "application/sparql-update; charset=utf-8"}
            request = http.build_request("POST", url, content=text.encode(), headers=kind)
            status, headers, body = self._send(self.update_address, request)
        if status not in _OK:
            raise self._problem(self.update_address, status, headers, body)

    def check_open(self) -> None:
        """Raise an error if `close` was called."""
        if self._http[self.address].is_closed:
            raise InputError("the store is closed", where=self.address.url, hint="Open it again.")

    def close(self) -> None:
        """Let go of the connections."""
        for http in self._http.values():
            http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, address: Address, request: httpx.Request) -> tuple[int, Mapping[str, str], bytes]:
        until = time.monotonic() + self.limits.seconds
        late = f"no whole answer within {self.limits.seconds:g} s"
        hint = "Ask for less, or set EXITGRAPH_STORE_TIMEOUT to more seconds."
        parts: list[bytes] = []
        size = 0
        self.check_open()
        try:
            response = self._http[address].send(request, stream=True)
            try:
                for part in response.iter_bytes():
                    parts.append(part)
                    size += len(part)
                    if size > self.limits.most_bytes:
                        what = f"the answer is longer than {self.limits.most_bytes} bytes"
                        raise LimitReached(what, where=address.url, hint="Ask for less.")
                    if time.monotonic() > until:
                        raise LimitReached(late, where=address.url, hint=hint)
            finally:
                response.close()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            what = f"the server cannot be reached: {self._clean(address, str(error)) or type(error).__name__}"
            raise Unreachable(what, where=address.url, hint="Check the address, and that it runs.") from None
        except httpx.TimeoutException:
            raise LimitReached(late, where=address.url, hint=hint) from None
        except (httpx.HTTPError, httpx.StreamError) as error:
            what = f"the connection broke before the answer was whole ({type(error).__name__})"
            raise Unreachable(what, where=address.url, hint="Try again; the server may have been restarted.") from None
        return response.status_code, response.headers, b"".join(parts)

    def _wait(self, headers: Mapping[str, str], attempt: int) -> float:
        """Give the seconds to wait: what the server asks for, else 0.5, 1, 2, 4 ..."""
        asked = headers.get("retry-after", "").strip()
        wait = 0.5 * 2.0 ** (attempt - 1)
        if asked.isdecimal():
            wait = float(asked)
        elif asked:
            try:
                then = parsedate_to_datetime(asked)
            except ValueError:
                pass
            else:
                then = then if then.tzinfo else then.replace(tzinfo=UTC)
                wait = max(0.0, (then - datetime.now(UTC)).total_seconds())
        if wait > self.limits.longest_wait:
            what = f"the server is busy and asks to come back in {wait:.0f} s"
            raise LimitReached(what, where=self.address.url, hint="Try again then.")
        return wait

    def _problem(self, address: Address, status: int, headers: Mapping[str, str], body: bytes) -> ExitgraphError:
        said = self._clean(address, body[:2000].decode("utf-8", "replace"))
        where = address.url
        if status == _UNAUTHORISED:
            known = bool(self._credentials[address].secrets)
            what = "the server refuses these credentials" if known else "the server asks for credentials"
            return Unreachable(f"{what} (401)", where=where, hint=_CREDENTIALS)
        if status == _FORBIDDEN:
            return Unreachable(f"the server does not allow this (403): {said}", where=where, hint=_CREDENTIALS)
        if status in _BUSY:
            what = f"the server is busy ({status}) and stayed so through {self.limits.tries} tries"
            return LimitReached(what, where=where, hint="Try again later.")
        if 300 <= status < 400:  # noqa: PLR2004  # redirects
            to = headers.get("location", "").partition("?")[0].rpartition("@")[2]
            return Unreachable(f"the server sends elsewhere ({status}): {to}", where=where, hint="Name that address.")
        if status in (400, 422):
            return SyntaxProblem(f"the server does not take it ({status}): {said}", where=where)
        if status in (404, 405, 406, 410, 415):
            what = f"this is no SPARQL endpoint ({status})"
            return InputError(what, where=where, hint="Look up its address: often .../sparql or .../query.")
        if status == 413:  # noqa: PLR2004
            return LimitReached("the question is too long for the server (413)", where=where)
        return Unreachable(f"the server failed ({status}): {said}", where=where)

    def _clean(self, address: Address, text: str) -> str:
        """Give the beginning of what a server said, on one line, with no secret in it."""
        for secret in self._credentials[address].secrets:
            text = text.replace(secret, "***")
        return " ".join(text.split())[:300]


_CREDENTIALS = "EXITGRAPH_STORE_USER and EXITGRAPH_STORE_PASSWORD, or EXITGRAPH_CREDENTIALS: docs/stores.md says how."


class _Challenged(httpx.Auth):
    """Shows credentials only when the server asks for them, in the strongest form that it takes; then keeps to it."""

    def __init__(self, who: Credentials, address: Address) -> None:
        self._who, self._address = who, address
        self._chosen: httpx.Auth | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._address.url})"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._who.token:
            request.headers["Authorization"] = f"Bearer {self._who.token}"
            yield request
            return
        refused: httpx.Response | None = None
        if self._chosen is None:
            refused = yield request
            if refused.status_code != _UNAUTHORISED:
                return
            self._chosen = self._choose(refused.headers.get_list("www-authenticate"))
            if self._chosen is None:
                return
        flow = self._chosen.auth_flow(request)
        outgoing = next(flow)
        if refused is not None and isinstance(self._chosen, httpx.DigestAuth):
            # The challenge is here already: no need to fetch it once more.
            outgoing = flow.send(_digest_alone(refused))
        while True:
            response = yield outgoing
            try:
                outgoing = flow.send(_digest_alone(response))
            except StopIteration:
                return

    def _choose(self, challenges: Sequence[str]) -> httpx.Auth | None:
        offered = {word.lower() for line in challenges for word in re.findall(r"(?:^|,\s*)(\w+)(?=\s+\w+=|\Z)", line)}
        if "digest" in offered:
            return httpx.DigestAuth(self._who.user, self._who.password)
        if "basic" in offered:
            if not self._address.private:
                what = "the server asks for a password in the clear, over an address that is not https"
                raise InputError(what, where=self._address.url, hint="Use an https address.")
            return httpx.BasicAuth(self._who.user, self._who.password)
        return None


def _digest_alone(response: httpx.Response) -> httpx.Response:
    """Leave only the digest challenge of a response: httpx does not find it behind another one on the same line."""
    found = re.search(r"\bDigest\s.*", ", ".join(response.headers.get_list("www-authenticate")), re.IGNORECASE)
    if found:
        response.headers["www-authenticate"] = found[0]
    return response
