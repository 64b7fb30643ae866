"""The Jira source keeps the contract, in the cloud and with a data center."""

import pytest
from jira_subject import DATA_CENTER, SUBJECT

from slawatch.testing.conformance import Check, suite


@pytest.mark.parametrize("check", suite(SUBJECT), ids=str)
def test_it_keeps_the_contract_in_the_cloud(check: Check) -> None:
    check()


@pytest.mark.parametrize("check", suite(DATA_CENTER), ids=str)
def test_it_keeps_the_contract_with_a_data_center(check: Check) -> None:
    check()
