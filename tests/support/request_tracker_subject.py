"""Request Tracker and its fake, for the conformance suite."""

from rt_reading import VARIABLE, reader
from rt_system import RequestTrackerSystem
from seeds import SEEDS

from slawatch.testing.conformance import Subject
from slawatch.testing.fake_rt_rest import TOKEN

SUBJECT = Subject(
    system=RequestTrackerSystem,
    source=lambda url, clock: reader(url, clock=clock, custom_fields=[]),
    page=5,
    secret=TOKEN,
    environment={VARIABLE: TOKEN},
    seeds=SEEDS,
    without={
        "repeated_token": "RT numbers its pages, and the source asks by ids",
        "empty_page_with_a_token": "an empty page of RT names none; that more follows is in test_rt_feed",
    },
)
