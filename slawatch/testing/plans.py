"""A plan from a few objectives, for tests of what judges tickets."""

from collections.abc import Mapping, Sequence
from typing import Final

from slawatch.calendars.calendar import compiled
from slawatch.engine.plan import Plan, plan
from slawatch.model.agreement import Agreement, AgreementKind, Objective
from slawatch.model.definitions import Definitions
from slawatch.model.hours import WorkingHours
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.service import Service, ServiceId
from slawatch.model.ticket import StatusClass

ALWAYS: Final = WorkingHours(id="always", timezone="UTC", weekly=(((0, 86400),),) * 7)

PLAIN: Final = SourceMapping(status=FieldMap(field="status", values={name: name for name in StatusClass}))
"""Raw words that are the field's words already."""


def agreement(*objectives: Objective, name: str = "gold", services: Sequence[str] = ("mail",)) -> Agreement:
    """Return an agreement on services that is always in force."""
    return Agreement(
        id=name,
        kind=AgreementKind.SLA,
        party="acme",
        names={"en": name},
        services=tuple(map(ServiceId, services)),
        objectives=objectives,
    )


def definitions(
    *agreements: Agreement,
    hours: Sequence[WorkingHours] = (ALWAYS,),
    mapping: SourceMapping = PLAIN,
    services: Mapping[str, str] | None = None,
) -> Definitions:
    """Return agreements with what they need to judge the source "desk".

    `services` (their ids with those of their hours) default to mail in the first hours.
    """
    of_services = services or {"mail": hours[0].id}
    return Definitions(
        sha256="",
        body="",
        services={
            ServiceId(name): Service(id=ServiceId(name), names={"en": name}, hours=own)
            for name, own in of_services.items()
        },
        parties={},
        agreements=agreements,
        calendars={own.id: own for own in hours},
        mappings={"desk": mapping},
        data_age_limits={},
    )


def planned(definitions: Definitions) -> Plan:
    """Return definitions ready for use, their calendars compiled."""
    return plan(definitions, {name: compiled(hours) for name, hours in definitions.calendars.items()})
