"""A configuration with what its feeds say."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from slawatch.config.settings import Configuration
from slawatch.errors import StoreError

if TYPE_CHECKING:
    from slawatch.store.contract import StoredFeed


def fed(configuration: Configuration, kept: "Callable[[str], StoredFeed | None]") -> Configuration:
    """Return the configuration with what its feeds say, from their files and from what is kept of them."""
    if not configuration.feeds:
        return configuration
    # Most configurations have no feeds, and reading calendars takes a command a third of a second to begin with.
    from slawatch.config.feeding import fed as definitions_fed  # noqa: PLC0415
    from slawatch.runtime.feeds import told  # noqa: PLC0415

    said = told(configuration.feeds, kept)
    return replace(configuration, definitions=definitions_fed(configuration.definitions, said))


def fed_beside(configuration: Configuration) -> Configuration:
    """Return the configuration with what its feeds say, as a command knows it beside a daemon; nothing is asked."""
    if not configuration.feeds:
        return configuration
    from slawatch.app.storing import for_reading  # noqa: PLC0415

    try:
        with closing(for_reading(configuration.store)) as store:
            return fed(configuration, store.feed)
    except StoreError:
        return fed(configuration, lambda _key: None)
