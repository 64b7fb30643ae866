"""A report's figures are those that `slawatch evaluate` prints, for the simulated desk."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from collected import asked, collected, detailed, rows
from command import printed
from desk import desk

from slawatch.clock import SystemClock
from slawatch.reports.assembly import document
from slawatch.reports.cells import Cell, Count, Named, Ratio, Seconds, Standing, Unknown
from slawatch.reports.document import Document
from slawatch.reports.material import Material

CLOCK: Final = SystemClock()
Figures = Mapping[tuple[str, str, str], Mapping[str, Any]]
"""By service, agreement and objective, as `slawatch evaluate --format json` tells them."""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = desk(tmp_path_factory.mktemp("report"))
    printed(written, "sync")
    return written


@pytest.fixture(scope="module")
def month() -> str:
    """The month before the present one: the desk's history is of the last 70 days."""
    return f"{CLOCK.now().replace(day=1) - timedelta(days=1):%Y-%m}"


@pytest.fixture(scope="module")
def material(config: Path, month: str) -> Iterator[Material]:
    with collected(config, asked("organisation", month)) as told:
        yield told


@pytest.fixture(scope="module")
def report(material: Material) -> Document:
    return document(material)


@cache
def evaluated(config: Path, material: Material, period: str) -> Mapping[str, Any]:
    at = material.as_of.isoformat()
    told: Mapping[str, Any] = json.loads(
        printed(config, "evaluate", "--as-of", at, "--period", period, "--format", "json")
    )
    return told


@pytest.fixture(scope="module")
def figures(config: Path, material: Material, month: str) -> Figures:
    """The figures of the month, and of the quarter for the agreement that is judged by quarters."""
    quarter = f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
    monthly = [each for each in evaluated(config, material, month)["objectives"] if each["sla"] != "netco-lines"]
    quarterly = [each for each in evaluated(config, material, quarter)["objectives"] if each["sla"] == "netco-lines"]
    return {(each["service_id"], each["sla"], each["objective"]): each for each in (*monthly, *quarterly)}


def key(row: Mapping[str, Cell], objective: str) -> tuple[str, str, str]:
    service, agreement = row["service"], row["agreement"]
    assert isinstance(service, Named)
    assert isinstance(agreement, Named)
    return service.id, agreement.id, objective


def test_every_objective_reads_as_evaluate_prints_it(report: Document, figures: Figures) -> None:
    found = {key(row, "availability"): row for row in rows(report, "availability")}
    found |= {key(row, str(row["objective"].id)): row for row in rows(report, "objectives")}  # type: ignore[union-attr]
    assert found.keys() == figures.keys()
    assert len(found) == 24
    for name, row in found.items():
        figure = figures[name]
        if figure["events"]:
            assert row["attained"] == Ratio(Fraction(figure["good"], figure["events"]), figure["decimals"]), name
        else:
            assert isinstance(row["attained"], Unknown), name
        target = row["target"]
        assert isinstance(target, Ratio)
        assert float(target.value) == figure["target_ratio"]
        state = row["state"]
        assert isinstance(state, Standing)
        assert state.state == figure["state"]


def test_priorities_add_up_to_their_objective(report: Document, figures: Figures) -> None:
    met: Counter[tuple[str, str, str]] = Counter()
    judged: Counter[tuple[str, str, str]] = Counter()
    for row in detailed(report, "response"):
        name, (good, n) = key(row, str(row["objective"].id)), (row["met"], row["n"])  # type: ignore[union-attr]
        assert isinstance(good, Count)
        assert isinstance(n, Count)
        met[name] += good.value
        judged[name] += n.value
    timers = {name: each for name, each in figures.items() if each["indicator"] != "availability" and each["events"]}
    assert {name: (met[name], judged[name]) for name in timers} == {
        name: (each["good"], each["events"]) for name, each in timers.items()
    }


def test_lost_time_of_outages_adds_up_to_that_of_each_service(
    config: Path, material: Material, report: Document, month: str
) -> None:
    accounts = evaluated(config, material, month)["services"]
    lost = {each["service_id"]: each["lost_seconds"] for each in accounts}
    told: Counter[str] = Counter()
    for row in rows(report, "outages"):
        service, seconds = row["service"], row["lost"]
        assert isinstance(service, Named)
        assert isinstance(seconds, Seconds)
        told[service.id] += int(seconds.value)
    assert {service: told[service] for service in lost} == lost


def test_a_subject_tells_nothing_of_others(material: Material, month: str) -> None:
    told = document(material.about(asked("customer/nordwind", month)))
    for table in told.tables():
        ids = [column.id for column in table.columns]
        if "agreement" in ids and table.id != "alignment":
            agreements = [dict(zip(ids, row, strict=True))["agreement"] for row in table.rows]
            assert {each.id for each in agreements if isinstance(each, Named)} <= {"nordwind-online"}, table.id
        if "service" in ids:
            services = [dict(zip(ids, row, strict=True))["service"] for row in table.rows]
            assert {each.id for each in services if isinstance(each, Named)} <= {"portal", "mail"}, table.id
    assert "availability" not in [row["objective"].id for row in rows(told, "objectives")]


def test_as_it_was_known_before_the_first_fact_nothing_can_be_told(config: Path, month: str) -> None:
    long_ago = CLOCK.now() - timedelta(days=300)
    with collected(config, asked("organisation", month, known_at=long_ago, as_of=CLOCK.now())) as nothing:
        found = rows(document(nothing), "availability")
    assert {type(row["attained"]) for row in found} == {Unknown}


def test_the_same_facts_give_an_equal_report_when_asked_again(config: Path, material: Material, month: str) -> None:
    again = asked("agreement/acme-business", month, as_of=material.as_of, known_at=material.known_at)
    with collected(config, again) as one, collected(config, again) as other:
        told = document(one)
        assert told == document(other)
        assert told == document(material.about(again))
