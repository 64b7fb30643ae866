"""What the fields of an issue were over time: its creation and every change since. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from slawatch.model.event import Event, EventType
from slawatch.sources.jira.changelog import Change, called, of_field
from slawatch.sources.jira.fields import EVENT_TYPES, OF_JIRA, Custom
from slawatch.sources.jira.people import Party
from slawatch.sources.jira.statuses import raw_status
from slawatch.sources.jira.times import Moment
from slawatch.sources.jira.values import SEVERAL, comparable, reader, text

Json = Mapping[str, Any]

NUMBERED: Final = ("priority", "issuetype", "resolution")
"""Fields whose values Jira knows by number; what these are called, lists of the same name tell."""

Step = tuple[Change, str | None, str | None]
"""A change, and the field's value before and after it."""


@dataclass(frozen=True, slots=True)
class Statuses:
    """Jira's statuses by number: names change, and an issue's history keeps the old ones."""

    raw: Mapping[str, str]
    by_name: Mapping[str, str] = field(default_factory=dict)
    """Those whose name only one has."""

    @classmethod
    def of(cls, rows: Iterable[Json]) -> Self:
        """Return what Jira's list tells."""
        there = [row for row in rows if row.get("id") and row.get("name")]
        raws = defaultdict(set)
        for row in there:
            raws[row["name"]].add(cls.now(row))
        by_name = {name: next(iter(told)) for name, told in raws.items() if len(told) == 1}
        return cls({str(row["id"]): cls.now(row) for row in there}, by_name)

    def knowing(self, status: Json) -> Self:
        """Return them with one that an issue shows, which Jira's list may lack."""
        id_, now = str(status.get("id")), self.now(status)
        return replace(self, raw={id_: now, **self.raw}, by_name={status["name"]: now, **self.by_name})

    def of_change(self, change: Change, side: str) -> str | None:
        """Return a status in a changelog; one that is gone from Jira has the name that it had."""
        told = str(change.item.get(f"{side}String") or "")
        return self.raw.get(str(change.item.get(side))) or self.by_name.get(told, told) or None

    @staticmethod
    def now(status: Json) -> str:
        """Return a status as an issue shows it."""
        return raw_status(status["name"], (status.get("statusCategory") or {}).get("key"))


def history(issue: str, created: Moment, fields: Json, told: Sequence[Change], *, read: "Reading") -> Iterator[Event]:
    """Yield the creation of an issue with its fields as they were then, and how they changed."""
    lines = dict(read.lines(fields, told))
    first = {name: value for name, (value, _) in lines.items() if value}
    reporter = read.party.actor(fields.get("creator") or fields.get("reporter"))
    yield Event(
        ticket_id=issue, type=EventType.CREATED, at=created.at, native_id="created", actor=reporter, fields=first
    )
    for name, (_, steps) in lines.items():
        for change, old, new in steps:
            yield Event(
                ticket_id=issue,
                type=EVENT_TYPES.get(name, EventType.SCOPE),
                at=change.moment.at,
                order=change.order,
                native_id=change.native_id,
                actor=read.party.actor(change.author),
                field=name,
                old=old,
                new=new,
            )


Line = tuple[str | None, Sequence[Step]]
"""The first value of a field, and what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the fields of one issue are read."""

    statuses: Statuses
    customs: Sequence[Custom]
    party: Party
    named: Callable[[str, str], str | None] = lambda _field, _id: None
    """What a priority, type or resolution is called, by its number."""

    def lines(self, fields: Json, told: Sequence[Change]) -> Iterator[tuple[str, Line]]:
        """Yield every field that is read by its raw name."""
        for id_, name in OF_JIRA.items():
            now = self._now(id_, fields.get(id_))
            own = list(called(told, "key") if id_ == "project" else of_field(told, id_))
            yield name, _exchanged(now, own) if id_ == "components" else _set(now, own, self._of_jira(id_))
        for custom in self.customs:
            own = list(of_field(told, custom.id, custom.label.casefold()))
            yield custom.name, self._custom(custom, fields.get(custom.id), own)

    def _now(self, id_: str, value: Any) -> str | None:  # noqa: ANN401  whatever was sent
        if id_ == "status":
            return Statuses.now(value)
        if id_ == "project":
            return str(value["key"])
        told = value.get("name") if id_ in NUMBERED and value else value
        return text(told, self.party.person)

    def _of_jira(self, id_: str) -> Callable[[Change, str], str | None]:
        if id_ == "status":
            return self.statuses.of_change
        if id_ == "project":
            return _project
        if id_ in NUMBERED:
            return lambda change, side: self._numbered(id_, change.item, side)
        schema = {"labels": {"type": "array", "items": "string"}, "assignee": {"type": "user"}}.get(id_, {})
        read = reader(schema, self.party.person)
        return lambda change, side: read(change.item, side)

    def _numbered(self, id_: str, item: Json, side: str) -> str | None:
        """Return a name as it is now; changelogs keep old ones, and those of their author's language."""
        number, told = item.get(side), item.get(f"{side}String")
        return (self.named(id_, str(number)) if number else None) or told or None

    def _custom(self, custom: Custom, value: Any, own: Sequence[Change]) -> Line:  # noqa: ANN401  likewise
        now, read = text(value, self.party.person), reader(custom.schema, self.party.person)
        first, steps = _set(now, own, lambda change, side: read(change.item, side))
        if steps and comparable(steps[-1][2]) != comparable(now):
            return now, ()  # Its changelog is written otherwise than its value, and would end in another word.
        return first, steps


def _set(now: str | None, own: Sequence[Change], read: Callable[[Change, str], str | None]) -> Line:
    steps = [(change, read(change, "from"), read(change, "to")) for change in own]
    return (steps[0][1] if steps else now), steps


def _exchanged(now: str | None, own: Sequence[Change]) -> Line:
    """Return a field of several values, whose changelog tells one that came and one that went at a time."""
    held = set(now.split(SEVERAL)) if now else set()
    steps: list[Step] = []
    for change in reversed(own):
        after = _joined(held)
        held = (held - {change.item.get("toString")}) | _one(change.item.get("fromString"))
        steps.append((change, _joined(held), after))
    return _joined(held), steps[::-1]


def _one(value: str | None) -> set[str]:
    return {value} if value else set()


def _joined(held: set[Any]) -> str | None:
    return SEVERAL.join(sorted(held)) or None


def _project(change: Change, side: str) -> str | None:
    """Return the project by the issue's key: the change of the project itself tells names and numbers."""
    key = str(change.item.get(f"{side}String") or "")
    return key.rpartition("-")[0] or None
