"""What the declarative source asks, what it makes of answers, and what it says of descriptions that can't work."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from blueking_subject import SUBJECT as BLUEKING
from blueking_subject import documented
from pydantic import ValidationError
from rest_subject import described

from slawatch.errors import FatalSourceError
from slawatch.ingest.source import Batch, Limits, Source
from slawatch.sources.rest import KIND
from slawatch.sources.rest.api import literal
from slawatch.sources.rest.options import Since
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import Asked, FaultyServer, Reply, json_reply
from slawatch.testing.systems.blueking import SECRET, BlueKingSystem

DATE: Final = {"Date": "Mon, 02 Mar 2026 10:00:00 GMT"}
NOW: Final = datetime(2026, 3, 2, 10, tzinfo=UTC)
PLAIN: Final = "{list: {path: t}, ticket: {created: c, updated: u}}"


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**BLUEKING.environment, "TOKEN": "s3cret"}.items():
        monkeypatch.setenv(name, value)


def row(id_: int, **fields: object) -> dict[str, object]:
    return {"id": id_, "c": "2026-03-02T08:00:00Z", "u": f"2026-03-02T09:00:{id_:02}Z", "status": "new", **fields}


def all_of(source: Source) -> list[Batch]:
    return list(source.poll(None, Limits()))


def ids(batches: list[Batch]) -> list[str]:
    return [ticket.id for batch in batches for ticket in batch.tickets]


def query(asked: Asked) -> dict[str, str]:
    return {name: each[0] for name, each in parse_qs(urlsplit(asked.path).query).items()}


@pytest.mark.parametrize(
    ("description", "says"),
    [
        ("{list: {path: /t}, ticket: {created: c}}", "no path below url"),
        ("{list: {path: t}, ticket: {created: c}, detail: tickets}", "does not say where the ticket's id stands"),
        ("{list: {path: t, page: {style: token}}, ticket: {created: c}}", "needs param"),
        ("{list: {path: t, page: {style: token, param: p}}, ticket: {created: c}}", "needs next"),
        ("{list: {path: t, since: {param: s}}, ticket: {created: c}}", "list.since needs ticket.updated"),
        ("{list: {path: t, since: {param: s, template: x}}, ticket: {created: c, updated: u}}", "needs one {}"),
        ("{list: {path: t}, ticket: {created: c}, times: {format: '%Y-%m-%d %H:%M'}}", "say nothing of their zone"),
        ("{list: {path: t}, ticket: {created: c}, auth: {user: x}}", "go together"),
        ("{list: {path: t}, ticket: {created: c}, auth: {body: {k: 'env:TOKEN'}}}", "needs list.method: POST"),
        (
            "{list: {path: t}, ticket: {created: c}, history: {path: 'h/{id}', at: a, kind: k, kinds: {x: status}}}",
            "history needs list.since and detail",
        ),
        ("{list: {path: t}, ticket: {created: c, fields: {status: s}}}", "status has a key of its own"),
        ("{list: {path: t}, ticket: {created: c}, histroy: {}}", "histroy"),
    ],
)
def test_a_description_that_can_t_work_is_refused_with_the_reason(description: str, says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        described("https://desk.example.org", ManualClock(NOW), description)
    assert says in str(refused.value)


@pytest.mark.parametrize("page", ["rest", "roundup", "blueking"])
def test_every_documented_description_is_one(page: str) -> None:
    KIND.options.model_validate(documented(Path(__file__).parents[2] / "docs" / "sources" / f"{page}.md"))


def test_a_wall_clock_that_shows_an_hour_twice_is_asked_for_the_hour_before() -> None:
    berlin = Since(param="s", format="%Y-%m-%d %H:%M:%S", timezone="Europe/Berlin")
    assert literal(berlin, datetime(2026, 3, 2, 9, tzinfo=UTC)) == "2026-03-02 10:00:00"
    # 00:30 UTC is 02:30 in summer and 01:30 UTC is 02:30 in winter: 01:30 comes once.
    assert literal(berlin, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "2026-10-25 01:30:00"
    assert literal(berlin, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "2026-10-25 01:30:00"


def numbered(asked: Asked) -> Reply:
    page = int(query(asked).get("page", 1))
    return json_reply({"rows": [row(page * 2 - 1), row(page * 2)] if page <= 2 else []}, headers=DATE)


def by_offset(asked: Asked) -> Reply:
    start = int(query(asked).get("from", 0))
    return json_reply({"rows": [row(1 + start), row(2 + start)][: 4 - start], "n": 4}, headers=DATE)


def linked(asked: Asked) -> Reply:
    second = "cursor=2" in asked.path
    host = f"http://{asked.headers['host']}"
    link = {} if second else {"Link": f'<{host}/t?cursor=2>; rel="next"'}
    return json_reply({"rows": [row(3), row(4)] if second else [row(1), row(2)]}, headers={**DATE, **link})


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        ("{style: page, param: page}", numbered),
        ("{style: offset, param: from, total: n}", by_offset),
        ("{style: link}", linked),
    ],
)
def test_every_style_of_pages_is_read_to_its_end(page: str, answer: Callable[[Asked], Reply]) -> None:
    description = f"{{list: {{path: t, rows: rows, page: {page}}}, ticket: {{created: c, updated: u}}}}"
    with FaultyServer(answer) as server:
        assert ids(all_of(described(server.url, ManualClock(NOW), description))) == ["1", "2", "3", "4"]


def test_a_next_page_on_another_host_is_not_asked() -> None:
    elsewhere = json_reply({"rows": [row(1)], "next": "https://elsewhere.example.org/t"}, headers=DATE)
    description = "{list: {path: t, rows: rows, page: {style: link, next: next}}, ticket: {created: c}}"
    with FaultyServer(elsewhere) as server, pytest.raises(FatalSourceError, match="no other server"):
        all_of(described(server.url, ManualClock(NOW), description))


@pytest.mark.parametrize(
    ("auth", "header", "sent"),
    [
        ("{bearer: 'env:TOKEN'}", "authorization", "Bearer s3cret"),
        ("{user: me, password: 'env:TOKEN'}", "authorization", "Basic " + base64.b64encode(b"me:s3cret").decode()),
        ("{headers: {X-Api-Key: 'env:TOKEN'}}", "x-api-key", "s3cret"),
    ],
)
def test_every_way_to_say_who_one_is_sends_its_header(auth: str, header: str, sent: str) -> None:
    with FaultyServer(json_reply([row(1)], headers=DATE)) as server:
        all_of(described(server.url, ManualClock(NOW), PLAIN, auth=_read(auth)))
        assert {asked.headers[header] for asked in server.asked} == {sent}
        assert not any("s3cret" in asked.path for asked in server.asked)


def _read(text: str) -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load(text)
    return read


def test_rows_that_are_not_in_the_order_of_their_change_are_refused() -> None:
    description = "{list: {path: t, since: {param: s}}, ticket: {created: c, updated: u}}"
    with (
        FaultyServer(json_reply([row(2), row(1)], headers=DATE)) as server,
        pytest.raises(FatalSourceError, match="not in the order of the last change"),
    ):
        all_of(described(server.url, ManualClock(NOW), description))


def test_a_ticket_that_is_met_late_went_from_its_first_status_to_the_one_it_has_at_its_last_change() -> None:
    description = "{list: {path: t}, ticket: {created: c, updated: u, initial_status: new}}"
    with FaultyServer(json_reply([row(7, status="done")], headers=DATE)) as server:
        [batch, _] = all_of(described(server.url, ManualClock(NOW), description))
    assert [(str(each.type), each.at.strftime("%H:%M:%S"), each.new, dict(each.fields)) for each in batch.events] == [
        ("created", "08:00:00", None, {"status": "new"}),
        ("status", "09:00:07", "done", {}),
    ]


def test_without_a_first_status_the_one_before_the_last_change_is_unknown() -> None:
    with FaultyServer(json_reply([row(7, status="done")], headers=DATE)) as server:
        [batch, _] = all_of(described(server.url, ManualClock(NOW), PLAIN))
    assert [dict(each.fields) for each in batch.events] == [{}, {}]
    assert [(each.old, each.new) for each in batch.events[1:]] == [(None, "done")]


def test_without_history_other_options_and_a_full_reading_go_on_from_how_tickets_stood() -> None:
    with FaultyServer(json_reply([row(7, status="open")], headers=DATE)) as server:
        source = described(server.url, ManualClock(NOW), PLAIN)
        assert source.caps.forgets, "then the poller hands the cursor over in both cases"
        *_, last = source.poll(None, Limits())
        assert last.cursor is not None
        server.say(json_reply([row(7, status="done")], headers=DATE))
        told = [event for batch in source.poll(last.cursor, Limits()) for event in batch.events]
    assert [(each.type, each.old, each.new) for each in told] == [("status", "open", "done")]


def test_an_answer_that_is_no_answer_though_its_status_is_200_is_an_error() -> None:
    system = BlueKingSystem()
    with FaultyServer(lambda asked: _without_secret(system, asked)) as server:
        source = BLUEKING.source(server.url, ManualClock(system.now))
        with pytest.raises(FatalSourceError, match='does not hold "true" at "result"'):
            all_of(source)


def _without_secret(system: BlueKingSystem, asked: Asked) -> Reply:
    said = json.loads(asked.body)
    assert said.pop("bk_app_secret") == SECRET
    return system.answer(
        Asked(method=asked.method, path=asked.path, headers=asked.headers, body=json.dumps(said).encode())
    )


def test_blueking_is_asked_as_its_documentation_says() -> None:
    system = BlueKingSystem()
    for _ in range(7):
        system.create()
    with FaultyServer(system.answer) as server:
        all_of(BLUEKING.source(server.url, ManualClock(system.now)))
        asked = [(each.method, each.path, json.loads(each.body)) for each in server.asked]
    said = {"bk_app_code": "slawatch", "bk_username": "slawatch", "bk_app_secret": SECRET}
    path = "/api/c/compapi/v2/itsm/get_tickets/"
    assert asked == [
        ("POST", path, {**said, "page": 1, "page_size": 1}),
        ("POST", path, {**said, "page": 1, "page_size": 5}),
        ("POST", path, {**said, "page": 2, "page_size": 5}),
    ]


def test_a_zone_too_far_west_is_found_by_times_in_the_future() -> None:
    system = BlueKingSystem()
    system.zone = "Asia/Tokyo"
    system.create()
    with FaultyServer(system.answer) as server:
        found = BLUEKING.source(server.url, ManualClock(system.now)).check()
    assert [each.text for each in found.findings if each.level == "error"] == [
        "a ticket's last change lies 1:00:00 after the server's own time"
    ]


HISTORY: Final = """
list: {path: t, rows: "", since: {param: s}}
ticket: {created: c, updated: u, fields: {service: svc, owner: who}}
detail: "t/{id}"
history:
  path: "t/{id}/h"
  at: at
  kind: kind
  kinds: {status: status, given: assigned, field: change, said: reply}
  field: field
  old: old
  new: new
  private: internal
  author: by
  requester: customer
