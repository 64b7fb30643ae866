"""What a Jira is asked: which one it is, and its lists, page by page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Answer, HttpClient, HttpStatusError
from slawatch.sources.jira.kept import Kept
from slawatch.sources.jira.times import moment

Json = Mapping[str, Any]

PAGE: Final = 100
"""Comments, changes and the like; Jira cuts larger pages to this without a word."""
DESK: Final = "rest/servicedeskapi"
REFUSED: Final = frozenset({401, 403, 404})
"""How Jira says that there is no such thing for this account: the licence, a right or a token's scope is missing."""

NOT_FOUND: Final = 404
OUT_OF_REACH: Final = frozenset({403, NOT_FOUND})
"""How Jira says that it has no such list for this account; 401 may be a token that expired."""
CLOUD_FROM: Final = 1000
"""The first number of a cloud's version, where a Jira does not say otherwise what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a Jira tells of itself."""

    cloud: bool
    """False: Data Center (or Server)."""
    base_url: str
    """Where people reach it, which need not be where it is asked."""
    version: str


class NoJiraError(FatalSourceError):
    """What answers is something else."""


class Rest:
    """One Jira during one pass."""

    def __init__(self, http: HttpClient, budget: Budget, kept: Kept) -> None:
        self._http, self._budget, self.kept = http, budget, kept

    @property
    def site(self) -> Site:
        """What kind of Jira it is."""
        return self.kept.get("site", self._site)

    def rows(self, name: str) -> Sequence[Json]:
        """Return a list that is told at once, kept for a while, such as "field"; empty where there is none."""
        return self.kept.get(name, lambda: self.words(name))

    def words(self, path: str) -> Sequence[Json]:
        """Return a list that is told at once, empty where there is none: its words are a help, and not the facts."""
        try:
            return sequence(self.api(path))
        except HttpStatusError as error:
            if error.status not in OUT_OF_REACH:
                raise
            return ()

    def forget(self, name: str) -> None:
        """Ask for a list anew when it is needed next."""
        self.kept.forget(name)

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Answer:
        """Return the answer about a path below the start page."""
        return self._http.get(path, params, budget=self._budget)

    def myself(self) -> Answer:
        """Return the account that asks; a token that is none is refused here, if nowhere else."""
        return self.get(self._platform("myself"))

    def server_time(self, answer: Answer) -> datetime | None:
        """Return the server's clock: as an answer's head tells it, else as Jira does."""
        if answer.server_time is not None:
            return answer.server_time
        told = mapping(self._server_info().body).get("serverTime")
        return None if told is None else moment(told, "serverInfo").at

    def api(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:  # noqa: ANN401  JSON
        """Return what the platform's interface says of a path: its version 3 in the cloud, 2 elsewhere."""
        return self.get(self._platform(path), params).body

    def search(self, path: str, body: Json) -> Json:
        """Return the answer to a question that is too long for an address."""
        return mapping(self._http.post(self._platform(path), body, budget=self._budget).body)

    def listed(self, path: str, key: str, params: Mapping[str, str | int] | None = None) -> Iterator[Json]:
        """Yield the rows of a list of the platform that is numbered from startAt on."""
        at = 0
        while True:
            body = mapping(self.api(path, {**(params or {}), "startAt": at, "maxResults": PAGE}))
            rows = sequence(body.get(key))
            yield from rows
            at += len(rows)
            if not rows or body.get("isLast") is True or at >= int(body.get("total", at + 1)):
                return

    def desk_listed(self, path: str) -> Iterator[Json]:
        """Yield the rows of a list of Service Management."""
        at = 0
        while True:
            body = mapping(self.get(f"{DESK}/{path}", {"start": at, "limit": PAGE}).body)
            rows = sequence(body.get("values"))
            yield from rows
            at += len(rows)
            if not rows or body.get("isLastPage") is not False:
                return

    def optional(self, rows: Iterator[Json]) -> Sequence[Json] | None:
        """Return the rows of a list, None where the account or the licence does not reach it."""
        try:
            return list(rows)
        except HttpStatusError as error:
            if error.status in REFUSED:
                return None
            raise

    def _site(self) -> Site:
        told = mapping(self._server_info().body)
        version = str(told.get("version") or "")
        if not told.keys() & {"deploymentType", "versionNumbers", "version"}:
            raise NoJiraError("what answers is no Jira")
        return Site(
            cloud=str(told.get("deploymentType") or _deployment(version)).casefold() == "cloud",
            base_url=str(told.get("baseUrl") or "").rstrip("/"),
            version=version,
        )

    def _server_info(self) -> Answer:
        try:
            return self.get("rest/api/2/serverInfo")
        except HttpStatusError as error:
            if error.status != NOT_FOUND:
                raise
            return self.get("rest/api/3/serverInfo")

    def _platform(self, path: str) -> str:
        return f"rest/api/{3 if self.site.cloud else 2}/{path}"


def _deployment(version: str) -> str:
    """Return which Jira has a version; the cloud has numbered its own from 1000 on."""
    major = version.partition(".")[0]
    return "Cloud" if major.isdigit() and int(major) >= CLOUD_FROM else "Server"


def mapping(body: Any) -> Json:  # noqa: ANN401  whatever was sent
    """Return an answer that must be an object."""
    if not isinstance(body, Mapping):
        raise RetriableSourceError(f"Jira answers with no object but {type(body).__name__}")
    return body


def sequence(rows: Any) -> Sequence[Json]:  # noqa: ANN401  likewise
    """Return rows that must be a list of objects."""
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise RetriableSourceError("Jira's answer holds no list of rows")
    return rows
