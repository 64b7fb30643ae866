"""The store as the configuration names it."""

from slawatch.config.settings import StoreSettings
from slawatch.store.opening import open_for_appending, open_for_reading, open_for_writing
from slawatch.store.sql import SqlStore


def for_writing(settings: StoreSettings) -> SqlStore:
    """Return the store, opened by its only writer."""
    return open_for_writing(settings.url, password=_password(settings))


def for_appending(settings: StoreSettings) -> SqlStore:
    """Return the store, opened for short writes beside its writer."""
    return open_for_appending(settings.url, password=_password(settings))


def for_reading(settings: StoreSettings) -> SqlStore:
    """Return the store, opened beside a writer."""
    return open_for_reading(settings.url, password=_password(settings))


def _password(settings: StoreSettings) -> str | None:
    return None if settings.password is None else settings.password.reveal()
