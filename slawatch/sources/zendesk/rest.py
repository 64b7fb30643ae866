"""Zendesk's API as a source needs it: exports, which are rationed, lists, and single things."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from slawatch.clock import Clock
from slawatch.errors import DeferredSourceError, FatalSourceError, RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Answer, HttpClient, HttpStatusError
from slawatch.ingest.throttle import TokenBucket
from slawatch.model.instant import instant
from slawatch.sources.zendesk.options import LARGEST_EXPORT

ROOT: Final = "api/v2/"
EXPORTS_PER_SECOND: Final = 6 / 60
EXPORTS_AT_ONCE: Final = 4
"""Together ten in any minute, which is what Zendesk allows."""
LARGEST_LIST: Final = 100
MOST_LISTED: Final = 10_000
"""Rows that can be reached by page numbers."""
FULL: Final = 1000
"""Metric events that a page holds."""
UNPAGED: Final = frozenset({400, 422})
FORBIDDEN: Final = 403
HIDDEN: Final = frozenset({FORBIDDEN, 404})
"""What is no part of the plan, or of the account's rights."""

Row = Mapping[str, Any]
Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A page of an incremental export."""

    rows: Sequence[Row]
    after: str | None
    """The cursor that follows; None where Zendesk has nothing yet."""
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricEvents:
    """A page of the export of metric events."""

    rows: Sequence[Row]
    end: int
    """The time of the last one, in epoch seconds."""
    last: bool


class Rest:
    """One Zendesk during one pass."""

    def __init__(self, http: HttpClient, budget: Budget, *, clock: Clock, exports: TokenBucket) -> None:
        self.budget = budget
        self._http, self._clock, self._exports = http, clock, exports

    def get(self, path: str, params: Params | None = None) -> Answer:
        """Return the answer about a path below api/v2/, or about the address of a next page."""
        target = path if "://" in path else ROOT + path
        return self._http.get(f"{target}?{urlencode(params)}" if params else target, budget=self.budget)

    def server_time(self) -> datetime:
        """Return the server's clock, asked before anything that is read afterwards."""
        at = self.get("users/me").server_time
        if at is None:
            raise FatalSourceError("the answers have no Date; a proxy before Zendesk must pass it on")
        return at

    def export(self, *, after: str | None, start: int, size: int, include: str = "") -> Iterator[Export]:
        """Yield pages of the tickets that changed, by a cursor, or where there is none since an instant."""
        cursors = {after}
        last = False
        while not last:
            params: dict[str, str | int] = {"cursor": after} if after else {"start_time": start}
            params |= {"per_page": size} if size != LARGEST_EXPORT else {}
            page = self._exported(params | ({"include": include} if include else {}))
            if not page.last and page.after in cursors:
                raise RetriableSourceError("Zendesk names a page of its export as its own next one")
            cursors.add(page.after)
            after, last = page.after or after, page.last
            yield page

    def metric_events(self, start: int) -> MetricEvents:
        """Return a page of the metric events since an instant; where the account shows none there are none."""
        try:
            body = self._rationed("incremental/ticket_metric_events", {"start_time": start})
        except HttpStatusError as error:
            if error.status not in HIDDEN:
                raise
            return MetricEvents(rows=(), end=start, last=True)
        rows = members(body, "ticket_metric_events")
        last = bool(body.get("end_of_stream", len(rows) < FULL))
        return MetricEvents(rows=rows, end=int(body.get("end_time") or start), last=last)

    def latest(self, size: int) -> Iterator[Sequence[Row]]:
        """Yield pages of the tickets that changed last, the newest first; tickets may be told twice.

        Nothing where the list is not shown: the export tells the same a minute later.
        """
        size = min(size, LARGEST_LIST)
        for number in range(1, MOST_LISTED // size + 1):
            params: Params = {"sort_by": "updated_at", "sort_order": "desc", "per_page": size, "page": number}
            try:
                body = self.get("tickets", params).body
            except HttpStatusError as error:
                if error.status not in HIDDEN:
                    raise
                return
            yield members(body, "tickets")
            if not body.get("next_page"):
                return

    def listed(self, path: str, member: str, params: Params | None = None) -> Iterator[Sequence[Row]]:
        """Yield pages of a list; a page without rows is not the last while it says that more follow."""
        answer = self.get(path, params)
        seen: set[str] = set()
        while True:
            if rows := members(answer.body, member):
                yield rows
            address = _next(answer.body)
            if address is None:
                return
            if address in seen:
                raise RetriableSourceError("Zendesk names a page as its own next one")
            seen.add(address)
            answer = self.get(address)

    def audits(self, id_: str) -> tuple[Sequence[Row], Mapping[str, str]]:
        """Return a ticket's audits, and the roles of their authors by id as far as they are told."""
        path = f"tickets/{id_}/audits"
        try:
            answer = self.get(path, {"page[size]": LARGEST_LIST, "include": "users"})
        except HttpStatusError as error:
            if error.status == FORBIDDEN:  # no ticket's fault: none would be told, and nobody would notice
                hint = "its owner must be an administrator, and an OAuth token needs the scope read"
                raise FatalSourceError(f"Zendesk does not show this token any audits; {hint}") from None
            if error.status not in UNPAGED:
                raise
            answer = self.get(path, {"include": "users"})  # an archived ticket's are told all at once
        audits, roles, seen = [*members(answer.body, "audits")], _roles(answer.body), set[str]()
        while (address := _next(answer.body)) is not None:
            if address in seen:
                raise RetriableSourceError("Zendesk names a page of audits as its own next one")
            seen.add(address)
            answer = self.get(address)
            audits += members(answer.body, "audits")
            roles |= _roles(answer.body)
        return audits, roles

    def many(self, collection: str, ids: Collection[str]) -> Iterator[Row]:
        """Yield the members of a collection with these ids; those that are gone or hidden are left out."""
        wanted = sorted(ids)
        for start in range(0, len(wanted), LARGEST_LIST):
            some = ",".join(wanted[start : start + LARGEST_LIST])
            try:
                body = self.get(f"{collection}/show_many", {"ids": some}).body
            except HttpStatusError as error:
                if error.status not in HIDDEN:
                    raise
            else:
                yield from members(body, collection)

    def users(self, ids: Collection[str]) -> Iterator[Row]:
        """Yield the people with these ids: all at once, and one by one those that were not told so."""
        found = list(self.many("users", ids))
        yield from found
        for id_ in sorted(set(ids) - {str(user["id"]) for user in found}):
            try:
                user = self.get(f"users/{id_}").body.get("user")
            except HttpStatusError as error:
                if error.status not in HIDDEN:
                    raise
            else:
                yield from (user,) if user else ()

    def rating(self, id_: str) -> Row | None:
        """Return a satisfaction rating, None where it is hidden or gone."""
        try:
            found: Row | None = self.get(f"satisfaction_ratings/{id_}").body.get("satisfaction_rating")
        except HttpStatusError as error:
            if error.status not in HIDDEN:
                raise
            return None
        return found

    def _exported(self, params: Params) -> Export:
        body = self._rationed("incremental/tickets/cursor", params)
        rows = members(body, "tickets")
        return Export(rows=rows, after=body.get("after_cursor"), last=bool(body.get("end_of_stream", not rows)))

    def _rationed(self, path: str, params: Params) -> Row:
        """Ask one of the exports, of which ten may be asked for in a minute."""
        wait = self._exports.reserve()
        if wait >= self.budget.remaining:
            self._exports.give_back()
            until = self._clock.now() + timedelta(seconds=wait)
            raise DeferredSourceError("Zendesk gives out ten exports a minute", until=until)
        if wait:
            self._clock.sleep(wait)
        body: Row = self.get(path, params).body
        return body


def members(body: Any, name: str) -> Sequence[Row]:  # noqa: ANN401  whatever JSON holds
    """Return the rows of an answer."""
    rows = body.get(name) if isinstance(body, Mapping) else None
    if not isinstance(rows, list):
        raise RetriableSourceError(f"Zendesk's answer holds no {name}")
    return rows


def time_or_none(text: Any) -> datetime | None:  # noqa: ANN401  whatever JSON holds
    """Return the instant that a text names, None where it names none."""
    try:
        return instant(datetime.fromisoformat(text))
    except (TypeError, ValueError):
        return None


def _next(body: Row) -> str | None:
    """Return the address of the next page: by cursors it is in `links`, by numbers in `next_page`."""
    meta = body.get("meta")
    if meta is None:
        return body.get("next_page")
    return (body.get("links") or {}).get("next") if meta.get("has_more") else None


def _roles(body: Row) -> dict[str, str]:
    return {str(user["id"]): str(user.get("role") or "") for user in body.get("users") or ()}
