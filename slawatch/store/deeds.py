"""The activity log as rows and back. Lines are added in the transaction of what they tell, and never changed."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Connection, Index, Select, Table, Text, insert, select

from slawatch.model.deed import Actor, Deed, ValueChange, Way
from slawatch.model.instant import from_epoch
from slawatch.store.deed_contract import AskedDeeds, actor_now
from slawatch.store.storable import mended
from slawatch.store.table_parts import BIG, Instant, metadata

deeds: Final = Table(
    "deeds",
    metadata,
    Column("number", BIG, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("user", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Index(None, "kind", "name"),
)
"""`changes` is a JSON object: by the name of a value [before, after]. Triggers refuse to change or erase a row."""

STATED: Final = "stated"
_ENDS: Final = {"withdrawn_at": "withdrawn", "approved_at": "approved"}
"""By the column that is filled last, what was done."""
_LONGEST: Final = 2_000
"""Signs of a value that are kept; the whole stands where it was written."""

Fact = tuple[Any, ...]

Transaction = Callable[[], AbstractContextManager[Connection]]


class SqlDeeds:
    """See deed_contract.DeedRecords."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading, self._writing = reading, writing

    def note(
        self, *, kind: str, name: str, action: str, at: datetime, changes: Mapping[str, ValueChange] | None = None
    ) -> None:
        """Add a line about what whoever is acting did."""
        with self._writing() as connection:
            note(connection, kind=kind, name=name, action=action, at=at, changes=changes or {})

    def listed(self, asked: AskedDeeds | None = None, *, most: int = 200) -> Sequence[Deed]:
        """Return at most so many lines of the log, the newest first."""
        with self._reading() as connection:
            return _listed(connection, asked or AskedDeeds(), most=most)


def note(  # noqa: PLR0913  a line of the log
    connection: Connection, *, kind: str, name: str, action: str, at: datetime, changes: Mapping[str, ValueChange]
) -> None:
    """Add a line about what whoever is acting did."""
    actor = actor_now()
    told = {key: [_cut(change.before), _cut(change.after)] for key, change in changes.items()}
    row = {
        "at": at,
        "user": actor.user,
        "way": actor.way.value,
        "action": action,
        "kind": kind,
        "name": name,
        "changes": json.dumps(mended(told), ensure_ascii=False),
    }
    connection.execute(insert(deeds), {key: mended(value) if key != "at" else value for key, value in row.items()})


def noting(
    connection: Connection, table: Table, columns: Sequence[Column[Any]], *, at: datetime
) -> Callable[[Fact | None, Fact], None]:
    """Return what notes a new version of a statement, given the one before (None: there was none) and itself."""
    kind = table.name.removesuffix("s")

    def told(before: Fact | None, after: Fact) -> None:
        changes = dict(_changes(columns, before, after))
        action = STATED if before is None else _action(changes)
        note(connection, kind=kind, name=str(after[0]), action=action, at=at, changes=changes)

    return told


def _listed(connection: Connection, asked: AskedDeeds, *, most: int) -> list[Deed]:
    """Return at most so many lines, the newest first."""
    question = _passing(select(deeds), asked).order_by(deeds.c.number.desc()).limit(most)
    return [_deed(**row) for row in connection.execute(question).mappings()]


def _passing(question: Select[Any], asked: AskedDeeds) -> Select[Any]:
    columns = deeds.c
    conditions = {
        columns.user == asked.user: asked.user,
        columns.kind == asked.kind: asked.kind,
        columns.name == asked.name: asked.name,
        columns.number < (asked.before or 0): asked.before,
    }
    told = [condition for condition, value in conditions.items() if value]
    if asked.since is not None:
        told.append(columns.at >= asked.since)
    if asked.until is not None:
        told.append(columns.at < asked.until)
    return question.where(*told)


def _changes(columns: Sequence[Column[Any]], before: Fact | None, after: Fact) -> list[tuple[str, ValueChange]]:
    old = before or (None,) * len(after)
    return [
        (column.name, ValueChange(before=_text(column, was), after=_text(column, became)))
        for column, was, became in zip(columns, old, after, strict=True)
        if was != became and column.name != "id"
    ]


def _action(changes: Mapping[str, ValueChange]) -> str:
    told = (word for column, word in _ENDS.items() if column in changes and changes[column].after is not None)
    return next(told, "changed")


def _text(column: Column[Any], value: Any) -> str | None:  # noqa: ANN401  a column's value
    if value is None:
        return None
    return f"{from_epoch(value):%Y-%m-%dT%H:%M:%SZ}" if isinstance(column.type, Instant) else str(value)


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _deed(*, user: str, way: str, changes: str, **values: Any) -> Deed:  # noqa: ANN401  columns of several types
    told = {key: ValueChange(before=before, after=after) for key, (before, after) in json.loads(changes).items()}
    return Deed(actor=Actor(user=user, way=Way(way)), changes=told, **values)
