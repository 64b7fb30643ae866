"""A real Request Tracker 5 in Asia/Shanghai, read while people change its tickets."""

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
import requests
from live_system import NAME, with_passes
from rt_reading import VARIABLE, held, poll, reader, statuses, whole

from slawatch.clock import SystemClock
from slawatch.ingest.source import Limits
from slawatch.model.event import Actor, EventType
from slawatch.sources.request_tracker.source import RequestTracker
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore

pytestmark = [pytest.mark.live, pytest.mark.timeout(900)]

SCRIPT: Final = Path(__file__).parents[1] / "live" / "rt.sh"
WRITING_SECONDS: Final = 60
ENOUGH_CHANGES: Final = 10
WRITERS: Final = ("RT_TOKEN_WRITER", "RT_TOKEN_WRITER_2")
CHANGED: Final = re.compile(r"Status changed from '(\w+)' to '(\w+)'")


class Rt:
    """The server as the script left it: its address, its tokens, and a pen."""

    def __init__(self, keys: dict[str, str]) -> None:
        self.keys = keys
        self.url = keys["RT_URL"]

    def write(self, method: str, path: str, body: dict[str, Any], *, writer: str = WRITERS[0]) -> Any:  # noqa: ANN401  JSON
        """Change something and return what RT says of it."""
        return self._ask(method, path, writer, json=body)

    def create(self, **fields: object) -> str:
        """Make a customer's ticket and return its id."""
        body = {"Queue": "General", "Subject": "live", "Requestor": "customer@example.invalid", **fields}
        return str(self.write("POST", "ticket", body)["id"])

    def status_history(self, ticket: str) -> list[tuple[str, str]]:
        """Return the ticket's changes of status as its history page shows them, by no code of ours."""
        asked = {"fields": "Type,OldValue,NewValue", "orderby": "id", "per_page": 100}
        moves = []
        for page in range(1, 100):
            rows = self._ask("GET", f"ticket/{ticket}/history", WRITERS[0], params={**asked, "page": page})["items"]
            moves += [(row["OldValue"], row["NewValue"]) for row in rows if row["Type"] == "Status"]
            if not rows:
                return moves
        raise AssertionError("endless history")

    def _ask(self, method: str, path: str, token: str, **how: Any) -> Any:  # noqa: ANN401  JSON
        headers = {"Authorization": f"token {self.keys[token]}"}
        answer = requests.request(method, f"{self.url}/REST/2.0/{path}", headers=headers, timeout=60, **how)
        answer.raise_for_status()
        return answer.json() if answer.content else None


@pytest.fixture(scope="session")
def rt() -> Iterator[Rt]:
    """The server that runs, or one that is brought up for these tests and ended after them."""
    running = subprocess.run([SCRIPT, "keys"], capture_output=True, text=True, check=False)
    if running.returncode == 0:
        yield Rt(_keys(running.stdout))
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        _unavailable("Request Tracker is not running, and bringing it up needs Debian and root: tests/live/rt.sh start")
    started = subprocess.run([SCRIPT, "start"], stdout=subprocess.PIPE, text=True, check=True)
    yield Rt(_keys(started.stdout))
    subprocess.run([SCRIPT, "stop"], check=True)


def _unavailable(reason: str) -> None:
    if os.environ.get("SLAWATCH_STRICT") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def _keys(printed: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in printed.splitlines() if line.startswith("RT_"))


@pytest.fixture
def source(rt: Rt, monkeypatch: pytest.MonkeyPatch) -> Iterator[RequestTracker]:
    monkeypatch.setenv(VARIABLE, rt.keys["RT_TOKEN"])
    made = reader(rt.url, page_size=100)
    yield made
    made.close()


@pytest.fixture
def in_pages_of_five(rt: Rt, source: RequestTracker) -> Iterator[RequestTracker]:
    """A reader of small pages; SQLite lets one writer in at a time, so a small overlap does for it."""
    made = reader(rt.url, page_size=5, overlap=40)
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    yield opened
    opened.close()


def change_tickets(rt: Rt, tickets: list[str], *, writer: str, seed: int) -> Counter[tuple[str, str, str]]:
    """Change tickets for a minute and often enough; return what the server said of changes of status, counted."""
    draw, clock, made = Random(seed), SystemClock(), Counter[tuple[str, str, str]]()
    end = clock.monotonic() + WRITING_SECONDS
    while clock.monotonic() < end or made.total() < ENOUGH_CHANGES:
        ticket = draw.choice(tickets)
        what = draw.choice(["status", "status", "status", "reply", "priority"])
        if what == "reply":
            rt.write(
                "POST", f"ticket/{ticket}/correspond", {"Content": "x", "ContentType": "text/plain"}, writer=writer
            )
        elif what == "priority":
            rt.write("PUT", f"ticket/{ticket}", {"Priority": draw.randrange(100)}, writer=writer)
        else:
            status = draw.choice(["open", "stalled", "resolved"])
            said = rt.write("PUT", f"ticket/{ticket}", {"Status": status}, writer=writer)
            made.update((ticket, *change) for change in CHANGED.findall(" ".join(said)))
    return made


