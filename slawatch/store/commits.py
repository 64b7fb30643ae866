"""When a stream came to what it is: the way from an instant to what was known then."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Executable, Select, func, select

from slawatch.errors import StoreError
from slawatch.store.bulk import upsert
from slawatch.store.contract import Mark
from slawatch.store.stream import Stream
from slawatch.store.tables import commits, streams


def record(
    connection: Connection, stream: Stream, *, before: int, complete_through: datetime | None, at: datetime
) -> None:
    """Note how the stream stands after a commit, if the commit changed that; `before` is the sequence before it.

    A clock that was set back must not hide what was known already, so a commit counts from those before it at least.
    """
    reached = stream.complete_through if complete_through is None else complete_through
    if (stream.sequence, reached) == (before, stream.complete_through):
        return
    row = {"seq": stream.sequence, "complete_through": reached}
    place = {"stream": stream.number, "at": max(at, connection.scalar(newest(stream.number)) or at)}
    connection.execute(_put(connection.dialect.name), {**place, **row})


@cache
def _put(dialect: str) -> Executable:
    put = upsert(dialect, commits)
    told = {name: put.excluded[name] for name in ("seq", "complete_through")}
    statement: Executable = put.on_conflict_do_update(index_elements=["stream", "at"], set_=told)
    return statement


def known_at(connection: Connection, at: datetime) -> Mapping[str, Mark]:
    """Return by source how far it was known at an instant; StoreError where that was not recorded yet."""
    columns = streams.c.stream, streams.c.source, streams.c.recorded_from
    marks = {}
    for stream, source, recorded_from in connection.execute(select(*columns)):
        if recorded_from is not None and at < recorded_from:
            raise StoreError(
                f"what was known of {source} is recorded from {recorded_from:%Y-%m-%d %H:%M:%S} UTC on; "
                "the database was made by an older slawatch"
            )
        row = connection.execute(standing(stream, at)).one_or_none()
        if row is not None:
            marks[source] = Mark(sequence=row.seq, complete_through=row.complete_through)
    return marks


def newest(stream: int) -> Select[tuple[datetime]]:
    """Return the question for the instant of a stream's last commit, by what the clock said at most."""
    return select(func.max(commits.c.at)).where(commits.c.stream == stream)


def standing(stream: int, at: datetime) -> Select[tuple[int, datetime]]:
    """Return the question for the last commit of a stream by an instant."""
    columns = commits.c
    return (
        select(columns.seq, columns.complete_through)
        .where(columns.stream == stream, columns.at <= at)
        .order_by(columns.at.desc())
        .limit(1)
    )
