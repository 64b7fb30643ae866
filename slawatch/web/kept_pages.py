"""Parts of pages that were made of a snapshot, so that a page that many ask for is copied like a scrape."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, NamedTuple

from markupsafe import Markup

from slawatch.model.result import Snapshot

MOST_SNAPSHOTS: Final = 8
"""Whoever sees only some agreements has a snapshot of their own."""
MOST_PARTS: Final = 32
"""Of a snapshot: languages, filters and pages that were asked for last."""


class Made(NamedTuple):
    """What a page is made of but for its frame, which tells the time."""

    title: str
    body: Markup | None
    """None where there is nothing to make it of."""


@dataclass(eq=False, slots=True)
class _Part:
    lock: Lock = field(default_factory=Lock)
    made: Made | None = None

    def take(self, make: Callable[[], Made]) -> Made:
        """Return what is kept; who comes while it is being made waits for it, which is over sooner than making two."""
        with self.lock:
            if self.made is None:
                self.made = make()
            return self.made


class KeptPages:
    """Holds what was made of the last snapshots that were asked about; others are forgotten."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[int, tuple[Snapshot, OrderedDict[Hashable, _Part]]] = OrderedDict()

    def take(self, snapshot: Snapshot, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is kept under a key, else what is made now."""
        with self._lock:
            part = self._part(self._parts(snapshot), key)
        return part.take(make)

    def _parts(self, snapshot: Snapshot) -> OrderedDict[Hashable, _Part]:
        _, parts = self._kept.setdefault(id(snapshot), (snapshot, OrderedDict()))
        self._kept.move_to_end(id(snapshot))
        while len(self._kept) > MOST_SNAPSHOTS:
            self._kept.popitem(last=False)
        return parts

    def _part(self, parts: OrderedDict[Hashable, _Part], key: Hashable) -> _Part:
        part = parts.setdefault(key, _Part())
        while len(parts) > MOST_PARTS:
            parts.popitem(last=False)
        return part
