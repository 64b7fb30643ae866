"""The version of the tables: brought up by a writer, only looked at by a reader."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

from slawatch.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config

VERSION: Final = "0009"
"""The newest migration. Alembic, which takes longer to import than all else, is asked only where another is found."""

_ADVISORY: Final = 0x51A3A7C4
"""PostgreSQL lock under which daemons that start together migrate one after the other."""


def migrate(connection: Connection) -> None:
    """Bring the tables to this version; StoreError where they are from a newer one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY})
    found = _found(connection)
    if found != VERSION:
        _upgrade(connection, found)


def require_current(connection: Connection) -> None:
    """Raise StoreError unless the tables are of this version."""
    found = _found(connection)
    if found is None:
        raise StoreError("the database is empty; `slawatch run` or `slawatch sync` fills it")
    if found != VERSION:
        _require_known(found, _config())
        raise StoreError(
            "the database is from an older slawatch; start this version's `slawatch run` once to bring it up"
        )


def _found(connection: Connection) -> str | None:
    """Return the version that the tables are of, None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(connection: Connection, found: str | None) -> None:
    from alembic import command  # noqa: PLC0415  see VERSION

    config = _config()
    if found is not None:
        _require_known(found, config)
    config.attributes["connection"] = connection
    command.upgrade(config, VERSION)


def _require_known(found: str, config: "Config") -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415  see VERSION

    if found not in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}:
        raise StoreError(
            f"the database is from a newer slawatch (its tables are at {found}, unknown here); "
            "install that version, or use another database"
        )


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415  see VERSION

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
