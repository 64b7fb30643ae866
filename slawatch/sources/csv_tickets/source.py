"""A file of tickets as a source."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from slawatch.clock import Clock
from slawatch.errors import FatalSourceError
from slawatch.ingest.file_check import ISO_SECONDS, file_check
from slawatch.ingest.file_feed import FileFeed
from slawatch.ingest.people import Person, pseudonyms
from slawatch.ingest.row_reader import Values, required
from slawatch.ingest.snapshot import LastSeen, Seen
from slawatch.ingest.source import Batch, Caps, Check, Cursor, Limits
from slawatch.model.ticket import Ticket
from slawatch.sources.csv_tickets.comparison import ASSIGNEE, Comparison, Row
from slawatch.sources.csv_tickets.options import Options

_NO_FIELDS: Final = frozenset({"id", "key", "url", "created_at", "updated_at", "responded_at", "resolved_at"})


class CsvTickets:
    """Tells tickets whose rows are other than at the last reading."""

    kind = "csv_tickets"
    status_classes: Mapping[str, str] = MappingProxyType({})

    def __init__(self, options: Options, clock: Clock) -> None:
        self._initial_status, self._salt = options.initial_status, options.people_salt
        self._asked = hashlib.sha256(repr(options.model_dump(exclude={"people_salt"})).encode()).hexdigest()[:16]
        self._feed = FileFeed(options, options.columns.by_role(), meaning=self._row, clock=clock)
        self.caps = Caps(
            history="none",
            delta="snapshot",
            grain=self._feed.stamps.grain,
            public_replies=options.tells_replies,
            # How tickets stood stands nowhere else: read afresh, they would have been created as they are now.
            forgets=True,
        )

    def check(self) -> Check:
        """Return whether the file can be read, and how its first rows are understood."""
        return file_check(self._feed, preview=_preview)

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        """Tell what changed since the last reading; only the last batch knows that it did."""
        file, text = self._parted(cursor)
        seen = LastSeen.read(text)
        comparison = Comparison(seen, self._initial_status, self._person(), self._feed.stamps.grain)
        for batch in self._feed.batches(file, limits, comparison.told):
            after = seen if batch.more else comparison.after
            held = {"file": batch.cursor, "seen": after.text(), "asked": self._asked}
            yield replace(batch, cursor=json.dumps(held))

    def _parted(self, cursor: Cursor | None) -> tuple[Cursor | None, str | None]:
        """Return what is known of the file and of its tickets; under other options the same file is read once more."""
        if cursor is None:
            return None, None
        try:
            held = json.loads(cursor)
            return held["file"] if held.get("asked", self._asked) == self._asked else None, held["seen"]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FatalSourceError("the cursor is none of this source; give it another id to begin anew") from error

    def _person(self) -> Person:
        return pseudonyms(self._salt.reveal() if self._salt else None)

    def _row(self, values: Values) -> Row:
        stamps = self._feed.stamps
        id_, created_at = required(values, "id"), stamps.read(required(values, "created_at"))
        updated_at = stamps.read_optional(values.get("updated_at"))
        fields = {name: value for name, value in values.items() if name not in _NO_FIELDS and value is not None}
        return Row(
            ticket=Ticket(
                id=id_,
                key=values.get("key") or id_,
                url=values.get("url"),
                created_at=created_at,
                updated_at=updated_at,
            ),
            seen=Seen(id=id_, created_at=created_at, fields=fields, changed_at=updated_at),
            responded_at=stamps.read_optional(values.get("responded_at")),
            resolved_at=stamps.read_optional(values.get("resolved_at")),
        )


def _preview(row: Row) -> str:
    fields = ", ".join(f"{name} {value!r}" for name, value in row.seen.fields.items() if name != ASSIGNEE)
    resolved = f", resolved {row.resolved_at:{ISO_SECONDS}}" if row.resolved_at else ""
    return f"ticket {row.ticket.id} created {row.ticket.created_at:{ISO_SECONDS}}{resolved}: {fields}"
