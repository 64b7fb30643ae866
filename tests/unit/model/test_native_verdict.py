"""What sources write of their own verdicts, and what their names mean."""

from datetime import UTC, datetime

import pytest

from slawatch.model.agreement import Indicator
from slawatch.model.native_verdict import NativeVerdict, indicator_named
from slawatch.model.result import Outcome


def test_a_verdict_is_json_with_sorted_keys_and_nothing_between_them() -> None:
    whole = NativeVerdict(
        outcome=Outcome.MISSED,
        due_at=datetime(2026, 6, 1, 10, tzinfo=UTC),
        elapsed_seconds=7200,
        target_seconds=3600,
    )
    assert whole.text == '{"due_at":"2026-06-01T10:00:00Z","elapsed":7200,"outcome":"missed","target":3600}'
    assert NativeVerdict.read(whole.text) == whole


def test_what_a_source_does_not_tell_is_left_out_and_zero_is_told() -> None:
    assert NativeVerdict(outcome=Outcome.MET).text == '{"outcome":"met"}'
    assert NativeVerdict(outcome=Outcome.MET, elapsed_seconds=0).text == '{"elapsed":0,"outcome":"met"}'


def test_an_instant_is_written_in_utc_wherever_it_was_told() -> None:
    told = NativeVerdict.read('{"outcome":"running","due_at":"2026-06-01T12:00:00+02:00"}')
    assert told.text == '{"due_at":"2026-06-01T10:00:00Z","outcome":"running"}'


@pytest.mark.parametrize(
    "text",
    [
        "met",
        "[]",
        "{}",
        '{"outcome":"won"}',
        '{"outcome":"unknown"}',
        '{"outcome":"met","elapsed":"1 h"}',
        '{"outcome":"met","elapsed":1.5}',
        '{"outcome":"met","elapsed":true}',
        '{"outcome":"met","elapsed":-1}',
        '{"outcome":"met","due":"2026-06-01T10:00:00Z"}',
        '{"outcome":"met","due_at":"2026-06-01T10:00:00"}',
    ],
)
def test_any_other_text_is_no_verdict(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  whatever is wrong with it
        NativeVerdict.read(text)


@pytest.mark.parametrize(
    ("name", "indicator"),
    [
        ("Time to resolution", Indicator.RESOLUTION),
        ("time_to_resolve", Indicator.RESOLUTION),
        ("SLA Resolution", Indicator.RESOLUTION),
        ("Time to first response", Indicator.FIRST_RESPONSE),
        ("first_reply_time", Indicator.FIRST_RESPONSE),
        ("First response time", Indicator.FIRST_RESPONSE),
        ("time_to_own", Indicator.ACKNOWLEDGEMENT),
        ("Next reply time", Indicator.NEXT_REPLY),
        ("Periodic update", Indicator.PERIODIC_UPDATE),
        ("Gold", None),
        ("requester_wait_time", None),
    ],
)
def test_a_usual_name_says_what_is_measured(name: str, indicator: Indicator | None) -> None:
    assert indicator_named(name) is indicator
