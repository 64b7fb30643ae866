"""The life of an action, worked through by hand."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from slawatch.clock import StoppedClock
from slawatch.engine.comparison import Change
from slawatch.engine.findings import Breach
from slawatch.ingest.source import Batch
from slawatch.model.action import Acceptance, Action, Stage
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.definitions import Definitions
from slawatch.model.mapping import FieldMap
from slawatch.model.measurement import Goal, Quantity
from slawatch.model.outage import Outage
from slawatch.model.reference import BreachRef, ObjectiveRef, OutageRef, ServiceRef, reference
from slawatch.runtime.concerned import agreements_of, zone_of
from slawatch.runtime.finding_history import findings
from slawatch.runtime.improvement import Measuring
from slawatch.runtime.operator_facts import StatementError
from slawatch.runtime.referable import as_found, findings_named, references
from slawatch.runtime.register import Register
from slawatch.runtime.stated_actions import (
    Said,
    accept_findings,
    action_named,
    cancel_action,
    change_action,
    close_action,
    move_action,
    state_action,
    withdraw_acceptance,
)
from slawatch.store.opening import open_for_writing
from slawatch.store.past import Past
from slawatch.store.sql import SqlStore
from slawatch.testing.plans import PLAIN, agreement, definitions, planned

JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
UPTIME = Objective(id="uptime", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000))
NAMED = replace(PLAIN, attributes={"service": FieldMap(field="service", default="mail")})
PLAN = planned(definitions(agreement(UPTIME), mapping=NAMED))
BREACH = BreachRef(sla="gold", objective="uptime", service_id="mail", period="2026-01")
PROMISE = ObjectiveRef(sla="gold", objective="uptime", service_id="mail")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """Return a store with an outage of an hour on each of the first twelve days of January, and none since."""
    with closing(open_for_writing(f"sqlite:///{tmp_path}/s.db")) as opened:
        days = [JANUARY + timedelta(days=day) for day in range(12)]
        outages = tuple(
            Outage(id=str(at.day), service="mail", started_at=at, ended_at=at + timedelta(hours=1)) for at in days
        )
        told = Batch(cursor="1", outages=outages, complete_through=NOW)
        opened.commit("desk", told, at=NOW, config_hash="")
        yield opened


def action(**told: object) -> Action:
    said = {
        "id": "", "title": "Second relay", "about": (BREACH,), "owner": "Ada", "due_on": date(2026, 4, 1),
        "author": "Bo", "stated_at": NOW, "changed_by": "Bo", "changed_at": NOW,
    }  # fmt: skip
    return Action(**{**said, **told})


def said(reason: str = "", *, hours: int = 0) -> Said:
    return Said(by="Cy", at=NOW + timedelta(hours=hours), reason=reason)


def measuring(store: SqlStore) -> Measuring:
    return Measuring.of(store, PLAN, StoppedClock(NOW))


def test_an_action_is_planned_done_checked_and_closed_with_what_came_of_it(store: SqlStore) -> None:
    baseline = measuring(store).in_period(PROMISE, "2026-01")
    # 12 of 744 hours were lost, in 12 outages; 732 hours up.
    assert (baseline.value, baseline.count, baseline.exposure_seconds) == (pytest.approx(1 - 12 / 744), 12, 732 * 3600)
    goal = Goal(quantity=Quantity.RATIO, value=0.999)
    stated = state_action(store, action(measure=PROMISE, baseline=baseline, goal=goal))
    assert (stated.id, stated.stage) == ("A-1", Stage.PLAN)
    assert measuring(store).effect(stated).result is None
    done = move_action(store, "A-1", Stage.CHECK, said(), done_at=datetime(2026, 2, 1, tzinfo=UTC))
    effect = measuring(store).effect(done)
    assert effect.result is not None
    # From 1 February to 20 March 12:00 are 47.5 days without an outage.
    assert (effect.result.value, effect.result.count, effect.result.exposure_seconds) == (1, 0, 47.5 * 86400)
    assert effect.comparison is not None
    assert (effect.comparison.change, effect.is_reached) == (Change.BETTER, True)
    closed = close_action(store, "A-1", said("no outage since", hours=1), result=effect.result)
    assert (closed.stage, closed.ended_at, closed.result) == (Stage.CLOSED, NOW + timedelta(hours=1), effect.result)
    assert [each.stage for _, each in store.action_versions("A-1")] == ["plan", "check", "closed"]
    told = Register.known(Past.at(store, NOW)).actions
    assert [each.stage for each in told] == ["check"], "as it was known before it was closed"


def test_what_came_of_an_action_that_ended_stays_when_more_is_told_later(store: SqlStore) -> None:
    state_action(store, action(measure=PROMISE))
    move_action(store, "A-1", Stage.CHECK, said(), done_at=datetime(2026, 2, 1, tzinfo=UTC))
    result = measuring(store).effect(action_named(store, "A-1")).result
    close_action(store, "A-1", said("fine"), result=result)
    late = Outage(id="late", service="mail", started_at=NOW - timedelta(days=2), ended_at=NOW - timedelta(days=1))
    store.commit("desk", Batch(cursor="2", outages=(late,)), at=NOW, config_hash="")
    ended = action_named(store, "A-1")
    assert measuring(store).effect(ended).result == result
    assert measuring(store).since_done(ended) != result


def test_findings_wait_until_an_action_names_them_and_again_when_it_is_cancelled(store: SqlStore) -> None:
    def waiting() -> list[str]:
        found = findings(store, PLAN, StoppedClock(NOW))
        return [each.ref.kind for each in Register.known(store).unanswered(found, PLAN.definitions, NOW)]

    assert sorted(waiting()) == ["breach", *["outage"] * 12]
    state_action(store, action())
    assert waiting() == ["outage"] * 12
    whole = OutageRef(service_id="mail", started_at=JANUARY, ended_at=JANUARY + timedelta(days=30))
    accept_findings(store, acceptance(about=(whole,)))
    assert waiting() == []
    withdraw_acceptance(store, "C-1", said())
    cancel_action(store, "A-1", said("too dear"))
    assert sorted(waiting()) == ["breach", *["outage"] * 12]


def acceptance(**told: object) -> Acceptance:
    stated = {"id": "", "about": (BREACH,), "accepted_by": "Di", "reason": "a drill", "author": "Di", "stated_at": NOW}
    return Acceptance(**{**stated, **told})


def test_an_outage_that_is_told_otherwise_later_keeps_its_answer(store: SqlStore) -> None:
    day = JANUARY + timedelta(days=4)
    ref = OutageRef(service_id="mail", started_at=day, ended_at=day + timedelta(hours=1))
    accept_findings(store, acceptance(about=(ref,)))

    def left() -> list[datetime]:
        found = [each for each in findings(store, PLAN, StoppedClock(NOW)) if not isinstance(each, Breach)]
        return [each.at for each in Register.known(store).unanswered(found, PLAN.definitions, NOW)]

    def tell(start: int, end: int) -> None:
        told = Outage(id="5", service="mail", started_at=day + start * timedelta(minutes=1),
                      ended_at=day + end * timedelta(minutes=1))  # fmt: skip
        store.commit("desk", Batch(cursor="2", outages=(told,)), at=NOW, config_hash="")

    assert len(left()) == 11
    tell(-30, 300)
    assert len(left()) == 11, "longer, and begun earlier"
    tell(59, 90)
    assert len(left()) == 11, "one minute is left in common"
    tell(60, 90)
    assert len(left()) == 12, "another time altogether"
    tell(-24 * 60, 30)
    assert len(left()) == 10, "one with the outage of the day before, which is answered by this"


@pytest.mark.parametrize(
    ("zone", "about", "last", "first"),
    [
        ("Asia/Shanghai", BREACH, "2026-03-31T15:59:59Z", "2026-03-31T16:00:00Z"),
        ("Europe/Berlin", BREACH, "2026-03-31T21:59:59Z", "2026-03-31T22:00:00Z"),
        ("America/New_York", ServiceRef(service_id="mail"), "2026-04-01T03:59:59Z", "2026-04-01T04:00:00Z"),
        ("Asia/Shanghai", ServiceRef(service_id="gone"), "2026-03-31T23:59:59Z", "2026-04-01T00:00:00Z"),
    ],
)
def test_an_action_is_overdue_from_the_midnight_after_its_day_where_its_agreement_is(
    zone: str, about: BreachRef | ServiceRef, last: str, first: str
) -> None:
    register = Register(actions=(action(id="A-1", about=(about,), due_on=date(2026, 3, 31)),))
    home = replace(PLAN.definitions, agreements=(replace(agreement(UPTIME), timezone=zone),))
    assert register.overdue(home, datetime.fromisoformat(last)) == ()
    assert register.overdue(home, datetime.fromisoformat(first)) == register.actions


def test_what_is_done_waits_for_its_check_and_what_ended_for_nothing() -> None:
    late = date(2026, 5, 1)
    planned_ = action(id="A-1", check_on=date(2026, 4, 20))
    checked = replace(planned_, stage=Stage.CHECK, done_at=NOW)
    closed = replace(checked, stage=Stage.CLOSED, ended_at=NOW, reason="r")
    assert [each.is_overdue(late) for each in (planned_, checked, closed)] == [True, True, False]
    assert not checked.is_overdue(date(2026, 4, 20))
    assert not replace(checked, check_on=None).is_overdue(late)


def test_an_acceptance_holds_through_its_last_day_and_no_longer(store: SqlStore) -> None:
    accept_findings(store, acceptance(until=date(2026, 3, 25)))
    register, definitions_ = Register.known(store), PLAN.definitions
    held = [
        list(register.answers(BREACH, definitions_, datetime(2026, 3, day, 23, 59, tzinfo=UTC))) for day in (25, 26)
    ]
    assert [len(each) for each in held] == [1, 0]


def test_figures_count_an_action_for_each_agreement_that_it_concerns() -> None:
    both = replace(PLAN.definitions, agreements=(agreement(UPTIME), agreement(UPTIME, name="silver")))
    register = Register(
        actions=(
            action(id="A-1", due_on=date(2026, 3, 1)),
            action(id="A-2", about=(ServiceRef(service_id="mail"),)),
            action(id="A-3", about=(ServiceRef(service_id="gone"),)),
        )
    )
    told = {each.sla: (each.actions_open, each.actions_overdue) for each in register.figures((), both, NOW)}
    assert told == {"gold": (2, 1), "silver": (1, 0), "": (1, 0)}
    assert agreements_of((ServiceRef(service_id="mail"),), both) == ("gold", "silver")
    assert zone_of((), both) == "UTC"


def test_ids_follow_on_another_and_stand_in_their_order(store: SqlStore) -> None:
    for number in range(11):
        state_action(store, action(title=str(number)))
    assert [each.id for each in Register.known(store).actions] == [f"A-{number}" for number in range(1, 12)]


def refused(message: str) -> "pytest.RaisesContext[StatementError]":
    return pytest.raises(StatementError, match=message)


def test_what_can_not_be_stated_is_refused_with_a_way_on(store: SqlStore) -> None:
    baseline = measuring(store).in_period(PROMISE, "2026-01")
    state_action(store, action(measure=PROMISE, baseline=baseline))
    with refused("stated already, as A-1"):
        state_action(store, action())
    with refused("say first that it was done"):
        close_action(store, "A-1", said("r"))
    with refused("in the future"):
        move_action(store, "A-1", Stage.CHECK, said(), done_at=NOW + timedelta(days=1))
    with refused("before its baseline ends"):
        move_action(store, "A-1", Stage.CHECK, said(), done_at=JANUARY)
    with refused("say why it is cancelled"):
        cancel_action(store, "A-1", said(" "))
    with refused("nothing of A-1 would change"):
        change_action(store, "A-1", said(), owner="Ada")
    with refused("is at plan already"):
        move_action(store, "A-1", Stage.PLAN, said())
    with refused('no action "A-2"; there are A-1'):
        action_named(store, "A-2")
    cancel_action(store, "A-1", said("no"))
    with refused("A-1 is cancelled since 2026-03-20"):
        change_action(store, "A-1", said(), owner="Eve")
    with refused('no acceptance "C-9"; there are none yet'):
        withdraw_acceptance(store, "C-9", said())


def test_names_that_mean_nothing_are_refused_with_the_nearest(store: SqlStore) -> None:
    known: Definitions = PLAN.definitions
    for text, message in (
        ("breach/glod/uptime/mail/2026-01", 'no agreement "glod"; there are gold'),
        ("objective/gold/uptme/mail", 'no objective of gold "uptme"; there are uptime'),
        ("objective/gold/uptime/erp", 'no figure of gold under the name "erp"; there are mail'),
        ("service/mial", 'no service "mial"; there are mail'),
        ("mail", "write breach/SLA"),
        ("outage/mail/2026-01-01T00:00:00Z/2026-01-01T00:00:00Z", "has no second"),
    ):
        with refused(message):
            references([text], known)
    with refused("neither a breach nor an outage"):
        findings_named(["service/mail"], known)
    found = findings(store, PLAN, StoppedClock(NOW))
    with refused("nothing is known of breach/gold/uptime/mail/2026-02"):
        as_found(references(["breach/gold/uptime/mail/2026-02"], known), found)
    assert as_found((BREACH, ServiceRef(service_id="mail")), found) == (BREACH, ServiceRef(service_id="mail"))


@pytest.mark.parametrize(
    "text",
    [
        "breach/gold/uptime/mail/2026-01",
        "outage/mail/2026-01-01T00:00:00Z/2026-01-01T01:00:00Z",
        "objective/gold/uptime/mail",
        "service/mail",
    ],
)
def test_a_name_means_what_bears_it(text: str) -> None:
    assert str(reference(text)) == text
