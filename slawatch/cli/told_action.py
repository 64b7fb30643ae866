"""An action in words, for people at a terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Final

import click

from slawatch.cli.output import shown
from slawatch.model.action import Action
from slawatch.model.definitions import Definitions
from slawatch.model.measurement import Goal, Measurement
from slawatch.runtime.concerned import today, zone_of
from slawatch.runtime.improvement import Effect, is_inverted
from slawatch.speech.speech import Speech
from slawatch.speech.told_measurement import EXPLAINED, comparison_told, goal_told, measurement_told

_SPEECH: Final = Speech()
_SILENT: Final = frozenset({"id", "changed_by", "changed_at", "reason", "author", "stated_at", "ended_at", "baseline"})
"""Fields that say of a version itself who stated it and when, or never change."""
_REACHED: Final = {True: "reached", False: "not reached", None: "can't be told"}


def tell(
    action: Action, versions: Sequence[Action], effect: Effect, definitions: Definitions, *, now: datetime
) -> None:
    """Print an action, its figures and its versions; times are those of its agreement's zone."""
    click.secho(f"{action.id}  {shown(action.title)}", bold=True)
    for name, text in (*_head(action, definitions, now), *_figures(action, effect, definitions)):
        click.echo(f"  {name:<10} {shown(text)}")
    click.echo("\nVersions:")
    zone, before = zone_of(action.about, definitions), None
    for version in versions:
        when = f"{_SPEECH.to_the_minute(version.changed_at, zone)} {zone}"
        click.echo(f"  {when}  {shown(version.changed_by)}: {shown(_said(before, version))}")
        before = version


def _head(action: Action, definitions: Definitions, now: datetime) -> Iterator[tuple[str, str]]:
    zone = zone_of(action.about, definitions)
    late = ", OVERDUE" if action.is_overdue(today(action.about, definitions, now)) else ""
    check = f", check by {action.check_on}" if action.check_on else ""
    yield "stage", f"{action.stage}{late}"
    yield "owner", action.owner
    yield "due", f"{action.due_on}{check} ({zone})"
    for each in action.about:
        yield "about", str(each)
    for name in ("cause", "plan"):
        if getattr(action, name):
            yield name, getattr(action, name)
    for name, at in (("done", action.done_at), ("ended", action.ended_at)):
        if at is not None:
            yield name, f"{_SPEECH.local(at, zone)} {zone}"


def _figures(action: Action, effect: Effect, definitions: Definitions) -> Iterator[tuple[str, str]]:
    if action.measure is None:
        return
    inverted, zone = is_inverted(action.measure, definitions), zone_of((action.measure,), definitions)
    yield "measure", str(action.measure)
    for name, measured in (("baseline", action.baseline), ("result", effect.result)):
        if measured is not None:
            span = (
                f"{_SPEECH.to_the_minute(measured.starts_at, zone)} to {_SPEECH.to_the_minute(measured.ends_at, zone)}"
            )
            yield name, f"{measurement_told(_SPEECH, measured, inverted=inverted)}, {span}"
    reached = f": {_REACHED[effect.is_reached]}" if effect.result is not None else ""
    yield "goal", f"{goal_told(_SPEECH, action.goal, inverted=inverted)}{reached if action.goal else ''}"
    if effect.comparison is not None:
        yield "compared", f"{comparison_told(_SPEECH, effect.comparison)}. {EXPLAINED[effect.comparison.change]}"


def _said(before: Action | None, version: Action) -> str:
    if before is None:
        return f"stated, due on {version.due_on}, {version.owner} sees to it"
    names = [field.name for field in fields(version) if field.name not in _SILENT]
    changed = [
        f"{name} {_plain(getattr(version, name))}" for name in names if getattr(version, name) != getattr(before, name)
    ]
    return "; ".join([*changed, *filter(None, [version.reason])])


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    if isinstance(value, Measurement):
        return measurement_told(_SPEECH, value)
    if isinstance(value, Goal):
        return goal_told(_SPEECH, value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return "(none)" if value is None else str(value)
