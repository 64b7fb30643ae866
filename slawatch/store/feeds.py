"""Calendars' feeds as they were last read well."""

from dataclasses import asdict

from sqlalchemy import Connection, select

from slawatch.store.bulk import upsert
from slawatch.store.contract import StoredFeed
from slawatch.store.tables import feeds


def feed(connection: Connection, url: str) -> StoredFeed | None:
    """Return what is kept of a feed."""
    row = connection.execute(select(feeds).where(feeds.c.url == url)).mappings().one_or_none()
    return None if row is None else StoredFeed(**row)


def keep(connection: Connection, told: StoredFeed) -> None:
    """Put this in the place of what was kept of the feed."""
    row = asdict(told)
    put = upsert(connection.dialect.name, feeds).values(**row)
    connection.execute(put.on_conflict_do_update(index_elements=["url"], set_=row))
