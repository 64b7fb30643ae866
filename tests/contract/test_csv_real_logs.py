"""The shipped CSV sources on real logs, counted apart with the csv module."""

import csv
from collections import Counter, defaultdict
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from shared_data import shared_data

from slawatch.ingest.source import Limits
from slawatch.model.event import EventType
from slawatch.sources import csv_events, csv_outages
from slawatch.testing.clock import ManualClock
from slawatch.testing.request_counts import RequestCounts

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_incident_log_gives_every_ticket_and_every_change() -> None:
    path = shared_data("uci498_sample_events.csv")
    fields = {"status": "incident_state", "priority": "priority", "team": "assignment_group", "impact": "impact"}
    named = {"id": "number", "at": "sys_updated_at", "created_at": "opened_at"}
    columns = {**named, **{k: v for k, v in fields.items() if k != "impact"}, "fields": {"impact": "impact"}}
    options = csv_events.Options.model_validate(
        {"path": path, "columns": columns, "time_format": "%d/%m/%Y %H:%M", "timezone": "UTC", "null": ["?"]}
    )
    source = csv_events.KIND.factory(options, clock=ManualClock(NOW), observer=RequestCounts())
    batches = list(source.poll(None, Limits(rows=100)))
    events = Counter(event.field or event.type.value for batch in batches for event in batch.events)
    assert sum(len(batch.tickets) for batch in batches) == 300
    assert events == counted(path, fields)
    assert not any(batch.bad for batch in batches)


def counted(path: Path, fields: dict[str, str]) -> Counter[str]:
    """Changes of each column between neighbouring rows of a ticket; the first status is a change, too."""
    tickets = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            day, clock = row["sys_updated_at"].split()
            at = [int(part) for part in [*reversed(day.split("/")), *clock.split(":")]]
            tickets[row["number"]].append((at, number, row))
    changes = Counter({EventType.CREATED.value: len(tickets), "status": len(tickets)})
    for rows in tickets.values():
        rows.sort(key=lambda row: row[:2])
        for (_, _, before), (_, _, after) in pairwise(rows):
            changes.update(field for field, column in fields.items() if before[column] != after[column])
    return changes


def test_the_outage_log_gives_every_row() -> None:
    path = shared_data("github_outages_2022_2024.csv")
    columns = {name: name for name in ("id", "started_at", "ended_at", "severity")}
    options = csv_outages.Options.model_validate({"path": path, "columns": columns})
    source = csv_outages.KIND.factory(options, clock=ManualClock(NOW), observer=RequestCounts())
    (batch,) = source.poll(None, Limits())
    with path.open(encoding="utf-8", newline="") as file:
        rows = {
            (row["id"], row["started_at"], row["ended_at"] or None, row["severity"]) for row in csv.DictReader(file)
        }
    assert len(batch.outages) == len(rows) == 399
    assert {(o.id, iso(o.started_at), iso(o.ended_at), o.severity) for o in batch.outages} == rows


def iso(at: datetime | None) -> str | None:
    return at and f"{at:%Y-%m-%dT%H:%M:%SZ}"
