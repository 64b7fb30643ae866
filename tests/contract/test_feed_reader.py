"""Feeds read into the store: what can't be read stays as it was last read well, and says so."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from slawatch.config.secrets import Secret
from slawatch.config.settings import FeedSettings
from slawatch.runtime.feed_reader import FeedReader
from slawatch.runtime.feeds import FeedHealth, healths, known_by, told
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import Asked, FaultyServer, Reply, html

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TRAIL = ("calendars", "office", "feeds", 0)
ETAG = {"ETag": '"1"'}


def ics(day: str) -> bytes:
    event = f"BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:{day}\r\nSUMMARY:Off\r\nEND:VEVENT\r\n"
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}END:VCALENDAR\r\n".encode()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    yield opened
    opened.close()


class Desk:
    """A reader of one feed, and what is known of it."""

    def __init__(self, store: SqlStore, address: str | Secret | Path) -> None:
        self.feed = FeedSettings(trail=TRAIL, name="company", address=address, allow_http=True, timezone="UTC")
        self.store, self.clock = store, ManualClock(NOON)
        self.reader = FeedReader(store=store, clock=self.clock)

    def read(self) -> FeedHealth:
        self.clock.advance(3600)
        self.reader.read([self.feed])
        return self.health

    @property
    def health(self) -> FeedHealth:
        (health,) = healths([self.feed], self.store.feed)
        return health

    @property
    def dates(self) -> list[date] | None:
        said = told([self.feed], self.store.feed).get(TRAIL)
        return None if said is None else [event.first for event in said.all_day]


def test_a_feed_is_kept_and_asked_for_again_with_its_edition(store: SqlStore) -> None:
    with FaultyServer(Reply(body=ics("20261224"), headers=ETAG), Reply(status=304, body=b"")) as server:
        desk = Desk(store, f"{server.url}/a.ics")
        assert desk.read().up
        health = desk.read()
        assert server.asked[1].headers["if-none-match"] == '"1"'
    assert (health.up, health.last_success_at) == (True, NOON + timedelta(hours=2))
    assert desk.dates == [date(2026, 12, 24)]


@pytest.mark.parametrize(
    "reply",
    [Reply(status=404, body=b""), html(), Reply(body=ics("20261225")[:-20]), Reply(body=b"x" * (10 << 20))],
    ids=["404", "html", "cut", "10 MB"],
)
def test_a_feed_that_can_no_longer_be_read_stays_as_it_was(store: SqlStore, reply: Reply) -> None:
    with FaultyServer(Reply(body=ics("20261224"), headers=ETAG), reply) as server:
        desk = Desk(store, f"{server.url}/a.ics")
        desk.read()
        health = desk.read()
    assert (health.up, health.last_success_at) == (False, NOON + timedelta(hours=1))
    assert health.stored is not None
    assert health.stored.error
    assert health.stored.failed_at == NOON + timedelta(hours=2)
    assert desk.dates == [date(2026, 12, 24)]


def test_a_feed_that_comes_back_is_up_again_with_what_it_says_then(store: SqlStore) -> None:
    with FaultyServer(Reply(status=404, body=b""), Reply(body=ics("20261225"))) as server:
        desk = Desk(store, f"{server.url}/a.ics")
        assert not desk.read().up
        assert desk.dates is None
        assert desk.read().up
    assert desk.dates == [date(2026, 12, 25)]


def test_only_a_feed_that_was_never_read_is_waited_for(store: SqlStore) -> None:
    with FaultyServer(Reply(body=ics("20261224"))) as server:
        desk = Desk(store, f"{server.url}/a.ics")
        for _ in range(3):
            desk.reader.read_unknown([desk.feed])
        assert len(server.asked) == 1


def test_an_address_that_is_a_secret_is_read_late_and_kept_nowhere(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_with_key(asked: Asked) -> Reply:
        return Reply(body=ics("20261224")) if "5ecr3t" in asked.path else Reply(status=404)

    with FaultyServer(only_with_key) as server:
        desk = Desk(store, Secret("env:COMPANY_CALENDAR"))
        assert not desk.read().up
        monkeypatch.setenv("COMPANY_CALENDAR", f"{server.url}/5ecr3t/a.ics")
        assert desk.read().up
        plain = Desk(store, f"{server.url}/5ecr3t/a.ics")
    assert "5ecr3t" not in known_by(desk.feed) + known_by(plain.feed) + repr(plain.feed)


def test_a_file_is_read_where_it_lies_and_kept_for_the_day_it_is_broken(store: SqlStore, tmp_path: Path) -> None:
    path = tmp_path / "company.ics"
    path.write_bytes(ics("20261224"))
    desk = Desk(store, path)
    assert desk.dates == [date(2026, 12, 24)]
    assert desk.read().up
    path.write_bytes(ics("20261225")[:-20])
    assert not desk.read().up
    assert desk.dates == [date(2026, 12, 24)]
    path.unlink()
    assert not desk.read().up
    assert desk.dates == [date(2026, 12, 24)]


def test_two_addresses_are_two_feeds(store: SqlStore) -> None:
    one, other = (Desk(store, f"https://calendar.example.org/{name}.ics") for name in "ab")
    assert known_by(one.feed) != known_by(other.feed)
