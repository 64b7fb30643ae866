"""What answers a breach or an outage: improvement actions, or somebody who accepts it without one."""

from collections.abc import Iterable, Sequence
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

_ACCEPTED_BY_OTHERS: Final = Phrase("accepted, by somebody this report does not name")
_CAUSE_OF_OTHERS: Final = Phrase("told in an action that this report does not name")


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
    accepting = acceptances_of(found, notes, material)
    names = _accepting_told(accepting, material)
    accepted: list[Cell] = [Phrase("accepted by {name}", {"name": Foreign(each)}) for each in names]
    if len(names) < len(accepting):
        accepted.append(_ACCEPTED_BY_OTHERS)
    return joined([*actions, *accepted], otherwise=otherwise)


def ids_told(found: FindingRef, notes: Notes, material: Material) -> Cell:
    """Return the ids of the actions that answer it, without those of actions that also tell of others."""
    every = actions_for(found, notes)
    told = [each.id for each in every if material.tells(each)]
    if told:
        return Foreign(", ".join(told))
    return OF_OTHERS if every else Unknown(Phrase("none"))


def accepting_told(found: FindingRef, notes: Notes, material: Material) -> Cell:
    """Return who accepted it, without those who accepted it together with what is of others."""
    accepting = acceptances_of(found, notes, material)
    names = _accepting_told(accepting, material)
    if names:
        return Foreign(", ".join(names))
    return _ACCEPTED_BY_OTHERS if accepting else Unknown(Phrase("nobody"))


def cause_told(found: FindingRef, notes: Notes, material: Material, *, stated: Iterable[str] = ()) -> Cell:
    """Return why it came about: what actions say, and where none does what is `stated` with it."""
    causes = causes_told(found, notes, material) or list(dict.fromkeys(stated))
    is_of_others = any(each.cause and not material.tells(each) for each in actions_for(found, notes))
    otherwise = _CAUSE_OF_OTHERS if is_of_others else Phrase("nobody has said why")
    return joined([Foreign(each) for each in causes], otherwise=Unknown(otherwise))


def causes_told(found: FindingRef, notes: Notes, material: Material) -> Sequence[str]:
    """Return the causes that actions name, each once; not those of actions that also tell of others."""
    told = (each for each in actions_for(found, notes) if material.tells(each))
    return list(dict.fromkeys(each.cause for each in told if each.cause))


def _accepting_told(accepting: Sequence[Acceptance], material: Material) -> Sequence[str]:
    return [each.accepted_by for each in accepting if material.tells(each)]
