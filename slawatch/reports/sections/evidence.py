"""Evidence: every timer, every stretch of time and every outage behind the figures, and what names the input."""

from collections.abc import Iterator
from functools import cache
from itertools import chain, starmap
from typing import Final

from slawatch.engine.evidence import ToldOutage
from slawatch.engine.explain_tickets import CountedTimer
from slawatch.engine.period_segments import Segment, TimeClass
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.watermarks import sources_behind
from slawatch.model.result import ObjectiveFigure, Outcome
from slawatch.reports import naming
from slawatch.reports.cells import Cell, Count, Foreign, Instant, Linked, Named, Phrase, Seconds, Unknown
from slawatch.reports.columns import column
from slawatch.reports.document import Block, Table
from slawatch.reports.draft import Draft
from slawatch.reports.evidence_rows import EvidenceRows
from slawatch.reports.material import Material
from slawatch.reports.paths import ticket
from slawatch.speech.closed_days import names_of_closed
from slawatch.store.contract import OPERATOR

_OUTCOMES: Final = {
    Outcome.MET: Phrase("met"),
    Outcome.MISSED: Phrase("missed"),
    Outcome.RUNNING: Phrase("running"),
    Outcome.PAUSED: Phrase("paused"),
    Outcome.EXCLUDED: Phrase("excluded"),
    Outcome.CANCELLED: Phrase("cancelled"),
    Outcome.UNKNOWN: Phrase("unknown"),
}
_NOT_MAPPED: Final = Unknown(Phrase("not mapped"))
_NOT_YET: Final = Unknown(Phrase("not yet"))
_NOT_DUE: Final = Unknown(Phrase("not while it is paused"))
_NOT_TOLD: Final = Unknown(Phrase("its source does not tell it"))
_TIMES: Final = {
    TimeClass.UP: "up",
    TimeClass.DOWN: "down",
    TimeClass.DEGRADED: "degraded",
    TimeClass.EXCLUDED: "excluded",
    TimeClass.UNKNOWN: "unknown",
    TimeClass.CLOSED: "outside hours",
}

_REASONS: Final = frozenset(
    {
        "working hours", "outside hours", "make-up working day", "closed date", "closed every year on this date",
        "dated hours",
    }
)  # fmt: skip
"""What slawatch says of hours by itself (see calendars.reasons and calendars.dates)."""


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    rows = draft.evidence
    yield _input(draft.material)
    yield _timers(rows)
    yield _stretches(rows)
    yield _outages(rows)


def _input(material: Material) -> Table:
    return Table(
        id="evidence-input",
        title=Phrase("What the figures were made of"),
        columns=(
            column("source", "Source"),
            column("told_up_to", "Has told up to"),
            column("sequence", "Changes known", "the last number of its stream of changes"),
        ),
        rows=tuple(
            _stream(material, source, sequence)
            for source, sequence in material.reached.known_through
            if source in _behind(material)
        ),
        empty=Phrase("No source has told anything."),
        note=Phrase("Definitions {sha256}.", {"sha256": Foreign(material.definitions.sha256)}),
    )


def _behind(material: Material) -> frozenset[str]:
    """Return the streams that can tell of the subject: whoever reads of it need not hear of other desks."""
    told = (sources_behind(material.definitions, each) for each in material.covered.services)
    return frozenset((OPERATOR, *chain.from_iterable(told)))


def _stream(material: Material, source: str, sequence: int) -> tuple[Cell, ...]:
    until = material.watermarks.get(source)
    return (
        Foreign(source),
        Unknown(Phrase("nothing yet")) if until is None else Instant(until),
        Count(sequence),
    )


def _timers(rows: EvidenceRows) -> Table:
    return Table(
        id="evidence-timers",
        title=Phrase("Timers"),
        columns=(
            column("agreement", "Agreement"),
            column("objective", "Objective"),
            column("service", "Service"),
            column("ticket", "Ticket"),
            column("priority", "Priority"),
            column("cycle", "Cycle"),
            column("outcome", "Outcome"),
            column("started_at", "Started"),
            column("stopped_at", "Stopped"),
            column("due_at", "Due"),
            column("elapsed", "Elapsed", "working time of the objective's hours"),
            column("paused", "Paused"),
            column("target", "May take"),
            column("source", "Source"),
            column("id", "Id", "of the ticket at its source"),
        ),
        rows=tuple(starmap(_Timers(rows.material).row, rows.timers)),
        empty=Phrase("No timer counts in this period."),
        is_evidence=True,
    )


