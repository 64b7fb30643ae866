"""A feed behind a real server: fetched once, asked for with conditions, and never told by its secret address."""

import pytest

from slawatch.clock import SystemClock
from slawatch.errors import SourceError
from slawatch.ingest import feed_client
from slawatch.ingest.backoff import Budget
from slawatch.ingest.feed_client import FeedAddress, FeedText, fetched
from slawatch.ingest.http import HttpLimits
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import FaultyServer, Reply, broken_off, redirect, refused_url, slow_drip

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
PATH = "/private-5ecr3t/company.ics?key=5ecr3t"


def fetch(url: str, known: FeedText | None = None, *, seconds: float = 60) -> FeedText | None:
    clock = ManualClock()
    address = FeedAddress(url=url + PATH, name="company", allow_http=True)
    return fetched(address, known, budget=Budget(seconds, clock), clock=clock)


def refusal(url: str) -> str:
    with pytest.raises(SourceError) as told:
        fetch(url)
    assert "5ecr3t" not in str(told.value)
    assert str(told.value).startswith("company")
    return str(told.value)


def test_a_text_comes_with_what_the_server_calls_this_edition() -> None:
    headers = {"ETag": '"7"', "Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT", "Content-Type": "text/calendar"}
    with FaultyServer(Reply(body=CALENDAR, headers=headers)) as server:
        assert fetch(server.url) == FeedText(
            body=CALENDAR.decode(), etag='"7"', last_modified="Sun, 22 Nov 2026 10:00:00 GMT"
        )
        (asked,) = server.asked
    assert asked.path == PATH
    assert asked.headers["accept"].startswith("text/calendar")
    assert "if-none-match" not in asked.headers


def test_what_is_known_is_not_sent_again() -> None:
    known = FeedText(body="x", etag='"7"', last_modified="Sun, 22 Nov 2026 10:00:00 GMT")
    with FaultyServer(Reply(status=304, body=b"")) as server:
        assert fetch(server.url, known) is None
        (asked,) = server.asked
    assert asked.headers["if-none-match"] == '"7"'
    assert asked.headers["if-modified-since"] == "Sun, 22 Nov 2026 10:00:00 GMT"


def test_a_mark_at_the_beginning_is_no_part_of_the_text() -> None:
    with FaultyServer(Reply(body=b"\xef\xbb\xbf" + CALENDAR)) as server:
        assert fetch(server.url) == FeedText(body=CALENDAR.decode())


def test_a_feed_that_is_gone_is_told_by_its_status() -> None:
    with FaultyServer(Reply(status=404, body=b"")) as server:
        assert refusal(server.url) == "company answers 404"


def test_a_redirect_is_not_followed_and_not_repeated() -> None:
    with FaultyServer(redirect("https://elsewhere.example.org/5ecr3t")) as server:
        assert refusal(server.url) == "company answers 302, a redirect; write the address that it leads to"


def test_a_server_that_fails_is_asked_twice() -> None:
    with FaultyServer(Reply(status=500, body=b"")) as server:
        assert refusal(server.url) == "company answers 500 (attempt 2 of 2)"
        assert len(server.asked) == 2


def test_a_body_that_breaks_off_is_no_calendar() -> None:
    with FaultyServer(broken_off()) as server:
        assert "attempt 2 of 2" in refusal(server.url)


def test_a_feed_of_ten_megabytes_is_not_read() -> None:
    with FaultyServer(Reply(body=b"x" * (10 << 20))) as server:
        assert refusal(server.url) == "company: the answer is larger than 4194304 bytes; ask for less at a time"


def test_a_server_that_is_not_there_is_told_without_its_address() -> None:
    assert "refused" in refusal(refused_url())


def test_letters_that_are_not_utf_8_are_refused() -> None:
    with FaultyServer(Reply(body=b"BEGIN:VCALENDAR\xff")) as server:
        assert refusal(server.url) == "company is not UTF-8 (byte 15)"


def test_a_server_that_drips_ends_with_the_time_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_client, "LIMITS", HttpLimits(request_seconds=0.3, attempts=1))
    clock = SystemClock()
    began = clock.monotonic()
    with FaultyServer(slow_drip(0.02)) as server, pytest.raises(SourceError, match="company"):
        fetched(
            FeedAddress(url=server.url + PATH, name="company", allow_http=True),
            None,
            budget=Budget(60, clock),
            clock=clock,
        )
    assert clock.monotonic() - began < 5


def test_an_address_that_is_not_encrypted_is_asked_only_where_that_was_allowed() -> None:
    clock = ManualClock()
    address = FeedAddress(url=f"http://calendar.example.org{PATH}", name="company")
    with pytest.raises(SourceError, match="is not encrypted") as told:
        fetched(address, None, budget=Budget(60, clock), clock=clock)
    assert "5ecr3t" not in str(told.value)
