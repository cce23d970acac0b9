"""The client for SPARQL servers: strict with answers, patient with busy servers, silent about credentials."""

from __future__ import annotations

import base64
import json
import logging
import os
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from contract.fakes import Answer, FakeServer
from contract.servers import free_port
from exitgraph.errors import ExitgraphError, InputError, LimitReached, SyntaxProblem, Unreachable
from exitgraph.store.answers import ROWS, TRIPLES, Capped, read_rows, read_triples, read_truth
from exitgraph.store.client import Limits, SparqlClient, _Challenged
from exitgraph.store.credentials import Address, Credentials, tls

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract.fakes import Request

SECRET = "correct-horse-battery"  # noqa: S105  # made up
NOBODY = Credentials()
SOMEBODY = Credentials("ada", SECRET)
JSON = {"Content-Type": ROWS}
GOOD = json.dumps(
    {"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": f"urn:{n}"}} for n in range(3)]}}
).encode()


def ask(server: FakeServer, *, who: Credentials = NOBODY, limits: Limits | None = None) -> list[str]:
    """Ask for the rows of a fake server."""
    waited: list[float] = []
    with SparqlClient(server.url, credentials=who, limits=limits or Limits(), sleep=waited.append) as client:
        _, rows = read_rows(*client.query("SELECT ?s {}", ROWS), server.url)
    return [str(term) for (term,) in rows]


def always(body: bytes = GOOD, status: int = 200, **headers: str) -> Callable[[Request], Answer]:
    """Give one answer to everything."""
    return lambda _: Answer(status, body, {**JSON, **{name.replace("_", "-"): text for name, text in headers.items()}})


# --- answers ---


@pytest.mark.parametrize("length", range(0, len(GOOD), 7))
def test_an_answer_that_breaks_off_is_an_error(length: int) -> None:
    """A JSON answer cut anywhere is an error, though its status is 200 and its length is as announced."""
    with FakeServer(always(GOOD[:length])) as server, pytest.raises(LimitReached, match="breaks off"):
        ask(server)


def test_a_server_that_goes_away_in_the_middle_is_out_of_reach() -> None:
    """A connection that ends before the announced length is an error of reach."""
    with FakeServer(lambda _: Answer(200, GOOD, JSON, cut=10)) as server, pytest.raises(Unreachable, match="broke"):
        ask(server)


@pytest.mark.parametrize("most", ["3", "2", "many"])
def test_rows_that_were_cut_are_an_error(most: str) -> None:
    """An answer of as many rows as the server gives at most is not taken for a whole one."""
    with FakeServer(always(X_SPARQL_MaxRows=most)) as server, pytest.raises(Capped, match="at most 3 rows"):
        ask(server)


def test_fewer_rows_than_the_most_are_whole() -> None:
    """The header that tells the most rows is no error while there are fewer."""
    with FakeServer(always(X_SPARQL_MaxRows="4")) as server:
        assert ask(server) == ["urn:0", "urn:1", "urn:2"]


def test_a_server_that_stopped_early_is_an_error() -> None:
    """The header by which Virtuoso gives part of an answer is an error, for rows, truth and triples."""
    with FakeServer(always(X_SQL_State="S1TAT")) as server, pytest.raises(LimitReached, match="S1TAT"):
        ask(server)
    stopped = {"content-type": ROWS, "x-sql-state": "S1TAT"}
    with pytest.raises(LimitReached):
        read_truth(b'{"head": {}, "boolean": true}', stopped, "")
    with pytest.raises(LimitReached):
        read_triples(b"", {**stopped, "content-type": "application/n-triples"}, "")


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"head": {"vars": ["s"]}}',
        b'{"head": {"vars": [1]}, "results": {"bindings": []}}',
        b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"t": {"type": "uri", "value": "urn:a"}}]}}',
        b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri"}}]}}',
        b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "magic", "value": "urn:a"}}]}}',
        b'{"head": {"vars": ["s"]}, "results": {"bindings": ["s"]}}',
        b'{"head": {}, "boolean": true}',
    ],
)
def test_json_that_is_no_answer_is_refused(body: bytes) -> None:
    """JSON of another shape than the specification's is an error, not an empty answer."""
    with pytest.raises(Unreachable, match="no SPARQL result"):
        read_rows(body, {"content-type": ROWS}, "")


def test_a_page_for_people_is_no_answer() -> None:
    """HTML under status 200 is refused with its type."""
    page = always(b"<html>", Content_Type="text/html; charset=utf-8")
    with FakeServer(page) as server, pytest.raises(Unreachable, match="text/html"):
        ask(server)


