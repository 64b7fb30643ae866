"""What feeds of calendars say, as far as it is known here: from their files and from what the store keeps."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from slawatch.config.faults import Trail
from slawatch.config.settings import FeedSettings
from slawatch.errors import RetriableSourceError, SourceError
from slawatch.ingest.ical import NoCalendarError, events
from slawatch.model.feed import FeedEvents
from slawatch.store.contract import StoredFeed

log = structlog.get_logger(__name__)

Kept = Callable[[str], StoredFeed | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """How a feed stands."""

    settings: FeedSettings
    stored: StoredFeed | None
    """None where it was never asked for."""

    @property
    def up(self) -> bool:
        """Tell whether the last try went well."""
        return self.stored is not None and self.stored.error is None and self.stored.body is not None

    @property
    def last_success_at(self) -> datetime | None:
        """When it was last read well."""
        return self.stored.fetched_at if self.stored is not None else None


def told(feeds: Iterable[FeedSettings], kept: Kept) -> Mapping[Trail, FeedEvents]:
    """Return what feeds say, by where they stand; nothing of those that were never read well."""
    found: dict[Trail, FeedEvents] = {}
    for settings in feeds:
        for text in _texts(settings, kept):
            try:
                found[settings.trail] = events(text, timezone=settings.timezone)
                break
            except NoCalendarError as error:
                log.warning("a feed is no calendar", feed=settings.name, calendar=settings.owner, reason=str(error))
    return found


def healths(feeds: Iterable[FeedSettings], kept: Kept) -> Sequence[FeedHealth]:
    """Return how each feed stands."""
    return [FeedHealth(settings=settings, stored=kept(known_by(settings))) for settings in feeds]


def known_by(settings: FeedSettings) -> str:
    """Return what a feed is kept under: a path, or so much of an address as can hold no secret, and a digest."""
    address = settings.address
    if not isinstance(address, str):
        return str(address) if isinstance(address, Path) else repr(address)
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}#{sha256(address.encode()).hexdigest()[:32]}"


def _texts(settings: FeedSettings, kept: Kept) -> Iterable[str]:
    """Yield what the file holds now, then what was kept."""
    if isinstance(settings.address, Path) and settings.address.is_file():
        try:
            yield content(settings.address)
        except SourceError as error:
            log.warning("a feed can't be read", feed=settings.name, calendar=settings.owner, reason=str(error))
    stored = kept(known_by(settings))
    if stored is not None and stored.body is not None:
        yield stored.body


def content(path: Path) -> str:
    """Return a feed's file; a SourceError says why it can't be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RetriableSourceError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise RetriableSourceError(f"{path} is not UTF-8 (byte {error.start})") from None
