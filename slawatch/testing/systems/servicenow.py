"""A fake ServiceNow.

GET /api/now/table/{table}?sysparm_query&sysparm_fields&sysparm_limit&sysparm_offset, /api/now/table/{table}/{sys_id},
POST /oauth_token.do. Tables: those of _TABLES. Values are raw, times UTC. Rows that the account may not see are cut out
of pages whose count holds them. There are no merges: a duplicate is canceled and names the other one as its parent.
"""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import md5
from itertools import zip_longest
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from slawatch.testing.conformance.system import Story, Trap
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.ledger import TOLD, Entry, Ledger, Record, in_order
from slawatch.testing.systems.servicenow_query import Row, select

USER: Final = "slawatch.reader"
SECRET: Final = "sn-p4ss-71c0"  # noqa: S105  of the fake
BASIC: Final = "Basic " + base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
BEARER: Final = "Bearer sn-token-1"
MOST: Final = 10_000
PARAMETERS: Final = frozenset(
    {
        "sysparm_query",
        "sysparm_fields",
        "sysparm_limit",
        "sysparm_offset",
        "sysparm_display_value",
        "sysparm_exclude_reference_link",
        "sysparm_no_count",
    }
)
CALLER: Final = "abel.tuter"
AGENT: Final = "beth.anglin"
GROUP: Final = "d625dccec0a8016700a222a0f7900d06"
KEPT_SECONDS: Final = 3600
_RANKS: Final = {"created": 0, "reply": 1, "note": 1, "status": 2}

Query = Mapping[str, str]


