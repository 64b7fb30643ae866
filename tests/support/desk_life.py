"""What people and networks do to slawatch in its recorded days, each at its instant."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from slawatch.engine.plan import Plan
from slawatch.errors import RetriableSourceError
from slawatch.ingest.source import Batch, Check, Limits, Source
from slawatch.model.correction import Correction, OutageWas, TimerExcluded
from slawatch.model.outage import Exclusion, Outage
from slawatch.runtime.ground import Ground
from slawatch.runtime.operator_facts import approve_exclusion, state_exclusion
from slawatch.runtime.stated_corrections import approve_correction, state_correction
from slawatch.runtime.stated_outages import end_outage, start_outage
from slawatch.testing.clock import ManualClock


class Flaky:
    """A source that can't be reached while it is `down`."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.kind, self.caps = source.kind, source.caps
        self.down = False

    def check(self) -> Check:
        """Return what the source says."""
        return self._source.check()

    def poll(self, cursor: str | None, limits: Limits) -> Iterator[Batch]:
        """Tell what the source tells, or that nobody answers."""
        if self.down:
            raise RetriableSourceError("the desk does not answer")
        return self._source.poll(cursor, limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What those who live in it may touch."""

    clock: ManualClock
    ground: Ground
    plan: Plan
    desk: Flaky


def _reload(world: World, *, ok: bool) -> None:
    world.ground.metrics.reload(ok=ok, at=world.clock.now())


def _exclude(world: World, *, approved: bool) -> None:
    """State an hour of the mail service, of yesterday, that was agreed not to count."""
    now = world.clock.now()
    told = Exclusion(
        id="",
        service="mail",
        started_at=now - timedelta(hours=26),
        ended_at=now - timedelta(hours=25),
        reason="Certificates",
        author="desk lead",
    )
    stated = state_exclusion(world.ground.store, told, at=now)
    if approved:
        approve_exclusion(world.ground.store, stated.id, by="Acme", at=now)


def _mail_fails(world: World) -> None:
    """State an outage of the mail service that is over, as a desk lead does who was called by telephone."""
    now = world.clock.now()
    began = Outage(
        id="", service="mail", started_at=now - timedelta(minutes=75), reason="Mail store full", author="desk"
    )
    stated = start_outage(world.ground.store, began, at=now)
    end_outage(world.ground.store, stated.id, ended_at=now - timedelta(minutes=3), at=now)


def _correct_outage(world: World) -> None:
    """State that the longest outage of telephony in the month ended earlier than the source tells."""
    outages = [each for _, each in world.ground.store.outages("desk") if each.service == "Telephony" and each.ended_at]
    last = max(outages, key=lambda each: each.started_at)
    _correct(world, last.id, OutageWas(ended_at=last.started_at + timedelta(minutes=41)))


def _correct_ticket(world: World) -> None:
    """State that timers of the newest ticket are not counted."""
    tickets = [id_ for facts in world.ground.store.facts("desk") for id_ in facts.ids]
    _correct(world, tickets[-1], TimerExcluded())


def _correct(world: World, subject: str, told: OutageWas | TimerExcluded) -> None:
    now, store = world.clock.now(), world.ground.store
    correction = Correction(
        id="", source="desk", subject=subject, told=told, author="desk lead", reason="The log says so", stated_at=now
    )
    stated = state_correction(store, correction)
    approve_correction(store, world.plan, stated.id, by="service manager", at=now)


def _silent(world: World, *, down: bool) -> None:
    world.desk.down = down


Deed = Callable[[World], None]
LIFE: Mapping[datetime, Deed] = {
    datetime(2026, 11, 9, 2, 0, tzinfo=UTC): lambda world: _exclude(world, approved=True),
    datetime(2026, 11, 16, 3, 0, tzinfo=UTC): _correct_outage,
    datetime(2026, 11, 19, 12, 0, tzinfo=UTC): _mail_fails,
    datetime(2026, 11, 18, 6, 0, tzinfo=UTC): _correct_ticket,
    datetime(2026, 11, 19, 20, 0, tzinfo=UTC): lambda world: _exclude(world, approved=False),
    datetime(2026, 11, 20, 1, 30, tzinfo=UTC): lambda world: _silent(world, down=True),
    datetime(2026, 11, 20, 2, 40, tzinfo=UTC): lambda world: _silent(world, down=False),
    datetime(2026, 11, 20, 5, 0, tzinfo=UTC): lambda world: _reload(world, ok=False),
    datetime(2026, 11, 20, 5, 20, tzinfo=UTC): lambda world: _reload(world, ok=True),
}
"""By instant."""
