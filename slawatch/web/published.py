"""What the pages are given by app; they ask for nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from slawatch.config.access_section import AccessSettings
from slawatch.exporters.live import LivePart
from slawatch.exporters.prometheus import Exposition
from slawatch.model.result import Snapshot
from slawatch.reports.archive.archive import Archive
from slawatch.runtime.inquiry import Inquiry
from slawatch.store.contract import Store


class Published(Protocol):
    """The last evaluation, swapped in one assignment."""

    @property
    def snapshot(self) -> Snapshot | None:
        """The figures; None while there are none that may be shown."""
        ...

    @property
    def exposition(self) -> Exposition | None:
        """The same figures as prepared bytes."""
        ...

    @property
    def reason(self) -> str:
        """Why there is no usable snapshot yet; empty when there is one."""
        ...


class SourceStatus(Protocol):
    """How a source stands."""

    @property
    def name(self) -> str:
        """Its id in the configuration."""
        ...

    @property
    def kind(self) -> str:
        """Which plug-in reads it."""
        ...

    @property
    def up(self) -> bool | None:
        """Whether the last poll was answered in full; None before the first has ended."""
        ...

    @property
    def last_success_at(self) -> datetime | None:
        """When a poll last was answered in full."""
        ...

    @property
    def watermark(self) -> datetime | None:
        """Up to where it has told every change."""
        ...

    @property
    def poll_interval_seconds(self) -> int:
        """Configured time between polls."""
        ...

    @property
    def problem(self) -> str:
        """Why the last poll failed, in words; empty when it did not."""
        ...

    @property
    def clock_skew_seconds(self) -> float | None:
        """The server's clock less ours; None where it does not tell."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Everything behind the pages, as plain callables."""

    version: str
    published: Callable[[], Published]
    sources: Callable[[], Sequence[SourceStatus]]
    live: LivePart
    inquiry: Callable[[], Inquiry | None]
    """Answers questions about what is published; None while there is nothing to ask."""
    reload: Callable[[], tuple[bool, str]]
    """Loads the configuration anew; returns whether it took effect, and what to tell."""
    now: Callable[[], datetime]
    monotonic: Callable[[], float] = lambda: 0.0
    """Seconds of a clock that nobody sets."""
    access: Callable[[], AccessSettings] = AccessSettings
    """Who may see and do what, as the configuration in force says."""
    store: Store | None = None
    """Where what people state is written; None: nobody can state anything."""
    archive: Callable[[], Archive | None] = lambda: None
    """Sealed reports; None: there are none to be read here."""
