"""A PostgreSQL server of one's own: on a socket in its own directory, without a port, gone at the end."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
from needs import needs

_PLACES = "/usr/lib/postgresql/*/bin"


class Server:
    """Makes empty databases."""

    def __init__(self, directory: Path, user: str) -> None:
        self._directory = directory
        self._user = user
        self._numbers = count(1)

    def database(self, *, template: str | None = None) -> str:
        """Return the url of a new database: an empty one, or a copy of another that nobody is connected to."""
        name = f"test{next(self._numbers)}"
        with psycopg.connect(host=str(self._directory), user=self._user, dbname="postgres", autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}")
        return f"postgresql+psycopg://{self._user}@/{name}?host={quote(str(self._directory), safe='')}"

    @staticmethod
    def name_of(url: str) -> str:
        """Return by which name the server knows a database."""
        return urlsplit(url).path.removeprefix("/")


@contextmanager
def running() -> Iterator[Server]:
    """Start a server and stop it at the end. It refuses to run as root, so root runs it as `postgres`."""
    initdb = needs("initdb", "postgresql", places=_PLACES)
    pg_ctl = needs("pg_ctl", "postgresql", places=_PLACES)
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    directory = Path(tempfile.mkdtemp(prefix="slawatch-pg-"))
    if os.geteuid() == 0:
        shutil.chown(directory, user)
    data, log = directory / "data", directory / "log"
    # Nothing of it outlives the test, so nothing of it need reach the disk.
    settings = f"-k {directory} -c listen_addresses= -c fsync=off -c full_page_writes=off"
    try:
        _run(user, initdb, "-D", data, "-A", "trust", "-U", user, "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        _run(user, pg_ctl, "-D", data, "-l", log, "-w", "-o", settings, "start")
        try:
            yield Server(directory, user)
        finally:
            _run(user, pg_ctl, "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _run(user: str, *command: object) -> None:
    as_user = {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(
        [str(word) for word in command],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **as_user,
    )
