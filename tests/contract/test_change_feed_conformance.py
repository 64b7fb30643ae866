"""The frame of sources that are asked what changed keeps the contract."""

import pytest
from example_feed import ExampleFeed
from seeds import SEEDS

from slawatch.testing.conformance import Check, Subject, suite
from slawatch.testing.conformance.example_api import SECRET, ExampleSystem

SUBJECT = Subject(system=ExampleSystem, source=ExampleFeed, page=4, secret=SECRET, seeds=SEEDS)


@pytest.mark.parametrize("check", suite(SUBJECT), ids=str)
def test_it_keeps_the_contract(check: Check) -> None:
    check()
