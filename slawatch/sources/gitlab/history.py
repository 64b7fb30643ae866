"""What GitLab keeps of an issue's past, as events. Pure: what GitLab sent goes in, facts come out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.labels import Change, Past
from slawatch.model.desk import Relation
from slawatch.model.event import Actor, Event, EventType
from slawatch.sources.gitlab.rows import OPENED, Glossary, Row, actor, author_of, fields, time

LEFT: Final = frozenset({"blocked", "ldap_blocked", "deactivated"})
BEFORE_ALL: Final = -1
"""The place of a creation within its second."""
LAST: Final = 1000
_STATES: Final = {"opened": OPENED, "reopened": OPENED, "closed": "closed"}
_ASSIGNED: Final = re.compile(r"\b(un)?assigned (?:to )?((?:@[\w.-]+(?:, and |, | and )?)+)")
_NAME: Final = re.compile(r"@([\w.-]*\w)")
_ISSUE: Final = re.compile(r"/projects/(\d+)/issues/(\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The lists that GitLab keeps of one issue."""

    states: Sequence[Row]
    labels: Sequence[Row] = ()
    notes: Sequence[Row] = ()


def events(row: Row, kept: Kept, glossary: Glossary, *, id_: str) -> tuple[Event, ...]:
    """Return what happened to an issue, by time."""
    try:
        return tuple(_Telling(row, glossary, id_).events(kept))
    except (KeyError, TypeError, AttributeError) as error:
        raise SkippableRow(f"its history can't be read: {type(error).__name__}: {error}", row_id=id_) from error


class _Telling:
    def __init__(self, row: Row, glossary: Glossary, id_: str) -> None:
        self._row, self._glossary, self._id = row, glossary, id_
        self._author = author_of(row)

    def events(self, kept: Kept) -> Iterator[Event]:
        created_at = time(self._row["created_at"], row_id=self._id)
        states = [self._state(each) for each in _by_id(kept.states) if each.get("state") in _STATES] or [
            *self._closed_unseen()
        ]
        labels = [self._label(each) for each in _by_id(kept.labels) if each.get("label")]
        notes = chain.from_iterable(map(self._note, _by_id(kept.notes)))
        told = _placed([*labels, *notes, *states, *self._links(created_at)])  # who writes and closes is told so
        past = self._past()
        at_first = past.rewind([each for each in told if isinstance(each, Change)], open_status=OPENED)
        yield Event(
            ticket_id=self._id,
            type=EventType.CREATED,
            at=created_at,
            order=BEFORE_ALL,
            native_id="created",
            actor=Actor.REQUESTER,
            fields=at_first,
        )
        yield from chain.from_iterable(past.tell(self._id, one) if isinstance(one, Change) else (one,) for one in told)

    def _past(self) -> Past:
        owners = [str(each["username"]) for each in self._row.get("assignees") or ()]
        return Past(
            self._glossary.labels,
            self._glossary.person,
            lists={"label": self._row["labels"], "owner": owners},
            fields={"status": OPENED} | fields(self._row),
        )

    def _state(self, entry: Row) -> Change:
        return self._change(entry, f"state:{entry['id']}", what="field", name="status", new=_STATES[entry["state"]])

    def _label(self, entry: Row) -> Change:
        name, added = entry["label"]["name"], entry["action"] == "add"
        told = {"new": name} if added else {"old": name}
        return self._change(entry, f"label:{entry['id']}", what="label", **told)

    def _closed_unseen(self) -> Iterator[Change]:
        """Yield the closing of an issue from before GitLab kept such events, or that was imported."""
        if self._row["state"] == OPENED or not self._row.get("closed_at"):
            return
        entry = {"created_at": self._row["closed_at"], "user": self._row.get("closed_by")}
        yield self._change(entry, "closed_at", what="field", name="status", new=self._row["state"], derived=True)

    def _note(self, note: Row) -> Iterator[Change | Event]:
        """Yield what a note tells; the system's own are the only history of assignments."""
        if note.get("system"):
            yield from self._assignments(note)
            return
        by = actor(note.get("author"), author=self._author)
        if note.get("internal") or note.get("confidential"):
            yield self._event(note, EventType.PRIVATE_NOTE, by)
        elif by is Actor.REQUESTER:
            yield self._event(note, EventType.REQUESTER_REPLY, by)
        elif by is Actor.SYSTEM or self._answers(note.get("author") or {}):
            yield self._event(note, EventType.PUBLIC_REPLY, by)

    def _answers(self, user: Row) -> bool:
        """Tell whether somebody answers: a member, or who was blocked since, as those are who left."""
        return user.get("state") in LEFT or self._glossary.is_agent(user.get("id", 0))

    def _assignments(self, note: Row) -> Iterator[Change]:
        found = _ASSIGNED.findall(str(note.get("body", "")))
        moves = [(went, name) for went, names in found for name in _NAME.findall(names)]
        for nth, (went, name) in enumerate(moves):
            told = {"old": name} if went else {"new": name}
            id_ = f"note:{note['id']}" + (f".{nth}" if nth else "")
            yield self._change({**note, "user": note.get("author")}, id_, what="owner", **told)

    def _links(self, created_at: datetime) -> Iterator[Event]:
        """Yield where an issue went to, and of which it is a duplicate, at the time at which it was closed so."""
        closed = self._row.get("closed_at")
        at = time(closed, row_id=self._id) if closed else created_at
        duplicate = _ISSUE.search((self._row.get("_links") or {}).get("closed_as_duplicate_of") or "")
        if duplicate:
            yield self._told(
                EventType.LINKED,
                at,
                "duplicate",
                order=LAST,
                field=Relation.DUPLICATE,
                new="#".join(duplicate.groups()),
            )
        if self._row.get("moved_to_id"):
            yield self._told(EventType.MOVED, at, "moved", order=LAST, actor=Actor.AGENT)

    def _event(self, note: Row, type_: EventType, by: Actor) -> Event:
        at, order = time(note["created_at"], row_id=self._id), _place(note["created_at"])
        return self._told(type_, at, f"note:{note['id']}", order=order, actor=by)

    def _told(self, type_: EventType, at: datetime, native_id: str, **told: Any) -> Event:  # noqa: ANN401  of Event
        return Event(ticket_id=self._id, type=type_, at=at, native_id=native_id, **told)

    def _change(self, entry: Row, native_id: str, **told: Any) -> Change:  # noqa: ANN401  fields of Change
        at = time(entry["created_at"], row_id=self._id)
        by = actor(entry.get("user"), author=self._author)
        return Change(at=at, order=_place(entry["created_at"]), native_id=native_id, actor=by, **told)


def _by_id(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (len(str(row["id"])), str(row["id"])))


def _placed(told: Sequence[Change | Event]) -> list[Change | Event]:
    """Return what was told by time, no two of a second in one place: of what shares a millisecond, as it was listed."""
    placed: list[Change | Event] = []
    for each in sorted(told, key=lambda each: (each.at, each.order)):
        before = placed[-1] if placed else None
        taken = before is not None and before.at == each.at and before.order >= each.order
        placed.append(replace(each, order=before.order + 1) if before is not None and taken else each)
    return placed


def _place(text: str) -> int:
    """Return a time's place within its second: GitLab tells milliseconds."""
    return datetime.fromisoformat(text).microsecond // 1000
