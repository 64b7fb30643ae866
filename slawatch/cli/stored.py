"""The store, open for the length of a command. Apart, for a command without it starts in half the time."""

from contextlib import closing

from slawatch.app.storing import for_appending, for_reading, for_writing
from slawatch.config.settings import Configuration
from slawatch.store.sql import SqlStore


def reading_store(configuration: Configuration) -> closing[SqlStore]:
    """Return the store to read from beside a daemon that may be writing to it; it is closed at the end of `with`."""
    return closing(for_reading(configuration.store))


def appending_store(configuration: Configuration) -> closing[SqlStore]:
    """Return the store for short writes beside a daemon; it is closed at the end of `with`."""
    return closing(for_appending(configuration.store))


def writing_store(configuration: Configuration) -> closing[SqlStore]:
    """Return the store for its only writer; it is closed at the end of `with`."""
    return closing(for_writing(configuration.store))
