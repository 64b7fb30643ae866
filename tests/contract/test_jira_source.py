"""What the Jira source asks, literally as Jira documents it, and what it makes of the answers."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from jira_reading import events, reading, tickets
from jira_subject import VARIABLE

from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Batch
from slawatch.model.event import Event, EventType
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.jira import PAT, TOKEN, USER

FIELDS = (
    "status,priority,issuetype,project,resolution,components,labels,assignee,"
    "created,updated,reporter,creator,comment,issuelinks,parent,customfield_10030,customfield_10031"
)


def changes(batches: list[Batch]) -> list[Event]:
    return [each for each in events(batches) if each.type is EventType.STATUS]


def test_the_cloud_is_asked_for_issues_by_tokens_and_for_their_changelogs_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with reading(monkeypatch, page_size=2) as jira:
        one, other, third = (jira.system.create() for _ in range(3))
        jira.tick(600)
        jira.poll()
        assert jira.paths() == [
            "/rest/api/2/serverInfo",
            "/rest/api/3/myself",
            "/rest/api/3/search/approximate-count",
            "/rest/api/3/field",
            "/rest/api/3/search/jql",
            "/rest/api/3/changelog/bulkfetch",
            "/rest/api/3/status",
            "/rest/api/3/search/jql",  # the same minute again, since it may hold more than the page
            "/rest/api/3/search/jql",
            "/rest/api/3/changelog/bulkfetch",
        ]
        first, again, second = jira.params("/rest/api/3/search/jql")
        assert first == {
            "jql": "updated >= 31536000000 ORDER BY updated ASC, key ASC",
            "fields": FIELDS,
            "maxResults": "2",
        }
        assert again["jql"] == "updated >= 1772442000000 ORDER BY updated ASC, key ASC"  # 2026-03-02 09:00 UTC
        assert second["nextPageToken"]
        bodies = [json.loads(each.body) for each in jira.server.asked if each.path.endswith("/bulkfetch")]
        assert [body["issueIdsOrKeys"] for body in bodies] == [[one, other], [third]]
        assert bodies[0]["maxResults"] == 1000


def test_the_next_poll_asks_from_the_minute_of_the_last_change_less_the_lag_of_the_index(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with reading(monkeypatch) as jira:
        jira.tick(5 * 60 + 31)
        jira.system.create()
        jira.poll()
        jira.tick(600)
        batches = jira.poll()
        # 09:05:31 less two minutes is 09:03:31, and its minute begins at 09:03:00.
        assert jira.params("/rest/api/3/search/jql")[0]["jql"].startswith("updated >= 1772442180000 ")
        assert batches[-1].complete_through == jira.system.now - timedelta(minutes=2)


def test_the_cloud_is_asked_with_mail_and_token(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        jira.poll()
        wanted = "Basic " + b64encode(f"{USER}:{TOKEN}".encode()).decode()
        assert {each.headers["authorization"] for each in jira.server.asked} == {wanted}


def test_a_data_center_is_asked_by_numbers_with_changelogs_and_a_bearer_token(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch, cloud=False, projects=["SUP"]) as jira:
        ticket = jira.system.create()
        jira.system.reply(ticket)
        jira.poll()
        assert jira.paths() == [
            "/rest/api/2/serverInfo",
            "/rest/api/2/myself",
            "/rest/api/2/search",
            "/rest/api/2/field",
            "/rest/api/2/search",
            "/rest/api/2/status",
            f"/rest/servicedeskapi/request/{ticket}/comment",
            f"/rest/servicedeskapi/request/{ticket}/sla",
        ]
        counted, asked = jira.params("/rest/api/2/search")
        assert counted["maxResults"] == "0"
        assert asked["jql"] == 'project in ("SUP") AND updated >= 31536000000 ORDER BY updated ASC, key ASC'
        assert (asked["startAt"], asked["expand"]) == ("0", "changelog")
        assert {each.headers["authorization"] for each in jira.server.asked} == {f"Bearer {PAT}"}


@pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data center"])
def test_a_token_that_expired_is_an_error_though_searches_answer_with_nothing(
    monkeypatch: pytest.MonkeyPatch, *, cloud: bool
) -> None:
    with reading(monkeypatch, cloud=cloud) as jira:
        ticket = jira.system.create()
        jira.poll()
        monkeypatch.setenv(VARIABLE, "expired")
        jira.point_at(jira.server.url)  # as after a restart
        with pytest.raises(HttpStatusError):
            jira.poll()
        with pytest.raises(HttpStatusError):
            jira.hydrate(ticket)


def test_rows_that_move_between_pages_of_a_data_center_are_all_read_in_the_same_poll(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with reading(monkeypatch, cloud=False, page_size=4) as jira:
        ids = [jira.system.create() for _ in range(12)]
        moving = [ids[:3], ids[4:6]]

        def touching(request: Asked) -> Reply:
            reply = jira.system.answer(request)
            if "startAt" in request.path and moving:
                jira.tick(1)
                for one in moving.pop(0):
                    jira.system.set_status(one, "open")  # it goes to the end, and all behind it move up
            return reply

        jira.server.say(touching)
        assert {ticket.id for ticket in tickets(jira.poll())} == set(ids)


def test_a_change_that_the_index_notices_after_a_younger_one_is_told_by_the_next_poll(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with reading(monkeypatch) as jira:
        late, other = jira.system.create(), jira.system.create()
        jira.tick(300)
        jira.system.set_status(other, "open")
        jira.poll()
        jira.tick(630)  # 09:15:30
        jira.system.index_lags[late] = timedelta(seconds=150)
        jira.system.set_status(late, "solved")
        jira.tick(100)
        jira.system.set_status(other, "solved")
        jira.tick(10)
        assert {each.ticket_id for each in changes(jira.poll())} == {other}
        jira.tick(50)
        assert (late, "Done") in {(each.ticket_id, each.new) for each in changes(jira.poll())}


def test_changelogs_come_whole_from_several_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        jira.system.platform.bulk_page = 2
        tickets_ = [jira.system.create() for _ in range(2)]
        for word in ("open", "solved", "open"):
            for ticket in tickets_:
                jira.tick(1)
                jira.system.set_status(ticket, word)
        told = events(jira.poll())
        for ticket in tickets_:
            own = [each.new for each in told if each.ticket_id == ticket and each.type is EventType.STATUS]
            assert own == ["In Progress", "Done", "In Progress"]


def test_changelogs_are_read_one_by_one_where_several_at_once_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        ticket = jira.system.create()
        for number in range(105):
            jira.tick(1)
            jira.system.set_status(ticket, ("open", "solved")[number % 2])
        answer = jira.system.answer

        def without(request: Asked) -> Reply:
            return json_reply({}, status=404) if "bulkfetch" in request.path else answer(request)

        jira.server.say(without)
        told = [each for each in events(jira.poll()) if each.type is EventType.STATUS]
        assert len(told) == 105
        pages = jira.params(f"/rest/api/3/issue/{ticket}/changelog")
        assert [page["startAt"] for page in pages] == ["0", "100"]


def test_an_issue_that_moves_to_another_project_keeps_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        ticket = jira.system.create()
        jira.poll()
        jira.tick(60)
        jira.system.move(ticket, "OPS")
        batches = jira.poll()
        [told] = tickets(batches)
        assert (told.id, told.key, told.url) == (ticket, "OPS-1", "https://jira.example.org/browse/OPS-1")
        [moved] = [each for each in events(batches) if each.field == "project"]
        assert (moved.old, moved.new, moved.at) == ("SUP", "OPS", jira.system.now)
        [created] = [each for each in events(batches) if each.type is EventType.CREATED]
        assert created.fields["project"] == "SUP"


def test_an_issue_that_left_the_projects_that_are_read_is_gone_as_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch, projects=["SUP"]) as jira:
        there, moved, deleted = (jira.system.create() for _ in range(3))
        jira.system.move(moved, "OPS")
        jira.system.delete(deleted)
        batches = jira.hydrate(there, moved, deleted)
        assert {each.ticket_id: each.why for batch in batches for each in batch.gone} == {
            moved: "moved",
            deleted: "deleted",
        }
        assert [each.id for each in tickets(batches)] == [there]


def test_a_site_behind_the_gateway_of_atlassian_is_asked_there_and_linked_at_its_own_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with reading(monkeypatch) as jira:
        jira.system.create()
        answer = jira.system.answer
        prefix = "/ex/jira/1a11d016"

        def behind(request: Asked) -> Reply:
            assert request.path.startswith(prefix)
            return answer(replace(request, path=request.path.removeprefix(prefix)))

        jira.server.say(behind)
        jira.point_at(jira.server.url + prefix)
        assert [each.url for each in tickets(jira.poll())] == ["https://jira.example.org/browse/SUP-1"]
