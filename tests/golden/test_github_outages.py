"""A year of real outages: 399 rows of one service, most of them overlapping, with figures worked out elsewhere."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from shared_data import shared_data

from slawatch.calendars.calendar import compiled
from slawatch.engine.evaluate import figures
from slawatch.engine.outages import outage_rows
from slawatch.engine.period_figures import PeriodFigures
from slawatch.engine.plan import Plan, plan
from slawatch.engine.rows import no_rows
from slawatch.model.agreement import Agreement, AgreementKind, PeriodKind
from slawatch.model.definitions import Definitions
from slawatch.model.hours import WorkingHours
from slawatch.model.interval import Interval
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.outage import Outage
from slawatch.model.result import ServiceFigure
from slawatch.model.service import Service, ServiceId

NAME = "github_outages_truth.json"
YEARS = ("2023", "2024")
HUB = ServiceId("hub")
SEVERITIES = {"none": "down", "minor": "down", "major": "down", "critical": "down", "maintenance": "ignore"}


def outages(path: Path) -> Iterator[Outage]:
    with path.open(newline="") as lines:
        for row in csv.DictReader(lines):
            yield Outage(
                id=row["id"],
                service=None,
                started_at=datetime.fromisoformat(row["started_at"]),
                ended_at=datetime.fromisoformat(row["ended_at"]),
                severity=row["severity"],
            )


def agreed() -> Plan:
    always = WorkingHours(id="always", timezone="UTC", weekly=(((0, 86400),),) * 7)
    agreement = Agreement(
        id="sla",
        kind=AgreementKind.SLA,
        party="everybody",
        names={"en": "SLA"},
        services=(HUB,),
        objectives=(),
        period=PeriodKind.YEAR,
    )
    definitions = Definitions(
        sha256="",
        body="",
        services={HUB: Service(id=HUB, names={"en": "Hub"}, hours="always")},
        parties={},
        agreements=(agreement,),
        calendars={"always": always},
        mappings={
            "status_page": SourceMapping(
                attributes={"service": FieldMap(field="service", default=HUB)},
                severity=FieldMap(field="severity", values=SEVERITIES),
            )
        },
        data_age_limits={},
    )
    return plan(definitions, {"always": compiled(always)})


def year_of(year: str) -> PeriodFigures:
    known = datetime(2025, 6, 1, tzinfo=UTC)
    judged = agreed()
    told = outage_rows(
        outages(shared_data("github_outages_2022_2024.csv")),
        source="status_page",
        mapping=judged.definitions.mappings["status_page"],
        words=judged.words,
    )
    rows = replace(no_rows(), outages=told)
    period = Interval(datetime(int(year), 1, 1, tzinfo=UTC), datetime(int(year) + 1, 1, 1, tzinfo=UTC))
    return figures(judged, rows, period=lambda _: period, as_of=known, watermarks={"status_page": known})


def truth(year: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shared_data(NAME).read_text())["years"][year]
    return found


@pytest.mark.parametrize("year", YEARS)
def test_a_year_of_real_outages_gives_the_figures_worked_out_elsewhere(year: str) -> None:
    (found,) = year_of(year).services
    expected = truth(year)
    assert isinstance(found, ServiceFigure)
    assert found.agreed_seconds == expected["agreed_seconds"]
    assert found.down_seconds == expected["down_seconds"]
    # The truth subtracts in floating point and may be off in the last bit; the seconds above are exact.
    assert found.availability_ratio == pytest.approx(expected["availability"], rel=1e-15, abs=0)
    assert found.outages == expected["outages_started"] == expected["merged_outages_overlapping"]
    assert found.mtbf_seconds == expected["mtbf_seconds"]
    assert found.mtrs_seconds == expected["mtrs_seconds"]
    assert found.restored == expected["restored"]
