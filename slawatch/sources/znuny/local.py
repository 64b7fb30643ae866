"""Times of a system that writes them in its own zone, without an offset. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from slawatch.model.instant import instant

FORMAT: Final = "%Y-%m-%d %H:%M:%S"
_HOUR: Final = timedelta(hours=1)


class Local:
    """Reads and writes the times of one zone. Of an instant that the clock shows twice the first is meant."""

    def __init__(self, name: str) -> None:
        self._zone = ZoneInfo(name)

    def read(self, text: str) -> datetime:
        """Return the instant; ValueError where there is none."""
        return instant(self._wall(text))

    def is_ambiguous(self, text: str) -> bool:
        """Tell whether the clock shows this time twice."""
        wall = self._wall(text)
        return wall.utcoffset() != wall.replace(fold=1).utcoffset()

    def since(self, at: datetime) -> str:
        """Return what is asked for so that nothing since an instant is missed, not even where the clock goes back."""
        later = (at + 2 * _HOUR).astimezone(self._zone).utcoffset() or timedelta()
        now = at.astimezone(self._zone)
        back = max(timedelta(), (now.utcoffset() or timedelta()) - later)
        return (now.replace(tzinfo=None) - back).strftime(FORMAT)

    def repeats(self, year: int) -> bool:
        """Tell whether the clock is put back in a year."""
        offsets = {datetime(year, month, 1, tzinfo=UTC).astimezone(self._zone).utcoffset() for month in range(1, 13)}
        return len(offsets) > 1

    def _wall(self, text: str) -> datetime:
        return datetime.strptime(text, FORMAT).replace(tzinfo=self._zone)