class ServiceNowSystem(Ledger):
    """A System (see slawatch.testing.conformance)."""

    statuses: Mapping[str, str] = {"open": "incident:2", "solved": "incident:6"}
    first_status = "incident:1"

    def __init__(self) -> None:
        super().__init__()
        self.extra: dict[str, list[dict[str, str]]] = {}
        """Rows of tables that are there beside those of the ledger."""
        self.changed: dict[str, dict[str, str]] = {}
        """Columns of incidents that are sent instead of the usual ones, by sys_id."""
        self.closed: set[str] = set()
        """Tables that the account may not read."""
        self.hidden: set[str] = set()
        """Records (sys_id) that are cut out of pages."""
        self.asked: list[str] = []

    def id_of(self, number: int) -> str:
        """Return a sys_id; those of younger records may be smaller."""
        return md5(str(number).encode(), usedforsecurity=False).hexdigest()

    def late(self, ticket: str, word: str) -> Callable[[], None]:
        """Begin a change; one that changes nothing is not audited."""
        show, wanted = super().late(ticket, word), self.statuses[word]
        return lambda: None if self.records[ticket].status == wanted else show()

    def merge(self, ticket: str, into: str) -> None:
        """Cancel a duplicate."""
        self.enter(self.records[ticket], "status", "incident:8")
        super().merge(ticket, into)

    def stories(self) -> Mapping[str, Story]:
        """Return what happened; of what was done within a second the API tells no more than this order."""
        for record in self.records.values():
            record.log.sort(key=_rank)
            for nth, entry in enumerate(list(record.log)):
                record.log[nth] = Entry(id=nth, at=entry.at, kind=entry.kind, value=entry.value, before=entry.before)
        return super().stories()

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        self.asked.append(asked.path)
        headers = {"Date": format_datetime(self.now.astimezone(UTC), usegmt=True)}
        url = urlsplit(asked.path)
        if url.path == "/oauth_token.do":
            return self._token(asked, headers)
        if not _let_in(asked.headers):
            return _error("User Not Authenticated", 401, headers)
        query = {name: each[-1] for name, each in parse_qs(url.query, keep_blank_values=True).items()}
        if not query.keys() <= PARAMETERS or query.get("sysparm_display_value", "false") != "false":
            return _error("the fake knows no such parameter", 400, headers)
        return self._resource(url.path, query, headers)

    def _resource(self, path: str, query: Query, headers: Mapping[str, str]) -> Reply:
        match path.split("/")[1:]:
            case ["api", "now", "table", table] if table in self.closed:
                return _error("User Not Authorized", 403, headers)
            case ["api", "now", "table", table] if table in _TABLES:
                return self._list(table, query, headers)
            case ["api", "now", "table", table, id_] if table in _TABLES:
                found = [row for row in self._rows(table) if row["sys_id"] == id_ and id_ not in self.hidden]
                if not found:
                    return _error("No Record found", 404, headers)
                return json_reply({"result": self._cut(found[0], query)}, headers=headers)
        return _error("Invalid table", 400, headers)

    def _list(self, table: str, query: Query, headers: Mapping[str, str]) -> Reply:
        rows, text = list(self._rows(table)), query.get("sysparm_query", "")
        ignored = ("sys_updated_on", "sys_id") if Trap.IGNORED_FILTER in self.traps else ()
        columns = {name for row in rows for name in row} | _TABLES[table]
        found = select(rows, text, columns=columns, ignored=ignored)
        limit, offset = min(int(query.get("sysparm_limit", MOST)), MOST), int(query.get("sysparm_offset", 0))
        if Trap.EMPTY_PAGE in self.traps and table == "incident":
            found = [{"sys_id": ""}] * limit + found  # the first page holds what the account may not see
        page = [row for row in found[offset : offset + limit] if row["sys_id"] and row["sys_id"] not in self.hidden]
        more = dict(headers)
        if query.get("sysparm_no_count") != "true":
            more["X-Total-Count"] = str(len(found))
        return json_reply({"result": [self._cut(row, query) for row in page]}, headers=more)

    def _cut(self, row: Row, query: Query) -> Row:
        """Return the columns that were asked for, garbled where they are to be."""
        shown = {**row, **({"sys_updated_on": "51502-03-02 09:00:00"} if row["sys_id"] in self.garbled else {})}
        wanted: Sequence[str] = query.get("sysparm_fields", "").split(",") if query.get("sysparm_fields") else [*shown]
        return {name: shown.get(name, "") for name in wanted}

    def _token(self, asked: Asked, headers: Mapping[str, str]) -> Reply:
        form = {name: each[-1] for name, each in parse_qs(asked.body.decode()).items()}
        client = (form.get("client_id"), form.get("client_secret")) == ("client", SECRET)
        user = (form.get("username"), form.get("password")) == (USER, SECRET)
        if asked.method != "POST" or not client or (form.get("grant_type") != "client_credentials" and not user):
            return json_reply({"error": "access_denied"}, status=401, headers=headers)
        return json_reply({"access_token": BEARER.removeprefix("Bearer "), "expires_in": 1799}, headers=headers)

    def _rows(self, table: str) -> Iterator[Row]:
        made: Mapping[str, Callable[[Record], Iterator[Row]]] = {
            "incident": self._incident,
            "sys_audit": _audit,
            "sys_journal_field": _journal,
            "metric_instance": _metrics,
            "task_sla": self._slas,
        }
        if table in made:
            for record in self.records.values():
                if not record.deleted:
                    yield from made[table](record)
        yield from self.extra.get(table, ())
        if table == "sys_user_group":
            yield {"sys_id": GROUP, "name": "Service Desk", "active": "true"}
        if table == "sys_user":
            yield {"sys_id": "u1", "user_name": USER, "time_zone": self.zone}

    def _incident(self, record: Record) -> Iterator[Row]:
        yield {
            "sys_id": record.id,
            "number": f"INC{record.number:07}",
            "sys_class_name": "incident",
            "sys_created_on": _time(record.created_at),
            "sys_created_by": CALLER,
            "sys_updated_on": _time(record.updated_at),
            "sys_mod_count": str(len(record.log)),
            "state": record.status.partition(":")[2],
            "active": "false" if record.status == "incident:8" else "true",
            "priority": "3",
            "assignment_group": GROUP,
            "caller_id": "62826bf03710200044e0bfc8bcbe5df1",
            "caller_id.user_name": CALLER,
            "parent_incident": record.merged_into or "",
            **self.changed.get(record.id, {}),
        }

    def _slas(self, record: Record) -> Iterator[Row]:
        """Yield the one SLA of an incident, which is kept where it is resolved within the hour."""
        due = record.created_at + timedelta(seconds=KEPT_SECONDS)
        over = record.status == "incident:6"
        yield {
            "sys_id": md5(record.id.encode(), usedforsecurity=False).hexdigest(),
            "task": record.id,
            "task.sys_class_name": "incident",
            "active": "false" if over else "true",
            "sys_updated_on": _time(record.status_at),
            "sla.name": "Resolution",
            "sla.duration": "1970-01-01 01:00:00",
            "stage": "completed" if over else "in_progress",
            "has_breached": "true" if over and record.status_at > due else "false",
            "start_time": _time(record.created_at),
            "end_time": _time(record.status_at) if over else "",
            "planned_end_time": _time(due),
            "business_duration": "",
            "duration": _duration(record.status_at - record.created_at),
        }


