"""Timers one by one, as rows for people and programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from slawatch.engine.advance import due_if_resumed
from slawatch.engine.columns import NEVER, TimerRows
from slawatch.engine.explain import ExplainedTimer, explained
from slawatch.engine.facts import Facts
from slawatch.engine.judge import judged
from slawatch.engine.native_explained import SecondOpinion, second_opinions
from slawatch.engine.plan import Plan
from slawatch.engine.reproduction import Ways
from slawatch.engine.story import Told, story
from slawatch.engine.timer import outcome
from slawatch.model.correction import Correction
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.result import Outcome
from slawatch.runtime.corrected import Corrected
from slawatch.store.contract import Reader

OUTCOMES: Final = tuple(Outcome)


class TimerLine(NamedTuple):
    """One timer cycle of one ticket; instants aware UTC, durations working seconds of the timer's calendar."""

    ticket: str
    source: str
    service_id: str
    sla: str
    objective: str
    indicator: str
    priority: str
    started_at: datetime | None
    stopped_at: datetime | None
    due_at: datetime | None
    breach_at: datetime | None
    elapsed_seconds: int | None
    """None where the source can't tell, as paused_seconds."""
    paused_seconds: int | None
    target_seconds: int
    outcome: str
    reopens: int
    definition: str
    """The first twelve digits of the sha256 of the definitions that judged."""
    cycle: int
    due_if_resumed_at: datetime | None
    """While paused: when it would be due if it ran on now."""
    version: int
    """Of the agreement, as it judged."""
    corrections: str
    """The ids of those that count of its ticket."""


def timer_lines(
    store: Reader, plan: Plan, *, as_of: datetime | None, objectives: frozenset[str]
) -> Iterator[TimerLine]:
    """Yield every timer at an instant (None: each source's watermark), of some objectives or (empty) of all.

    Those of a ticket stand together, in the order of the agreements and their objectives, then of their cycles.
    """
    known = Corrected.known(store, plan.definitions)
    for source in plan.definitions.mappings:
        through = known.state(source).complete_through
        if through is None:
            continue
        horizon = epoch(through if as_of is None else min(as_of, through))
        corrections = {name: " ".join(each.id for each in told) for name, told in known.of(source).items()}
        for facts in known.facts(source):
            rows = judged(facts, plan, horizon=horizon).timers
            for line in _lines(facts, rows, plan, objectives):
                yield line._replace(corrections=corrections.get(line.ticket, ""))


def _lines(facts: Facts, rows: TimerRows, plan: Plan, objectives: frozenset[str]) -> Iterator[TimerLine]:
    definition = plan.definitions.sha256[:12]
    place = {ticket: place for place, ticket in enumerate(facts.tickets.tolist())}
    columns = (
        rows.ticket, rows.promise, rows.cycle, rows.service, rows.priority, rows.started_at, rows.stopped_at,
        rows.due_at, rows.breach_at, rows.elapsed, rows.paused, rows.target, outcome(rows), rows.reopens,
        due_if_resumed(rows, plan),
    )  # fmt: skip
    for (
        ticket,
        promise,
        cycle,
        service,
        priority,
        started,
        stopped,
        due,
        breach,
        elapsed,
        paused,
        target,
        code,
        reopens,
        resumed,
    ) in sorted(zip(*(column.tolist() for column in columns), strict=True), key=lambda row: (place[row[0]], *row[1:3])):
        promised, verdict = plan.promises[promise], OUTCOMES[code]
        if objectives and promised.objective.id not in objectives:
            continue
        known = verdict is not Outcome.UNKNOWN
        yield TimerLine(
            ticket=facts.ids[place[ticket]],
            source=facts.source,
            service_id=plan.words.words[service],
            sla=promised.agreement.id,
            objective=promised.objective.id,
            indicator=promised.objective.indicator,
            priority=plan.words.words[priority],
            started_at=_instant(started),
            stopped_at=_instant(stopped),
            due_at=_instant(due),
            breach_at=_instant(breach),
            elapsed_seconds=elapsed if known else None,
            paused_seconds=paused if known else None,
            target_seconds=target,
            outcome=verdict,
            reopens=reopens,
            definition=definition,
            cycle=cycle,
            due_if_resumed_at=_instant(resumed),
            version=promised.agreement.version,
            corrections="",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedTicket:
    """A ticket with its timers taken apart."""

    source: str
    id: str
    key: str
    created_at: datetime
    as_of: datetime
    definition: str
    timers: tuple[ExplainedTimer, ...]
    corrections: tuple[Correction, ...] = ()
    """Those that count, in the order in which they were stated."""
    opinions: tuple[SecondOpinion, ...] = ()
    """What the source itself concludes of the timers."""
    url: str | None = None
    """Of its page at the source."""
    events: tuple[Told, ...] = ()

    @property
    def exists(self) -> bool:
        """False where it was created later."""
        return self.created_at <= self.as_of


def explained_tickets(store: Reader, plan: Plan, name: str, *, as_of: datetime | None) -> Iterator[ExplainedTicket]:
    """Yield the ticket of each source that has one of that id or key."""
    known = Corrected.known(store, plan.definitions)
    for source in plan.definitions.mappings:
        found = explained_ticket(known, plan, source, name, as_of=as_of)
        if found is not None:
            yield found


def explained_ticket(
    known: Corrected, plan: Plan, source: str, name: str, *, as_of: datetime | None
) -> ExplainedTicket | None:
    """Return the ticket of a source by id or key; None where there is none."""
    through, found = known.state(source).complete_through, known.ticket(source, name)
    if found is None or through is None:
        return None
    ticket, facts = found
    at = through if as_of is None else min(as_of, through)
    return ExplainedTicket(
        source=source,
        id=ticket.id,
        key=ticket.key,
        created_at=ticket.created_at,
        as_of=at,
        definition=f"definitions {plan.definitions.sha256[:12]}",
        timers=explained(facts, plan, horizon=epoch(at)),
        corrections=tuple(known.of(source).get(ticket.id, ())),
        opinions=tuple(second_opinions(facts, Ways(plan), horizon=epoch(at))),
        url=ticket.url,
        events=story(facts, plan.definitions.mappings[source], until=at),
    )


def _instant(seconds: int) -> datetime | None:
    return None if seconds == NEVER else from_epoch(seconds)
