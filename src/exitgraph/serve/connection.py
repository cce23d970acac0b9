"""A connection that waits for a request only so long.

uvicorn bounds how long an idle connection is kept, and not how long the head of a request may take to arrive: a client
that sends a byte a minute would hold its place for ever. And where a body stops being HTTP while its request is being
answered, uvicorn answers twice, of which the second fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

#: Seconds for the head of a request to arrive.
PATIENCE: Final = 20.0


class Patient(H11Protocol):
    """uvicorn's HTTP/1.1 connection, closed when the head of a request takes too long."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; once a request is whole nothing is waited for."""
        if self._late is None and not self._busy():
            self._wait()
        super().data_received(data)
        if self._busy():
            self._stop()

    def send_400_response(self, msg: str) -> None:
        """Say that what came is no HTTP; to a request that is being answered nothing more can be said then."""
        if self._busy():
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if self.cycle.response_started:
                self.transport.close()
                return
        super().send_400_response(msg)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop to wait."""
        self._stop()
        super().connection_lost(exc)

    def _busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._late = self.loop.call_later(PATIENCE, self._give_up)

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if not self._busy():
            self.transport.close()
