"""Requests that change something: only from our own pages, or from programs that send no browser's credentials."""

import hmac
import secrets
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from slawatch.model.user import User
from slawatch.web.problem import Problem

_KEY: Final = secrets.token_bytes(32)
"""Of this process: a form that was opened before a restart is sent once more."""


def token(user: User) -> str:
    """Return what a form of a user's carries, so that no other site's form counts as theirs."""
    return hmac.digest(_KEY, user.name.encode("utf-8", "surrogatepass"), sha256).hex()


def is_own_form(user: User, told: str) -> bool:
    """Tell whether a form carries the token of a page that this user opened."""
    return hmac.compare_digest(told.encode("utf-8", "replace"), token(user).encode())


def require_own_site(request: Request) -> None:
    """Raise a Problem where a browser says that another site sends a request.

    Browsers say so by Sec-Fetch-Site where a page came over TLS or from this machine, and by Origin at all times;
    programs say neither.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in (None, "same-origin", "none"):
        raise _foreign()
    if site is None and origin is not None and not _is_own(request, origin):
        raise _foreign()


def _is_own(request: Request, origin: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return bool(parts.netloc) and parts.netloc.lower() == request.headers.get("host", "").lower()


def _foreign() -> Problem:
    return Problem(403, "Another site sent this", "Only pages of this slawatch may change something; nothing was done.")
