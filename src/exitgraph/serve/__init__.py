"""The page on loopback: read-only, no other path, no third party.

One page that is made once, so the standard library's server is enough here. It answers GET and HEAD of ``/`` for a
loopback ``Host`` only, so that a name elsewhere that is made to point here (DNS rebinding) gets nothing.
"""

from __future__ import annotations

import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from exitgraph.errors import InputError

if TYPE_CHECKING:
    from types import FrameType

HOST = "127.0.0.1"
PORT = 8077

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


class PageServer(ThreadingHTTPServer):
    """A server of one page on loopback.

    Parameters
    ----------
    html
        The page.
    port
        The port; ``None`` takes 8077, or a free one when that is taken; 0 takes a free one.

    Raises
    ------
    InputError
        If the port that was asked for is taken.
    """

    daemon_threads = True

    def __init__(self, html: str, *, port: int | None = None) -> None:
        self.page = html.encode()
        try:
            super().__init__((HOST, PORT if port is None else port), _Handler)
        except OSError as error:
            if port is not None:
                raise InputError(
                    f"cannot listen on port {port}: {error.strerror}", hint="Choose another: --port 0 finds a free one."
                ) from None
            super().__init__((HOST, 0), _Handler)
        if sys.platform != "win32":
            signal.signal(signal.SIGTERM, _interrupt)

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self.server_port}/"


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class _Handler(BaseHTTPRequestHandler):
    server: PageServer
    server_version = "exitgraph"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if host not in (HOST, "localhost"):
            self._send(
                421, b"This server answers for 127.0.0.1 and localhost only.\n", "text/plain", with_body=with_body
            )
        elif self.path.split("?", 1)[0] != "/":
            self._send(404, b"The page is at /.\n", "text/plain", with_body=with_body)
        else:
            self._send(200, self.server.page, "text/html", with_body=with_body)

    def _send(self, status: int, body: bytes, kind: str, *, with_body: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing: who reads which claims is nobody's business."""
