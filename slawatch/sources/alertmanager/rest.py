"""Alertmanager's HTTP API, version 2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.authorization import basic
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import HttpClient
from slawatch.sources.alertmanager.options import Options

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The alerts that fire, and when that was so by the server's clock."""

    at: datetime
    rows: Sequence[Row]


def headers(options: Options) -> Mapping[str, str]:
    """Return the headers that say who asks; secrets are read now."""
    told = {"X-Scope-OrgID": options.tenant} if options.tenant else {}
    if options.token:
        return {**told, "Authorization": f"Bearer {options.token.reveal()}"}
    if options.username and options.password:
        return {**told, "Authorization": basic(options.username, options.password.reveal())}
    return told


class Rest:
    """Asks within a budget."""

    def __init__(self, http: HttpClient, options: Options, budget: Budget) -> None:
        self._http, self._options, self._budget = http, options, budget

    def alerts(self) -> Listing:
        """Return the alerts that meet the filter."""
        return self._listing(self._options.filter)

    def watchdogs(self) -> Listing | None:
        """Return the alerts that should always fire; None where none is named."""
        name = self._options.watchdog
        return None if name is None else self._listing((f'alertname="{name}"',))

    def version(self) -> str | None:
        """Return its version."""
        body = self._http.get("api/v2/status", budget=self._budget).body
        told = body.get("versionInfo") if isinstance(body, dict) else None
        return str(told["version"]) if isinstance(told, dict) and "version" in told else None

    def _listing(self, matchers: Sequence[str]) -> Listing:
        shown = {"active": True, "silenced": self._options.silenced, "inhibited": self._options.inhibited}
        asked = [(name, str(value).lower()) for name, value in shown.items()]
        # A matcher is a parameter of its own each time.
        query = urlencode([*asked, *(("filter", matcher) for matcher in matchers)])
        answer = self._http.get(f"api/v2/alerts?{query}", budget=self._budget)
        if answer.server_time is None:
            raise FatalSourceError("the server (or a proxy before it) sends no Date header, so its clock is unknown")
        if not isinstance(answer.body, list):
            raise RetriableSourceError("the answer is no list of alerts")
        return Listing(at=answer.server_time, rows=answer.body)
