"""Python starts with this where ``tests/offline`` is on its path: no socket of it reaches another machine."""

from __future__ import annotations

import sys
from ipaddress import ip_address
from typing import Any

_ASKS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"})


def _is_here(host: object) -> bool:
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return host in (None, "", "localhost")


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _ASKS:
        return
    where = arguments[0] if event.startswith("socket.get") else arguments[1]
    host = where[0] if isinstance(where, tuple) else where
    # A path is a socket of this machine; asking for a name is as good as a connection.
    if not (isinstance(host, bytes | str) and str(host).startswith("/")) and not _is_here(host):
        raise ConnectionRefusedError(f"no network in this test: {event} of {host}")


sys.addaudithook(_guard)
