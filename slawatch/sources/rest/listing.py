"""The pages of an API's list, from an instant on or all of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from slawatch.errors import FatalSourceError, SkippableRow
from slawatch.ingest.keyset import Page, keyset
from slawatch.sources.rest.api import Api, Row
from slawatch.sources.rest.rows import Reading


def pages(api: Api, reading: Reading, since: datetime | None) -> Iterator[Sequence[Row]]:
    """Yield pages of rows; where the list can be asked by change, each begins anew at the last one that was seen."""
    if api.options.list.since is None:
        return api.everything()
    settled = api.began - timedelta(seconds=reading.options.lag)
    return keyset(
        lambda at, token: _ordered(api.page(at, token), reading, settled),
        reading.stamp,
        since=since,
        shifting=True,
        began=settled,
    )


def _ordered(page: Page, reading: Reading, settled: datetime) -> Page:
    """Return a page; FatalSourceError where it is not in the order of the last change: rows would be passed over.

    A ticket that changed a moment ago, or changes while the list is made, stands at its old place with its new time.
    """
    times = [at for row in page.rows if (at := changed_at(row, reading)) is not None and at < settled]
    if any(later < earlier for earlier, later in pairwise(times)):
        raise FatalSourceError("the list is not in the order of the last change; add its sorting to list.params")
    return page


def changed_at(row: Row, reading: Reading) -> datetime | None:
    """Return when a row says that its ticket changed last, None where it does not say."""
    try:
        return reading.stamp(row).updated_at
    except SkippableRow:
        return None
