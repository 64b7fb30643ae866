"""How the changed tickets of a Zammad can be found: that depends on its version and on its search index."""

from datetime import datetime

from slawatch.ingest.canaries import FAR_FUTURE
from slawatch.ingest.desk import Row
from slawatch.ingest.http import HttpStatusError
from slawatch.sources.zammad.history import instant_of
from slawatch.sources.zammad.rest import REFUSED, Rest, Way


def way_that_works(rest: Rest) -> Way | None:
    """Return the first way that finds a ticket and finds none in the far future.

    `index` is also the answer where the index ignores what it is asked: the check then refuses it. None where there is
    no ticket to try it with.
    """
    witness = next(iter(rest.list_of("tickets", expand="true", page=1, per_page=1)), None)
    if witness is None:
        return None
    if not _found(rest, "database", FAR_FUTURE) and _finds(rest, "database", witness):
        return "database"
    if _found(rest, "index", FAR_FUTURE) or _finds(rest, "index", witness):
        return "index"
    return "list"


def _finds(rest: Rest, way: Way, witness: Row) -> bool:
    """Tell whether a search finds what changed since a ticket was made: so did that ticket, at the latest then."""
    return _found(rest, way, instant_of(witness["created_at"], str(witness["id"])))


def _found(rest: Rest, way: Way, since: datetime) -> bool:
    """Tell whether a search finds anything; one that is refused does not."""
    try:
        return bool(rest.found(way, since, page=1, size=1))
    except HttpStatusError as error:
        if error.status not in REFUSED:
            raise
        return False
