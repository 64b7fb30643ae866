"""The feeds of a daemon's configuration: read, and how they stand told as metrics."""

from slawatch.config.settings import Configuration
from slawatch.exporters.selfmetrics import FeedState
from slawatch.runtime.feed_reader import FeedReader
from slawatch.runtime.feeds import healths
from slawatch.runtime.ground import Ground


class CalendarFeeds:
    """Reads feeds into the store."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._reader = FeedReader(store=ground.store, clock=ground.clock)

    def read(self, configuration: Configuration) -> None:
        """Read every feed again."""
        self._reader.read(configuration.feeds)

    def read_unknown(self, configuration: Configuration) -> None:
        """Read the feeds that were never read."""
        self._reader.read_unknown(configuration.feeds)

    def tell(self, configuration: Configuration) -> None:
        """Set the metrics of the feeds of the configuration in force."""
        self._ground.metrics.feeds(
            FeedState(
                calendar=health.settings.owner,
                feed=health.settings.name,
                up=health.up,
                last_success_at=health.last_success_at,
            )
            for health in healths(configuration.feeds, self._ground.store.feed)
        )
