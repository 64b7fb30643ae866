"""The Request Tracker source keeps the contract."""

import pytest
from request_tracker_subject import SUBJECT

from slawatch.testing.conformance import Check, suite


@pytest.mark.parametrize("check", suite(SUBJECT), ids=str)
def test_it_keeps_the_contract(check: Check) -> None:
    check()
