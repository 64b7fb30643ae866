"""Databases as an older slawatch made them."""

from collections.abc import Sequence

from alembic import command
from sqlalchemy import text

from slawatch.store.connecting import connected, parsed, writing
from slawatch.store.schema import _config


def made(url: str, version: str, statements: Sequence[str]) -> None:
    """Make the tables of a version in an empty database and fill them."""
    engine = connected(parsed(url), read_only=False)
    with writing(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
