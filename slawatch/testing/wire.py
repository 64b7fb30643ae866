"""A short cut between a source and a server of its tests: answers come without a socket.

Most of a request's time goes into sockets and threads. Where thousands are made and none of the faults is one of
the connection's timing, they are handed over directly; the server goes on listening for clients other than requests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from io import BytesIO
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from slawatch.clock import SystemClock
from slawatch.testing.http_faults import Answering, Asked, Reply


@contextmanager
def short_cut(url: str, answering: Answering) -> Iterator[None]:
    """Answer what the library requests asks of `url` in the asking thread; a reset is raised as one."""
    over_sockets = HTTPAdapter.send

    def send(self: HTTPAdapter, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:  # noqa: ANN401  as requests calls it
        if not str(request.url).startswith(url + "/"):
            return over_sockets(self, request, *args, **options)
        asked = _asked(request, url)
        reply = answering if isinstance(answering, Reply) else answering(asked)
        if reply.reset:
            raise requests.ConnectionError(ConnectionResetError(104, "Connection reset by peer"), request=request)
        return self.build_response(request, _raw(reply, asked.method))

    HTTPAdapter.send = send  # type: ignore[method-assign]
    try:
        yield
    finally:
        HTTPAdapter.send = over_sockets  # type: ignore[method-assign]


def _asked(request: requests.PreparedRequest, url: str) -> Asked:
    headers = {"host": url.partition("://")[2]}
    headers |= {name.lower(): _text(value) for name, value in request.headers.items()}
    body = request.body or b""
    return Asked(
        method=str(request.method),
        path=str(request.url).removeprefix(url),
        headers=headers,
        body=body.encode() if isinstance(body, str) else bytes(body),
    )


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _raw(reply: Reply, method: str) -> HTTPResponse:
    headers = HTTPHeaderDict({"Date": format_datetime(SystemClock().now(), usegmt=True)})
    headers.update(reply.headers)
    headers["Content-Length"] = str(reply.announced or len(reply.body))
    return HTTPResponse(
        body=BytesIO(reply.body),
        headers=headers,
        status=reply.status,
        preload_content=False,
        request_method=method,
    )
