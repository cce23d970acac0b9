"""Publishing to real servers: whole or not at all, resumed, collected, kept over a crash; and servers of others."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from contract.kits import MARKS, SERVERS, THING, marked, state_of
from exitgraph import Graph
from exitgraph.errors import ExitgraphError, InputError, LimitReached, Unreachable
from exitgraph.rdf.decode import decode
from exitgraph.rdf.turtle import Document, Literal, Triple
from exitgraph.store import EmbeddedStore
from exitgraph.store.answers import ROWS, read_rows
from exitgraph.store.catalogue import CATALOGUE, CURRENT, LAYOUT, is_member, line_of, plan, read_pointers
from exitgraph.store.client import SparqlClient
from exitgraph.store.credentials import Credentials
from exitgraph.store.paging import graph_rows, paged
from exitgraph.store.probe import probe
from exitgraph.store.push import MOST, collect, ours, push
from exitgraph.store.remote import RemoteStore
from exitgraph.vocabulary import GRAPH_REFERENCE, XG, xg
from world import CLAIMS, world_documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract.kits import Servers
    from contract.servers import Server
    from exitgraph.store.catalogue import Member
    from exitgraph.store.push import Pushed

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Watched(SparqlClient):
    """Keeps each update, and stops after some of them as a broken connection would."""

    def __init__(self, server: Server, stop_after: int | None = None) -> None:
        super().__init__(server.url, update_url=server.update_url, credentials=server.credentials)
        self.updates: list[str] = []
        self._stop_after = stop_after

    def update(self, text: str) -> None:
        if self._stop_after is not None and len(self.updates) >= self._stop_after:
            raise Unreachable("stopped")
        self.updates.append(text)
        super().update(text)


@pytest.fixture
def server(servers: Servers) -> Server:
    """Give the Oxigraph server with nothing of ours on it."""
    found = servers.get("oxigraph-server")
    empty(found)
    return found


def empty(server: Server) -> None:
    """Remove everything that a test may have left."""
    with server.client() as client:
        for graph in ours(client):
            client.update(f"DROP SILENT GRAPH <{graph}>")
        client.update("DROP SILENT DEFAULT")
        client.update(f"DROP SILENT GRAPH <{THING}theirs>")


@contextmanager
def reading(server: Server) -> Iterator[RemoteStore]:
    """Open what is published, as somebody without credentials."""
    with RemoteStore(server.client(Credentials())) as store:
        yield store


def data_member(done: Pushed) -> Member:
    """Give a graph of the data among what was pushed."""
    return next(member for member in done.generation.members if member.name in done.generation.graphs)


def large(triples: int, state: str = "x") -> EmbeddedStore:
    """Give so many triples about different things."""
    rows = [Triple(f"{THING}{state}{number}", xg("note"), Literal(str(number))) for number in range(triples)]
    return EmbeddedStore([Document("claims/large.ttl", tuple(rows))])


# --- the portable profile ---


def test_updates_keep_to_the_portable_profile(server: Server) -> None:
    """Each update inserts or deletes at most 250 triples in named graphs, without blank nodes, or drops one graph."""
    with Watched(server) as client:
        push(client, large(2500), now=NOW)
        push(client, large(10), now=NOW + DAY)
        push(client, large(20), now=NOW + 5 * DAY)
        updates = client.updates
    assert any(update.startswith("DROP") for update in updates)
    for update in updates:
        if not re.fullmatch(r"DROP SILENT GRAPH <[^<>]+>", update):
            assert re.match(r"(?:INSERT|DELETE) DATA \{\nGRAPH <", update)
            lines = [line for line in update.splitlines()[1:-1] if not line.startswith("GRAPH <") and line != "}"]
            assert 0 < len(lines) <= MOST
            assert all(re.match(r"<[^<>]+> <[^<>]+> [<\"].* \.", line) for line in lines)


@pytest.mark.parametrize("bad", ["_:b1", "relative", "urn:a b", 'urn:"', "urn:a>", "urn:{}"])
def test_an_iri_that_servers_read_differently_is_not_pushed(bad: str) -> None:
    """A blank node, a relative IRI and one with spaces or quotes are refused before anything is sent."""
    with pytest.raises(InputError, match="written portably"):
        line_of(Triple(bad, xg("note"), Literal("x")))


def test_the_same_data_have_the_same_names() -> None:
    """What is pushed is named by its content: the same triples the same names, one triple less another."""
    first, second = (plan(marked(1))[0], plan(marked(1))[0])
    assert first == second
    assert first.name == second.name
    assert not set(first.graphs) & set(plan(marked(2))[0].graphs)
    assert all(is_member(member.name) for member in first.members)


def test_the_same_state_is_written_once(server: Server) -> None:
    """A second push of the same data sends no update and publishes nothing; graphs that did not change are shared."""
    world = EmbeddedStore(world_documents())
    with Watched(server) as client:
        assert push(client, world).published
        client.updates.clear()
        again = push(client, world)
        assert (again.published, again.written, client.updates) == (False, 0, [])
        less = push(client, EmbeddedStore(world_documents(CLAIMS[1:])))
        reference = next(member for member in again.generation.members if member.graph == GRAPH_REFERENCE)
        assert reference in less.generation.members


# --- never half ---


def test_a_push_that_is_cut_off_changes_nothing_and_is_resumed(server: Server) -> None:
    """Stopped before any of its updates, a push leaves readers the old state; the next one finishes it."""
    with Watched(server) as client:
        push(client, large(1500, "old"), now=NOW)
        before = len(client.updates)
        push(client, large(1500, "probe"), now=NOW)
        steps = len(client.updates) - before
    assert steps >= 5
    written = []
    for stop in range(steps):
        new = large(1500, f"new{stop}-")
        with reading(server) as store:
            old = store.digest
        with Watched(server, stop) as client, pytest.raises(Unreachable, match="stopped"):
            push(client, new, now=NOW)
        with reading(server) as store:
            assert store.digest == old
            assert len(store.select("SELECT ?s { ?s xg:note ?o }")[1]) == 1500
        with Watched(server) as client:
            written.append(push(client, new, now=NOW).written)
        with reading(server) as store:
            assert store.digest == new.digest
            assert len(list(store.quads())) == 1500
    assert written[-1] < written[0]


def test_what_a_crash_left_is_collected(server: Server) -> None:
    """Graphs of a push that was never finished stay for the grace, and go with the push after it."""
    with Watched(server, 4) as client, pytest.raises(Unreachable):
        push(client, large(3000, "lost"), now=NOW)
    with server.client() as client:
        assert len(ours(client)) > 1
        push(client, marked(1), now=NOW + timedelta(hours=1))
        left = len(ours(client))
        done = push(client, marked(1), now=NOW + 2 * DAY)
        assert done.collected > 0
        assert len(ours(client)) == left - done.collected
        kept = {CATALOGUE, done.generation.iri, *(member.name for member in done.generation.members)}
        assert set(ours(client)) == kept


def test_an_old_state_is_kept_for_the_grace(server: Server) -> None:
    """A superseded state goes when it was superseded longer ago than the grace, and not before."""
    with server.client() as client:
        push(client, marked(1), now=NOW)
        push(client, marked(2), now=NOW + 3 * DAY)
        with reading(server) as late:
            assert late.digest == marked(2).digest
        push(client, marked(3), now=NOW + 3 * DAY + timedelta(hours=1))
        assert len(read_pointers(client)) == 3
        assert collect(client, now=NOW + 10 * DAY) > 0
        assert [pointer.number for pointer in read_pointers(client)] == [3]
    with reading(server) as store:
        assert state_of(store) == (3, marked(3).digest)


def test_a_state_that_comes_back_is_not_collected(server: Server) -> None:
    """A state that was superseded and is current again keeps its graphs, however old."""
    with server.client() as client:
        for day, state in enumerate((1, 2, 1)):
            push(client, marked(state), now=NOW + day * DAY)
        collect(client, now=NOW + 100 * DAY)
    with reading(server) as store:
        assert state_of(store) == (1, marked(1).digest)


def test_a_reader_whose_state_was_collected_is_told(server: Server) -> None:
    """What is gone is an error for who was reading it, not an empty answer."""
    with server.client() as client:
        push(client, marked(1), now=NOW)
        with reading(server) as store:
            push(client, marked(2), now=NOW + DAY)
            collect(client, now=NOW + 10 * DAY)
            with pytest.raises(Unreachable, match="superseded"):
                list(store.quads())
            store._checked -= 3600  # an hour later
            with pytest.raises(Unreachable, match="superseded"):
                store.select("SELECT ?s { ?s xg:note ?o }")


def test_two_pushes_at_once_leave_one_whole(server: Server) -> None:
    """Of pushes at the same moment one is current, and whole; the others are told."""
    failed: list[ExitgraphError] = []

    def publish(state: int) -> None:
        try:
            with server.client() as client:
                push(client, marked(state))
        except ExitgraphError as error:
            failed.append(error)

    threads = [threading.Thread(target=publish, args=(state,)) for state in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) < len(threads)
    assert all("another push" in str(error) for error in failed)
    with reading(server) as store:
        state, digest = state_of(store)
        assert digest == marked(state).digest
        assert len(list(store.quads())) == 2 * MARKS


def test_damage_is_seen_and_mended(server: Server) -> None:
    """A triple that somebody took away is missed by the next who reads everything, and put back by the next push."""
    store = marked(1)
    with server.client() as client:
        done = push(client, store)
        member = data_member(done)
        (gone, *_) = plan(store)[1][member.name]
        client.update(f"DELETE DATA {{ GRAPH <{member.name}> {{ {line_of(gone)} }} }}")
        with reading(server) as damaged, pytest.raises(Unreachable, match="another number"):
            list(damaged.quads())
        assert push(client, store).written == member.triples
        client.update(f"INSERT DATA {{ GRAPH <{member.name}> {{ <urn:a> <urn:b> <urn:c> }} }}")
        assert push(client, store).written == member.triples
    with reading(server) as mended:
        assert list(mended.quads()) == list(store.quads())


def test_a_damaged_layout_is_seen(server: Server) -> None:
    """What `push` keeps beside the data is held against its name."""
    with server.client() as client:
        done = push(client, marked(1))
        layout = done.generation.names[LAYOUT]
        client.update(f'INSERT DATA {{ GRAPH <{layout}> {{ <urn:a> <urn:b> "c" }} }}')
    with reading(server) as store, pytest.raises(Unreachable, match="layout"):
        len(store.layout)


def test_changed_content_of_the_same_size_is_seen(server: Server) -> None:
    """One triple exchanged for another leaves the count, and the digest tells."""
    with server.client() as client:
        done = push(client, marked(1))
        member = data_member(done)
        gone = plan(marked(1))[1][member.name][0]
        other = gone._replace(object=Literal("forged"))
        client.update(f"DELETE DATA {{ GRAPH <{member.name}> {{ {line_of(gone)} }} }}")
        client.update(f"INSERT DATA {{ GRAPH <{member.name}> {{ {line_of(other)} }} }}")
    with reading(server) as store, pytest.raises(InputError, match="digests differ"):
        list(store.quads())


def test_a_newer_catalogue_is_not_guessed_at(server: Server) -> None:
    """A catalogue of a format that this program does not know is an error, for reading and for pushing."""
    with server.client() as client:
        done = push(client, marked(1))
        form = Triple(done.generation.iri, "https://w3id.org/exitgraph/catalogue#format", Literal("1"))
        newer = form._replace(object=Literal("2"))
        client.update(f"DELETE DATA {{ GRAPH <{done.generation.iri}> {{ {line_of(form)} }} }}")
        client.update(f"INSERT DATA {{ GRAPH <{done.generation.iri}> {{ {line_of(newer)} }} }}")
        with pytest.raises(InputError, match="format 2"):
            push(client, marked(2))
    with pytest.raises(InputError, match="format 2"), reading(server):
        pass


def test_a_damaged_catalogue_is_said_to_be_so(server: Server) -> None:
    """A pointer in another form, and one to nothing, are errors."""
    with server.client() as client:
        push(client, marked(1))
        nothing = f'"000000000009 2026-11-01T00:00:00Z {"0" * 40}"'
        client.update(f"INSERT DATA {{ GRAPH <{CATALOGUE}> {{ <{CATALOGUE}> <{CURRENT}> {nothing} }} }}")
        with pytest.raises(Unreachable, match="not whole"), reading(server):
            pass
        client.update(f'INSERT DATA {{ GRAPH <{CATALOGUE}> {{ <{CATALOGUE}> <{CURRENT}> "?" }} }}')
    with pytest.raises(InputError, match="damaged"), reading(server):
        pass


# --- crashes of the server ---


@pytest.mark.parametrize("name", SERVERS)
def test_what_was_acknowledged_survives_a_crash_of_the_server(name: str, tmp_path: Path) -> None:
    """A server that is killed right after a push, and one killed in the middle of the next, still has the first."""
    with SERVERS[name](tmp_path / name) as server:
        with server.client() as client:
            push(client, marked(1))
        server.kill()
        server.start()
        with reading(server) as store:
            assert state_of(store) == (1, marked(1).digest)
            assert len(list(store.quads())) == 2 * MARKS
        with Watched(server, 3) as client, pytest.raises(Unreachable):
            push(client, large(2500))
        server.kill()
        server.start()
        with reading(server) as store:
            assert state_of(store) == (1, marked(1).digest)
        with server.client() as client:
            push(client, marked(2))
        with reading(server) as store:
            assert state_of(store) == (2, marked(2).digest)


def test_a_server_that_was_ended_is_out_of_reach(tmp_path: Path) -> None:
    """Reading from a server that is gone by now is an error of reach."""
    with SERVERS["oxigraph-server"](tmp_path / "own") as server:
        with server.client() as client:
            push(client, marked(1))
        with reading(server) as store:
            server.kill()
            with pytest.raises(Unreachable):
                store.ask("ASK { ?s ?p ?o }")


def test_a_query_that_takes_the_server_too_long_is_a_limit(tmp_path: Path) -> None:
    """The server's own time limit, which comes as a cut answer under status 200, is a limit here."""
    server = SERVERS["oxigraph-server"](tmp_path / "own")
    server.seconds = 1  # type: ignore[attr-defined]
    with server:
        with server.client() as client:
            push(client, large(3000))
        heavy = "?a xg:note ?x . ?b xg:note ?y . ?c xg:note ?z FILTER(CONCAT(?x, ?y, ?z) = 'never')"
        with reading(server) as store:
            with pytest.raises(LimitReached, match="breaks off"):
                store.select(f"SELECT ?a {{ {heavy} }}")
            with pytest.raises(LimitReached, match="breaks off"):
                store.construct(f"CONSTRUCT {{ ?a xg:note ?x }} WHERE {{ {heavy} }}")


