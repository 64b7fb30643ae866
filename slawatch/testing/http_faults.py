"""An HTTP server on the loopback that misbehaves as it is told, for tests of sources."""

import io
import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that arrived."""

    method: str
    path: str
    """With its query."""
    headers: Mapping[str, str]
    """By name in small letters."""
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server does with one request."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    announced: int | None = None
    """Content-Length, where it is to differ from the body's."""
    drip_seconds: float | None = None
    """Pause before each byte of the body."""
    drip_headers: bool = False
    """Those drip as well."""
    reset: bool = False
    """Close the connection without a word."""


def json_reply(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:  # noqa: ANN401
    """Return an honest answer."""
    return Reply(
        status=status,
        body=json.dumps(value).encode(),
        headers={"Content-Type": "application/json", **(headers or {})},
    )


def html() -> Reply:
    """Return a login page with status 200, as single sign-on and proxies give it."""
    return Reply(body=b"<!DOCTYPE html><title>Log in</title>", headers={"Content-Type": "text/html"})


def truncated_json() -> Reply:
    """Return JSON that breaks off, with a Content-Length that agrees."""
    return Reply(body=b'{"items": [{"id": 1', headers={"Content-Type": "application/json"})


def broken_off() -> Reply:
    """Return a body that is shorter than its Content-Length."""
    return Reply(body=b'{"items": [', announced=1000)


def slow_drip(seconds: float, *, size: int = 1000) -> Reply:
    """Return a body that comes byte by byte, so that no read ever times out."""
    return Reply(body=b" " * size, drip_seconds=seconds)


def slow_headers(seconds: float) -> Reply:
    """Return an answer whose headers come byte by byte, and so its body."""
    return Reply(headers={"X-Padding": "x" * 1000}, drip_seconds=seconds, drip_headers=True)


def redirect(url: str) -> Reply:
    """Return a redirect."""
    return Reply(status=302, headers={"Location": url})


def huge(size: int) -> Reply:
    """Return valid JSON of about so many bytes."""
    return json_reply("x" * size)


def reset() -> Reply:
    """Return no answer at all."""
    return Reply(reset=True)


def refused_url() -> str:
    """Return a URL where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


Answering = Reply | Callable[[Asked], Reply]


class FaultyServer:
    """Answers requests with the given replies in turn; the last one stays. A callable decides by the request.

    A server that came back listens on the `port` of the one before it; 0 takes a free one.
    """

    def __init__(self, *replies: Answering, tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self._server = _Server(replies, port)
        self._scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        """The server's address, without a slash at the end."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    @property
    def asked(self) -> Sequence[Asked]:
        """Every request, in the order of arrival."""
        return self._server.asked

    def say(self, *replies: Answering) -> None:
        """Give other replies from now on."""
        self._server.replies = list(replies)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.stopped.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    def __init__(self, replies: Sequence[Answering], port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.asked: list[Asked] = []
        self.replies = list(replies)
        self.stopped = threading.Event()

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that go away: they are what is tested."""

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return reply(asked) if callable(reply) else reply


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.reply(Asked(method=self.command, path=self.path, headers=headers, body=body))
        self.close_connection = True
        if not reply.reset:
            self._send(reply)

    do_POST = do_GET  # noqa: N815  http.server looks methods up by these names

    def _send(self, reply: Reply) -> None:
        # A reply with a Date of its own speaks for a server with a clock of its own.
        (self.send_response_only if "Date" in reply.headers else self.send_response)(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(reply.announced or len(reply.body)))
        out = self.wfile
        dripping = _Drips(out, reply.drip_seconds, self.server.stopped)
        self.wfile = dripping if reply.drip_headers else out
        # A client that had enough of it closes the connection.
        with suppress(OSError):
            self.end_headers()
            dripping.write(reply.body)
        self.wfile = out

    def log_message(self, *words: object) -> None:
        """Say nothing: the test reads `asked`."""


class _Drips(io.BufferedIOBase):
    def __init__(self, out: io.BufferedIOBase, pause: float | None, stopped: threading.Event) -> None:
        self._out = out
        self._pause = pause
        self._stopped = stopped

    def write(self, data: Any) -> int:  # noqa: ANN401  any buffer
        if self._pause is None:
            return self._out.write(data)
        for byte in bytes(data):
            if self._stopped.wait(self._pause):
                break
            self._out.write(bytes((byte,)))
        return len(bytes(data))
