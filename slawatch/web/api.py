"""The snapshot as JSON, with every field that the page is made of."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from slawatch.model.result import Snapshot
from slawatch.web.published import SourceStatus


def document(snapshot: Snapshot, sources: Sequence[SourceStatus]) -> bytes:
    """Return a snapshot and the sources' states; instants are ISO 8601 in UTC, what is not known is null."""
    return json.dumps(
        {**_figures(snapshot), "sources": [source_document(source) for source in sources]}, default=_text
    ).encode()


def _figures(snapshot: Snapshot) -> dict[str, Any]:
    return {
        **asdict(snapshot),
        "known_through": dict(snapshot.known_through),
        "watermarks": dict(snapshot.watermarks),
    }


def source_document(source: SourceStatus) -> dict[str, Any]:
    """Return how a source stands."""
    return {
        "name": source.name,
        "kind": source.kind,
        "up": source.up,
        "last_success_at": source.last_success_at,
        "watermark": source.watermark,
        "poll_interval_seconds": source.poll_interval_seconds,
        "problem": source.problem,
        "clock_skew_seconds": source.clock_skew_seconds,
    }


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")
