"""Times as files and systems write them, read as instants."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from slawatch.calendars.zones import zone
from slawatch.model.instant import instant

ISO_8601: Final = "iso8601"

_SAMPLE: Final = datetime(2026, 11, 22, 13, 45, 56, tzinfo=UTC)
_GRAINS: Final = (("STXcs", 1), ("MR", 60), ("HI", 3600))
"""Directives that tell the second, the minute, the hour."""


class Stamps:
    """Reads times of one format: `iso8601`, or a pattern of strptime.

    A pattern without %z needs the zone in whose wall time the file is written. Of two instants that a wall clock
    shows alike (the hour that is repeated when summer time ends) the first is taken; a time that the clock skipped
    is an error.
    """

    def __init__(self, pattern: str, timezone: str | None) -> None:
        self._pattern = pattern
        self._zone: ZoneInfo | None = None if timezone is None else zone(timezone)
        if pattern != ISO_8601:
            _refuse_pattern(pattern)
            _refuse_zone(timezone, offset="%z" in pattern)
        self.ambiguous: set[str] = set()
        """Texts read so far that name two instants."""
        self.read = lru_cache(maxsize=65_536)(self._read)
        """Text -> aware UTC in whole seconds, ValueError says what is wrong. It remembers: logs repeat their times."""

    @property
    def grain(self) -> int:
        """Resolution in seconds."""
        if self._pattern == ISO_8601:
            return 1
        directives = set(re.findall(r"%(.)", self._pattern))
        return next((seconds for letters, seconds in _GRAINS if directives & set(letters)), 86_400)

    def read_optional(self, text: str | None) -> datetime | None:
        """Return the instant, None where there is no text."""
        return None if text is None else self.read(text)

    def _read(self, text: str) -> datetime:
        found = self._parsed(text)
        try:
            return instant(found if found.tzinfo else self._placed(found, text))
        except OverflowError:
            raise ValueError(f"{text!r} is beyond the calendar") from None

    def _placed(self, local: datetime, text: str) -> datetime:
        if self._zone is None:
            raise ValueError(f"{text!r} has no offset from UTC; name the timezone in which it is written")
        jump = _jump(local, self._zone)
        if jump > timedelta():
            raise ValueError(f"{text!r} is no time in {self._zone.key}: the clock skipped it")
        if jump < timedelta():
            self.ambiguous.add(text)
        return local.replace(tzinfo=self._zone)

    def _parsed(self, text: str) -> datetime:
        try:
            if self._pattern == ISO_8601:
                return datetime.fromisoformat(text)
            return datetime.strptime(text, self._pattern)  # noqa: DTZ007  the zone follows
        except ValueError:
            raise ValueError(f"{text!r} is no time of the format {self._pattern}") from None


def _jump(local: datetime, place: ZoneInfo) -> timedelta:
    """How far the clock was put at a wall time: forward (the time was skipped), back (it came twice), or not at all."""
    first, second = (local.replace(tzinfo=place, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    return second - first


def _refuse_pattern(pattern: str) -> None:
    try:
        read = datetime.strptime(_SAMPLE.strftime(pattern), pattern)  # noqa: DTZ007  only its date and hour are looked at
    except ValueError as error:
        raise ValueError(f"{pattern!r} is no time format: {error}") from None
    if read.date() != _SAMPLE.date() or read.hour not in (_SAMPLE.hour, 0):
        raise ValueError(f"{pattern!r} does not tell year, month and day (and am or pm, where hours end at 12)")


def _refuse_zone(timezone: str | None, *, offset: bool) -> None:
    if timezone is None and not offset:
        raise ValueError("times without %z say nothing of their zone: name it, e.g. timezone: Asia/Shanghai")
    if timezone is not None and offset:
        raise ValueError("times with %z tell their offset from UTC themselves: leave timezone out")