def test_counting_scanning_again_and_asking_by_id_agree_with_the_feed(
    rt: Rt, source: RequestTracker, store: SqlStore
) -> None:
    lives, merged, deleted = rt.create(), rt.create(), rt.create()
    poller = with_passes(source, store, rescan=True)
    poller.poll()
    rt.write("PUT", f"ticket/{merged}", {"MergeInto": int(lives)})
    rt.write("DELETE", f"ticket/{deleted}", {})
    first, second = poller.poll(), poller.poll()
    assert first.passes == second.passes == {"rescan": "success", "census": "success"}
    assert (first.changed, second.changed) == (True, False)

    counted = {stamp.id for stamp in source.census(Limits(), open_only=True)}
    assert counted & {lives, merged, deleted} == {lives}
    by_feed = {id_: told for id_, told in held(store, NAME).items() if id_ in {lives, merged, deleted}}
    assert by_feed[merged].pop(0).type == "created"  # known from before: now RT shows the other ticket in its place
    again = whole(source.rescan(SystemClock().now() - timedelta(hours=24), Limits()))
    assert {id_: again[id_] for id_ in by_feed} == by_feed
    named = list(source.hydrate([lives, merged, deleted, "999999"], Limits()))
    assert whole(named) == by_feed
    assert [(gone.ticket_id, gone.why) for batch in named for gone in batch.gone] == [("999999", "deleted")]


def test_what_two_writers_change_is_read_in_pages_of_five_without_a_loss(
    rt: Rt, source: RequestTracker, in_pages_of_five: RequestTracker, store: SqlStore
) -> None:
    tickets = [rt.create() for _ in range(20)]
    poll(source, store)
    polls = 0
    with ThreadPoolExecutor(2) as pool:
        writing = [
            pool.submit(change_tickets, rt, tickets, writer=writer, seed=seed) for seed, writer in enumerate(WRITERS)
        ]
        while not all(each.done() for each in writing):
            poll(in_pages_of_five, store)
            polls += 1
    poll(in_pages_of_five, store)
    made = sum((each.result() for each in writing), Counter[tuple[str, str, str]]())
    kept = held(store)

    assert {ticket: statuses(kept).get(ticket, []) for ticket in tickets} == {
        ticket: rt.status_history(ticket) for ticket in tickets
    }
    by_writers = Counter(
        (ticket, event.old, event.new)
        for ticket in tickets
        for event in kept[ticket]
        if event.type is EventType.STATUS and event.actor is Actor.AGENT
    )
    assert by_writers == made
    full = whole(source.poll(None, Limits()))
    assert {ticket: kept[ticket] for ticket in tickets} == {ticket: full[ticket] for ticket in tickets}
    assert made.total() >= ENOUGH_CHANGES * len(WRITERS)
    print(f"\n{made.total()} changes of status by two writers, {polls} polls meanwhile")  # noqa: T201  the figure is wanted


def test_what_happens_to_a_ticket_is_told_with_its_first_values(
    rt: Rt, source: RequestTracker, store: SqlStore
) -> None:
    ticket = rt.create(Priority=10, CustomFields={"Service": "mail"})
    rt.write("POST", f"ticket/{ticket}/correspond", {"Content": "x", "ContentType": "text/plain"})
    rt.write("POST", f"ticket/{ticket}/comment", {"Content": "x", "ContentType": "text/plain"})
    for change in ({"Priority": 50}, {"Owner": "writer"}, {"Owner": "Nobody"}, {"Queue": "Network"}):
        rt.write("PUT", f"ticket/{ticket}", change)
    rt.write("PUT", f"ticket/{ticket}", {"CustomFields": {"Service": "web"}})
    rt.write("PUT", f"ticket/{ticket}", {"CustomFields": {"Service": ""}})
    poll(source, store)
    created, *later = held(store)[ticket]
    assert dict(created.fields) == {"status": "new", "queue": "General", "priority": "10", "Service": "mail"}
    assert [(event.type, event.field, event.old, event.new) for event in later] == [
        ("public_reply", None, None, None),
        ("status", "status", "new", "open"),
        ("private_note", None, None, None),
        ("priority", "priority", "10", "50"),
        ("assigned", "owner", None, "somebody"),
        ("assigned", "owner", "somebody", None),
        ("scope", "queue", "General", "Network"),
        ("scope", "Service", "mail", "web"),
        ("scope", "Service", "web", None),
    ]


def test_merged_and_deleted_tickets_are_told_though_no_search_finds_them(
    rt: Rt, source: RequestTracker, store: SqlStore
) -> None:
    lives, merged, deleted = rt.create(), rt.create(), rt.create()
    poll(source, store)
    rt.write("PUT", f"ticket/{merged}", {"MergeInto": int(lives)})
    rt.write("DELETE", f"ticket/{deleted}", {})
    poll(source, store)
    kept = held(store)
    assert [(event.type, event.new) for event in kept[merged]] == [("created", None), ("merged", lives)]
    assert [(event.type, event.new) for event in kept[deleted]] == [("created", None), ("status", "deleted")]
    assert [event.type for event in kept[lives]] == ["created"]


def test_an_account_in_utc_is_accepted(source: RequestTracker) -> None:
    found = source.check()
    assert found.usable
    assert (found.identity, found.timezone) == ("slawatch", "UTC")


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("RT_TOKEN_NEW_YORK", "time zone is America/New_York"),
        ("RT_TOKEN_SERVER_ZONE", "no time zone of its own"),
        ("RT_TOKEN_NO_RIGHTS", "sees no queue"),
    ],
)
def test_an_account_that_would_miss_changes_is_refused_with_the_reason(
    rt: Rt, source: RequestTracker, monkeypatch: pytest.MonkeyPatch, token: str, reason: str
) -> None:
    monkeypatch.setenv(VARIABLE, rt.keys[token])
    found = source.check()
    assert not found.usable
    [error] = [finding for finding in found.findings if finding.level == "error"]
    assert reason in error.text
    assert error.hint
