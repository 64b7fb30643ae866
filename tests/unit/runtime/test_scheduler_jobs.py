"""Jobs run one at a time, and a run that does not take place is told."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from slawatch.clock import SystemClock
from slawatch.runtime.scheduler import Scheduler

CLOCK = SystemClock()


class Telling:
    """Remembers what a scheduler tells of runs that did not take place."""

    def __init__(self) -> None:
        self.missed: list[tuple[str, str]] = []
        self.told = threading.Event()

    def __call__(self, job: str, why: str) -> None:
        self.missed.append((job, why))
        self.told.set()


@pytest.fixture
def telling() -> Telling:
    return Telling()


@pytest.fixture
def scheduler(telling: Telling) -> Iterator[Scheduler]:
    made = Scheduler(workers=2, missed=telling)
    yield made
    made.stop()


def test_a_job_that_is_still_running_is_not_run_twice_and_that_is_told(scheduler: Scheduler, telling: Telling) -> None:
    let_go, runs = threading.Event(), []

    def slow() -> None:
        runs.append(1)
        let_go.wait(10)

    scheduler.every(1, "slow", slow, start=CLOCK.now())
    scheduler.start()
    assert telling.told.wait(10)
    assert (telling.missed[0], len(runs)) == (("slow", "still running"), 1)
    let_go.set()


def test_an_error_that_nothing_caught_is_told_and_the_job_runs_again(scheduler: Scheduler, telling: Telling) -> None:
    again = threading.Event()

    def faulty() -> None:
        if telling.missed:
            again.set()
        raise ValueError("oh")

    scheduler.every(1, "faulty", faulty, start=CLOCK.now())
    scheduler.start()
    assert telling.told.wait(10)
    assert telling.missed[0] == ("faulty", "ValueError('oh')")
    assert again.wait(10)


def test_a_job_is_brought_forward(scheduler: Scheduler) -> None:
    ran = threading.Event()
    scheduler.every(3600, "rare", ran.set)
    scheduler.start()
    assert not ran.wait(0.2)
    scheduler.soon("rare", CLOCK.now())
    assert ran.wait(10)


def test_a_job_that_is_put_off_does_not_run_before_its_time(scheduler: Scheduler) -> None:
    ran = threading.Event()
    scheduler.every(1, "job", ran.set)
    scheduler.start()
    scheduler.put_off("job", CLOCK.now() + timedelta(hours=1), now=CLOCK.now())
    assert not ran.wait(1.4)


def test_nothing_begins_after_the_stop(scheduler: Scheduler, telling: Telling) -> None:
    ran = threading.Event()
    scheduler.every(3600, "job", ran.set)
    scheduler.start()
    scheduler.stop()
    scheduler.soon("job", CLOCK.now())
    scheduler.put_off("job", CLOCK.now(), now=CLOCK.now())
    assert not ran.wait(0.3)
    assert telling.missed == []


def test_putting_a_job_off_never_brings_forward_a_run_that_is_planned_for_later(scheduler: Scheduler) -> None:
    runs = []
    now = CLOCK.now()

    def failing() -> None:
        runs.append(1)
        scheduler.put_off("daily", now + timedelta(seconds=1), now=now)

    scheduler.every(86_400, "daily", failing, start=now)
    scheduler.start()
    threading.Event().wait(3.5)
    assert len(runs) == 1


def test_a_job_may_wait_for_a_run_of_its_own_that_is_under_way(scheduler: Scheduler, telling: Telling) -> None:
    turn, let_go, ended = threading.Lock(), threading.Event(), threading.Semaphore(0)

    def one_by_one() -> None:
        with turn:
            let_go.wait(10)
            ended.release()

    scheduler.every(3600, "evaluate", one_by_one, start=CLOCK.now(), at_once=2)
    scheduler.start()
    while not turn.locked():
        threading.Event().wait(0.01)
    scheduler.soon("evaluate", CLOCK.now())
    threading.Event().wait(0.5)
    let_go.set()
    assert ended.acquire(timeout=10)
    assert ended.acquire(timeout=10), "the run that was asked for meanwhile did not take place"
    assert telling.missed == []
