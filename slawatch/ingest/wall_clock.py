"""Times of systems that write them in the wall clock of one zone and do not say which."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final

from slawatch.calendars.zones import zone
from slawatch.errors import FatalSourceError
from slawatch.ingest.source import Finding
from slawatch.ingest.stamps import Stamps
from slawatch.model.instant import EARLIEST

FORMAT: Final = "%Y-%m-%d %H:%M:%S"
EMPTY: Final = frozenset({"", "0000-00-00 00:00:00", "0000-00-00"})
"""What stands for no time at all."""
TOLERANCE: Final = timedelta(minutes=5)
"""Between a clock and what its zone says it must show: no two zones are as near as that."""
BEHIND: Final = timedelta(minutes=15)
"""How late a change may be seen before a clock that is behind is the likelier cause."""
REPEATED: Final = timedelta(hours=1)


class WallClock:
    """Reads and writes the times of one zone. Of the hour that a clock shows twice the first one is taken."""

    def __init__(self, timezone: str) -> None:
        self.name, self._zone = timezone, zone(timezone)
        self._stamps = Stamps(FORMAT, timezone)

    def read(self, text: str | None) -> datetime | None:
        """Return an instant, None where nothing stands; ValueError where it is no time."""
        return None if text is None or text in EMPTY else self._stamps.read(text)

    def write(self, at: datetime) -> str:
        """Return a lower bound for a question. In an hour that comes twice it goes back before both."""
        local = at.astimezone(self._zone)
        while local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
            local = (local - REPEATED).replace(fold=0)
        return local.strftime(FORMAT)

    def verified(self, shown: str | None, at: datetime | None, *, system: str) -> Iterator[Finding]:
        """Yield whether what the system's clock shows at an instant is the time of this zone."""
        try:
            wall = None if shown is None else datetime.strptime(shown, FORMAT)  # noqa: DTZ007  it is the wall's
        except ValueError:
            wall = None
        if wall is None or at is None:
            text = f"{system} doesn't tell what time its clock shows, so timezone {self.name} can't be verified"
            yield Finding(level="warning", text=text)
            return
        expected = at.astimezone(self._zone).replace(tzinfo=None)
        if abs(wall - expected) <= TOLERANCE:
            yield Finding(level="ok", text=f"{system}'s clock shows the time of {self.name}")
            return
        ahead = round((wall - at.replace(tzinfo=None)).total_seconds() / 900) / 4
        text = f"{system}'s clock shows {wall:%H:%M}, UTC{ahead:+g} h; in {self.name} it is {expected:%H:%M}"
        yield Finding(level="error", text=text, hint="set timezone to the zone of its clock")


class ClockWatch:
    """Finds out by what changes that a clock is not that of the zone named, where a system does not tell its time.

    A change of the future shows a clock that is ahead. One that is newer than all that was seen, and yet older than the
    last look, shows one that is behind.
    """

    def __init__(self, system: str, timezone: str) -> None:
        self._system, self._timezone = system, timezone
        self._last: dict[str, tuple[datetime, datetime]] = {}
        """Of each feed, when it was looked at and the newest change that there was."""

    def look(self, feed: str, changes: Collection[datetime], *, at: datetime) -> None:
        """Take note of the changes that were found at an instant; FatalSourceError where they can't be."""
        newest = max(changes, default=EARLIEST)
        looked, seen = self._last.get(feed, (EARLIEST, EARLIEST))
        if newest > at + TOLERANCE:
            raise self._wrong(f"{newest - at} after the time at which it was asked")
        if seen < newest < looked - BEHIND:
            raise self._wrong(f"{looked - newest} before the last look, which did not find it")
        self._last[feed] = (at, max(newest, seen))

    def _wrong(self, how: str) -> FatalSourceError:
        return FatalSourceError(
            f"{self._system}'s clock is not that of {self._timezone}: something changed {how}; "
            "set timezone to the zone in which it writes its times"
        )