"""


def test_first_values_are_those_that_the_first_change_replaced_and_replies_count_by_who_wrote_them() -> None:
    def entry(id_: int, kind: str, **more: object) -> dict[str, object]:
        return {"id": id_, "at": f"2026-03-02T08:{id_:02}:00Z", "kind": kind, "by": "agent", **more}

    entries = [
        entry(2, "said", by="customer"),
        entry(3, "said", internal=True),
        entry(1, "status", old="new", new="open"),
        entry(4, "said"),
        entry(5, "field", field="service", old="mail", new="web"),
        entry(6, "field", field="colour", old="red", new="blue"),
        entry(7, "given", old=None, new="agent"),
        entry(8, "viewed"),
    ]
    ticket = row(1, status="open", svc="web", who="agent", customer="customer")
    with FaultyServer(
        lambda asked: json_reply(entries if asked.path.endswith("/h") else [ticket], headers=DATE)
    ) as server:
        [batch, _] = all_of(described(server.url, ManualClock(NOW), HISTORY))
    created, *later = batch.events
    assert dict(created.fields) == {"status": "new", "service": "mail"}
    assert [(str(each.type), each.old, each.new) for each in later] == [
        ("status", "new", "open"),
        ("requester_reply", None, None),
        ("private_note", None, None),
        ("public_reply", None, None),
        ("scope", "mail", "web"),
        ("assigned", None, "somebody"),
    ]
