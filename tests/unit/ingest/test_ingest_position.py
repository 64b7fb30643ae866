"""How far a feed was told."""

from datetime import UTC, datetime, timedelta

from slawatch.ingest.position import Position
from slawatch.ingest.source import Stamp

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def stamp(seconds: int) -> Stamp:
    return Stamp(id="1", updated_at=BEGAN + timedelta(seconds=seconds))


def test_a_row_that_changed_after_reading_began_carries_the_position_nowhere() -> None:
    told = Position().after("tickets", [stamp(-60), stamp(5), stamp(-30)], most=BEGAN)
    assert told.seen == {"tickets": BEGAN - timedelta(seconds=30)}


def test_a_position_never_goes_back() -> None:
    there = Position({"tickets": BEGAN})
    assert there.after("tickets", [stamp(-30)], most=BEGAN) == there
    assert there.after("tickets", [stamp(7)], most=BEGAN) == there


def test_a_position_is_read_from_its_cursor() -> None:
    there = Position({"incident": BEGAN, "problem": BEGAN - timedelta(days=1)})
    assert Position.read(there.cursor()) == there