def _audit(record: Record) -> Iterator[Row]:
    for nth, entry in enumerate(in_order(record)):
        if entry.kind == "status":
            yield {
                "sys_id": _part(record, entry, "audit"),
                "documentkey": record.id,
                "tablename": "incident",
                "fieldname": "state",
                "oldvalue": entry.before.partition(":")[2],
                "newvalue": entry.value.partition(":")[2],
                "record_checkpoint": str(nth),
                "sys_created_on": _time(entry.at),
                "sys_created_by": AGENT,
                "user": AGENT,
            }


def _journal(record: Record) -> Iterator[Row]:
    for entry in record.log:
        if entry.kind in {"reply", "note"}:
            yield {
                "sys_id": _part(record, entry, "journal"),
                "name": "incident",
                "element_id": record.id,
                "element": "comments" if entry.kind == "reply" else "work_notes",
                "value": "words of people",
                "sys_created_on": _time(entry.at),
                "sys_created_by": AGENT,
            }


def _metrics(record: Record) -> Iterator[Row]:
    spans = [entry for entry in in_order(record) if entry.kind in {"created", "status"}]
    for entry, after in zip_longest(spans, spans[1:]):
        if entry is not None:
            yield {
                "sys_id": _part(record, entry, "metric"),
                "end": "" if after is None else _time(after.at),
                "id": record.id,
                "definition.field": "state",
                "definition.type": "field_value_duration",
                "field_value": entry.value.partition(":")[2],
                "start": _time(entry.at),
            }


def _rank(entry: Entry) -> tuple[datetime, int, str, int]:
    rank = _RANKS[entry.kind]
    return entry.at, rank, TOLD[entry.kind] if rank == 1 else "", entry.id


def _part(record: Record, entry: Entry, table: str) -> str:
    same = [each for each in record.log if (each.kind, each.at) == (entry.kind, entry.at)]
    text = f"{table} {record.id} {entry.kind} {entry.at} {same.index(entry)}"
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def _let_in(headers: Mapping[str, str]) -> bool:
    return headers.get("authorization") in (BASIC, BEARER) or headers.get("x-sn-apikey") == SECRET


def _error(text: str, status: int, headers: Mapping[str, str]) -> Reply:
    body: dict[str, Any] = {"error": {"message": text, "detail": ""}, "status": "failure"}
    return json_reply(body, status=status, headers=headers)


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _duration(span: timedelta) -> str:
    return _time(datetime(1970, 1, 1, tzinfo=UTC) + span)


_TABLES: Final[Mapping[str, frozenset[str]]] = {
    "incident": frozenset({"sys_id", "sys_updated_on", "active", "sys_mod_count"}),
    "problem": frozenset({"sys_id", "sys_updated_on", "active", "sys_mod_count"}),
    "sys_audit": frozenset({"sys_id", "documentkey", "fieldname"}),
    "sys_audit_delete": frozenset({"sys_id", "documentkey"}),
    "sys_journal_field": frozenset({"sys_id", "element_id", "element"}),
    "metric_instance": frozenset({"sys_id", "id", "definition.field", "definition.type"}),
    "task_sla": frozenset({"sys_id", "task", "task.sys_class_name", "stage", "has_breached", "active"}),
    "sys_user": frozenset({"sys_id", "user_name"}),
    "sys_user_group": frozenset({"sys_id", "name", "active"}),
    "cmdb_ci": frozenset({"sys_id", "name"}),
    "cmdb_ci_service": frozenset({"sys_id", "name"}),
    "core_company": frozenset({"sys_id", "name"}),
    "sys_choice": frozenset({"sys_id", "name", "element", "inactive", "language"}),
    "sys_properties": frozenset({"sys_id", "name", "value"}),
}
"""Columns that can be asked for also while a table is empty."""
