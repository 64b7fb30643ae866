"""BlueKing ITSM, described in a configuration and read by comparing looks, keeps of the contract what can be kept."""

import pytest
from blueking_subject import SUBJECT

from slawatch.testing.conformance import Check, suite


@pytest.mark.parametrize("check", suite(SUBJECT), ids=str)
def test_it_keeps_the_contract(check: Check) -> None:
    check()
