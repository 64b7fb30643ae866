"""Raw fields that are written as labels: which label says what, and what fields were while labels came and went."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from slawatch.ingest.people import Person
from slawatch.model.event import Actor, Event, EventType

TYPES: Final = {"status": EventType.STATUS, "priority": EventType.PRIORITY, "owner": EventType.ASSIGNED}
"""Any other field is part of the ticket's scope."""
STATUS: Final = "status"
OWNER: Final = "owner"

Rule = str | tuple[str, ...]
"""What labels of a field begin with ("priority/"), or what they are called."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Which field a label is about."""

    rules: Mapping[str, Rule] = field(default_factory=dict)
    """By raw field."""

    def value(self, name: str, labels: Sequence[str]) -> str | None:
        """Return what labels say of a field; of several the last."""
        said = [value for label in labels if (value := self._said(name, label)) is not None]
        return said[-1] if said else None

    def only(self, name: str, labels: Sequence[str]) -> str | None:
        """Return what labels say of a field where no two of them speak of it."""
        said = {value for label in labels if (value := self._said(name, label)) is not None}
        return said.pop() if len(said) == 1 else None

    def words(self, labels: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield field and value of every label that says something."""
        for label in sorted(labels):
            for name in self.rules:
                if (value := self._said(name, label)) is not None:
                    yield name, value

    def _said(self, name: str, label: str) -> str | None:
        rule = self.rules.get(name)
        if isinstance(rule, str):
            return label.removeprefix(rule) if label.startswith(rule) and label != rule else None
        return label if rule and label in rule else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A label or an assignee that came or went, or a field that was set."""

    what: Literal["label", "owner", "field"]
    at: datetime
    order: int
    native_id: str
    actor: Actor
    name: str = ""
    """Of a field that was set."""
    old: str | None = None
    """What went (None: nothing)."""
    new: str | None = None
    """What came."""
    derived: bool = False


Lists = Mapping[Literal["label", "owner"], Sequence[str]]
"""The labels and assignees (by what the system calls them) that a ticket has."""


class Past:
    """The fields of a ticket, put back to how they were at its creation and then told change by change.

    No system keeps how a ticket was created: what is there now is undone change by change, the last first.
    """

    def __init__(self, rules: Labels, person: Person, *, lists: Lists, fields: Mapping[str, str]) -> None:
        self._rules, self._person = rules, person
        self._lists = {name: list(values) for name, values in lists.items()}
        self._fields: dict[str, str | None] = dict(fields)
        self._open = ""

    def rewind(self, changes: Sequence[Change], *, open_status: str) -> Mapping[str, str]:
        """Undo every change; return the fields as they were at first, with the status that an open ticket has."""
        for change in reversed(changes):
            if change.what == "field":
                self._fields[change.name] = change.old
            else:
                _exchange(self._lists[change.what], old=change.new, new=change.old)
        self._open = self._fields[STATUS] = open_status
        return {name: value for name, value in self._now().items() if value is not None}

    def tell(self, ticket: str, change: Change) -> Iterator[Event]:
        """Yield the events of a change; what was set is told even where it was so before."""
        before = self._now()
        if change.what == "field":
            self._fields[change.name] = change.new
        else:
            _exchange(self._lists[change.what], old=change.old, new=change.new)
        after = self._now()
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name) or (change.what == "field" and name == change.name):
                yield _event(ticket, change, name, old=before.get(name), new=after.get(name))

    def _now(self) -> dict[str, str | None]:
        labels = self._lists["label"]
        told = {name: self._rules.value(name, labels) for name in self._rules.rules}
        now = {**self._fields, **{name: value for name, value in told.items() if value is not None}}
        if self._fields[STATUS] != self._open:
            now[STATUS] = self._fields[STATUS]
        owner = next(iter(self._lists["owner"]), None)
        now[OWNER] = None if owner is None else self._person(owner)
        return now


def _event(ticket: str, change: Change, name: str, *, old: str | None, new: str | None) -> Event:
    return Event(
        ticket_id=ticket,
        type=TYPES.get(name, EventType.SCOPE),
        at=change.at,
        order=change.order,
        native_id=f"{change.native_id}:{name}",
        actor=change.actor,
        field=name,
        old=old,
        new=new,
        derived=change.derived,
    )


def _exchange(values: list[str], *, old: str | None, new: str | None) -> None:
    """Take one away and add another; a race between two readings may show either already done."""
    if old is not None and old in values:
        values.remove(old)
    if new is not None and new not in values:
        values.append(new)
