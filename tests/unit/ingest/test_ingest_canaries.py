"""Filters that filter, and those that don't."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from slawatch.errors import SkippableRow
from slawatch.ingest.canaries import canaries
from slawatch.ingest.overlap import overlap
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Caps, Stamp

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OLD, NEW = Stamp(id="1", updated_at=NOON - timedelta(days=1)), Stamp(id="2", updated_at=NOON)


def filtering(shift: timedelta = timedelta()) -> Callable[[datetime], list[Stamp]]:
    return lambda since: [stamp for stamp in (OLD, NEW) if stamp.updated_at + shift >= since]


@pytest.mark.parametrize(
    ("probe", "level", "words"),
    [
        (filtering(), "ok", "filters"),
        (lambda _since: [OLD, NEW], "error", "is ignored: 2 tickets"),
        (filtering(timedelta(hours=-8)), "error", "does not find the newest ticket at its own time"),
        (filtering(timedelta(hours=8)), "error", "also after its own time, 2026-03-02 12:00:00"),
        (lambda _since: [], "error", "does not find the newest"),
    ],
    ids=["good", "ignored", "shifted back", "shifted forth", "finds nothing"],
)
def test_a_filter_that_does_not_filter_is_found_out(
    probe: Callable[[datetime], list[Stamp]], level: str, words: str
) -> None:
    (finding,) = canaries(probe, NEW, grain=1)
    assert finding.level == level
    assert words in finding.text


def test_an_empty_system_leaves_a_warning() -> None:
    (finding,) = canaries(lambda _since: [], None, grain=1)
    assert finding.level == "warning"


def test_a_ticket_that_changes_while_the_canary_sings_is_no_fault() -> None:
    later = Stamp(id="2", updated_at=NOON + timedelta(seconds=30))
    answers = iter([[], [NEW], [later]])
    (finding,) = canaries(lambda _since: next(answers), NEW, grain=1)
    assert finding.level == "ok"


def test_a_page_full_of_tickets_of_the_newest_stamp_is_no_fault() -> None:
    block = [Stamp(id=str(number), updated_at=NOON) for number in range(50)]
    answers = iter([[], block, []])
    (finding,) = canaries(lambda _since: next(answers), Stamp(id="77", updated_at=NOON), grain=1)
    assert finding.level == "ok"


@pytest.mark.parametrize(
    ("grain", "lag", "skew", "seconds"),
    [(1, 0, None, 1), (60, 0, 2.0, 60), (1, 0, -40.5, 81), (1, 7200, 40.0, 7200)],
)
def test_the_overlap_is_the_greatest_of_grain_skew_and_lag(
    grain: int, lag: int, skew: float | None, seconds: float
) -> None:
    caps = Caps(history="full", delta="time_id", grain=grain, public_replies=True, lag=lag)
    assert overlap(caps, clock_skew_seconds=skew) == timedelta(seconds=seconds)


def test_a_row_that_lacks_a_field_is_bad_and_unknown_fields_are_counted() -> None:
    shape = Shape(required=frozenset({"id", "status"}), optional=frozenset({"owner"}))
    assert shape.look_over({"id": 1, "status": "new", "owner": None, "mood": "good"}, row_id="1")["id"] == 1
    shape.look_over({"id": 2, "status": "new", "mood": "bad"}, row_id="2")
    with pytest.raises(SkippableRow, match="it lacks id, status"):
        shape.look_over({"mood": "bad"}, row_id="3")
    with pytest.raises(SkippableRow, match="no object but list"):
        shape.look_over([], row_id="4")
    assert shape.told() == {"mood": 2}
    assert shape.told() == {}
