"""Working time by look-up, beside peers that walk over days; ratios of one run, since absolute figures drift."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from timeit import repeat
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from slawatch.calendars.calendar import compiled
from slawatch.model.business_days import DayMode
from slawatch.model.hours import WorkingHours

pytestmark = pytest.mark.benchmark

DAY = 86400
OPENS, CLOSES = 9 * 3600, 17 * 3600
CLOSED = frozenset(date(2026, month, 6) for month in range(1, 13))
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = WorkingHours(id="office", timezone="Europe/Berlin", weekly=(((OPENS, CLOSES),),) * 5 + ((), ()), closed=CLOSED)
LONDON = WorkingHours(id="utc", timezone="UTC", weekly=OFFICE.weekly, closed=CLOSED)
START = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
MANY, FEW, SLOW = 1_000_000, 50_000, 2_000


def pairs(count: int, longest: int) -> tuple[np.ndarray, np.ndarray]:
    dice = np.random.default_rng(10720)
    start = START + dice.integers(0, 2 * 365 * DAY, count)
    return start, start + dice.integers(0, longest, count)


def seconds(work: Callable[[], object]) -> float:
    return min(repeat(work, number=1, repeat=5))


def day_loop(start: int, end: int) -> int:
    """Walk over the local days, as calendars without a table do."""
    total, day = 0, datetime.fromtimestamp(start, BERLIN).date()
    last = datetime.fromtimestamp(end, BERLIN).date()
    while day <= last:
        if day.weekday() < 5 and day not in CLOSED:
            opens = datetime.combine(day, time(9), BERLIN).timestamp()
            closes = datetime.combine(day, time(17), BERLIN).timestamp()
            total += max(0, int(min(closes, end) - max(opens, start)))
        day += timedelta(days=1)
    return total


def busday(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Whole business days by numpy, and what of the first and the last day lies in the hours; UTC only."""
    calendar = np.busdaycalendar(holidays=sorted(CLOSED))
    first, last = (np.asarray(at // DAY).astype("M8[D]") for at in (start, end))
    into = [np.clip(at % DAY, OPENS, CLOSES) - OPENS for at in (start, end)]
    into = [part * np.is_busday(day, busdaycal=calendar) for part, day in zip(into, (first, last), strict=True)]
    return np.busday_count(first, last, busdaycal=calendar) * (CLOSES - OPENS) + into[1] - into[0]


def test_a_single_look_up_beside_a_day_loop(capsys: pytest.CaptureFixture[str]) -> None:
    calendar = compiled(OFFICE)
    listed = list(zip(*(column.tolist() for column in pairs(FEW, 10 * DAY)), strict=True))
    few = listed[:SLOW]
    assert [calendar.between(*pair) for pair in few] == [day_loop(*pair) for pair in few]
    ours = seconds(lambda: [calendar.between(a, b) for a, b in listed]) / FEW
    add = seconds(lambda: [calendar.add(a, 4 * 3600) for a, _ in listed]) / FEW
    peer = seconds(lambda: [day_loop(a, b) for a, b in few]) / SLOW
    with capsys.disabled():
        print(f"\nbetween: {1 / ours:,.0f} pairs/s, {peer / ours:,.0f} x a day loop ({1 / peer:,.0f})")
        print(f"add: {1 / add:,.0f}/s, {peer / add:,.0f} x a day loop")


def test_bulk_beside_busday_and_the_sum_of_the_columns(capsys: pytest.CaptureFixture[str]) -> None:
    calendar = compiled(LONDON)
    start, end = pairs(MANY, 10 * DAY)
    assert (calendar.between(start, end) == busday(start, end)).all()
    ours = seconds(lambda: calendar.between(start, end))
    add = seconds(lambda: calendar.add(start, 4 * 3600))
    peer, floor = seconds(lambda: busday(start, end)), seconds(lambda: start.sum() + end.sum())
    with capsys.disabled():
        print(
            f"\nbulk between: {MANY / ours / 1e6:.1f} M pairs/s, "
            f"{peer / ours:.1f} x busday (aim 2), {ours / floor:.0f} x a sum"
        )
        print(f"bulk add: {MANY / add / 1e6:.1f} M/s")


def test_business_days_beside_busday_offset(capsys: pytest.CaptureFixture[str]) -> None:
    calendar, peers = compiled(LONDON), np.busdaycalendar(holidays=sorted(CLOSED))
    start, _ = pairs(MANY, DAY)

    def closings() -> np.ndarray:
        days = np.asarray(start // DAY).astype("M8[D]")
        return np.busday_offset(days, 2, roll="backward", busdaycal=peers).astype(np.int64) * DAY + CLOSES

    assert (calendar.add_days(start, 2, mode=DayMode.END_OF_DAY) == closings()).all()
    peer = seconds(closings)
    with capsys.disabled():
        for mode in DayMode:
            ours = seconds(lambda mode=mode: calendar.add_days(start, 2, mode=mode))
            print(f"\nbusiness days, {mode}: {MANY / ours / 1e6:.1f} M/s, {peer / ours:.1f} x busday_offset of dates")


def test_long_pairs_cost_what_short_pairs_cost(capsys: pytest.CaptureFixture[str]) -> None:
    calendar = compiled(OFFICE)
    for count, name in ((MANY, "bulk"), (FEW, "single")):
        costs = []
        for longest in (DAY, 700 * DAY):
            start, end = pairs(count, longest)
            if name == "bulk":
                costs.append(seconds(lambda start=start, end=end: calendar.between(start, end)))
            else:
                listed = list(zip(start.tolist(), end.tolist(), strict=True))
                costs.append(seconds(lambda listed=listed: [calendar.between(a, b) for a, b in listed]))
        with capsys.disabled():
            print(
                f"\n{name}: pairs of up to 700 days cost {costs[1] / costs[0]:.2f} x those of up to one day (aim 1.5)"
            )
