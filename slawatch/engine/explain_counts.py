"""A number of tickets taken apart: the tickets that it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from slawatch.engine.columns import WorkRows
from slawatch.engine.evidence import Numbered
from slawatch.engine.group_time import JudgedTime
from slawatch.engine.plan import Plan, Promise
from slawatch.engine.scope import gathered
from slawatch.engine.ticket_counts import is_backlog, is_workload
from slawatch.model.agreement import Indicator
from slawatch.model.instant import from_epoch
from slawatch.model.result import ObjectiveFigure
from slawatch.model.ticket import Ticket

_COUNTS: Final = {
    Indicator.BACKLOG: is_backlog,
    Indicator.BACKLOG_AGE: is_backlog,
    Indicator.WORKLOAD: is_workload,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedTicket:
    """A ticket that a figure counts."""

    source: str
    ticket: str
    key: str
    """What people see of it."""
    created_at: datetime
    open_since: datetime
    """Its creation, or its last reopening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedCount:
    """The figure of a number of tickets, or of their age, with the tickets."""

    figure: ObjectiveFigure
    tickets: tuple[CountedTicket, ...] | None
    """The oldest first; None where the figure is made of answers and outcomes that no list of tickets shows."""


def work_counted(indicator: Indicator, work: WorkRows, time: JudgedTime) -> WorkRows | None:
    """Return the rows that a figure of the indicator counts, of all that its promise matches; None for other kinds."""
    counts = _COUNTS.get(indicator)
    return None if counts is None else work.take(counts(work, time))


def work_of(work: WorkRows, plan: Plan, *, promise: Promise, name: str) -> WorkRows:
    """Return the rows behind a figure of a service, or of an agreement that judges its services together."""
    of_name = gathered(work, plan).service == plan.words.code(name)
    return work.take(np.isin(work.promise, plan.family(promise)) & of_name)


def tickets_counted(work: WorkRows, plan: Plan) -> frozenset[Numbered]:
    """Return the tickets of rows."""
    told = zip(work.source.tolist(), work.ticket.tolist(), strict=True)
    return frozenset((plan.words.words[source], ticket) for source, ticket in told)


def explained_count(
    figure: ObjectiveFigure, work: WorkRows, plan: Plan, names: Mapping[Numbered, Ticket]
) -> ExplainedCount:
    """Return a published figure with its tickets; `names` are the tickets by number."""
    columns = (work.source, work.ticket, work.created_at, work.started_at)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    tickets = [
        CountedTicket(
            source=plan.words.words[source],
            ticket=names[plan.words.words[source], ticket].id,
            key=names[plan.words.words[source], ticket].key,
            created_at=from_epoch(created),
            open_since=from_epoch(since),
        )
        for source, ticket, created, since in rows
    ]
    return ExplainedCount(
        figure=figure, tickets=tuple(sorted(tickets, key=lambda each: (each.created_at, each.ticket)))
    )