class _Timers:
    """Rows of timers: there may be a hundred thousand, so that equal cells are one, which a writer writes once."""

    def __init__(self, material: Material) -> None:
        definitions = material.definitions
        self._agreement = cache(lambda sla: naming.agreement(definitions, sla))
        self._service = cache(lambda service: naming.service(definitions, service))
        self._ticket = cache(lambda key, source, id_: Linked(self._text(key), ticket(source, id_)))
        self._text, self._count = cache(Foreign), cache(Count)
        self._instant, self._length = cache(Instant), cache(Seconds)

    def row(self, figure: ObjectiveFigure, timer: CountedTimer) -> tuple[Cell, ...]:
        """Return the cells of a timer."""
        return (
            self._agreement(figure.sla),
            self._text(figure.objective),
            self._service(timer.service_id),
            self._ticket(timer.key, timer.source, timer.ticket),
            self._text(timer.priority) if timer.priority else _NOT_MAPPED,
            self._count(timer.cycle),
            _OUTCOMES[timer.outcome],
            self._instant(timer.started_at),
            _NOT_YET if timer.stopped_at is None else self._instant(timer.stopped_at),
            _NOT_DUE if timer.due_at is None else self._instant(timer.due_at),
            _NOT_TOLD if timer.elapsed_seconds is None else self._length(timer.elapsed_seconds),
            _NOT_TOLD if timer.paused_seconds is None else self._length(timer.paused_seconds),
            self._length(timer.target_seconds),
            self._text(timer.source),
            self._text(timer.ticket),
        )


def _stretches(rows: EvidenceRows) -> Table:
    return Table(
        id="evidence-intervals",
        title=Phrase("Time of each service, stretch by stretch"),
        columns=(
            column("agreement", "Agreement"),
            column("service", "Service"),
            column("from", "From"),
            column("to", "To"),
            column("time", "Time"),
            column("seconds", "Length"),
            column("lost", "Lost"),
            column("why", "Why"),
        ),
        rows=tuple(_stretch(rows.material, *each) for each in rows.stretches()),
        empty=Phrase("No time of this period has been judged."),
        is_evidence=True,
    )


def _stretch(material: Material, time: ServiceTime, segment: Segment) -> tuple[Cell, ...]:
    return (
        naming.agreement(material.definitions, time.agreement.id),
        naming.service(material.definitions, time.service),
        Instant(segment.starts_at),
        Instant(segment.ends_at),
        Phrase(_TIMES[segment.time]),
        Seconds(segment.seconds),
        Seconds(float(segment.weight * segment.scheduled_seconds)),
        Phrase(str(segment.note)) if segment.note else _why(time, segment),
    )


def _why(time: ServiceTime, segment: Segment) -> Cell:
    """Return why it counts or not: in our words, a holiday by its names, or what a calendar's feed calls it."""
    if segment.reason in _REASONS:
        return Phrase(segment.reason)
    names = names_of_closed(segment.reason, time.calendar.hours, segment.starts_at)
    return Named(segment.reason, names) if names else Foreign(segment.reason)


def _outages(rows: EvidenceRows) -> Table:
    return Table(
        id="evidence-outages",
        title=Phrase("Outages as they were told"),
        columns=(
            column("service", "Service"),
            column("from", "From"),
            column("to", "To"),
            column("kind", "Kind"),
            column("source", "Source"),
            column("id", "Id"),
            column("corrections", "Corrections"),
        ),
        rows=tuple(_outage(rows, each) for each in rows.outages),
        empty=Phrase("No outage was told."),
        is_evidence=True,
    )


def _outage(rows: EvidenceRows, told: ToldOutage) -> tuple[Cell, ...]:
    corrected = [each.id for each in rows.material.corrected.of(told.source).get(told.id, ())]
    named: Cell = Foreign(told.id)
    return (
        naming.service(rows.material.definitions, told.service_id),
        Instant(told.started_at),
        Unknown(Phrase("not yet")) if told.ended_at is None else Instant(told.ended_at),
        Phrase("degraded") if told.degraded else Phrase("down"),
        Foreign(told.source),
        Linked(named, ticket(told.source, told.id)) if told.by_ticket else named,
        Foreign(", ".join(corrected)) if corrected else Unknown(Phrase("none")),
    )
