"""Times as databases give them: with a zone, without one, as numbers, as texts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from slawatch.calendars.zones import zone
from slawatch.ingest.stamps import ISO_8601, Stamps
from slawatch.model.instant import instant

PER_SECOND: Final = {"s": 1, "ms": 1_000, "us": 1_000_000}
SUMMER_TIME: Final = timedelta(hours=1)
"""By so much the wall clock of texts with an offset may be put back."""
Raw = datetime | int | float | Decimal | str
"""What a driver returns for a column of times."""


class Times:
    """Reads times of one database, and says from where on it is to be asked."""

    def __init__(self, *, epoch: Literal["s", "ms", "us"], timezone: str | None) -> None:
        self._per_second = PER_SECOND[epoch]
        self._zone: ZoneInfo | None = None if timezone is None else zone(timezone)
        self._texts = Stamps(ISO_8601, timezone)

    def read(self, raw: Any) -> datetime:  # noqa: ANN401  whatever a driver returns
        """Return the instant; ValueError where the value is no time, or one of an unknown zone."""
        if isinstance(raw, bool) or raw is None:
            raise ValueError(f"{raw!r} is no time")
        if isinstance(raw, int | float | Decimal):
            return self._counted(raw)
        if isinstance(raw, datetime):
            return instant(raw if raw.tzinfo else self._placed(raw))
        if isinstance(raw, str):
            return self._texts.read(raw)
        raise ValueError(f"a value of the type {type(raw).__name__} is no time")

    def before(self, last: Raw, seconds: int, *, now: datetime) -> Raw:
        """Return the value of the same type so many seconds before: from there on rows may have come since."""
        if isinstance(last, int | float | Decimal):
            return last - seconds * self._per_second
        if isinstance(last, datetime) and last.tzinfo:
            return last - timedelta(seconds=seconds)
        at = self.read(last) - timedelta(seconds=seconds)
        if isinstance(last, datetime):
            return self._local(at, now=now)
        own = _offset(last)
        bound = self._local(at, now=now) if own is None else at.astimezone(own).replace(tzinfo=None) - SUMMER_TIME
        return f"{bound:%Y-%m-%d %H:%M:%S}"

    def _counted(self, raw: float | Decimal) -> datetime:
        try:
            return instant(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(raw) // self._per_second))
        except (OverflowError, ValueError):
            raise ValueError(f"{raw} is no time in these units since 1970; see epoch") from None

    def _placed(self, local: datetime) -> datetime:
        if self._zone is None:
            raise ValueError("a time has no zone; name the timezone in which the database keeps it")
        return local.replace(tzinfo=self._zone)

    def _local(self, at: datetime, *, now: datetime) -> datetime:
        """Return the least wall time since an instant: clocks that were put back since then showed it once more."""
        place = self._zone or UTC
        offsets = [each.astimezone(place).utcoffset() or timedelta() for each in (at, now)]
        return at.replace(tzinfo=None) + min(offsets)


def _offset(text: str) -> tzinfo | None:
    """Return the offset that a text tells, None where it tells none or UTC: texts are in the order of wall times."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return told.tzinfo if told.utcoffset() else None


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "datetime": datetime.fromisoformat,
    "decimal": Decimal,
    "uuid": UUID,
    "as it is": lambda value: value,
}


@dataclass(frozen=True, slots=True)
class Written:
    """A value of the database in a cursor: a time or an id."""

    raw: Any

    def told(self) -> list[Any]:
        """Return it as JSON can hold it."""
        if isinstance(self.raw, datetime):
            return ["datetime", self.raw.isoformat()]
        if isinstance(self.raw, Decimal | UUID):
            return [type(self.raw).__name__.lower(), str(self.raw)]
        return ["as it is", self.raw]

    @classmethod
    def of(cls, told: list[Any]) -> "Written":
        """Return what JSON holds."""
        kind, value = told
        return cls(_READERS[kind](value))
