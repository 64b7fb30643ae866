"""How cells read: worked by hand in both languages."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from slawatch.model.interval import Interval
from slawatch.model.result import State
from slawatch.reports.cells import (
    Cell,
    Clock,
    Count,
    Day,
    Foreign,
    Instant,
    Linked,
    Money,
    Named,
    Number,
    Phrase,
    Ratio,
    Seconds,
    Spark,
    Standing,
    Unknown,
)
from slawatch.reports.changes import change
from slawatch.reports.document import Better, Status
from slawatch.reports.shown import Shown
from slawatch.speech.speech import Speech
from slawatch.testing.report_specimen import specimen

SHANGHAI = "Asia/Shanghai"
ENGLISH, CHINESE = Shown(Speech("en"), SHANGHAI), Shown(Speech("zh"), SHANGHAI)
IDENTITY = specimen().identity


@pytest.mark.parametrize(
    ("cell", "english", "chinese"),
    [
        (Ratio(Fraction(99_899, 100_000), 1), "99.8 %", "99.8 %"),
        (Ratio(Fraction(99_999_999, 100_000_000), 3), "99.999 %", "99.999 %"),
        (Ratio(Fraction(2, 3), 2), "66.66 %", "66.66 %"),
        (Ratio(Fraction(1), 2), "100.00 %", "100.00 %"),
        (Ratio(Fraction("0.9995"), 1, is_limit=True), "99.95 %", "99.95 %"),
        (Ratio(Fraction(1), 3, is_limit=True), "100 %", "100 %"),
        (Ratio(Fraction(1, 3), 1, is_limit=True), "33.3 %", "33.3 %"),
        (Seconds(190_805), "53 h 5 s", "53 小时 5 秒"),
        (Seconds(190_805, Clock.ELAPSED), "2 d 5 h 5 s", "2 天 5 小时 5 秒"),
        (Seconds(-3_725), "-1 h 2 min 5 s", "-1 小时 2 分钟 5 秒"),
        (Seconds(3_725.9), "1 h 2 min", "1 小时 2 分钟"),
        (Seconds(0), "0 s", "0 秒"),
        (Count(1_234_567), "1,234,567", "1,234,567"),
        (Number(1_234.56, 1), "1,234.6", "1,234.6"),
        (Money(Decimal("1234.5"), "CNY"), "CN¥1,234.50", "¥1,234.50"),
        (Money(Decimal(-99), "EUR"), "-€99.00", "-€99.00"),
        (Instant(datetime(2026, 10, 1, 15, 59, 59, tzinfo=UTC)), "2026-10-01 23:59:59", "2026-10-01 23:59:59"),
        (Day(date(2026, 10, 1)), "2026-10-01", "2026-10-01"),
        (Standing(State.BREACHED), "✕ Breached", "✕ 违约"),
        (Named("erp", {"zh": "企业资源计划", "en": "ERP"}), "ERP", "企业资源计划"),
        (Named("erp", {}), "erp", "erp"),
        (Foreign("a\u202eb\x00c"), "a\ufffdb\ufffdc", "a\ufffdb\ufffdc"),
        (Foreign("one\r\ntwo\tthree"), "one two three", "one two three"),
        (Unknown(Phrase("the source can't tell")), "— the source can't tell", "— 来源无法提供"),
        (Linked(Count(3), "/x"), "3", "3"),
        (Spark((1.0, None, 0.99996)), "1 — 0.99996", "1 — 0.99996"),
        (Spark((0.999999,)), "0.99999", "0.99999"),
        (
            Phrase("{good} of {n} in time", {"good": Count(1_000), "n": Foreign("{n} <b>")}),
            "1,000 of {n} <b> in time",
            "{n} <b> 个中 1,000 个按时",
        ),
    ],
)
def test_a_cell_reads_so(cell: Cell, english: str, chinese: str) -> None:
    assert (ENGLISH.text(cell), CHINESE.text(cell)) == (english, chinese)


@pytest.mark.parametrize(
    ("period", "english", "chinese"),
    [
        ("2026-10", "October 2026", "2026年10月"),
        ("2026-Q3", "Q3 2026", "2026年第3季度"),
        ("2026-H1", "H1 2026", "2026年上半年"),
        ("2026", "2026", "2026年"),
        ("2026-W47", "week 47 of 2026", "2026年第47周"),
        ("2026-10-05", "October 5, 2026", "2026年10月5日"),
        ("2026-10-01..2026-11-01", "2026-10-01 to 2026-10-31", "2026-10-01 至 2026-10-31"),
    ],
)
def test_a_period_reads_so(period: str, english: str, chinese: str) -> None:
    told = replace(IDENTITY, period=period)
    assert (ENGLISH.period(told), CHINESE.period(told)) == (english, chinese)


def test_the_last_day_of_a_period_is_the_one_before_its_end_in_its_own_zone() -> None:
    span = Interval(datetime(2026, 3, 7, 16, tzinfo=UTC), datetime(2026, 3, 8, 16, tzinfo=UTC))
    assert ENGLISH.days(replace(IDENTITY, span=span)) == "2026-03-08 to 2026-03-08"


@pytest.mark.parametrize(
    ("status", "n", "english", "chinese"),
    [
        (Status.PROVISIONAL, 0, "Provisional", "暂定版"),
        (Status.FINAL, 0, "Final", "正式版"),
        (Status.RESTATED, 2, "Restatement 2", "第 2 次重述版"),
    ],
)
def test_a_status_reads_so(status: Status, n: int, english: str, chinese: str) -> None:
    told = replace(IDENTITY, status=status, restatement=n)
    assert (ENGLISH.status(told), CHINESE.status(told)) == (english, chinese)


@pytest.mark.parametrize(
    ("value", "before", "better", "told"),
    [
        (Ratio(Fraction("0.99912"), 3), Ratio(Fraction("0.99987"), 3), Better.HIGHER, ("▼", "-0.075 pp", "worse")),
        (Ratio(Fraction("0.99899"), 1), Ratio(Fraction("0.99801"), 1), Better.HIGHER, ("=", "", "unchanged")),
        (Count(5), Count(3), Better.LOWER, ("▲", "+2", "worse")),
        (Count(3), Count(5), Better.LOWER, ("▼", "-2", "better")),
        (Count(1_500), Count(0), Better.NEITHER, ("▲", "+1,500", "")),
        (Linked(Count(5), "/x"), Count(3), Better.HIGHER, ("▲", "+2", "better")),
        (Seconds(3_600), Seconds(7_265), Better.LOWER, ("▼", "-1 h 1 min 5 s", "better")),
        (Number(4.25, 1), Number(4.1, 1), Better.HIGHER, ("▲", "+0.1", "better")),
        (Money(Decimal(10), "EUR"), Money(Decimal("7.5"), "EUR"), Better.LOWER, ("▲", "+€2.50", "worse")),
        (Money(Decimal(10), "EUR"), Money(Decimal(7), "CNY"), Better.LOWER, None),
        (Count(5), Unknown(Phrase("No data yet")), Better.LOWER, None),
        (Count(5), Seconds(3), Better.LOWER, None),
    ],
)
def test_a_figure_moved_by_as_much_as_the_shown_ones_differ(
    value: Cell, before: Cell, better: Better, told: tuple[str, str, str] | None
) -> None:
    moved = change(value, before, better, ENGLISH)
    assert (None if moved is None else (moved.arrow, moved.text, moved.turn.value)) == told
