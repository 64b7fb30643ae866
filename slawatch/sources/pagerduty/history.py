"""An incident's log entries as events. Pure: what PagerDuty sent goes in, facts come out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.people import Person, somebody
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import instant
from slawatch.model.ticket import Ticket

Row = Mapping[str, Any]

STATUSES: Final = {
    "acknowledge": "acknowledged",
    "snooze": "acknowledged",
    "unacknowledge": "triggered",
    "reopen": "triggered",
    "resolve": "resolved",
}
"""The kind of log entry -> the status after it."""
ASSIGNING: Final = frozenset({"assign", "delegate", "escalate", "reassign"})
BY_ITSELF: Final = frozenset({"timeout", "auto"})
URGENCIES: Final = {"high": "low", "low": "high"}
BEGINNING: Final = "trigger"
MERGED: Final = "merge_resolve_reason"
AFTER_ALL: Final = 1_000_000
"""The end of a merged incident stands behind everything else in its second."""


def time(text: Any, row_id: str) -> datetime:  # noqa: ANN401  whatever JSON holds
    """Return an instant; SkippableRow where the text names none."""
    try:
        return instant(datetime.fromisoformat(text))
    except (TypeError, ValueError) as error:
        raise SkippableRow(f"a time can't be read: {error}", row_id=row_id) from error


def ticket(incident: Row) -> Ticket:
    """Return an incident's identity."""
    id_ = str(incident["id"])
    updated = incident.get("updated_at") or incident.get("last_status_change_at")
    return Ticket(
        id=id_,
        key=str(incident.get("incident_number") or id_),
        created_at=time(incident["created_at"], id_),
        updated_at=None if updated is None else time(updated, id_),
        url=incident.get("html_url"),
    )


def is_merged(incident: Row) -> bool:
    """Tell whether an incident was resolved by merging it into another."""
    return (incident.get("resolve_reason") or {}).get("type") == MERGED


def events(incident: Row, entries: Sequence[Row], *, person: Person = somebody) -> tuple[Event, ...]:
    """Return what happened to an incident; `entries` are its log entries as they are listed, newest first."""
    id_ = str(incident["id"])
    try:
        return tuple(_Telling(incident, person).events(_in_order(entries, id_)))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SkippableRow(f"its history can't be read: {type(error).__name__}: {error}", row_id=id_) from error


def _in_order(entries: Sequence[Row], id_: str) -> Sequence[tuple[datetime, int, Row]]:
    """Return entries by time; those of one second as the list has them, which tells the newest first."""
    placed: dict[datetime, int] = {}
    found = []
    timed = [(time(each["created_at"], id_), each) for each in entries]
    if not _begins(timed):
        timed.reverse()
    for at, entry in sorted(timed, key=lambda one: one[0]):
        placed[at] = placed.get(at, -1) + 1
        found.append((at, placed[at], entry))
    return found


def _begins(listed: Sequence[tuple[datetime, Row]]) -> bool:
    """Tell whether a list begins with the oldest entry: by the times, else because an incident begins by a trigger."""
    if not listed:
        return False
    (first, entry), (last, _) = listed[0], listed[-1]
    return first < last or (first == last and _kind(entry) == BEGINNING)


