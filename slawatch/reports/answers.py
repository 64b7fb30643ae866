"""What answers a breach or an outage: improvement actions, or somebody who accepts it without one."""

from collections.abc import Sequence

from slawatch.model.action import Acceptance, Action, is_meant
from slawatch.model.reference import FindingRef
from slawatch.reports import paths
from slawatch.reports.cells import Cell, Foreign, Linked, Phrase
from slawatch.reports.joined import joined
from slawatch.reports.material import Material
from slawatch.reports.notes import Notes
from slawatch.runtime.concerned import today


def actions_for(found: FindingRef, notes: Notes) -> Sequence[Action]:
    """Return the actions that answer a breach or an outage."""
    return [each for each in notes.actions if any(is_meant(named, found) for named in each.answers)]


def acceptances_of(found: FindingRef, notes: Notes, material: Material) -> Sequence[Acceptance]:
    """Return the acceptances of it that hold at the data cut-off, by the date where it is at home."""
    on = today((found,), material.definitions, material.as_of)
    return [each for each in notes.accepted(on) if any(is_meant(named, found) for named in each.about)]


def answered(found: FindingRef, notes: Notes, material: Material) -> bool:
    """Tell whether anything answers it."""
    return bool(actions_for(found, notes) or acceptances_of(found, notes, material))


def answer(found: FindingRef, notes: Notes, material: Material, *, otherwise: Cell) -> Cell:
    """Return what answers it, each action with the way to its page."""
    actions: list[Cell] = [
        Linked(Foreign(f"{each.id}: {each.title}"), paths.action(each.id)) for each in actions_for(found, notes)
    ]
    accepted: list[Cell] = [
        Phrase("accepted by {name}", {"name": Foreign(each.accepted_by)})
        for each in acceptances_of(found, notes, material)
    ]
    return joined([*actions, *accepted], otherwise=otherwise)


def causes_told(found: FindingRef, notes: Notes) -> Sequence[str]:
    """Return the causes that actions name, each once."""
    return list(dict.fromkeys(each.cause for each in actions_for(found, notes) if each.cause))
