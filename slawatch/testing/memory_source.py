"""Sources whose answers are given by the test."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from slawatch.ingest.source import Batch, Caps, Check, Cursor, Limits, Stamp


class MemorySource:
    """A Source that tells given batches, one poll each list; an exception among them is raised in its place.

    After the last list a poll tells nothing, as a system does in which nothing changed.
    """

    kind = "memory"
    caps = Caps(history="full", delta="token", grain=1, public_replies=True)

    def __init__(
        self,
        *polls: Iterable[Batch | Exception],
        status_classes: Mapping[str, str] | None = None,
        check: Check | None = None,
    ) -> None:
        self.status_classes = dict(status_classes or {})
        self.cursors: list[Cursor | None] = []
        """The cursor that each poll was started with."""
        self._polls = [tuple(poll) for poll in polls]
        self._check = check or Check()

    def check(self) -> Check:
        """Return what the test said."""
        return self._check

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:  # noqa: ARG002  the test sizes the batches
        """Tell the next list of batches."""
        self.cursors.append(cursor)
        for answer in self._polls.pop(0) if self._polls else ():
            if isinstance(answer, Exception):
                raise answer
            yield answer


class MemoryDesk:
    """A CompleteSource whose tail tells what the test queues, and whose other passes tell `tickets` as they are.

    An exception in the place of a ticket's batch is raised when the ticket is asked for.
    """

    kind = "memory"

    def __init__(self, tickets: Mapping[str, Batch | Exception], *, caps: Caps) -> None:
        self.caps = caps
        self.tickets = dict(tickets)
        self.listed: dict[str, Stamp] = {id_: Stamp(id=id_) for id_ in tickets}
        """What a census finds."""
        self.tail: list[Batch | Exception] = []
        self.asked: list[str] = []
        """What was asked, in words."""

    def check(self) -> Check:
        """Find nothing wrong."""
        self.asked.append("check")
        return Check()

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:  # noqa: ARG002  the test sizes the batches
        """Tell what is queued."""
        self.asked.append(f"poll {cursor}")
        queued, self.tail = self.tail, []
        yield from map(_told, queued)

    def rescan(self, since: datetime, limits: Limits) -> Iterator[Batch]:  # noqa: ARG002  likewise
        """Tell every ticket."""
        self.asked.append(f"rescan {since:%H:%M}")
        yield from map(_told, self.tickets.values())

    def hydrate(self, ids: Collection[str], limits: Limits) -> Iterator[Batch]:  # noqa: ARG002  likewise
        """Tell the named tickets."""
        self.asked.append(f"hydrate {' '.join(ids)}")
        yield from (_told(self.tickets[id_]) for id_ in ids)

    def census(self, limits: Limits, *, open_only: bool) -> Iterator[Stamp]:  # noqa: ARG002  likewise
        """Tell what is listed."""
        self.asked.append("census of open ones" if open_only else "census")
        yield from self.listed.values()


def _told(answer: Batch | Exception) -> Batch:
    if isinstance(answer, Exception):
        raise answer
    return answer
