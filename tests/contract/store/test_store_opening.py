"""Who may open a database, and what one is told that may not."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from telling import START, batch

from slawatch.errors import StoreError
from slawatch.store import migrations
from slawatch.store.connecting import connected, parsed, reading, writing
from slawatch.store.opening import open_for_reading, open_for_writing
from slawatch.store.schema import VERSION
from slawatch.store.sql import SqlStore
from slawatch.store.table_parts import metadata


def stamp(url: str, version: str) -> None:
    engine = connected(parsed(url), read_only=False)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_speaks_of(store: SqlStore) -> None:
    with reading(store._engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_version_that_the_code_asks_for() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__path__[0])))
    assert scripts.get_heads() == [VERSION]


def test_a_database_of_this_version_is_opened_without_the_tool_of_migrations(url: str) -> None:
    open_for_writing(url).close()
    opened = "from slawatch.store.opening import open_for_writing as w, open_for_reading as r; w(url).close(); r(url)"
    script = f"import sys; url = sys.argv[1]; {opened}; print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script, url], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_facts_outlive_the_process(url: str) -> None:
    for expected in (1, 0):
        store = open_for_writing(url)
        assert store.commit("desk", batch("1"), at=START, config_hash="h").tickets_new == expected
        store.close()


def test_a_reader_stands_beside_a_writer_and_sees_what_it_commits(store: SqlStore, url: str) -> None:
    reader = open_for_reading(url)
    store.commit("desk", batch("1"), at=START, config_hash="h")
    assert reader.state("desk").sequence == 3
    reader.close()


def test_a_reader_can_not_write(store: SqlStore, url: str) -> None:
    reader = open_for_reading(url)
    with pytest.raises(StoreError, match=r"readonly|read-only"):
        reader.commit("desk", batch("1"), at=START, config_hash="h")
    reader.close()
    assert store.sources() == []


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    open_for_writing(url).close()
    stamp(url, "9999")
    for opening in (open_for_writing, open_for_reading):
        with pytest.raises(StoreError, match=r"newer slawatch \(its tables are at 9999"):
            opening(url)


def test_an_empty_database_is_nothing_to_read(url: str) -> None:
    engine = connected(parsed(url), read_only=False)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE something (else_ INTEGER)"))
    engine.dispose()
    with pytest.raises(StoreError, match="the database is empty"):
        open_for_reading(url)


def test_a_file_that_is_missing_is_named_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "missing.db"
    with pytest.raises(StoreError, match=rf"there is no database {path} yet"):
        open_for_reading(f"sqlite:///{path}")
    assert not path.exists()


@pytest.mark.parametrize("open_", [open_for_writing, open_for_reading])
@pytest.mark.parametrize("folder", [".", "..", "data"])
def test_a_folder_is_no_database(
    open_: Callable[[str], SqlStore], folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here" / "data").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(StoreError, match=r"is a folder; name a file in it: sqlite:///.*slawatch\.db"):
        open_(f"sqlite:///{folder}")
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "here", tmp_path / "here" / "data"]


@pytest.mark.parametrize(
    ("below", "reason"), [("x.db", "notes.txt is a file, not a folder"), ("deep/x.db", "deep: Not a directory")]
)
def test_a_database_below_a_file_can_not_be_made(below: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("a file")
    with pytest.raises(StoreError, match=reason):
        open_for_writing(f"sqlite:///{tmp_path}/notes.txt/{below}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to any folder")
@pytest.mark.parametrize("below", ["x.db", "deep/x.db"])
def test_a_folder_that_may_not_be_written_to_is_named(below: str, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match=f"{tmp_path}/.*: Permission denied"):
            open_for_writing(f"sqlite:///{tmp_path}/{below}")
    finally:
        tmp_path.chmod(0o700)


def test_a_lock_file_that_can_not_be_made_is_an_error_of_the_store(tmp_path: Path) -> None:
    (tmp_path / "x.db.lock").mkdir()
    with pytest.raises(StoreError, match=r"x\.db\.lock: Is a directory"):
        open_for_writing(f"sqlite:///{tmp_path}/x.db")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be read as the header of one" * 9)
    with pytest.raises(StoreError, match="file is not a database"):
        open_for_writing(f"sqlite:///{path}")


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "postgresql://x/y", "var/x.db"])
def test_another_kind_of_database_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(StoreError, match=r"sqlite:///path/to/file\.db"):
        open_for_writing(url)


def test_a_refusal_shows_no_password() -> None:
    with pytest.raises(StoreError) as refusal:
        open_for_writing("mysql://slawatch:s3cret@db/slawatch")
    assert "s3cret" not in str(refusal.value)


def test_a_server_that_is_away_is_an_error_of_the_store() -> None:
    with pytest.raises(StoreError, match="postgresql"):
        open_for_writing("postgresql+psycopg://slawatch:s3cret@127.0.0.1:1/slawatch")


WRITER = "import sys; from slawatch.store.opening import open_for_writing as o; o(sys.argv[1]); print('open')"


def test_a_second_daemon_on_the_same_file_is_told_who_has_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/slawatch.db"
    first = open_for_writing(url)
    second = subprocess.run([sys.executable, "-c", WRITER, url], capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert f"slawatch.db is being written by process {os.getpid()}" in second.stderr
    first.close()
    third = subprocess.run([sys.executable, "-c", WRITER, url], capture_output=True, text=True, check=False)
    assert third.stdout == "open\n"


def test_a_database_that_is_away_does_not_answer(tmp_path: Path) -> None:
    store = open_for_writing(f"sqlite:///{tmp_path}/deep/slawatch.db")
    assert store.ping() is True
    store._engine.dispose()
    for file in (tmp_path / "deep").iterdir():
        file.unlink()
    (tmp_path / "deep").rmdir()
    assert store.ping() is False
    store.close()
