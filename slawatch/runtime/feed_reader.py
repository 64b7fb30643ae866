"""Feeds of calendars, read where they lie into the store; what can't be read stays as it was last read well."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import structlog

from slawatch.clock import Clock
from slawatch.config.secrets import Secret
from slawatch.config.settings import FeedSettings
from slawatch.errors import ConfigError, SourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.feed_client import FeedAddress, FeedText, fetched
from slawatch.ingest.ical import NoCalendarError, events
from slawatch.runtime.feeds import content, healths, known_by
from slawatch.store.contract import Store, StoredFeed

log = structlog.get_logger(__name__)

FETCH_SECONDS: Final = 60.0
"""For one feed, all attempts together."""
START_SECONDS: Final = 20.0
"""For all feeds together that were never read, before the first figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReader:
    """Reads feeds into the store; not to be used by two threads at once."""

    store: Store
    clock: Clock

    def read(self, feeds: Iterable[FeedSettings]) -> None:
        """Read each feed again; one that can't be read keeps what is known of it."""
        for settings in feeds:
            self._read(settings, Budget(FETCH_SECONDS, self.clock))

    def read_unknown(self, feeds: Iterable[FeedSettings]) -> None:
        """Read the feeds that were never read well: figures without them would be others."""
        budget = Budget(START_SECONDS, self.clock)
        for health in healths(feeds, self.store.feed):
            if health.last_success_at is None:
                self._read(health.settings, budget)

    def _read(self, settings: FeedSettings, budget: Budget) -> None:
        key, now = known_by(settings), self.clock.now()
        before = self.store.feed(key) or StoredFeed(url=key)
        try:
            text = self._text(settings, before, budget)
            if text is not None:
                events(text.body, timezone=settings.timezone)
        except (SourceError, ConfigError, NoCalendarError) as error:
            self.store.keep_feed(replace(before, error=str(error), failed_at=now))
            known = "what was last read of it stays" if before.body else "it has never been read"
            log.warning(
                "a feed can't be read", feed=settings.name, calendar=settings.owner, reason=str(error), so=known
            )
            return
        self.store.keep_feed(_after(before, text, at=now))

    def _text(self, settings: FeedSettings, before: StoredFeed, budget: Budget) -> FeedText | None:
        if isinstance(settings.address, Path):
            return FeedText(body=content(settings.address))
        url = settings.address.reveal() if isinstance(settings.address, Secret) else settings.address
        address = FeedAddress(url=url, name=settings.name, allow_http=settings.allow_http)
        known = before.body and FeedText(body=before.body, etag=before.etag, last_modified=before.last_modified)
        return fetched(address, known or None, budget=budget, clock=self.clock)


def _after(before: StoredFeed, text: FeedText | None, *, at: datetime) -> StoredFeed:
    """Return what is kept of a feed that was read well; no text: it is as it was."""
    if text is None:
        return replace(before, fetched_at=at, error=None, failed_at=None)
    return StoredFeed(
        url=before.url,
        etag=text.etag,
        last_modified=text.last_modified,
        fetched_at=at,
        sha256=sha256(text.body.encode()).hexdigest(),
        body=text.body,
    )
