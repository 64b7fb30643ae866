"""One reading of a desk: it ends where it began to be asked, for people work on while it is read."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from slawatch.clock import Clock
from slawatch.ingest.desk import Desk, Row
from slawatch.ingest.source import Stamp
from slawatch.ingest.telling import stamp


def reading(desk: Desk, since: datetime | None, *, began: datetime, clock: Clock) -> Iterator[Sequence[Row]]:
    """Yield the pages of what changed since an instant, as far as `began`, the server's time before the reading.

    Where more tickets change than are read meanwhile, pages would have no end. What changed after `began` is told by
    the next reading, so a page with nothing else is the last one (see Desk.settles).
    """
    start = clock.monotonic()
    followed = 0.0
    for rows in desk.changed(since):
        yield rows
        if followed >= desk.settles and _is_beyond(began, [found for row in rows if (found := stamp(desk, row))]):
            return
        followed = clock.monotonic() - start


def _is_beyond(began: datetime, stamps: Collection[Stamp]) -> bool:
    """Tell whether all rows changed after reading began."""
    first = min((each.updated_at for each in stamps if each.updated_at), default=began)
    return first > began
