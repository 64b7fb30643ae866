"""Working time beside the libraries that ticketing systems and scripts use: the same pairs, the same run.

U are random pairs over two years, T look like tickets (hours to days). A share of exact answers stands with each.
"""

import os
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from needs import needs
from oracles.calendar_oracle import Oracle

from slawatch.calendars.calendar import compiled
from slawatch.model.hours import WorkingHours

pytestmark = pytest.mark.benchmark

Pairs = list[tuple[int, int]]

DAY = 86400
BERLIN = "Europe/Berlin"
CLOSED = frozenset(date(year, month, 6) for year in range(2024, 2031) for month in range(1, 7))
OFFICE = WorkingHours(id="office", timezone=BERLIN, weekly=(((9 * 3600, 17 * 3600),),) * 5 + ((), ()), closed=CLOSED)
NEEDED = (2025, 2026, 2027)
"""Years that a pair can reach: Business::Hours pays for each date, and businesstimedelta dies after the last."""
START = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
MANY, SOME = 1_000_000, 1_000
PERL = Path(__file__).with_name("business_hours_peer.pl")
FOUR_HOURS = 4 * 3600


def pairs(kind: str, count: int) -> Pairs:
    dice = np.random.default_rng(498)
    start = START + dice.integers(0, 2 * 365 * DAY, count) // 60 * 60
    if kind == "U":
        other = START + dice.integers(0, 2 * 365 * DAY, count) // 60 * 60
        start, end = np.minimum(start, other), np.maximum(start, other)
    else:
        end = start + dice.lognormal(10.5, 1.4, count).astype(np.int64) // 60 * 60
    return list(zip(start.tolist(), end.tolist(), strict=True))


def timed(work: Callable[[], Sequence[int]]) -> tuple[float, Sequence[int]]:
    begun = perf_counter()
    told = work()
    return perf_counter() - begun, told


def business_hours(what: str, asked: Pairs) -> tuple[float, Sequence[int]]:
    perl = needs("perl", "libbusiness-hours-perl")
    done = subprocess.run(
        [perl, PERL, what, *sorted(day.isoformat() for day in CLOSED if day.year in NEEDED)],
        input="\n".join(f"{a} {b}" for a, b in asked),
        env={**os.environ, "TZ": BERLIN},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"Business::Hours is missing: install libbusiness-hours-perl ({done.stderr.splitlines()[0]})")
    taken, *told = done.stdout.split()
    return float(taken), [int(each) for each in told]


def businesstimedelta(asked: Pairs) -> tuple[float, Sequence[int]]:
    peer = pytest.importorskip("businesstimedelta", reason="businesstimedelta is missing: pip install '.[bench]'")
    zone = pytest.importorskip("pytz").timezone(BERLIN)  # it asks for zones of that library
    days = peer.WorkDayRule(start_time=time(9), end_time=time(17), working_days=[0, 1, 2, 3, 4], tz=zone)
    rules = peer.Rules([days, peer.HolidayRule(dict.fromkeys(CLOSED, "closed"), tz=zone)])
    local = [tuple(datetime.fromtimestamp(at, zone) for at in pair) for pair in asked]

    def all_of_them() -> list[int]:
        found = (rules.difference(a, b) for a, b in local)
        return [int(each.hours * 3600 + each.seconds) for each in found]

    return timed(all_of_them)


def business_duration(asked: Pairs) -> tuple[float, Sequence[int]]:
    peer = pytest.importorskip("business_duration", reason="business-duration is missing: pip install '.[bench]'")
    zone = ZoneInfo(BERLIN)
    local = [tuple(datetime.fromtimestamp(at, zone).replace(tzinfo=None) for at in pair) for pair in asked]
    closed = dict.fromkeys(CLOSED, "closed")
    return timed(
        lambda: [
            round(peer.businessDuration(a, b, time(9), time(17), weekendlist=[5, 6], holidaylist=closed, unit="sec"))
            for a, b in local
        ]
    )


def share(told: Sequence[int], truth: Sequence[int]) -> str:
    return f"{sum(a == b for a, b in zip(told, truth, strict=True)) / len(truth):.0%} exact"


@pytest.mark.parametrize("kind", ["U", "T"])
def test_a_single_look_up_beside_three_libraries(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    calendar, asked = compiled(OFFICE), pairs(kind, SOME)
    oracle = Oracle(BERLIN, [list(day) for day in OFFICE.weekly], {day: [] for day in CLOSED})
    checked = [pair for pair in asked if pair[1] - pair[0] < 30 * DAY][:100]
    assert [calendar.between(*pair) for pair in checked] == [oracle.between(*pair) for pair in checked]
    truth = [calendar.between(*pair) for pair in asked]
    ours = min(timed(lambda: [calendar.between(a, b) for a, b in asked * 20])[0] for _ in range(5)) / 20
    with capsys.disabled():
        print(f"\n{kind} between: slawatch {SOME / ours:,.0f} pairs/s, equal to a count of minutes")
        for name, peer in (
            ("Business::Hours", lambda asked: business_hours("between", asked)),
            ("businesstimedelta", businesstimedelta),
            ("business-duration", business_duration),
        ):
            taken, told = peer(asked)
            print(f"{kind}: {name} {SOME / taken:,.0f} pairs/s, {share(told, truth)}; slawatch {taken / ours:,.0f} x")


def test_adding_working_time_beside_business_hours(capsys: pytest.CaptureFixture[str]) -> None:
    calendar, asked = compiled(OFFICE), [(start, FOUR_HOURS) for start, _ in pairs("T", SOME)]
    ours = min(timed(lambda: [calendar.add(a, b) for a, b in asked * 20])[0] for _ in range(5)) / 20
    taken, told = business_hours("add", asked)
    assert all(calendar.between(a, calendar.add(a, b)) == b for a, b in asked)
    with capsys.disabled():
        print(
            f"\nadd: slawatch {SOME / ours:,.0f}/s, Business::Hours {SOME / taken:,.0f}/s, "
            f"{share(told, [calendar.add(a, b) for a, b in asked])}; slawatch {taken / ours:,.0f} x (aim 1,500)"
        )


def test_bulk_beside_business_hours(capsys: pytest.CaptureFixture[str]) -> None:
    calendar, many = compiled(OFFICE), np.array(pairs("T", MANY))
    ours = min(timed(lambda: calendar.between(many[:, 0], many[:, 1]))[0] for _ in range(3)) / MANY
    taken, _ = business_hours("between", pairs("T", SOME))
    with capsys.disabled():
        print(f"\nbulk: {1 / ours / 1e6:.1f} M pairs/s, {taken / SOME / ours:,.0f} x Business::Hours (aim 5,000)")
