"""What a store keeps of reports that were sealed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from slawatch.model.sealed import Delivery, Imprint, Link, LinkKind, NewLink, StoredChange, WrittenText


class ReportRecords(Protocol):
    """Sealed reports for ever: rows are added and never changed."""

    def chain(self, new: NewLink, contents: Mapping[str, bytes] = ...) -> Link:
        """Add a link with what it stands for, by hash, in one transaction; a link that is there already is returned.

        StoreError for a restatement whose report was not sealed, and for a signature under what was not.
        """
        ...

    def links(self, *, after: int = 0) -> Iterator[Link]:
        """Yield the chain after a place in it, usually all of it; close the iterator when leaving it early."""
        ...

    def link(self, report: str, restatement: int | None = None, kind: LinkKind = ...) -> Link | None:
        """Return a link of a report; None as restatement: of the newest."""
        ...

    def seals(self) -> Sequence[tuple[str, int]]:
        """Return the reports that were sealed, with their restatements, in the order of the chain."""
        ...

    def newest(self) -> Sequence[Link]:
        """Return the newest seal of every report, in the order of their first seals."""
        ...

    def sealed_since(self, at: datetime) -> Sequence[Link]:
        """Return the seals since an instant, in the order of the chain."""
        ...

    def content(self, sha256: str) -> bytes | None:
        """Return what stands under a hash. Nobody looked whether it still has that hash."""
        ...

    def contents(self) -> Sequence[str]:
        """Return the hashes of all that is kept."""
        ...

    def write_text(self, text: WrittenText) -> WrittenText:
        """Add a text as the next version of its place, whatever version it says, and return it."""
        ...

    def texts(self, subject: str, period: str, *, at: datetime | None = None) -> Sequence[WrittenText]:
        """Return the newest version by an instant (None: of all) of each text of a report."""
        ...

    def note_delivery(self, delivery: Delivery, *, known: int | None = None) -> None:
        """Add a step; ConflictError where its recipient has had more steps than are `known` (None: any number)."""
        ...

    def deliveries(self, report: str | None = None, restatement: int | None = None) -> Sequence[Delivery]:
        """Return steps in their order, those of one report or all."""
        ...

    def imprint(self, source: str, through: int) -> str:
        """Take the imprint of a stream's changes up to there, of those that have none, and return its head there."""
        ...

    def imprints(self, source: str) -> Iterator[Imprint]:
        """Yield the imprints of a stream in their order."""
        ...

    def stored(self, source: str, *, after: int = 0, through: int | None = None) -> Iterator[StoredChange]:
        """Yield the rows of a stream in (after, through] as they are stored, in the order of the change sequence."""
        ...
