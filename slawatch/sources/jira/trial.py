"""Which way of telling an instant a Jira's filter on times understands, tried on its newest issue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from slawatch.ingest.canaries import canaries
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Finding, Stamp
from slawatch.sources.jira.kept import Kept
from slawatch.sources.jira.literals import literals, milliseconds
from slawatch.sources.jira.search import BAD_REQUEST, by_minute

GRAIN_SECONDS: Final = 60


class Filtered(Protocol):
    """What can be asked for issues with a filter on times."""

    def newest(self) -> Stamp | None:
        """Return the issue that changed last."""

    def first(self, since: datetime) -> Sequence[Stamp]:
        """Return the first page of the issues that changed since the minute of an instant, by minutes."""


def tried(kept: Kept, desk: Filtered, *, zone: str | None) -> Sequence[Finding]:
    """Return what is wrong with the filter on times, by the way of telling instants that it understands best.

    That way is kept for the questions to come.
    """
    found: list[Sequence[Finding]] = []
    for kept.literal in literals(zone):
        found.append(_canaries(desk))
        if not any(finding.level == "error" for finding in found[-1]):
            kept.in_doubt = all(finding.level != "ok" for finding in found[-1])
            return found[-1]
    kept.literal, kept.in_doubt = milliseconds, False
    return found[0]


def _canaries(desk: Filtered) -> Sequence[Finding]:
    try:
        newest = desk.newest()
        return list(canaries(desk.first, newest and by_minute(newest), grain=GRAIN_SECONDS))
    except HttpStatusError as error:
        if error.status != BAD_REQUEST:
            raise
        hint = "a proxy may change the query; the account's time zone must be one that this machine knows"
        return [Finding(level="error", text=f"the filter on times is refused: {error}", hint=hint)]
