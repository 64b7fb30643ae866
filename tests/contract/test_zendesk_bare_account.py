"""Zendesk accounts that show no more than they must, and people who change their parts, are read whole all the same."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from zendesk_subject import VARIABLE, zendesk

from slawatch.ingest.source import Batch, Limits
from slawatch.model.event import EventType
from slawatch.sources.zendesk.source import Zendesk
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import Asked, FaultyServer, Reply, json_reply
from slawatch.testing.systems.zendesk import TOKEN, ZendeskSystem

DAY = 86_400


class Account:
    """A Zendesk that hides things."""

    def __init__(self) -> None:
        self.system = ZendeskSystem()
        self.hidden: Sequence[str] = ()
        """Paths below api/v2 that are unknown to it."""
        self.says: dict[str, Any] = {}
        """What is said about a path instead."""
        self.clock = ManualClock(self.system.now)

    def answer(self, asked: Asked) -> Reply:
        path = asked.path.partition("?")[0].removeprefix("/api/v2/")
        honest = self.system.answer(asked)
        if path in self.says:
            said = self.says[path]
            said = said() if callable(said) else said
            return said if isinstance(said, Reply) else json_reply(said, headers=honest.headers)
        if path in self.hidden:
            return json_reply({"error": "InvalidEndpoint"}, status=404, headers=honest.headers)
        return honest

    def tick(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.system.now = self.clock.now()

    def asked(self, word: str) -> list[str]:
        return [path for path in self.system.asked if word in path]


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def source(account: Account, monkeypatch: pytest.MonkeyPatch) -> Iterator[Zendesk]:
    monkeypatch.setenv(VARIABLE, TOKEN)
    with FaultyServer(account.answer) as server:
        yield zendesk(server.url, account.clock)


def poll(source: Zendesk, cursor: str | None = None) -> list[Batch]:
    return list(source.poll(cursor, Limits()))


def kinds(batches: list[Batch]) -> list[EventType]:
    return [event.type for batch in batches for event in batch.events]


NOTHING_BUT_EXPORTS = (
    "tickets",
    "users/show_many",
    "organizations/show_many",
    "brands",
    "ticket_forms",
    "custom_statuses",
    "slas/policies",
)


def test_an_account_that_shows_exports_audits_and_people_is_read_whole(account: Account, source: Zendesk) -> None:
    account.hidden = NOTHING_BUT_EXPORTS
    account.system.lists["users"] = []
    account.says = {f"users/{id_}": {"user": {"id": id_, "role": role}} for id_, role in ((35436, "agent"),)}
    one, two = account.system.create(), account.system.create()
    account.system.reply(one)
    account.tick(120)
    assert source.check().usable
    batches = poll(source)
    assert {each.id for batch in batches for each in batch.tickets} == {one, two}
    assert EventType.PUBLIC_REPLY in kinds(batches)
    assert batches[-1].complete_through == account.clock.now() - timedelta(seconds=61)
    assert {each.id for each in source.census(Limits(), open_only=True)} == {one, two}


def test_a_quiet_account_is_not_read_again_and_again(account: Account, source: Zendesk) -> None:
    for _ in range(4):
        account.system.create()
    account.tick(2 * DAY)
    cursor = poll(source)[-1].cursor
    for _ in range(2):
        account.tick(120)
        account.system.asked.clear()
        cursor = poll(source, cursor)[-1].cursor
        assert not account.asked("audits")


def test_people_whose_roles_could_not_be_asked_are_asked_again(account: Account, source: Zendesk) -> None:
    one = account.system.create()
    account.system.reply(one)
    users, account.system.lists["users"] = account.system.lists["users"], []  # audits tell of none
    account.tick(120)
    account.says = {"users/show_many": Reply(status=500)}
    assert EventType.PUBLIC_REPLY not in kinds(poll(source))
    account.says = {"users/show_many": {"users": users}}
    assert EventType.PUBLIC_REPLY in kinds(list(source.hydrate([one], Limits())))


def test_audits_without_events_make_one_bad_row(account: Account, source: Zendesk) -> None:
    one, two = account.system.create(), account.system.create()
    account.tick(120)
    bad = [{"id": 1, "created_at": "2026-03-02T09:00:00Z", "author_id": 7, "events": None}]
    account.says = {f"tickets/{one}/audits": {"audits": bad, "next_page": None}}
    batches = poll(source)
    assert {row.row_id for batch in batches for row in batch.bad} == {one}
    assert {each.id for batch in batches for each in batch.tickets} == {two}


def test_metric_events_that_can_not_be_read_make_one_bad_row(account: Account, source: Zendesk) -> None:
    account.system.lists["sla_policies"] = [{"id": 1}]
    one, two = account.system.create(), account.system.create()
    account.tick(120)
    account.system.metric_events[one] = [{**breach(1, one, "breach"), "instance_id": None}]
    batches = poll(source)
    assert {row.row_id for batch in batches for row in batch.bad} == {one}
    assert {each.id for batch in batches for each in batch.tickets} == {two}


def breach(id_: int, ticket: str, kind: str, **more: object) -> dict[str, Any]:
    told = {"id": id_, "ticket_id": int(ticket), "metric": "reply_time", "instance_id": 1, "type": kind}
    return {**told, "time": "2026-03-02T09:02:00Z", **more}


def test_service_levels_are_told_though_policies_are_hidden(account: Account, source: Zendesk) -> None:
    one, two = account.system.create(), account.system.create()
    account.hidden = ("slas/policies",)
    account.tick(120)
    cursor = poll(source)[-1].cursor
    sla = {"target": 60, "business_hours": False}
    account.system.metric_events[one] = [breach(1, one, "apply_sla", sla=sla), breach(2, one, "breach")]
    account.system.metric_events[two] = [breach(3, two, "activate")]
    account.tick(120)
    account.system.asked.clear()
    assert kinds(poll(source, cursor)).count(EventType.SLA_NATIVE) == 2
    assert not account.asked(f"tickets/{two}"), "what is measured without a service level is not asked for"


def test_short_pages_of_metric_events_are_read_to_the_end(account: Account, source: Zendesk) -> None:
    account.system.lists["sla_policies"] = [{"id": 1}]
    one = account.system.create()
    account.tick(120)
    cursor = poll(source)[-1].cursor
    sla = {"target": 60, "business_hours": False}
    account.system.metric_events[one] = [breach(1, one, "apply_sla", sla=sla), breach(2, one, "breach")]
    account.tick(120)
    first = {"ticket_metric_events": [], "end_time": int(account.clock.now().timestamp()) - 60, "end_of_stream": False}
    rest = {**first, "ticket_metric_events": account.system.metric_events[one], "end_of_stream": True}
    account.says = {"incremental/ticket_metric_events": iter([first, rest]).__next__}
    assert EventType.SLA_NATIVE in kinds(poll(source, cursor))


def test_a_rating_without_an_audit_is_told_by_itself(account: Account, source: Zendesk) -> None:
    one = account.system.create()
    account.system.more[one] = {"satisfaction_rating": {"id": 1234, "score": "good", "comment": "Jane was great"}}
    rating = {"id": 1234, "score": "good", "ticket_id": int(one), "updated_at": "2026-03-02T09:01:00Z"}
    account.says = {"satisfaction_ratings/1234": {"satisfaction_rating": rating}}
    account.tick(120)
    (rated,) = [each for batch in poll(source) for each in batch.events if each.type is EventType.RATED]
    assert (rated.new, rated.at.minute) == ("good", 1)
    assert "Jane" not in repr(rated)


def test_an_export_that_does_not_show_its_stamps_is_not_refused(account: Account, source: Zendesk) -> None:
    old, new = account.system.create(), account.system.create()
    account.tick(DAY)
    account.system.note(new)
    account.tick(3600)
    account.system.records[old].updated_at = account.system.now - timedelta(minutes=10)  # by the system
    stale = {"updated_at": "2026-03-02T09:00:00Z", "generated_timestamp": None}
    account.system.more[old] = stale
    row = {"id": int(new), "status": "open", "updated_at": "2026-03-03T09:00:00Z"}
    account.says = {"tickets": {"tickets": [row], "next_page": None}}
    assert source.check().usable
