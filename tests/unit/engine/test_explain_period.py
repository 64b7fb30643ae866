"""An explained period against a look at every second: each segment is what each of its seconds is."""

from collections import Counter
from fractions import Fraction
from functools import cache

import numpy as np
from figure_cases import MAIL, agreement, at, seconds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.availability_oracle import Oracle, Stretch, counted

from slawatch.calendars.calendar import Calendar, compiled
from slawatch.engine.availability import Degradation, ServiceRecord
from slawatch.engine.counted import counted as counted_record
from slawatch.engine.period_segments import Note, TimeClass, days, pieces, runs, within
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans, covered
from slawatch.engine.windows import Window
from slawatch.model.agreement import Agreement, ExclusionMode
from slawatch.model.hours import Holidays, WorkingHours
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.interval import Interval
from slawatch.model.result import Relative

MONDAY = seconds("2026-06-01")
LONG = 90

stretches = st.tuples(st.integers(0, LONG), st.integers(0, LONG)).map(sorted).map(tuple)
lists = st.lists(stretches, max_size=4)
WEIGHT = Fraction(1, 3)
HOURS = (((0, 86400),), ((20, 70),), ((5, 30), (31, 33), (60, 86400)), ((80, 81),))
CLASS_OF = {"closed": TimeClass.CLOSED, **{kind.value: kind for kind in TimeClass}}


def spans(pairs: list[Stretch]) -> Spans:
    return covered(np.array(pairs, np.int64).reshape(-1, 2) + MONDAY, times=1)


@cache
def calendar(hours: tuple[Stretch, ...]) -> Calendar:
    return compiled(WorkingHours(id="any", timezone="UTC", weekly=(hours, *((),) * 6)))


def a_time(record: ServiceRecord, hours: Calendar, period: tuple[int, int], sla: Agreement) -> ServiceTime:
    window = Window(
        relative=Relative.CURRENT,
        period=Interval(from_epoch(period[0]), from_epoch(period[1])),
        as_of=period[1],
        contract=(period[0] - 1, period[1] + 1),
    )
    return ServiceTime(agreement=sla, service=MAIL, window=window, calendar=hours, record=record, known_until=period[1])


@settings(max_examples=120)
@given(st.sampled_from(HOURS), st.sampled_from(ExclusionMode), lists, lists, lists, lists, stretches)
def test_each_second_of_a_segment_is_of_its_class_and_all_add_up_to_the_figure(  # noqa: PLR0913, PLR0917  the whole story
    hours: tuple[Stretch, ...],
    mode: ExclusionMode,
    down: list[Stretch],
    slow: list[Stretch],
    excluded: list[Stretch],
    unknown: list[Stretch],
    window: Stretch,
) -> None:
    record = ServiceRecord(
        down=spans(down),
        degraded=(Degradation(stretches=spans(slow), weight=WEIGHT),),
        excluded=spans(excluded),
        unknown=spans(unknown),
    )
    period = MONDAY + window[0], MONDAY + window[1]
    time = a_time(record, calendar(hours), period, agreement(exclusion_mode=mode))
    told = {"down": down, "degraded": [(s, WEIGHT) for s in slow], "excluded": excluded, "unknown": unknown}
    oracle = Oracle(lambda second: any(a <= second < b for a, b in hours), mode.value, **told)
    segments = runs(pieces(time))
    states = [segment.time for segment in segments for _ in range(segment.seconds)]
    assert states == [CLASS_OF[oracle.state(second)] for second in range(*window)]
    lost = sum((segment.weight * segment.scheduled_seconds for segment in segments), Fraction(0))
    assert lost == oracle.lost(*window) == time.account.lost
    found = Counter()
    for segment in segments:
        found[segment.time] += segment.seconds
    account = time.account
    assert (found[TimeClass.UP], found[TimeClass.DOWN]) == (account.up, account.down)
    assert (found[TimeClass.EXCLUDED], found[TimeClass.UNKNOWN]) == (account.excluded, account.unknown)
    assert found[TimeClass.DEGRADED] == account.degraded
    assert sum(segment.scheduled_seconds for segment in segments) == account.scheduled


@settings(max_examples=120)
@given(lists, st.integers(0, 12), st.integers(0, 12))
def test_notes_tell_the_gaps_that_were_bridged_and_the_outages_that_were_dropped(
    down: list[Stretch], gap: int, shortest: int
) -> None:
    sla = agreement(merge_gap=gap, min_outage=shortest)
    record = counted_record(ServiceRecord(down=spans(down)), sla, as_of=MONDAY + LONG)
    found = pieces(a_time(record, calendar(HOURS[0]), (MONDAY, MONDAY + LONG), sla))
    lost, dropped = counted(down, gap=gap, shortest=shortest, as_of=LONG)
    told = {second for start, end in down for second in range(start, end)}

    def noted(note: Note) -> set[int]:
        own = (range(epoch(s.starts_at) - MONDAY, epoch(s.ends_at) - MONDAY) for s in found if s.note is note)
        return {second for each in own for second in each}

    assert noted(Note.BRIDGED) == lost - told
    assert noted(Note.DROPPED) == dropped


@settings(max_examples=60)
@given(lists, stretches)
def test_the_seconds_under_an_outage_are_those_of_the_segments_under_it(down: list[Stretch], window: Stretch) -> None:
    time = a_time(ServiceRecord(down=spans(down)), calendar(HOURS[2]), (MONDAY, MONDAY + LONG), agreement())
    parts = pieces(time)
    for start, end in time.record.down.tolist():
        inside = [s for s in parts if start <= epoch(s.starts_at) < end]
        found = within(parts, from_epoch(start), from_epoch(end))
        assert sum(found.values()) == end - start
        assert found.get(TimeClass.DOWN, 0) == sum(s.seconds for s in inside if s.time is TimeClass.DOWN)


def test_a_period_of_which_nothing_lies_before_as_of_has_no_segments() -> None:
    assert pieces(a_time(ServiceRecord(), calendar(HOURS[0]), (MONDAY, MONDAY), agreement())) == []


BERLIN = compiled(
    WorkingHours(
        id="office",
        timezone="Europe/Berlin",
        weekly=(((8 * 3600, 18 * 3600),),) * 5 + ((), ((0, 86400),)),
        holidays=Holidays(country="DE", subdivision="BE"),
    )
)


def test_days_are_those_of_the_agreements_zone_and_name_what_closed_them() -> None:
    # 3 April 2026 is Good Friday, the Sundays are open all day; on 29 March the clock jumps from 2 to 3.
    period = seconds("2026-03-28T23:00:00"), seconds("2026-04-05T22:00:00")
    time = a_time(ServiceRecord(), BERLIN, period, agreement(timezone="Europe/Berlin"))
    told = {
        f"{day.day:%d}": (day.seconds.get(TimeClass.UP, 0), day.reasons) for day in days(pieces(time), "Europe/Berlin")
    }
    assert told == {
        "29": (23 * 3600, ()),
        **dict.fromkeys(("30", "31", "01", "02"), (10 * 3600, ())),
        "03": (0, ("Good Friday",)),
        "04": (0, ()),
        "05": (86400, ()),
    }
    (closed,) = [s for s in runs(pieces(time)) if s.reason == "Good Friday"]
    assert (closed.starts_at, closed.ends_at) == (at("2026-04-02T22:00:00"), at("2026-04-03T22:00:00"))
