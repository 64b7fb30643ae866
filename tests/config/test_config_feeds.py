"""Feeds in the configuration: where they lie, what they are called, and what becomes of definitions that hold them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from slawatch.config.feeding import fed
from slawatch.config.load import load
from slawatch.config.secrets import Secret
from slawatch.config.settings import Configuration, SourceSchema
from slawatch.model.feed import AllDay, Feed, FeedEvents, FeedKind, Timed

HERE = Path(__file__).parent
NIGHT = ("calendars", "night", "feeds", 0)
PLANNED = ("maintenance", "planned", "feed")
EVE = FeedEvents(all_day=(AllDay(date(2026, 12, 24), date(2026, 12, 25), "Eve", 1780272000),))


@pytest.fixture
def everything(kinds: Mapping[str, SourceSchema]) -> Configuration:
    return load(HERE / "valid-everything.yml", kinds)


def test_a_feed_is_known_by_its_place_and_called_by_its_name_its_host_or_its_file(everything: Configuration) -> None:
    told = [(each.trail, each.name, each.owner, each.timezone) for each in everything.feeds]

    assert told == [
        (NIGHT, "company.ics", "night", "Europe/Berlin"),
        (("calendars", "night", "feeds", 1), "calendar.example.org", "night", "Europe/Berlin"),
        (("calendars", "night", "feeds", 2), "Openings", "night", "Europe/Berlin"),
        (PLANNED, "Changes", "maintenance/planned", "Europe/Berlin"),
    ]
    assert everything.feeds_every == 3 * 3600


def test_a_file_lies_beside_the_file_that_names_it_and_an_address_may_be_a_secret(everything: Configuration) -> None:
    first, second, third, _ = (each.address for each in everything.feeds)

    assert first == HERE / "company.ics"
    assert second == "webcal://calendar.example.org/all.ics"
    assert third == Secret("env:PRIVATE_CALENDAR")


def test_no_feed_shows_its_address(everything: Configuration) -> None:
    assert not [each for each in everything.feeds if "all.ics" in repr(each)]


def test_two_feeds_of_one_host_are_numbered(kinds: Mapping[str, SourceSchema], tmp_path: Path) -> None:
    feeds = ", ".join(f"https://calendar.example.org/{name}.ics" for name in "abc")
    path = tmp_path / "slawatch.yml"
    path.write_text(
        "sources: {play: {kind: play}}\n" + f"calendars: {{office: {{hours: 24x7, feeds: [{feeds}]}}}}\n",
        encoding="utf-8",
    )

    told = [each.name for each in load(path, kinds).feeds]

    assert told == ["calendar.example.org", "calendar.example.org 2", "calendar.example.org 3"]


def test_definitions_hold_what_feeds_say_and_nothing_of_those_that_were_never_read(everything: Configuration) -> None:
    definitions = fed(everything.definitions, {NIGHT: EVE})

    read, *unread = definitions.calendars["night"].feeds
    assert read.events is not None
    assert [event.summary for event in read.events.all_day] == ["Eve"]
    assert unread == [Feed(name="calendar.example.org"), Feed(name="Openings", kind=FeedKind.OPEN)]
    assert "2026-12-24" in definitions.body


def test_another_date_makes_other_definitions_and_another_name_does_not(everything: Configuration) -> None:
    def digest(events: FeedEvents | None) -> str:
        return fed(everything.definitions, {} if events is None else {NIGHT: events}).sha256

    (eve,) = EVE.all_day
    renamed = FeedEvents(all_day=(replace(eve, summary="Christmas Eve", created=None),))
    moved = FeedEvents(all_day=(replace(eve, first=date(2026, 12, 23)),))
    assert digest(EVE) == digest(renamed)
    assert len({digest(each) for each in (EVE, moved, FeedEvents(), None)}) == 4
    assert digest(None) == everything.definitions.sha256


def test_when_a_window_of_maintenance_was_entered_is_a_part_of_the_definitions(everything: Configuration) -> None:
    def digest(created: int | None) -> str:
        window = FeedEvents(timed=(Timed(1782896400, 1782900000, "Patches", created),))
        return fed(everything.definitions, {PLANNED: window}).sha256

    assert len({digest(each) for each in (None, 1780272000, 1780272001)}) == 3


def test_maintenance_may_come_back_by_a_rule_or_by_a_feed(everything: Configuration) -> None:
    _, _, firsts, planned = everything.definitions.maintenance

    assert (firsts.rule, firsts.opens, firsts.duration) == ("FREQ=MONTHLY;BYDAY=1SU", 3 * 3600, 2 * 3600)
    assert planned.feed == Feed(name="Changes")
