"""One configuration at work, and what happens where another takes its place."""

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from prometheus_client import generate_latest
from pydantic import BaseModel
from structlog.testing import capture_logs
from telling import START, after, batch, created, status
from three_promises import a_plan

from slawatch.clock import SystemClock
from slawatch.config.settings import Configuration, SourceSettings, StoreSettings, WebSettings
from slawatch.engine.ledger import Ledger
from slawatch.engine.plan import Plan
from slawatch.errors import RetriableSourceError
from slawatch.exporters.prometheus import Form
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.ingest.source import Batch, Caps, Gone
from slawatch.model.result import Snapshot
from slawatch.runtime.ground import Ground
from slawatch.runtime.leftovers import OLDER, OLDEST
from slawatch.runtime.operation import Operation, still_stands
from slawatch.runtime.passes import Rhythm
from slawatch.runtime.poller import Poller
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock
from slawatch.testing.memory_source import MemoryDesk, MemorySource
from slawatch.testing.plans import planned


class Options(BaseModel):
    """A memory source has none."""


PLAN = a_plan()
COMPLETE = Caps(
    history="full", delta="token", grain=1, public_replies=True, passes=frozenset({"rescan", "hydrate", "census"})
)
SETTINGS = SourceSettings(id="desk", kind="memory", every=60, options=Options(), config_hash="h")
CONFIGURATION = Configuration(
    definitions=PLAN.definitions,
    sources=(SETTINGS,),
    web=WebSettings(host="", port=0, external_url=None),
    store=StoreSettings(url="", password=None),
    evaluate_every=30,
    files=(),
    sha256="",
)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    store = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    yield Ground(store=store, clock=ManualClock(START), metrics=SelfMetrics(version="1"))
    store.close()


def operation(ground: Ground, *polls: list[Batch | Exception], plan: Plan = PLAN) -> Operation:
    source = MemorySource(*polls)
    poller = Poller(name="desk", source=source, store=ground.store, clock=ground.clock, config_hash="h")
    return Operation(ground, CONFIGURATION, plan=plan, pollers={"desk": poller})


def sample(ground: Ground, start: str) -> float | None:
    lines = generate_latest(ground.metrics.registry).decode().splitlines()
    return next((float(line.split()[-1]) for line in lines if line.startswith(start)), None)


def test_a_poll_and_an_evaluation_publish_figures_and_keep_them(ground: Ground) -> None:
    one = operation(ground, [batch("1", complete_through=after(600))])
    one.poll("desk")
    one.evaluate()
    assert ground.board.current.snapshot == ground.store.last_snapshot()
    assert [health.up for health in one.health] == [True]
    assert sample(ground, "slawatch_source_up") == 1


@pytest.mark.parametrize("full", [False, True])
def test_an_agreement_tells_in_metrics_as_much_as_it_says(ground: Ground, *, full: bool) -> None:
    (told,) = PLAN.definitions.agreements
    plan = planned(replace(PLAN.definitions, agreements=(replace(told, full_metrics=full),)))
    one = operation(ground, [batch("1", complete_through=after(600))], plan=plan)
    one.poll("desk")
    one.evaluate()
    text = ground.board.current.exposition.bodies[Form.TEXT].plain.decode()
    assert ('period="previous",slawatch_objective_state=' in text) is full


def test_a_failed_poll_leaves_the_last_success_and_says_why(ground: Ground) -> None:
    one = operation(ground, [batch("1", complete_through=START)], [RetriableSourceError("down")])
    one.poll("desk")
    ground.clock.advance(60)
    one.poll("desk")
    (health,) = one.health
    assert (health.up, health.last_success_at, health.watermark, health.problem) == (False, START, START, "down")
    assert sample(ground, "slawatch_source_up") == 0


@pytest.fixture
def searched_for_by_publications_alone() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("searched_for_by_publications_alone")
def test_what_a_page_leaves_of_a_publication_goes_with_the_next(ground: Ground) -> None:
    one = operation(ground, [batch("1", complete_through=after(600))])
    one.poll("desk")
    one.evaluate()
    kept = weakref.ref(ground.board.current.inquiry)
    page = [ground.board.current.inquiry]
    page.append(page)
    del page
    one.evaluate()
    assert kept() is None


@pytest.mark.usefixtures("searched_for_by_publications_alone")
@pytest.mark.parametrize(("outlived", "publications"), [(1, OLDER), (2, OLDEST)])
def test_what_outlived_a_search_is_found_later(ground: Ground, outlived: int, publications: int) -> None:
    class Page(list[object]):
        """One that can be looked for."""

    page = Page()
    page.append(page)
    for generation in range(outlived):
        gc.collect(generation)
    kept = weakref.ref(page)
    del page
    for _ in range(publications - 1):
        ground.leftovers.search()
    assert kept() is not None
    ground.leftovers.search()
    assert kept() is None


