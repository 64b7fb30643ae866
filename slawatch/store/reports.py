"""Sealed reports on SQLAlchemy."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from slawatch.model.sealed import Delivery, Imprint, Link, LinkKind, NewLink, StoredChange, WrittenText
from slawatch.store import chain, imprints, report_notes, stored_rows
from slawatch.store import stream as streams

Opens = Callable[[], AbstractContextManager[Connection]]


class SqlReports:
    """See report_contract.ReportRecords."""

    def __init__(self, reading: Opens, writing: Opens) -> None:
        self._reading, self._writing = reading, writing

    def chain(self, new: NewLink, contents: Mapping[str, bytes] = MappingProxyType({})) -> Link:
        """Add a link with what it stands for, in one transaction; a link that is there already is returned."""
        with self._writing() as connection:
            return chain.add(connection, new, contents)

    def links(self, *, after: int = 0) -> Iterator[Link]:
        """Yield the chain after a place in it, usually from its first link on."""
        with self._reading() as connection:
            yield from chain.links(connection, after=after)

    def link(self, report: str, restatement: int | None = None, kind: LinkKind = LinkKind.SEAL) -> Link | None:
        """Return a link of a report; None as restatement: of the newest."""
        with self._reading() as connection:
            return chain.find(connection, report, restatement, kind)

    def seals(self) -> Sequence[tuple[str, int]]:
        """Return the reports that were sealed, with their restatements, in the order of the chain."""
        with self._reading() as connection:
            return chain.seals(connection)

    def newest(self) -> Sequence[Link]:
        """Return the newest seal of every report, in the order of their first seals."""
        with self._reading() as connection:
            return chain.newest(connection)

    def sealed_since(self, at: datetime) -> Sequence[Link]:
        """Return the seals since an instant, in the order of the chain."""
        with self._reading() as connection:
            return chain.sealed_since(connection, at)

    def content(self, sha256: str) -> bytes | None:
        """Return what stands under a hash."""
        with self._reading() as connection:
            return chain.content(connection, sha256)

    def contents(self) -> Sequence[str]:
        """Return the hashes of all that is kept."""
        with self._reading() as connection:
            return chain.kept(connection)

    def write_text(self, text: WrittenText) -> WrittenText:
        """Add a text as the next version of its place, and return it."""
        with self._writing() as connection:
            return report_notes.write(connection, text)

    def texts(self, subject: str, period: str, *, at: datetime | None = None) -> Sequence[WrittenText]:
        """Return the newest version by an instant (None: of all) of each text of a report."""
        with self._reading() as connection:
            return report_notes.newest(connection, subject, period, at=at)

    def note_delivery(self, delivery: Delivery, *, known: int | None = None) -> None:
        """Add a step; ConflictError where its recipient has had more steps than are `known` (None: any number)."""
        with self._writing() as connection:
            report_notes.deliver(connection, delivery, known=known)

    def deliveries(self, report: str | None = None, restatement: int | None = None) -> Sequence[Delivery]:
        """Return steps in their order, those of one report or all."""
        with self._reading() as connection:
            return report_notes.delivered(connection, report, restatement)

    def imprint(self, source: str, through: int) -> str:
        """Take the imprint of changes up to there that have none, and return the head there."""
        with self._reading() as connection:
            wanting = list(imprints.missing(connection, source, through))
        for imprint in wanting:
            with self._writing() as connection:
                imprints.keep(connection, imprint)
        with self._reading() as connection:
            return imprints.head_at(connection, source, through)

    def imprints(self, source: str) -> Iterator[Imprint]:
        """Yield the imprints of a stream in their order."""
        with self._reading() as connection:
            yield from imprints.listed(connection, source)

    def stored(self, source: str, *, after: int = 0, through: int | None = None) -> Iterator[StoredChange]:
        """Yield the rows of a stream in (after, through] as they are stored, in the order of the change sequence."""
        with self._reading() as connection:
            stream = streams.number_of(connection, source)
            if stream is not None:
                end = streams.state(connection, source).sequence if through is None else through
                yield from stored_rows.stored(connection, stream, after=after, through=end)
