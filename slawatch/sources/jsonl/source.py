"""A file of JSON lines as a source: read from where the last poll ended, never twice, never past a line that is cut."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from slawatch.clock import Clock
from slawatch.errors import FatalSourceError, RetriableSourceError, SkippableRow, SourceError
from slawatch.ingest.encodings import likely
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.quarantine import bad_row, first_reasons, too_many
from slawatch.ingest.source import BadRow, Batch, Caps, Check, Cursor, Finding, Limits
from slawatch.model.event import Event
from slawatch.model.outage import Outage
from slawatch.model.ticket import Ticket
from slawatch.sources.jsonl.lines import LineReader
from slawatch.sources.jsonl.options import Options
from slawatch.sources.jsonl.tail import Content, Line, Place, opened, rotated, whole_lines

CHECKED = 1000
"""Lines that a check looks at."""


@dataclass(slots=True)
class _Facts:
    tickets: dict[str, Ticket] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    outages: dict[str, Outage] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)

    def batch(self, place: Place) -> Batch:
        return Batch(
            cursor=place.cursor(),
            tickets=tuple(self.tickets.values()),
            events=tuple(self.events),
            outages=tuple(self.outages.values()),
            bad=tuple(self.bad),
            unknown_fields=dict(self.unknown),
            more=True,
        )


class JsonLines:
    """Tells what new lines say."""

    kind = "jsonl"
    status_classes: Mapping[str, str] = MappingProxyType({})

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options, self._clock, self._stamps = options, clock, options.stamps()
        self.caps = Caps(history="full", delta="token", grain=self._stamps.grain, public_replies=options.tells_replies)

    def check(self) -> Check:
        """Return whether the file can be read, and what its first lines say."""
        identity, timezone = str(self._options.path), self._options.timezone
        try:
            findings = tuple(self._findings())
        except SourceError as error:
            findings = (Finding(level="error", text=str(error)),)
        return Check(findings=findings, identity=identity, timezone=timezone)

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        """Tell new lines, those of a file that was rotated away first."""
        asked_at, place = self._clock.now(), Place.read(cursor)
        until = self._clock.monotonic() + limits.seconds
        path = self._options.path
        lost: tuple[BadRow, ...] = ()
        if not self._is_same(place):
            older = rotated(path, place, self._options.encoding)
            lost = () if older else (_lost(place),)
            for each in older:
                for batch, reached in self._batches(each, place, limits.rows):
                    yield batch
                    place = reached
                cut = tuple(self._cut(each, place))
                if each == older[-1] and self._is_empty():  # whoever writes may not have changed over yet
                    through = None if cut else self._complete_through(Place(), asked_at)
                    yield Batch(cursor=place.cursor(), complete_through=through)
                    return
                yield Batch(cursor=place.cursor(), bad=cut, more=True)
                place = Place()
            place = Place()
        for batch, reached in self._batches(path, place, limits.rows):
            yield replace(batch, bad=(*lost, *batch.bad))
            lost, place = (), reached
            if self._clock.monotonic() > until:
                return
        yield Batch(cursor=place.cursor(), bad=lost, complete_through=self._complete_through(place, asked_at))

    def _is_same(self, place: Place) -> bool:
        with self._opened(place) as content:
            return place.is_in(content)

    def _batches(self, path: Path, place: Place, most: int) -> Iterator[tuple[Batch, Place]]:
        salt = self._options.people_salt
        reader = LineReader(self._stamps, pseudonyms(salt.reveal() if salt else None))
        with opened(path, self._options.encoding) as content:
            if not place.is_in(content):
                raise RetriableSourceError(f"{path} was rotated away while it was looked at")
            if place.offset == 0:  # from now on it is known which file was begun
                place = Place(inode=content.inode)
                yield Batch(cursor=place.cursor(), more=True), place
            while lines := whole_lines(content, place, most=most):
                place = lines[-1].place(content)
                yield _facts(reader, lines, content).batch(place), place

    def _is_empty(self) -> bool:
        with self._opened(Place(inode=1)) as content:
            return content.size == 0

    def _cut(self, path: Path, place: Place) -> Iterator[BadRow]:
        """Yield the line that was never finished in a file that was rotated away."""
        with opened(path, self._options.encoding) as content:
            if content.size > place.offset:
                content.file.seek(place.offset)
                number = place.line + 1
                reason = f"line {number} is cut: the file was rotated away before it was finished"
                yield bad_row(f"line {number} of file {content.inode}", reason, content.file.read())

    @contextmanager
    def _opened(self, place: Place) -> Iterator[Content]:
        path = self._options.path
        try:
            with opened(path, self._options.encoding) as content:
                yield content
        except FileNotFoundError:
            if place == Place():
                raise FatalSourceError(f"{path} does not exist") from None
            raise RetriableSourceError(f"{path} is not there: rotated away and not begun again") from None
        except OSError as error:
            raise FatalSourceError(f"{path} can't be read: {error.strerror}") from None

    def _complete_through(self, place: Place, asked_at: datetime) -> datetime | None:
        with self._opened(place) as content:
            if content.size > place.offset or not place.is_in(content):
                return None  # what it will say may have happened already
            return asked_at if self._options.complete_through == "read" else min(content.written_at, asked_at)

    def _findings(self) -> Iterator[Finding]:
        with self._opened(Place()) as content:
            lines = whole_lines(content, Place(), most=CHECKED)
            facts = _facts(LineReader(self._stamps, pseudonyms(None)), lines, content)
            is_cut = len(lines) < CHECKED and (lines[-1].end if lines else 0) < content.size
        told = f"{len(facts.tickets)} tickets, {len(facts.events)} events, {len(facts.outages)} outages"
        yield Finding(level="ok", text=f"the first {len(lines)} lines tell {told}")
        if facts.bad:
            text = f"{len(facts.bad)} of {len(lines)} lines can't be read: {first_reasons(facts.bad)}"
            level: Literal["error", "warning"] = "error" if too_many(facts.bad, rows=len(lines)) else "warning"
            yield Finding(level=level, text=text, hint="docs/sources/files.md tells what a line must say")
        if facts.unknown:
            names = ", ".join(sorted(facts.unknown))
            yield Finding(
                level="warning", text=f"keys that mean nothing: {names}", hint="raw fields stand under fields"
            )
        if is_cut:
            text = "the last line is cut: it is not read, and holds the watermark back"
            yield Finding(level="warning", text=text, hint="a line ends with a line break")


def _facts(reader: LineReader, lines: Sequence[Line], content: Content) -> _Facts:
    facts = _Facts()
    for line in lines:
        try:
            text = _text(line, content)
            if text.strip():
                _take(facts, reader, text, number=line.number)
        except SkippableRow as error:
            facts.bad.append(bad_row(error.row_id, str(error), line.raw))
    return facts


def _text(line: Line, content: Content) -> str:
    try:
        return line.raw.decode(content.encoding)
    except UnicodeDecodeError as error:
        text = f"line {line.number} is not {content.encoding}: {error.reason}; {likely(line.raw)}"
        raise SkippableRow(text, row_id=f"line {line.number}") from None


def _take(facts: _Facts, reader: LineReader, text: str, *, number: int) -> None:
    told = reader.read(text, number=number)
    facts.unknown.update(told.unknown)
    if told.outage is not None:
        facts.outages[told.outage.id] = told.outage
    if told.ticket is not None:
        facts.tickets[told.ticket.id] = told.ticket
        facts.events.extend(told.events)


def _lost(place: Place) -> BadRow:
    reason = (
        f"the file that was read up to line {place.line} is gone or was cut, and not found beside it:"
        " lines that were written to it after that are lost"
    )
    return BadRow(row_id=f"after line {place.line} of file {place.inode}", reason=reason, sha256=place.sha256)
