"""Who asks: named by a proxy that is trusted, or by a password; nobody where nobody need log in."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from starlette.types import Scope

from slawatch.config.access_section import AccessSettings, ProxySettings, is_name
from slawatch.config.web_file import WebFile
from slawatch.model.user import ANYBODY, User
from slawatch.web.attempts import Attempts
from slawatch.web.passwords import Busy, Passwords


@dataclass
class Refused(Exception):  # noqa: N818  an answer, too
    """Nobody is let in, with the status and the reason in words."""

    status: int
    text: str
    retry_after: int | None = None
    """Seconds."""


class Login:
    """Finds out who asks."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._passwords = Passwords()
        self._attempts = Attempts(monotonic)

    async def user(self, scope: Scope, settings: AccessSettings, file: WebFile) -> User:
        """Return who asks, with what they may do; Refused where nobody may, or they may not."""
        name = _named_by_proxy(scope, settings.proxy)
        if name is None and file.hashes:
            name = await self._named_by_password(scope, settings.proxy, file)
        if name is None and (file.hashes or settings.asks_for_a_name):
            raise Refused(401, "log in")
        if name is None:
            return ANYBODY
        if "," in name and name not in settings.users:  # headers of one name, as proxies join them
            raise Refused(400, "the proxy names several users")
        found = settings.user(name)
        if found is None:
            raise Refused(403, "you are logged in, and nothing is set for you under web.users")
        return found

    async def _named_by_password(self, scope: Scope, proxy: ProxySettings | None, file: WebFile) -> str | None:
        told = _credentials(_all(scope, b"authorization"))
        if told is None:
            return None
        name, password = told
        address = scope["client"][0] if scope.get("client") else ""
        if self._passwords.known(name, password, file.hashes) is not True:
            is_proxy = proxy is not None and _is_trusted(scope, proxy)
            wait = self._attempts.wait(address, name, of_everybody=is_proxy)
            if wait:
                raise Refused(429, "too many logins have failed; try again later", wait)
        try:
            is_right = await self._passwords.right(name, password, file.hashes)
        except Busy:
            raise Refused(503, "too many log in at once; try again", 5) from None
        if is_right:
            return name
        self._attempts.failed(address, name)
        return None


def without_proxy_header(scope: Scope, proxy: ProxySettings | None) -> Scope:
    """Return a request without the header that names its user, which nobody further in is to read."""
    if proxy is None:
        return scope
    return {**scope, "headers": [each for each in scope["headers"] if each[0].lower() != proxy.user_header]}


def _named_by_proxy(scope: Scope, proxy: ProxySettings | None) -> str | None:
    """Return whom the header names; None where it does not count, or there is none."""
    if proxy is None or not _is_trusted(scope, proxy):
        return None
    told = _all(scope, proxy.user_header)
    if len(told) > 1:
        raise Refused(400, "the proxy names several users")
    try:
        name = told[0].decode().strip(" \t") if told else ""
    except UnicodeDecodeError:
        raise Refused(400, "the proxy names a user in other letters than UTF-8") from None
    if name and not is_name(name):
        raise Refused(400, "the proxy names a user by signs that no name holds, or by too many")
    return name or None


def _is_trusted(scope: Scope, proxy: ProxySettings) -> bool:
    try:
        address = ip_address(scope["client"][0])
    except (ValueError, TypeError):
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return any((mapped or address) in network for network in proxy.trusted)


def _all(scope: Scope, name: bytes) -> Sequence[bytes]:
    return [value for key, value in scope["headers"] if key.lower() == name]


def _credentials(headers: Sequence[bytes]) -> tuple[str, bytes] | None:
    """Return name and password of a header `Authorization: Basic …`; None where there is not exactly one that is so."""
    if len(headers) != 1:
        return None
    kind, _, rest = headers[0].partition(b" ")
    if kind.lower() != b"basic":
        return None
    try:
        name, colon, password = base64.b64decode(rest.strip(), validate=True).partition(b":")
        return (name.decode(), password) if colon else None
    except (binascii.Error, UnicodeDecodeError):
        return None
