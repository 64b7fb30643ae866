"""The time of a service, and work on tickets, in a few words. Instants are seconds of June 2026, UTC."""

from typing import Any

import numpy as np
from figure_cases import ALWAYS, MAIL, OFFICE, agreement, at, seconds

from slawatch.calendars.calendar import compiled
from slawatch.engine.availability import ServiceRecord
from slawatch.engine.columns import NEVER, WorkRows
from slawatch.engine.rows import empty
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import covered, from_instant
from slawatch.engine.windows import window
from slawatch.model.interval import Interval

JUNE = Interval(at("2026-06-01"), at("2026-07-01"))
FIRST = seconds("2026-06-01")
DAY = 86400
MONTH = 30 * DAY
OPEN = 1 << 40
"""The end of what has none."""
CALENDARS = {hours.id: compiled(hours) for hours in (ALWAYS, OFFICE)}


def spans(*stretches: tuple[int, int]) -> np.ndarray:
    return covered(np.array(stretches, np.int64).reshape(-1, 2) + FIRST, times=1)


def time(
    *down: tuple[int, int],
    as_of: int = MONTH,
    known: int | None = None,
    hours: str = "always",
    **told: Any,  # noqa: ANN401
) -> ServiceTime:
    """Return June as an agreement sees it; `told` are excluded stretches, the period, dates of the agreement."""
    period, excluded = told.pop("period", JUNE), told.pop("excluded", ())
    known_until = FIRST + (as_of if known is None else known)
    promised = agreement(**told)
    return ServiceTime(
        agreement=promised,
        service=MAIL,
        window=window(promised, period, as_of=at("2026-06-01") + np.timedelta64(as_of, "s").astype(object)),
        calendar=CALENDARS[hours],
        record=ServiceRecord(down=spans(*down), excluded=spans(*excluded), unknown=from_instant(known_until)),
        known_until=known_until,
    )


def work(*stretches: tuple[int, ...], **columns: Any) -> WorkRows:  # noqa: ANN401  any column may be given
    """Return a row a stretch: (ticket, creation, start, end)."""
    told = np.array(stretches, np.int64).reshape(-1, 4)
    blank = {name: np.zeros(len(told), getattr(empty(WorkRows), name).dtype) for name in WorkRows.__dataclass_fields__}
    begun = {
        "ticket": told[:, 0],
        "created_at": told[:, 1] + FIRST,
        "started_at": told[:, 2] + FIRST,
        "ended_at": np.where(told[:, 3] == OPEN, NEVER, told[:, 3] + FIRST),
        "cycle": (told[:, 2] != told[:, 1]).astype(np.int32),
    }
    return WorkRows(**{**blank, **begun, **columns})
