"""A real audit log (UCI data set 498, CC BY 4.0) judged by the kernel, against figures made by a replay elsewhere.

The log is no part of the project: without it these tests are skipped.
"""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from shared_data import shared_data

from slawatch.calendars.calendar import compiled
from slawatch.engine.columns import TimerRows
from slawatch.engine.facts import Facts
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan, plan
from slawatch.engine.timer import OUTCOME_CODE, outcome
from slawatch.model.agreement import Agreement, AgreementKind, Indicator, Objective, ReopenPolicy
from slawatch.model.definitions import Definitions
from slawatch.model.event import EventType
from slawatch.model.hours import WorkingHours
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.result import Outcome
from slawatch.model.service import Service, ServiceId
from slawatch.model.ticket import StatusClass
from slawatch.testing.facts import TicketStory, Told, facts

HOUR = 3600
DAY = 24 * HOUR
HORIZON = int(datetime(2018, 1, 1, tzinfo=UTC).timestamp())
PRIORITIES = {"1 - Critical": "P1", "2 - High": "P2", "3 - Moderate": "P3", "4 - Low": "P4"}
HOURS = {
    "wall": WorkingHours(id="wall", timezone="UTC", weekly=(((0, DAY),),) * 7),
    "business": WorkingHours(id="business", timezone="UTC", weekly=(((8 * HOUR, 18 * HOUR),),) * 5 + ((), ())),
}
TARGETS = {"wall": (4, 8, 72, 120), "business": (4, 8, 24, 40)}
MAPPING = SourceMapping(
    attributes={
        "service": FieldMap(field="service", default="desk"),
        "priority": FieldMap(field="priority", values=PRIORITIES),
    },
    status=FieldMap(
        field="incident_state",
        values={
            "New": "new",
            "Active": "open",
            "Awaiting *": "pending_requester",
            "Resolved": "resolved",
            "Closed": "closed",
        },
    ),
)


def instant(text: str) -> int:
    return int(datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC).timestamp())


def stories(path: Path) -> Iterator[TicketStory]:
    with path.open() as lines:
        rows = list(csv.DictReader(lines))
    for number, told in groupby(sorted(rows, key=lambda row: row["number"]), key=lambda row: row["number"]):
        own = sorted(told, key=lambda row: instant(row["sys_updated_at"]))
        yield TicketStory(
            id=number, created_at=instant(own[0]["opened_at"]), events=[e for row in own for e in changes(row)]
        )


def changes(row: dict[str, str]) -> Iterator[Told]:
    at = instant(row["sys_updated_at"])
    yield Told(at, EventType.STATUS, row["incident_state"], "incident_state")
    yield Told(at, EventType.PRIORITY, row["priority"], "priority")


def agreements(reopen: ReopenPolicy) -> Iterator[Agreement]:
    for calendar, targets in TARGETS.items():
        yield Agreement(
            id=calendar,
            kind=AgreementKind.SLA,
            party="customer",
            names={"en": calendar},
            services=(ServiceId("desk"),),
            objectives=tuple(
                Objective(
                    id=f"{calendar}-{priority}",
                    indicator=Indicator.RESOLUTION,
                    target=Fraction(9, 10),
                    within=hours * HOUR,
                    hours=calendar,
                    when={"priority": frozenset({priority})},
                    pause=frozenset({StatusClass.PENDING_REQUESTER}),
                    reopen=reopen,
                )
                for priority, hours in zip(PRIORITIES.values(), targets, strict=True)
            ),
        )


def definitions(reopen: ReopenPolicy) -> Plan:
    desk = ServiceId("desk")
    calendars = {name: compiled(hours) for name, hours in HOURS.items()}
    return plan(
        Definitions(
            sha256="",
            body="",
            services={desk: Service(id=desk, names={"en": "Desk"}, hours="wall")},
            parties={},
            agreements=tuple(agreements(reopen)),
            calendars=HOURS,
            mappings={"desk": MAPPING},
            data_age_limits={},
        ),
        calendars,
    )


def figures(rows: TimerRows, calendar: str, policy: str) -> dict[str, int]:
    met = outcome(rows) == OUTCOME_CODE[Outcome.MET]
    return {
        "n": len(rows),
        "reopened_tickets": int((rows.reopens > 0).sum()),
        "reopens": int(rows.reopens.sum()),
        "resolved": int((rows.stopped_at < HORIZON).sum()),
        f"{calendar}_elapsed_{policy}_seconds": int(rows.elapsed.sum()),
        f"{calendar}_paused_seconds": int(rows.paused.sum()),
        f"{calendar}_met_{policy}": int(met.sum()),
    }


def by_priority(told: Facts, policy: ReopenPolicy) -> dict[str, dict[str, int]]:
    terms = definitions(policy)
    timers = judged(told, terms, horizon=HORIZON).timers
    found: dict[str, dict[str, int]] = {}
    for promise in terms.promises:
        calendar, _, priority = promise.objective.id.partition("-")
        rows = timers.take(timers.promise == promise.number)
        found.setdefault(priority, {}).update(figures(rows, calendar, policy.value))
    return found


@pytest.mark.parametrize("policy", [ReopenPolicy.RESUME, ReopenPolicy.CONTINUE])
def test_every_figure_of_a_real_log_is_as_replayed_elsewhere(policy: ReopenPolicy) -> None:
    told = facts(list(stories(shared_data("uci498_sample_events.csv"))))
    truth: dict[str, Any] = json.loads(shared_data("uci498_sample_truth.json").read_text())
    found = by_priority(told, policy)
    assert {
        priority: {name: value for name, value in figures.items() if name in found[priority]}
        for priority, figures in truth["by_priority"].items()
    } == found
