"""All columns that figures are made of, of every source together."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeVar, get_args

import numpy as np

from slawatch.engine.columns import Columns, ExclusionRows, OutageRows, TicketRows, TimerRows, WorkRows

AnyColumns = TypeVar("AnyColumns", bound=Columns)
AnyTicketRows = TypeVar("AnyTicketRows", TicketRows, TimerRows, OutageRows, WorkRows)
AnyServiceRows = TypeVar("AnyServiceRows", OutageRows, ExclusionRows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Tickets, timers, outages, exclusions and counted work at their sources' horizons."""

    tickets: TicketRows
    timers: TimerRows
    outages: OutageRows
    exclusions: ExclusionRows
    work: WorkRows


def empty(kind: type[AnyColumns]) -> AnyColumns:
    """Return columns without a row; each column has the type that its annotation NDArray[type] names."""
    types = {field.name: get_args(get_args(field.type)[1])[0] for field in fields(kind)}  # type: ignore[arg-type]
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


def by_service(rows: AnyServiceRows) -> Mapping[int, AnyServiceRows]:
    """Return the rows of each service by its code."""
    order = np.argsort(rows.service, kind="stable")
    services, first = np.unique(rows.service[order], return_index=True)
    parts = np.split(order, first[1:])
    return {service: rows.take(part) for service, part in zip(services.tolist(), parts, strict=False)}