@pytest.mark.parametrize(
    "body",
    [
        b'<urn:a> <urn:b> "c" .\n<urn:a> <urn:b> "d"',
        b'<urn:a> <urn:b> "c" .\n<urn:a> <ur\n',
        b'<urn:a> <urn:b> "c" .\nThe operation has been cancelled\n',
    ],
)
def test_triples_that_break_off_are_an_error(body: bytes) -> None:
    """Triples whose last line is not whole, or is no triple, are an error."""
    with pytest.raises(LimitReached, match="breaks off"):
        read_triples(body, {"content-type": "application/n-triples"}, "")


def test_terms_are_read_in_the_spelling_of_drafts_too() -> None:
    """Language tags come in lower case, and the literals of an older draft are literals."""
    said = (
        {"type": "typed-literal", "datatype": "urn:t", "value": "1"},
        {"type": "literal", "xml:lang": "EN", "value": "x"},
    )
    body = json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": [{"s": term} for term in said]}}).encode()
    _, rows = read_rows(body, {"content-type": ROWS}, "")
    assert [(term.datatype, term.lang) for (term,) in rows] == [  # type: ignore[union-attr]
        ("urn:t", None),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "en"),
    ]


# --- busy servers, limits, statuses ---


def test_a_busy_server_is_asked_again_after_the_time_it_names() -> None:
    """A read is sent again after 429 and 503, having waited as long as Retry-After says, or twice as long each time."""
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    script = [Answer(429, headers={"Retry-After": "7"}), Answer(503), Answer(503, headers={"Retry-After": later})]
    waited: list[float] = []
    with (
        FakeServer(lambda asked: script.pop(0) if script else always()(asked)) as server,
        SparqlClient(server.url, credentials=NOBODY, sleep=waited.append) as client,
    ):
        body, _ = client.query("SELECT ?s {}", ROWS)
    assert body == GOOD
    assert waited[:2] == [7.0, 1.0]
    assert 0 < waited[2] <= 30


def test_a_server_that_stays_busy_is_a_limit() -> None:
    """After the last try the error says how often it was tried."""
    with FakeServer(always(b"", 503)) as server:
        with pytest.raises(LimitReached, match="3 tries"):
            ask(server, limits=Limits(tries=3))
        assert len(server.seen) == 3


def test_a_wait_beyond_reason_is_not_waited() -> None:
    """A server that asks to come back in an hour is not waited for."""
    with FakeServer(always(b"", 429, Retry_After="3600")) as server:
        with pytest.raises(LimitReached, match="3600 s"):
            ask(server)
        assert len(server.seen) == 1


def test_an_update_is_sent_once() -> None:
    """No update is sent again, whatever the server says."""
    with FakeServer(always(b"", 503, Retry_After="0")) as server:
        with SparqlClient(server.url, credentials=NOBODY) as client, pytest.raises(LimitReached):
            client.update("INSERT DATA {}")
        assert len(server.seen) == 1


def test_other_ways_to_ask_are_tried() -> None:
    """A server that takes no form gets the query by GET, and the update as it is."""

    def strict(request: Request) -> Answer:
        if request.method == "POST" and request.headers["content-type"].startswith("application/x-www-form"):
            return Answer(415)
        return always()(request)

    with FakeServer(strict) as server, SparqlClient(server.url, credentials=NOBODY) as client:
        assert client.query("SELECT ?s {}", ROWS)[0] == GOOD
        client.update("INSERT DATA { <urn:é> <urn:b> <urn:c> }")
    assert [request.method for request in server.seen] == ["POST", "GET", "POST", "POST"]
    assert server.seen[-1].body == "INSERT DATA { <urn:é> <urn:b> <urn:c> }"


@pytest.mark.parametrize(
    ("status", "wanted", "code"),
    [
        (400, SyntaxProblem, 2),
        (404, InputError, 2),
        (403, Unreachable, 3),
        (500, Unreachable, 3),
        (302, Unreachable, 3),
    ],
)
def test_each_status_is_an_error_of_its_kind(status: int, wanted: type[ExitgraphError], code: int) -> None:
    """What the server refuses is wrong input, what it cannot do is out of reach; redirects are not followed."""
    with FakeServer(always(b"said so", status, Location="http://127.0.0.1:9/elsewhere")) as server:
        with pytest.raises(wanted) as caught:
            ask(server)
        assert caught.value.exit_code == code
        assert len(server.seen) == 1


