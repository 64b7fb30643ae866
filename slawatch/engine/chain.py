"""Which promises stand below a promise: of OLAs and contracts on its service, or on a part of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from slawatch.engine.watermarks import made_of
from slawatch.model.agreement import Agreement, AgreementKind, Indicator, Objective, Statistic
from slawatch.model.business_days import BusinessDays
from slawatch.model.definitions import Definitions
from slawatch.model.instant import EARLIEST, LATEST
from slawatch.model.mapping import TAGS
from slawatch.model.ticket import StatusClass

_BELOW: Final = {
    AgreementKind.SLA: (AgreementKind.OLA, AgreementKind.CONTRACT),
    AgreementKind.OLA: (AgreementKind.CONTRACT,),
    AgreementKind.CONTRACT: (),
}
_WHOLE: Final = frozenset({Indicator.RESOLUTION, Indicator.RESTORATION})
"""What a party below carries its part of by the time for which it has the ticket."""


class Link(NamedTuple):
    """One promise of a chain."""

    agreement: Agreement
    objective: Objective


def promised(definitions: Definitions) -> Iterator[tuple[Link, str]]:
    """Yield every promise with each of the services that it is on."""
    for agreement in definitions.agreements:
        for objective in agreement.objectives:
            for service in agreement.services:
                if service in objective.when.get("service", agreement.services):
                    yield Link(agreement, objective), service


def timed(definitions: Definitions) -> Iterator[tuple[Link, str]]:
    """Yield the promised times with anything below them, and the service."""
    for upper, service in promised(definitions):
        is_time = upper.objective.is_timer and upper.objective.statistic is Statistic.SHARE
        if is_time and stages(definitions, upper, service):
            yield upper, service


def below(definitions: Definitions, agreement: Agreement, service: str) -> Iterator[Agreement]:
    """Yield the agreements below one on a service, OLAs first, each in the newest version that it meets."""
    parts = made_of(definitions, service)
    for kind in _BELOW[agreement.kind]:
        met = {each.id: each for each in definitions.agreements if each.kind is kind and _meet(each, agreement)}
        for newest in met.values():
            if parts & set(newest.services) and underpins(definitions, newest, agreement):
                yield newest


def underpins(definitions: Definitions, lower: Agreement, upper: Agreement) -> bool:
    """Tell whether an agreement may carry another: any above it, or those that it names and what they carry."""
    if lower.underpins is None or upper.id in lower.underpins:
        return True
    between = [each for each in definitions.agreements if each.id in lower.underpins and each.id != upper.id]
    return any(upper.kind is not each.kind and underpins(definitions, each, upper) for each in between)


def stages(definitions: Definitions, upper: Link, service: str) -> list[Link]:
    """Return what a ticket may pass through below a promised time: of each agreement the longest that it may be under.

    Time with a supplier is no stage where the timer above pauses in it, or where an OLA's time has it inside.
    """
    found: list[Link] = []
    for agreement in below(definitions, upper.agreement, service):
        if agreement.kind is AgreementKind.CONTRACT and not _adds_supplier_time(upper, found):
            continue
        fitting = [each for each in agreement.objectives if carries(each, upper.objective)]
        if fitting:
            found.append(Link(agreement, max(fitting, key=_length)))
    return found


def carries(lower: Objective, upper: Objective) -> bool:
    """Tell whether a promise is part of what one above it promises, of tickets that both may judge."""
    same = lower.indicator is upper.indicator
    with_it = lower.indicator is Indicator.HANDOVER and upper.indicator in _WHOLE
    return (same or with_it) and _overlap(lower, upper)


def _overlap(one: Objective, other: Objective) -> bool:
    # A ticket may have a tag of each at once.
    shared = (one.when.keys() & other.when.keys()) - {TAGS}
    return all(one.when[name] & other.when[name] for name in shared)


def _adds_supplier_time(upper: Link, found: list[Link]) -> bool:
    inside = [link for link in found if _counts_supplier_time(link)]
    return _counts_supplier_time(upper) and not inside


def _counts_supplier_time(link: Link) -> bool:
    return StatusClass.PENDING_SUPPLIER not in link.objective.pause


def _length(objective: Objective) -> tuple[int, int]:
    """Order times by their length; a business day is taken for longer than any hours."""
    within = objective.within or 0
    return (1, within.days) if isinstance(within, BusinessDays) else (0, within)


def _meet(one: Agreement, other: Agreement) -> bool:
    return _begins(one) < _ends(other) and _begins(other) < _ends(one)


def _begins(agreement: Agreement) -> datetime:
    return agreement.starts_at or EARLIEST


def _ends(agreement: Agreement) -> datetime:
    return agreement.ends_at or LATEST
