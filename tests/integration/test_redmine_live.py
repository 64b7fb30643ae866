"""A real Redmine 5 in Asia/Shanghai, read while people change its issues; the account that reads is in New York."""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Event
from typing import Any, Final

import pytest
import requests
from live_system import counted, gone, held, running, tail_only, with_passes
from redmine_subject import VARIABLE, reader

from slawatch.clock import SystemClock
from slawatch.ingest.source import Source
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore

pytestmark = [pytest.mark.live, pytest.mark.timeout(900)]

WRITING_SECONDS: Final = 10
ENOUGH_POLLS: Final = 2
ENOUGH_CHANGES: Final = 10
OVERTAKEN: Final = (422, '{"errors":[]}')
"""What Redmine answers whose change another's came before; nothing was changed then."""
STATUSES: Final = {"1": "New", "2": "In Progress", "3": "Resolved", "4": "Feedback", "5": "Closed", "6": "Rejected"}


class Redmine:
    """The server as the script left it: its address, its keys, and a pen."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self.keys = keys
        self.url = keys["REDMINE_URL"]

    def write(self, method: str, path: str, body: dict[str, Any], *, writer: str = "WRITER") -> Any:  # noqa: ANN401
        return self._ask(method, path, writer, json=body)

    def create(self, **fields: object) -> str:
        """Let the customer make an issue, and return its number."""
        issue = {"project_id": "desk", "tracker_id": 3, "subject": "live", **fields}
        return str(self.write("POST", "issues.json", {"issue": issue}, writer="CUSTOMER")["issue"]["id"])

    def change(self, issue: str, *, writer: str = "WRITER", **fields: object) -> None:
        self.write("PUT", f"issues/{issue}.json", {"issue": fields}, writer=writer)

    def journals(self, issue: str) -> list[dict[str, Any]]:
        """Return an issue's journals as its page shows them, by no code of ours."""
        found: list[dict[str, Any]] = self._ask("GET", f"issues/{issue}.json?include=journals", "WRITER")["issue"][
            "journals"
        ]
        return found

    def _ask(self, method: str, path: str, account: str, **how: Any) -> Any:  # noqa: ANN401  JSON
        headers = {"X-Redmine-API-Key": self.keys[f"REDMINE_KEY_{account}"]}
        for _ in range(5):
            answer = requests.request(method, f"{self.url}/{path}", headers=headers, timeout=60, **how)
            if (answer.status_code, answer.text) != OVERTAKEN:
                break
        assert answer.ok, answer.text
        return answer.json() if answer.content else None


@pytest.fixture(scope="module")
def redmine() -> Iterator[Redmine]:
    with running("redmine") as keys:
        yield Redmine(keys)


