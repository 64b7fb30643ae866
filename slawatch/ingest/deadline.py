"""Connections that keep an overall deadline.

A read time-out is the longest silence between two packets: a server that sends a byte now and then, in its headers
or its body, would hold a worker for hours. Here every packet is asked for within the time that the attempt has left.
"""

import io
from functools import partial
from http.client import HTTPResponse
from http.cookiejar import DefaultCookiePolicy
from socket import socket
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from slawatch import __version__
from slawatch.ingest.address import PORTS, is_loopback
from slawatch.ingest.backoff import Budget


class Deadline:
    """When the attempt that is being made must end; one client makes one attempt at a time."""

    def __init__(self) -> None:
        self._budget: Budget | None = None

    def begin(self, budget: Budget) -> None:
        """Start the time of an attempt."""
        self._budget = budget

    def check(self) -> None:
        """Raise TimeoutError when the time is over."""
        if self._budget is not None and not self._budget.remaining:
            raise TimeoutError("the answer was not whole within the time allowed")


def punctual_pools(deadline: Deadline) -> dict[str, type[Any]]:
    """Return the connection pools by scheme whose every read asks the deadline first."""
    response = staticmethod(partial(_PunctualResponse, deadline))
    plain = type("PunctualConnection", (HTTPConnection,), {"response_class": response})
    encrypted = type("PunctualTLSConnection", (HTTPSConnection,), {"response_class": response})
    return {
        "http": type("PunctualPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("PunctualTLSPool", (HTTPSConnectionPool,), {"ConnectionCls": encrypted}),
    }


class _PunctualResponse(HTTPResponse):
    def __init__(self, deadline: Deadline, sock: socket, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_PunctualReader(self.fp.detach(), deadline))


class _PunctualReader(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, deadline: Deadline) -> None:
        self._raw = raw
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401  any writable buffer
        self._deadline.check()
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class PunctualAdapter(HTTPAdapter):
    """Carries requests over connections that keep a deadline, through proxies as well."""

    def __init__(self, deadline: Deadline) -> None:
        self._pools = punctual_pools(deadline)
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  as requests calls it
        """Make the pools of direct connections."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *args: Any, **options: Any) -> ProxyManager:  # noqa: ANN401  likewise
        """Return the pools of connections through a proxy."""
        manager: ProxyManager = super().proxy_manager_for(*args, **options)
        if isinstance(manager, ProxyManager):  # and not one of SOCKS, which has pools of its own
            manager.pool_classes_by_scheme = self._pools
        return manager


def punctual_session(url: str, deadline: Deadline) -> requests.Session:
    """Return a session for one server that keeps no cookies and takes no credentials from the environment."""
    session = requests.Session()
    session.trust_env = not is_loopback(url)  # no proxy leads to this machine
    for scheme in PORTS:
        session.mount(f"{scheme}://", PunctualAdapter(deadline))
    session.headers.update({"Accept": "application/json", "User-Agent": f"slawatch/{__version__}"})
    session.auth = lambda request: request  # else requests puts a password of ~/.netrc in the place of our credentials
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))  # a login that outlives its secret
    return session
