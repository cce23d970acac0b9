"""Requests that are wrong in many ways, made from a number: the same number, the same request.

What each is wrong in is chosen at random from what clients, scanners and proxies get wrong: the request line, the
fields, lengths and chunks, encodings, media types, and the query itself.
"""

from __future__ import annotations

import random
import socket
import time
from typing import NamedTuple
from urllib.parse import quote_from_bytes

QUERIES = (
    "SELECT * { ?s ?p ?o } LIMIT 10",
    "SELECT ?s (COUNT(?o) AS ?n) { ?s a xg:Claim ; xg:group ?o FILTER(?o != group:ru-deserter) } GROUP BY ?s LIMIT 5",
    "ASK { territory:KZ rdfs:label 'Kazakhstan'@en }",
    "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t } LIMIT 3",
    "DESCRIBE territory:KZ",
    'PREFIX a: <urn:a#> SELECT * { ?s a:b/a:c* [ a:d (1 2.5 \'x\\n\') ] OPTIONAL { ?s ?p """long"""@en } }',
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "SELECT * FROM <urn:x> { ?s ?p ?o }",
)
PIECES = (
    b"\x00", b"\xff", b"\xed\xa0\x80", b"\\u0022", b"\\UFFFFFFFF", b"{", b"}", b"(", b")", b"<", b">", b'"', b"'", b"#",
    b"\r", b"\n", b";", b".", b"||", b"^^", b"@", b"?", b"$", b"_:", b"*", b"+", b"99999999999999999999", b"1e999999",
    b"SELECT", b"FILTER", b"OPTIONAL {", b"UNION", b"SERVICE", b"FROM", b"\xf0\x9f\x97\xba", b"\xe2\x80\xae", b"%00",
    b"%", b"%zz", b"&query=x", b"=", b"(" * 300, b"{" * 300, b"a" * 2000, b"!" * 100, b"-" * 100,
)  # fmt: skip
TYPES = (
    b"application/sparql-query", b"application/x-www-form-urlencoded", b"application/sparql-update", b"text/plain",
    b"application/sparql-query; charset=utf-16", b"application/sparql-query;;;charset", b"/", b"", b"\xff/\xff",
    b"multipart/form-data; boundary=" + b"x" * 300, b"application/json",
)  # fmt: skip
ACCEPTS = (
    b"*/*", b"", b"text/csv;q=", b"text/csv;q=9", b"*/*;q=nan", b";;;,,,", b"a/b/c", b"\xff",
    b"text/*" + b",text/*" * 500,
    b"application/sparql-results+xml", b"text/turtle", b"text/html", b"q=1", b"*", b"application/problem+json",
)  # fmt: skip
STRANGE = (
    b"Host: localhost", b"X: " + b"y" * 70_000, b" folded: x", b"No colon", b"\x00: x", b"Expect: 100-continue",
    b"Origin: null", b"Connection: upgrade", b"Upgrade: websocket", b"Content-Length: 5", b"Range: bytes=0-1",
)  # fmt: skip
METHODS = (b"GET", b"POST", b"HEAD", b"PUT", b"OPTIONS", b"TRACE", b"CONNECT", b"get", b"PRI", b"\xff", b"A" * 50, b"")
PATHS = (
    b"/sparql", b"/sparql", b"/sparql", b"/sparql", b"/sparql/", b"/territory/KZ", b"/territory/%00", b"/claim/", b"//",
    b"/ontology", b"/%", b"/%ff%fe", b"*", b"http://a.example/sparql", b"/graph/direct/..", b"/territory/" + b"x" * 500,
    b"",
)  # fmt: skip


class Made(NamedTuple):
    """A request as bytes, and whether it is whole, so that an answer has to come."""

    data: bytes
    whole: bool