@pytest.fixture
def source(redmine: Redmine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    monkeypatch.setenv(VARIABLE, redmine.keys["REDMINE_KEY_READER"])
    made = reader(redmine.url, SystemClock(), custom_fields=["Service"])
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    yield opened
    opened.close()


def change_issues(redmine: Redmine, issues: list[str], *, writer: str, seed: int, enough: Event) -> int:
    """Change issues until it is enough; return how many changes were made."""
    draw, made = Random(seed), 0
    while not enough.is_set() or made < ENOUGH_CHANGES:
        changes: list[dict[str, object]] = [
            *({"status_id": draw.randint(1, 6)} for _ in range(3)),
            {"notes": "we look into it"},
            {"notes": "a difficult customer", "private_notes": True},
            {"priority_id": draw.randint(1, 5), "notes": "sooner"},
            {"project_id": draw.choice(["desk", "network"])},
        ]
        redmine.change(draw.choice(issues), writer=writer, **draw.choice(changes))
        SystemClock().sleep(0.3)
        made += 1
    return made


def shown(redmine: Redmine, issue: str) -> tuple[list[tuple[str, str]], Counter[tuple[str, str]]]:
    """Return what Redmine's own history tells of an issue: its changes of status, and its events counted."""
    moves, told = [], Counter([(issue, "created")])
    for journal in redmine.journals(issue):
        if journal["notes"]:
            told[issue, "private_note" if journal["private_notes"] else "public_reply"] += 1
        for detail in journal["details"]:
            if detail["name"] == "status_id":
                moves.append((STATUSES[detail["old_value"]], STATUSES[detail["new_value"]]))
            told[issue, {"status_id": "status", "priority_id": "priority"}.get(detail["name"], "scope")] += 1
    return moves, told


def test_what_two_writers_change_is_read_in_pages_of_five_without_a_loss(
    redmine: Redmine, source: Source, store: SqlStore
) -> None:
    issues = [redmine.create() for _ in range(10)]
    poller, polls = tail_only(source, store), 0
    assert poller.poll().error == ""
    enough, results = Event(), list[str]()
    with ThreadPoolExecutor(2) as pool:
        writers = enumerate(("WRITER", "SECOND"))
        writing = [
            pool.submit(change_issues, redmine, issues, writer=each, seed=seed, enough=enough) for seed, each in writers
        ]
        end = SystemClock().monotonic() + WRITING_SECONDS
        while polls < ENOUGH_POLLS or SystemClock().monotonic() < end:
            results.append(poller.poll().result)
            polls += 1
        enough.set()
    results.append(poller.poll().result)
    assert set(results) == {"success"}
    kept = held(store)
    truth = {issue: shown(redmine, issue) for issue in issues}
    moves = {issue: [(event.old, event.new) for event in kept[issue] if event.field == "status"] for issue in issues}
    assert moves == {issue: told for issue, (told, _) in truth.items()}
    assert counted(kept, issues) == sum((each for _, each in truth.values()), Counter[tuple[str, str]]())
    again = with_passes(source, store, rescan=True)
    again.poll()
    last = again.poll()
    assert (last.passes, last.changed) == ({"rescan": "success", "census": "success"}, False)
    print(f"\n{sum(each.result() for each in writing)} changes by two writers, {polls} polls meanwhile")  # noqa: T201


def test_what_happens_to_an_issue_is_told_with_its_first_values(
    redmine: Redmine, source: Source, store: SqlStore
) -> None:
    other = redmine.create()
    issue = redmine.create(priority_id=1, custom_fields=[{"id": redmine.keys["REDMINE_SERVICE"], "value": "mail"}])
    redmine.change(issue, notes="it is urgent", writer="CUSTOMER")
    redmine.change(issue, status_id=2, notes="we look into it", assigned_to_id=redmine.keys["REDMINE_ID_WRITER"])
    redmine.change(issue, notes="a difficult customer", private_notes=True, status_id=4)
    service = redmine.keys["REDMINE_SERVICE"]
    for change in (
        {"priority_id": 4, "tracker_id": 1},
        {"assigned_to_id": ""},
        {"custom_fields": [{"id": service, "value": "web"}]},
        {"parent_issue_id": other},
        {"parent_issue_id": ""},
    ):
        redmine.change(issue, **change)
    relation = {"issue_to_id": other, "relation_type": "duplicates"}
    redmine.write("POST", f"issues/{issue}/relations.json", {"relation": relation})
    redmine.change(issue, project_id="network")
    tail_only(source, store).poll()
    created, *later = held(store)[issue]
    assert dict(created.fields) == {
        "status": "New",
        "priority": "Low",
        "type": "Support",
        "project": "Desk",
        "Service": "mail",
    }
    assert [(event.type, event.actor, event.field, event.old, event.new) for event in later] == [
        ("requester_reply", "requester", None, None, None),
        ("public_reply", "agent", None, None, None),
        ("status", "agent", "status", "New", "In Progress"),
        ("assigned", "agent", "owner", None, "somebody"),
        # Redmine parts a private note from the changes that were made with it.
        ("status", "agent", "status", "In Progress", "Feedback"),
        ("private_note", "agent", None, None, None),
        ("scope", "agent", "type", "Support", "Bug"),
        ("priority", "agent", "priority", "Low", "Urgent"),
        ("assigned", "agent", "owner", "somebody", None),
        ("scope", "agent", "Service", "mail", "web"),
        ("linked", "agent", "parent", None, other),
        ("linked", "agent", "duplicate", None, other),
        ("scope", "agent", "project", "Desk", "Network"),
    ]


def test_a_deleted_issue_is_gone_after_two_counts_and_its_neighbours_stay(
    redmine: Redmine, source: Source, store: SqlStore
) -> None:
    stays, deleted = redmine.create(), redmine.create()
    poller = with_passes(source, store)
    poller.poll()
    redmine.write("DELETE", f"issues/{deleted}.json", {})
    gone_after = []
    for _ in range(2):
        assert poller.poll().passes == {"census": "success"}
        gone_after.append(gone(store))
        SystemClock().sleep(1.1)  # two counts of one second are one
    assert [deleted in each for each in gone_after] == [False, True]
    assert stays not in gone_after[-1]
    assert [str(event.type) for event in held(store)[deleted]] == ["created", "deleted"]


def test_an_issue_that_leaves_the_projects_that_are_read_is_gone(
    redmine: Redmine, store: SqlStore, source: Source
) -> None:
    desk_only = reader(redmine.url, SystemClock(), projects=["desk"])
    stays, moved = redmine.create(), redmine.create()
    poller = with_passes(desk_only, store)
    poller.poll()
    redmine.change(moved, project_id="network")
    for _ in range(2):
        poller.poll()
        SystemClock().sleep(1.1)
    assert moved in gone(store)
    assert stays not in gone(store)
    assert [str(event.type) for event in held(store)[moved]][-1] == "moved"


def test_the_account_is_accepted_and_the_words_of_redmine_are_told(source: Source) -> None:
    found = source.check()
    assert found.usable
    assert found.identity == "reader"
    assert ("status", "Closed") in {(word.field, word.raw) for word in found.words}
    assert {word.raw for word in found.words if word.field == "project"} == {"Desk", "Network"}


def test_an_account_that_sees_its_own_issues_only_is_warned_of(
    redmine: Redmine, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, redmine.keys["REDMINE_KEY_OUTSIDER"])
    texts = [finding.text for finding in source.check().findings if finding.level == "warning"]
    assert any("does not see every issue" in text for text in texts)
    assert any("lacks view_private_notes" in text for text in texts)


def test_a_wrong_key_is_refused_though_redmine_answers_lists_with_nothing(
    source: Source, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "0" * 40)
    poll = tail_only(source, store).poll()
    assert poll.result == "fatal"
    assert "refuses the key" in poll.error
