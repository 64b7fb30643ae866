"""A year of one service, judged through the command line; every expected figure is worked out in year/README.md."""

import csv
import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from command import printed

YEAR = Path(__file__).parent / "year"
AS_OF = "2026-01-10T00:00:00Z"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("golden") / "year"
    shutil.copytree(YEAR, folder)
    printed(folder / "slawatch.yml", "sync")
    return folder / "slawatch.yml"


@cache
def told(config: Path, period: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        printed(config, "evaluate", "--as-of", AS_OF, "--period", period, "--format", "json")
    )
    return found


def objective(config: Path, period: str, name: str) -> dict[str, Any]:
    (found,) = (each for each in told(config, period)["objectives"] if each["objective"] == name)
    return found


def service(config: Path, period: str, sla: str) -> dict[str, Any]:
    (found,) = (each for each in told(config, period)["services"] if each["sla"] == sla)
    return found


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2025-01", (2_678_400, 0, "met", None)),
        ("2025-03", (2_674_800, 3_600, "breached", "2025-03-30T01:14:35Z")),
        ("2025-04", (2_592_000, 1_800, "met", None)),
        ("2025-05", (2_671_200, 3_600, "breached", "2025-05-11T02:44:32Z")),
        ("2025-06", (2_592_000, 60_480, "breached", "2025-06-09T05:12:01Z")),
        ("2025-10", (2_682_000, 3_600, "breached", "2025-10-26T01:14:43Z")),
    ],
)
def test_availability_of_each_month_is_as_worked_by_hand(config: Path, period: str, expected: tuple[Any, ...]) -> None:
    figure = objective(config, period, "uptime")
    agreed, lost, state, breached_at = expected
    assert (figure["events"], figure["good"]) == (agreed, agreed - lost)
    assert (figure["state"], figure["breached_at"]) == (state, breached_at)
    assert figure["attained_ratio"] == pytest.approx((agreed - lost) / agreed, abs=1e-12)
    assert service(config, period, "erp-acme")["lost_seconds"] == lost


def test_the_whole_year_is_the_sum_of_its_seconds(config: Path) -> None:
    year = service(config, "2025", "erp-acme")
    assert (year["scheduled_seconds"], year["excluded_seconds"]) == (365 * 86_400, 7_200)
    assert (year["agreed_seconds"], year["lost_seconds"]) == (31_528_800, 73_080)
    assert (year["down_seconds"], year["degraded_seconds"]) == (3_600 + 1_800 + 3_600 + 3_600, 604_800)


def test_an_over_run_of_maintenance_is_a_failure_that_began_with_it(config: Path) -> None:
    may = service(config, "2025-05", "erp-acme")
    assert (may["down_seconds"], may["excluded_seconds"], may["outages"]) == (3_600, 7_200, 1)
    assert may["mtbf_seconds"] == 2_671_200 - 3_600
    assert may["mtrs_seconds"] == 10_200  # from 02:10 to 05:00


def test_the_supplier_counts_a_degraded_week_in_full(config: Path) -> None:
    figure = objective(config, "2025-06", "line")
    assert (figure["good"], figure["events"], figure["state"]) == (1_987_200, 2_592_000, "breached")
    others = {period: objective(config, period, "line")["state"] for period in ("2025-03", "2025-05", "2025-10")}
    assert set(others.values()) == {"met"}


@pytest.mark.parametrize(
    ("period", "name", "expected"),
    [
        ("2025-01", "p2", (0, 1, "breached", "2025-01-28T09:00:01Z")),
        ("2025-02", "taken", (1, 1, "met", None)),
        ("2025-02", "solved", (0, 1, "breached", "2025-02-07T09:00:01Z")),
        ("2025-07", "p1", (1, 2, "breached", "2025-07-11T07:00:01Z")),
        ("2025-09", "p2", (2, 2, "met", None)),
        ("2025-09", "solved", (2, 2, "met", None)),
        ("2025-09", "mended", (1, 2, "breached", "2025-09-02T01:00:01Z")),
        ("2025-08", "p1", (0, 0, "no_data", None)),
    ],
)
def test_tickets_of_each_month_are_as_worked_by_hand(
    config: Path, period: str, name: str, expected: tuple[Any, ...]
) -> None:
    figure = objective(config, period, name)
    assert tuple(figure[key] for key in ("good", "events", "state", "breached_at")) == expected


def test_credits_owed_and_claimable_are_those_of_the_months_below_the_bands(config: Path) -> None:
    found = json.loads(printed(config, "credits", "--as-of", AS_OF, "--period", "2025", "--format", "json"))
    told = [each["credit"] for each in found]
    assert len(told) == 2 * 12
    assert not any(each["provisional"] for each in told)
    assert {
        (each["direction"], each["ends_at"][:10], each["claim_by"]): each["amount"] for each in told if each["amount"]
    } == {
        ("owed", "2025-03-31", "2025-04-30"): 5_000,
        ("owed", "2025-05-31", "2025-06-30"): 5_000,
        ("owed", "2025-06-30", "2025-07-30"): 10_000,
        ("owed", "2025-10-31", "2025-11-30"): 5_000,
        ("claimable", "2025-06-30", "2025-07-30"): 2_000,
    }
    june = [each["evidence"] for each in found if each["credit"]["ends_at"].startswith("2025-06-30")]
    assert [sum(outage["lost_seconds"] for outage in evidence) for evidence in june] == [60_480, 604_800]


def timers(config: Path) -> Iterator[tuple[tuple[str, str], tuple[int, int, str]]]:
    for row in csv.DictReader(printed(config, "timers", "--as-of", AS_OF, "--format", "csv").splitlines()):
        shown = int(row["elapsed_seconds"]), int(row["paused_seconds"]), row["outcome"]
        yield (row["ticket"], row["objective"]), shown


def test_timers_show_what_was_worked_by_hand(config: Path) -> None:
    shown = dict(timers(config))
    assert shown["T-1", "taken"] == (5_400, 0, "met")
    assert shown["T-1", "solved"] == (93_600, 0, "missed")
    assert shown["T-2", "p1"] == (9_900, 0, "met")
    assert shown["T-3", "p1"] == (16_200, 0, "missed")
    assert shown["T-4", "mended"] == (25_200, 18_000, "missed")
    assert shown["T-4", "solved"] == (25_200, 25_200, "met")
    assert shown["T-4", "p2"] == (28_800, 82_800, "met")
    assert shown["T-5", "mended"] == (7_200, 1_800, "met")
    assert shown["T-5", "solved"] == (3_600, 7_200, "met")
