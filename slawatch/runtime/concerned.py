"""Whose an action is: the agreements that it concerns, and the zone in which its dates are meant."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from slawatch.calendars.zones import zone
from slawatch.model.definitions import Definitions
from slawatch.model.reference import BreachRef, ObjectiveRef, Reference

_NOBODYS: Final = "UTC"


def agreements_of(about: Iterable[Reference], definitions: Definitions) -> tuple[str, ...]:
    """Return the ids of the agreements that something concerns, in the order of the file; none where they are gone."""
    named = {sla for each in about for sla in _slas(each, definitions)}
    return tuple(dict.fromkeys(each.id for each in definitions.agreements if each.id in named))


def zone_of(about: Iterable[Reference], definitions: Definitions) -> str:
    """Return the zone of the first agreement that something concerns; UTC where there is none."""
    concerned = agreements_of(about, definitions)
    return next((each.timezone for each in definitions.agreements if each.id in concerned), _NOBODYS)


def today(about: Iterable[Reference], definitions: Definitions, now: datetime) -> date:
    """Return the date at an instant where something is at home."""
    return now.astimezone(zone(zone_of(about, definitions))).date()


def _slas(each: Reference, definitions: Definitions) -> Iterator[str]:
    if isinstance(each, BreachRef | ObjectiveRef):
        yield each.sla
        return
    yield from (agreement.id for agreement in definitions.agreements if each.service_id in agreement.services)
