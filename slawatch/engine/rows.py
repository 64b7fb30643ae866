"""All columns that figures are made of, of every source together."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TypeVar, get_args

import numpy as np

from slawatch.engine.columns import (
    Columns,
    ExclusionRows,
    GapRows,
    NativeRows,
    OutageRows,
    TicketRows,
    TimerRows,
    WorkRows,
)
from slawatch.engine.desk.rows import CaseRows, DeskRows, LinkRows, StageRows

AnyColumns = TypeVar("AnyColumns", bound=Columns)
AnyTicketRows = TypeVar("AnyTicketRows", TicketRows, TimerRows, OutageRows, ExclusionRows, WorkRows, NativeRows)
AnyServiceRows = TypeVar("AnyServiceRows", OutageRows, ExclusionRows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Tickets, timers, outages, exclusions, counted work and unwatched time at their sources' horizons."""

    tickets: TicketRows
    timers: TimerRows
    outages: OutageRows
    exclusions: ExclusionRows
    work: WorkRows
    gaps: GapRows = field(default_factory=lambda: empty(GapRows))
    native: NativeRows = field(default_factory=lambda: empty(NativeRows))
    desk: DeskRows = field(default_factory=lambda: no_desk_rows())  # noqa: PLW0108  it needs empty(), which stands below


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the kernel says of some tickets of one source at a horizon."""

    tickets: TicketRows
    timers: TimerRows
    outages: OutageRows
    work: WorkRows
    exclusions: ExclusionRows = field(default_factory=lambda: empty(ExclusionRows))
    desk: DeskRows | None = None
    """None where nobody asks for figures of the desk."""
    native: NativeRows | None = None
    """None where the source tells no verdicts of its own."""


def empty(kind: type[AnyColumns]) -> AnyColumns:
    """Return columns without a row; each column has the type that its annotation NDArray[type] names."""
    types = {each.name: get_args(get_args(each.type)[1])[0] for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: np.empty(0, dtype) for name, dtype in types.items()})


def no_rows() -> Rows:
    """Return rows of nothing."""
    return Rows(
        tickets=empty(TicketRows),
        timers=empty(TimerRows),
        outages=empty(OutageRows),
        exclusions=empty(ExclusionRows),
        work=empty(WorkRows),
    )


def no_desk_rows() -> DeskRows:
    """Return rows of a desk that did nothing."""
    return DeskRows(stages=empty(StageRows), cases=empty(CaseRows), links=empty(LinkRows))


def by_service(rows: AnyServiceRows) -> Mapping[int, AnyServiceRows]:
    """Return the rows of each service by its code."""
    order = np.argsort(rows.service, kind="stable")
    services, first = np.unique(rows.service[order], return_index=True)
    parts = np.split(order, first[1:])
    return {service: rows.take(part) for service, part in zip(services.tolist(), parts, strict=False)}
