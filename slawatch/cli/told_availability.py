"""An availability taken apart, in words and figures for a person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

import click

from slawatch.cli.output import printed
from slawatch.engine.evidence import ToldOutage
from slawatch.engine.explain_period import ExplainedAvailability, ExplainedExclusion, ExplainedOutage
from slawatch.engine.period_segments import DayTotal, Segment, TimeClass
from slawatch.model.agreement import Agreement, ExclusionMode, Indicator
from slawatch.speech import words

SEGMENTS: Final = ("from", "to", "what", "seconds", "lost", "why")
OUTAGES: Final = ("from", "to", "told by", "elapsed", "lost", "what became of the rest")
EXCLUSIONS: Final = ("from", "to", "stated by", "service seconds", "excluded", "reason")
SUMMED: Final = (TimeClass.UP, TimeClass.DOWN, TimeClass.DEGRADED, TimeClass.EXCLUDED, TimeClass.UNKNOWN)
_TOTALS: Final = ("scheduled", *SUMMED, "")
MANY_DAYS: Final = 62
"""A period of more days is summed by months."""
_PLAIN: Final = frozenset({TimeClass.UP, TimeClass.CLOSED})


def tell(found: ExplainedAvailability, agreement: Agreement, *, every: bool) -> None:
    """Print what is not up (or every segment), the days, outages, exclusions, and the sum."""
    figure, zone = found.figure, ZoneInfo(found.figure.timezone)
    promised = f"{words.promise(figure).lower()} {words.target(figure)} in {found.service_hours}"
    click.echo(f"\n{figure.service_id} under {agreement.title} / {figure.objective}: {promised}")
    click.echo(f"{words.period(figure)} ({figure.timezone})")
    shown = [segment for segment in found.segments if every or segment.time not in _PLAIN or segment.note]
    _table("every segment" if every else "what was not up", SEGMENTS, [_segment(s, found, zone) for s in shown])
    if len(found.days) > MANY_DAYS:
        _table("by month", ("month", *_TOTALS), list(_by_month(found.days)))
    else:
        _table("by day", ("day", *_TOTALS), list(_by_day(found.days)))
    _table("outages", OUTAGES, [_outage(outage, zone) for outage in found.outages])
    _table("exclusions", EXCLUSIONS, [_exclusion(each, zone) for each in found.exclusions])
    click.echo("\nthe sum")
    for line in _sum(found, agreement.exclusion_mode):
        click.echo(f"  {line}")


def local(at: datetime, zone: ZoneInfo) -> str:
    """Return local time with its offset, which tells the two hours of a clock set back apart."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %z")


def number(value: Fraction | int) -> str:
    """Return whole seconds as such, others to the thousandth."""
    return str(int(value)) if Fraction(value).denominator == 1 else f"{float(value):.3f}"


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if rows:
        click.echo(f"\n{title}")
        printed(columns, rows, "table")
    elif columns is SEGMENTS:
        click.echo(f"\n{title}: nothing")


def _segment(segment: Segment, found: ExplainedAvailability, zone: ZoneInfo) -> tuple[str, ...]:
    lost = segment.weight * segment.scheduled_seconds
    return (
        local(segment.starts_at, zone),
        local(segment.ends_at, zone),
        segment.time,
        str(segment.seconds),
        number(lost) if lost else "-",
        "; ".join(_why(segment, found)),
    )


def _why(segment: Segment, found: ExplainedAvailability) -> Iterator[str]:
    if segment.note:
        yield str(segment.note)
    match segment.time:
        case TimeClass.DOWN | TimeClass.DEGRADED:
            if segment.weight not in (0, 1):
                yield f"{words.percent(segment.weight, 2)} of it is lost"
            yield from dict.fromkeys(map(_name, found.told_of(segment)))
        case TimeClass.EXCLUDED:
            yield from dict.fromkeys(map(_stated, found.exclusions_of(segment)))
        case TimeClass.UNKNOWN:
            for source, until in found.known_until.items():
                yield f"{source} has told {'nothing yet' if until is None else f'up to {words.utc(until)}'}"
        case _:
            yield segment.reason


def _name(told: ToldOutage) -> str:
    kind = "ticket" if told.by_ticket else "outage"
    corrected = f", corrected by {', '.join(told.corrections)}" if told.corrections else ""
    return f"{told.source} {kind} {told.id} ({told.service_id}){corrected}"


def _stated(each: ExplainedExclusion) -> str:
    told = each.told
    if told is None:
        return f"stated by {each.listed.source}"
    by = f", approved by {told.approved_by}" if told.approved_by else ""
    return f"{told.reason} ({told.id}{by})"


def _by_month(days: Sequence[DayTotal]) -> Iterator[tuple[str, ...]]:
    for label, group in groupby(days, key=lambda day: f"{day.day:%Y-%m}"):
        own = list(group)
        yield _total(label, own, (f"{day.day:%m-%d} {reason}" for day in own for reason in day.reasons))


