"""A source whose answers are given by the test."""

from collections.abc import Iterable, Iterator, Mapping

from slawatch.ingest.source import Batch, Caps, Check, Cursor, Limits


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
