"""The improvement register, as programs read it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from slawatch.engine.findings import Breach, Finding
from slawatch.model.action import Acceptance, Action
from slawatch.model.definitions import Definitions
from slawatch.runtime.concerned import agreements_of, today, zone_of
from slawatch.runtime.improvement import Effect, is_inverted
from slawatch.speech import words

Json = dict[str, Any]

_NOTHING = Effect()


def of_action(
    action: Action,
    definitions: Definitions,
    now: datetime,
    effect: Effect = _NOTHING,
    versions: Sequence[Action] = (),
) -> Json:
    """Return an action with what came of it; `versions` are all that were stated of it, the first one first."""
    return {
        **_version(action),
        "agreements": agreements_of(action.about, definitions),
        "timezone": zone_of(action.about, definitions),
        "overdue": action.is_overdue(today(action.about, definitions, now)),
        "inverted": is_inverted(action.measure, definitions),
        "result": None if effect.result is None else asdict(effect.result),
        "comparison": None if effect.comparison is None else asdict(effect.comparison),
        "goal_reached": effect.is_reached,
        "versions": [_version(each) for each in versions],
    }


def of_acceptance(acceptance: Acceptance, definitions: Definitions, now: datetime) -> Json:
    """Return an acceptance, and whether it holds."""
    return {
        **asdict(acceptance),
        "about": [str(each) for each in acceptance.about],
        "agreements": agreements_of(acceptance.about, definitions),
        "holds": acceptance.holds(today(acceptance.about, definitions, now)),
    }


def of_finding(found: Finding) -> Json:
    """Return a breach or an outage that needs an answer."""
    told: Json = {"finding": str(found.ref), "kind": found.ref.kind, "at": found.at}
    if isinstance(found, Breach):
        figure = found.figure
        what = f"{words.promise(figure)} of {words.subject(figure)}: {words.attained(figure)} of {words.target(figure)}"
        return {**told, "agreements": (figure.sla,), "figure": asdict(figure), "what": what}
    seconds = int((found.ref.ended_at - found.ref.started_at).total_seconds())
    length = f"{words.duration(seconds)}{' so far' if found.lasts else ''}"
    what = f"{found.ref.service_id} down for {length}, {found.lost_seconds:,} s of agreed time lost"
    lost = {"lost_seconds": found.lost_seconds, "lasts": found.lasts}
    return {**told, "agreements": found.slas, **asdict(found.ref), **lost, "what": what}


def _version(action: Action) -> Json:
    told = asdict(action)
    told["about"] = [str(each) for each in action.about]
    told["measure"] = None if action.measure is None else str(action.measure)
    return told
