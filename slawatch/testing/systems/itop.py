"""A fake iTop of version 3.

POST /webservices/rest.php?version=1.3 of a form (auth_user, auth_pwd, json_data): list_operations and core/get with
OQL: SELECT of a class, with comparisons and IN joined by AND. Errors come with status 200 and a code. What is found
comes in no order that anybody could rely on. Times are those of the wall clock of a zone, without an offset.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from random import Random
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from slawatch.testing.conformance.system import Story, Trap
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.ledger import Entry, Ledger, Record, in_order

USER: Final = "slawatch"
PASSWORD: Final = "itop-password-5d2e"  # noqa: S105  of the fake
CALLER: Final = 31
CALLERS_ACCOUNT: Final = 12
AGENTS_ACCOUNT: Final = 5
ORDER: Final = ("created", "status", "public_reply", "private_note")
CONDITION: Final = re.compile(r"(\w+) (>=|<|=|IN) ('[^']*'|\d+|\([^()]*\))")
COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    "Organization": frozenset({"id", "friendlyname"}),
    "Service": frozenset({"id", "friendlyname"}),
    "ServiceSubcategory": frozenset({"id", "friendlyname"}),
    "Team": frozenset({"id", "friendlyname"}),
    "User": frozenset({"id", "contactid"}),
    "CMDBChangeOpSetAttributeScalar": frozenset(
        {"id", "date", "user_id", "userinfo", "objclass", "objkey", "attcode", "oldvalue", "newvalue"}
    ),
}

Json = dict[str, Any]


class ItopSystem(Ledger):
    """A System (see slawatch.testing.conformance)."""

    statuses: Mapping[str, str] = {"open": "assigned", "solved": "resolved"}

    def __init__(self) -> None:
        super().__init__()
        self.more: dict[str, Json] = {}
        """Attributes of tickets that are sent beside or instead of the usual ones."""
        self.changes: list[Json] = []
        """Those that are sent beside the ones of the log."""
        self.others: dict[str, list[Json]] = {"User": [{"id": str(CALLERS_ACCOUNT), "contactid": str(CALLER)}]}
        """Objects of other classes."""
        self.refused: set[str] = set()
        """Classes that the account may not read."""
        self.asked: list[Json] = []
        self._draw = Random(7)  # noqa: S311  nobody is to be surprised

    def id_of(self, number: int) -> str:
        """Return the id of the n-th ticket."""
        return f"UserRequest/{1000 + number}"

    def merge(self, ticket: str, into: str) -> None:
        """Delete a ticket: iTop merges none."""
        del into
        self.delete(ticket)

    def stories(self) -> Mapping[str, Story]:
        """Return what happened; iTop does not tell whether a log or an attribute was written first in a second."""
        told = super().stories()
        return {id_: tuple(sorted(each, key=lambda one: (one.at, ORDER.index(one.what)))) for id_, each in told.items()}

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        url = urlsplit(asked.path)
        form = {name: each[-1] for name, each in parse_qs(asked.body.decode()).items()}
        headers = {"Date": format_datetime(self.now.astimezone(UTC), usegmt=True)}
        if url.path != "/webservices/rest.php":
            return json_reply("not here", status=404, headers=headers)
        return json_reply(self._answered(parse_qs(url.query), form), headers=headers)

    def _answered(self, query: Mapping[str, list[str]], form: Mapping[str, str]) -> Json:
        if form.get("auth_user") != USER or form.get("auth_pwd") != PASSWORD:
            return _error(1, "Error: Invalid login")
        if query.get("version") != ["1.3"]:
            return _error(2, "Error: Missing parameter 'version' (e.g. '1.0')")
        question: Json = json.loads(form["json_data"])
        self.asked.append(question)
        if question.get("operation") == "list_operations":
            return {"code": 0, "message": "Operations: 7", "version": "1.3", "operations": []}
        if question.get("operation") != "core/get":
            return _error(11, "Error: Unknown verb")
        return self._get(question)

    def _get(self, question: Json) -> Json:
        class_ = question["class"]
        if class_ != "UserRequest" and class_ not in COLUMNS:
            return _error(100, f"Error: class: Unknown class '{class_}'")
        if class_ in self.refused:
            return _error(1, f"The current user does not have enough permissions for reading data of class {class_}")
        found = [row for row in self._objects(class_) if self._fits(row, class_, question["key"])]
        self._draw.shuffle(found)
        count, limit = len(found), int(question.get("limit", 0))
        if limit:
            first = (int(question["page"]) - 1) * limit
            found = found[first : first + limit]
        objects = {f"{class_}::{row['id']}": _shown(class_, row, question["output_fields"]) for row in found}
        return {"code": 0, "message": f"Found: {count}", "objects": objects or None}

    def _objects(self, class_: str) -> Iterator[Json]:
        if class_ == "UserRequest":
            yield from (self._ticket(record) for record in self.records.values() if record.there)
        elif class_ == "CMDBChangeOpSetAttributeScalar":
            yield from self._changes()
        else:
            yield from self.others.get(class_, [])

    def _fits(self, row: Json, class_: str, oql: str) -> bool:
        where = oql.removeprefix(f"SELECT {class_}").removeprefix(" WHERE ")
        for condition in where.split(" AND ") if where else ():
            told = CONDITION.fullmatch(condition)
            assert told, f"not understood: {oql}"  # noqa: S101  a strict fake
            name, how, value = told.groups()
            if name == "last_update" and Trap.IGNORED_FILTER in self.traps:
                continue
            held = self._wall(self._record(row).updated_at) if name == "last_update" else row[name]
            if not _compares(str(held), how, value):
                return False
        return True

    def _record(self, row: Json) -> Record:
        return self.records[f"UserRequest/{row['id']}"]

    def _ticket(self, record: Record) -> Json:
        number = record.id.removeprefix("UserRequest/")
        updated = "51502-03-02 09:00:00" if record.id in self.garbled else self._wall(record.updated_at)
        row = {
            "id": number,
            "ref": f"R-00{number}",
            "title": "a secret subject",
            "description": "a secret text",
            "status": record.status,
            "priority": "4",
            "request_type": "service_request",
            "org_id": "0",
            "service_id": "0",
            "agent_id": "0",
            "caller_id": str(CALLER),
            "caller_id_friendlyname": "Carl Caller",
            "start_date": self._wall(record.created_at),
            "last_update": updated,
            "public_log": self._log(record, "reply"),
            "private_log": self._log(record, "note"),
        }
        return {**row, **self.more.get(record.id, {})}

    def _log(self, record: Record, kind: str) -> Json:
        entries = [self._entry(entry) for entry in in_order(record) if entry.kind == kind]
        return {"entries": entries[::-1]}

    def _entry(self, entry: Entry) -> Json:
        who = {"user_login": "Ann Agent", "user_id": str(AGENTS_ACCOUNT)}
        return {"date": self._wall(entry.at), **who, "message": "a secret text", "message_html": "a secret text"}

    def _changes(self) -> Iterator[Json]:
        for record in self.records.values():
            for entry in record.log:
                if entry.kind == "status":
                    yield self._logged(record, entry)
        yield from self.changes

    def _logged(self, record: Record, entry: Entry) -> Json:
        who = {"user_id": str(AGENTS_ACCOUNT), "userinfo": "Ann Agent"}
        what = {"attcode": "status", "oldvalue": entry.before, "newvalue": entry.value}
        where = {"objclass": "UserRequest", "objkey": record.id.removeprefix("UserRequest/")}
        return {"id": str(entry.id), "date": self._wall(entry.at), **who, **where, **what}

    def _wall(self, at: datetime) -> str:
        return at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M:%S")


def _compares(held: str, how: str, value: str) -> bool:
    if how == "IN":
        return held in {each.strip(" '") for each in value.strip("()").split(",")}
    if value.startswith("'"):
        wanted = value.strip("'")
        return held >= wanted if how == ">=" else held == wanted if how == "=" else held < wanted
    return int(held) >= int(value) if how == ">=" else int(held) < int(value) if how == "<" else held == value


def _shown(class_: str, row: Json, fields: str) -> Json:
    names: Sequence[str] = sorted(row) if fields == "*" else fields.split(",")
    known = COLUMNS.get(class_, row.keys())
    assert set(names) <= set(known), f"unknown attribute in {fields}"  # noqa: S101  iTop refuses them
    return {"code": 0, "message": "", "class": class_, "key": row["id"], "fields": {name: row[name] for name in names}}


def _error(code: int, message: str) -> Json:
    return {"code": code, "message": message}
