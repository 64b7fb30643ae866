"""Where the reading of a Request Tracker stands: the cursor."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from slawatch.errors import FatalSourceError
from slawatch.ingest.source import Cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Transaction and ticket ids that the server sent, nothing else.

    `seen` are the transactions above `highest - overlap` whose tickets have been read since: looking at them
    again costs nothing, and one that is not among them became visible late.
    """

    highest: int
    seen: frozenset[int] = frozenset()
    filled: int | None = None
    """The last ticket id of the first reading, 0 when it has no ticket yet; None when it is over."""

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Return the position that a cursor holds."""
        try:
            held = json.loads(cursor)
            filled = held["filled"]
            return cls(
                highest=int(held["highest"]),
                seen=frozenset(map(int, held["seen"])),
                filled=None if filled is None else int(filled),
            )
        except (ValueError, TypeError, KeyError) as error:
            raise FatalSourceError("the cursor is none of this source; `slawatch sync --full` reads anew") from error

    def cursor(self) -> Cursor:
        """Return the position as text."""
        return json.dumps(
            {"highest": self.highest, "seen": sorted(self.seen), "filled": self.filled},
            separators=(",", ":"),
        )

    def lower_bound(self, overlap: int) -> int:
        """Return the id after which the feed is read again."""
        return max(0, self.highest - overlap)

    def after(self, page: Iterable[int], *, told: Iterable[int], overlap: int) -> Self:
        """Return the position once a page of the feed, and the histories `told` because of it, are stored."""
        page = frozenset(page)
        highest = max(self.highest, *page)
        seen = self.seen | page | frozenset(told)
        return replace(self, highest=highest, seen=frozenset(id_ for id_ in seen if id_ > highest - overlap))

    def unseen(self, page: Iterable[int]) -> frozenset[int]:
        """Return the transactions of a page whose tickets must be read."""
        return frozenset(page) - self.seen