class _Telling:
    """Holds what an incident is while its log is told."""

    def __init__(self, incident: Row, person: Person) -> None:
        self._of, self._person = incident, person
        self._id = str(incident["id"])
        self._now = {"priority": _name(incident.get("priority")), "urgency": incident.get("urgency")}
        self._status, self._since = "triggered", time(incident["created_at"], self._id)

    def events(self, entries: Sequence[tuple[datetime, int, Row]]) -> Iterator[Event]:
        self._rewind(entries)
        yield self._created()
        for at, order, entry in entries:
            yield from self._told(at, order, entry)
        yield from self._mended()
        yield from self._merged()

    def _rewind(self, entries: Sequence[tuple[datetime, int, Row]]) -> None:
        """Undo every change, the latest first: nothing else tells how the incident began."""
        for _at, _order, entry in reversed(entries):
            kind = _kind(entry)
            if kind == "priority_change":
                self._now["priority"] = _name(_channel(entry).get("old_priority"))
            elif kind == "urgency_change":
                self._now["urgency"] = URGENCIES.get(self._now["urgency"] or "")

    def _created(self) -> Event:
        of = self._of
        fields = {
            "status": self._status,
            "type": "incident",
            "service": _name(of.get("service")),
            "escalation_policy": _name(of.get("escalation_policy")),
            "team": ",".join(sorted(filter(None, map(_name, of.get("teams") or ())))),
            "incident_type": (of.get("incident_type") or {}).get("name"),
            **self._now,
        }
        told = {name: value for name, value in fields.items() if value}
        at = time(of["created_at"], self._id)
        return Event(
            ticket_id=self._id, type=EventType.CREATED, at=at, order=-1, native_id=f"{self._id}:created", fields=told
        )

    def _told(self, at: datetime, order: int, entry: Row) -> Iterator[Event]:
        kind, id_ = _kind(entry), str(entry["id"])
        common: dict[str, Any] = {"ticket_id": self._id, "at": at, "order": order, "actor": _actor(entry)}
        if kind in STATUSES:
            yield from self._moved(kind, id_, common)
        elif kind in ASSIGNING and entry.get("assignees"):
            assignee = self._person(str(entry["assignees"][0]["id"]))
            yield Event(type=EventType.ASSIGNED, native_id=id_, field="assignee", new=assignee, **common)
        elif kind == "priority_change":
            yield self._changed(EventType.PRIORITY, "priority", _name(_channel(entry).get("new_priority")), id_, common)
        elif kind == "urgency_change":
            new = URGENCIES.get(self._now["urgency"] or "")
            yield self._changed(EventType.SCOPE, "urgency", new, id_, common)
        elif kind == "annotate":
            yield Event(type=EventType.PRIVATE_NOTE, native_id=id_, **common)
        elif kind == "status_update":
            yield Event(type=EventType.PUBLIC_REPLY, native_id=id_, **common)

    def _moved(self, kind: str, id_: str, common: Mapping[str, Any]) -> Iterator[Event]:
        if kind == "acknowledge":
            yield Event(type=EventType.ACKNOWLEDGED, native_id=f"{id_}:acknowledged", **common)
        new = STATUSES[kind]
        if new != self._status:
            yield Event(type=EventType.STATUS, native_id=id_, field="status", old=self._status, new=new, **common)
            self._status, self._since = new, common["at"]

    def _changed(self, type_: EventType, name: str, new: str | None, id_: str, common: Mapping[str, Any]) -> Event:
        old, self._now[name] = self._now[name], new
        return Event(type=type_, native_id=id_, field=name, old=old, new=new, **common)

    def _mended(self) -> Iterator[Event]:
        """Yield a change of status that the incident shows and its log does not tell.

        The log is read after the incident, so it may know more; then the incident's last change is no younger.
        """
        now, changed = self._of.get("status"), self._of.get("last_status_change_at")
        if not now or not changed or now == self._status or (at := time(changed, self._id)) <= self._since:
            return
        yield Event(
            ticket_id=self._id,
            type=EventType.STATUS,
            at=at,
            order=AFTER_ALL - 1,
            field="status",
            old=self._status,
            new=now,
            derived=True,
        )

    def _merged(self) -> Iterator[Event]:
        if not is_merged(self._of):
            return
        target = (self._of["resolve_reason"].get("incident") or {}).get("id")
        told = self._of.get("last_status_change_at") or self._of.get("resolved_at")
        at = self._since if told is None else time(told, self._id)
        yield Event(
            ticket_id=self._id,
            type=EventType.MERGED,
            at=max(at, self._since),
            order=AFTER_ALL,
            native_id=f"{self._id}:merged",
            actor=Actor.AGENT,
            new=target,
        )


def _kind(entry: Row) -> str:
    return str(entry["type"]).removesuffix("_reference").removesuffix("_log_entry")


def _channel(entry: Row) -> Row:
    return entry.get("channel") or {}


def _name(thing: Row | None) -> str | None:
    return None if not thing else thing.get("summary") or thing.get("name")


def _actor(entry: Row) -> Actor:
    if _channel(entry).get("type") in BY_ITSELF:
        return Actor.SYSTEM
    kind = str((entry.get("agent") or {}).get("type", ""))
    if not kind:
        return Actor.UNKNOWN
    return Actor.AGENT if kind.startswith("user") else Actor.SYSTEM
