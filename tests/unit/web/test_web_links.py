"""Addresses of pages."""

import tracemalloc

from slawatch.web.links import Links


def test_what_somebody_writes_into_an_address_is_not_kept() -> None:
    tracemalloc.start()
    for number in range(100):
        assert str(number) in Links().tickets({"priority": [f"{number} {'x' * 50_000}"]})
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 1_000_000
