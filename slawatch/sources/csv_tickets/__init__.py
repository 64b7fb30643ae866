"""Tickets as a delimited file that is written anew: a row a ticket, as it stands now.

Such a file has no history. What happened is seen by comparing two readings, and told as derived; only what columns
tell with a time of its own (created, responded, resolved) is a fact.
"""

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, SourceKind
from slawatch.sources.csv_tickets.options import Options
from slawatch.sources.csv_tickets.source import CsvTickets


def _source(options: Options, *, clock: Clock, observer: RequestObserver) -> CsvTickets:
    del observer  # a file is not asked over HTTP
    return CsvTickets(options, clock)


KIND = SourceKind(
    name="csv_tickets",
    options=Options,
    factory=_source,
    summary="tickets in a delimited file that is written anew, a row a ticket",
    docs="docs/sources/files.md#csv_tickets-a-row-a-ticket-as-it-stands-now",
)
