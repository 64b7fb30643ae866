"""Parts of pages that were made of a snapshot, so that a page that many ask for is copied like a scrape."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final

from markupsafe import Markup

from slawatch.model.result import Snapshot

MOST_SNAPSHOTS: Final = 8
"""Whoever sees only some agreements has a snapshot of their own."""
MOST_PARTS: Final = 32
"""Of a snapshot: languages, filters and pages that were asked for last."""


class KeptPages:
    """Holds what was made of the last snapshots that were asked about; others are forgotten."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[int, tuple[Snapshot, OrderedDict[Hashable, Markup]]] = OrderedDict()

    def take(self, snapshot: Snapshot, key: Hashable, make: Callable[[], Markup]) -> Markup:
        """Return what is kept under a key, else what is made now."""
        with self._lock:
            found = self._parts(snapshot).get(key)
        if found is None:
            found = make()
            with self._lock:
                self._put(self._parts(snapshot), key, found)
        return found

    def _parts(self, snapshot: Snapshot) -> OrderedDict[Hashable, Markup]:
        _, parts = self._kept.setdefault(id(snapshot), (snapshot, OrderedDict()))
        self._kept.move_to_end(id(snapshot))
        while len(self._kept) > MOST_SNAPSHOTS:
            self._kept.popitem(last=False)
        return parts

    def _put(self, parts: OrderedDict[Hashable, Markup], key: Hashable, made: Markup) -> None:
        parts[key] = made
        while len(parts) > MOST_PARTS:
            parts.popitem(last=False)