def test_an_answer_may_not_be_longer_than_wanted() -> None:
    """An answer beyond the most bytes is a limit."""
    with FakeServer(always()) as server, pytest.raises(LimitReached, match="longer than 20 bytes"):
        ask(server, limits=Limits(most_bytes=20))


def test_a_server_that_does_not_answer_in_time_is_a_limit() -> None:
    """A silent server is left after the time set, with a hint how to set another."""
    done = threading.Event()
    with FakeServer(lambda _: (done.wait(30), Answer())[1]) as server:
        try:
            with pytest.raises(LimitReached, match="within") as caught:
                ask(server, limits=Limits(seconds=0.2))
        finally:
            done.set()
    assert "EXITGRAPH_STORE_TIMEOUT" in str(caught.value)


def test_a_server_that_is_not_there_is_out_of_reach() -> None:
    """A port that nobody listens on gives exit code 3."""
    with (
        SparqlClient(f"http://127.0.0.1:{free_port()}/sparql", credentials=NOBODY) as client,
        pytest.raises(Unreachable, match="cannot be reached"),
    ):
        client.query("ASK {}", ROWS)


@pytest.mark.parametrize("said", ["soon", "0", "-1", "1.5"])
def test_a_time_that_is_none_is_refused(said: str) -> None:
    """EXITGRAPH_STORE_TIMEOUT is a whole number of seconds."""
    with pytest.raises(InputError, match="EXITGRAPH_STORE_TIMEOUT"):
        Limits.find({"EXITGRAPH_STORE_TIMEOUT": said})
    assert Limits.find({"EXITGRAPH_STORE_TIMEOUT": "7"}).seconds == 7


# --- addresses and credentials ---


@pytest.mark.parametrize(
    "url",
    [
        f"http://ada:{SECRET}@127.0.0.1/sparql",
        f"https://{SECRET}@example.org/sparql",
        f"https://example.org/sparql?key={SECRET}",
        f"https://example.org/sparql#{SECRET}",
        f"ftp://ada:{SECRET}@example.org/",
        "example.org/sparql",
        "https:///sparql",
        "https://example.org:port/",
        "",
    ],
)
def test_an_address_holds_an_address_only(url: str) -> None:
    """User, password, query and fragment are refused, with a hint, and no message repeats them."""
    with pytest.raises(InputError) as caught:
        Address.of(url)
    assert caught.value.hint
    assert SECRET not in str(caught.value)


def test_an_address_of_version_six_keeps_its_brackets() -> None:
    """The loopback address of IPv6 is private, and shown as it was written."""
    address = Address.of("http://[::1]:7878/query")
    assert (address.url, address.private) == ("http://[::1]:7878/query", True)


def guarded(*schemes: str) -> Callable[[Request], Answer]:
    """Answer who is known, and ask all others for credentials."""
    basic = "Basic " + base64.b64encode(f"ada:{SECRET}".encode()).decode()

    def answer(request: Request) -> Answer:
        shown = request.headers.get("authorization", "")
        if shown in (basic, f"Bearer {SECRET}") or shown.startswith("Digest "):
            return always()(request)
        return Answer(401, headers={"WWW-Authenticate": ", ".join(schemes)})

    return answer


def test_credentials_are_shown_when_they_are_asked_for() -> None:
    """The first request has none; after a challenge they are sent, and from then on at once."""
    with FakeServer(guarded('Basic realm="x"')) as server, SparqlClient(server.url, credentials=SOMEBODY) as client:
        client.query("ASK {}", ROWS)
        client.query("ASK {}", ROWS)
    assert ["authorization" in request.headers for request in server.seen] == [False, True, True]


def test_digest_is_chosen_where_it_is_offered() -> None:
    """A server that takes both is shown no password."""
    both = 'Basic realm="x"', 'Digest realm="x", nonce="abc", qop="auth", algorithm=MD5'
    with FakeServer(guarded(*both)) as server, SparqlClient(server.url, credentials=SOMEBODY) as client:
        client.query("ASK {}", ROWS)
    shown = [request.headers.get("authorization", "") for request in server.seen]
    assert not any(text.startswith("Basic") for text in shown)
    assert shown[-1].startswith("Digest ")


def test_a_token_is_a_bearer_token() -> None:
    """A token is sent as a bearer's."""
    with FakeServer(guarded("Bearer")) as server:
        assert ask(server, who=Credentials(token=SECRET))


