"""Batches made of what a desk answers: whole tickets, rows put aside, tickets that are gone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal

from slawatch.errors import RetriableSourceError, SkippableRow
from slawatch.ingest.desk import AbsentError, Desk, Row, Told
from slawatch.ingest.http import UNAUTHORIZED, HttpStatusError
from slawatch.ingest.misread import MISREAD, place
from slawatch.ingest.source import BadRow, Batch, Gone, Stamp

Why = Literal["deleted", "merged", "moved", "forbidden"]

_WHY: Final[dict[int, Why]] = {403: "forbidden", 404: "deleted", 410: "deleted"}


def batch(desk: Desk, rows: Sequence[Row]) -> Batch:
    """Return all that is known of the tickets of some rows; one that went meanwhile is left to the census."""
    found, _absent = _read(desk, rows)
    return found


def _read(desk: Desk, rows: Sequence[Row]) -> tuple[Batch, Mapping[str, Why]]:
    """Return what is known of some rows, and why those are absent that went after their row was read."""
    told: list[Told] = []
    bad: list[BadRow] = []
    absent: dict[str, Why] = {}
    singly = not _prepared(desk, rows)
    for row in rows:
        try:
            if singly:
                desk.prepare([row])
            told.append(desk.told(row))
        except SkippableRow as error:
            bad.append(_bad(row, error))
        except MISREAD as error:
            bad.append(_bad(row, _of_another_shape(desk, row, error)))
        except (AbsentError, HttpStatusError, RetriableSourceError) as error:
            try:
                absent[desk.stamp(row).id] = _why_absent(desk, row, error)
            except SkippableRow as hidden:
                bad.append(_bad(row, hidden))
    found = Batch(
        cursor=None,
        tickets=tuple(each.ticket for each in told),
        events=tuple(event for each in told for event in each.events),
        outages=tuple(outage for each in told for outage in each.outages),
        exclusions=tuple(exclusion for each in told for exclusion in each.exclusions),
        bad=tuple(bad),
        unknown_fields=desk.shape.told(),
    )
    return found, absent


def _prepared(desk: Desk, rows: Sequence[Row]) -> bool:
    """Return whether what several rows need could be asked at once; one of them may be at fault where it could not."""
    try:
        if rows:
            desk.prepare(rows)
    except (RetriableSourceError, *MISREAD):
        return False
    return True


def _of_another_shape(desk: Desk, row: Row, error: Exception) -> SkippableRow:
    """Return why a ticket can't be told of which something is no object, has no id, or the like."""
    found = stamp(desk, row)
    return SkippableRow(f"it has another shape than expected ({place(error)})", row_id=found.id if found else "")


def named(desk: Desk, ids: Sequence[str], *, at: datetime) -> Batch:
    """Return all that is known of named tickets; those that are shown no more, or under another id, are gone."""
    rows: list[Row] = []
    gone: dict[str, Why] = {}
    for id_ in ids:
        try:
            rows.append(_row(desk, id_))
        except AbsentError as error:
            gone[id_] = error.why
    found, absent = _read(desk, rows)
    return replace(found, gone=tuple(Gone(ticket_id=id_, why=why, at=at) for id_, why in {**gone, **absent}.items()))


def stamp(desk: Desk, row: Row) -> Stamp | None:
    """Return the stamp of a row, None where it has none; the row is then told as bad."""
    try:
        return desk.stamp(row)
    except SkippableRow:
        return None


def _row(desk: Desk, id_: str) -> Row:
    """Return a ticket's row; AbsentError where it is not shown any more, or under another id."""
    try:
        row = desk.row(id_)
    except HttpStatusError as error:
        if error.status not in _WHY:
            raise
        raise AbsentError(_WHY[error.status]) from error
    found = stamp(desk, row)
    if found is not None and found.id != id_:
        raise AbsentError("merged")
    return row


def _why_absent(desk: Desk, row: Row, error: AbsentError | HttpStatusError | RetriableSourceError) -> Why:
    """Return why a ticket can't be told; SkippableRow where it is shown and only a part of it can't be had.

    Were a refusal taken for a ticket that went, an account without the right to read histories would pass over them
    all; and were a fault raised, one ticket over which the server stumbles would hold up all others.
    """
    if isinstance(error, AbsentError):
        return error.why
    if isinstance(error, HttpStatusError) and error.status == UNAUTHORIZED:
        raise error
    id_ = desk.stamp(row).id
    try:
        _row(desk, id_)
    except AbsentError as gone:
        return gone.why
    raise SkippableRow(f"the ticket is shown, but {error}", row_id=id_)


def _bad(row: Row, error: SkippableRow) -> BadRow:
    text = json.dumps(row, sort_keys=True, default=str)
    return BadRow(row_id=error.row_id, reason=str(error), sha256=sha256(text.encode()).hexdigest())
