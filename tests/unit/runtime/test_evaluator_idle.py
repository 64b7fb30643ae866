"""What an evaluation costs where nothing was told since the last one, and that it says nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from telling import START, after, created, history, ticket
from three_promises import DAY, a_plan

from slawatch.ingest.source import Batch
from slawatch.model.outage import Exclusion
from slawatch.runtime.evaluator import Evaluator
from slawatch.store.contract import OPERATOR
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    first, *later = history("1", "open", "resolved")
    events = (replace(first, fields={"status": "new", "service": "mail"}), *later)
    tickets = ticket("1"), ticket("2")
    running = created("2", fields={"status": "new", "service": "mail"})
    opened.commit(
        "desk",
        Batch(cursor="1", tickets=tickets, events=(*events, running), complete_through=after(3600)),
        at=START,
        config_hash="h",
    )
    yield opened
    opened.close()


def test_where_nothing_was_told_only_the_instant_of_the_evaluation_is_new(store: SqlStore) -> None:
    clock = ManualClock(after(3600))
    evaluator = Evaluator(a_plan(), store, clock)
    first, rows = evaluator.evaluate(), evaluator.rows
    clock.advance(30)
    second = evaluator.evaluate()
    assert second == replace(first, evaluated_at=after(3630))
    assert second.objectives is first.objectives, "nothing is counted again"
    assert evaluator.rows is rows, "no timer is moved"


def test_time_alone_moves_open_timers_and_leaves_the_rows_of_the_desk_as_they_are(store: SqlStore) -> None:
    clock = ManualClock(after(3600))
    evaluator = Evaluator(a_plan(), store, clock)
    first, desk = evaluator.evaluate(), evaluator.rows.desk
    store.commit("desk", Batch(cursor="2", complete_through=after(3630)), at=START, config_hash="h")
    second = evaluator.evaluate()
    assert second.known_through == first.known_through
    assert evaluator.rows.timers.elapsed.max() == 3630
    assert evaluator.rows.desk is desk


def test_rows_that_were_judged_up_to_another_instant_are_judged_again_for_a_snapshot(store: SqlStore) -> None:
    evaluator = Evaluator(a_plan(), store, ManualClock(after(3600)), forgets=False)
    first = evaluator.evaluate(after(1800))
    reached = evaluator.judge(after(3600))
    assert (reached.as_of, reached.known_through) == (after(3600), first.known_through)
    assert evaluator.rows.timers.elapsed.max() == 3600
    assert evaluator.evaluate(after(1800)) == first
    assert evaluator.rows.timers.elapsed.max() == 1800


def test_what_an_operator_states_is_news_though_no_source_told_anything(store: SqlStore) -> None:
    evaluator = Evaluator(a_plan(limit=DAY), store, ManualClock(after(3600)))
    first = evaluator.evaluate()
    stated = Exclusion(
        id="1", service="mail", started_at=after(60), ended_at=after(660), reason="r", author="a", approved_at=START
    )
    store.commit(OPERATOR, Batch(cursor="1", exclusions=(stated,)), at=START, config_hash="h")
    second = evaluator.evaluate()
    assert second.as_of == first.as_of
    assert [each.excluded_seconds for each in (*first.services, *second.services)] == [0, 0, 600, 0]


def test_another_instant_is_judged_though_nothing_was_told(store: SqlStore) -> None:
    evaluator = Evaluator(a_plan(), store, ManualClock(after(3600)))
    whole = evaluator.evaluate()
    earlier = evaluator.evaluate(after(90))
    assert earlier.objectives != whole.objectives
    assert evaluator.evaluate().objectives == whole.objectives
