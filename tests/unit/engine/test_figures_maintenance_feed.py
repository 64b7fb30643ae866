"""Windows of a feed: what counts of them is decided by when they were entered, as with any exclusion."""

from dataclasses import replace
from datetime import date

from figure_cases import MAIL, SHOP, a_plan, agreement, at, seconds

from slawatch.engine.exclusion_list import ListedExclusion, listed_exclusions
from slawatch.engine.plan import plan
from slawatch.engine.rows import no_rows
from slawatch.model.feed import AllDay, Feed, FeedEvents, Timed
from slawatch.model.interval import Interval
from slawatch.model.maintenance import Maintenance

DAY = Interval(at("2026-06-11"), at("2026-06-12"))
DAWN = seconds("2026-06-11")


def listed(*events: Timed | AllDay, notice: int = 0) -> list[ListedExclusion]:
    """Return the exclusions of Thursday 11 June that a feed tells of mail, which is agreed around the clock."""
    told = FeedEvents(
        all_day=tuple(e for e in events if isinstance(e, AllDay)),
        timed=tuple(e for e in events if isinstance(e, Timed)),
    )
    changes = Maintenance(
        id="changes",
        services=(MAIL,),
        timezone="UTC",
        since=date(2026, 6, 1),
        reason="changes",
        approved_by="boss",
        feed=Feed(name="changes.ics", events=told),
    )
    simple = a_plan(agreement(services=(MAIL, SHOP), notice=notice))
    judged = plan(replace(simple.definitions, maintenance=(changes,)), simple.calendars)
    asked = {"as_of": at("2026-06-12"), "watermarks": {"desk": at("2026-06-12")}}
    return list(listed_exclusions(judged, no_rows(), period=lambda _: DAY, **asked))


def test_a_window_that_was_entered_before_it_began_is_excluded() -> None:
    (found,) = listed(Timed(DAWN + 7200, DAWN + 10800, "Patches", DAWN))
    assert (found.service_id, found.excluded_seconds, found.reason) == (MAIL, 3600, "")
    assert found.approved_at == at("2026-06-11")


def test_a_window_that_was_entered_over_what_had_happened_already_takes_nothing_out() -> None:
    (found,) = listed(Timed(DAWN + 7200, DAWN + 10800, "Patches", DAWN + 7201))
    assert (found.excluded_seconds, found.reason) == (0, "approved after it began")


def test_the_notice_agreed_applies_to_a_window_that_tells_when_it_was_entered() -> None:
    in_time, late = listed(
        Timed(DAWN + 7200, DAWN + 7300, "In time", DAWN + 3600),
        Timed(DAWN + 8000, DAWN + 8100, "Late", DAWN + 4401),
        notice=3600,
    )
    assert (in_time.excluded_seconds, late.excluded_seconds) == (100, 0)
    assert late.reason == "approved too late for the notice agreed"


def test_a_window_that_does_not_tell_it_counts_as_approved_for_good() -> None:
    (found,) = listed(AllDay(date(2026, 6, 11), date(2026, 6, 12), "Move"), notice=10**6)
    assert (found.excluded_seconds, found.approved_at) == (86400, None)


def test_services_that_maintenance_does_not_name_are_left_alone() -> None:
    assert [each.service_id for each in listed(Timed(DAWN, DAWN + 60, "Patches"))] == [MAIL]
