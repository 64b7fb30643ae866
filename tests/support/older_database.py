"""Databases as an older slawatch made them."""

from typing import Any

from alembic import command
from sqlalchemy import column, table

from slawatch.store.connecting import connected, parsed, writing
from slawatch.store.schema import _config


def made(url: str, version: str, *rows: tuple[str, dict[str, Any]]) -> None:
    """Make the tables of a version in an empty database and fill them with rows, each told with its table's name."""
    engine = connected(parsed(url), read_only=False)
    with writing(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for name, values in rows:
            connection.execute(table(name, *map(column, values)).insert(), values)
    engine.dispose()
