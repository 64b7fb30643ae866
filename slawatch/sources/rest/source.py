"""The source that fits an API: by histories where it tells them, by comparing looks where it does not."""

from random import SystemRandom

from slawatch.clock import Clock
from slawatch.ingest.http import HttpClient
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.source import Caps, RequestObserver, Source
from slawatch.ingest.stamps import Stamps
from slawatch.sources.rest.api import endpoint
from slawatch.sources.rest.desk import RestFeed
from slawatch.sources.rest.looks import RestLooks
from slawatch.sources.rest.options import Options
from slawatch.sources.rest.rows import Reading


def source(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    """Return the source of an API as the configuration describes it."""
    stamps = Stamps(options.times.format, options.times.timezone)
    salt = options.people_salt
    reading = Reading(options, stamps, pseudonyms(salt.reveal() if salt else None))
    http = HttpClient(endpoint(options), clock=clock, observer=observer, rng=SystemRandom())
    if options.history is None:
        return RestLooks(options, reading, http, caps=_by_looks(options, stamps), clock=clock)
    return RestFeed(options, reading, http, caps=_by_history(options, stamps), clock=clock)


def _by_history(options: Options, stamps: Stamps) -> Caps:
    replies = options.history is not None and "reply" in options.history.kinds.values()
    return Caps(
        history="full",
        delta="time_id",
        grain=_grain(options, stamps),
        lag=options.lag,
        public_replies=replies,
        passes=frozenset({"rescan", "hydrate", "census"}),
    )


def _by_looks(options: Options, stamps: Stamps) -> Caps:
    return Caps(
        history="none",
        delta="snapshot",
        grain=_grain(options, stamps),
        lag=options.lag,
        public_replies=False,
        passes=frozenset({"rescan", "hydrate", "census"}),
        # How tickets stood stands nowhere else: read afresh, they would have been created as they are now.
        forgets=True,
    )


def _grain(options: Options, stamps: Stamps) -> int:
    return max(stamps.grain, options.list.since.grain if options.list.since else 1)
