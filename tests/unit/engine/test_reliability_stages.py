"""The stages of outages and what each mean is made of, worked by hand."""

from dataclasses import replace

import pytest
from figure_cases import a_plan, agreement, at, outages, seconds

from slawatch.engine.ground import ground
from slawatch.engine.reliability import failed_at
from slawatch.engine.rows import no_rows
from slawatch.engine.stages import reliability
from slawatch.engine.windows import window
from slawatch.model.interval import Interval
from slawatch.model.reliability import Reliability
from slawatch.model.spread import Durations

JUNE = Interval(at("2026-06-01"), at("2026-07-01"))
START = seconds("2026-06-10")


def found(*rows: dict[str, int], hours: str = "always", as_of: str = "2026-06-20") -> Reliability:
    judged = a_plan(hours=hours)
    told = outages(judged, *rows)
    base = ground(judged, replace(no_rows(), outages=told), as_of=at(as_of), watermarks={"desk": at(as_of)})
    june = window(agreement(), JUNE, as_of=at(as_of))
    time = base.time(agreement(), "mail", june)
    return reliability(time, told, failed_at(time.layers, time.calendar, june))


def alike(n: int, length: int) -> Durations:
    return Durations(n=n, mean_seconds=length, median_seconds=length, p90_seconds=length, max_seconds=length)


def test_stages_are_of_the_outages_that_began_in_the_window() -> None:
    told = found(
        {"started_at": START, "ended_at": START + 4000, "detected_at": START + 60, "acknowledged_at": START + 360},
        {"started_at": START + 9000, "ended_at": START + 9900, "detected_at": START + 9120},
        {"started_at": seconds("2026-05-31"), "detected_at": seconds("2026-06-02")},
    )
    assert told.detection == Durations(n=2, mean_seconds=90.0, median_seconds=60, p90_seconds=120, max_seconds=120)
    assert told.acknowledgement == alike(1, 300)


def test_an_acknowledgement_without_a_detection_counts_from_the_start() -> None:
    told = found({"started_at": START, "acknowledged_at": START + 240})
    assert (told.detection, told.acknowledgement) == (Durations(n=0), alike(1, 240))


def test_a_stage_that_is_reached_after_as_of_is_not_known_yet() -> None:
    start = seconds("2026-06-19T23:59:00")
    assert found({"started_at": start, "detected_at": start + 61}).detection == Durations(n=0)


def test_the_repair_runs_from_the_acknowledgement_else_from_the_detection() -> None:
    told = found(
        {"started_at": START, "detected_at": START + 60, "acknowledged_at": START + 100, "ended_at": START + 700},
        {"started_at": START + 9000, "detected_at": START + 9010, "ended_at": START + 9210},
        {"started_at": START + 20000, "ended_at": START + 20900},
    )
    assert (told.repair.n, told.repair.mean_seconds, told.repair.max_seconds) == (2, 400.0, 600)


def test_without_timestamps_there_is_no_repair_and_never_a_zero() -> None:
    assert found({"started_at": START, "ended_at": START + 900}).repair == Durations(n=0)


def test_what_is_not_restored_yet_has_no_repair() -> None:
    assert found({"started_at": START, "detected_at": START + 1}).repair == Durations(n=0)


def test_a_degradation_has_no_stages() -> None:
    row = {"started_at": START, "ended_at": START + 900, "detected_at": START + 5, "degraded": True}
    assert found(row) == Reliability()


def test_the_time_to_restore_is_told_in_elapsed_and_in_service_time() -> None:
    # Tuesday 16:30 to Wednesday 9:10 in hours 9-17: 30 + 10 min; Wednesday 11:00 to 12:00 counts whole.
    tuesday = seconds("2026-06-09T16:30:00")
    wednesday = seconds("2026-06-10T11:00:00")
    told = found(
        {"started_at": tuesday, "ended_at": seconds("2026-06-10T09:10:00")},
        {"started_at": wednesday, "ended_at": wednesday + 3600},
        hours="office",
    )
    assert (told.restoration.n, told.restoration.max_seconds) == (2, 60000)
    assert told.restoration_service == Durations(
        n=2, mean_seconds=3000.0, median_seconds=2400, p90_seconds=3600, max_seconds=3600
    )


def test_nine_of_ten_outages_are_no_longer_than_the_p90() -> None:
    starts = [START + 7200 * k for k in range(10)]
    told = found(*({"started_at": at, "ended_at": at + 60 * (k + 1)} for k, at in enumerate(starts)))
    assert (told.restoration.p90_seconds, told.restoration.max_seconds) == (540, 600)
    assert (told.restoration.median_seconds, told.restoration.mean_seconds) == (300, 330.0)


def test_between_failures_counts_agreed_time_up_from_one_to_the_next() -> None:
    # An hour down, then 23 hours up, ten minutes down, then two days less these ten minutes.
    day = 86400
    told = found(
        {"started_at": START, "ended_at": START + 3600},
        {"started_at": START + day, "ended_at": START + day + 600},
        {"started_at": START + 3 * day, "ended_at": START + 3 * day + 60},
    )
    assert told.between.n == 2
    assert told.between.max_seconds == 2 * day - 600
    assert told.between.mean_seconds == pytest.approx((23 * 3600 + 2 * day - 600) / 2)