# --- servers without a catalogue ---


@pytest.mark.parametrize("place", ["default", "named"])
def test_a_server_without_a_catalogue_is_read_as_it_is(server: Server, place: str) -> None:
    """Claims in the default graph or in graphs of any name are read and asked, and the store says it is foreign."""
    triples = [triple for document in world_documents() for triple in document.triples]
    with server.client() as client:
        for start in range(0, len(triples), MOST):
            lines = "\n".join(line_of(triple) for triple in triples[start : start + MOST])
            inner = lines if place == "default" else f"GRAPH <{THING}theirs> {{ {lines} }}"
            client.update(f"INSERT DATA {{ {inner} }}")
    with reading(server) as store:
        assert store.foreign
        assert store.generation is None
        graph = Graph.from_store(store)
        assert dict(graph.claims) == dict(decode(world_documents()).claims)
        assert graph.digest == store.digest
        with RemoteStore(server.client(Credentials()), whole=True) as whole:
            assert whole.digest == store.digest
            assert whole.select("SELECT (COUNT(*) AS ?n) { ?c a xg:Claim }") == store.select(
                "SELECT (COUNT(*) AS ?n) { ?c a xg:Claim }"
            )
        assert len(store.select("SELECT ?c { ?c a xg:Claim }")[1]) == len(CLAIMS)
        assert len(graph.query("SELECT DISTINCT ?c { ?c a xg:Claim ; rdf:subject/rdfs:label ?l }").result.rows) == len(
            CLAIMS
        )


