"""The web configuration file as it is now: looked at with every request, read again when it has changed."""

import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from slawatch.config.web_file import WebFile, web_file
from slawatch.errors import ConfigError

Look = tuple[tuple[int, int, int] | None, ...]
"""By file its inode, length and time of change; None where it is not there."""


class CurrentWebFile:
    """What a web configuration file says now; threads may share it."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = Lock()
        self._look: Look | None = None
        self._told: WebFile | ConfigError = WebFile()

    def now(self) -> WebFile:
        """Return what it says; nothing where there is no file. ConfigError where it can't be used as it is."""
        if self.path is None:
            return WebFile()
        with self._lock:
            look = looked([self.path])
            if look != self._look:
                self._told, self._look = _read(self.path), look
            if isinstance(self._told, ConfigError):
                raise self._told
            return self._told


def looked(paths: Sequence[Path]) -> Look:
    """Return how files look from outside; another look means another content, or none."""
    return tuple(map(_look, paths))


def _look(path: Path) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116  each request pays for it
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _read(path: Path) -> WebFile | ConfigError:
    try:
        return web_file(path)
    except ConfigError as error:
        return error