@pytest.mark.parametrize(("who", "said"), [(NOBODY, "asks for"), (Credentials("ada", "wrong"), "refuses these")])
def test_wrong_credentials_are_said_to_be_wrong(who: Credentials, said: str) -> None:
    """No credentials and wrong ones give two messages, and exit code 3."""
    with FakeServer(guarded('Basic realm="x"')) as server, pytest.raises(Unreachable, match=said):
        ask(server, who=who)


def test_nothing_secret_is_sent_in_the_clear() -> None:
    """A token needs https, and so does a password that would go as it is; loopback is private."""
    with pytest.raises(InputError, match="not https"):
        SparqlClient("http://example.org/sparql", credentials=Credentials(token=SECRET))
    clear = _Challenged(SOMEBODY, Address.of("http://example.org/sparql"))
    with pytest.raises(InputError, match="in the clear"):
        clear._choose(['Basic realm="x"'])
    assert clear._choose(['Digest realm="x", nonce="abc"']) is not None


def test_no_message_log_or_repr_holds_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    """Errors that repeat what a server said, logs at every level and reprs hold neither password nor token."""
    caplog.set_level(logging.DEBUG)
    for who in (SOMEBODY, Credentials(token=SECRET)):
        with FakeServer(lambda _: Answer(500, f"no: {SECRET} is unknown".encode())) as server:
            client = SparqlClient(server.url, credentials=who)
            with client, pytest.raises(Unreachable) as caught:
                client.query("ASK {}", ROWS)
        assert "no: *** is unknown" in str(caught.value)
        assert SECRET not in f"{client!r} {client._http} {who!r} {who} {caught.value!r}"
        assert all(SECRET not in repr(http._auth) for http in client._http.values())
    assert caplog.records
    assert SECRET not in caplog.text


def written(folder: Path, text: str, mode: int = 0o600) -> dict[str, str]:
    """Write a file of credentials, and give the environment that names it."""
    path = folder / "credentials"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return {"EXITGRAPH_CREDENTIALS": str(path)}


def test_credentials_come_from_a_file_by_host(tmp_path: Path) -> None:
    """The file says for each host who asks; one that it does not name gets nothing."""
    text = f"machine a.example login ada password {SECRET}\nmachine b.example login bearer password tok\n"
    given = written(tmp_path, text)
    found = [Credentials.find(Address.of(f"https://{host}.example/sparql"), given) for host in "abc"]
    assert [(who.user, who.password, who.token) for who in found] == [
        ("ada", SECRET, ""),
        ("", "", "tok"),
        ("", "", ""),
    ]


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    """A user in the environment is taken, whatever the file says."""
    given = written(tmp_path, "machine a.example login ada password one\n")
    given |= {"EXITGRAPH_STORE_USER": "bob", "EXITGRAPH_STORE_PASSWORD": "two"}
    assert Credentials.find(Address.of("https://a.example/"), given).user == "bob"


@pytest.mark.skipif(os.name != "posix", reason="there are no such bits here")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """A file of credentials is for its owner alone."""
    with pytest.raises(InputError, match="read by others"):
        Credentials.find(Address.of("https://a.example/"), written(tmp_path, "", mode))


def test_a_file_that_cannot_be_used_is_said_to_be_so(tmp_path: Path) -> None:
    """A file that is not there or is in another form is an error that does not repeat what it holds."""
    address = Address.of("https://a.example/")
    with pytest.raises(InputError, match="cannot read"):
        Credentials.find(address, {"EXITGRAPH_CREDENTIALS": str(tmp_path / "none")})
    with pytest.raises(InputError, match="netrc form") as caught:
        Credentials.find(address, written(tmp_path, f"{SECRET} {SECRET}\n"))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["EXITGRAPH_STORE_CA", "EXITGRAPH_STORE_CERT"])
def test_a_certificate_that_cannot_be_used_is_named(tmp_path: Path, name: str) -> None:
    """A file of certificates that is none is an error of input that names the variable."""
    path = tmp_path / "not.pem"
    path.write_text("nothing\n", "utf-8")
    for value in (path, tmp_path / "none.pem"):
        with pytest.raises(InputError, match=name):
            tls({name: str(value)})


def test_what_is_accepted_is_what_can_be_read() -> None:
    """The types asked for are those that the readers take."""
    assert read_triples(b"[]", {"content-type": TRIPLES.split(", ")[1].partition(";")[0]}, "") == []
