"""A configuration with what its feeds say."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from slawatch.config.settings import Configuration
from slawatch.errors import StoreError

if TYPE_CHECKING:
    from slawatch.clock import Clock
    from slawatch.runtime.feeds import FeedHealth, Kept
    from slawatch.store.contract import Store


def fed(configuration: Configuration, kept: "Kept") -> Configuration:
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
    with kept_beside(configuration) as kept:
        return fed(configuration, kept)


@contextmanager
def kept_beside(configuration: Configuration) -> Iterator["Kept"]:
    """Return what the store keeps of feeds; nothing where there are none, or no store yet."""
    with ExitStack() as opened:
        kept: Kept = lambda _key: None  # noqa: E731  as long as there is nothing else
        if configuration.feeds:
            from slawatch.app.storing import for_reading  # noqa: PLC0415  likewise

            with suppress(StoreError):
                kept = opened.enter_context(closing(for_reading(configuration.store))).feed
        yield kept


def sync_feeds(configuration: Configuration, store: "Store", clock: "Clock") -> "Sequence[FeedHealth]":
    """Read every feed now; return how each stands then."""
    if not configuration.feeds:
        return ()
    from slawatch.runtime.feed_reader import FeedReader  # noqa: PLC0415  likewise
    from slawatch.runtime.feeds import healths  # noqa: PLC0415  likewise

    FeedReader(store=store, clock=clock).read(configuration.feeds)
    return healths(configuration.feeds, store.feed)
