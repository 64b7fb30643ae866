"""Sessions of GLPI's API: begun with a token, ended when the source is closed."""

from collections.abc import Mapping
from contextlib import suppress
from random import SystemRandom
from typing import Final

from slawatch.clock import Clock
from slawatch.errors import RetriableSourceError, SourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Endpoint, HttpClient, HttpStatusError
from slawatch.ingest.source import RequestObserver
from slawatch.sources.glpi.options import Options

SESSION_SECONDS: Final = 60.0
"""For a session, all attempts together."""
JSON: Final = {"Content-Type": "application/json"}
"""GLPI wants it with every request, although none has a body."""


class LoginRefusedError(HttpStatusError):
    """GLPI begins no session."""


class Sessions:
    """The headers of a session; an HttpClient asks for them at its first request and after each 401.

    GLPI answers 401 where a session has expired; a new one is then begun.
    """

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        self._options, self._clock = options, clock
        endpoint = Endpoint(url=options.url, credentials=self._login, allow_http=options.allow_http)
        self._http = HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom())
        ending = Endpoint(url=options.url, credentials=lambda: self._last, allow_http=options.allow_http)
        self._ending = HttpClient(ending, clock=clock, observer=observer, rng=SystemRandom())
        self._last: Mapping[str, str] = {}

    def __call__(self) -> Mapping[str, str]:
        """Return the headers of a new session."""
        try:
            body = self._http.get("apirest.php/initSession", budget=Budget(SESSION_SECONDS, self._clock)).body
        except HttpStatusError as error:
            raise LoginRefusedError(str(error), status=error.status) from error
        token = body.get("session_token") if isinstance(body, dict) else None
        if not isinstance(token, str) or not token:
            raise RetriableSourceError("GLPI answers initSession without a session_token")
        self._last = {**JSON, **self._app(), "Session-Token": token}
        return self._last

    def close(self) -> None:
        """End the session and give the connections back; one that can't be ended ends by itself."""
        if self._last:
            with suppress(SourceError):
                self._ending.fetch("apirest.php/killSession", {}, budget=Budget(10.0, self._clock))
        self._http.close()
        self._ending.close()

    def _login(self) -> Mapping[str, str]:
        return {**JSON, **self._app(), "Authorization": f"user_token {self._options.user_token.reveal()}"}

    def _app(self) -> Mapping[str, str]:
        token = self._options.app_token
        return {} if token is None else {"App-Token": token.reveal()}
