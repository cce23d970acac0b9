"""The server of the page: a real process on a free port of this machine."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from server import Got, served


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("--port", "0") as (_, number):
        yield number


def test_the_page_is_at_the_address_that_is_printed(port: int) -> None:
    """GET / answers 200 with the page as UTF-8 HTML, whole."""
    got = Got(port, "GET")
    assert got.status == 200
    assert got.headers["Content-Type"] == "text/html; charset=utf-8"
    assert int(got.headers["Content-Length"]) == len(got.body)
    text = got.body.decode()
    assert text.lstrip().lower().startswith("<!doctype html>")
    assert "</html>" in text
    assert "Kazakhstan" in text


def test_the_headers_keep_others_out(port: int) -> None:
    """Every answer forbids framing, sniffing, caching, referrers and use by other origins, and names no software."""
    for got in (Got(port, "GET"), Got(port, "HEAD"), Got(port, "GET", "/no"), Got(port, "GET", host="a.invalid")):
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert got.headers["X-Frame-Options"] == "DENY"
        assert got.headers["Referrer-Policy"] == "no-referrer"
        assert got.headers["Cache-Control"] == "no-store"
        assert got.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert got.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in got.headers
        assert "Python" not in got.headers.get("Server", "")


def test_head_is_get_without_the_body(port: int) -> None:
    """HEAD / gives the headers of GET / and nothing more."""
    head, get = Got(port, "HEAD"), Got(port, "GET")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_a_query_string_changes_nothing(port: int) -> None:
    """What nobody reads of a query string changes nothing of the answer."""
    assert Got(port, "GET", "/?x=1&as=json").body == Got(port, "GET", "/?as=json").body


@pytest.mark.parametrize("path", ["/index.html", "/../etc/passwd", "/%2e%2e/", "/graph/ontology.ttl"])
def test_nothing_else_is_served(path: str, port: int) -> None:
    """Any other path is 404, and no file of the machine is."""
    got = Got(port, "GET", path)
    assert got.status == 404
    assert len(got.body) < 100


@pytest.mark.parametrize("host", ["a.invalid", "127.0.0.1.a.invalid", "localhost.a.invalid:80", "", "169.254.1.1"])
def test_another_host_gets_nothing(host: str, port: int) -> None:
    """A name elsewhere that was made to point here (DNS rebinding) is answered 421, without the page."""
    got = Got(port, "GET", host=host)
    assert got.status == 421
    assert b"Kazakhstan" not in got.body


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_loopback_names_are_answered(name: str, port: int) -> None:
    """127.0.0.1 and localhost are answered, with the port and without."""
    assert Got(port, "GET", host=name).status == 200
    assert Got(port, "GET", host=f"{name}:{port}").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_sent(method: str, port: int) -> None:
    """Any method but GET and HEAD is refused."""
    got = Got(port, method, body=b"x=1")
    assert got.status in (405, 501)
    assert b"Kazakhstan" not in got.body


def test_it_listens_on_loopback_only(port: int) -> None:
    """The port answers on 127.0.0.1 and on no other address of the machine, not even another loopback one."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        assert connection.getpeername()[0] == "127.0.0.1"
    with socket.socket() as other:
        other.settimeout(10)
        with pytest.raises(OSError, match=r"refused|unreachable|assign|timed out"):
            other.connect(("127.0.0.2", port))


def test_a_taken_port_is_a_clear_error(port: int) -> None:
    """Asked for a port that is taken, it says so and what to do, prints no address, and ends with 2."""
    command = [sys.executable, "-m", "exitgraph", "serve", "--port", str(port)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    assert done.returncode == 2
    assert done.stdout == b""
    assert f"cannot listen on port {port}" in done.stderr.decode()
    assert "--port 0" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(number: signal.Signals) -> None:
    """SIGTERM and Ctrl-C end it with 0 and without a traceback, and the port is free again."""
    with served("--port", "0", "--lang", "fr") as (child, port):
        assert Got(port, "GET").status == 200
        child.send_signal(number)
        _, said = child.communicate(timeout=60)
        assert child.returncode == 0
        assert b"Traceback" not in said
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind(("127.0.0.1", port))


def test_it_logs_nobody() -> None:
    """Who asks for what is written nowhere."""
    with served("--port", "0") as (child, port):
        Got(port, "GET", "/?secret=claim")
        child.send_signal(signal.SIGTERM)
        out, said = child.communicate(timeout=60)
        assert b"secret" not in out + said
