"""Any system whose tickets stand in a database that can be read: its queries are written in the configuration."""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.sql.options import Options


def _sql(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.sql.source import SqlSource  # noqa: PLC0415  brings sqlalchemy; checks need none

    del observer  # a database is not asked over HTTP
    return SqlSource(options, clock=clock)


KIND: Final = SourceKind(
    name="sql",
    options=Options,
    factory=_sql,
    public_replies=False,
    summary="tickets in a database (PostgreSQL, MySQL, SQLite, …), by queries of your own",
    example={
        "url": "postgresql+psycopg://slawatch@db.example/desk",
        "tickets": "SELECT id, created_at, updated_at FROM t",
    },
)
