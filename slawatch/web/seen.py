"""What a user sees: everything, or doors behind which there are some agreements only."""

from collections import OrderedDict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Final

from slawatch.exporters.prometheus import Exposition
from slawatch.model.result import Snapshot
from slawatch.model.user import User
from slawatch.reports.archive.archive import Archive
from slawatch.runtime.inquiry import Inquiry
from slawatch.runtime.restricted import RestrictedInquiry
from slawatch.web.published import Doors, Published, SourceStatus

MOST_KEPT: Final = 32
"""Sets of agreements whose view of a publication is kept."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A publication of which some agreements are left."""

    snapshot: Snapshot | None
    reason: str
    exposition: Exposition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """How a source stands, without why it does not answer."""

    name: str
    kind: str
    up: bool | None
    last_success_at: datetime | None
    watermark: datetime | None
    poll_interval_seconds: int
    clock_skew_seconds: float | None
    problem: str = ""


class Seen:
    """Gives each user the doors that are theirs; a view that many see is made once a publication."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._lock = Lock()
        self._kept: OrderedDict[frozenset[str], Inquiry] = OrderedDict()
        self._of: Inquiry | None = None
        """The publication of which they are views: of another, none is kept, for each holds columns of its own."""

    @property
    def whole(self) -> Doors:
        """The doors behind which there is everything."""
        return self._doors

    def by(self, user: User) -> Doors:
        """Return the doors that a user may open."""
        seen = user.agreements
        if seen is None:
            return self._doors
        return replace(
            self._doors,
            published=lambda: self._published(seen),
            sources=lambda: self._sources(seen),
            inquiry=lambda: self._inquiry(seen),
            archive=lambda: self._archive(seen),
        )

    def _archive(self, seen: frozenset[str]) -> Archive | None:
        whole = self._doors.archive()
        return None if whole is None else whole.restricted(seen)

    def _published(self, seen: frozenset[str]) -> Published:
        """Return their part of what is published; none while only an earlier run's figures are there to be shown."""
        inquiry = self._inquiry(seen)
        whole = self._doors.published()
        if inquiry is None:
            return _Part(None, whole.reason or "the first evaluation has not ended yet")
        return _Part(inquiry.snapshot, "")

    def _sources(self, seen: frozenset[str]) -> Sequence[SourceStatus]:
        """Return how the sources stand that can tell of their services; why one does not answer names our servers."""
        inquiry = self._inquiry(seen)
        own: AbstractSet[str] = set() if inquiry is None else inquiry.definitions.mappings.keys()
        return tuple(_without_problem(each) for each in self._doors.sources() if each.name in own)

    def _inquiry(self, seen: frozenset[str]) -> Inquiry | None:
        whole = self._doors.inquiry()
        if whole is None:
            return None
        with self._lock:
            if self._of is not whole:
                self._kept.clear()
                self._of = whole
            if seen not in self._kept:
                self._kept[seen] = RestrictedInquiry.of(whole, seen)
            self._kept.move_to_end(seen)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return self._kept[seen]


def _without_problem(source: SourceStatus) -> SourceStatus:
    return _Source(
        name=source.name,
        kind=source.kind,
        up=source.up,
        last_success_at=source.last_success_at,
        watermark=source.watermark,
        poll_interval_seconds=source.poll_interval_seconds,
        clock_skew_seconds=source.clock_skew_seconds,
    )
