"""The simulated organisation: what its desk deals with, how often, how fast. Raw words as a desk would use them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from slawatch.calendars.calendar import Calendar, compiled
from slawatch.model.hours import Holidays, WorkingHours

HOUR: Final = 3600
DAY: Final = 24 * HOUR

OFFICE: Final = WorkingHours(
    id="simulated-office",
    timezone="Asia/Shanghai",
    weekly=(((9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR)),) * 5 + ((), ()),
    holidays=Holidays(country="CN"),
)


def office() -> Calendar:
    """Return the hours in which the simulated desk works on anything but critical tickets."""
    return compiled(OFFICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceModel:
    """How much trouble a service makes."""

    raw: str
    """The service's name as the ticketing system writes it."""
    team: str
    weight: float
    """Share of the tickets."""
    outages_per_year: float
    outage_minutes: float
    """Median length of an outage."""
    supplier: bool = False
    """True where the supplier must often be waited for."""


SERVICES: Final = (
    ServiceModel(raw="ERP", team="Applications", weight=0.30, outages_per_year=9, outage_minutes=18),
    ServiceModel(raw="E-mail", team="Applications", weight=0.26, outages_per_year=5, outage_minutes=12),
    ServiceModel(raw="Customer portal", team="Web", weight=0.18, outages_per_year=16, outage_minutes=9),
    ServiceModel(raw="WAN", team="Network", weight=0.16, outages_per_year=14, outage_minutes=22, supplier=True),
    ServiceModel(raw="Telephony", team="Network", weight=0.10, outages_per_year=4, outage_minutes=25, supplier=True),
)

CUSTOMERS: Final = (("Acme Manufacturing", 0.62), ("Nordwind Logistics", 0.38))

TICKETS_A_DAY: Final = 50.0
WEEKDAYS: Final = (1.30, 1.25, 1.20, 1.18, 1.15, 0.52, 0.40)
"""Load of Monday to Sunday, against the mean."""
HOURS: Final[Mapping[str, tuple[float, ...]]] = {
    "Acme Manufacturing": (
        *(0.3, 0.2, 0.2, 0.2, 0.2, 0.3, 0.5, 1.0, 2.2, 4.2, 4.0, 3.4),
        *(1.6, 3.0, 3.6, 3.4, 3.0, 2.6, 1.4, 0.9, 0.8, 0.7, 0.5, 0.4),
    ),
    "Nordwind Logistics": (
        *(1.0, 0.8, 0.6, 0.5, 0.4, 0.4, 0.5, 0.6, 0.7, 0.9, 1.0, 1.2),
        *(1.5, 2.0, 3.2, 3.6, 3.6, 3.2, 2.6, 2.4, 2.2, 2.0, 1.6, 1.2),
    ),
}
"""Load of each hour of the day in Shanghai: the second customer works in Europe."""

KINDS: Final = (("Incident", 0.55), ("Service request", 0.38), ("Problem", 0.02), ("Change", 0.05))
PRIORITIES: Final[Mapping[str, tuple[tuple[str, float], ...]]] = {
    "Incident": (("1 - Critical", 0.03), ("2 - High", 0.14), ("3 - Moderate", 0.58), ("4 - Low", 0.25)),
    "Service request": (("3 - Moderate", 0.35), ("4 - Low", 0.65)),
    "Problem": (("2 - High", 0.3), ("3 - Moderate", 0.7)),
    "Change": (("3 - Moderate", 0.6), ("4 - Low", 0.4)),
}
CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = {
    "Incident": ("Error message", "Slow", "Access denied", "Data wrong", "Hardware"),
    "Service request": ("New account", "Permission", "Equipment", "How to"),
    "Problem": ("Recurring fault",),
    "Change": (*("Standard",) * 5, *("Normal",) * 6, "Emergency"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Median working seconds of the desk's steps, and the spread (sigma of a log-normal draw)."""

    assign: float
    respond: float
    resolve: float
    always: bool = False
    """True where the desk works round the clock."""
    spread: float = 0.8


PACES: Final[Mapping[str, Pace]] = {
    "1 - Critical": Pace(assign=120, respond=300, resolve=1.3 * HOUR, always=True, spread=0.6),
    "2 - High": Pace(assign=420, respond=1100, resolve=2.6 * HOUR, spread=0.65),
    "3 - Moderate": Pace(assign=1500, respond=1.1 * HOUR, resolve=7 * HOUR),
    "4 - Low": Pace(assign=2400, respond=1.9 * HOUR, resolve=14 * HOUR),
}
