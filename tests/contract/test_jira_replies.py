"""Who replied on an issue of Jira, and who saw it."""

from dataclasses import replace

import pytest
from jira_reading import events, reading

from slawatch.model.event import Actor, EventType
from slawatch.testing.http_faults import Asked, Reply
from slawatch.testing.systems.jira.work import BOT, CUSTOMER


def test_comments_beyond_those_that_come_with_an_issue_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        ticket = jira.system.create()
        for _ in range(25):
            jira.tick(1)
            jira.system.reply(ticket)
        told = [each for each in events(jira.poll()) if each.type is EventType.PUBLIC_REPLY]
        assert len(told) == 25
        assert jira.params(f"/rest/api/3/issue/{ticket}/comment") == [{"startAt": "0", "maxResults": "100"}]


def test_comments_that_come_without_who_sees_them_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        jira.system.note(jira.system.create())

        def bare(request: Asked) -> Reply:
            reply = jira.system.answer(request)
            body = reply.body.replace(b', "jsdPublic": false', b"") if "/search/jql" in request.path else reply.body
            return replace(reply, body=body)

        jira.server.say(bare)
        assert [each.type for each in events(jira.poll())] == [EventType.CREATED, EventType.PRIVATE_NOTE]


@pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data center"])
def test_replies_are_told_by_who_wrote_them_and_who_sees_them(monkeypatch: pytest.MonkeyPatch, *, cloud: bool) -> None:
    with reading(monkeypatch, cloud=cloud) as jira:
        ticket = jira.system.create()
        jira.system.comment_by(ticket, CUSTOMER)
        jira.system.reply(ticket)
        jira.system.note(ticket)
        told = [(each.type, each.actor) for each in events(jira.poll()) if each.native_id.startswith("comment:")]
        assert told == [
            (EventType.REQUESTER_REPLY, Actor.REQUESTER),
            (EventType.PUBLIC_REPLY, Actor.AGENT),
            (EventType.PRIVATE_NOTE, Actor.AGENT),
        ]


def test_an_account_that_is_no_agent_of_a_data_center_still_knows_notes_from_replies(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with reading(monkeypatch, cloud=False) as jira:
        jira.system.service.licensed = False
        ticket = jira.system.create()
        jira.system.note(ticket)
        jira.system.reply(ticket)
        told = [each.type for each in events(jira.poll()) if each.native_id.startswith("comment:")]
        assert told == [EventType.PRIVATE_NOTE, EventType.PUBLIC_REPLY]


def test_what_a_program_writes_is_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        ticket = jira.system.create()
        jira.system.comment_by(ticket, BOT)
        told = [(each.type, each.actor) for each in events(jira.poll()) if each.native_id.startswith("comment:")]
        assert told == [(EventType.PUBLIC_REPLY, Actor.SYSTEM)]


def test_where_groups_of_agents_are_named_nobody_else_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch, agent_groups=["helpers"]) as jira:
        jira.system.platform.groups["helpers"] = []
        jira.system.reply(jira.system.create())
        told = [each.type for each in events(jira.poll()) if each.native_id.startswith("comment:")]
        assert told == [EventType.REQUESTER_REPLY]
        assert jira.params("/rest/api/3/group/member")[0]["groupname"] == "helpers"
