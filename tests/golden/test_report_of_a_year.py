"""Reports of the year that year/README.md works out by hand."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from collected import asked, block, collected, detailed, rows
from command import printed

from slawatch.model.interval import Interval
from slawatch.model.result import State
from slawatch.reports.assembly import document
from slawatch.reports.cells import Count, Foreign, Instant, Money, Named, Phrase, Ratio, Seconds, Standing, Unknown
from slawatch.reports.document import Document, Items, Prose, Shade, Strip, Tiles, Trend
from slawatch.reports.material import Material

YEAR = Path(__file__).parent / "year"
AS_OF = datetime(2026, 1, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def june(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Material]:
    folder = tmp_path_factory.mktemp("golden") / "year"
    shutil.copytree(YEAR, folder)
    printed(folder / "slawatch.yml", "sync")
    with collected(folder / "slawatch.yml", asked("agreement/erp-acme", "2025-06", as_of=AS_OF)) as material:
        yield material


@cache
def report(material: Material, subject: str, period: str) -> Document:
    return document(material.about(asked(subject, period)))


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2025-01", (2_678_400, 0, 2_678, State.MET)),
        ("2025-03", (2_674_800, 3_600, -926, State.BREACHED)),
        ("2025-04", (2_592_000, 1_800, 792, State.MET)),
        ("2025-05", (2_671_200, 3_600, -929, State.BREACHED)),
        ("2025-06", (2_592_000, 60_480, -57_888, State.BREACHED)),
        ("2025-10", (2_682_000, 3_600, -918, State.BREACHED)),
    ],
)
def test_availability_reads_as_worked_by_hand(
    june: Material, period: str, expected: tuple[int, int, int, State]
) -> None:
    agreed, lost, left, state = expected
    (row,) = rows(report(june, "agreement/erp-acme", period), "availability")
    assert row["attained"] == Ratio(Fraction(agreed - lost, agreed), 3)
    assert row["target"] == Ratio(Fraction(999, 1000), 3, is_limit=True)
    assert (row["lost"], row["left"]) == (Seconds(lost), Seconds(left))
    assert row["state"] == Standing(state)
    assert row["period"] == Foreign(period)


def test_as_users_felt_it_maintenance_is_downtime(june: Material) -> None:
    """In May the service was down from 02:10 to 05:00, of which 02:00 to 04:00 was agreed."""
    (row,) = rows(report(june, "agreement/erp-acme", "2025-05"), "availability")
    raw = row["raw"]
    assert isinstance(raw, Ratio)
    assert float(raw.value) == pytest.approx((2_678_400 - 10_200) / 2_678_400, abs=1e-12)


def test_breaches_tell_when_and_what_they_cost(june: Material) -> None:
    found = detailed(report(june, "customer/acme", "2025"), "breaches")
    availability = [row for row in found if row["objective"].id == "uptime"]
    assert [(row["period"], row["at"], row["credit"]) for row in availability] == [
        (Foreign("2025-03"), Instant(datetime(2025, 3, 30, 1, 14, 35, tzinfo=UTC)), Money(Decimal("5000.0"), "EUR")),
        (Foreign("2025-05"), Instant(datetime(2025, 5, 11, 2, 44, 32, tzinfo=UTC)), Money(Decimal("5000.0"), "EUR")),
        (Foreign("2025-06"), Instant(datetime(2025, 6, 9, 5, 12, 1, tzinfo=UTC)), Money(Decimal("10000.0"), "EUR")),
        (Foreign("2025-10"), Instant(datetime(2025, 10, 26, 1, 14, 43, tzinfo=UTC)), Money(Decimal("5000.0"), "EUR")),
    ]
    (july,) = (row for row in found if row["objective"].id == "p1")
    assert july["at"] == Instant(datetime(2025, 7, int(july["at"].at.day), 7, 0, 1, tzinfo=UTC))  # type: ignore[union-attr]
    assert july["missed"] == Phrase("{missed} of {n} missed", {"missed": Count(1), "n": Count(2)})
    assert {type(row["cause"]) for row in found} == {Unknown}  # nobody stated any
    assert len(found) == 5 + _others(found)


def _others(found: object) -> int:
    return sum(row["objective"].id not in ("uptime", "p1") for row in found)  # type: ignore[attr-defined]


def test_a_year_of_months_is_judged_month_by_month(june: Material) -> None:
    told = report(june, "agreement/erp-acme", "2025")
    (row,) = rows(told, "availability")
    assert row["attained"] == Ratio(Fraction(31_455_720, 31_528_800), 3)
    own = [each for each in rows(told, "own-periods") if each["objective"].id == "uptime"]
    assert [each["period"] for each in own] == [Foreign(f"2025-{month:02}") for month in range(1, 13)]
    broken = [n for n, each in enumerate(own, 1) if each["state"] == Standing(State.BREACHED)]
    assert broken == [3, 5, 6, 10]


def test_the_twelve_months_are_those_of_the_table(june: Material) -> None:
    (row,) = rows(report(june, "agreement/erp-acme", "2025-10"), "availability")
    shares = dict(zip(june.about(asked("organisation", "2025-10")).cuts.months, row["year"].values, strict=True))  # type: ignore[union-attr]
    assert next(iter(shares)) == "2024-11"
    assert shares["2024-12"] is None  # the first fact is of January
    assert shares["2025-02"] == 1.0
    assert shares["2025-03"] == pytest.approx(2_671_200 / 2_674_800, abs=1e-12)
    assert shares["2025-06"] == pytest.approx(2_531_520 / 2_592_000, abs=1e-12)


def test_key_figures_stand_beside_the_month_before_and_last_year(june: Material) -> None:
    told = report(june, "agreement/erp-acme", "2025-06")
    tiles = block(told, "key-figures")
    assert isinstance(tiles, Tiles)
    found = {tile.title.text: tile for tile in tiles.tiles}
    assert found["Availability"].value == Ratio(Fraction(2_531_520, 2_592_000), 3)
    assert found["Availability"].previous == Ratio(Fraction(2_667_600, 2_671_200), 3)
    assert isinstance(found["Availability"].last_year, Unknown)
    assert (found["Objectives breached"].value, found["Objectives breached"].previous) == (Count(1), Count(1))
    assert (found["Outages"].value, found["Outages"].previous) == (Count(0), Count(1))


def test_days_show_the_worst_of_each(june: Material) -> None:
    told = report(june, "agreement/erp-acme", "2025-05")
    (strip,) = (each for section in told.sections for each in section.blocks if isinstance(each, Strip))
    (lane,) = strip.lanes
    assert [each.date for each in lane.days] == [date(2025, 5, n) for n in range(1, 32)]
    assert [each.date.day for each in lane.days if each.shade is not Shade.UP] == [11]
    (day,) = (each for each in lane.days if each.shade is Shade.DOWN)
    assert day.lost == Seconds(3_600)


def test_a_suppliers_report_counts_by_its_contract(june: Material) -> None:
    told = report(june, "supplier/netco", "2025-06")
    (row,) = rows(told, "availability")
    assert row["attained"] == Ratio(Fraction(2_592_000 - 604_800, 2_592_000), 2)
    assert row["service"] == Named("erp", {"en": "ERP"})


def test_outages_of_several_agreements_stand_once(june: Material) -> None:
    (row,) = detailed(report(june, "service/erp", "2025-06"), "outages")
    assert row["length"] == Seconds(604_800, row["length"].clock)  # type: ignore[union-attr]
    assert row["lost"] == Seconds(604_800)  # the contract counts degraded time in full
    assert row["supplier"] == Named("netco", {"en": "NetCo"})
    assert isinstance(row["user_minutes"], Unknown)


def test_failures_and_restoration_of_april(june: Material) -> None:
    """Two outages that overlap are one of 1,800 s: MTBF is the time up, (2,592,000 - 1,800) s, and MTRS 1,800 s."""
    found = detailed(report(june, "agreement/erp-acme", "2025-04"), "reliability")
    (row,) = found
    assert (row["outages"], row["mtbf"]) == (Count(1), Seconds(2_590_200.0))
    assert row["mtrs_median"] == Seconds(1_800, row["mtrs_median"].clock)  # type: ignore[union-attr]


def test_outages_by_month_follow_the_log(june: Material) -> None:
    told = report(june, "agreement/erp-acme", "2025-12")
    trends = {each.id: each for section in told.sections for each in section.blocks if isinstance(each, Trend)}
    (series,) = trends["outages-by-month"].series
    partly = Unknown(Phrase("facts of only a part of that time are stored"))  # the first is of 27 January
    assert series.cells == (partly, *map(Count, [0, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0]))
    (lost,) = trends["lost-by-month"].series
    assert lost.cells == (partly, *map(Seconds, [0, 3600, 1800, 3600, 60480, 0, 0, 0, 3600, 0, 0]))


def test_response_tells_times_by_priority(june: Material) -> None:
    """T-1 waited 5,400 s for its first touch, and took 26 h, in Shanghai's hours."""
    found = detailed(report(june, "agreement/erp-shanghai", "2025-02"), "response")
    told = {str(row["objective"].id): row for row in found}  # type: ignore[union-attr]
    assert told["taken"]["median"] == Seconds(5_400)
    assert told["taken"]["share"] == Ratio(Fraction(1), 2)
    assert told["solved"]["p90"] == Seconds(26 * 3600)
    assert told["solved"]["met"] == Count(0)
    assert told["solved"]["priority"] == Foreign("P2")


