"""Bounds in words and numbers, by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from slawatch.exporters.bounds import Bound, Count, Installation, each, series
from slawatch.exporters.figure_names import PREPARED
from slawatch.exporters.installation import installation
from slawatch.exporters.names import BY_NAME
from slawatch.model.agreement import Indicator, Objective, Statistic
from slawatch.testing.plans import agreement, definitions

TWO_AGREEMENTS = Installation(
    lean={Count.OBJECTIVES: 3, Count.TIMERS: 2, Count.SERVICES: 4, Count.KINDS: 2, Count.PRIORITIES: 5},
    full={Count.OBJECTIVES: 2, Count.TIMERS: 1, Count.SERVICES: 1},
)


@pytest.mark.parametrize(
    ("bound", "words", "most"),
    [
        (series(5), "5", 5),
        (each(Count.OBJECTIVES), "objectives", 5),
        (each(Count.OBJECTIVES, lean=2), "objectives x 2", 10),
        (each(Count.OBJECTIVES, lean=6, full=12), "objectives x 6 (x 12 in full)", 3 * 6 + 2 * 12),
        (each(Count.TIMERS, lean=0, full=8), "timer objectives x 8 in full", 8),
        (
            each(Count.TIMERS, lean=5, full=5, crossed=(Count.PRIORITIES,)),
            "timer objectives x 5 (x 5 x priorities in full)",
            2 * 5 + 1 * 5 * 5,
        ),
        (each(Count.SERVICES, Count.KINDS, Count.PRIORITIES), "services x kinds x priorities", 5 * 2 * 5),
        (
            each(Count.SERVICES, Count.KINDS, lean=2, full=4) + each(Count.SERVICES, lean=3, full=6),
            "services x kinds x 2 (x 4 in full) + services x 3 (x 6 in full)",
            (4 * 2 + 1 * 4) * 2 + 4 * 3 + 6,
        ),
        (each(Count.FEEDS), "feeds", 0),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bound_is_told_in_words_and_as_a_number(bound: Bound, words: str, most: int) -> None:
    assert (str(bound), bound.most(TWO_AGREEMENTS)) == (words, most)


def test_the_manual_shows_what_the_number_is_made_of() -> None:
    assert str(BY_NAME["slawatch_timer_outcomes"].bound) == "timer objectives x 14 x priorities in full"


def a_service(*, full: bool) -> Installation:
    """Return one service with an availability and three timer objectives of one agreement, without tickets' words."""
    promised = {
        Count.OBJECTIVES: 4,
        Count.SHARES: 4,
        Count.AVAILABILITIES: 1,
        Count.TIMERS: 3,
        Count.TIMES: 3,
        Count.AGREED_SERVICES: 1,
        Count.SERVICES: 1,
    }
    common = {Count.AGREEMENTS: 1, Count.PRIORITIES: 4}
    return Installation(lean=common, full=promised) if full else Installation(lean=common | promised)


def test_a_lean_service_with_four_objectives_has_at_most_so_many_series() -> None:
    """Hold what docs/architecture.md says; budgets in seconds and in events exclude each other."""
    of_both_units = 4 * 2  # allowed and consumed of each objective are told in one of two units
    no_misses_left = 2  # of an availability, nor the best that is possible
    told = sum(family.bound.most(a_service(full=False)) for family in PREPARED)
    once = 2  # the instant of the figures and the check on the desk, whatever there is
    corrections, desk_of_service = 6, 2 + 4 + 4  # answers, shares of processes and their n without any kind
    agreement = 4 + 4 + 2  # both ends of two periods; actions, findings of two kinds, actions of no agreement
    assert told - of_both_units - no_misses_left - once - corrections - desk_of_service - agreement == LEAN


LEAN = 161


def test_no_kind_of_installation_is_forgotten() -> None:
    counts = {count for family in BY_NAME.values() for term in family.bound.terms for count in term.of + term.crossed}
    assert counts == set(Count)
    assert callable(installation)


def test_an_objective_counts_for_what_any_of_its_versions_is() -> None:
    """A share before and a median now: both are told, each of its period."""
    share = Objective(id="solve", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=4 * 3600)
    median = Objective(id="solve", indicator=Indicator.RESOLUTION, statistic=Statistic.MEDIAN, within=4 * 3600)
    for before, after in ((share, median), (median, share)):
        told = installation(definitions(agreement(before), replace(agreement(after), version=2))).lean
        counted = [told[count] for count in (Count.OBJECTIVES, Count.SHARES, Count.TYPICAL)]
        assert counted == [1, 1, 1]
