"""What a PagerDuty account and the key that reads it must be like."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from slawatch.ingest.canaries import canaries
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Check, Finding, Stamp, Word
from slawatch.sources.pagerduty.desk import Incidents
from slawatch.sources.pagerduty.rest import Rest

BAD_REQUEST: Final = 400
UNAUTHORIZED: Final = 401
FORBIDDEN: Final = 403
MEANINGS: Final = {"triggered": "new", "acknowledged": "open", "resolved": "resolved"}
LISTS: Final = {
    "priorities": "priority",
    "services": "service",
    "teams": "team",
    "escalation_policies": "escalation_policy",
}


def findings(rest: Rest, desk: Incidents) -> Check:
    """Return everything that a look at the account finds."""
    try:
        at = desk.server_time()
    except HttpStatusError as error:
        return Check(findings=(_unreadable(error),))
    words, unseen = _words(rest)
    found = (*unseen, *canaries(lambda since: _first(desk, since), desk.newest(), grain=1))
    return Check(findings=found, words=words, server_time=at, timezone="UTC", version="REST API v2")


def _unreadable(error: HttpStatusError) -> Finding:
    if error.status == UNAUTHORIZED:
        hint = "make a read-only key under Integrations, API Access Keys; an OAuth token needs auth: bearer"
        return Finding(level="error", text=f"PagerDuty refuses the token: {error}", hint=hint)
    hint = "the key must see incidents and log entries; European accounts need url: https://api.eu.pagerduty.com"
    return Finding(level="error", text=str(error), hint=hint)


def _first(desk: Incidents, since: datetime) -> Sequence[Stamp]:
    try:
        return desk.first(since)
    except HttpStatusError as error:
        if error.status == BAD_REQUEST:
            return ()  # a time that is refused is not ignored
        raise


def _words(rest: Rest) -> tuple[tuple[Word, ...], tuple[Finding, ...]]:
    words = [Word(field="status", raw=raw, means=means) for raw, means in MEANINGS.items()]
    words += [Word(field="urgency", raw=raw) for raw in ("high", "low")]
    unseen: list[Finding] = []
    for collection, field in LISTS.items():
        try:
            words += [Word(field=field, raw=name) for name in rest.names(collection)]
        except HttpStatusError as error:
            unseen.extend(_hidden(collection, error))
    return tuple(words), tuple(unseen)


def _hidden(collection: str, error: HttpStatusError) -> Iterator[Finding]:
    if error.status == UNAUTHORIZED:
        raise error
    text = f"the list of {collection} is not shown ({error.status})"
    hint = "incidents are read all the same" if error.status == FORBIDDEN else "the plan may have none"
    yield Finding(level="warning", text=text, hint=hint)
