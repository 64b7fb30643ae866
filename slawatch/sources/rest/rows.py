"""Rows of an API as tickets, by the paths that the configuration names. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slawatch.errors import SkippableRow
from slawatch.ingest.people import Person
from slawatch.ingest.source import Stamp
from slawatch.ingest.stamps import Stamps
from slawatch.model.ticket import Ticket
from slawatch.sources.rest.options import Options
from slawatch.sources.rest.paths import at, text

Row = Mapping[str, Any]
OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row tells, as the configuration says."""

    options: Options
    stamps: Stamps
    person: Person

    def id(self, row: Row) -> str:
        """Return a ticket's id; SkippableRow where it has none."""
        found = text(at(row, self.options.ticket.id)) if isinstance(row, Mapping) else None
        if found is None:
            raise SkippableRow(f'it has no id at "{self.options.ticket.id}"', row_id="?")
        return found

    def time(self, row: Row, path: str | None, row_id: str) -> datetime:
        """Return the instant at a path; SkippableRow where there is none."""
        found = text(at(row, path or ""))
        try:
            return self.stamps.read(found or "")
        except ValueError as error:
            raise SkippableRow(f'the time at "{path}" can\'t be read: {error}', row_id=row_id) from error

    def updated(self, row: Row) -> datetime | None:
        """Return the last change of a ticket, None where the API does not say it or says nonsense."""
        return self.optional_time(row, self.options.ticket.updated)

    def optional_time(self, row: Row, path: str | None) -> datetime | None:
        """Return the instant at a path, None where there is none that can be read."""
        try:
            return self.time(row, path, "") if path else None
        except SkippableRow:
            return None

    def stamp(self, row: Row) -> Stamp:
        """Return id, last change and status."""
        id_ = self.id(row)
        return Stamp(id=id_, updated_at=self.updated(row), status=text(at(row, self.options.ticket.status)))

    def fields(self, row: Row) -> dict[str, str]:
        """Return the raw fields that have a value, the status among them."""
        paths = {**self.options.ticket.fields, "status": self.options.ticket.status}
        return {name: value for name, path in paths.items() if (value := self.kept(name, text(at(row, path))))}

    def kept(self, name: str, value: str | None) -> str | None:
        """Return what is stored of a field's value: of people a pseudonym."""
        return self.person(value) if name == OWNER and value else value

    def ticket(self, row: Row) -> Ticket:
        """Return the ticket's identity."""
        paths, id_ = self.options.ticket, self.id(row)
        key = text(at(row, paths.key)) if paths.key else None
        updated = self.time(row, paths.updated, id_) if paths.updated else None
        url = paths.url.replace("{id}", id_).replace("{key}", key or id_)
        created = self.time(row, paths.created, id_)
        return Ticket(id=id_, key=key or id_, created_at=created, updated_at=updated, url=url or None)
