"""Corrections in words."""

from slawatch.model.correction import Correction, FieldHeld, Happened, NotCounted, OutageWas, TimerExcluded
from slawatch.speech.words import iso


def said(correction: Correction) -> str:
    """Return what a correction says of its ticket or outage."""
    match correction.told:
        case FieldHeld(field=field, value=value, starts_at=start, ends_at=end):
            until = "on" if end is None else f"to {iso(end)}"
            return f"{field} was {value or 'empty'} from {iso(start)} {until}"
        case Happened(type=kind, at=at):
            return f"{_word(kind)} at {iso(at)}"
        case NotCounted(type=kind, at=at):
            return f"no {_word(kind)} at {iso(at)}"
        case TimerExcluded() as told:
            return _excluded(told)
        case OutageWas() as told:
            return _outage(told)
        case _:
            return "no outage"


def answered_for(correction: Correction) -> str:
    """Return who stated a correction and why, and who approved it when."""
    approved = f"{correction.approved_by}, {iso(correction.approved_at)}"
    return f"{correction.reason} (stated by {correction.author}, approved by {approved})"


def _excluded(told: TimerExcluded) -> str:
    named = [f"{name} {value}" for name, value in (("of", told.agreement), ("for", told.objective)) if value]
    cycle = [] if told.cycle is None else [f"cycle {told.cycle}"]
    return " ".join(["timers", *named, *cycle, "excluded"])


def _outage(told: OutageWas) -> str:
    named = (
        ("from", iso(told.started_at)), ("to", iso(told.ended_at)), ("of", told.service), ("severity", told.severity),
    )  # fmt: skip
    return " ".join(["outage", *(f"{name} {value}" for name, value in named if value)])


def _word(kind: str) -> str:
    return kind.replace("_", " ")