def test_before_the_first_fact_nothing_is_told(june: Material) -> None:
    told = report(june, "agreement/erp-acme", "2019-05")
    (row,) = rows(told, "availability")
    assert row["attained"] == Unknown(Phrase("no facts of that time are stored"))
    assert row["state"] == Standing(State.NO_DATA)
    assert not [each for section in told.sections for each in section.blocks if isinstance(each, Strip)]


def test_the_same_material_gives_an_equal_report(june: Material) -> None:
    again = document(june.about(asked("organisation", "2025-06")))
    assert report(june, "organisation", "2025-06") == again
    assert report(june, "organisation", "2025-05") != again


def test_the_cover_says_what_it_is_of_and_when(june: Material) -> None:
    told = report(june, "agreement/erp-acme", "2025-03")
    assert told.identity.id == "agreement-erp-acme-2025-03"
    start, end = datetime(2025, 2, 28, 23, tzinfo=UTC), datetime(2025, 3, 31, 22, tzinfo=UTC)
    assert told.identity.span == Interval(start, end)  # Berlin's March
    (cover,) = told.sections[0].blocks
    assert isinstance(cover, Items)
    items = {item.term.text: item.cell for item in cover.items}
    assert items["Data cut-off"] == Instant(AS_OF)
    assert isinstance(items["Approved by"], Unknown)
    assert "Data" not in items  # nothing is simulated


def test_the_summary_says_what_nobody_answered(june: Material) -> None:
    told = report(june, "agreement/erp-acme", "2025-06")
    prose = block(told, "what-happened")
    assert isinstance(prose, Prose)
    texts = [each.text for each in prose.paragraphs if isinstance(each, Phrase)]
    assert texts[-1].startswith("{n} of {all} breaches and outages have neither")
    assert prose.paragraphs[-1].parts == {"n": Count(2), "all": Count(2)}  # type: ignore[union-attr]
