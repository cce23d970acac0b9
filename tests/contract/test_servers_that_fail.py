"""Real servers that take too long, are killed while they answer, or are given a wrong password."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from contract.kits import SERVERS, marked, state_of
from contract.servers import LIMITS
from exitgraph.errors import LimitReached, Unreachable
from exitgraph.store.credentials import Credentials
from exitgraph.store.push import push
from exitgraph.store.remote import RemoteStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract.kits import Servers
    from contract.servers import Server

# Eight million rows, each with work to do: no server is done with them within these tests.
LONG = """SELECT (COUNT(*) AS ?n) { ?a xg:note ?x . ?b xg:note ?y . ?c xg:note ?z
FILTER(CONCAT(STR(?a), STR(?b), STR(?c)) = "never") }"""


@pytest.fixture(params=SERVERS)
def own(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a server that the test may kill, with one state published."""
    with SERVERS[request.param](tmp_path_factory.mktemp(request.param)) as server:
        with server.client() as client:
            push(client, marked(1))
        yield server


def test_a_question_that_takes_too_long_is_given_up(own: Server) -> None:
    """After the seconds that a question may take it is a limit, and the next one is answered."""
    with RemoteStore(own.client(Credentials(), replace(LIMITS, seconds=0.5))) as store:
        with pytest.raises(LimitReached):
            store.select(LONG)
        assert state_of(store) == (1, marked(1).digest)


def test_a_server_that_is_killed_while_it_answers_is_out_of_reach(own: Server) -> None:
    """Who waits for an answer of a server that is killed is told so at once, and it can be asked once it is back."""
    with RemoteStore(own.client(Credentials())) as store:
        killer = threading.Timer(0.5, own.kill)
        killer.start()
        with pytest.raises(Unreachable):
            store.select(LONG)
        killer.join()
        own.start()
        assert state_of(store) == (1, marked(1).digest)


@pytest.mark.parametrize("who", [Credentials("dba", "wrong"), Credentials("nobody", "dba"), Credentials()])
def test_wrong_credentials_are_refused_and_nothing_is_published(who: Credentials, servers: Servers) -> None:
    """With another password, as somebody else or without either, Virtuoso takes no update, and what was there stays."""
    server = servers.get("virtuoso")
    with server.client() as client:
        push(client, marked(1))
    with server.client(who) as client, pytest.raises(Unreachable) as caught:
        push(client, marked(2))
    assert "wrong" not in str(caught.value).replace("are wrong", "")
    with RemoteStore(server.client(Credentials())) as store:
        assert state_of(store) == (1, marked(1).digest)
