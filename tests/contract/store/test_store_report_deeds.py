"""Who signed and sealed reports and wrote texts for them stands in the log, on both databases."""

import json
from datetime import timedelta

import pytest
from telling import START

from slawatch.errors import StoreError
from slawatch.model.deed import Actor, ValueChange, Way
from slawatch.model.sealed import LinkKind, NewLink, WrittenText
from slawatch.store.deed_contract import acting
from slawatch.store.sql import SqlStore

ADA = Actor(user="ada", way=Way.COMMAND)
REPORT = "agreement-gold-2026-02"


def link(kind: LinkKind, **told: str) -> NewLink:
    return NewLink(kind=kind, report=REPORT, restatement=0, at=START, told=json.dumps(told))


def test_a_signature_is_noted_once_with_who_signed_and_who_acted(store: SqlStore) -> None:
    store.reports.chain(link(LinkKind.SEAL))
    with acting(ADA):
        for _ in range(2):
            store.reports.chain(link(LinkKind.PREPARED, by="Ada Lee"))
    (deed,) = store.log.listed()
    assert (deed.actor, deed.kind, deed.name, deed.action) == (ADA, "report", REPORT, "signed as prepared")
    assert deed.changes["by"] == ValueChange(before=None, after="Ada Lee")


def test_what_somebody_seals_is_noted_and_what_is_refused_is_not(store: SqlStore) -> None:
    with acting(ADA):
        with pytest.raises(StoreError):
            store.reports.chain(link(LinkKind.APPROVED, by="Ada"))
        store.reports.chain(link(LinkKind.SEAL))
    assert [each.action for each in store.log.listed()] == ["sealed"]


def test_a_text_is_noted_with_what_stood_there_before(store: SqlStore) -> None:
    told = WrittenText(
        subject="agreement/gold", period="2026-02", place="summary", language="en", version=0, text="One\0",
        author="Ada", at=START,
    )  # fmt: skip
    with acting(ADA):
        store.reports.write_text(told)
        store.reports.write_text(
            WrittenText(
                **{name: getattr(told, name) for name in told.__slots__} | {"text": "", "at": START + timedelta(1)}
            )
        )
    second, first = store.log.listed()
    assert (first.name, first.action) == ("agreement/gold/2026-02", "written (summary, en)")
    assert first.changes["text"] == ValueChange(before=None, after="One\ufffd")
    assert second.changes["text"] == ValueChange(before="One\ufffd", after="")
