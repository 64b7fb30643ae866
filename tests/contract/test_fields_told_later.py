"""A field that a source tells only since a newer version: reading everything again tells it of what was read before."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import itop_subject
import pytest
import servicenow_subject

from slawatch.ingest.basis import basis
from slawatch.ingest.source import Batch, Limits
from slawatch.model.event import Event, EventType
from slawatch.runtime.poller import Poller
from slawatch.store.opening import open_for_writing
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import FaultyServer

DAYS = timedelta(days=3)
"""After so long the passes that look at the last hours again leave a ticket alone."""


def without(batch: Batch, field: str) -> Batch:
    """A batch as a version tells it that does not know the field."""
    return replace(batch, events=tuple(_bare(each, field) for each in batch.events))


def _bare(event: Event, field: str) -> Event:
    told = {name: value for name, value in event.fields.items() if name != field}
    return replace(event, fields=told) if event.type is EventType.CREATED else event


@pytest.fixture(params=[itop_subject, servicenow_subject], ids=["itop", "servicenow"])
def poller(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Poller]:
    subject = request.param.SUBJECT
    for name, value in subject.environment.items():
        monkeypatch.setenv(name, value)
    system = subject.system()
    system.create()
    system.now += DAYS
    clock = ManualClock(system.now)
    with (
        FaultyServer(system.answer) as server,
        closing(open_for_writing(f"sqlite:///{tmp_path}/s.db")) as store,
    ):
        source = subject.source(server.url, clock)
        made = Poller(name="desk", source=source, store=store, clock=clock, config_hash="")
        kept = basis("", cursor_version=source.caps.cursor_version)
        for batch in source.poll(None, Limits()):
            store.commit("desk", without(batch, "priority"), at=clock.now(), config_hash=kept)
        yield made


def priorities(poller: Poller) -> list[str | None]:
    """The priority at first of each ticket, by the newest version of what was told."""
    told = {each.event.identity(): each.event for each in poller.store.events("desk")}
    return [each.fields.get("priority") for each in told.values() if each.type is EventType.CREATED]


def test_only_a_full_reading_tells_a_field_of_what_was_read_before_it_was_told(poller: Poller) -> None:
    assert poller.poll().result == "success"
    assert priorities(poller) == [None]
    assert poller.poll(afresh=True).result == "success"
    assert [*map(bool, priorities(poller))] == [True]
