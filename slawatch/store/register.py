"""Actions and acceptances as rows and back."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, Table, select

from slawatch.model.action import Acceptance, Action, Stage
from slawatch.model.instant import epoch
from slawatch.model.measurement import Goal, Measurement
from slawatch.model.reference import reference
from slawatch.store import commits, deeds, versions
from slawatch.store.contract import OPERATOR
from slawatch.store.register_tables import acceptances, actions
from slawatch.store.storable import mended, storable_name
from slawatch.store.stream import locked, number_of, save

_MEASURED: Final = TypeAdapter(Measurement)
_GOAL: Final = TypeAdapter(Goal)
_SEPARATOR: Final = "\n"
"""Between references; none holds one."""


def append(connection: Connection, stated: Action | Acceptance, *, at: datetime, known: int | None) -> int:
    """Write a version that is not known as it is; return the operators' sequence after it."""
    stream = locked(connection, OPERATOR)
    stream.require(known)
    before = stream.sequence
    table = actions if isinstance(stated, Action) else acceptances
    noted = deeds.noting(connection, table, versions.telling(table), at=at)
    versions.append(connection, stream, table, [_row(mended(stated), table)], noted=noted)
    save(connection, stream, {"committed_at": at})
    commits.record(connection, stream, before=before, complete_through=None, at=at)
    return stream.sequence


def newest_actions(connection: Connection, *, after: int, through: int | None) -> list[tuple[int, Action]]:
    """Return the newest version of each action with its sequence."""
    return versions.newest(connection, actions, _action, source=OPERATOR, after=after, through=through)


def newest_acceptances(connection: Connection, *, after: int, through: int | None) -> list[tuple[int, Acceptance]]:
    """Return the newest version of each acceptance with its sequence."""
    return versions.newest(connection, acceptances, _acceptance, source=OPERATOR, after=after, through=through)


def versions_of(connection: Connection, name: str, *, through: int | None) -> list[tuple[int, Action]]:
    """Return every version of an action with its sequence, the first one first."""
    stream = number_of(connection, OPERATOR)
    if stream is None:
        return []
    own = select(actions).where(actions.c.stream == stream, actions.c.id == storable_name(name))
    known = own if through is None else own.where(actions.c.seq <= through)
    names = [column.name for column in versions.telling(actions)]
    rows = connection.execute(known.order_by(actions.c.seq)).all()
    return [(row.seq, _action(**{each: getattr(row, each) for each in names})) for row in rows]


def _row(stated: Action | Acceptance, table: Table) -> tuple[Any, ...]:
    """Return the values in the order of the table's columns."""
    values = {field.name: _plain(getattr(stated, field.name)) for field in fields(stated)}
    return tuple(values[column.name] for column in versions.telling(table))


def _plain(value: Any) -> Any:  # noqa: ANN401  a field of any type
    if isinstance(value, datetime):
        return epoch(value)
    if isinstance(value, tuple):
        return _SEPARATOR.join(map(str, value))
    if isinstance(value, Measurement):
        return _MEASURED.dump_json(value).decode()
    if isinstance(value, Goal):
        return _GOAL.dump_json(value).decode()
    return None if value is None else str(value)


def _action(*, about: str, stage: str, due_on: str, **values: Any) -> Action:  # noqa: ANN401  likewise
    for name, read in _READ.items():
        values[name] = None if values[name] is None else read(values[name])
    return Action(about=_references(about), stage=Stage(stage), due_on=date.fromisoformat(due_on), **values)


def _acceptance(*, about: str, until: str | None, **values: Any) -> Acceptance:  # noqa: ANN401  likewise
    return Acceptance(about=_references(about), until=None if until is None else date.fromisoformat(until), **values)


def _references(text: str) -> tuple[Any, ...]:
    return tuple(map(reference, text.split(_SEPARATOR))) if text else ()


_READ: Final[Mapping[str, Callable[[str], object]]] = {
    "check_on": date.fromisoformat,
    "measure": reference,
    "baseline": _MEASURED.validate_json,
    "goal": _GOAL.validate_json,
    "result": _MEASURED.validate_json,
}
"""How columns that may be empty are read."""
