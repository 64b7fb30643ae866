"""Prometheus's HTTP API, version 1."""

from collections.abc import Mapping
from datetime import datetime
from math import isnan
from typing import Any, Final

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.authorization import basic
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Answer, HttpClient
from slawatch.model.instant import from_epoch
from slawatch.sources.prometheus.options import Options

Values = Mapping[int, float]
"""By epoch second; an instant without a value is not there, nor is one whose value is NaN."""
_NO_FAULT: Final = "PromQL"
"""Begins remarks on an expression; any other warning means that a part of the data did not answer."""


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

    def __init__(self, http: HttpClient, budget: Budget) -> None:
        self._http = http
        self.budget = budget

    def server_time(self) -> datetime:
        """Return the server's clock."""
        answer = self._ask("api/v1/query", {"query": "time()"})
        at = _scalar(answer.body["data"]) or answer.server_time
        if at is None:
            raise FatalSourceError("the server (or a proxy before it) sends no Date header, so its clock is unknown")
        return at

    def version(self) -> str | None:
        """Return its version; None where the server is none of its kind and does not tell."""
        body = self._http.get("api/v1/status/buildinfo", budget=self.budget).body
        told = body.get("data") if isinstance(body, dict) else None
        return str(told["version"]) if isinstance(told, dict) and "version" in told else None

    def over(self, expression: str, *, start: int, end: int, step: int) -> Mapping[tuple[tuple[str, str], ...], Values]:
        """Return the values of each series at the instants of a range, both ends included, by its sorted labels."""
        asked: dict[str, str | int] = {
            "query": expression,
            "start": start,
            "end": end,
            "step": step,
            "partial_response": "false",
        }
        answer = self._ask("api/v1/query_range", asked)
        data = answer.body["data"]
        if not isinstance(data, dict) or data.get("resultType") != "matrix":
            raise RetriableSourceError("the answer to a query over a range is no matrix")
        return {tuple(sorted(series["metric"].items())): _values(series["values"]) for series in data["result"]}

    def _ask(self, path: str, parameters: Mapping[str, str | int]) -> Answer:
        answer = self._http.get(path, parameters, budget=self.budget)
        body = answer.body
        if not isinstance(body, dict) or body.get("status") != "success" or "data" not in body:
            raise RetriableSourceError("the answer is none of Prometheus: it has no status success")
        faults = [text for text in body.get("warnings") or () if not str(text).startswith(_NO_FAULT)]
        # VictoriaMetrics says it by a mark of its own.
        if faults or body.get("isPartial"):
            raise RetriableSourceError(
                f"the answer is not whole: stores behind it did not answer ({len(faults)} warnings)"
            )
        return answer


def _scalar(data: object) -> datetime | None:
    """Return the instant that a scalar tells; None where the server makes something else of it."""
    if not isinstance(data, dict) or data.get("resultType") != "scalar":
        return None
    try:
        return from_epoch(int(float(data["result"][1])))
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        return None


def _values(told: list[Any]) -> Values:
    values = ((int(float(at)), float(text)) for at, text in told)
    return {at: value for at, value in values if not isnan(value)}
