"""What the Jira source does where a Jira lacks something, or tells it in another place."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from jira_reading import Reading, events, reading

from slawatch.ingest.source import Limits
from slawatch.model.event import EventType
from slawatch.testing.http_faults import Asked, Reply, json_reply

SEARCH = "/rest/api/3/search/jql"


def without(jira: Reading, *paths: str, status: int = 404) -> None:
    """Let a Jira know nothing of some paths."""
    jira.server.say(
        lambda asked: (
            json_reply({}, status=status) if any(path in asked.path for path in paths) else jira.system.answer(asked)
        )
    )


def changed(jira: Reading, change: Callable[[bytes], bytes]) -> None:
    def answer(asked: Asked) -> Reply:
        reply = jira.system.answer(asked)
        return replace(reply, body=change(reply.body))

    jira.server.say(answer)


@pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data center"])
def test_where_jql_knows_no_milliseconds_it_is_told_the_accounts_wall_clock(
    monkeypatch: pytest.MonkeyPatch, *, cloud: bool
) -> None:
    with reading(monkeypatch, cloud=cloud) as jira:
        jira.system.zone, jira.system.platform.numbers = "America/New_York", False
        ticket = jira.system.create()  # 2026-03-02 09:00 UTC
        assert jira.check().usable
        jira.poll()
        jira.tick(600)
        jira.system.set_status(ticket, "solved")
        assert [each.new for each in events(jira.poll()) if each.type is EventType.STATUS] == ["Done"]
        [asked] = jira.params(SEARCH if cloud else "/rest/api/2/search")
        assert asked["jql"].startswith('updated >= "2026-03-02 03:58"')


def test_what_jql_understands_is_tried_as_soon_as_there_is_an_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        jira.system.zone, jira.system.platform.numbers = "America/New_York", False
        assert jira.check().usable
        ticket = jira.system.create()
        jira.poll()
        jira.tick(600)
        jira.system.set_status(ticket, "solved")
        assert [each.new for each in events(jira.poll()) if each.type is EventType.STATUS] == ["Done"]


def test_milliseconds_that_are_read_as_something_else_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        jira.system.zone = "Asia/Shanghai"
        ticket = jira.system.create()  # 2026-03-02 17:00 there

        def nothing_to_numbers(asked: Asked) -> Reply:
            is_number = f"{SEARCH}?jql=updated+%3E%3D+%22" not in asked.path and SEARCH in asked.path
            return json_reply({"issues": [], "isLast": True}) if is_number else jira.system.answer(asked)

        jira.server.say(nothing_to_numbers)
        assert jira.check().usable
        assert [each.ticket_id for each in events(jira.poll())] == [ticket]


def test_an_account_that_moves_to_another_zone_is_told_its_new_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        jira.system.zone, jira.system.platform.numbers = "Asia/Shanghai", False
        ticket = jira.system.create()
        assert jira.check().usable
        jira.poll()
        jira.system.zone = "America/New_York"
        jira.tick(600)
        jira.system.set_status(ticket, "solved")
        assert [each.new for each in events(jira.poll()) if each.type is EventType.STATUS] == ["Done"]


def test_where_jql_filters_by_neither_the_source_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        jira.system.create()
        without(jira, "search/jql", status=400)
        assert not jira.check().usable


def test_lists_of_words_that_are_not_there_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        ticket = jira.system.create()
        jira.system.set_status(ticket, "open")
        without(jira, "/priority", "/issuetype", "/api/3/status")
        assert jira.check().usable
        assert [each.new for each in events(jira.poll()) if each.type is EventType.STATUS] == ["In Progress"]


def test_a_cloud_that_knows_version_3_alone_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        jira.server.say(
            lambda asked: (
                json_reply({}, status=404)
                if "/rest/api/2/" in asked.path
                else jira.system.answer(replace(asked, path=asked.path.replace("3/serverInfo", "2/serverInfo")))
            )
        )
        assert any(each.text.startswith("Jira Cloud") for each in jira.check().findings)


def test_a_cloud_is_known_by_its_version_where_it_does_not_say_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        changed(jira, lambda body: body.replace(b'"deploymentType": "Cloud", ', b""))
        assert any(each.text.startswith("Jira Cloud") for each in jira.check().findings)


def test_searches_are_sent_as_bodies_where_the_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        jira.system.create()
        jira.server.say(
            lambda asked: (
                json_reply({}, status=414)
                if SEARCH in asked.path and asked.method == "GET"
                else jira.system.answer(asked)
            )
        )
        assert [each.type for each in events(jira.poll())] == [EventType.CREATED]
        jira.poll()
        assert [each.method for each in jira.server.asked if SEARCH in each.path] == ["POST"]


def test_a_changelog_comes_with_the_issue_where_it_is_told_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        ticket = jira.system.create()
        jira.system.set_status(ticket, "solved")

        def answer(asked: Asked) -> Reply:
            if "/bulkfetch" in asked.path or asked.path.split("?")[0].endswith("/changelog"):
                return json_reply({}, status=404)
            return jira.system.answer(asked)

        jira.server.say(answer)
        assert [each.new for each in events(jira.poll()) if each.type is EventType.STATUS] == ["Done"]


def test_service_management_is_asked_for_comments_that_nowhere_else_say_who_sees_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with reading(monkeypatch) as jira:
        ticket = jira.system.create()
        jira.system.note(ticket)
        jira.system.reply(ticket)
        changed(jira, lambda body: body.replace(b', "jsdPublic": false', b"").replace(b', "jsdPublic": true', b""))
        told = [each.type for each in events(jira.poll()) if each.native_id.startswith("comment:")]
        assert told == [EventType.PRIVATE_NOTE, EventType.PUBLIC_REPLY]


def test_a_census_counts_all_where_no_category_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        ticket = jira.system.create()
        without(jira, "statusCategory", status=400)
        assert [each.id for each in jira.source.census(Limits(), open_only=True)] == [ticket]


def test_the_time_is_jiras_own_where_its_answers_have_no_date_that_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:

        def dateless(asked: Asked) -> Reply:
            reply = jira.system.answer(asked)
            return replace(reply, headers={**reply.headers, "Date": "today"})

        jira.server.say(dateless)
        assert jira.check().server_time == jira.system.now


@pytest.mark.parametrize(
    ("sent", "instead"),
    [
        (b'"fields": {', b'"fields": null, "x": {'),
        (b'"status": {', b'"status": null, "x": {'),
        (b'"project": {', b'"project": "SUP", "x": {'),
        (b'"id": "10002"', b'"id": null'),
    ],
)
def test_a_row_that_is_no_issue_is_put_aside_and_the_others_are_told(
    monkeypatch: pytest.MonkeyPatch, sent: bytes, instead: bytes
) -> None:
    with reading(monkeypatch, projects=["SUP"]) as jira:
        one, _two, three = (jira.system.create() for _ in range(3))

        def spoilt(asked: Asked) -> Reply:
            reply = jira.system.answer(asked)
            if SEARCH not in asked.path:
                return reply
            before, mark, after = reply.body.partition(b'"id": "10002"')
            return replace(reply, body=before + (mark + after).replace(sent, instead, 1))

        jira.server.say(spoilt)
        batches = jira.poll()
        assert [each.ticket_id for each in events(batches)] == [one, three]
        assert [len(batch.bad) for batch in batches] == [1, 0]
