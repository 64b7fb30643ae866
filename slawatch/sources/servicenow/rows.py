"""Records as the Table API sends them, read as facts. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.model.instant import instant
from slawatch.model.ticket import Ticket
from slawatch.sources.servicenow.tables import REASON, STATE, Table

Row = Mapping[str, Any]

FORMAT: Final = "%Y-%m-%d %H:%M:%S"
"""Of values and of queries; with sysparm_display_value=false it is UTC, whatever the account's zone."""
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_NO_DURATION: Final = datetime(1970, 1, 1, tzinfo=UTC)


def text(row: Row, name: str) -> str | None:
    """Return a column's value; the API writes nothing where there is none."""
    value = row.get(name)
    if isinstance(value, Mapping):  # a reference, where a proxy drops sysparm_exclude_reference_link
        value = value.get("value")
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if value not in (None, "") else None


def required(row: Row, name: str) -> str:
    """Return a column's value; ValueError where there is none."""
    value = text(row, name)
    if value is None:
        raise ValueError(f"{name} is empty")
    return value


def at(row: Row, name: str) -> datetime:
    """Return an instant; ValueError where there is none."""
    return instant(_parsed(required(row, name)))


def at_or_none(row: Row, name: str) -> datetime | None:
    """Return an instant, None where there is none or it can't be read."""
    try:
        return at(row, name)
    except ValueError:
        return None


def seconds(row: Row, name: str) -> int | None:
    """Return a duration, which the API writes as so much time after 1970; None where there is none."""
    value = text(row, name)
    try:
        return None if value is None else int((_parsed(value) - _NO_DURATION) / timedelta(seconds=1))
    except ValueError:
        return None


def zoned(value: str) -> str:
    """Return a value as the mapping will meet it: times with their zone, anything else as it is."""
    return f"{value[:10]}T{value[11:]}Z" if _TIME.fullmatch(value) else value


def status(table: Table, values: Mapping[str, str | None]) -> str | None:
    """Return the raw status: table, state and, while an incident is on hold, the reason."""
    state, reason = values.get(STATE), values.get(REASON)
    if state is None:
        return None
    on_hold = reason is not None and (table.name, state) == ("incident", "3")
    return f"{table.name}:{state}/{reason}" if on_hold else f"{table.name}:{state}"


def ticket(table: Table, row: Row, *, url: str) -> Ticket:
    """Return the identity of a record."""
    id_ = row_id(row)
    try:
        return Ticket(
            id=id_,
            key=text(row, "number") or id_,
            created_at=at(row, "sys_created_on"),
            updated_at=at(row, "sys_updated_on"),
            url=f"{url}/nav_to.do?uri={table.name}.do?sys_id={id_}",
        )
    except ValueError as error:
        raise SkippableRow(f"the record can't be read: {error}", row_id=id_) from error


def row_id(row: Row) -> str:
    """Return a row's sys_id; SkippableRow where it has none."""
    try:
        return required(row, "sys_id")
    except ValueError as error:
        raise SkippableRow(str(error), row_id="") from error


def _parsed(value: str) -> datetime:
    return datetime.strptime(value, FORMAT).replace(tzinfo=UTC)
