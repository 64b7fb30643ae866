"""What was explained, as programs read it."""

from dataclasses import asdict
from datetime import date, datetime
from fractions import Fraction
from itertools import chain
from typing import Any

from slawatch.engine.explain_group import ExplainedGroup, ExplainedPart
from slawatch.engine.explain_period import ExplainedAvailability
from slawatch.engine.native_explained import SecondOpinion
from slawatch.engine.period_segments import Segment
from slawatch.model.business_days import BusinessDays
from slawatch.model.result import Outcome, Relative, Snapshot
from slawatch.runtime.explanation import Explained, Explanation
from slawatch.runtime.listing import ExplainedTicket
from slawatch.speech.told_correction import said
from slawatch.speech.words import iso
from slawatch.web import told_verdict

Json = dict[str, Any]


def of_ticket(found: ExplainedTicket) -> Json:
    """Return a ticket with its timers; what the source can't tell is None."""
    timers = []
    for timer in found.timers:
        told = asdict(timer)
        if timer.outcome is Outcome.UNKNOWN:
            told |= dict.fromkeys(("elapsed_seconds", "carried_seconds", "paused_seconds"))
        objective = timer.promise.objective
        told["promise"] = {
            "sla": timer.promise.agreement.id,
            "version": timer.promise.agreement.version,
            "objective": objective.id,
            "business_days": asdict(objective.within) if isinstance(objective.within, BusinessDays) else None,
        }
        told["pauses"] = dict(timer.pauses)
        told["closures"] = [asdict(closure) for closure in timer.closures]
        told["source_verdicts"] = [
            opinion_document(opinion)
            for opinion in found.opinions
            if (opinion.promise.number, opinion.cycle) == (timer.promise.number, timer.cycle)
        ]
        told["reaches"] = {f"{percent}%": at for percent, at in timer.reaches}
        timers.append(told)
    head = {"source": found.source, "ticket": found.id, "key": found.key, "url": found.url}
    corrections = [{"kind": each.told.kind, "says": said(each), **asdict(each)} for each in found.corrections]
    return {
        **head,
        "created_at": found.created_at,
        "as_of": found.as_of,
        "definition": found.definition,
        "corrections": corrections,
        "timers": timers,
        "events": [{**asdict(each), "values": dict(each.values)} for each in found.events],
    }


def list_head(snapshot: Snapshot) -> Json:
    """Return what a list begins with: what it stands on, and up to where each source has told everything."""
    return {
        "as_of": snapshot.as_of,
        "definition": _definition(snapshot),
        "simulated": snapshot.simulated,
        "watermarks": dict(snapshot.watermarks),
    }


def opinion_document(opinion: SecondOpinion) -> Json:
    """Return a source's own verdict with ours and with what makes the two differ."""
    return {
        "name": opinion.name,
        "ours": {**asdict(opinion.ours), "decided_at": opinion.decided_at},
        "theirs": {**asdict(opinion.verdict), "told_at": opinion.told_at},
        "accord": opinion.accord.name.lower(),
        "reason": told_verdict.reason(opinion),
        "proven": [asdict(way) for way in opinion.ways],
    }


def of_figures(found: Explanation) -> Json:
    """Return figures with what they are made of; those of a period that was asked for by its name bear it."""
    snapshot = found.snapshot
    figures = [_explained(each) for each in found.figures]
    if found.period not in tuple(Relative):
        for part in chain.from_iterable((each, *each.get("services", ())) for each in figures):
            part["figure"]["period"] = found.period
    return {
        "as_of": snapshot.as_of,
        "definition": _definition(snapshot),
        "period": found.period,
        "figures": figures,
    }


def _definition(snapshot: Snapshot) -> str:
    return f"definitions {snapshot.definitions[:12]}"


def _explained(found: Explained) -> Json:
    if isinstance(found, ExplainedGroup):
        return {"figure": asdict(found.figure), "services": [_part(part) for part in found.parts]}
    return _availability(found) if isinstance(found, ExplainedAvailability) else asdict(found)


def _part(part: ExplainedPart) -> Json:
    sums = {"weight": part.weight, "agreed": part.agreed, "lost": part.lost}
    return {"service_id": part.service_id, **sums, **_availability(part.explained)}


def _availability(found: ExplainedAvailability) -> Json:
    account = found.account
    return {
        "figure": asdict(found.figure),
        "service_hours": found.service_hours,
        "seconds": {
            "scheduled": account.scheduled,
            "up": account.up,
            "down": account.down,
            "degraded": account.degraded,
            "excluded": account.excluded,
            "unknown": account.unknown,
            "agreed": account.agreed,
            "lost": account.lost,
        },
        "known_until": dict(found.known_until),
        "segments": [_segment(segment, found) for segment in found.segments],
        "days": [asdict(day) for day in found.days],
        "outages": [asdict(outage) | {"other_period_seconds": outage.other_period_seconds} for outage in found.outages],
        "exclusions": [asdict(each.listed) | {"told": each.told and asdict(each.told)} for each in found.exclusions],
    }


def _segment(segment: Segment, found: ExplainedAvailability) -> Json:
    down = [f"{told.source}/{told.id}" for told in found.told_of(segment)]
    excluded = [f"{each.listed.source}/{each.told.id if each.told else ''}" for each in found.exclusions_of(segment)]
    causes = {"down": down, "degraded": down, "excluded": excluded, "unknown": list(found.known_until)}
    return {
        **asdict(segment),
        "seconds": segment.seconds,
        "scheduled_seconds": segment.scheduled_seconds,
        "lost_seconds": segment.weight * segment.scheduled_seconds,
        "causes": causes.get(segment.time, []),
    }


def plain(value: object) -> str | float:
    """Return what JSON has no form for: instants in ISO 8601, exact fractions as numbers."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else str(value)
