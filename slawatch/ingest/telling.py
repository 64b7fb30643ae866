"""Batches made of what a desk answers: whole tickets, rows put aside, tickets that are gone."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal

from slawatch.errors import SkippableRow
from slawatch.ingest.desk import AbsentError, Desk, Row, Told
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import BadRow, Batch, Gone, Stamp

_WHY: Final[dict[int, Literal["forbidden", "deleted"]]] = {403: "forbidden", 404: "deleted", 410: "deleted"}


def batch(desk: Desk, rows: Sequence[Row]) -> Batch:
    """Return all that is known of the tickets of some rows; one that went meanwhile is left to the census."""
    told: list[Told] = []
    bad: list[BadRow] = []
    if rows:
        desk.prepare(rows)
    for row in rows:
        try:
            told.append(desk.told(row))
        except SkippableRow as error:
            bad.append(_bad(row, error))
        except (AbsentError, HttpStatusError) as error:
            _why(error)
    return Batch(
        cursor=None,
        tickets=tuple(each.ticket for each in told),
        events=tuple(event for each in told for event in each.events),
        outages=tuple(outage for each in told for outage in each.outages),
        exclusions=tuple(exclusion for each in told for exclusion in each.exclusions),
        bad=tuple(bad),
        unknown_fields=desk.shape.told(),
    )


def named(desk: Desk, ids: Sequence[str], *, at: datetime) -> Batch:
    """Return all that is known of named tickets; those that are shown no more, or under another id, are gone."""
    rows, gone = [], []
    for id_ in ids:
        try:
            row = desk.row(id_)
        except (AbsentError, HttpStatusError) as error:
            gone.append(Gone(ticket_id=id_, why=_why(error), at=at))
        else:
            found = stamp(desk, row)
            if found is not None and found.id != id_:
                gone.append(Gone(ticket_id=id_, why="merged", at=at))
            else:
                rows.append(row)
    return replace(batch(desk, rows), gone=tuple(gone))


def stamp(desk: Desk, row: Row) -> Stamp | None:
    """Return the stamp of a row, None where it has none; the row is then told as bad."""
    try:
        return desk.stamp(row)
    except SkippableRow:
        return None


def _why(error: AbsentError | HttpStatusError) -> Literal["deleted", "merged", "moved", "forbidden"]:
    if isinstance(error, AbsentError):
        return error.why
    if error.status not in _WHY:
        raise error
    return _WHY[error.status]


def _bad(row: Row, error: SkippableRow) -> BadRow:
    text = json.dumps(row, sort_keys=True, default=str)
    return BadRow(row_id=error.row_id, reason=str(error), sha256=sha256(text.encode()).hexdigest())
