"""Every test here runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from postgresql import Server, running

from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def made_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with its tables: copying one takes a tenth of making one."""
    path = tmp_path_factory.mktemp("made") / "slawatch.db"
    open_for_writing(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def made_postgresql(postgresql_server: Server) -> str:
    """Return the name of a database with its tables."""
    url = postgresql_server.database()
    open_for_writing(url).close()
    return postgresql_server.name_of(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the url of a database: with its tables where the test asks for a store, else an empty one."""
    with_tables = "store" in request.fixturenames
    if request.param == "sqlite":
        if with_tables:
            copyfile(request.getfixturevalue("made_sqlite"), tmp_path / "slawatch.db")
        return f"sqlite:///{tmp_path}/slawatch.db"
    template = request.getfixturevalue("made_postgresql") if with_tables else None
    return request.getfixturevalue("postgresql_server").database(template=template)


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    opened = open_for_writing(url)
    yield opened
    opened.close()
