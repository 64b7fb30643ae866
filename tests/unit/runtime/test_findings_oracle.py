"""What needs an answer over random histories: hour by hour, by everything judged anew, and as a daemon goes on."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.findings_oracle import HOUR, Span, Told, months_missed, outages_felt, shares_an_hour

from slawatch.clock import StoppedClock
from slawatch.engine.findings import Breach, Finding, UnplannedOutage
from slawatch.ingest.source import Batch
from slawatch.model.action import Acceptance, Action, Stage
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.mapping import FieldMap
from slawatch.model.outage import Exclusion, Outage
from slawatch.model.reference import BreachRef, FindingRef, OutageRef
from slawatch.runtime.evaluator import Evaluator
from slawatch.runtime.finding_history import FindingHistory, findings
from slawatch.runtime.register import Register
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.plans import PLAIN, agreement, definitions, planned

BEGINS = datetime(2026, 1, 5, tzinfo=UTC)
MONTHS = 4 * 31 * 24
UPTIME = Objective(id="uptime", indicator=Indicator.AVAILABILITY, target=Fraction(97, 100))
NAMED = replace(PLAIN, attributes={"service": FieldMap(field="service", default="mail")})
PLAN = planned(definitions(agreement(UPTIME), mapping=NAMED))

SPANS = st.builds(lambda start, length: (start, start + length), st.integers(0, MONTHS), st.integers(1, 40))
HISTORIES = st.lists(st.tuples(st.sampled_from("abcdef"), SPANS, st.integers(0, 200)), max_size=7)
"""Outages in the order in which they are told: an id that is told again is told otherwise."""
ANSWERS = st.lists(
    st.tuples(st.booleans(), SPANS, st.sampled_from(("2026-01", "2026-02", "2026-03")), st.integers(0, 3))
)


@cache
def empty_database() -> bytes:
    """Return a database without a row: to make one takes longer than to use it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        open_for_writing(f"sqlite:///{path}").close()
        return path.read_bytes()


@contextmanager
def a_store() -> Iterator[SqlStore]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.db"
        path.write_bytes(empty_database())
        with closing(open_for_writing(f"sqlite:///{path}")) as store:
            yield store


def at(hour: int) -> datetime:
    return BEGINS + hour * HOUR


def outage(name: str, span: Span) -> Outage:
    return Outage(id=name, service="mail", started_at=at(span[0]), ended_at=at(span[1]))


def exclusion(span: Span) -> Exclusion:
    start, end = map(at, span)
    return Exclusion(
        id="x", service="mail", started_at=start, ended_at=end, reason="r", author="Ada", approved_at=BEGINS - HOUR
    )


def tell(store: SqlStore, batch: Batch, now: int) -> None:
    store.commit("desk", replace(batch, complete_through=at(now)), at=at(now), config_hash="")


def named(found: Sequence[Finding]) -> tuple[set[str], set[Span]]:
    """Return months and hours of what was found."""
    months = {each.ref.period for each in found if isinstance(each, Breach)}
    refs = [each.ref for each in found if not isinstance(each, Breach)]
    return months, {(round((ref.started_at - BEGINS) / HOUR), round((ref.ended_at - BEGINS) / HOUR)) for ref in refs}


@settings(max_examples=25, deadline=None)
@given(HISTORIES, st.lists(SPANS, max_size=1), st.lists(st.integers(1, MONTHS), min_size=1, max_size=4))
def test_what_needs_an_answer_is_what_a_look_at_every_hour_says(
    history: list[tuple[str, Span, int]], excluded: list[Span], evaluated: list[int]
) -> None:
    """Outages are told late, told otherwise and merged; the daemon evaluates now and then, and looks back at last."""
    last = max(evaluated)
    with a_store() as store:
        growing, evaluator = FindingHistory(PLAN), Evaluator(PLAN, store, StoppedClock(at(last)))
        tell(store, Batch(cursor="1", exclusions=tuple(map(exclusion, excluded))), 0)
        for number, now in enumerate(sorted(evaluated)):
            for name, span, _ in history[number :: len(evaluated)]:
                tell(store, Batch(cursor="1", outages=(outage(name, span),)), now)
            tell(store, Batch(cursor="1"), now)
            snapshot = evaluator.evaluate(at(now))
            growing.found(snapshot, evaluator.rows)
        growing.look_back(store, snapshot)
        grown = growing.found(snapshot, evaluator.rows)
        anew = findings(store, planned(PLAN.definitions), StoppedClock(at(last)), as_of=at(last))
    newest = {}
    for number in range(len(evaluated)):
        newest.update({name: span for name, span, _ in history[number :: len(evaluated)]})
    told = Told(begins=BEGINS, outages=tuple(newest.values()), excluded=tuple(excluded), now=last, allowed=0.03)
    expected = months_missed(told), outages_felt(told)
    assert named(anew) == expected
    assert named(grown) == expected


