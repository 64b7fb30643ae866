"""The version of the tables: brought up by a writer, only looked at by a reader."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from slawatch.errors import StoreError

_ADVISORY: Final = 0x51A3A7C4
"""PostgreSQL lock under which daemons that start together migrate one after the other."""


def migrate(connection: Connection) -> None:
    """Bring the tables to this version; StoreError where they are from a newer one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY})
    config = _config()
    found = _found(connection, config)
    if found != ScriptDirectory.from_config(config).get_current_head():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def require_current(connection: Connection) -> None:
    """Raise StoreError unless the tables are of this version."""
    config = _config()
    found = _found(connection, config)
    if found is None:
        raise StoreError("the database is empty; `slawatch run` or `slawatch sync` fills it")
    if found != ScriptDirectory.from_config(config).get_current_head():
        raise StoreError(
            "the database is from an older slawatch; start this version's `slawatch run` once to bring it up"
        )


def _found(connection: Connection, config: Config) -> str | None:
    found = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreError(
            f"the database is from a newer slawatch (its tables are at {found}, unknown here); "
            "install that version, or use another database"
        )
    return found


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
