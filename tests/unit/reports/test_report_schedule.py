"""When reports are due, worked by hand on the calendar of 2026."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from report_world import CONFIGURATION, World, utc, world

from slawatch.config.settings import Configuration
from slawatch.model.agreement import PeriodKind
from slawatch.reports.life.schedule import Due, Schedule, Stage
from slawatch.store.contract import SourceState


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = world(tmp_path_factory.mktemp("desk"), text=CONFIGURATION, with_facts=False)
    yield made
    made.store.close()


FIRST = utc(11, 1)


def standing(name: str, told: datetime | None, committed_at: datetime | None) -> SourceState:
    return SourceState(
        source=name, cursor="", sequence=1, complete_through=told, committed_at=committed_at, config_hash=""
    )


def due(  # noqa: PLR0913  what a report may depend on
    configuration: Configuration,
    now: datetime,
    *,
    told: datetime | None,
    committed_at: datetime | None = FIRST,
    sealed: tuple[str, ...] = (),
    elsewhere: datetime | None = None,
    **other: object,
) -> list[Due]:
    """Return what is due where both sources have told all up to an instant, and one of other services up to another."""
    settings = replace(configuration.reports.scheduled[0], **other)
    states = {name: standing(name, told, committed_at) for name in ("desk", "watch")}
    states["wiki"] = standing("wiki", elsewhere, committed_at)
    schedule = Schedule(definitions=configuration.definitions, states=states, now=now)
    return list(schedule.due(settings, frozenset(sealed)))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        # October ends with a Saturday; the working days after it are Monday 2, Tuesday 3, Wednesday 4, … November.
        (0, utc(11, 1)),
        (1, utc(11, 2, 17)),
        (3, utc(11, 4, 17)),
        (6, utc(11, 9, 17)),
    ],
)
def test_late_data_have_until_closing_time_of_the_last_business_day(desk: World, days: int, expected: datetime) -> None:
    (found,) = due(desk.configuration, utc(11, 1, 12), told=utc(11, 1, 12), after=days)
    assert (found.report, found.due_at) == ("agreement-gold-2026-10", expected)


@pytest.mark.parametrize(
    ("now", "told", "stage", "cut_off"),
    [
        (utc(11, 4, 16, 59), utc(11, 4, 16, 58), Stage.LATE_DATA, utc(11, 4, 16, 58)),
        (utc(11, 4, 17, 0), utc(11, 4, 16, 59), Stage.SOURCES, utc(11, 4, 16, 59)),
        (utc(11, 4, 17, 2), utc(11, 4, 17, 1), Stage.READY, utc(11, 4, 17)),
        (utc(11, 4, 18, 0), utc(11, 2, 9), Stage.READY, utc(11, 2, 9)),
        (utc(11, 4, 18, 0), utc(10, 31, 23, 59), Stage.SOURCES, utc(11, 4, 17)),
        (utc(11, 4, 18, 0), None, Stage.SOURCES, utc(11, 4, 17)),
        (utc(11, 18, 16, 59), utc(10, 31, 23, 59), Stage.SOURCES, utc(11, 4, 17)),
        (utc(11, 18, 17, 0), utc(10, 31, 23, 59), Stage.READY, utc(11, 4, 17)),
    ],
)
def test_a_report_waits_for_its_sources_and_not_for_ever(
    desk: World, now: datetime, told: datetime | None, stage: Stage, cut_off: datetime
) -> None:
    (found,) = due(desk.configuration, now, told=told, elsewhere=now)
    assert (found.stage, found.as_of) == (stage, cut_off)


@pytest.mark.parametrize(
    ("committed_at", "stage"),
    [
        (utc(11, 20), Stage.READY),
        (utc(11, 20, 0, 1), Stage.SOURCES),  # it is being read: its first years may take days
        (None, Stage.SOURCES),  # it was never read
    ],
)
def test_a_source_that_is_just_being_read_is_waited_for(
    desk: World, committed_at: datetime | None, stage: Stage
) -> None:
    told = utc(2, 1) if committed_at else None
    (found,) = due(desk.configuration, utc(11, 21), told=told, committed_at=committed_at, elsewhere=utc(11, 1))
    assert found.stage is stage


@pytest.mark.parametrize(
    ("told", "elsewhere", "stage"),
    [
        (utc(11, 23), utc(11, 23), Stage.SOURCES),  # all stood still a year ago: our clock is ahead
        (utc(11, 23), None, Stage.SOURCES),
        (None, None, Stage.SOURCES),
        (utc(11, 23), datetime(2027, 10, 31, 23, 59, tzinfo=UTC), Stage.SOURCES),
        (utc(11, 23), datetime(2027, 11, 1, tzinfo=UTC), Stage.READY),  # it is November: those behind it are broken
    ],
)
def test_a_clock_that_is_a_year_ahead_seals_no_period_of_the_future(
    desk: World, told: datetime | None, elsewhere: datetime | None, stage: Stage
) -> None:
    sealed = ("agreement-gold-2027-09",)
    now = datetime(2027, 11, 23, 9, tzinfo=UTC)
    (found,) = due(desk.configuration, now, told=told, elsewhere=elsewhere, committed_at=utc(11, 23), sealed=sealed)
    assert (found.period, found.stage) == ("2027-10", stage)


def test_it_begins_with_the_last_closed_period_and_leaves_none_out_after_that(desk: World) -> None:
    now = utc(11, 10)
    assert [each.period for each in due(desk.configuration, now, told=now)] == ["2026-10"]
    sealed = ("agreement-gold-2026-07",)
    assert [each.period for each in due(desk.configuration, now, told=now, sealed=sealed)] == [
        "2026-08", "2026-09", "2026-10",
    ]  # fmt: skip
    assert due(desk.configuration, now, told=now, sealed=("agreement-gold-2026-10",)) == []


def test_a_period_before_the_agreement_has_no_report(desk: World) -> None:
    found = due(desk.configuration, utc(1, 20), told=utc(1, 20))
    assert found == []  # in force from 1 January on, and December was before


@pytest.mark.parametrize(
    ("kind", "period"),
    [
        (PeriodKind.WEEK, "2026-W45"),
        (PeriodKind.MONTH, "2026-10"),
        (PeriodKind.QUARTER, "2026-Q3"),
        (PeriodKind.HALF_YEAR, "2026-H1"),
    ],
)
def test_every_kind_of_period_has_its_name(desk: World, kind: PeriodKind, period: str) -> None:
    (found,) = due(desk.configuration, utc(11, 10), told=utc(11, 10), period=kind)
    assert found.period == period


def test_the_zone_of_the_agreement_cuts_its_periods(tmp_path: Path) -> None:
    text = CONFIGURATION.replace("    with: acme\n", "    with: acme\n    timezone: Asia/Shanghai\n")
    made = world(tmp_path, text=text, with_facts=False)
    (found,) = due(made.configuration, utc(11, 10), told=utc(11, 10))
    assert (found.span.start, found.span.end) == (utc(9, 30, 16), utc(10, 31, 16))
    made.store.close()
