"""A real Roundup 2, read as its page in the documentation describes it, while people change its issues."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
import requests
from blueking_subject import documented
from live_system import gone, held, running, tail_only, with_passes

from slawatch.clock import SystemClock
from slawatch.ingest.source import Source
from slawatch.sources.rest import KIND
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.request_counts import RequestCounts

pytestmark = [pytest.mark.live, pytest.mark.timeout(900)]

PAGE: Final = Path(__file__).parents[2] / "docs" / "sources" / "roundup.md"
VARIABLE: Final = "ROUNDUP_PASSWORD"
STATUSES: Final = ("chatting", "need-eg", "in-progress", "testing", "resolved")
WRITING_SECONDS: Final = 10
CHANGES: Final = 12
CONFLICT: Final = (409, 412)


class Roundup:
    """The server as the script left it, and a pen."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self.url, self.password = keys["ROUNDUP_URL"], keys[VARIABLE]

    def create(self) -> str:
        created = self._ask("POST", "issue", "customer", json={"title": "live", "priority": "bug"})
        assert created.ok, created.text
        return str(created.json()["data"]["id"])

    def set_status(self, issue: str, status: str, *, writer: str = "writer") -> bool:
        """Set an issue's status; false where somebody else changed it at the same moment."""
        etag = self._ask("GET", f"issue/{issue}", writer).headers["ETag"]
        said = self._ask("PUT", f"issue/{issue}/status", writer, json={"data": status}, etag=etag)
        assert said.ok or said.status_code in CONFLICT, said.text
        return said.ok

    def retire(self, issue: str) -> None:
        etag = self._ask("GET", f"issue/{issue}", "admin").headers["ETag"]
        said = self._ask("DELETE", f"issue/{issue}", "admin", etag=etag)
        assert said.ok, said.text

    def status(self, issue: str) -> str:
        """Return an issue's status as Roundup shows it, by no code of ours."""
        shown = self._ask("GET", f"issue/{issue}?@verbose=2", "writer").json()
        return str(shown["data"]["attributes"]["status"]["name"])

    def _ask(self, method: str, path: str, account: str, *, etag: str = "", **how: Any) -> requests.Response:  # noqa: ANN401
        headers = {"X-Requested-With": "test", "Origin": self.url.removesuffix("/live"), "If-Match": etag}
        auth = (account, self.password)
        url = f"{self.url}/rest/data/{path}"
        return requests.request(method, url, headers=headers, auth=auth, timeout=60, **how)


@pytest.fixture(scope="module")
def roundup() -> Iterator[Roundup]:
    with running("roundup") as keys:
        yield Roundup(keys)


@pytest.fixture
def source(roundup: Roundup, monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    monkeypatch.setenv(VARIABLE, roundup.password)
    said = documented(PAGE)
    said["auth"]["user"] = "reader"
    said["list"]["page"]["size"] = "5"
    options = KIND.options.model_validate({**said, "url": roundup.url})
    made = KIND.factory(options, clock=SystemClock(), observer=RequestCounts())
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    yield opened
    opened.close()


def change_issues(roundup: Roundup, issues: list[str], *, writer: str, seed: int) -> list[tuple[str, str]]:
    """Change issues for a while and often enough; return which status each was given."""
    draw, clock, made = Random(seed), SystemClock(), []
    end = clock.monotonic() + WRITING_SECONDS
    while clock.monotonic() < end or len(made) < CHANGES:
        issue, status = draw.choice(issues), draw.choice(STATUSES)
        if roundup.set_status(issue, status, writer=writer):
            made.append((issue, status))
    return made


def test_no_issue_that_two_writers_change_is_left_behind(roundup: Roundup, source: Source, store: SqlStore) -> None:
    issues = [roundup.create() for _ in range(12)]
    poller, polls = tail_only(source, store), 0
    assert poller.poll().error == ""
    with ThreadPoolExecutor(2) as pool:
        writers = enumerate(("writer", "second"))
        writing = [pool.submit(change_issues, roundup, issues, writer=each, seed=seed) for seed, each in writers]
        while not all(each.done() for each in writing):
            assert poller.poll().result in {"success", "retriable"}  # its SQLite is locked now and then
            polls += 1
            SystemClock().sleep(1.1)  # looks of the same second can't tell apart what came back to what it was
    SystemClock().sleep(1.1)
    assert poller.poll().error == ""
    kept, made = held(store), [change for each in writing for change in each.result()]
    moves = {issue: [each for each in kept[issue] if each.field == "status"] for issue in issues}
    ends = {issue: told[-1].new if told else "unread" for issue, told in moves.items()}
    assert ends == {issue: roundup.status(issue) for issue in issues}
    # Between two looks statuses are lost; none is made up, and each follows the one before it.
    for issue, told in moves.items():
        assert {each.new for each in told} <= {status for changed, status in made if changed == issue}
        assert [each.old for each in told] == ["unread", *(each.new for each in told)][: len(told)]
        assert all(each.derived for each in told)
    print(f"\n{len(made)} changes by two writers, {sum(map(len, moves.values()))} seen in {polls} polls")  # noqa: T201


def test_a_retired_issue_is_gone_after_two_counts_and_its_neighbours_stay(
    roundup: Roundup, source: Source, store: SqlStore
) -> None:
    stays, retired = roundup.create(), roundup.create()
    poller = with_passes(source, store)
    poller.poll()
    roundup.retire(retired)
    gone_after = []
    for _ in range(2):
        assert poller.poll().passes == {"census": "success"}
        gone_after.append(gone(store))
        SystemClock().sleep(1.1)  # two counts of one second are one
    assert [retired in each for each in gone_after] == [False, True]
    assert stays not in gone_after[-1]


def test_the_filter_of_a_real_roundup_filters_and_its_words_are_told(roundup: Roundup, source: Source) -> None:
    roundup.create()
    found = source.check()
    assert [finding.text for finding in found.findings] == ["the filter on times filters"]
    assert ("status", "unread") in {(word.field, word.raw) for word in found.words}


def test_a_wrong_password_is_final(source: Source, store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "wrong")
    poll = tail_only(source, store).poll()
    assert poll.result == "fatal"
    assert "401" in poll.error
