"""Which stretch a report shows of an agreement that is judged by other periods than the report's."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from slawatch.model.agreement import Indicator, Objective, Period, PeriodKind, Rolling
from slawatch.model.interval import Interval
from slawatch.reports.cuts import Cuts
from slawatch.runtime.assessment import PeriodError
from slawatch.testing.plans import agreement, definitions, planned

AS_OF = datetime(2026, 11, 23, tzinfo=UTC)
PROMISE = Objective(id="uptime", indicator=Indicator.AVAILABILITY)


def cuts(period: str, *, kind: Period = PeriodKind.MONTH) -> Cuts:
    plan = planned(definitions(replace(agreement(PROMISE), period=kind)))
    return Cuts(plan=plan, period=period, as_of=AS_OF, timezone="UTC")


def shown(period: str, kind: Period) -> tuple[str, bool]:
    told = cuts(period, kind=kind)
    (own,) = told.plan.definitions.agreements
    return told.name(own), told.is_other(own)


@pytest.mark.parametrize(
    ("period", "kind", "expected"),
    [
        ("2026-10", PeriodKind.MONTH, ("2026-10", False)),
        ("2026-10", PeriodKind.QUARTER, ("2026-Q4", True)),
        ("2026-10", PeriodKind.YEAR, ("2026", True)),
        ("2026-10", PeriodKind.WEEK, ("2026-10", False)),
        ("2026-10", Rolling(28), ("2026-10-04..2026-11-01", True)),
        ("2026-Q3", PeriodKind.MONTH, ("2026-Q3", False)),
        ("2026-W40", PeriodKind.MONTH, ("2026-10", True)),  # it ends on Sunday, 4 October
        ("2026-10-01..2026-10-15", PeriodKind.QUARTER, ("2026-10-01..2026-10-15", False)),
    ],
)
def test_a_longer_period_is_shown_whole(period: str, kind: Period, expected: tuple[str, bool]) -> None:
    assert shown(period, kind) == expected


def test_of_shorter_periods_those_count_that_ended_in_the_reports() -> None:
    told = cuts("2026-10", kind=PeriodKind.WEEK)
    (own,) = told.plan.definitions.agreements
    mondays = [each.end.date().isoformat() for each in told.own(own)]
    assert mondays == ["2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26"]


def test_a_year_has_twelve_months_and_a_quarter_one_quarter() -> None:
    told = cuts("2026")
    (own,) = told.plan.definitions.agreements
    assert len(told.own(own)) == 12
    told = cuts("2026-10", kind=PeriodKind.QUARTER)
    (own,) = told.plan.definitions.agreements
    assert told.own(own) == (Interval(datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),)


def test_the_stretch_before_and_last_year_are_of_the_same_kind() -> None:
    told = cuts("2026-10", kind=PeriodKind.QUARTER)
    (own,) = told.plan.definitions.agreements
    assert told.previous(own) == Interval(datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC))
    assert told.last_year(own) == Interval(datetime(2025, 10, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    assert told.reported_before(own) == Interval(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC))


def test_twelve_months_end_with_the_periods_last() -> None:
    assert cuts("2026-10").months[0] == "2025-11"
    assert cuts("2026-W01").months[-1] == "2026-01"
    assert cuts("2026-Q1").months[-3:] == ("2026-01", "2026-02", "2026-03")


def test_a_text_that_names_no_period_is_refused() -> None:
    with pytest.raises(PeriodError, match="is not a period"):
        _ = cuts("last summer").span
