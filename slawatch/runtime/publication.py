"""What is served: the last evaluation, swapped whole in one assignment."""

from dataclasses import dataclass

from slawatch.exporters.prometheus import Exposition
from slawatch.model.result import Snapshot
from slawatch.runtime.inquiry import Inquiry


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A snapshot and the bytes that were made of it, or the reason why there is none yet."""

    snapshot: Snapshot | None = None
    exposition: Exposition | None = None
    reason: str = ""
    inquiry: Inquiry | None = None
    """Answers questions about the figures; None where an earlier run of the daemon made them."""


class Board:
    """Holds the current publication; readers take it without a lock."""

    def __init__(self) -> None:
        self.current = Publication(reason="the first evaluation has not ended yet")

    def publish(self, snapshot: Snapshot, exposition: Exposition, inquiry: Inquiry | None = None) -> None:
        """Put up a new publication in place of the old one."""
        self.current = Publication(snapshot=snapshot, exposition=exposition, inquiry=inquiry)