def _by_day(days: Sequence[DayTotal]) -> Iterator[tuple[str, ...]]:
    """Yield a row a day; days next to each other on which nothing happened share one."""
    for is_plain, group in groupby(days, key=_is_plain):
        own = list(group)
        for part in [own] if is_plain else [[day] for day in own]:
            first, last = part[0].day, part[-1].day
            label = f"{first:%Y-%m-%d %a}" if first == last else f"{first:%Y-%m-%d %a} to {last:%Y-%m-%d %a}"
            yield _total(label, part, part[0].reasons)


def _is_plain(day: DayTotal) -> bool:
    return not day.reasons and day.seconds.keys() <= _PLAIN


def _total(label: str, days: Iterable[DayTotal], unusual: Iterable[str]) -> tuple[str, ...]:
    seconds: Counter[TimeClass] = Counter()
    for day in days:
        seconds.update(day.seconds)
    scheduled = sum(seconds[kind] for kind in SUMMED)
    return label, str(scheduled), *(str(seconds[kind]) for kind in SUMMED), ", ".join(unusual)


def _outage(outage: ExplainedOutage, zone: ZoneInfo) -> tuple[str, ...]:
    counted = TimeClass.DOWN if outage.weight == 1 else TimeClass.DEGRADED
    seconds = outage.in_period.get(counted, 0)
    return (
        local(outage.starts_at, zone),
        "lasts" if outage.ends_at is None else local(outage.ends_at, zone),
        ", ".join(dict.fromkeys(map(_name, outage.told))),
        str(outage.full_seconds),
        number(seconds * outage.weight),
        ", ".join(_cuts(outage, counted)),
    )


_CUTS: Final = {
    TimeClass.UP: "too short to count",
    TimeClass.DOWN: "down meanwhile",
    TimeClass.DEGRADED: "degraded meanwhile",
    TimeClass.EXCLUDED: "excluded",
    TimeClass.UNKNOWN: "unknown",
    TimeClass.CLOSED: "outside hours",
}


def _cuts(outage: ExplainedOutage, counted: TimeClass) -> Iterator[str]:
    if outage.other_period_seconds:
        yield f"{outage.other_period_seconds} s outside the period"
    for kind, text in _CUTS.items():
        if kind is not counted and outage.in_period.get(kind):
            yield f"{outage.in_period[kind]} s {text}"
    if counted is TimeClass.DEGRADED:
        yield f"{outage.in_period.get(counted, 0)} s degraded, of which {words.percent(outage.weight, 2)} is lost"
    if len(outage.told) > 1:
        yield f"{len(outage.told)} outages as one"
    if outage.bridged_seconds:
        yield f"with {outage.bridged_seconds} s of gaps"


def _exclusion(each: ExplainedExclusion, zone: ZoneInfo) -> tuple[str, ...]:
    listed, told = each.listed, each.told
    name = listed.source if told is None else f"{listed.source} {told.id}"
    approval = "in retrospect" if listed.retrospective else ""
    because = f"not counted: {listed.reason}" if listed.reason else ""
    by = f"approved by {told.approved_by}" if told and told.approved_by else ""
    return (
        local(listed.started_at, zone),
        local(listed.ended_at, zone),
        name,
        str(listed.service_seconds),
        str(listed.excluded_seconds),
        ", ".join(filter(None, (told.reason if told else "", by, approval, because))),
    )


def _sum(found: ExplainedAvailability, mode: ExclusionMode) -> Iterator[str]:
    account, figure = found.account, found.figure
    parts = " + ".join(f"{kind} {getattr(account, kind)}" for kind in SUMMED)
    yield f"scheduled {account.scheduled} s = {parts}"
    left_out = "unknown" if mode is ExclusionMode.CREDIT else "excluded - unknown"
    yield f"agreed (AST) {account.agreed} s = scheduled - {left_out}"
    yield f"lost {number(account.lost)} s = down{' + degraded by its weight' if account.degraded else ''}"
    if figure.indicator is not Indicator.AVAILABILITY:
        yield f"{words.promise(figure).lower()}: {words.attained(figure)}, target {words.target(figure)}"
    elif figure.attained_ratio is None:
        yield "no ratio"
    else:
        yield f"1 - lost / agreed = {words.attained(figure)}, cut off to {words.counted(figure.decimals, 'decimal')}"
    if figure.budget is not None:
        allowed, planned = number(Fraction(repr(figure.budget.allowed))), "the whole period's planned time"
        yield f"the target of {words.target(figure)} allows {allowed} s to be lost, of {planned}"
    yield f"verdict: {figure.state}{f' ({figure.reason})' if figure.reason else ''}"
