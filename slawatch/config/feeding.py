"""Feeds between the file that names them and the definitions that hold what they say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from slawatch.config.faults import Fault, Place, Trail
from slawatch.config.feed_section import FeedSection, labels
from slawatch.config.identity import identified
from slawatch.config.schema import File
from slawatch.config.settings import FeedSettings
from slawatch.model.definitions import Definitions
from slawatch.model.feed import Feed, FeedEvents
from slawatch.model.hours import WorkingHours
from slawatch.model.maintenance import Maintenance

Told = Mapping[Trail, FeedEvents]
"""What feeds say, by where they stand in the configuration; those that were never read are not there."""


def feed_settings(file: File, places: Mapping[Trail, Place]) -> Iterator[FeedSettings]:
    """Yield every feed; files lie beside the file that names them, which may be an included one."""
    for trail, name, section, timezone in _named(file):
        folder = Path(places[trail[:2]].file).absolute().parent
        yield FeedSettings(
            trail=trail,
            name=name,
            address=section.address(folder),
            allow_http=section.allow_http,
            timezone=timezone,
        )


def missing_files(file: File, places: Mapping[Trail, Place]) -> Iterator[Fault]:
    """Yield feeds that name a file where there is none."""
    for feed in feed_settings(file, places):
        if isinstance(feed.address, Path) and not feed.address.is_file():
            beside = Path(places[feed.trail[:2]].file).name
            text = f'there is no file "{feed.address.name}" beside {beside}; an address begins with https://'
            yield Fault(feed.trail, text)


def _named(file: File) -> Iterator[tuple[Trail, str, FeedSection, str]]:
    for name, calendar in file.calendars.items():
        for n, (label, section) in enumerate(zip(labels(calendar.feeds), calendar.feeds, strict=True)):
            yield ("calendars", name, "feeds", n), label, section, calendar.timezone
    for name, window in file.maintenance.items():
        if window.feed is not None:
            yield ("maintenance", name, "feed"), window.feed.label, window.feed, window.timezone


def fed(definitions: Definitions, told: Told) -> Definitions:
    """Return the definitions with what their feeds say, under a hash of their own."""
    calendars = {name: _fed_calendar(hours, told) for name, hours in definitions.calendars.items()}
    maintenance = tuple(_fed_maintenance(each, told) for each in definitions.maintenance)
    return identified(replace(definitions, calendars=calendars, maintenance=maintenance))


def _fed_calendar(hours: WorkingHours, told: Told) -> WorkingHours:
    feeds = (_saying(feed, told.get(("calendars", hours.id, "feeds", n))) for n, feed in enumerate(hours.feeds))
    return replace(hours, feeds=tuple(feeds))


def _saying(feed: Feed, events: FeedEvents | None) -> Feed:
    """When an event was entered decides nothing here, and some servers tell another instant each time."""
    if events is None:
        return replace(feed, events=None)
    all_day = tuple(replace(each, created=None) for each in events.all_day)
    timed = tuple(replace(each, created=None) for each in events.timed)
    return replace(feed, events=FeedEvents(all_day=all_day, timed=timed))


def _fed_maintenance(window: Maintenance, told: Told) -> Maintenance:
    if window.feed is None:
        return window
    return replace(window, feed=replace(window.feed, events=told.get(("maintenance", window.id, "feed"))))
