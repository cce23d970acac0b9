"""Malformed requests against a real server; benchmarks/fuzz_endpoint.py sends ten times as many."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from malformed import make, send
from server import ask, served

MANY = 500
# The documented limits: a worker that is busy or brought down, and a query that was stopped.
LIMITS = {503}


def test_malformed_requests_are_answered_and_leave_no_trace() -> None:
    """Of 500 malformed requests none is answered with a failure of the server, none hangs, and it goes on as before."""
    with served("--port", "0", "--timeout", "10", "--workers", "2") as (child, port):
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda number: send(port, make(number)), range(MANY)))
        statuses = [answer.status for answer in found]
        assert {status for status in statuses if status >= 500} <= LIMITS
        assert statuses.count(200) > 20
        assert statuses.count(400) > 100
        assert all(answer.status for number, answer in enumerate(found) if make(number).whole)
        assert not any(b"Traceback" in answer.body for answer in found)
        assert ask(port, "ASK { territory:KZ ?p ?o }").status == 200
        child.terminate()
        _, said = child.communicate(timeout=60)
        assert b"Traceback" not in said


def test_the_same_number_makes_the_same_request() -> None:
    """A request is told by its number, so that a failure can be sent again; and most of them differ."""
    assert make(7) == make(7)
    assert len({make(number).data for number in range(MANY)}) > MANY * 0.9
    assert sum(make(number).whole for number in range(MANY)) > MANY / 2
