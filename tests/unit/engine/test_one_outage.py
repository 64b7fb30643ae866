"""An outage once, however many agreements count it; expected values are worked by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from slawatch.engine.one_outage import OneOutage, once
from slawatch.engine.outage_list import ListedOutage
from slawatch.engine.overlapping import overlapping
from slawatch.model.outage import Severity

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def counted(sla: str, start: int, end: int, *, lost: float = 0) -> ListedOutage:
    """Return an outage between two minutes, as an agreement counts it."""
    return ListedOutage(
        service_id="mail",
        sla=sla,
        severity=Severity.DOWN,
        weight=1,
        started_at=at(start),
        ended_at=at(end),
        outage_seconds=(end - start) * 60,
        service_seconds=0,
        lost_seconds=lost,
        bridged_seconds=0,
        dropped_seconds=0,
        merge_gap_seconds=0,
        min_outage_seconds=0,
        start="",
    )


def stretches(*outages: ListedOutage) -> list[tuple[datetime, datetime | None, int]]:
    """Return of each outage when it was, and how often it is counted."""
    return [(each.started_at, each.ended_at, len(each.counted)) for each in once(outages)]


def only(*outages: ListedOutage) -> OneOutage:
    (found,) = once(outages)
    return found


def test_what_two_agreements_count_alike_is_one() -> None:
    assert stretches(counted("a", 0, 10), counted("b", 0, 10)) == [(at(0), at(10), 2)]


def test_what_one_agreement_merges_and_another_tells_apart_is_one() -> None:
    assert stretches(counted("a", 0, 10), counted("a", 15, 20), counted("b", 0, 20)) == [(at(0), at(20), 3)]


def test_what_only_touches_stays_apart_as_do_services_and_severities() -> None:
    assert stretches(counted("a", 0, 10), counted("a", 10, 20)) == [(at(0), at(10), 1), (at(10), at(20), 1)]
    down = counted("a", 0, 10)
    assert len(stretches(down, replace(down, service_id="web"), replace(down, severity=Severity.DEGRADED))) == 3


def test_a_short_one_after_a_long_one_shares_the_long_ones_time() -> None:
    assert stretches(counted("a", 0, 60), counted("b", 5, 10), counted("b", 30, 90)) == [(at(0), at(90), 3)]


def test_one_that_lasts_takes_in_whatever_begins_later() -> None:
    one = only(replace(counted("a", 0, 60), ended_at=None), counted("b", 30, 40))
    assert (one.ended_at, one.outage_seconds) == (None, 3600)


def test_its_length_is_that_of_all_of_its_time() -> None:
    assert only(counted("a", 0, 10), counted("b", 5, 25)).outage_seconds == 25 * 60


def test_it_cost_what_the_agreement_lost_that_lost_most_with_all_parts_that_it_counts() -> None:
    one = only(counted("b", 0, 30, lost=50), counted("a", 0, 10, lost=40), counted("a", 20, 30, lost=30))
    assert one.lost_seconds == 70
    assert [each.sla for each in one.costliest] == ["a", "a"]


def test_of_agreements_that_lost_as_much_the_first_speaks() -> None:
    one = only(counted("b", 0, 30, lost=50), counted("a", 0, 30, lost=50))
    assert [each.sla for each in one.counted] == ["b", "a"]
    assert [each.sla for each in one.costliest] == ["b"]


def test_things_overlap_by_way_of_others() -> None:
    spans = [(0, 5), (1, 9), (6, 7), (9, 10), (20, 20), (21, 30)]
    assert list(overlapping(spans, lambda each: each)) == [
        [(0, 5), (1, 9), (6, 7)], [(9, 10)], [(20, 20)], [(21, 30)]
    ]  # fmt: skip
