"""The Zammad source keeps the contract, however changed tickets can be found."""

import pytest
from zammad_subject import INDEXED, LISTED, SUBJECT

from slawatch.testing.conformance import Check, suite

READING = ("ignored_filter", "touch_during_paging", "late_row", "interleaved_writers")
OTHER_WAYS = [check for subject in (INDEXED, LISTED) for check in suite(subject) if check.name in READING]


@pytest.mark.parametrize("check", suite(SUBJECT), ids=str)
def test_it_keeps_the_contract(check: Check) -> None:
    check()


@pytest.mark.parametrize("check", OTHER_WAYS, ids=str)
def test_it_loses_nothing_without_a_database_to_search(check: Check) -> None:
    check()
