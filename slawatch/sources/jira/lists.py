"""Lists of a Jira that hardly ever change: its fields and its statuses, kept for a while from pass to pass."""

from collections.abc import Callable, Sequence
from typing import Final

from slawatch.clock import Clock
from slawatch.sources.jira.fields import Fields, fields
from slawatch.sources.jira.history import Statuses
from slawatch.sources.jira.rest import Json, Rest, sequence

KEPT_SECONDS: Final = 1800.0


class Lists:
    """Asks for a list when it is first needed, and again half an hour later."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, Sequence[Json]]] = {}

    def fields(self, rest: Rest, wanted: Sequence[str]) -> Fields:
        """Return the fields that are read."""
        return fields(self._list("field", lambda: sequence(rest.api("field"))), wanted)

    def statuses(self, rest: Rest) -> Statuses:
        """Return Jira's statuses by number."""
        rows = self._list("status", lambda: sequence(rest.api("status")))
        return Statuses({str(row["id"]): Statuses.now(row) for row in rows if row.get("id") and row.get("name")})

    def forget_statuses(self) -> None:
        """Ask for the statuses anew when they are needed next: an issue has one that is not among them."""
        self._kept.pop("status", None)

    def _list(self, name: str, ask: Callable[[], Sequence[Json]]) -> Sequence[Json]:
        kept = self._kept.get(name)
        if kept is None or self._clock.monotonic() - kept[0] > KEPT_SECONDS:
            kept = self._kept[name] = (self._clock.monotonic(), ask())
        return kept[1]