class FailingStore:
    """A store whose facts can't be read while `broken`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.broken = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the store has
        if self.broken and name == "facts":
            raise OSError("the disk is gone")
        return getattr(self._store, name)


def test_an_evaluation_that_fails_leaves_the_last_figures_and_the_next_one_begins_afresh(ground: Ground) -> None:
    failing = FailingStore(ground.store)
    ground = replace(ground, store=failing)
    one = operation(ground, [batch("1", complete_through=START)], [batch("2", cursor="2", complete_through=after(9))])
    one.poll("desk")
    one.evaluate()
    good = ground.board.current
    one.poll("desk")
    failing.broken = True
    one.evaluate()
    assert ground.board.current is good
    assert sample(ground, 'slawatch_evaluation_errors_total{stage="load"}') == 1
    failing.broken = False
    one.evaluate()
    assert ground.board.current.snapshot.as_of == after(9)


class CountingStore:
    """A store that counts the snapshots that it keeps."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.kept = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the store has
        return getattr(self._store, name)

    def save_snapshot(self, snapshot: Snapshot) -> None:
        self.kept += 1
        self._store.save_snapshot(snapshot)


def test_figures_that_are_as_before_are_kept_once(ground: Ground) -> None:
    counting = CountingStore(ground.store)
    news = [batch("1", complete_through=START)], [batch("2", cursor="2", complete_through=after(9))]
    one = operation(replace(ground, store=counting), *news)
    one.poll("desk")
    for _ in range(3):
        one.evaluate()
        ground.clock.advance(1)
    assert counting.kept == 1
    assert ground.board.current.snapshot.evaluated_at == after(2)
    one.poll("desk")
    one.evaluate()
    assert counting.kept == 2
    assert ground.store.last_snapshot() == ground.board.current.snapshot


def audits(ground: Ground) -> list[float | None]:
    name = "slawatch_evaluation_audits_total"
    return [sample(ground, f'{name}{{result="{result}"}}') for result in ("equal", "different")]


def test_figures_that_a_full_evaluation_gives_again_pass_their_audit(ground: Ground) -> None:
    one = operation(ground, [batch("1", complete_through=START)])
    one.audit()
    assert audits(ground) == [0, 0]  # nothing has been evaluated yet
    one.poll("desk")
    one.evaluate()
    one.audit()
    assert audits(ground) == [1, 0]


def test_figures_that_differ_from_a_full_evaluation_are_counted_and_mended(ground: Ground) -> None:
    events = created("1", fields={"status": "new", "service": "mail"}), status("1", "resolved", 60)
    one = operation(ground, [batch("1", events=events, complete_through=after(600))])
    one.poll("desk")
    one.evaluate()
    one._judgement._evaluator._ledger = Ledger(PLAN)
    one._judgement._evaluator._last = None
    one.audit()
    assert audits(ground) == [0, 1]
    one.audit()
    assert audits(ground) == [1, 1]


def test_a_restart_does_not_take_over_what_an_audit_found_wrong(ground: Ground) -> None:
    events = created("1", fields={"status": "new", "service": "mail"}), status("1", "resolved", 60)
    one = operation(ground, [batch("1", events=events, complete_through=after(600))])
    one.poll("desk")
    one.evaluate()
    one._judgement._evaluator._last = None
    one._judgement._evaluator._ledger = Ledger(PLAN)
    one._judgement._kept = None
    one.evaluate()
    one.audit()
    one.evaluate()
    other = operation(ground)
    other.evaluate()
    other.audit()
    assert audits(ground) == [1, 1]


@pytest.mark.parametrize("lost", ["objectives", "services", "states", "desk"])
def test_whatever_a_snapshot_lacks_is_found_by_its_audit(ground: Ground, lost: str) -> None:
    one = operation(ground, [batch("1", complete_through=after(600))])
    one.poll("desk")
    one.evaluate()
    evaluator = one._judgement._evaluator
    evaluator._last = replace(evaluator._last, **{lost: getattr(evaluator._last, lost)[:-1]})
    one.audit()
    assert audits(ground) == [0, 1]


def test_a_restart_takes_over_what_was_judged(ground: Ground) -> None:
    one = operation(ground, [batch("1", complete_through=after(600))])
    one.poll("desk")
    one.evaluate()
    told = ground.board.current.snapshot.objectives
    kept = ground.store.judged(PLAN.definitions.sha256)
    assert kept is not None
    other = operation(ground, [batch("2", cursor="2", complete_through=after(600))])
    other.evaluate()
    assert ground.board.current.snapshot.objectives == told
    other.poll("desk")
    other.evaluate()
    other.audit()
    assert audits(ground) == [1, 0]


