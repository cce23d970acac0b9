"""What every store promises when data are published: whole or not at all, seen by the next who opens it, kept."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from contract.kits import marked, state_of
from exitgraph.errors import InputError
from exitgraph.rdf.turtle import Document
from exitgraph.store import EmbeddedStore

if TYPE_CHECKING:
    from contract.kits import Kit

READERS, WRITES = 20, 6


def test_the_next_who_opens_sees_what_was_published(kit: Kit) -> None:
    """Each publication replaces the one before it whole."""
    for state in (1, 2, 1):
        kit.write(marked(state))
        with kit.open() as store:
            assert state_of(store) == (state, marked(state).digest)


def test_a_reader_keeps_what_it_opened(kit: Kit) -> None:
    """An open store answers as when it was opened, whatever is published meanwhile."""
    kit.write(marked(1))
    with kit.open() as first:
        assert state_of(first)[0] == 1
        kit.write(marked(2))
        kit.write(marked(3))
        assert state_of(first) == (1, marked(1).digest)
        with kit.open() as second:
            assert state_of(second)[0] == 3


def test_nothing_is_published_too(kit: Kit) -> None:
    """Data without a triple replace data with some, and have a digest of their own."""
    kit.write(marked(1))
    kit.write(EmbeddedStore([Document("claims/none.ttl", ())]))
    with kit.open() as store:
        assert list(store.quads()) == []
        assert store.graphs() == []
        assert store.digest != marked(1).digest


def test_a_closed_store_says_so(kit: Kit) -> None:
    """A store that was closed, even twice, answers nothing."""
    kit.write(marked(1))
    store = kit.open()
    store.close()
    store.close()
    with pytest.raises(InputError, match="closed"):
        store.ask("ASK {}")


def test_twenty_readers_and_a_writer_see_no_torn_state(kit: Kit) -> None:
    """Readers that open the store while it is written see one state whole, its digest, and no error."""
    digests = {state: marked(state).digest for state in range(WRITES + 1)}
    kit.write(marked(0))
    begin, end = threading.Barrier(READERS + 1), threading.Event()
    seen: list[set[int]] = []
    failed: list[BaseException] = []

    def read() -> None:
        found: set[int] = set()
        try:
            while True:
                last = end.is_set()
                with kit.open() as store:
                    state, digest = state_of(store)
                assert digest == digests[state]
                if not found:
                    begin.wait(timeout=60)
                found.add(state)
                if last:
                    break
        except BaseException as error:  # noqa: BLE001  # a thread's error is the test's
            failed.append(error)
            begin.abort()
        seen.append(found)

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        begin.wait(timeout=60)
        for state in range(1, WRITES + 1):
            kit.write(marked(state))
    finally:
        end.set()
        for thread in threads:
            thread.join()
    assert failed == []
    assert len(seen) == READERS
    assert all({0, WRITES} <= found for found in seen)
