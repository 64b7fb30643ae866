"""How far the feeds of a system were told: what a cursor holds."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from slawatch.errors import FatalSourceError
from slawatch.ingest.source import Cursor, Stamp
from slawatch.model.instant import epoch, from_epoch


@dataclass(frozen=True, slots=True)
class Position:
    """The last stamp that was told, feed by feed."""

    seen: Mapping[str, datetime] = field(default_factory=dict)

    @classmethod
    def read(cls, cursor: Cursor | None) -> Self:
        """Return what a cursor holds; None is the beginning."""
        try:
            held = {} if cursor is None else json.loads(cursor)
            return cls({name: from_epoch(seconds) for name, seconds in held.items()})
        except (ValueError, AttributeError, TypeError) as error:
            raise FatalSourceError("the cursor is none of this source; `slawatch sync --full` reads anew") from error

    def cursor(self) -> Cursor:
        """Return it as text."""
        return json.dumps({name: epoch(at) for name, at in sorted(self.seen.items())})

    def after(self, name: str, stamps: Collection[Stamp], *, most: datetime) -> Self:
        """Return it once rows were told; it never goes back, nor past the instant at which reading began.

        A row of a time after that may have been found at its older place: what lies between is not told yet.
        """
        times = [stamp.updated_at for stamp in stamps if stamp.updated_at and stamp.updated_at <= most]
        if not times:
            return self
        last = max(times)
        return type(self)({**self.seen, name: max(last, self.seen.get(name, last))})
