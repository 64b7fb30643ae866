"""A source whose system forgets what it told is asked from where it was, whatever else changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from slawatch.ingest.source import Batch, Caps, Check, Cursor, Limits
from slawatch.runtime.poller import Poller
from slawatch.store.opening import open_for_writing
from slawatch.testing.clock import ManualClock

CAPS = Caps(history="none", delta="snapshot", grain=1, public_replies=False)


class Remembering:
    """Notes the cursor that it was given."""

    kind = "remembering"

    def __init__(self, caps: Caps) -> None:
        self.caps = caps
        self.given: list[Cursor | None] = []

    def check(self) -> Check:
        return Check()

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        del limits
        self.given.append(cursor)
        yield Batch(cursor=str(len(self.given)), complete_through=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(("forgets", "expected"), [(True, [None, "1", "2"]), (False, [None, None, None])])
def test_its_cursor_outlasts_other_options_and_a_full_reading(
    tmp_path: Path, *, forgets: bool, expected: list[str | None]
) -> None:
    store, source = open_for_writing(f"sqlite:///{tmp_path}/s.db"), Remembering(replace(CAPS, forgets=forgets))
    for options, afresh in (("one", False), ("two", False), ("two", True)):
        poller = Poller(name="m", source=source, store=store, clock=ManualClock(), config_hash=options)
        assert poller.poll(afresh=afresh).result == "success"
    store.close()
    assert source.given == expected
