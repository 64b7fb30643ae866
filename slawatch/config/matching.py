"""Objectives that no ticket can ever match, and maintenance that counts for nobody."""

from collections.abc import Collection, Iterator, Mapping
from itertools import takewhile
from typing import Final

from slawatch.config.build import words
from slawatch.config.checks import Conditions, Found, Words, unheard_words
from slawatch.config.faults import Trail, choice
from slawatch.model.agreement import Agreement, AgreementKind, Objective
from slawatch.model.definitions import Definitions
from slawatch.model.maintenance import Maintenance
from slawatch.model.mapping import ATTRIBUTES

_HEIGHT: Final = {AgreementKind.SLA: 0, AgreementKind.OLA: 1, AgreementKind.CONTRACT: 2}


def never_matched(definitions: Definitions) -> Iterator[Found]:
    """Yield conditions, by agreement and objective, on words that no source says, or that none says of one ticket."""
    said = words(definitions.mappings, ATTRIBUTES)
    judged: dict[tuple[str, str], Mapping[str, object]] = {}
    for agreement in definitions.agreements:
        for objective in agreement.objectives:
            told = {"when": objective.when, "services": agreement.services}
            if judged.get((agreement.id, objective.id)) != told:
                place = trail(definitions, agreement, objective)
                yield from (((*place, *at), text) for at, text in _faults(agreement, objective, said))
            judged[agreement.id, objective.id] = told


def unapproved(definitions: Definitions) -> Iterator[Found]:
    """Yield maintenance whose approver may not approve for an agreement on one of its services."""
    for maintenance in definitions.maintenance:
        told: set[str] = set()
        for agreement in definitions.agreements:
            if agreement.id not in told and _is_foreign(maintenance, agreement):
                told.add(agreement.id)
                end = choice(maintenance.approved_by, sorted(agreement.approvers or ()))
                text = f'"{maintenance.approved_by}" is no approver of {agreement.title}{end}'
                yield (maintenance.id, "approved_by"), text


def upside_down(definitions: Definitions) -> Iterator[Found]:
    """Yield agreements that are to carry one that does not stand above them."""
    kinds = {agreement.id: agreement.kind for agreement in definitions.agreements}
    for name, agreement in {each.id: each for each in definitions.agreements}.items():
        for above in sorted(agreement.underpins or ()):
            if _HEIGHT[kinds[above]] >= _HEIGHT[agreement.kind]:
                noun = f'the {kinds[above]} "{above}"'
                text = f"the {agreement.kind} can't carry {noun}; a contract carries olas and slas, an ola carries slas"
                yield (name, "underpins"), text


def _is_foreign(maintenance: Maintenance, agreement: Agreement) -> bool:
    approvers = agreement.approvers
    touched = set(maintenance.services) & set(agreement.services)
    return approvers is not None and bool(touched) and maintenance.approved_by not in approvers


def trail(definitions: Definitions, agreement: Agreement, objective: Objective) -> Trail:
    """Return where an objective stands in the section `agreements`: in the version that wrote it last."""
    before = [each for each in definitions.agreements if each.id == agreement.id and each.version < agreement.version]
    written = agreement.version - len(list(takewhile(lambda each: objective in each.objectives, reversed(before))))
    version = () if written == 1 else ("versions", written - 2)
    return agreement.id, *version, "objectives", objective.id


def _faults(agreement: Agreement, objective: Objective, said: Words) -> Iterator[Found]:
    unheard = [(("when", *at), text) for at, text in unheard_words(objective.when, said)]
    yield from unheard
    if objective.is_timer and not unheard and not _is_said(objective.when, agreement.services, said):
        services = ", ".join(sorted(objective.when.get("service", agreement.services)))
        with_all = " with all of when" if objective.when else ""
        yield (), f"can never match: no source maps a ticket to {services}{with_all}; map one, or take it out"


def _is_said(conditions: Conditions, services: Collection[str], said: Words) -> bool:
    """Tell whether some source may say all of it of one ticket."""
    wanted = {"service": frozenset(services), **conditions}
    sources = wanted.pop("source", frozenset(said["service"]))
    return any(all(_may_say(said[name][source], values) for name, values in wanted.items()) for source in sources)


def _may_say(said: frozenset[str] | None, wanted: frozenset[str]) -> bool:
    return said is None or not said.isdisjoint(wanted)