def make(number: int) -> Made:
    """Make a request."""
    chance = random.Random(number)  # noqa: S311  # the same number, the same request
    kind = chance.random()
    if kind < 0.05:
        return Made(chance.randbytes(chance.randrange(1, 400)), whole=False)
    query = _mutated(chance, chance.choice(QUERIES).encode())
    method = chance.choice((b"GET", b"POST")) if kind < 0.9 else chance.choice(METHODS)
    path = chance.choice(PATHS) if kind > 0.85 else b"/sparql"
    body = b""
    if method == b"POST":
        body = query if chance.random() < 0.5 else b"query=" + _encoded(chance, query)
        if chance.random() < 0.2:
            body += b"&" + chance.choice((b"query=", b"update=CLEAR%20ALL", b"default-graph-uri=%ff", b"&" * 3000))
    else:
        path += b"?query=" + _encoded(chance, query)
        if chance.random() < 0.2:
            path += b"&" + chance.choice(
                (b"named-graph-uri=x", b"query=", b"=", b"%", b"as=%00", b"default-graph-uri=")
            )
    fields = [
        b"Host: " + (b"localhost" if chance.random() < 0.9 else chance.choice((b"", b"x" * 200, b"a.invalid", b"[")))
    ]
    fields.append(b"Accept: " + chance.choice(ACCEPTS))
    whole = True
    if method == b"POST" or body:
        fields.append(b"Content-Type: " + chance.choice(TYPES[:2] if chance.random() < 0.6 else TYPES))
        length = chance.random()
        if length < 0.8:
            fields.append(b"Content-Length: %d" % len(body))
        elif length < 0.86:
            fields.append(b"Content-Length: " + chance.choice((b"-1", b"x", b"1e3", b"99999999999999999999", b"0x10")))
            whole = False
        elif length < 0.93:
            fields.append(b"Transfer-Encoding: chunked")
            body = _chunked(chance, body)
            whole = body.endswith(b"0\r\n\r\n")
        else:
            whole = False
    if chance.random() < 0.2:
        fields.append(chance.choice(STRANGE))
        whole = False
    fields.append(b"Connection: close")
    version = b"HTTP/1.1" if chance.random() < 0.95 else chance.choice((b"HTTP/1.0", b"HTTP/9.9", b"HTP", b""))
    end = b"\r\n" if chance.random() < 0.97 else b"\n"
    head = end.join([method + b" " + path + b" " + version, *fields, b"", b""])
    plain = method in METHODS[:6] and version == b"HTTP/1.1"
    return Made(head + body, whole=whole and plain and _readable(head))


def _readable(head: bytes) -> bool:
    line = head.split(b"\n", 1)[0]
    return all(0x20 < byte < 0x7F or byte in b" \r" for byte in line) and line.count(b" ") == 2


def _mutated(chance: random.Random, query: bytes) -> bytes:
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
        place = chance.randrange(len(query) + 1)
        choice = chance.random()
        if choice < 0.5:
            query = query[:place] + chance.choice(PIECES) + query[place:]
        elif choice < 0.7:
            query = query[:place] + query[place + chance.randrange(10) :]
        elif choice < 0.85:
            query = query[:place] + query
        else:
            query = query[:place] + chance.randbytes(chance.randrange(1, 6)) + query[place:]
    return query[:5000]


def _encoded(chance: random.Random, query: bytes) -> bytes:
    return query.replace(b" ", b"+") if chance.random() < 0.1 else quote_from_bytes(query).encode()


def _chunked(chance: random.Random, body: bytes) -> bytes:
    size = chance.choice((b"%x" % len(body), b"%x" % len(body), b"%x" % len(body), b"zz", b"-1", b"ffffffffffff", b""))
    return size + b"\r\n" + body + b"\r\n" + chance.choice((b"0\r\n\r\n", b"0\r\n\r\n", b"", b"0\r\nx"))


class Answered(NamedTuple):
    """What came back: the status (0: the connection was closed without one), and the seconds that it took."""

    status: int
    seconds: float
    body: bytes


def send(port: int, made: Made, *, patience: float = 60.0) -> Answered:
    """Send a request and read the answer to its end.

    Raises
    ------
    TimeoutError
        If a whole request is not answered in time.
    """
    began = time.monotonic()
    data = b""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        try:
            connection.sendall(made.data)
            if not made.whole:
                # Half a request has no answer to wait for; what is wrong in itself is answered at once.
                connection.settimeout(0.1)
            while chunk := connection.recv(65536):
                data += chunk
        except TimeoutError:
            if made.whole:
                raise
        except ConnectionError:
            pass
    status = int(data[9:12]) if data.startswith(b"HTTP/1.") and data[9:12].isdigit() else 0
    return Answered(status, time.monotonic() - began, data.partition(b"\r\n\r\n")[2])