def test_a_server_with_other_things_is_refused(server: Server) -> None:
    """A server that holds nothing of ours is no store, and is left as it is."""
    with server.client() as client:
        client.update(f"INSERT DATA {{ <{THING}a> <urn:b> <urn:c> }}")
    with pytest.raises(InputError, match="no claims"), reading(server):
        pass


def test_a_push_leaves_the_data_of_others_alone(server: Server) -> None:
    """What is on a server beside our graphs is there after pushes and collections, and no reader of ours sees it."""
    with server.client() as client:
        client.update(f'INSERT DATA {{ <{THING}a> <{XG}note> "x" . GRAPH <urn:theirs> {{ <urn:a> <urn:b> "c" }} }}')
        for day in range(4):
            push(client, marked(day), now=NOW + 3 * day * DAY)
        assert len(graph_rows(client)) == 1
        assert len(graph_rows(client, "urn:theirs")) == 1
    with reading(server) as store:
        assert state_of(store)[0] == 3
        assert not store.ask("ASK { GRAPH <urn:theirs> { ?s ?p ?o } }")


# --- reading in pages, names of graphs, prefixes ---


def test_pages_hold_everything_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in small pages, a graph has each of its triples once, though subjects have several."""
    things = [Triple(f"{THING}{n // 3}", xg("note"), Literal(str(n))) for n in range(100)]
    data = "\n".join(map(line_of, things))
    monkeypatch.setattr("exitgraph.store.paging.PAGE", 7)
    with server.client() as client:
        client.update(f"INSERT DATA {{ GRAPH <{THING}theirs> {{ {data} }} }}")
        rows = list(paged(client, "?s ?p ?o", f"GRAPH <{THING}theirs> {{ ?s ?p ?o }}", expected=100))
        assert sorted(rows) == sorted(map(tuple, things))
        monkeypatch.setattr("exitgraph.store.paging.PAGE", 3)
        with pytest.raises(LimitReached, match="one subject"):
            list(paged(client, "?s ?p ?o", f"GRAPH <{THING}theirs> {{ ?s ?p ?o }}", expected=100))


def test_graphs_have_their_own_names_in_questions_and_answers(server: Server) -> None:
    """A query names graphs as everywhere, in full or short, and is answered in these names; strings stay."""
    with server.client() as client:
        push(client, EmbeddedStore(world_documents()))
    local = EmbeddedStore(world_documents())
    with reading(server) as store:
        for query in (
            "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g",
            f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH_REFERENCE}> {{ ?s ?p ?o }} }}",
            "SELECT (COUNT(*) AS ?n) { GRAPH graph:reference { ?s ?p ?o } } # graph:reference",
            f"PREFIX g: <{GRAPH_REFERENCE[:-9]}> SELECT (COUNT(*) AS ?n) {{ GRAPH g:reference {{ ?s ?p ?o }} }}",
            f"SELECT (STRLEN('<{GRAPH_REFERENCE}>') AS ?n) {{}}",
        ):
            assert store.select(query) == local.select(query)
        assert store.graphs() == local.graphs()


def test_the_server_is_found_out_by_asking(server: Server) -> None:
    """The probe of the Oxigraph server says what its documentation says."""
    with server.client() as client:
        push(
            client,
            EmbeddedStore(
                [
                    *world_documents(),
                    Document(
                        "x.ttl",
                        (
                            Triple(f"{THING}a", xg("bordersByLand"), f"{THING}b"),
                            Triple(f"{THING}b", xg("bordersByLand"), f"{THING}a"),
                        ),
                    ),
                ]
            ),
        )
        found = probe(client)
    assert (found.union, found.typed_dates, found.cyclic_paths, found.most_rows) == (False, True, True, None)
    with reading(server) as store:
        assert store.capabilities.union


def test_the_catalogue_is_plain_to_read(server: Server) -> None:
    """Any SPARQL client finds the current state, its digest, date and counts by two questions."""
    with server.client() as client:
        push(client, EmbeddedStore(world_documents()), now=NOW)
        cat = "PREFIX cat: <https://w3id.org/exitgraph/catalogue#>"
        newest = f"{cat} SELECT ?p {{ GRAPH <{CATALOGUE}> {{ ?c cat:current ?p }} }} ORDER BY DESC(?p) LIMIT 1"
        ((pointer,),) = read_rows(*client.query(newest, ROWS), "")[1]
        assert isinstance(pointer, Literal)
        _, date, name = pointer.value.split(" ")
        said = f"GRAPH <https://w3id.org/exitgraph/graph/generation/{name}> {{ ?g cat:digest ?d ; cat:claims ?n }}"
        asked = f"{cat} SELECT ?d ?n {{ {said} }}"
        rows = read_rows(*client.query(asked, ROWS), "")[1]
    assert date == "2026-11-01T12:00:00Z"
    assert rows == [(Literal(EmbeddedStore(world_documents()).digest), Literal(str(len(CLAIMS))))]
