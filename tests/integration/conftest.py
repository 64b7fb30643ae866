"""What modules share that is dear to make."""

from collections.abc import Iterator

import pytest
from chromium import chromium
from past_prometheus import Prometheus, remembering
from playwright.sync_api import Browser
from recorded_history import blocks


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """Run a Prometheus that remembers three weeks of slawatch; they are made once a session."""
    with remembering(blocks(tmp_path_factory), tmp_path_factory.mktemp("past")) as prometheus:
        yield prometheus


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run a browser for a module."""
    with chromium() as running:
        yield running
