"""What was told and committed, so that nothing is asked for twice."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from slawatch.ingest.desk import Row
from slawatch.model.instant import epoch, from_epoch
from slawatch.sources.zendesk.rest import time_or_none

METRICS: Final = "metric_events"
SETTLED: Final = timedelta(seconds=2)
"""After this a second is over, and a ticket that was read has all that happened in it."""


@dataclass(slots=True)
class Memory:
    """Which tickets were told as they are."""

    told: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    metric_ids: frozenset[str] = frozenset()
    """The metric events that were seen last."""

    def untold(self, rows: Sequence[Row]) -> list[Row]:
        """Return the tickets in which something may be new."""
        return [row for row in rows if not self._is_told(str(row.get("id")), look(row))]

    def learn(self, rows: Sequence[Row], *, asked: datetime) -> None:
        """Keep how tickets looked that were read after the second in which they changed was over."""
        for row in rows:
            at = changed_at(row)
            if at is not None and at + SETTLED < asked:
                self.told[str(row["id"])] = look(row)

    def _is_told(self, id_: str, found: tuple[Any, ...]) -> bool:
        """Tell whether a ticket was told so, with its metric events or without any there."""
        return self.told.get(id_) in (found, (*found[:-1], True))

    def forget(self, *, before: datetime) -> None:
        """Drop what no re-scan meets again."""
        self.told = {id_: kept for id_, kept in self.told.items() if kept[0] and kept[0] >= epoch(before)}


def look(row: Row) -> tuple[Any, ...]:
    """Return what shows that a ticket changed, and whether its metric events came with it."""
    at = changed_at(row)
    return (at and epoch(at), row.get("updated_at"), row.get("status"), METRICS in row)


def changed_at(row: Row) -> datetime | None:
    """Return when a ticket changed last, by the system too; None where it does not say."""
    generated = row.get("generated_timestamp")
    return from_epoch(generated) if isinstance(generated, int) else time_or_none(row.get("updated_at"))
