"""What the Jira source says of a server and an account before it relies on them."""

import pytest
from jira_reading import reading

from slawatch.ingest.source import Check, Word
from slawatch.testing.http_faults import json_reply
from slawatch.testing.systems.jira.platform import custom

TEXT = "com.atlassian.jira.plugin.system.customfieldtypes:textfield"


def faults(found: Check, level: str = "error") -> list[str]:
    return [finding.text for finding in found.findings if finding.level == level]


@pytest.mark.parametrize(("cloud", "version"), [(True, "1001.0.0-SNAPSHOT"), (False, "9.12.15")])
def test_it_says_which_jira_it_is_and_who_asks(monkeypatch: pytest.MonkeyPatch, *, cloud: bool, version: str) -> None:
    with reading(monkeypatch, cloud=cloud) as jira:
        jira.system.zone = "Asia/Shanghai"
        jira.system.create()
        found = jira.check()
        assert found.usable
        assert (found.version, found.timezone, found.server_time) == (version, "Asia/Shanghai", jira.system.now)
        assert any(text.startswith("Jira Cloud" if cloud else "Jira Data Center") for text in faults(found, "ok"))


def test_its_words_have_the_classes_of_their_categories(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        words = jira.check().words
    assert Word(field="status", raw="To Do", means="new") in words
    assert Word(field="status", raw="Waiting for customer", means="pending_requester") in words
    assert Word(field="status", raw="Waiting for parts (In Progress)", means="open") in words
    assert Word(field="priority", raw="High") in words
    assert Word(field="type", raw="[System] Problem") in words
    assert Word(field="project", raw="OPS") in words
    assert Word(field="organization", raw="Acme") in words


def test_a_project_that_the_account_does_not_see_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch, projects=["SUP", "HR"]) as jira:
        assert 'the account sees no project with the key "HR"' in faults(jira.check())


def test_a_field_that_is_not_there_and_one_that_is_there_twice_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch, custom_fields=["Service", "Customer", "customfield_10052"]) as jira:
        jira.system.platform.fields += [
            custom("customfield_10050", "Service", TEXT),
            custom("customfield_10051", "Service", TEXT),
            custom("customfield_10052", "Site", TEXT),
        ]
        assert faults(jira.check()) == ['there is no field "Customer"', '2 fields are called "Service"']


def test_a_group_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch, agent_groups=["helpers"]) as jira:
        [error] = faults(jira.check())
        assert error.startswith('the members of group "helpers" can\'t be read')


def test_a_token_that_is_refused_is_told_with_what_it_goes_with(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch, user="somebody@example.org") as jira:
        [error] = jira.check().findings
        assert "refuses the token" in error.text
        assert "e-mail address as user" in error.hint


def test_what_is_no_jira_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        jira.server.say(json_reply({"status": "ok"}))
        found = jira.check()
        assert [finding.text for finding in found.findings] == ["what answers is no Jira"]


def test_where_service_levels_are_out_of_reach_it_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        answer = jira.system.answer
        jira.server.say(
            lambda asked: (
                json_reply({}, status=403) if asked.path.endswith("/servicedesk?start=0&limit=100") else answer(asked)
            )
        )
        assert "Jira's own service levels can't be read" in faults(jira.check(), "warning")
