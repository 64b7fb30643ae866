"""Tickets of the reference generator, which is not part of the project, as batches."""

import csv
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path

import pytest
from shared_data import shared_places

from slawatch.ingest.source import Batch
from slawatch.model.event import Event, EventType
from slawatch.model.ticket import Ticket

STATUSES = {
    "New": "new",
    "Active": "open",
    "Awaiting User Info": "pending_requester",
    "Awaiting Vendor": "pending_supplier",
    "Awaiting Problem": "pending_other",
    "Awaiting Evidence": "pending_requester",
    "Resolved": "resolved",
    "Closed": "closed",
}


def generated(tickets: int, folder: Path) -> tuple[Path, Path]:
    """Return the generator's files of tickets and of their states; skip the test where there is none."""
    for place in shared_places():
        tool = place / "tools" / "gen_tickets.py"
        if tool.exists():
            told = folder / "tickets.csv", folder / "states.csv"
            params = ["--params", str(tool.with_name("generator_params.json"))]
            command = [sys.executable, str(tool), str(tickets), str(told[0]), "--events", str(told[1]), *params]
            subprocess.run(command, check=True)
            return told
    pytest.skip("the ticket generator is missing: tools/gen_tickets.py in shared beside the checkout")


def batches(files: tuple[Path, Path], *, size: int) -> Iterator[Batch]:
    """Yield the tickets with their creation and states, so many at a time; the states of a ticket stand together."""
    with files[0].open() as tickets, files[1].open() as states:
        histories = groupby(csv.reader(islice(states, 1, None)), key=lambda row: row[0])
        told = zip(csv.reader(islice(tickets, 1, None)), histories, strict=True)
        nth = 0
        while part := [_story(row, rows) for row, (_, rows) in islice(told, size)]:
            nth += 1
            yield Batch(
                cursor=str(nth),
                tickets=tuple(ticket for ticket, _ in part),
                events=tuple(event for _, events in part for event in events),
            )


def _story(row: list[str], states: Iterator[list[str]]) -> tuple[Ticket, list[Event]]:
    number, priority, *_ = row
    opened = datetime.fromisoformat(row[5])
    fields = {"status": "new", "priority": priority, "kind": "incident", "team": row[3]}
    events = [Event(ticket_id=number, type=EventType.CREATED, at=opened, native_id=f"{number}/c", fields=fields)]
    for nth, (_, at, state) in enumerate(states):
        events.append(
            Event(
                ticket_id=number,
                type=EventType.STATUS,
                at=datetime.fromisoformat(at),
                order=nth,
                native_id=f"{number}/{nth}",
                field="status",
                new=STATUSES[state],
            )
        )
    return Ticket(id=number, key=number, created_at=opened), events
