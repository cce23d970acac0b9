"""The page, the SPARQL endpoint and the graph's IRIs over HTTP: read-only, on loopback unless somebody says otherwise.

``app`` is the application, ``sparql`` the query operation of the protocol, ``linked`` the pages of IRIs; this module
listens. Nothing is logged: who reads which claims is nobody's business.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING

from exitgraph.errors import InputError

if TYPE_CHECKING:
    from types import FrameType

    from starlette.types import ASGIApp

HOST = "127.0.0.1"
PORT = 8077
#: Connections at the same time; one more is answered 503.
CONNECTIONS = 100


def listen(host: str = HOST, port: int | None = None) -> socket.socket:
    """Take a port.

    Parameters
    ----------
    host
        The address to listen at.
    port
        The port; ``None`` takes 8077, or a free one when that is taken; 0 takes a free one.

    Raises
    ------
    InputError
        If the port that was asked for is taken, or the address is none of this machine's.
    """
    try:
        return _bound(host, PORT if port is None else port)
    except OSError as error:
        if port is None:
            with contextlib.suppress(OSError):
                return _bound(host, 0)
        shown = PORT if port is None else port
        raise InputError(
            f"cannot listen on port {shown} of {host}: {error.strerror or error}",
            hint="Choose another: --port 0 finds a free one.",
        ) from None


def address(listening: socket.socket) -> str:
    """Give the address at which a browser of this machine finds it."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": HOST, "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"


def serve(app: ASGIApp, listening: socket.socket) -> None:
    """Answer until interrupted.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C and on SIGTERM.
    """
    import uvicorn

    from exitgraph.serve.connection import Patient

    if sys.platform != "win32" and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)
    config = uvicorn.Config(
        app,
        http=Patient,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, since asyncio sends small answers at once only on sockets that say they are TCP.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
