"""What is left of definitions, columns and figures for somebody who may see some agreements only.

Everything that could tell of another agreement is taken away at the root, so that whatever is asked of the rest can't.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeVar

import numpy as np

from slawatch.engine.columns import EVERY, Flags, NativeRows, TimerRows, WorkRows
from slawatch.engine.facts import Facts, Ints
from slawatch.engine.plan import Plan, plan
from slawatch.engine.rows import Rows, no_desk_rows
from slawatch.engine.watermarks import made_of, sources_behind
from slawatch.engine.workload import open_tickets
from slawatch.model.agreement import Agreement
from slawatch.model.definitions import Definitions
from slawatch.model.desk import Desk
from slawatch.model.maintenance import Maintenance
from slawatch.model.mapping import SourceMapping
from slawatch.model.result import ServiceState, Snapshot

AnyPromised = TypeVar("AnyPromised", TimerRows, WorkRows, NativeRows)


def restricted_definitions(whole: Definitions, seen: AbstractSet[str]) -> Definitions:
    """Return the definitions of some agreements: their services and what these are made of, parties and sources.

    They keep the hash of the whole, which judged.
    """
    agreements = tuple(_alone(each, seen) for each in whole.agreements if each.id in seen)
    own = {service for each in agreements for service in each.services}
    services = frozenset[str]().union(*(made_of(whole, service) for service in own))
    sources = {source for service in own for source in sources_behind(whole, service)}
    parties, objectives = {each.party for each in agreements}, {o.id for each in agreements for o in each.objectives}
    return replace(
        whole,
        body="",
        services={name: each for name, each in whole.services.items() if name in services},
        parties={name: each for name, each in whole.parties.items() if name in parties},
        agreements=agreements,
        mappings={name: _of(each, objectives) for name, each in whole.mappings.items() if name in sources},
        data_age_limits={name: limit for name, limit in whole.data_age_limits.items() if name in sources},
        maintenance=tuple(_windows(whole.maintenance, services)),
        desk=Desk(),
    )


def restricted_plan(whole: Plan, seen: AbstractSet[str]) -> Plan:
    """Return a plan of some agreements, in the same words."""
    return replace(plan(restricted_definitions(whole.definitions, seen), whole.calendars), words=whole.words)


def restricted_rows(rows: Rows, whole: Plan, own: Plan) -> Rows:
    """Return the columns of a restricted plan: its timers and outages, and the tickets that these come from."""
    services = np.array([whole.words.code(name) for name in own.definitions.services], np.int32)
    sources = np.array([whole.words.code(name) for name in own.definitions.mappings], np.int32)
    numbers = _numbers(whole, own)
    timers, work = _promised(rows.timers, numbers), _promised(rows.work, numbers)
    native = _promised(rows.native, numbers)
    outages = rows.outages.take(np.isin(rows.outages.service, services))
    exclusions = rows.exclusions.take(np.isin(rows.exclusions.service, services))
    tickets = np.concatenate([each.ticket for each in (timers, work, native, outages, exclusions)])
    looked_away: Flags = np.isin(rows.gaps.service, services) | (rows.gaps.service == EVERY)
    return Rows(
        tickets=rows.tickets.take(np.isin(rows.tickets.ticket, tickets)),
        timers=timers,
        outages=outages,
        exclusions=exclusions,
        work=work,
        gaps=rows.gaps.take(looked_away & np.isin(rows.gaps.source, sources)),
        native=native,
        desk=no_desk_rows(),
    )


def restricted_snapshot(snapshot: Snapshot, own: Plan, rows: Rows) -> Snapshot:
    """Return the figures of a restricted plan; how many changes were known, which counts others', is not told."""
    seen = {each.id for each in own.definitions.agreements}
    services = {service for each in own.definitions.agreements for service in each.services}
    tickets = open_tickets(rows.tickets, own.words.words)
    return replace(
        snapshot,
        known_through=(),
        watermarks=tuple(each for each in snapshot.watermarks if each[0] in own.definitions.mappings),
        objectives=tuple(each for each in snapshot.objectives if each.sla in seen),
        services=tuple(each for each in snapshot.services if each.sla in seen),
        states=tuple(
            replace(each, open_tickets=tickets.get(each.service_id, ())) for each in _of_services(snapshot, services)
        ),
        unjudged=(),
        quality=(),
        comparisons=tuple(each for each in snapshot.comparisons if each.sla in seen),
        outlooks=tuple(each for each in snapshot.outlooks if each.sla in seen),
        credits=tuple(each for each in snapshot.credits if each.sla in seen),
        desk=(),
        backlog=(),
    )


def tells_of(rows: Rows, tickets: Ints) -> bool:
    """Tell whether any of some tickets, by the store's numbers, is behind the columns."""
    return bool(_behind(rows, tickets).any())


def told_by(rows: Rows, facts: Facts) -> Iterator[str]:
    """Yield the ids of the tickets that are behind the columns."""
    return (name for name, is_behind in zip(facts.ids, _behind(rows, facts.tickets).tolist(), strict=True) if is_behind)


def _behind(rows: Rows, tickets: Ints) -> Flags:
    told = (rows.timers.ticket, rows.work.ticket, rows.native.ticket, rows.outages.ticket, rows.exclusions.ticket)
    found: Flags = np.isin(tickets, np.concatenate(told))
    return found


def _alone(agreement: Agreement, seen: AbstractSet[str]) -> Agreement:
    """Return an agreement that names no other one."""
    return agreement if agreement.underpins is None else replace(agreement, underpins=agreement.underpins & seen)


def _of(mapping: SourceMapping, objectives: AbstractSet[str]) -> SourceMapping:
    return replace(mapping, native={name: told for name, told in mapping.native.items() if told & objectives})


def _windows(windows: Iterable[Maintenance], services: AbstractSet[str]) -> Iterator[Maintenance]:
    for each in windows:
        own = tuple(service for service in each.services if service in services)
        if own:
            yield replace(each, services=own)


def _of_services(snapshot: Snapshot, services: AbstractSet[str]) -> Iterator[ServiceState]:
    return (each for each in snapshot.states if each.service_id in services)


def _numbers(whole: Plan, own: Plan) -> Ints:
    """Return by the number of a promise its number in the restricted plan; -1 where it is not left."""
    left = {(each.agreement.id, each.agreement.version, each.objective.id): each.number for each in own.promises}
    names = ((each.agreement.id, each.agreement.version, each.objective.id) for each in whole.promises)
    return np.array([*(left.get(name, -1) for name in names), -1], np.int64)


def _promised(rows: AnyPromised, numbers: Ints) -> AnyPromised:
    """Return the rows of the promises that are left, under their new numbers."""
    renumbered = numbers[rows.promise].astype(np.int32)
    return replace(rows, promise=renumbered).take(renumbered >= 0)
