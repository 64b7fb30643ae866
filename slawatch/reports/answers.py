"""What answers a breach or an outage: improvement actions, or somebody who accepts it without one."""

from collections.abc import Sequence
from typing import Final

from slawatch.model.action import Acceptance, Action, is_meant
from slawatch.model.reference import FindingRef
from slawatch.reports import paths
from slawatch.reports.cells import Cell, Foreign, Linked, Phrase, Unknown
from slawatch.reports.joined import joined
from slawatch.reports.material import Material
from slawatch.reports.notes import Notes
from slawatch.runtime.concerned import today

OF_OTHERS: Final = Phrase("an action that this report does not name")
"""It tells of agreements or services that whoever reads the report may not know."""


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
    """Return what answers it, each action with the way to its page; one of others without its name."""
    every = actions_for(found, notes)
    told = [each for each in every if material.tells(each)]
    actions: list[Cell] = [Linked(Foreign(f"{each.id}: {each.title}"), paths.action(each.id)) for each in told]
    if len(told) < len(every):
        actions.append(OF_OTHERS)
    accepted: list[Cell] = [
        Phrase("accepted by {name}", {"name": Foreign(each.accepted_by)})
        for each in acceptances_of(found, notes, material)
    ]
    return joined([*actions, *accepted], otherwise=otherwise)


def ids_told(found: FindingRef, notes: Notes, material: Material) -> Cell:
    """Return the ids of the actions that answer it, without those of actions that also tell of others."""
    every = actions_for(found, notes)
    told = [each.id for each in every if material.tells(each)]
    if told:
        return Foreign(", ".join(told))
    return OF_OTHERS if every else Unknown(Phrase("none"))


def causes_told(found: FindingRef, notes: Notes, material: Material) -> Sequence[str]:
    """Return the causes that actions name, each once; not those of actions that also tell of others."""
    told = (each for each in actions_for(found, notes) if material.tells(each))
    return list(dict.fromkeys(each.cause for each in told if each.cause))
