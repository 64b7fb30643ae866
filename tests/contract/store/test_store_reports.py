"""What is kept of sealed reports, on both databases."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from telling import START, after, batch, created, ticket

from slawatch.errors import ConflictError, StoreError
from slawatch.ingest.source import Batch
from slawatch.model.correction import Correction, NoOutage
from slawatch.model.outage import Exclusion, Outage
from slawatch.model.sealed import Delivered, Delivery, LinkKind, NewLink, WrittenText
from slawatch.store.contract import OPERATOR
from slawatch.store.sql import SqlStore

SEAL = NewLink(kind=LinkKind.SEAL, report="gold-2026-03", restatement=0, at=START, told='{"figures":"aa"}')
TEXT = WrittenText(
    subject="agreement/gold", period="2026-03", place="why", language="zh", version=0, text="停电\0", author="Ada",
    at=START,
)  # fmt: skip
SENT = Delivery(
    report="gold-2026-03", restatement=0, recipient="ada@example.org", state=Delivered.INTENDED, at=START,
    message_id="<1@example.org>",
)  # fmt: skip


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_each_link_holds_the_hash_of_the_text_before(store: SqlStore) -> None:
    first = store.reports.chain(SEAL, {"00ff": b"file"})
    second = store.reports.chain(replace(SEAL, restatement=1, at=after(60)))
    third = store.reports.chain(replace(SEAL, kind=LinkKind.APPROVED, restatement=1, told='{"by":"Bo"}'))
    assert list(store.reports.links()) == [first, second, third]
    assert [each.position for each in (first, second, third)] == [1, 2, 3]
    assert [json.loads(each.body)["previous"] for each in (first, second, third)] == [
        "", digest(first.body), digest(second.body),
    ]  # fmt: skip
    assert json.loads(first.body) == {
        "figures": "aa", "kind": "seal", "report": "gold-2026-03", "restatement": 0, "position": 1, "previous": "",
        "at": int(START.timestamp()),
    }  # fmt: skip
    assert (store.reports.content("00ff"), store.reports.contents()) == (b"file", ["00ff"])
    assert store.reports.content("ffff") is None


def test_a_link_that_is_there_stays_as_it_is(store: SqlStore) -> None:
    first = store.reports.chain(SEAL, {"00ff": b"file"})
    again = store.reports.chain(replace(SEAL, at=after(60), told='{"figures":"bb"}'), {"00aa": b"other"})
    assert again == first
    assert list(store.reports.links()) == [first]
    assert store.reports.contents() == ["00ff"]


def test_nothing_is_signed_or_restated_that_was_not_sealed(store: SqlStore) -> None:
    with pytest.raises(StoreError, match="gold-2026-03 was not sealed"):
        store.reports.chain(replace(SEAL, kind=LinkKind.PREPARED))
    with pytest.raises(StoreError, match="gold-2026-03 was not sealed"):
        store.reports.chain(replace(SEAL, restatement=1))
    store.reports.chain(SEAL)
    with pytest.raises(StoreError, match="restatement 1 of gold-2026-03 was not sealed"):
        store.reports.chain(replace(SEAL, restatement=2))


def test_the_newest_restatement_is_found_first(store: SqlStore) -> None:
    assert store.reports.link("gold-2026-03") is None
    first, second = (store.reports.chain(replace(SEAL, restatement=nth)) for nth in (0, 1))
    assert (store.reports.link("gold-2026-03"), store.reports.link("gold-2026-03", 0)) == (second, first)
    assert store.reports.link("gold-2026-03", 1, LinkKind.APPROVED) is None
    assert store.reports.seals() == [("gold-2026-03", 0), ("gold-2026-03", 1)]


def test_a_text_has_versions_and_the_newest_by_an_instant_counts(store: SqlStore) -> None:
    first = store.reports.write_text(TEXT)
    second = store.reports.write_text(replace(TEXT, text="断电", at=after(60), version=7))
    other = store.reports.write_text(replace(TEXT, place="what"))
    assert (first.version, first.text, second.version, other.version) == (1, "停电\ufffd", 2, 1)
    assert store.reports.texts("agreement/gold", "2026-03") == [other, second]
    assert store.reports.texts("agreement/gold", "2026-03", at=after(59)) == [other, first]
    assert store.reports.texts("agreement/gold", "2026-04") == []


def test_the_steps_of_a_delivery_stand_in_their_order(store: SqlStore) -> None:
    result = replace(SENT, state=Delivered.SENT, at=after(1), detail="250 OK")
    elsewhere = replace(SENT, report="silver-2026-03")
    for step in (SENT, elsewhere, result):
        store.reports.note_delivery(step)
    assert store.reports.deliveries("gold-2026-03", 0) == [SENT, result]
    assert store.reports.deliveries("gold-2026-03", 1) == []
    assert store.reports.deliveries() == [SENT, elsewhere, result]


def test_two_that_send_the_same_at_once_are_told_apart(store: SqlStore) -> None:
    store.reports.note_delivery(SENT, known=0)
    store.reports.note_delivery(replace(SENT, recipient="bo@example.org"), known=0)
    with pytest.raises(ConflictError, match="somebody else is sending gold-2026-03"):
        store.reports.note_delivery(SENT, known=0)
    store.reports.note_delivery(replace(SENT, state=Delivered.SENT), known=1)


def test_every_row_of_a_stream_is_told_with_the_time_that_it_may_touch(store: SqlStore) -> None:
    outage = Outage(id="o1", service="mail", started_at=after(600))
    exclusion = Exclusion(id="x", service="m", started_at=after(9), ended_at=after(19), reason="r", author="a")
    store.commit("desk", batch("1", outages=(outage,)), at=START, config_hash="")
    moved = replace(outage, started_at=after(900))
    born = after(-30)
    told = Batch(
        cursor="2", outages=(moved,), exclusions=(exclusion,), tickets=(ticket("1", created_at=born),),
        events=(created("1", at=born),),
    )  # fmt: skip
    store.commit("desk", told, at=after(60), config_hash="")
    found = [(each.what, each.subject, each.touches_from, each.at) for each in store.reports.stored("desk")]
    assert found[:4] == [
        ("event", "1", born, START),
        ("event", "1", born, after(60)),
        ("event", "1", born, after(120)),
        ("outage", "o1", after(600), after(600)),
    ]
    assert sorted(found[4:]) == sorted(
        [
            ("creation", "1", born, born),
            ("event", "1", born, born),
            ("outage", "o1", after(600), after(600)),
            ("exclusion", "x", after(9), after(9)),
        ]
    )
    sequences = [each.sequence for each in store.reports.stored("desk")]
    assert sequences == list(range(1, 9))
    assert [each.sequence for each in store.reports.stored("desk", after=2, through=5)] == [3, 4, 5]
    assert list(store.reports.stored("elsewhere")) == []


def test_a_correction_may_touch_all_time(store: SqlStore) -> None:
    stated = Correction(
        id="1", source="desk", subject="7", told=NoOutage(), author="Ada", reason="Flood", stated_at=START
    )
    store.correct(stated, at=START)
    (found,) = store.reports.stored(OPERATOR)
    assert (found.what, found.subject, found.sequence, found.touches_from.year) == ("correction", "1", 1, 1971)


def test_the_head_of_imprints_does_not_depend_on_where_they_were_cut(store: SqlStore) -> None:
    store.commit("desk", batch("1", "2"), at=START, config_hash="")
    store.commit("other", batch("1", "2"), at=START, config_hash="")
    rows = [each.row for each in store.reports.stored("desk")]
    heads = [""]
    for row in rows:
        heads.append(sha256(heads[-1].encode() + sha256(row.encode()).digest()).hexdigest())
    assert len(rows) == 6
    assert [store.reports.imprint("desk", through) for through in (2, 5, 1, 6)] == [
        heads[2],
        heads[5],
        heads[1],
        heads[6],
    ]
    assert [(each.after, each.through) for each in store.reports.imprints("desk")] == [(0, 2), (2, 5), (5, 6)]
    prints = b"".join(each.prints for each in store.reports.imprints("desk"))
    assert prints == b"".join(sha256(row.encode()).digest()[:4] for row in rows)
    assert store.reports.imprint("elsewhere", 0) == ""
