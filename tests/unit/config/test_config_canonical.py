from datetime import date

from slawatch.config.canonical import canonical
from slawatch.model.hours import WorkingHours
from slawatch.model.mapping import FieldMap
from slawatch.model.service import Service, ServiceId

WEEK = (((0, 86400),),) * 7


def test_the_order_of_exact_values_is_no_meaning() -> None:
    one = FieldMap(field="p", values={"a": "1", "b": "2"})
    other = FieldMap(field="p", values={"b": "2", "a": "1"})

    assert canonical(one) == canonical(other)


def test_the_order_of_patterns_is_a_meaning() -> None:
    one = FieldMap(field="p", values={"a*": "1", "*b": "2"})
    other = FieldMap(field="p", values={"*b": "2", "a*": "1"})

    assert (one.value("ab"), other.value("ab")) == ("1", "2")
    assert canonical(one) != canonical(other)


def test_no_values_are_not_the_same_as_empty_values() -> None:
    assert canonical(FieldMap(field="p")) != canonical(FieldMap(field="p", values={}))


def test_sets_are_written_in_order() -> None:
    dates = [date(2026, month, 1) for month in range(1, 13)]

    told = {
        canonical(WorkingHours(id="c", timezone="UTC", weekly=WEEK, closed=frozenset(d))) for d in (dates, dates[::-1])
    }

    assert len(told) == 1
    assert '"closed":["2026-01-01","2026-02-01",' in told.pop()


def test_names_for_people_are_left_out() -> None:
    service = Service(id=ServiceId("erp"), names={"zh": "财务系统"}, hours="office", owner="applications")

    assert canonical(service) == '{"hours":"office","id":"erp","state":null,"users":null}'


def test_openings_are_told_by_their_dates() -> None:
    calendar = WorkingHours(id="c", timezone="UTC", weekly=WEEK, openings={date(2026, 5, 1): ((0, 3600),)})

    assert '"openings":{"2026-05-01":[[0,3600]]}' in canonical(calendar)
