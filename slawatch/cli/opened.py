"""What commands begin with: the configuration read, the store opened, an instant or a period understood."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import click

from slawatch.app.configuring import Configuration, Overrides, Registry, configured, installed
from slawatch.app.storing import for_reading, for_writing
from slawatch.cli.main import Shared
from slawatch.clock import SystemClock
from slawatch.model.instant import instant
from slawatch.runtime.logs import start_logging
from slawatch.store.contract import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A configuration with the kinds of sources that it may use."""

    configuration: Configuration
    registry: Registry


def read(shared: Shared) -> Opened:
    """Return the configuration; ConfigError holds every fault. Log lines go to standard error from here on."""
    start_logging(level=shared.log_level, form=shared.log_format)
    registry = installed()
    overrides = Overrides(listen=shared.listen, store_url=shared.store_url)
    return Opened(configuration=configured(shared.config_file, overrides, registry), registry=registry)


@contextmanager
def reading_store(configuration: Configuration) -> Iterator[Store]:
    """Open the store beside a daemon that may be writing to it."""
    store = for_reading(configuration.store)
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


class Instant(click.ParamType[datetime]):
    """An instant in ISO 8601 with a zone, or a date (its first second in UTC)."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return aware UTC."""
        try:
            told = datetime.fromisoformat(str(value))
            return instant(told.replace(tzinfo=UTC) if "T" not in str(value) and " " not in str(value) else told)
        except ValueError as error:
            self.fail(f"{value!r} is no instant ({error}); write 2026-10-31T16:00:00Z or 2026-10-31", param, ctx)


def now() -> datetime:
    """Return the machine's time."""
    return SystemClock().now()
