"""Of which time facts are stored: before the first one nobody looked, or nobody kept what was seen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from slawatch.model.interval import Interval
from slawatch.reports.cells import Phrase
from slawatch.reports.reasons import NOT_ALL_TOLD, NOTHING_STORED, PARTLY_STORED

_DAY: Final = timedelta(days=1)
"""So late may the first fact of a stretch be that is stored whole: nights are quiet."""


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """What is stored begins at the first fact."""

    first: datetime | None
    """The earliest instant that any fact tells of; None without a fact."""
    by_source: Mapping[str, datetime] = field(default_factory=dict)
    """The creation of the first ticket of each source that tells tickets. One that tells nothing but outages is quiet
    for months, which says nothing about when it began to look: of it the first fact of all counts."""

    def touch(self, span: Interval) -> bool:
        """Tell whether any fact is as old as a stretch."""
        return self.first is not None and self.first < span.end

    def lack(self, span: Interval, *, since: datetime | None = None, sources: Collection[str] = ()) -> Phrase | None:
        """Return why a stretch is not to be compared with others; None where these sources have told all of it.

        What lies before `since`, when an agreement began, is not missed.
        """
        if self.first is None or self.first >= span.end:
            return NOTHING_STORED
        whole = (span.start if since is None else max(span.start, since)) + _DAY
        if self.first > whole:
            return PARTLY_STORED
        return NOT_ALL_TOLD if any(self.by_source.get(each, self.first) > whole for each in sources) else None
