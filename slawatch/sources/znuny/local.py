"""Times of a system that writes them in its own zone, without an offset. Pure."""

from datetime import UTC, datetime

from slawatch.calendars.zones import zone
from slawatch.ingest.wall_clock import FORMAT, WallClock


class Local(WallClock):
    """The wall clock of the database's zone."""

    def at(self, text: str) -> datetime:
        """Return the instant; ValueError where there is none."""
        at = self.read(text)
        if at is None:
            raise ValueError("a time is empty")
        return at

    def is_ambiguous(self, text: str) -> bool:
        """Tell whether the clock shows this time twice."""
        wall = datetime.strptime(text, FORMAT).replace(tzinfo=zone(self.name))
        return wall.utcoffset() != wall.replace(fold=1).utcoffset()

    def repeats(self, year: int) -> bool:
        """Tell whether the clock is put back in a year."""
        months = (datetime(year, month, 1, tzinfo=UTC) for month in range(1, 13))
        return len({month.astimezone(zone(self.name)).utcoffset() for month in months}) > 1
