"""What the store keeps of conclusions: definitions, the last snapshot, counters."""

import pytest
from telling import START, after

from slawatch.model.agreement import AgreementKind, Indicator, PeriodKind
from slawatch.model.business_days import BusinessDays, DayMode
from slawatch.model.result import (
    Band,
    Budget,
    ObjectiveFigure,
    Outcome,
    OutcomeCount,
    Relative,
    RunningTimers,
    ServiceState,
    Snapshot,
    SourceQuality,
    State,
)
from slawatch.store.sql import SqlStore
from slawatch.store.tables import snapshots

OBJECTIVE = ObjectiveFigure(
    service_id="mail",
    sla="gold",
    objective="p1",
    indicator=Indicator.RESOLUTION,
    agreement_kind=AgreementKind.CONTRACT,
    party="客户",
    supplier="telco",
    period_kind=PeriodKind.MONTH,
    timezone="Asia/Shanghai",
    decimals=2,
    period=Relative.CURRENT,
    starts_at=START,
    ends_at=after(86400),
    elapsed_ratio=1 / 3,
    target_ratio=0.95,
    target_seconds=None,
    target_days=BusinessDays(3, DayMode.END_OF_DAY),
    attained_ratio=None,
    good=0,
    events=0,
    state=State.NO_DATA,
    reason="no tickets",
    misses_left=None,
    best_possible_ratio=0.1 + 0.2,
    breached_at=None,
    coverage_ratio=None,
    budget=Budget(unit="events", allowed=0.5, consumed=2.0, remaining_ratio=-3.0),
    outcomes=(OutcomeCount(priority="", outcome=Outcome.MISSED, timers=2),),
    running=(RunningTimers(priority="1", bands=((Band.LT_50, 1),), next_due_at=after(5), oldest_overdue_seconds=None),),
)


def snapshot(**changed: object) -> Snapshot:
    told = {
        "as_of": START,
        "evaluated_at": after(1),
        "definitions": "ab",
        "known_through": (("desk", 7),),
        "watermarks": (("desk", START), ("outages", None)),
        "simulated": False,
        "objectives": (OBJECTIVE,),
        "services": (),
        "states": (
            ServiceState(
                service_id="mail",
                name="邮件",
                outage_active=True,
                outage_started_at=START,
                data_through=None,
                data_age_limit_seconds=180,
            ),
        ),
        "quality": (SourceQuality(source="desk", attribute="status", tickets=1),),
    }
    return Snapshot(**{**told, **changed})


def test_there_is_no_snapshot_at_first(store: SqlStore) -> None:
    assert store.last_snapshot() is None


def test_the_last_snapshot_comes_back_equal(store: SqlStore) -> None:
    store.save_snapshot(snapshot())
    store.save_snapshot(snapshot(as_of=after(60), simulated=True))
    assert store.last_snapshot() == snapshot(as_of=after(60), simulated=True)


OTHER_VERSIONS = {
    "no JSON": "{",
    "another shape": "[1, 2]",
    "a field that is missing": '{"as_of": "2026-03-02T08:00:00Z"}',
}


@pytest.mark.parametrize("body", OTHER_VERSIONS.values(), ids=OTHER_VERSIONS.keys())
def test_a_snapshot_that_another_version_wrote_is_none(store: SqlStore, body: str) -> None:
    store.save_snapshot(snapshot())
    with store._writing() as connection:
        connection.execute(snapshots.update().values(body=body))
    assert store.last_snapshot() is None
    store.save_snapshot(snapshot())
    assert store.last_snapshot() == snapshot()


def test_definitions_stay_as_they_were_first_written(store: SqlStore) -> None:
    store.register("ab", "{1}", at=START)
    store.register("ab", "{2}", at=after(5))
    assert store.definitions("ab") == "{1}"
    assert store.definitions("cd") is None


def test_counters_add_up_and_remember_how_far_they_have_counted(store: SqlStore) -> None:
    store.add_counts("created", {("mail", "P1"): 2, ("mail", "P2"): 1}, through={"desk": 5})
    store.add_counts("created", {("mail", "P1"): 3}, through={"desk": 9, "other": 1})
    store.add_counts("resolved", {(): 1}, through={"desk": 2})
    assert store.counts("created") == {("mail", "P1"): 5, ("mail", "P2"): 1}
    assert store.counted_through("created") == {"desk": 9, "other": 1}
    assert store.counts("resolved") == {(): 1}
    assert store.counts("unheard") == {}
    assert store.counted_through("unheard") == {}


def test_the_database_answers_until_the_store_is_closed(store: SqlStore) -> None:
    assert store.ping() is True


def test_what_was_judged_is_kept_for_the_definitions_that_judged(store: SqlStore) -> None:
    assert store.judged("ab") is None
    store.save_judged("ab", b"one", at=START)
    store.save_judged("ab", b"two", at=after(1))
    assert store.judged("ab") == b"two"
    store.save_judged("cd", b"three", at=after(2))
    assert (store.judged("ab"), store.judged("cd")) == (None, b"three")
