"""How far a calendar reaches, and what it says beyond."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from slawatch.calendars.calendar import compiled
from slawatch.calendars.table import NEVER
from slawatch.model.hours import Holidays, WorkingHours

DAY = 86400
OFFICE = WorkingHours(id="office", timezone="UTC", weekly=(((32400, 61200),),) * 5 + ((), ()))
ONCE = WorkingHours(id="once", timezone="UTC", weekly=((),) * 7, openings={date(2026, 11, 20): ((0, 3600),)})


def at(year: int, month: int = 1, day: int = 1) -> int:
    return int(datetime(year, month, day, tzinfo=UTC).timestamp())


def test_what_is_worked_stays_the_same_when_more_years_are_asked_for() -> None:
    calendar = compiled(OFFICE)
    before = [calendar.worked(at(year)) for year in (2019, 2020, 2026)]
    calendar.between(at(1975), at(2090))
    assert [calendar.worked(at(year)) for year in (2019, 2020, 2026)] == before
    assert before[1] == 0


def test_the_order_of_questions_changes_no_answer() -> None:
    years = (2026, 1980, 2100, 2031, 2017)
    fresh = [compiled(OFFICE).add(at(year), 1_000_000) for year in years]
    calendar = compiled(OFFICE)
    assert [calendar.add(at(year), 1_000_000) for year in years] == fresh


def test_the_edges_of_the_years_compiled_at_birth_hide_nothing() -> None:
    calendar = compiled(OFFICE)
    for year in (2018, 2031):
        assert calendar.between(at(year) - DAY, at(year) + DAY) == compiled(OFFICE).between(
            at(year) - DAY, at(year)
        ) + compiled(OFFICE).between(at(year), at(year) + DAY)
    assert calendar.add(at(2030, 12, 31), 10 * 28800) == at(2031, 1, 13) + 61200
    assert calendar.sub(at(2018, 1, 2), 2 * 28800) == at(2017, 12, 29) + 32400


def test_a_search_without_end_says_so_for_one_and_marks_it_for_many() -> None:
    calendar = compiled(ONCE)
    start = at(2026, 11, 19)
    with pytest.raises(ValueError, match="once has no 3601 working seconds in the 20 years after"):
        calendar.add(start, 3601)
    with pytest.raises(ValueError, match="once has no 1 working seconds in the 20 years before"):
        calendar.sub(start, 1)
    assert calendar.add(np.array([start, start, start]), np.array([3600, 3601, 0])).tolist() == [
        start + DAY + 3600,
        NEVER,
        start,
    ]
    assert calendar.sub(np.array([start, start + 2 * DAY]), 3600).tolist() == [NEVER, start + DAY]


def test_a_search_ends_after_twenty_years_however_much_is_compiled() -> None:
    calendar = compiled(ONCE)
    calendar.worked(at(1950))
    with pytest.raises(ValueError, match="in the 20 years after"):
        calendar.add(at(2000), 1)
    assert calendar.add(np.array([at(2000)]), 1).tolist() == [NEVER]


def test_a_negative_duration_is_refused() -> None:
    calendar = compiled(OFFICE)
    for search in (calendar.add, calendar.sub):
        with pytest.raises(ValueError, match="never negative"):
            search(at(2026), -1)
        with pytest.raises(ValueError, match="never negative"):
            search(np.array([at(2026)]), np.array([-1]))


def test_an_instant_of_another_age_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the years 1900-2399"):
        compiled(OFFICE).worked(NEVER)
    with pytest.raises(ValueError, match="outside the years 1900-2399"):
        compiled(OFFICE).worked(np.array([at(2026), NEVER]))


def test_years_before_and_after_all_known_holidays_have_none() -> None:
    china = compiled(WorkingHours(id="cn", timezone="UTC", weekly=OFFICE.weekly, holidays=Holidays(country="CN")))
    assert china.between(at(1910, 10, 3), at(1910, 10, 4)) == 28800
    assert china.between(at(2190, 10, 1), at(2190, 10, 2)) == 28800


def test_no_instants_get_no_answers() -> None:
    none = np.array([], dtype=np.int64)
    calendar = compiled(OFFICE)
    answers = [calendar.worked(none), calendar.between(none, none), calendar.add(none, 5), calendar.sub(none, none)]
    assert [len(answer) for answer in answers] == [0, 0, 0, 0]


def test_an_empty_or_reversed_stretch_has_no_intervals() -> None:
    calendar = compiled(OFFICE)
    noon = at(2026, 11, 20) + 43200
    assert calendar.intervals(noon, noon).shape == (0, 2)
    assert calendar.intervals(noon, noon - DAY).shape == (0, 2)


@pytest.mark.parametrize("name", ["+08:00", "UTC+8", "GMT-3", "Etc/GMT-8", "EST", "HST"])
def test_a_fixed_offset_is_refused_with_a_way_out(name: str) -> None:
    with pytest.raises(ValueError, match="is a fixed offset: name the place instead"):
        compiled(WorkingHours(id="h", timezone=name, weekly=OFFICE.weekly))


@pytest.mark.parametrize(
    "name", ["Europe/Berln", "", "../etc/passwd", "right/Europe/Berlin", "Europe", "localtime", "中国"]
)
def test_an_unknown_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=f'"{name}" is not a time zone'):
        compiled(WorkingHours(id="h", timezone=name, weekly=OFFICE.weekly))
