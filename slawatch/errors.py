"""Errors, sorted by what the reader of the message can do about them."""

from datetime import datetime


class SlawatchError(Exception):
    """The base of every error that slawatch raises on purpose."""


class ConfigError(SlawatchError):
    """The configuration can't be used; its message holds every fault found, a line each."""


class StoreError(SlawatchError):
    """The database can't be used: locked by another daemon, from a newer version, out of reach."""


class ConflictError(StoreError):
    """Somebody else stated something since the facts were looked at: look again."""


class SourceError(SlawatchError):
    """A poll ended without a full answer. Nothing is lost: the cursor stands where it stood."""


class RetriableSourceError(SourceError):
    """The next poll may succeed without anybody's help: a time-out, a 5xx, a broken answer."""


class FatalSourceError(SourceError):
    """Somebody must act first: a refused password, a wrong zone, a filter that is ignored."""


class DeferredSourceError(SourceError):
    """The server asked to be left alone until a named instant; no worker waits for it."""

    def __init__(self, message: str, *, until: datetime) -> None:
        super().__init__(message)
        self.until = until


class SkippableRow(SlawatchError):  # noqa: N818  a row is not an error of the program
    """One row can't be read; it goes to quarantine and the poll goes on."""

    def __init__(self, reason: str, *, row_id: str) -> None:
        super().__init__(reason)
        self.row_id = row_id


class TooMuchError(SlawatchError):
    """An answer would take too long beside the daemon's work."""
