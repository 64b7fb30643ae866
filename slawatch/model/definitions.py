"""What judges the facts: a whole set of definitions, known by its hash."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from slawatch.model.agreement import Agreement
from slawatch.model.desk import Desk
from slawatch.model.hours import WorkingHours
from slawatch.model.maintenance import Maintenance
from slawatch.model.mapping import SourceMapping
from slawatch.model.service import Party, Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """Services, parties, agreements, calendars and mappings as one configuration states them."""

    sha256: str
    """Of `body`."""
    body: str
    """Canonical JSON of everything that can change a figure, with no secret in it."""
    services: Mapping[str, Service]
    parties: Mapping[str, Party]
    agreements: tuple[Agreement, ...]
    calendars: Mapping[str, WorkingHours]
    mappings: Mapping[str, SourceMapping]
    """By source id."""
    data_age_limits: Mapping[str, int]
    """By source id: seconds after which its data are old: three polls, or evaluations where those are rarer."""
    maintenance: tuple[Maintenance, ...] = ()
    desk: Desk = field(default_factory=Desk)
    simulated: bool = False
    """True where a source is a simulator: every page says so."""
