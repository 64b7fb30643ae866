"""Request Tracker 5 through REST2.

Transactions are RT's append-only log and their ids grow, so the feed is read by id: no time zone, no stamp that two
changes share. A transaction only names its ticket; the ticket and its whole history are then read anew, and reading
twice changes nothing.
"""

from slawatch.sources.request_tracker.source import KIND

__all__ = ["KIND"]
