"""The store, open for the length of a command. Apart, for a command without it starts in half the time."""

from collections.abc import Iterator
from contextlib import contextmanager

from slawatch.app.storing import for_appending, for_reading, for_writing
from slawatch.config.settings import Configuration
from slawatch.store.contract import Store


@contextmanager
def reading_store(configuration: Configuration) -> Iterator[Store]:
    """Open the store beside a daemon that may be writing to it."""
    store = for_reading(configuration.store)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def appending_store(configuration: Configuration) -> Iterator[Store]:
    """Open the store for short writes beside a daemon."""
    store = for_appending(configuration.store)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def writing_store(configuration: Configuration) -> Iterator[Store]:
    """Open the store as its only writer."""
    store = for_writing(configuration.store)
    try:
        yield store
    finally:
        store.close()
