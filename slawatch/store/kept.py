"""What is derived and yet kept: definitions by hash, the last snapshot, counters."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Table, delete, select

from slawatch.model.result import Snapshot
from slawatch.store.bulk import upsert
from slawatch.store.storable import storable_name
from slawatch.store.tables import counted, counters, definitions, judged, snapshots

_json: Final = json.JSONEncoder(ensure_ascii=False).encode
_SNAPSHOT: Final = TypeAdapter(Snapshot)


def register(connection: Connection, sha256: str, body: str, *, at: datetime) -> None:
    """Remember definitions; a hash that is known stays as it was first written."""
    put = upsert(connection.dialect.name, definitions).values(sha256=sha256, body=body, registered_at=at)
    connection.execute(put.on_conflict_do_nothing())


def body_of(connection: Connection, sha256: str) -> str | None:
    """Return the body of definitions."""
    return connection.scalar(select(definitions.c.body).where(definitions.c.sha256 == sha256))


def keep(connection: Connection, snapshot: Snapshot) -> None:
    """Put the snapshot in the place of the last one."""
    body = _SNAPSHOT.dump_json(snapshot).decode()
    put = upsert(connection.dialect.name, snapshots).values(slot=1, body=body)
    connection.execute(put.on_conflict_do_update(index_elements=["slot"], set_={"body": body}))


def last(connection: Connection) -> Snapshot | None:
    """Return the last snapshot; None where there is none, or one that does not fit this version of slawatch."""
    body = connection.scalar(select(snapshots.c.body))
    try:
        return None if body is None else _SNAPSHOT.validate_json(body)
    except ValidationError:
        return None


def keep_judged(connection: Connection, sha256: str, body: bytes, *, at: datetime) -> None:
    """Put what definitions judged in the place of all that was kept of it before."""
    connection.execute(delete(judged))
    connection.execute(judged.insert().values(definitions=sha256, judged_at=at, body=body))


def judged_by(connection: Connection, sha256: str) -> bytes | None:
    """Return what was kept of the judgement of definitions; None where that is of others, or there is none."""
    return connection.scalar(select(judged.c.body).where(judged.c.definitions == sha256))


def add(
    connection: Connection, name: str, counts: Mapping[tuple[str, ...], int], *, through: Mapping[str, int]
) -> None:
    """Add to counters and note the sequences that they have counted through."""
    for labels, value in counts.items():
        row = {"name": name, "labels": _json([storable_name(label) for label in labels]), "value": value}
        _put(connection, counters, row, {"value": counters.c.value + value})
    for source, sequence in through.items():
        row = {"name": name, "source": source, "sequence": sequence}
        _put(connection, counted, row, {"sequence": sequence})


def counts(connection: Connection, name: str) -> dict[tuple[str, ...], int]:
    """Return counters by label values."""
    rows = connection.execute(select(counters.c.labels, counters.c.value).where(counters.c.name == name))
    return {tuple(json.loads(labels)): value for labels, value in rows}


def counted_through(connection: Connection, name: str) -> dict[str, int]:
    """Return sequences by source."""
    rows = connection.execute(select(counted.c.source, counted.c.sequence).where(counted.c.name == name))
    return dict(rows.all())


def _put(connection: Connection, table: Table, row: Mapping[str, Any], change: Mapping[str, Any]) -> None:
    keys = [column.name for column in table.primary_key]
    put = upsert(connection.dialect.name, table).values(**row)
    connection.execute(put.on_conflict_do_update(index_elements=keys, set_=dict(change)))
