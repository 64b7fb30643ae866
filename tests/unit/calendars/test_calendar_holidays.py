"""Statutory holidays and make-up working days, as governments published them."""

from datetime import date

import pytest

from slawatch.calendars.holidays import known_until, statutory_days
from slawatch.model.hours import Holidays

CHINA = Holidays(country="CN")


def test_make_up_days_of_2025_are_those_of_the_state_council() -> None:
    decreed = {(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)}
    assert {(day.month, day.day) for day in statutory_days(CHINA, 2025).worked} == decreed


def test_a_december_weekend_worked_for_january_belongs_to_december() -> None:
    """29 December 2001 and 30 December were worked for the New Year of 2002; 31 December 2011 for that of 2012."""
    assert date(2011, 12, 31) in statutory_days(CHINA, 2011).worked


def test_a_holiday_has_its_name_in_english() -> None:
    assert statutory_days(CHINA, 2026).closed[date(2026, 10, 1)] == "National Day"
    assert statutory_days(Holidays(country="DE"), 2026).closed[date(2026, 12, 25)] == "Christmas Day"


def test_a_subdivision_has_holidays_of_its_own() -> None:
    berlin, nation = Holidays(country="DE", subdivision="BE"), Holidays(country="DE")
    womens_day = date(2026, 3, 8)
    assert womens_day in statutory_days(berlin, 2026).closed
    assert womens_day not in statutory_days(nation, 2026).closed


def test_no_day_is_both_worked_and_closed() -> None:
    for year in range(2002, 2028):
        days = statutory_days(CHINA, year)
        assert not days.worked & days.closed.keys()


def test_decrees_are_known_to_the_end_of_a_year_and_a_law_without_decrees_has_no_such_end() -> None:
    until = known_until(CHINA)
    assert until is not None
    assert until >= date(2026, 12, 31)
    assert (until.month, until.day) == (12, 31)
    assert known_until(Holidays(country="DE")) is None


@pytest.mark.parametrize(
    ("holidays", "place"), [(Holidays(country="XX"), "XX"), (Holidays(country="DE", subdivision="ZZ"), "DE-ZZ")]
)
def test_an_unknown_place_is_refused_by_name(holidays: Holidays, place: str) -> None:
    with pytest.raises(ValueError, match=f"no holidays are known for {place}"):
        statutory_days(holidays, 2026)