@contextmanager
def usual_logging() -> Iterator[None]:
    """Log as structlog does by itself, whatever another test of this process logs by."""
    configured = structlog.get_config()
    structlog.reset_defaults()
    yield
    structlog.configure(**configured)


def test_a_restart_takes_over_what_was_judged_whatever_the_first_news_are_about(ground: Ground) -> None:
    def news(id_: str, priority: str, kind: str) -> Batch:
        fields = {"status": "new", "service": "mail", "priority": priority, "kind": kind}
        return batch(id_, cursor=id_, events=(created(id_, fields=fields),), complete_through=after(600))

    one = operation(ground, [news("1", "P2", "incident")], plan=a_plan())
    one.poll("desk")
    one.evaluate()
    other = operation(ground, [news("2", "P1", "request")], plan=a_plan())
    other.poll("desk")
    with usual_logging(), capture_logs() as told:
        other.evaluate()
    assert [each["event"] for each in told if each["log_level"] == "info"] == ["what was judged before is taken over"]
    other.audit()
    assert audits(ground) == [1, 0]


def test_a_stopped_operation_ends_its_poll_after_a_batch_and_tells_nothing_more(ground: Ground) -> None:
    one = operation(ground, [batch("1", cursor="1", more=True), batch("2", cursor="2")])
    one._pollers["desk"].progress = lambda _batch, _committed: one.stop()
    one.poll("desk")
    assert ground.store.state("desk").cursor == "1"
    assert [health.up for health in one.health] == [None]
    one.evaluate()
    assert ground.board.current.snapshot is None


def test_a_poll_waits_its_turn_while_the_one_of_the_configuration_before_goes_on(ground: Ground) -> None:
    ground.turns["desk"] = threading.Lock()
    one = operation(ground, [batch("1", complete_through=START)])
    with ground.turns["desk"]:
        one.poll("desk")
        assert ground.store.state("desk").sequence == 0
        assert not ground.settled(0.0)
    one.poll("desk")
    assert ground.store.state("desk").sequence == 3


def test_stored_figures_stand_while_definitions_and_periods_are_theirs(ground: Ground) -> None:
    one = operation(ground, [batch("1", complete_through=after(600))])
    one.poll("desk")
    one.evaluate()
    last = ground.store.last_snapshot()
    assert last is not None
    end = last.objectives[0].ends_at
    assert still_stands(last, PLAN.definitions, now=end - timedelta(seconds=1))
    assert not still_stands(last, PLAN.definitions, now=end)
    assert not still_stands(last, replace(PLAN.definitions, sha256="other"), now=START)


def test_news_that_come_during_an_evaluation_are_evaluated_after_it(ground: Ground) -> None:
    ground = replace(ground, clock=SystemClock())
    one = operation(ground, [batch("1", complete_through=after(600))])
    with ground.evaluating:  # an evaluation, of the configuration before perhaps, is under way
        one.start()
        assert waits_for(lambda: one.health[0].up is True)
        assert ground.board.current.snapshot is None
    assert waits_for(lambda: ground.board.current.snapshot is not None)
    one.stop()
    assert ground.settled(10)


def waits_for(holds: Callable[[], bool]) -> bool:
    """Return whether something holds within ten seconds."""
    return any(holds() or threading.Event().wait(0.05) for _ in range(200))


def test_passes_and_what_they_miss_are_told(ground: Ground) -> None:
    desk = MemoryDesk({"1": Batch(cursor=None, gone=(Gone(ticket_id="1", why="deleted", at=START),))}, caps=COMPLETE)
    desk.listed.clear()
    desk.tail = [batch("1", complete_through=START, unknown_fields={"mood": 3})]
    poller = Poller(name="desk", source=desk, store=ground.store, clock=ground.clock, config_hash="h")
    one = Operation(ground, CONFIGURATION, plan=PLAN, pollers={"desk": poller})
    one._introduce()
    one.poll("desk")
    ground.clock.advance(86_400)
    desk.tail = []
    poller.rhythm = Rhythm(rescan=None)
    one.poll("desk")
    passes = "slawatch_source_passes_total"
    assert sample(ground, f'{passes}{{pass="census",result="success",source="desk"}}') == 1
    assert sample(ground, f'{passes}{{pass="census",result="failure",source="desk"}}') == 0
    assert sample(ground, f'{passes}{{pass="rescan",result="success",source="desk"}}') == 0
    assert sample(ground, "slawatch_source_missing_tickets") == 1
    assert sample(ground, "slawatch_source_unknown_fields_total") == 3
