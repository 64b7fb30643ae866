"""PagerDuty's REST API as a source needs it: single things, and lists that are cut off at 10,000 rows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from slawatch.errors import FatalSourceError, RetriableSourceError, SlawatchError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Answer, HttpClient
from slawatch.ingest.keyset import Page, keyset
from slawatch.ingest.source import Stamp
from slawatch.model.instant import instant
from slawatch.sources.pagerduty.options import LARGEST_PAGE, Options

MOST_ROWS: Final = 10_000
"""Offset and limit together can't be greater."""
WIDEST: Final = timedelta(days=175)
"""A range of time may have six months."""
NARROWEST: Final = timedelta(seconds=1)
OPEN: Final = ("triggered", "acknowledged")
ALL: Final = (*OPEN, "resolved")

Row = Mapping[str, Any]
Pairs = Sequence[tuple[str, str | int]]


class TooManyError(SlawatchError):
    """A list has more rows than can be read."""


class Entry(NamedTuple):
    """What a log entry names; of its text nothing is kept."""

    id: str
    incident: str
    at: datetime | None
    """None: its time can't be read."""


class Rest:
    """One PagerDuty account during one pass."""

    def __init__(self, http: HttpClient, budget: Budget, options: Options) -> None:
        self._http, self._budget, self._options = http, budget, options

    def get(self, path: str, pairs: Pairs = ()) -> Answer:
        """Return the answer about a path; names may come several times among the parameters."""
        return self._http.get(f"{path}?{urlencode(pairs)}" if pairs else path, budget=self._budget)

    def server_time(self) -> datetime:
        """Return the server's clock, asked before anything that is read afterwards."""
        at = self.get("incidents", [*_statuses(OPEN[:1]), ("date_range", "all"), ("limit", 1)]).server_time
        if at is None:
            raise FatalSourceError("the answers have no Date; a proxy before PagerDuty must pass it on")
        return at

    def incident(self, id_: str) -> Row:
        """Return one incident."""
        found: Row = _member(self.get(f"incidents/{id_}").body, "incident")
        return found

    def history(self, id_: str) -> Sequence[Row]:
        """Return the log entries of one incident, newest first."""
        pairs = [("time_zone", "UTC"), ("is_overview", "false")]
        return [row for rows in self._pages(f"incidents/{id_}/log_entries", "log_entries", pairs) for row in rows]

    def entries(self, since: datetime, until: datetime) -> Sequence[Entry]:
        """Return the log entries of a range of time; TooManyError where they can't be read."""
        pairs = [*_range(since, until), ("is_overview", "false"), *self._teams()]
        pages = self._pages("log_entries", "log_entries", pairs)
        return [_entry(row) for rows in pages for row in rows if self._is_wanted(row)]

    def newest_entry(self) -> Entry | None:
        """Return a log entry, by a question without a filter on times; None where there is none."""
        body = self.get("log_entries", [("limit", 1), ("time_zone", "UTC"), *self._teams()]).body
        return next((_entry(row) for row in _member(body, "log_entries")), None)

    def open_incidents(self) -> Iterator[Sequence[Row]]:
        """Yield pages of the incidents that are open, of more than 10,000 the oldest."""
        pairs = [*_statuses(OPEN), ("date_range", "all"), ("sort_by", "created_at:asc"), *self._scope()]
        try:
            yield from self._pages("incidents", "incidents", pairs, size=LARGEST_PAGE)
        except TooManyError:
            return  # the daily census counts them all

    def oldest(self) -> Row | None:
        """Return the incident that was made first, None where there is none."""
        pairs = [*_statuses(ALL), ("date_range", "all"), ("sort_by", "created_at:asc"), ("limit", 1), *self._scope()]
        return next(iter(_member(self.get("incidents", pairs).body, "incidents")), None)

    def count(self) -> int | None:
        """Return how many incidents there are, None where PagerDuty does not tell."""
        pairs = [*_statuses(ALL), ("date_range", "all"), ("limit", 1), ("total", "true"), *self._scope()]
        total = self.get("incidents", pairs).body.get("total")
        return total if isinstance(total, int) else None

    def created(self, since: datetime, until: datetime, statuses: Sequence[str]) -> Iterator[Sequence[Row]]:
        """Yield pages of the incidents that were made in a range of time, the oldest first."""
        pairs = [*_statuses(statuses), ("sort_by", "created_at:asc"), *self._scope()]
        size = self._options.page_size

        def page(begin: datetime | None, token: str | None) -> Page:
            offset = int(token or 0)
            body = self._page("incidents", [*pairs, *_range(begin or since, until)], offset, size)
            more = str(offset + _shown(body, size)) if body.get("more") else None
            return Page(rows=_member(body, "incidents"), next=more)

        yield from keyset(page, _made, since=since)

    def names(self, collection: str) -> Sequence[str]:
        """Return what the members of a small list are called."""
        return [
            str(row.get("summary") or row.get("name"))
            for rows in self._pages(collection, collection, [])
            for row in rows
        ]

    def _pages(self, path: str, member: str, pairs: Pairs, *, size: int | None = None) -> Iterator[Sequence[Row]]:
        """Yield pages; one without rows is not the last while it says that there are more."""
        offset, more, size = 0, True, size or self._options.page_size
        while more:
            body = self._page(path, pairs, offset, size)
            if rows := _member(body, member):
                yield rows
            more, offset = bool(body.get("more")), offset + _shown(body, size)

    def _page(self, path: str, pairs: Pairs, offset: int, size: int) -> Row:
        if offset + size > MOST_ROWS:
            raise TooManyError
        body: Row = self.get(path, [*pairs, ("limit", size), ("offset", offset)]).body
        return body

    def _is_wanted(self, entry: Row) -> bool:
        wanted = self._options.services
        return not wanted or (entry.get("service") or {}).get("id") in wanted

    def _scope(self) -> Pairs:
        return [*(("service_ids[]", id_) for id_ in self._options.services), *self._teams()]

    def _teams(self) -> Pairs:
        return [("team_ids[]", id_) for id_ in self._options.teams]


def _shown(body: Row, asked: int) -> int:
    """Return how many rows a page was made for, which may be fewer than were asked for."""
    limit = body.get("limit")
    return limit if isinstance(limit, int) and 0 < limit < asked else asked


def _statuses(words: Sequence[str]) -> Pairs:
    return [("statuses[]", word) for word in words]


def _range(since: datetime, until: datetime) -> Pairs:
    return [("since", written(since)), ("until", written(until)), ("time_zone", "UTC")]


def written(at: datetime) -> str:
    """Return an instant as PagerDuty reads it whatever the account's zone is."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def time_or_none(text: Any) -> datetime | None:  # noqa: ANN401  whatever JSON holds
    """Return the instant that a text names, None where it names none."""
    try:
        return instant(datetime.fromisoformat(text))
    except (TypeError, ValueError):
        return None


def _entry(row: Row) -> Entry:
    incident = row.get("incident") or {}
    return Entry(id=str(row["id"]), incident=str(incident.get("id") or ""), at=time_or_none(row.get("created_at")))


def _made(incident: Row) -> Stamp:
    return Stamp(id=str(incident["id"]), updated_at=time_or_none(incident.get("created_at")))


def _member(body: Any, name: str) -> Any:  # noqa: ANN401  whatever JSON holds
    found = body.get(name) if isinstance(body, Mapping) else None
    if not isinstance(found, (list, Mapping)):
        raise RetriableSourceError(f"PagerDuty's answer holds no {name}")
    return found
