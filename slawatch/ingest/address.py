"""Which URLs a source may be asked at, and how they are shown."""

from ipaddress import ip_address
from typing import Annotated, Final
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, ValidationInfo

PORTS: Final = {"http": 80, "https": 443}


def checked_url(url: str, *, allow_http: bool = False) -> str:
    """Return the URL without a trailing slash; ValueError says why secrets may not be sent there."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(f"{shown(url)!r} is no URL; write https://host/path")
    if parts.username is not None:
        raise ValueError(f"{shown(url)} holds a user name or a password; they belong into options of their own")
    if parts.query or parts.fragment:
        raise ValueError(f"{shown(url)} is followed by ? or #; write the address alone")
    if parts.scheme == "http" and not allow_http and not is_loopback(url):
        raise ValueError(f"{shown(url)} is not encrypted; write https://, or allow_http: true where the net is yours")
    return url.rstrip("/")


def _reachable(url: str, info: ValidationInfo) -> str:
    return checked_url(url, allow_http=info.data.get("allow_http", False))


ReachableUrl = Annotated[str, AfterValidator(_reachable)]
"""The address among a source's options; an `allow_http` that stands before it says whether http is."""


def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port, the port also where the URL leaves it to the scheme."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or PORTS.get(parts.scheme)


def shown(url: str) -> str:
    """Return the URL as a message may show it: no user, no password, no query."""
    parts = urlsplit(url)
    return SplitResult(parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "").geturl()


def is_loopback(url: str) -> bool:
    """Tell whether the URL leads to this machine only."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
