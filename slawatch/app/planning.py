"""Definitions made ready for the engine."""

from slawatch.calendars.calendar import compiled
from slawatch.engine.plan import Plan, plan
from slawatch.model.definitions import Definitions


def planned(definitions: Definitions) -> Plan:
    """Return the definitions with their calendars compiled."""
    return plan(definitions, {name: compiled(hours) for name, hours in definitions.calendars.items()})
