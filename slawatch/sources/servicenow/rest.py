"""What the Table API is asked, and how its answers are taken."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Answer, HttpClient
from slawatch.sources.servicenow.rows import Row, required, text

MANY: Final = 1000
"""Rows asked for at a time where they are small."""
IDS: Final = 100
"""Records named in one query: a sys_id has 32 characters, and an address may have 8000."""
MOST_HIDDEN_PAGES: Final = 50
"""Pages in a row of which the account may see nothing."""
RAW: Final = {"sysparm_display_value": "false", "sysparm_exclude_reference_link": "true"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of rows."""

    rows: Sequence[Row]
    more: bool
    """True where there are rows behind it, whether the account may see them or not."""
    total: int | None


class Instance:
    """One instance, asked within one budget."""

    def __init__(self, http: HttpClient, budget: Budget) -> None:
        self._http, self._budget = http, budget
        self._server_time: datetime | None = None

    def page(self, table: str, query: str, fields: str, *, limit: int, offset: int = 0) -> Found:
        """Return rows of a query. Records that the account may not see are cut out of a page that counts them."""
        asked: dict[str, str | int] = {
            "sysparm_query": query,
            "sysparm_fields": fields,
            "sysparm_limit": limit,
            "sysparm_offset": offset,
        }
        answer = self.get(f"api/now/table/{table}", asked)
        rows, told = _result(answer.body), answer.headers.get("X-Total-Count", "")
        total = int(told) if told.isdecimal() else None
        # Any sign counts: a page may be short of rows that the account may not see, and a header be left out or wrong.
        more = answer.next_url is not None or len(rows) >= limit or offset + limit < (total or 0)
        return Found(rows=rows, more=more, total=total)

    def one(self, table: str, id_: str, fields: str) -> Row:
        """Return a record by its sys_id; a 404 comes as it is."""
        body = self.get(f"api/now/table/{table}/{id_}", {"sysparm_fields": fields}).body
        row = body.get("result") if isinstance(body, dict) else None
        if not isinstance(row, dict):
            raise RetriableSourceError(f"{table} answers without a record")
        return row

    def every(self, table: str, query: str, fields: str, *, most: int = MANY) -> Iterator[Row]:
        """Yield all rows of a query by growing sys_id, which none can slip past while others come and go."""
        last, offset = "", 0
        while True:
            beyond = f"sys_id>{last}" if last else ""
            where = "^".join(part for part in (query, beyond, "ORDERBYsys_id") if part)
            found = self.page(table, where, fields, limit=most, offset=offset)
            yield from found.rows
            if not found.more:
                return
            if found.rows:
                last, offset = _beyond(found.rows, last), 0
            elif offset > MOST_HIDDEN_PAGES * most:
                raise hidden(table, offset)
            else:
                offset += most

    def of(self, table: str, column: str, ids: Collection[str], *, query: str = "", fields: str) -> Iterator[Row]:
        """Yield the rows of which a column names one of the ids; FatalSourceError where others come too."""
        named = sorted(set(ids) - {""})
        for first in range(0, len(named), IDS):
            some = named[first : first + IDS]
            where = f"{column}IN{','.join(some)}" + (f"^{query}" if query else "")
            for row in self.every(table, where, fields):
                if text(row, column) not in some:
                    raise FatalSourceError(f"{table} was asked for some records and sends others: filters are ignored")
                yield row

    def server_time(self, table: str) -> datetime:
        """Return the instance's clock at the first time that this is asked."""
        if self._server_time is None:
            told = self.get(f"api/now/table/{table}", {"sysparm_fields": "sys_id", "sysparm_limit": 1}).server_time
            if told is None:
                raise FatalSourceError("the answers have no Date; a proxy before the instance must leave it in")
            self._server_time = told
        return self._server_time

    def get(self, path: str, params: Mapping[str, str | int]) -> Answer:
        """Return an answer in raw values."""
        return self._http.get(path, {**params, **RAW}, budget=self._budget)


def hidden(table: str, count: int) -> FatalSourceError:
    """Return the error of an account that sees nothing of what it finds."""
    text = f"{table} shows none of {count} records that follow each other; let the account read them"
    return FatalSourceError(f"{text}, or leave them out by `queries`")


def _beyond(rows: Sequence[Row], last: str) -> str:
    """Return the sys_id behind which is asked next; FatalSourceError where the one before was passed over."""
    ids = [required(row, "sys_id") for row in rows]
    if last in ids:
        raise FatalSourceError("what was asked for behind one sys_id begins before it: filters are ignored")
    return ids[-1]


def _result(body: Any) -> Sequence[Row]:  # noqa: ANN401  whatever was sent
    if isinstance(body, dict) and "error" in body:
        # A transaction that takes too long is broken off: status 200, and part of the rows before the error.
        raise RetriableSourceError("the instance broke a query off; ask for smaller pages if that stays so")
    rows = body.get("result") if isinstance(body, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RetriableSourceError("the instance answers a query without rows")
    return rows
