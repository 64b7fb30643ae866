"""How a Jira shows its issues."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from slawatch.testing.systems.jira.work import (
    ACCOUNTS,
    AGENT,
    CATEGORY_NAMES,
    CATEGORY_NUMBERS,
    CATEGORY_OF,
    CUSTOMER,
    PROJECTS,
    STATUS_NUMBERS,
    Work,
)
from slawatch.testing.systems.ledger import Entry, Record, in_order

Json = Any

EMBEDDED: Final = 20
"""Comments that the cloud tells with an issue."""


def status(name: str) -> Json:
    """Return a status as lists and issues show it."""
    key = CATEGORY_OF[name]
    category = {"id": CATEGORY_NUMBERS[key], "key": key, "name": CATEGORY_NAMES[key]}
    return {"id": STATUS_NUMBERS[name], "name": name, "statusCategory": category}


def project(key: str) -> Json:
    """Return a project as issues and lists show it."""
    return {"id": PROJECTS[key], "key": key, "name": f"Project {key}", "projectTypeKey": "service_desk"}


class Shown:
    """Shows the issues of a system."""

    def __init__(self, work: Work, *, cloud: bool) -> None:
        self._work, self._cloud = work, cloud

    def user(self, account: str) -> Json:
        """Return a user; a data center knows keys and no types."""
        if self._cloud:
            return {"accountId": account, "accountType": ACCOUNTS[account], "displayName": "No Name", "active": True}
        return {"key": account, "name": account, "displayName": "No Name", "emailAddress": "no@example.org"}

    def issue(self, record: Record, wanted: Sequence[str], *, changelog: bool) -> Json:
        """Return an issue with the fields that are wanted."""
        told = self._fields(record)
        shown = {name: value for name, value in told.items() if name in wanted or "*all" in wanted}
        base = {"id": record.id, "key": self._work.key(record), "self": f"https://jira.example.org/{record.id}"}
        row: Json = {**base, "fields": shown} if wanted else base
        if not changelog:
            return row
        histories = list(self.histories(record))
        size = len(histories)
        return {**row, "changelog": {"startAt": 0, "maxResults": size, "total": size, "histories": histories}}

    def histories(self, record: Record, *, milliseconds: bool = False) -> Iterator[Json]:
        """Yield the changelog, the oldest first."""
        work, number = self._work, 100 * record.number
        changes = [(work.moment(record, entry), self._items(entry)) for entry in in_order(record) if _is_change(entry)]
        more = work.beside(record.id).histories if record.id in work.extras else []
        for place, (at, items) in enumerate(sorted([*changes, *more], key=lambda row: row[0])):
            created = int(at.timestamp() * 1000) if milliseconds else self.time(at)
            told = [item if self._cloud else _without_id(item) for item in items]
            yield {"id": str(number + place), "author": self.user(AGENT), "created": created, "items": told}

    def comments(self, record: Record) -> Iterator[Json]:
        """Yield the comments, the oldest first; a data center does not say who sees them."""
        for entry in in_order(record):
            if entry.kind in ("reply", "note"):
                author, at = self._work.writers.get(entry.id, AGENT), self._work.moment(record, entry)
                told = {"id": str(entry.id), "author": self.user(author), "created": self.time(at), "body": "secret"}
                yield {**told, "jsdPublic": entry.kind == "reply"} if self._cloud else told

    def noted_comments(self, record: Record) -> Iterator[Json]:
        """Yield the comments of a data center with their properties."""
        internal = {str(entry.id) for entry in record.log if entry.kind == "note"}
        for comment in self.comments(record):
            noted = {"key": "sd.public.comment", "value": {"internal": comment["id"] in internal}}
            yield {**comment, "properties": [noted]}

    def request_comments(self, record: Record) -> Iterator[Json]:
        """Yield the comments as Service Management shows them."""
        for entry in in_order(record):
            if entry.kind in ("reply", "note"):
                at = self._work.moment(record, entry)
                created = {"iso8601": self.time(at), "epochMillis": int(at.timestamp() * 1000)}
                author = self.user(self._work.writers.get(entry.id, AGENT))
                yield {"id": str(entry.id), "author": author, "created": created, "public": entry.kind == "reply"}

    def time(self, at: datetime) -> str:
        """Return a time as Jira writes it, in the account's zone."""
        local = at.astimezone(ZoneInfo(self._work.zone))
        return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03}{local:%z}"

    def _fields(self, record: Record) -> Json:
        comments = list(self.comments(record))
        shown = comments[:EMBEDDED] if self._cloud else comments
        garbled = record.id in self._work.garbled
        return {
            "status": status(record.status),
            "created": self.time(record.created_at),
            "updated": "51502-03-02T09:00:00.000+0000" if garbled else self.time(record.updated_at),
            "project": project(self._work.project(record)),
            "issuetype": {"id": "10005", "name": "[System] Incident", "subtask": False},
            "priority": {"id": "3", "name": "Medium"},
            "resolution": None,
            "components": [],
            "labels": [],
            "assignee": None,
            "reporter": self.user(CUSTOMER),
            "creator": self.user(CUSTOMER),
            "comment": {"comments": shown, "startAt": 0, "maxResults": len(shown), "total": len(comments)},
            "issuelinks": [],
            **(self._work.levels_of(record.id) if self._cloud else {}),
            "summary": "secret",
            **(self._work.extras[record.id].fields if record.id in self._work.extras else {}),
        }

    def _items(self, entry: Entry) -> Sequence[Json]:
        """Return the items of a change of status."""
        old, new = entry.before, entry.value
        item = {"field": "status", "fieldId": "status", "fieldtype": "jira"}
        told = {"from": STATUS_NUMBERS[old], "fromString": old, "to": STATUS_NUMBERS[new], "toString": new}
        return [{**item, **told}]


def _is_change(entry: Entry) -> bool:
    return entry.kind == "status"


def _without_id(item: Json) -> Json:
    return {name: value for name, value in item.items() if name != "fieldId"}
