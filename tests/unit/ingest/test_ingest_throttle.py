"""How fast one server is asked."""

import pytest

from slawatch.ingest.throttle import TokenBucket, bucket
from slawatch.testing.clock import ManualClock


def test_a_burst_is_free_and_what_follows_waits_its_turn() -> None:
    clock = ManualClock()
    bucket = TokenBucket(clock, per_second=2, burst=3)
    assert [bucket.reserve() for _ in range(6)] == [0, 0, 0, 0.5, 1, 1.5]
    clock.advance(1.5)
    assert bucket.reserve() == 0.5
    clock.advance(60)
    assert [bucket.reserve() for _ in range(4)] == [0, 0, 0, 0.5]


def test_a_token_that_was_not_used_is_given_back() -> None:
    bucket = TokenBucket(ManualClock(), per_second=1, burst=1)
    bucket.reserve()
    assert bucket.reserve() == 1
    bucket.give_back()
    assert bucket.reserve() == 1


def test_the_most_careful_source_of_a_server_decides() -> None:
    clock = ManualClock()
    shared = bucket("rt.example", 443, clock=clock, per_second=10)
    assert bucket("rt.example", 443, clock=clock, per_second=4) is shared
    assert bucket("rt.example", 443, clock=clock, per_second=10) is shared
    waits = [shared.reserve() for _ in range(41)]
    assert waits[-2:] == [0, pytest.approx(0.25)]


def test_servers_and_daemons_have_buckets_of_their_own() -> None:
    clock = ManualClock()
    mine = bucket("rt.example", 443, clock=clock)
    assert bucket("rt.example", 8443, clock=clock) is not mine
    assert bucket("jira.example", 443, clock=clock) is not mine
    assert bucket("rt.example", 443, clock=ManualClock()) is not mine
