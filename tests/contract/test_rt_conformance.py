"""The Request Tracker source keeps the contract."""

import pytest
from rt_reading import VARIABLE, reader
from rt_system import RequestTrackerSystem
from seeds import SEEDS

from slawatch.testing.conformance import Check, Subject, suite
from slawatch.testing.fake_rt_rest import TOKEN

SUBJECT = Subject(
    system=RequestTrackerSystem,
    source=lambda url, clock: reader(url, clock=clock, custom_fields=[]),
    page=5,
    secret=TOKEN,
    seeds=SEEDS,
    without={
        "repeated_token": "RT numbers its pages, and the source asks by ids",
        "empty_page_with_a_token": "an empty page of RT names none; that more follows is in test_rt_feed",
    },
)


@pytest.mark.parametrize("check", suite(SUBJECT), ids=str)
def test_it_keeps_the_contract(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, TOKEN)
    check()
