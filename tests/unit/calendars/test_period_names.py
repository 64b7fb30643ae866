"""What periods are called."""

from datetime import UTC, datetime
from itertools import islice

import pytest

from slawatch.calendars.period_names import period_name, periods_back
from slawatch.calendars.periods import parse_period, period_containing
from slawatch.model.agreement import Period, PeriodKind, Rolling

AT = datetime(2026, 11, 23, 20, tzinfo=UTC)
SHANGHAI = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (PeriodKind.WEEK, "2026-W48"),
        (PeriodKind.MONTH, "2026-11"),
        (PeriodKind.QUARTER, "2026-Q4"),
        (PeriodKind.HALF_YEAR, "2026-H2"),
        (PeriodKind.YEAR, "2026"),
    ],
)
def test_a_period_is_found_again_by_its_name(kind: PeriodKind, name: str) -> None:
    period = period_containing(kind, AT, timezone=SHANGHAI)
    assert period_name(kind, period, timezone=SHANGHAI) == name
    assert parse_period(name, as_of=AT, kind=kind, timezone=SHANGHAI) == period


def test_the_week_around_new_year_bears_the_year_of_its_thursday() -> None:
    period = period_containing(PeriodKind.WEEK, datetime(2027, 1, 2, tzinfo=UTC), timezone="UTC")
    assert period_name(PeriodKind.WEEK, period, timezone="UTC") == "2026-W53"


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (PeriodKind.MONTH, ["2026-11", "2026-10", "2026-09"]),
        (PeriodKind.QUARTER, ["2026-Q4", "2026-Q3", "2026-Q2"]),
        (PeriodKind.HALF_YEAR, ["2026-H2", "2026-H1", "2025-H2"]),
        (Rolling(28), ["2026-11", "2026-10", "2026-09"]),
    ],
    ids=str,
)
def test_periods_are_told_backwards_without_a_gap(kind: Period, names: list[str]) -> None:
    told = list(islice(periods_back(kind, AT, timezone=SHANGHAI), 3))
    assert [period_name(kind, each, timezone=SHANGHAI) for each in told] == names
    if not isinstance(kind, Rolling):
        assert [each.end for each in told[1:]] == [each.start for each in told[:-1]]


def test_of_a_rolling_period_the_earlier_ones_end_with_their_month() -> None:
    now, before = islice(periods_back(Rolling(28), AT, timezone="UTC"), 2)
    assert (now.end, before.end) == (datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
    assert before.seconds == 28 * 86400
