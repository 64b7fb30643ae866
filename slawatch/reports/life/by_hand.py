"""Reports that somebody seals by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from slawatch.calendars.period_names import period_name
from slawatch.calendars.periods import parse_period
from slawatch.config.settings import ScheduledReport
from slawatch.errors import SlawatchError
from slawatch.model.agreement import PeriodKind
from slawatch.model.relative import Relative
from slawatch.model.sealed import Link
from slawatch.reports.asked import Covered, ReportAsked
from slawatch.reports.life.rounds import Rounds
from slawatch.reports.life.schedule import Due, Schedule, Stage, kind_of
from slawatch.reports.life.sealing import Order, Sealer, collected, marks_now
from slawatch.reports.subject import Subject


class SealingError(SlawatchError):
    """A report can't be sealed yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to be sealed."""

    subject: Subject
    period: str
    by: str
    reason: str = ""
    languages: tuple[str, ...] = ()
    """Empty: as the configuration says."""
    formats: tuple[str, ...] = ()
    mail: bool = False
    incomplete: bool = False
    """Whether it is sealed although data may come late or sources have not told all of the period."""


def sealed_by_hand(rounds: Rounds, wish: Wish) -> Link:
    """Seal a report of a closed period, and return its link; that of before where it was sealed already.

    SealingError where the period is not over, and where it is not complete and nobody said that it need not be.
    """
    now, definitions = rounds.clock.now(), rounds.judges.today
    settings, covered = _settings(rounds, wish), Covered.by(wish.subject, definitions)
    span = parse_period(wish.period, as_of=now, kind=settings.period, timezone=covered.timezone)
    if wish.period in tuple(Relative):  # of next month it would be another period under the same name
        wish = replace(wish, period=period_name(settings.period, span, timezone=covered.timezone))
    if span.end > now:
        raise SealingError(f"{wish.period} is not over; `slawatch report` writes a provisional report at any time")
    states = {source: rounds.store.state(source) for source in definitions.mappings}
    schedule = Schedule(definitions=definitions, states=states, now=now)
    due = schedule.standing(settings, covered, wish.period, span)
    if due.stage is not Stage.READY and not wish.incomplete:
        raise SealingError(f"{_why_not(due)}; --incomplete seals it as it is")
    return _sealed(rounds, wish, settings, min(due.as_of, now))


def _sealed(rounds: Rounds, wish: Wish, settings: ScheduledReport, as_of: datetime) -> Link:
    asked = ReportAsked(subject=wish.subject, period=wish.period, as_of=as_of)
    plan, marks = rounds.judges.plan(rounds.judges.today.sha256), marks_now(rounds.store, as_of=as_of)
    material = collected(rounds.store, plan, asked, marks=marks, known_at=rounds.clock.now())
    order = Order(
        languages=wish.languages or settings.languages,
        formats=wish.formats or settings.formats,
        by=wish.by,
        reason=wish.reason,
        mail=wish.mail,
        external_url=rounds.external_url,
    )
    return Sealer(store=rounds.store, settings=rounds.settings).seal(material, order)


def _settings(rounds: Rounds, wish: Wish) -> ScheduledReport:
    """Return how the configuration wants the report, or as it usually is where it does not say."""
    same = [each for each in rounds.settings.scheduled if each.subject == str(wish.subject)]
    usual_kind = same[0].period if same else PeriodKind.MONTH
    kind = usual_kind if wish.period in tuple(Relative) else kind_of(wish.period)
    found: Sequence[ScheduledReport] = [each for each in same if each.period is kind] or same
    usual = ScheduledReport(
        subject=str(wish.subject),
        period=kind,
        languages=("en",),
        formats=("html", "json"),
        after=3,
        hours=None,
        to=(),
        audience={},
    )
    return found[0] if found else usual


def _why_not(due: Due) -> str:
    if due.stage is Stage.LATE_DATA:
        return f"data of {due.period} may come late until {due.due_at:%Y-%m-%d %H:%M} UTC"
    return f"{', '.join(due.waits_for) or 'a source'} has not told all of {due.period}"
