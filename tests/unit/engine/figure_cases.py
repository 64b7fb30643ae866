"""Plans and rows in a few words, for tests of figures. Instants are epoch seconds."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import numpy as np

from slawatch.calendars.calendar import compiled
from slawatch.engine.columns import NEVER, ExclusionRows, OutageRows, Phase, TicketRows, TimerRows
from slawatch.engine.plan import Plan, plan
from slawatch.engine.rows import AnyColumns, empty
from slawatch.model.agreement import Agreement, AgreementKind, Indicator, Objective
from slawatch.model.definitions import Definitions
from slawatch.model.hours import WorkingHours
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.service import Service, ServiceId

MAIL, SHOP = ServiceId("mail"), ServiceId("shop")
ALWAYS = WorkingHours(id="always", timezone="UTC", weekly=(((0, 86400),),) * 7)
OFFICE = WorkingHours(id="office", timezone="UTC", weekly=(((32400, 61200),),) * 5 + ((), ()))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def seconds(text: str) -> int:
    return int(at(text).timestamp())


AVAILABLE = Objective(id="available", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000))
RESOLVED = Objective(id="resolved", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=3600)


def agreement(**changes: Any) -> Agreement:  # noqa: ANN401  any field may change
    given = {
        "id": "sla",
        "kind": AgreementKind.SLA,
        "party": "acme",
        "names": {"en": "SLA"},
        "services": (MAIL,),
        "objectives": (AVAILABLE, RESOLVED),
    }
    return Agreement(**{**given, **changes})


def a_plan(*agreements: Agreement, hours: str = "always", sources: Mapping[str, SourceMapping] | None = None) -> Plan:
    mapping = SourceMapping(
        attributes={"service": FieldMap(field="service"), "kind": FieldMap(field="kind", default="incident")},
        status=FieldMap(field="status", values={"open": "open", "waiting": "pending_requester", "done": "resolved"}),
        severity=FieldMap(field="severity", values={"slow": "degraded", "planned": "ignore"}, default="down"),
    )
    calendars = {"always": ALWAYS, "office": OFFICE}
    definitions = Definitions(
        sha256="abc",
        body="{}",
        services={name: Service(id=name, names={"en": name.title()}, hours=hours) for name in (MAIL, SHOP)},
        parties={},
        agreements=agreements or (agreement(),),
        calendars=calendars,
        mappings={"desk": mapping} if sources is None else sources,
        data_age_limits={"desk": 180},
    )
    return plan(definitions, {name: compiled(written) for name, written in calendars.items()})


TIMER = {
    "source": "desk",
    "ticket": 1,
    "promise": 1,
    "service": MAIL,
    "priority": "P2",
    "cycle": 0,
    "started_at": 0,
    "stopped_at": NEVER,
    "due_at": NEVER,
    "breach_at": NEVER,
    "elapsed": 0,
    "paused": 0,
    "target": 3600,
    "carried": 0,
    "reopens": 0,
    "phase": Phase.RUNNING,
    "since": NEVER,
    "counted_to": 0,
    "excluded": False,
}
TICKET = {
    "source": "desk",
    "ticket": 1,
    "created_at": 0,
    "done_at": NEVER,
    "kind": "incident",
    "service": MAIL,
    "priority": "P2",
    "status_class": 1,
    "unmapped": 0,
    "raw_status": "",
    "raw_priority": "",
    "raw_service": "",
    "raw_change_type": "",
    "judged": True,
}
OUTAGE = {
    "source": "desk",
    "ticket": -1,
    "service": MAIL,
    "started_at": 0,
    "ended_at": NEVER,
    "detected_at": NEVER,
    "acknowledged_at": NEVER,
    "degraded": False,
    "unmapped": False,
    "raw_severity": "",
    "raw_service": "",
    "origin": 0,
    "users": -1,
}

EXCLUSION = {
    "ticket": -1,
    "source": "desk",
    "service": MAIL,
    "started_at": 0,
    "ended_at": 0,
    "approved_at": 0,
    "retrospective": False,
    "approver": "",
}


def timer_rows(judged: Plan, *told: Mapping[str, Any]) -> TimerRows:
    return _rows(judged, TimerRows, ({**TIMER, **row} for row in told))


def ticket_rows(judged: Plan, *told: Mapping[str, Any]) -> TicketRows:
    return _rows(judged, TicketRows, ({**TICKET, **row} for row in told))


def outages(judged: Plan, *told: Mapping[str, Any]) -> OutageRows:
    return _rows(judged, OutageRows, ({**OUTAGE, **row} for row in told))


def exclusions(judged: Plan, *told: Mapping[str, Any]) -> ExclusionRows:
    return _rows(judged, ExclusionRows, ({**EXCLUSION, **row} for row in told))


def met(stopped_at: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401  any column may be given
    return {"stopped_at": stopped_at, "phase": Phase.STOPPED, "elapsed": 60, "due_at": NEVER, **more}


def missed(breach_at: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401  any column may be given
    stopped = {"stopped_at": breach_at + 600, "phase": Phase.STOPPED}
    return {"breach_at": breach_at, "elapsed": 4200, **stopped, **more}


def _rows(judged: Plan, kind: type[AnyColumns], told: Iterable[Mapping[str, Any]]) -> AnyColumns:
    rows = list(told)
    dtypes = {name: getattr(empty(kind), name).dtype for name in (rows[0] if rows else ())}
    return (
        kind(**{name: np.array([_code(judged, row[name]) for row in rows], dtype) for name, dtype in dtypes.items()})
        if rows
        else empty(kind)
    )


def _code(judged: Plan, value: object) -> object:
    return judged.words.code(value) if isinstance(value, str) else value
