"""Which definitions judged from when on."""

from datetime import datetime

from sqlalchemy import Connection, Select, select

from slawatch.store.bulk import upsert
from slawatch.store.tables import in_force


def enter(connection: Connection, sha256: str, *, at: datetime) -> None:
    """Note that these definitions judge from an instant on, unless they do already.

    A clock that was set back must not put them before those that they follow.
    """
    last = connection.execute(_newest()).one_or_none()
    if last is not None and last.sha256 == sha256:
        return
    place = at if last is None else max(at, last.at)
    put = upsert(connection.dialect.name, in_force).values(at=place, sha256=sha256)
    connection.execute(put.on_conflict_do_update(index_elements=["at"], set_={"sha256": sha256}))


def at_instant(connection: Connection, at: datetime) -> str | None:
    """Return the hash of the definitions that judged at an instant, None before the first ones."""
    row = connection.execute(_newest().where(in_force.c.at <= at)).one_or_none()
    return None if row is None else row.sha256


def _newest() -> Select[tuple[datetime, str]]:
    return select(in_force.c.at, in_force.c.sha256).order_by(in_force.c.at.desc()).limit(1)
