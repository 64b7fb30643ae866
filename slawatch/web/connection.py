"""A connection that does not wait for ever: whoever opens one and never finishes asking is sent away."""

from asyncio import TimerHandle, Transport
from typing import Any, Final

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_SECONDS: Final = 10.0
"""A connection on which no new request has begun for so long, and none is being answered, is closed."""


class Connection(AutoHTTPProtocol):  # type: ignore[valid-type,misc]  # one of two, by what is installed
    """A connection of HTTP/1.1; uvicorn waits for the head of a request without end, at the cost of a socket each."""

    _asked: object = None
    """The last request that was seen."""
    _look: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:
        """Begin, and look now and then whether anything is asked."""
        super().connection_made(transport)
        self._again()

    def connection_lost(self, exc: Exception | None) -> None:
        """End, and look no more."""
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def _again(self) -> None:
        self._look = self.loop.call_later(HEAD_SECONDS, self._looked)

    def _looked(self) -> None:
        request: Any = self.cycle
        is_idle = request is None or request.response_complete
        if is_idle and request is self._asked:
            self.transport.close()
            return
        self._asked = request
        self._again()
