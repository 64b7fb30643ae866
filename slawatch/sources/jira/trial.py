"""Which way of telling an instant a Jira's filter on times understands, tried on its newest issue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from slawatch.ingest.canaries import canaries
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Finding, Stamp
from slawatch.sources.jira.kept import Kept
from slawatch.sources.jira.literals import literals
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
    kept.zone, ways = zone, list(literals(zone))
    found: list[Sequence[Finding]] = []
    for kept.literal in ways:
        found.append(_canaries(desk))
        if _levels(found[-1]) == {"ok"}:
            kept.in_doubt = False
            return found[-1]
    unsure = next((nth for nth, each in enumerate(found) if "error" not in _levels(each)), None)
    kept.literal, kept.in_doubt = ways[unsure or 0], unsure is not None
    return found[unsure or 0]


def _levels(found: Sequence[Finding]) -> set[str]:
    return {finding.level for finding in found}


def _canaries(desk: Filtered) -> Sequence[Finding]:
    try:
        newest = desk.newest()
        return list(canaries(desk.first, newest and by_minute(newest), grain=GRAIN_SECONDS))
    except HttpStatusError as error:
        if error.status != BAD_REQUEST:
            raise
        hint = "a proxy may change the query; the account's time zone must be one that this machine knows"
        return [Finding(level="error", text=f"the filter on times is refused: {error}", hint=hint)]
