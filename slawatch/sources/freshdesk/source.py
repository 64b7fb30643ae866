"""Freshdesk as a source."""

from slawatch.clock import Clock
from slawatch.ingest.freshworks.checks import Account
from slawatch.ingest.freshworks.feed import Access, FreshworksFeed
from slawatch.ingest.freshworks.rows import Reading
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.source import RequestObserver
from slawatch.sources.freshdesk.options import Options


class Freshdesk(FreshworksFeed):
    """Tells what happened to tickets."""

    kind = "freshdesk"
    account = Account(name="Freshdesk", form="ticket_fields")

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        self._options = options
        access = Access(url=options.url, api_key=options.api_key.reveal, allow_http=options.allow_http)
        super().__init__(access, clock=clock, observer=observer)

    def reading(self) -> Reading:
        """Return what is read of a ticket, and how."""
        salt = self._options.people_salt
        return Reading(
            url=self._options.url,
            page_size=self._options.page_size,
            custom_fields=self._options.custom_fields,
            ratings="satisfaction_ratings" if self._options.ratings else "",
            person=pseudonyms(salt.reveal() if salt else None),
        )
