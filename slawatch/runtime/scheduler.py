"""Jobs at intervals, the only door to APScheduler."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

STILL_RUNNING: Final = "still running"

Missed = Callable[[str, str], None]
"""Told (job, why) when a run did not take place or ended in an error that nothing caught."""


class Scheduler:
    """Runs each job in a worker of its own, one run of it at a time.

    A run that comes late still takes place (no misfire grace: the default of one second loses runs
    when workers are busy), and runs that piled up become one.
    """

    def __init__(self, *, workers: int, missed: Missed) -> None:
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # the listener tells, once
        self._missed = missed
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(workers)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(self._listen, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES | EVENT_JOB_ERROR)

    def every(
        self, seconds: int, name: str, run: Callable[[], object], *, start: datetime | None = None, at_once: int = 1
    ) -> None:
        """Run a job at an interval, the first time at `start` (None: after one interval).

        `at_once` of 2 lets one run wait for another that is under way; the job itself makes them take turns.
        """
        first: dict[str, Any] = {} if start is None else {"next_run_time": start}
        interval = IntervalTrigger(seconds=seconds, timezone=UTC)
        self._scheduler.add_job(run, interval, id=name, name=name, max_instances=at_once, **first)

    def soon(self, name: str, at: datetime) -> None:
        """Bring the next run of a job forward (or put it off) to an instant; its interval goes on from there."""
        with suppress(JobLookupError):  # a scheduler that was stopped has no jobs any more
            self._scheduler.modify_job(name, next_run_time=at)

    def put_off(self, name: str, until: datetime, *, now: datetime) -> None:
        """Leave a job alone until an instant; a run that is planned for later stays where it is."""
        job = self._scheduler.get_job(name)
        if job is not None:
            self.soon(name, max(until, now + timedelta(seconds=1), job.next_run_time))

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """End: no further run begins; runs under way are not waited for."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _listen(self, event: JobEvent) -> None:
        why = {EVENT_JOB_MISSED: "missed", EVENT_JOB_MAX_INSTANCES: STILL_RUNNING}.get(event.code, "error")
        self._missed(event.job_id, why if why != "error" else repr(event.exception))
