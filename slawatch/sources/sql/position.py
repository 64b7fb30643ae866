"""How far a database was told: what a cursor holds."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from slawatch.errors import FatalSourceError
from slawatch.ingest.snapshot import LastSeen
from slawatch.ingest.source import Cursor
from slawatch.sources.sql.times import Raw, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The greatest time of change that was told, and how tickets stood where that must be known."""

    last: Raw | None = None
    """As the database gave it; None where rows are compared."""
    reached: tuple[Raw, Any] | None = None
    """Time and id of the last row of a reading that was broken off; None where it came to its end."""
    began: datetime | None = None
    """When that reading began: what changed after it is none of its business."""
    seen: LastSeen = field(default_factory=LastSeen)
    asked: str = ""
    """By what the query of tickets is known: another one may give tickets that changed long ago."""

    @classmethod
    def read(cls, cursor: Cursor | None) -> Self:
        """Return what a cursor holds; None is the beginning."""
        if cursor is None:
            return cls()
        try:
            held = json.loads(cursor)
            last, began, reached = held["last"], held["began"], held["reached"]
            return cls(
                last=None if last is None else Written.of(last).raw,
                reached=None if reached is None else (Written.of(reached[0]).raw, Written.of(reached[1]).raw),
                began=None if began is None else datetime.fromisoformat(began),
                seen=LastSeen.read(held["seen"]),
                asked=held.get("asked", ""),
            )
        except (ValueError, KeyError, TypeError, ArithmeticError) as error:
            raise FatalSourceError("the cursor is none of this source; give it another id to begin anew") from error

    def of(self, query: str) -> Self:
        """Return it for a query of tickets: under another one all is read again, beside what was seen."""
        asked = hashlib.sha256(query.encode()).hexdigest()[:16]
        if self.asked in ("", asked):
            return replace(self, asked=asked)
        return type(self)(seen=self.seen, asked=asked)

    def cursor(self) -> Cursor:
        """Return it as text."""
        held = {
            "last": None if self.last is None else Written(self.last).told(),
            "reached": None if self.reached is None else [Written(each).told() for each in self.reached],
            "began": None if self.began is None else self.began.isoformat(),
            "seen": self.seen.text(),
            "asked": self.asked,
        }
        return json.dumps(held)
