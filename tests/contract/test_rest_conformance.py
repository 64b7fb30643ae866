"""The declarative source keeps the contract where an API tells histories."""

import pytest
from rest_subject import SUBJECT

from slawatch.testing.conformance import Check, suite


@pytest.mark.parametrize("check", suite(SUBJECT), ids=str)
def test_it_keeps_the_contract(check: Check) -> None:
    check()
