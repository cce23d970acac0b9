"""Addresses and credentials of SPARQL servers: where they may come from, and that they are never shown.

Credentials come from the environment, or from a file in netrc form that only its owner may read:

========================================  =================================================================
``EXITGRAPH_STORE_USER``, ``..._PASSWORD``  for basic or digest authentication, as the server asks for it
``EXITGRAPH_STORE_TOKEN``                 a bearer token
``EXITGRAPH_CREDENTIALS``                 the file: ``machine HOST login NAME password WORD``; ``login bearer``
                                          says that the password is a bearer token
``EXITGRAPH_STORE_CA``                    certificates of authorities, instead of the system's
``EXITGRAPH_STORE_CERT``, ``..._KEY``     the client's own certificate and its key
========================================  =================================================================
"""

from __future__ import annotations

import netrc
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from exitgraph.errors import InputError, unreadable

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HOW = "Set EXITGRAPH_STORE_USER and EXITGRAPH_STORE_PASSWORD, or EXITGRAPH_CREDENTIALS (docs/stores.md)."
_BEARER = "bearer"


@dataclass(frozen=True)
class Address:
    """The address of a SPARQL endpoint, safe to be shown."""

    url: str
    scheme: str
    host: str

    @classmethod
    def of(cls, url: str) -> Address:
        """Check an address.

        Raises
        ------
        InputError
            If it is none of http or https, or holds what belongs elsewhere: a user, a password, a query.
        """
        try:
            parts = urlsplit(url.strip())
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise InputError("the address of the store cannot be read", hint=_LIKE) from None
        shown = f"{parts.scheme}://{_bracketed(host)}{f':{port}' if port else ''}{parts.path}"
        if "@" in parts.netloc:
            # The message must not repeat what it complains about.
            raise InputError("the address of a store may hold no user and no password", where=shown, hint=_HOW)
        if parts.scheme not in ("http", "https") or not host:
            raise InputError("the address of a store begins with http:// or https://", hint=_LIKE)
        if parts.query or parts.fragment:
            raise InputError("the address of a store has no query and no fragment", where=shown, hint=_LIKE)
        return cls(shown, parts.scheme, host)

    @property
    def private(self) -> bool:
        """Whether nobody on the way can read what is sent."""
        return self.scheme == "https" or self.host in _LOOPBACK


_LIKE = "Write it like https://example.org/sparql."


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


@dataclass(frozen=True)
class Credentials:
    """A user and a password, or a bearer token; ``repr`` shows none of them."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def find(cls, address: Address, environment: Mapping[str, str] | None = None) -> Credentials:
        """Take the credentials for a server from the environment, else from the file that it names.

        Raises
        ------
        InputError, Unreachable
            If the file is not there, cannot be read, is readable by others, or is not in netrc form.
        """
        given = os.environ if environment is None else environment
        token, user = given.get("EXITGRAPH_STORE_TOKEN", ""), given.get("EXITGRAPH_STORE_USER", "")
        if token or user:
            return cls(user, given.get("EXITGRAPH_STORE_PASSWORD", ""), token)
        path = given.get("EXITGRAPH_CREDENTIALS", "")
        return _from_file(Path(path).expanduser(), address) if path else cls()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may hold."""
        return tuple(secret for secret in (self.password, self.token) if secret)

    def check(self, address: Address) -> None:
        """Refuse to send a token in the clear; passwords are held back when the server asks (`Challenged`)."""
        if self.token and not address.private:
            raise InputError(_CLEAR, where=address.url, hint="Use an https address.")


_CLEAR = "credentials are not sent over an address that is not https"


def _from_file(path: Path, address: Address) -> Credentials:
    try:
        mode = path.stat().st_mode
        # Windows has no such bits.
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            what = "the file of credentials can be read by others"
            raise InputError(what, where=str(path), hint=f"chmod 600 {path}")
        found = netrc.netrc(str(path)).authenticators(address.host)
    except OSError as error:
        raise unreadable("file of credentials", error, str(path)) from None
    except netrc.NetrcParseError as error:
        # The parser's own message may hold a word of the file, which may be the password.
        what = "the file of credentials is not in netrc form"
        where = f"{path}:{error.lineno}"
    else:
        if found is None:
            return Credentials()
        login, _, password = found
        return Credentials(token=password or "") if login == _BEARER else Credentials(login or "", password or "")
    raise InputError(what, where=where, hint="Write it like: machine HOST login NAME password WORD")


def tls(environment: Mapping[str, str] | None = None) -> ssl.SSLContext:
    """Make the TLS settings: certificates are always checked, against the system's authorities or a file of one's own.

    Raises
    ------
    InputError
        If a file that the environment names cannot be used.
    """
    import ssl

    given = os.environ if environment is None else environment
    authorities, certificate = given.get("EXITGRAPH_STORE_CA"), given.get("EXITGRAPH_STORE_CERT")
    try:
        context = ssl.create_default_context(cafile=authorities or None)
    except OSError as error:
        what = f"the file of authorities cannot be used: {error.strerror or type(error).__name__}"
        raise InputError(what, where=authorities or "", hint="EXITGRAPH_STORE_CA names a PEM file.") from None
    if certificate:
        try:
            context.load_cert_chain(certificate, given.get("EXITGRAPH_STORE_KEY") or None)
        except OSError as error:
            what = f"the client's certificate cannot be used: {error.strerror or type(error).__name__}"
            hint = "EXITGRAPH_STORE_CERT names a PEM file, EXITGRAPH_STORE_KEY its key."
            raise InputError(what, where=certificate, hint=hint) from None
    return context
