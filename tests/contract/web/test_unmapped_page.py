"""The page of words that nothing maps: its counts are the metric's, and whatever a word holds stays text."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from urllib.parse import quote

import pytest
from asked_site import AskedSite, serving

from slawatch.app.planning import planned
from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.event import Event, EventType
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.outage import Outage
from slawatch.model.ticket import Ticket
from slawatch.store.opening import open_for_writing
from slawatch.testing.plans import agreement, definitions

AS_OF = datetime(2026, 6, 3, 4, tzinfo=UTC)
MAPPING = SourceMapping(
    attributes={
        "service": FieldMap(field="queue", values={"Mail": "mail"}),
        "priority": FieldMap(field="priority", values={"High": "P1"}),
    },
    status=FieldMap(field="status", values={"new": "new", "done": "closed", "junk": "cancelled"}),
    severity=FieldMap(field="severity", values={"bad": "down"}),
)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x>',
    "\u202egpj",
    "{{ 7 * 7 }}",
    "l\nf",
    "x" * 10_000,
    'a",source="z',
)
QUEUES = ("Mail", "Fax", "Mial", None, *HOSTILE)
STATUSES = ("new", "done", "junk", "Waiting")
PRIORITIES = ("High", "Hgih", None)


def told() -> tuple[Batch, dict[str, Counter[str]]]:
    """Return made tickets, and by attribute how many tickets tell each word that MAPPING lacks."""
    drawn, tickets, events = random.Random(7), [], []
    lacking: dict[str, Counter[str]] = {"status": Counter(), "priority": Counter(), "service": Counter()}
    for number in range(400):
        name, at = f"T-{number}", AS_OF - timedelta(minutes=500 - number)
        queue, status, priority = drawn.choice(QUEUES), drawn.choice(STATUSES), drawn.choice(PRIORITIES)
        fields = {"status": "new", "queue": "Mail" if number % 2 else queue, "priority": priority}
        tickets.append(Ticket(id=name, key=name, created_at=at))
        common = {"ticket_id": name, "at": at}
        created = {name: word for name, word in fields.items() if word is not None}
        events.append(Event(**common, type=EventType.CREATED, native_id=f"{number}/c", fields=created))
        changes = (("status", EventType.STATUS, status), ("queue", EventType.SCOPE, queue))
        for order, (field, kind, word) in enumerate(changes, start=1):
            events.append(
                Event(**common, type=kind, native_id=f"{number}/{field}", order=order, field=field, new=word or "")
            )
        if status == "junk":
            continue
        lacking["status"].update([status] if status == "Waiting" else [])
        lacking["priority"].update([] if priority == "High" else [priority or ""])
        lacking["service"].update([] if queue == "Mail" else [queue or ""])
    outages = tuple(
        Outage(id=name, service=service, severity=severity, started_at=AS_OF - timedelta(hours=2), ended_at=None)
        for name, service, severity in (("a", "Fax", "bad"), ("b", "Mail", "worse"), ("c", "Router", None))
    )
    batch = Batch(cursor="1", tickets=tuple(tickets), events=tuple(events), outages=outages, complete_through=AS_OF)
    return batch, lacking


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    store = open_for_writing(f"sqlite:///{tmp_path_factory.mktemp('unmapped')}/slawatch.db")
    store.commit("desk", told()[0], at=AS_OF, config_hash="h")
    solve = Objective(id="solve", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=4 * 3600)
    plan = planned(definitions(agreement(solve), mapping=MAPPING))
    with serving(store, plan, as_of=AS_OF) as served:
        yield served
    store.close()


def metric(desk: AskedSite, what: str) -> dict[str, int]:
    """Return by attribute what the metric tells."""
    line = re.compile(rf'slawatch_source_unmapped_{what}{{source="desk",attribute="(\w+)"}} (\d+)')
    return {name: int(value) for name, value in line.findall(desk.ask("/metrics").text)}


def sums(desk: AskedSite, what: str, attribute: str) -> int:
    return sum(each[what] for each in desk.api(f"/unmapped?attribute={attribute}")["words"])


def test_counts_of_words_add_up_to_the_metric(desk: AskedSite) -> None:
    tickets, outages = metric(desk, "tickets"), metric(desk, "outages")
    assert {name: sums(desk, "tickets", name) for name in tickets} == tickets
    assert {name: sums(desk, "outages", name) for name in outages} == outages == {"service": 2, "severity": 1}


def test_each_word_has_as_many_tickets_as_tell_it_last_unless_they_came_to_nothing(desk: AskedSite) -> None:
    expected = told()[1]
    for attribute, words in expected.items():
        shown = desk.api(f"/unmapped?attribute={attribute}")["words"]
        counts = {each["word"]: each["tickets"] for each in shown if each["tickets"]}
        assert counts == {word[:100]: count for word, count in words.items()}


def test_a_word_has_its_newest_ticket_its_length_and_a_guess(desk: AskedSite) -> None:
    words = {each["word"]: each for each in desk.api("/unmapped?attribute=service,priority&source=desk")["words"]}
    assert (words["Mial"]["guess"], words["Hgih"]["guess"], words["Fax"]["guess"]) == ("mail", "P1", None)
    assert words["x" * 100]["signs"] == 10_000
    assert desk.api(f"/tickets/desk/{words['Fax']['newest']}")["created_at"] == words["Fax"]["newest_at"]


def test_hostile_words_are_shown_and_act_on_nothing(desk: AskedSite) -> None:
    page = desk.ask("/unmapped").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert "<img src=x" not in page
    assert "\u202e" not in page
    assert "49" not in re.findall(r"<bdi>(.*?)</bdi>", page)
    assert "x" * 101 not in page
    assert "10,000 signs" in page


def test_no_word_becomes_a_label_of_a_metric(desk: AskedSite) -> None:
    metrics = desk.ask("/metrics").text
    assert [word for word in (*HOSTILE, "Fax", "Mial", "Waiting", "Hgih", "worse") if word[:50] in metrics] == []


def test_the_page_links_to_the_newest_ticket_and_the_overview_links_to_the_page(desk: AskedSite) -> None:
    word = next(each for each in desk.api("/unmapped")["words"] if each["word"] == "Fax")
    assert f'href="/tickets/desk/{quote(word["newest"])}"' in desk.ask("/unmapped").text
    overview = desk.ask("/").text
    assert 'href="/unmapped?source=desk&amp;attribute=service"' in overview


def test_it_speaks_chinese(desk: AskedSite) -> None:
    page = desk.ask("/unmapped?lang=zh").text
    for phrase in ("个未映射词语", "原词", "可写入配置的内容", "读取字段 queue", "10,000 个字符"):
        assert phrase in page
    assert "Raw word" not in page


def test_an_attribute_that_there_is_not_is_refused_with_those_that_there_are(desk: AskedSite) -> None:
    answer = desk.ask("/api/v1/unmapped?attribute=colour")
    assert answer.status == 400
    assert "status, priority, service, change_type, severity" in answer.document["error"]
    assert desk.api("/unmapped?source=nobody")["words"] == []
    assert "Every word that passes is mapped." in desk.ask("/unmapped?source=nobody").text
