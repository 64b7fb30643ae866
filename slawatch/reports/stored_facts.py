"""Of which time facts are stored: before the first one nobody looked, or nobody kept what was seen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from slawatch.model.interval import Interval
from slawatch.reports.cells import Phrase
from slawatch.reports.reasons import NOTHING_STORED, PARTLY_STORED

_DAY: Final = timedelta(days=1)
"""So late may the first fact of a stretch be that is stored whole: nights are quiet."""


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """What is stored begins at the first fact."""

    first: datetime | None
    """The earliest instant that any fact tells of; None without a fact."""

    def touch(self, span: Interval) -> bool:
        """Tell whether any fact is as old as a stretch."""
        return self.first is not None and self.first < span.end

    def lack(self, span: Interval, *, since: datetime | None = None) -> Phrase | None:
        """Return why a stretch is not to be compared with others; None where it is stored whole.

        What lies before `since`, when an agreement began, is not missed.
        """
        if self.first is None or self.first >= span.end:
            return NOTHING_STORED
        begins = span.start if since is None else max(span.start, since)
        return None if self.first <= begins + _DAY else PARTLY_STORED
