"""Every test here runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from empty_store import empty_tables
from postgresql import Server, running

from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def made_postgresql(postgresql_server: Server) -> str:
    """Return the name of a database with its tables: copying one takes a tenth of making one."""
    url = postgresql_server.database()
    open_for_writing(url).close()
    return postgresql_server.name_of(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the url of a database: with its tables where the test asks for a store, else an empty one."""
    with_tables = "store" in request.fixturenames
    if request.param == "sqlite":
        if with_tables:
            (tmp_path / "slawatch.db").write_bytes(empty_tables())
        return f"sqlite:///{tmp_path}/slawatch.db"
    template = request.getfixturevalue("made_postgresql") if with_tables else None
    return request.getfixturevalue("postgresql_server").database(template=template)


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    opened = open_for_writing(url)
    yield opened
    opened.close()
