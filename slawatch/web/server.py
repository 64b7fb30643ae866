"""uvicorn in a thread of its own, without its signal handlers: app owns the signals."""

import asyncio
import errno
import socket
import ssl
import threading
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from slawatch.config.daemon_section import listen_address
from slawatch.errors import SlawatchError
from slawatch.web.connection import Connection

BACKLOG: Final = 512


class ListenError(SlawatchError):
    """The address can't be listened on."""


class WebServer:
    """Serves an application from its own thread. Clients that are silent cost a socket and block nobody."""

    def __init__(
        self, app: ASGIApp, listen: str = "127.0.0.1:10720", *, encrypted: ssl.SSLContext | None = None
    ) -> None:
        self._listen = listen
        self._server = _Server(
            uvicorn.Config(
                app,
                http=Connection,
                lifespan="off",
                ws="none",
                interface="asgi3",
                log_config=None,
                log_level="warning",
                access_log=False,
                proxy_headers=False,
                server_header=False,
            ),
            encrypted,
        )
        self._thread: threading.Thread | None = None
        self.port = 0
        """The real port once it listens."""

    def start(self) -> None:
        """Listen, and return when requests are answered; raises ListenError where the address is taken."""
        listener = _listener(self._listen)
        self.port = listener.getsockname()[1]
        self._thread = threading.Thread(target=self._server.run, args=([listener],), name="web", daemon=True)
        self._thread.start()
        self._server.ready.wait(timeout=30)

    def stop(self, *, deadline: float = 5.0) -> None:
        """Answer what is under way and end within the deadline in seconds."""
        if self._thread is None:
            return
        self._server.config.timeout_graceful_shutdown = max(int(deadline) - 1, 1)
        self._server.should_exit = True
        self._thread.join(deadline)
        if self._thread.is_alive():
            self._server.force_exit = True
            self._thread.join(1)
        self._thread = None


class _Server(uvicorn.Server):
    """A server that tells when it is up."""

    def __init__(self, config: uvicorn.Config, encrypted: ssl.SSLContext | None) -> None:
        super().__init__(config)
        config.load()
        config.ssl = encrypted
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        await asyncio.sleep(0)
        self.ready.set()


def _listener(listen: str) -> socket.socket:
    try:
        host, port = listen_address(listen)
    except ValueError as error:
        raise ListenError(str(error)) from error
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's algorithm off only where the protocol is named; with it on, head and body of an
    # answer are two small writes and a scrape over a kept connection waits 40 ms for a delayed acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise ListenError(_refusal(listen, error)) from error
    return listener


def _refusal(listen: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"{listen} is in use by another program (another slawatch?); choose another with --web.listen-address"
    return f"can't listen on {listen}: {error.strerror or error}"
