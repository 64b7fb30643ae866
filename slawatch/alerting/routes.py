"""Which alert goes to whom, grouped by what, and when: by audience and severity, never by names of alerts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from slawatch.alerting.time_intervals import Hours
from slawatch.alerting.yaml_text import Noted
from slawatch.config.receivers_section import DEFAULT, USUAL, ReceiverSection
from slawatch.model.alert import Audience, Severity
from slawatch.model.definitions import Definitions

Route = dict[str, Any]

ROOT: Final[Mapping[str, Any]] = {
    "receiver": DEFAULT,
    "group_by": ["alertname"],
    "group_wait": "30s",
    "group_interval": "5m",
    "repeat_interval": "12h",
}
"""What holds unless a route says otherwise; it takes what no route takes."""
_WATCHDOG: Final[Mapping[str, Any]] = {
    "matchers": [f'audience="{Audience.WATCHDOG}"'],
    "receiver": str(Audience.WATCHDOG),
    "group_wait": "0s",
    "group_interval": "1m",
    "repeat_interval": "5m",
}
_WAITING: Final = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How an audience is told."""

    group_by: tuple[str, ...]
    """Alerts with the same of these labels are told together."""
    repeat: str
    """After how long what still fires is told again."""
    spared: tuple[str, ...] = ()
    """Matchers that what waits for hours has, too: the opposite is as good as critical."""
    note: str


HABITS: Final[Mapping[Audience, Habit]] = {
    Audience.ON_CALL: Habit(
        group_by=("service_id",),
        repeat="2h",
        note="Pages: one for a service, whatever number of its promises is in danger.",
    ),
    Audience.SERVICE_MANAGER: Habit(
        group_by=("sla",),
        repeat="48h",
        spared=('late=""',),
        note="Promises: one message for an agreement. A breach is told at any time, also one that became known "
        "late: it fires for a day, and weekends and holidays are longer.",
    ),
    Audience.DESK_LEAD: Habit(
        group_by=("alertname",),
        repeat="4h",
        note="Tickets that are late or about to be: one message for all services.",
    ),
    Audience.PLATFORM: Habit(
        group_by=("alertname",),
        repeat="12h",
        note="slawatch itself and its sources.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """What routes are made from."""

    receivers: Mapping[str, ReceiverSection]
    office: str | None
    definitions: Definitions
    hours: Mapping[str, Hours]
    """By calendar, each that a receiver is told in."""

    def routes(self) -> Iterator[Noted]:
        """Yield the routes below the root; the first that matches takes an alert."""
        yield Noted({**_WATCHDOG}, "A dead man's switch: its receiver calls when this stops arriving.")
        for name, section in self.receivers.items():
            if name not in USUAL and section.audience is not None:
                yield Noted(self._route(section.audience, name, section), f"{name} goes before the receiver of all.")
        for audience, habit in HABITS.items():
            name = audience if audience in self.receivers else DEFAULT
            yield Noted(self._route(audience, str(name), self.receivers[name]), habit.note)

    def _route(self, audience: Audience, name: str, section: ReceiverSection) -> Route:
        habit = HABITS[audience]
        route = {
            "matchers": [f'audience="{audience}"', *self._scope(section)],
            "receiver": name,
            "group_by": list(habit.group_by),
            "repeat_interval": habit.repeat,
        }
        waiting = list(self._waiting(section, habit))
        return {**route, "routes": waiting} if waiting else route

    def _scope(self, section: ReceiverSection) -> Iterator[str]:
        agreements = {each.id: each.party for each in self.definitions.agreements}
        bound = [name for name, party in agreements.items() if party in (section.parties or ())]
        if slas := dict.fromkeys((*(section.agreements or ()), *bound)):
            yield one_of("sla", slas)
        if section.services:
            yield one_of("service_id", section.services)

    def _waiting(self, section: ReceiverSection, habit: Habit) -> Iterator[Route]:
        """Yield the route of what waits for the receiver's hours, if anything does."""
        calendar = section.hours or self.office
        kept_by = self.hours[calendar].kept_by if calendar else {}
        at_once = [severity for severity in _WAITING if severity in section.at_any_time]
        if not kept_by or len(at_once) == len(_WAITING):
            return
        spared = habit.spared if Severity.CRITICAL in at_once else ()
        matchers = [*(f'severity!="{severity}"' for severity in at_once), *spared]
        yield {**({"matchers": matchers} if matchers else {}), **kept_by}


def one_of(label: str, values: Mapping[str, object] | tuple[str, ...]) -> str:
    """Return the matcher of a label that has one of these ids; a dot in an id means itself."""
    told = list(values)
    return f'{label}="{told[0]}"' if len(told) == 1 else f'{label}=~"{"|".join(told).replace(".", "[.]")}"'


def calendars_of(receivers: Mapping[str, ReceiverSection], office: str | None) -> tuple[str, ...]:
    """Return the calendars in which somebody is told, the office first."""
    told = (office, *(section.hours for section in receivers.values()))
    return tuple(dict.fromkeys(name for name in told if name is not None))
