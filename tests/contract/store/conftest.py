"""Every test here runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgresql import Server, running

from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the url of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/slawatch.db"
    return request.getfixturevalue("postgresql_server").database()


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    opened = open_for_writing(url)
    yield opened
    opened.close()
