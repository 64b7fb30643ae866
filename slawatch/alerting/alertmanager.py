"""The whole configuration of Alertmanager for an installation, with its templates."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from json import dumps
from typing import Final

from slawatch.alerting.inhibition import INHIBITIONS
from slawatch.alerting.receivers import Version, Writing
from slawatch.alerting.routes import ROOT, Routing, calendars_of
from slawatch.alerting.time_intervals import Hours, TimeInterval, hours_of
from slawatch.alerting.yaml_text import Noted, commented, dumped, listed
from slawatch.calendars.holidays import known_until
from slawatch.config.receivers_section import DEFAULT, ReceiverSection
from slawatch.config.settings import Configuration
from slawatch.errors import ConfigError
from slawatch.model.alert import Audience, Language
from slawatch.model.hours import WorkingHours

CONFIG: Final = "alertmanager.yml"
TEMPLATE: Final = "templates/slawatch.tmpl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted of a rendering."""

    language: Language
    version: Version
    """The oldest Alertmanager that reads it."""
    first: date
    last: date
    """Dates from the first to the last (included) are told one by one where they depart from the week."""
    command: str
    """What makes it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """Files by name, and whether they hold secrets."""

    files: Mapping[str, str]
    secret: bool
    warnings: tuple[str, ...]
    """What will not be true for long, a line each."""


def rendered(configuration: Configuration, order: Order) -> Rendered:
    """Return the configuration and its templates; ConfigError where nobody is told, or a secret is not there."""
    alerting = configuration.alerting
    if DEFAULT not in alerting.receivers:
        raise ConfigError("alerting.receivers is missing; write at least receivers: {default: {webhook: ADDRESS}}")
    used = calendars_of(alerting.receivers, alerting.office)
    calendars = {name: configuration.definitions.calendars[name] for name in used}
    hours = {name: hours_of(each, order.first, order.last) for name, each in calendars.items()}
    routing = Routing(
        receivers=alerting.receivers, office=alerting.office, definitions=configuration.definitions, hours=hours
    )
    writing = Writing(order.version, order.language)
    settings = writing.smtp(alerting.smtp)
    told = [writing.receiver(name, section) for name, section in _receivers(alerting.receivers)]
    warnings = tuple(_warnings(calendars.values(), order.last))
    parts = [
        *_header(order, warnings, writing.revealed, almanac=any(each.holidays for each in calendars.values())),
        *([dumped({"global": settings}, block=True) + "\n"] if settings else []),
        dumped({"templates": ["templates/*.tmpl"]}) + "\n",
        _time_intervals(hours),
        _route(routing),
        "inhibit_rules:\n" + listed(Noted(each.rule, each.reason) for each in INHIBITIONS) + "\n",
        "receivers:\n" + listed(Noted(receiver) for receiver in told),
    ]
    return Rendered(
        files={CONFIG: "".join(parts), TEMPLATE: template()}, secret=bool(writing.revealed), warnings=warnings
    )


def template() -> str:
    """Return the templates of all languages."""
    return files("slawatch.alerting").joinpath(TEMPLATE).read_text(encoding="utf-8")


def _receivers(told: Mapping[str, ReceiverSection]) -> Iterator[tuple[str, ReceiverSection]]:
    """Yield the receivers, with one for the watchdog that tells nobody where there is none."""
    yield from told.items()
    if Audience.WATCHDOG not in told:
        yield str(Audience.WATCHDOG), ReceiverSection()


def _header(order: Order, warnings: Iterable[str], revealed: Iterable[str], *, almanac: bool) -> Iterator[str]:
    yield commented("Made by the command below from the configuration; change that and make it again.")
    yield commented(f"  {order.command}")
    yield commented(f"For Alertmanager {order.version[0]}.{order.version[1]} and newer.")
    yield commented(f"Hours are exact from {order.first} to {order.last}; after that the plain week goes on.")
    if almanac:
        yield commented(f"Holidays are those of `holidays` {version('holidays')}.")
    for line in warnings:
        yield commented(line)
    if names := dict.fromkeys(revealed):
        yield commented(f"Holds secrets of {', '.join(names)}: keep it readable for Alertmanager only.")
    yield "\n"


def _warnings(calendars: Iterable[WorkingHours], last: date) -> Iterator[str]:
    for hours in calendars:
        known = known_until(hours.holidays) if hours.holidays else None
        if known is not None and known < last:
            yield (
                f"The exchanged working days of calendar {hours.id} are known until {known}: render again with a newer "
                "release of `holidays` once the next are announced."
            )
        for feed in hours.feeds:
            if feed.events is None:
                yield f"The feed {feed.name} of calendar {hours.id} has never been read: `slawatch sync` reads it."


def _time_intervals(hours: Mapping[str, Hours]) -> str:
    intervals = [interval for each in hours.values() for interval in each.intervals]
    return "time_intervals:\n" + "".join(map(_time_interval, intervals)) + "\n" if intervals else ""


def _time_interval(interval: TimeInterval) -> str:
    return f"- name: {dumps(interval.name)}\n  time_intervals:\n{listed(interval.entries, depth=2)}"


def _route(routing: Routing) -> str:
    root = dumped({"route": {**ROOT}})
    return f"{root}  routes:\n{listed(routing.routes(), depth=2)}\n"
