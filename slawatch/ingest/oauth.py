"""Bearer tokens that an OAuth2 server gives for a secret: the credentials of an endpoint."""

from collections.abc import Callable, Mapping
from random import SystemRandom
from typing import Final
from urllib.parse import urlsplit

from slawatch.clock import Clock
from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Endpoint, HttpClient, HttpStatusError
from slawatch.ingest.source import RequestObserver

TOKEN_SECONDS: Final = 60.0
"""For a token, all attempts together."""
REFUSED: Final = frozenset({400, 401, 403})
"""RFC 6749 answers wrong secrets with 400 or 401."""


class BearerTokens:
    """The Authorization header of an endpoint, of a token that is fetched when it is asked for.

    An HttpClient asks at its first request and after each 401, which is how a token shows that it has expired. The
    secret goes to the token's URL alone, in the body of a form.
    """

    def __init__(
        self,
        url: str,
        fields: Callable[[], Mapping[str, str]],
        *,
        clock: Clock,
        observer: RequestObserver,
        allow_http: bool = False,
    ) -> None:
        parts = urlsplit(url)
        self._path = parts.path
        self._fields, self._clock = fields, clock
        endpoint = Endpoint(url=f"{parts.scheme}://{parts.netloc}", allow_http=allow_http)
        self._http = HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom())

    def __call__(self) -> Mapping[str, str]:
        """Return the header; a SourceError says why there is no token."""
        try:
            told = self._http.form(self._path, self._fields(), budget=Budget(TOKEN_SECONDS, self._clock)).body
        except HttpStatusError as error:
            if error.status not in REFUSED:
                raise
            raise FatalSourceError(f"no token is given for client and secret: {error}") from None
        token = told.get("access_token") if isinstance(told, dict) else None
        if not isinstance(token, str) or not token:
            raise RetriableSourceError(f"{self._path} answers without an access_token")
        return {"Authorization": f"Bearer {token}"}

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()


def client_credentials(client_id: str, client_secret: str, **more: str) -> Mapping[str, str]:
    """Return the form of a client that asks in its own name; `more` is what a server wants beside (scope, audience)."""
    return {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret, **more}


def password(client_id: str, client_secret: str, *, username: str, password: str) -> Mapping[str, str]:
    """Return the form of a client that asks in a user's name."""
    return {
        "grant_type": "password",
        "client_id": client_id,
        "client_secret": client_secret,
        "username": username,
        "password": password,
    }
