"""One configuration at work: its sources polled, its figures evaluated and published."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from slawatch.config.settings import Configuration, SourceSettings
from slawatch.engine.plan import Plan
from slawatch.errors import StoreError
from slawatch.exporters.prometheus import Exposition, rendered
from slawatch.exporters.selfmetrics import ConfiguredSource
from slawatch.model.definitions import Definitions
from slawatch.model.register_figure import RegisterFigure
from slawatch.model.result import Relative, Snapshot
from slawatch.runtime import counting
from slawatch.runtime.answering import Answering
from slawatch.runtime.counting_corrections import count_corrections
from slawatch.runtime.ground import Ground
from slawatch.runtime.health import SourceHealth
from slawatch.runtime.inquiry import Inquiry
from slawatch.runtime.judgement import Judgement
from slawatch.runtime.looking_back import LookingBack
from slawatch.runtime.made_of import MadeOf
from slawatch.runtime.poller import Poll, Poller
from slawatch.runtime.scheduler import STILL_RUNNING, Scheduler
from slawatch.runtime.taking import UNKNOWN_FIELD
from slawatch.runtime.use_examples import use_examples
from slawatch.store.contract import Store

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS: Final = 5
TURN_TAKEN: Final = timedelta(seconds=1)
"""A poll that finds its source still polled for the configuration before tries again after this."""
EVALUATE: Final = "evaluate"
AUDIT: Final = "audit"
LOOK_BACK: Final = "look_back"
AUDIT_SECONDS: Final = 86_400
"""Every day all facts are judged afresh, to prove that the figures which grew change by change are the same."""
HEARTBEAT: Final = "heartbeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """What somebody else has done at an interval while a configuration is at work."""

    name: str
    every: int
    """Seconds."""
    run: Callable[[], None]
    at_once: bool
    """True: the first time at the start, and not after an interval."""


class Operation:
    """Polls, evaluates and publishes on the word of a scheduler of its own."""

    def __init__(
        self,
        ground: Ground,
        configuration: Configuration,
        *,
        plan: Plan,
        pollers: Mapping[str, Poller],
        chores: Sequence[Chore] = (),
    ) -> None:
        self.configuration = configuration
        self._ground = ground
        self._plan = plan
        self._pollers = pollers
        self._chores = chores
        self._judgement = Judgement(plan, ground.store, ground.clock)
        self._answering = Answering(plan, ground.store, ground.clock, before=ground.board.current.inquiry)
        self._asked = threading.Event()
        """Set while an evaluation is asked for that has not begun."""
        self._fresh = False
        self._saved: Snapshot | None = None
        self._stopped = threading.Event()
        for poller in pollers.values():
            poller.stopping = self._stopped.is_set
        self._health = {settings.id: _unknown(settings, ground.store) for settings in configuration.sources}
        self._scheduler = Scheduler(workers=len(pollers) + len(chores) + 5, missed=self._missed)
        self._looking_back = LookingBack(
            answering=self._answering,
            board=ground.board,
            clock=ground.clock,
            metrics=ground.metrics,
            soon=partial(self._scheduler.soon, LOOK_BACK),
            publish=self._evaluate_soon,
        )

    @property
    def health(self) -> Sequence[SourceHealth]:
        """How each source stands, in the configuration's order."""
        skews = self._ground.metrics.clock_skews
        return tuple(replace(each, clock_skew_seconds=skews.get(each.name)) for each in self._health.values())

    def start(self) -> None:
        """Begin to poll at once, and to evaluate when the first poll has ended or an interval has passed."""
        now = self._ground.clock.now()
        self._introduce()
        if self._ground.board.current.snapshot is None:
            self._resume()
        for settings in self.configuration.sources:
            self._scheduler.every(settings.every, settings.id, partial(self.poll, settings.id), start=now)
        self._scheduler.every(self.configuration.evaluate_every, EVALUATE, self.evaluate, at_once=2)
        self._scheduler.every(AUDIT_SECONDS, AUDIT, self.audit)
        self._scheduler.every(AUDIT_SECONDS, LOOK_BACK, self.look_back, at_once=2)
        self._scheduler.every(HEARTBEAT_SECONDS, HEARTBEAT, self.beat, start=now)
        for chore in self._chores:
            self._scheduler.every(chore.every, chore.name, chore.run, start=now if chore.at_once else None)
        self._scheduler.start()

    def stop(self) -> None:
        """Let nothing new begin; a poll that is under way ends after its batch."""
        self._stopped.set()
        self._scheduler.stop()

    def poll(self, name: str) -> None:
        """Poll a source, tell how it went, and have its news evaluated."""
        turn = self._ground.turn(name)
        if not turn.acquire(blocking=False):
            self._scheduler.soon(name, self._ground.clock.now() + TURN_TAKEN)
            return
        try:
            if not self._stopped.is_set():
                self._settle(self._pollers[name].poll())
        finally:
            turn.release()

    def evaluate(self) -> None:
        """Evaluate and publish; when that fails, the last good figures stay."""
        with self._ground.evaluating:
            self._asked.clear()
            if not self._stopped.is_set():
                self._evaluated()

    def _evaluated(self) -> None:
        stage, began = "load", self._ground.clock.monotonic()
        try:
            self._judgement.take_over()
            self._count()
            stage = "evaluate"
            snapshot = self._judgement.evaluate()
            stage = "publish"
            self._publish(snapshot)
        except Exception:
            self._ground.metrics.evaluation_failed(stage)
            log.exception("evaluation failed, the last figures stay", stage=stage)
            # What it had taken in so far is not to be trusted.
            self._judgement.begin_afresh()
            return
        self._fresh = True
        self._looking_back.ask(snapshot)
        seconds = self._ground.clock.monotonic() - began
        self._ground.metrics.evaluation_finished(seconds=seconds, at=snapshot.evaluated_at)
        self._ground.leftovers.search()
        log.debug("evaluated", as_of=snapshot.as_of.isoformat(), seconds=round(seconds, 3))

    def audit(self) -> None:
        """Have the figures looked over, and count how that came out."""
        with self._ground.evaluating:
            if self._fresh and not self._stopped.is_set():
                self._audited()

    def _audited(self) -> None:
        try:
            equal = self._judgement.audit()
        except Exception:
            log.exception("the daily look over all facts failed; the figures stay")
            return
        if equal is not None:
            self._ground.metrics.evaluation_audited(equal=equal)

    def look_back(self) -> None:
        """Judge the periods of the last year afresh, for breaches that nobody answered; what is new is published."""
        if not self._stopped.is_set():
            self._looking_back.run()

    def beat(self) -> None:
        """Tell that the scheduler lives, and whether the database answers."""
        self._ground.metrics.heartbeat(self._ground.clock.now())
        self._ground.metrics.database_up(ok=self._ground.store.ping())

    def _count(self) -> None:
        for source in self._plan.definitions.mappings:
            counting.count(self._ground.store, self._plan, source, through=self._ground.store.state(source).sequence)
        count_corrections(self._ground.store, self._plan)

    def _publish(self, snapshot: Snapshot) -> None:
        reaches_back = self._answering.goes_back(snapshot)
        found = self._answering.found(snapshot, self._judgement.rows)
        exposition = self._exposition(snapshot, self._answering.figures(found, older_periods_read=reaches_back))
        made_of = MadeOf(plan=self._plan, rows=self._judgement.rows, findings=found, older_periods_read=reaches_back)
        self._ground.board.publish(snapshot, exposition, Inquiry(self._ground.store, snapshot, made_of))
        self._ground.metrics.published(exposition)
        self._save(snapshot)

    def _save(self, snapshot: Snapshot) -> None:
        """Keep the figures; those of an evaluation that found nothing new are kept already."""
        saved = self._saved
        if saved is None or replace(snapshot, evaluated_at=saved.evaluated_at) != saved:
            self._ground.store.save_snapshot(snapshot)
            self._saved = snapshot

    def _resume(self) -> None:
        """Serve the figures of the run before, with their age, if they are still what would be told."""
        try:
            last = self._ground.store.last_snapshot()
        except StoreError as error:
            log.warning("the figures of the run before can't be read", reason=str(error))
            return
        if last is not None and still_stands(last, self.configuration.definitions, now=self._ground.clock.now()):
            self._ground.board.publish(last, self._exposition(last))

    def _exposition(self, snapshot: Snapshot, register: Sequence[RegisterFigure] = ()) -> Exposition:
        full = {agreement.id for agreement in self._plan.definitions.agreements if agreement.full_metrics}
        web, store = self.configuration.web, self._ground.store
        timers = self._judgement.rows.timers
        examples = use_examples(self._plan, timers, store, as_of=snapshot.as_of, agreements=full)
        return rendered(
            snapshot,
            counting.totals(store),
            limit=web.series_limit,
            register=register,
            full=full,
            examples=examples if web.exemplars else (),
        )

    def _settle(self, poll: Poll) -> None:
        if self._stopped.is_set():
            return  # the configuration in force may not know this source any more
        health = self._health[poll.source] = self._health[poll.source].after(poll)
        metrics = self._ground.metrics
        metrics.poll_finished(poll.source, poll.result, seconds=poll.seconds, records=poll.records)
        metrics.source_up(poll.source, ok=health.up is True, at=poll.at)
        metrics.watermark(poll.source, poll.watermark)
        self._beside(poll)
        now = self._ground.clock.now()
        if poll.not_before is not None:
            self._scheduler.put_off(poll.source, poll.not_before, now=now)
        if poll.changed or not self._fresh:
            self._evaluate_soon()

    def _beside(self, poll: Poll) -> None:
        """Tell what waits for a second look, and how the passes ended that took place beside the poll."""
        metrics, store = self._ground.metrics, self._ground.store
        metrics.quarantined(poll.source, len(store.quarantine(poll.source)))
        metrics.missing(poll.source, len(store.suspects(poll.source)))
        metrics.unknown_fields(poll.source, poll.records.get(UNKNOWN_FIELD, 0))
        for name, result in poll.passes.items():
            metrics.pass_finished(poll.source, name, ok=result in ("success", "stopped"))

    def _evaluate_soon(self) -> None:
        """Have an evaluation follow; beside one that is under way, which may not see the news, another waits."""
        if not self._asked.is_set():
            self._asked.set()
            self._scheduler.soon(EVALUATE, self._ground.clock.now())

    def _introduce(self) -> None:
        metrics = self._ground.metrics
        metrics.configured(
            sha256=self.configuration.sha256,
            sources=[
                ConfiguredSource(name=each.id, kind=each.kind, poll_interval_seconds=each.every)
                for each in self.configuration.sources
            ],
            series_limit=self.configuration.web.series_limit,
        )
        for health in self._health.values():
            metrics.watermark(health.name, health.watermark)
        for job in (*self._health, EVALUATE, AUDIT, LOOK_BACK, HEARTBEAT, *(chore.name for chore in self._chores)):
            metrics.job_missed(job, times=0)

    def _missed(self, job: str, why: str) -> None:
        self._ground.metrics.job_missed(job)
        # A first read of years takes longer than an interval; that is not worth a warning every time.
        level = logging.DEBUG if why == STILL_RUNNING else logging.WARNING
        log.log(level, "a job's run did not take place", job=job, why=why)


def still_stands(snapshot: Snapshot, definitions: Definitions, *, now: datetime) -> bool:
    """Return whether a stored snapshot was judged by these definitions in periods that still run."""
    current = [figure for figure in snapshot.objectives if figure.period is Relative.CURRENT]
    return snapshot.definitions == definitions.sha256 and all(figure.ends_at > now for figure in current)


def _unknown(settings: SourceSettings, store: Store) -> SourceHealth:
    """Return how a source stands before its first poll: what an earlier run of the daemon has read is there."""
    state = store.state(settings.id)
    return SourceHealth(
        name=settings.id,
        kind=settings.kind,
        poll_interval_seconds=settings.every,
        last_success_at=state.committed_at,
        watermark=state.complete_through,
    )
