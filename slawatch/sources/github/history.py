"""An issue's timeline as events. Pure: what GitHub sent goes in, facts come out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.labels import Change, Past
from slawatch.model.desk import Relation
from slawatch.model.event import Actor, Event, EventType
from slawatch.sources.github.rows import OPEN, Glossary, Row, actor, author_of, label_names, state, time

HIDDEN: Final = frozenset({"spam", "abuse"})
"""Reasons for which a comment was minimised that say it was none."""
_STATES: Final = frozenset({"closed", "reopened"})


def events(row: Row, timeline: Sequence[Row], glossary: Glossary, *, id_: str) -> tuple[Event, ...]:
    """Return what happened to an issue, in the order of its timeline."""
    try:
        return tuple(_Telling(row, glossary, id_).events(timeline))
    except (KeyError, TypeError, AttributeError) as error:
        raise SkippableRow(f"its timeline can't be read: {type(error).__name__}: {error}", row_id=id_) from error


class _Telling:
    def __init__(self, row: Row, glossary: Glossary, id_: str) -> None:
        self._row, self._glossary, self._id = row, glossary, id_
        self._author = author_of(row)
        self._in_second: Counter[datetime] = Counter()
        self._ending: Row | None = None
        """The last entry that opened or closed the issue."""

    def events(self, timeline: Sequence[Row]) -> Iterator[Event]:
        created_at = time(self._row["created_at"], row_id=self._id)
        self._ending = next((entry for entry in reversed(timeline) if entry.get("event") in _STATES), None)
        told = [each for entry in timeline if (each := self._told(entry)) is not None]
        if not any(isinstance(each, Change) and each.name == "status" for each in told):
            told.extend(self._closed_unseen())
        changes = [each for each in told if isinstance(each, Change)]
        past = self._past()
        fields = past.rewind(changes, open_status=OPEN)
        by = actor(self._row["user"], author=self._author)
        yield Event(
            ticket_id=self._id, type=EventType.CREATED, at=created_at, native_id="created", actor=by, fields=fields
        )
        yield from chain.from_iterable(
            past.tell(self._id, each) if isinstance(each, Change) else (each,) for each in told
        )

    def _past(self) -> Past:
        type_ = self._row.get("type")
        return Past(
            self._glossary.labels,
            self._glossary.person,
            lists={
                "label": label_names(self._row),
                "owner": [str(each["id"]) for each in self._row.get("assignees") or ()],
            },
            fields={"status": OPEN} | ({"type": type_["name"]} if type_ else {}),
        )

    def _told(self, entry: Row) -> Change | Event | None:
        """Return what an entry of the timeline tells, None where it is nothing of interest."""
        tell = {
            "labeled": self._membership,
            "unlabeled": self._membership,
            "assigned": self._membership,
            "unassigned": self._membership,
            "closed": self._state,
            "reopened": self._state,
            "issue_type_added": self._type,
            "issue_type_changed": self._type,
            "issue_type_removed": self._type,
            "commented": self._comment,
            "parent_issue_added": self._parent,
        }.get(entry.get("event", ""))
        return tell(entry) if tell else None

    def _state(self, entry: Row) -> Change:
        reason = entry.get("state_reason")
        if reason is None and entry is self._ending:
            reason = self._row.get("state_reason")  # timelines of older servers don't tell it
        new = OPEN if entry["event"] == "reopened" else state("closed", reason)
        return self._set(entry, "status", new=new)

    def _type(self, entry: Row) -> Change:
        return self._set(entry, "type", old=_name(entry, "prev_issue_type"), new=_name(entry, "issue_type"))

    def _membership(self, entry: Row) -> Change | None:
        owner = entry["event"].endswith("assigned")
        if owner and not entry.get("assignee"):
            return None
        value = str(entry["assignee"]["id"]) if owner else entry["label"]["name"]
        came = not entry["event"].startswith("un")
        at = self._at(entry)
        return Change(
            what="owner" if owner else "label",
            at=at,
            order=self._order(at),
            native_id=f"event:{entry['id']}",
            actor=actor(entry.get("actor"), author=self._author),
            old=None if came else value,
            new=value if came else None,
        )

    def _set(self, entry: Row, name: str, *, old: str | None = None, new: str | None) -> Change:
        at = self._at(entry)
        return Change(
            what="field",
            at=at,
            order=self._order(at),
            native_id=f"event:{entry['id']}",
            actor=actor(entry.get("actor"), author=self._author),
            name=name,
            old=old,
            new=new,
        )

    def _closed_unseen(self) -> Iterator[Change]:
        """Yield the closing of an issue whose timeline has none, as imports and old issues do."""
        if self._row["state"] == OPEN or not self._row.get("closed_at"):
            return
        at = time(self._row["closed_at"], row_id=self._id)
        word = state(self._row["state"], self._row.get("state_reason"))
        yield Change(
            what="field",
            at=at,
            order=self._order(at),
            native_id="closed_at",
            actor=Actor.UNKNOWN,
            name="status",
            new=word,
            derived=True,
        )

    def _comment(self, entry: Row) -> Event | None:
        if ((entry.get("minimized") or {}).get("reason") or "").lower() in HIDDEN:
            return None
        by = actor(entry.get("user") or entry.get("actor"), author=self._author)
        if by in (Actor.AGENT, Actor.UNKNOWN) and entry.get("author_association") not in self._glossary.agents:
            return None  # a passer-by neither asks nor answers
        asked = by is Actor.REQUESTER
        type_ = EventType.REQUESTER_REPLY if asked else EventType.PUBLIC_REPLY
        return self._event(entry, type_, native_id=f"comment:{entry['id']}", actor=by)

    def _parent(self, entry: Row) -> Event | None:
        parent = entry.get("parent_issue") or {}
        repository, number = (parent.get("repository") or {}).get("id"), parent.get("number")
        if repository is None or number is None:
            return None
        return self._event(
            entry,
            EventType.LINKED,
            native_id=f"event:{entry['id']}",
            actor=actor(entry.get("actor"), author=self._author),
            field=Relation.PARENT,
            new=f"{repository}#{number}",
        )

    def _event(self, entry: Row, type_: EventType, **told: Any) -> Event:  # noqa: ANN401  fields of Event
        at = self._at(entry)
        return Event(ticket_id=self._id, type=type_, at=at, order=self._order(at), **told)

    def _at(self, entry: Row) -> datetime:
        return time(entry["created_at"], row_id=self._id)

    def _order(self, at: datetime) -> int:
        """Return an entry's place within its second; the creation comes before all."""
        self._in_second[at] += 1
        return self._in_second[at]


def _name(entry: Row, key: str) -> str | None:
    return (entry.get(key) or {}).get("name")
