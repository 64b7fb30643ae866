"""A daemon's garbage is searched for seldom, and what was loaded before is left alone."""

import gc
from collections.abc import Iterator

import pytest

from slawatch.app.garbage import search_seldom


@pytest.fixture
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.mark.usefixtures("as_before")
def test_what_is_loaded_is_searched_no_more_and_new_garbage_still_is() -> None:
    loaded = len(gc.get_objects())
    search_seldom()
    assert len(gc.get_objects()) < loaded / 10
    assert gc.isenabled()
    ring: list[object] = []
    ring.append(ring)
    del ring
    assert gc.collect() > 0
