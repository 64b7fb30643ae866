"""A short cut between a source and a server of its tests: answers come without a socket.

Most of a request's time goes into sockets and threads. Where thousands are made and none of the faults is one of
the connection's timing, they are handed over directly; the server goes on listening for clients other than requests.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import format_datetime
from http.client import RemoteDisconnected
from io import BytesIO
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from slawatch.clock import SystemClock
from slawatch.testing.http_faults import Answering, Asked, Reply

_ADAPTER: Final = HTTPAdapter()


@contextmanager
def short_cut(server: str, answering: Answering) -> Iterator[None]:
    """Answer what the library requests asks of the url `server` in the asking thread; a reset is raised as one.

    What a session adds of its own (redirects, cookies, proxies) is left out: who relies on it goes over the socket.
    """
    over_sockets = requests.Session.request

    def request(self: requests.Session, method: str, url: str, **options: Any) -> requests.Response:  # noqa: ANN401  as it is called
        if options.get("allow_redirects", True) or not url.startswith(server + "/"):
            return over_sockets(self, method, url, **options)
        prepared = _prepared(self, method, url, options)
        asked = _asked(prepared, server)
        reply = answering if isinstance(answering, Reply) else answering(asked)
        if reply.reset:
            closed = RemoteDisconnected("Remote end closed connection without response")
            raise requests.ConnectionError(closed, request=prepared) from closed
        return _ADAPTER.build_response(prepared, _raw(reply, asked.method))

    requests.Session.request = request  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        requests.Session.request = over_sockets  # type: ignore[method-assign]


def _prepared(
    session: requests.Session, method: str, target: str, options: Mapping[str, Any]
) -> requests.PreparedRequest:
    told = {name: options.get(name) for name in ("params", "data", "json")}
    prepared = requests.PreparedRequest()
    prepared.prepare(
        method=method.upper(), url=target, headers={**session.headers, **(options.get("headers") or {})}, **told
    )
    return prepared


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
