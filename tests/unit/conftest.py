"""Unit tests are pure: a socket that is opened fails the test."""

import pytest
from pytest_socket import disable_socket


@pytest.fixture(autouse=True)
def _no_socket() -> None:
    disable_socket()
