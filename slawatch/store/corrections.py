"""Corrections as rows and back."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection

from slawatch.model.correction import (
    Correction,
    FieldHeld,
    Happened,
    NoOutage,
    NotCounted,
    OutageWas,
    TimerExcluded,
)
from slawatch.model.instant import epoch
from slawatch.store import commits, deeds, versions
from slawatch.store.contract import OPERATOR
from slawatch.store.storable import mended
from slawatch.store.stream import locked, save
from slawatch.store.tables import corrections

_TOLD: Final[Mapping[str, TypeAdapter[Any]]] = {
    kind.kind: TypeAdapter(kind) for kind in (FieldHeld, Happened, NotCounted, TimerExcluded, OutageWas, NoOutage)
}


def append(connection: Connection, correction: Correction, *, at: datetime, known: int | None) -> int:
    """Write a correction that is not known as it is; return the operators' sequence after it."""
    stream = locked(connection, OPERATOR)
    stream.require(known)
    before = stream.sequence
    noted = deeds.noting(connection, corrections, versions.telling(corrections), at=at)
    versions.append(connection, stream, corrections, [_row(mended(correction))], noted=noted)
    save(connection, stream, {"committed_at": at})
    commits.record(connection, stream, before=before, complete_through=None, at=at)
    return stream.sequence


def newest(connection: Connection, *, after: int, through: int | None) -> list[tuple[int, Correction]]:
    """Return the newest version of each correction with its sequence."""
    return versions.newest(connection, corrections, _correction, source=OPERATOR, after=after, through=through)


def _row(correction: Correction) -> tuple[Any, ...]:
    """Return the values in the order of the table's columns, instants as epoch seconds."""
    kind = correction.told.kind
    values = {field.name: getattr(correction, field.name) for field in fields(correction)}
    values |= {"kind": kind.value, "told": _TOLD[kind].dump_json(correction.told).decode()}
    told = (values[column.name] for column in versions.telling(corrections))
    return tuple(epoch(value) if isinstance(value, datetime) else value for value in told)


def _correction(*, kind: str, told: str, **values: Any) -> Correction:  # noqa: ANN401  columns of several types
    return Correction(told=_TOLD[kind].validate_json(told), **values)