@settings(max_examples=25, deadline=None)
@given(st.lists(SPANS, max_size=5), ANSWERS)
def test_what_has_no_answer_is_what_nobody_names(down: list[Span], answers: list[tuple[bool, Span, str, int]]) -> None:
    told = Told(begins=BEGINS, outages=tuple(down), excluded=(), now=MONTHS, allowed=0.03)
    with a_store() as store:
        outages = tuple(outage(str(number), span) for number, span in enumerate(down))
        tell(store, Batch(cursor="1", outages=outages), MONTHS)
        found = findings(store, planned(PLAN.definitions), StoppedClock(at(MONTHS)), as_of=at(MONTHS))
    statements = [statement(str(number), *told) for number, told in enumerate(answers)]
    register = Register(
        actions=tuple(each for each in statements if isinstance(each, Action)),
        acceptances=tuple(each for each in statements if isinstance(each, Acceptance)),
    )
    counting = [told for told in answers if told[3] < 2]
    months = {month for is_month, _, month, _ in counting if is_month}
    spans = [span for is_month, span, _, _ in counting if not is_month]
    left = {span for span in outages_felt(told) if not any(shares_an_hour(span, each) for each in spans)}
    assert named(register.unanswered(found, PLAN.definitions, at(MONTHS))) == (months_missed(told) - months, left)


def test_an_outage_cost_all_that_the_agreement_lost_that_counts_it_in_parts() -> None:
    """Gold makes one outage of two, and lets Bo exclude all but its first hour; silver counts three hours twice."""
    gold = replace(agreement(UPTIME, name="gold"), merge_gap=3600)
    silver = replace(agreement(UPTIME, name="silver"), approvers=frozenset({"Ada"}))
    plan = planned(definitions(gold, silver, mapping=NAMED))
    with a_store() as store:
        down, unfelt = (outage("a", (0, 3)), outage("b", (4, 7))), replace(exclusion((1, 7)), approved_by="Bo")
        tell(store, Batch(cursor="1", outages=down, exclusions=(unfelt,)), 10)
        (found,) = findings(store, plan, StoppedClock(at(10)), as_of=at(10))
    assert isinstance(found, UnplannedOutage)
    assert (found.ref, found.slas) == (
        OutageRef(service_id="mail", started_at=at(0), ended_at=at(7)),
        ("gold", "silver"),
    )
    assert found.lost_seconds == 6 * 3600


def statement(name: str, is_month: bool, span: Span, month: str, kind: int) -> Action | Acceptance:  # noqa: FBT001  drawn
    """Return an action, an acceptance, an action that was cancelled or an acceptance that was withdrawn."""
    ref: FindingRef = (
        BreachRef(sla="gold", objective="uptime", service_id="mail", period=month)
        if is_month
        else OutageRef(service_id="mail", started_at=at(span[0]), ended_at=at(span[1]))
    )
    if kind in (1, 3):
        withdrawn = BEGINS if kind == 3 else None
        return Acceptance(
            id=f"C-{name}", about=(ref,), accepted_by="Ada", reason="r", author="Ada", stated_at=BEGINS,
            withdrawn_at=withdrawn, withdrawn_by="Bo" if withdrawn else None,
        )  # fmt: skip
    cancelled = {"stage": Stage.CANCELLED, "reason": "r", "ended_at": BEGINS} if kind == 2 else {}
    return Action(
        id=f"A-{name}", title="t", about=(ref,), owner="Ada", due_on=(BEGINS + timedelta(days=1)).date(),
        author="Ada", stated_at=BEGINS, changed_by="Ada", changed_at=BEGINS, **cancelled,
    )  # fmt: skip
