"""Searches for itineraries, which take long: few at once, few that wait, and none without an end.

Journeys and map share them, so that neither can take every thread of the server.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeVar

from exitgraph.claims.inforce import Snapshot
from exitgraph.errors import ExitgraphError
from exitgraph.routes import compile_claims
from exitgraph.serve.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.routes import Compiled

#: Searches that run at once, and that may wait.
THREADS: Final = 2
MOST_WAITING: Final = 8
#: States that a search looks at before it stops and says so.
MOST_LABELS: Final = 40_000
#: Seconds after which one is given up (503).
MOST_SECONDS: Final = 20.0
_SNAPSHOTS: Final = 6

_Found = TypeVar("_Found")


class Searches:
    """The threads, and the rules of the snapshots that were asked about most recently.

    Parameters
    ----------
    knowledge
        What is searched.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="searches")
        self._compiled: OrderedDict[tuple[str, str], Compiled] = OrderedDict()
        self._lock = Lock()
        #: Searches that run or wait.
        self.waiting = 0

    async def run(self, work: Callable[[], _Found]) -> _Found:
        """Do something in one of the threads.

        Raises
        ------
        Problem
            503 if too many wait already; else whatever is wrong with what was asked.
        """
        with self._lock:
            if self.waiting >= THREADS + MOST_WAITING:
                raise Problem(503, "many searches wait already", hint="Try again.", headers={"Retry-After": "5"})
            self.waiting += 1
        done = self._threads.submit(work)
        # Counted until the thread is done with it, whoever has stopped waiting by then.
        done.add_done_callback(self._done)
        try:
            return await asyncio.wrap_future(done)
        except ExitgraphError as error:
            raise Problem.of(error) from error

    def _done(self, _: object) -> None:
        with self._lock:
            self.waiting -= 1

    def snapshot(self, valid: str, known: str) -> Compiled:
        """Give the rules of a snapshot, those asked about most recently from memory."""
        with self._lock:
            if (valid, known) in self._compiled:
                self._compiled.move_to_end((valid, known))
                return self._compiled[valid, known]
        compiled = compile_claims(self._knowledge, Snapshot.at(valid, known))
        with self._lock:
            self._compiled[valid, known] = compiled
            if len(self._compiled) > _SNAPSHOTS:
                self._compiled.popitem(last=False)
        return compiled
