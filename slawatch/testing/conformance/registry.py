"""The checks that there are."""

from collections.abc import Callable
from typing import Final

from slawatch.testing.conformance.system import Subject

Run = Callable[[Subject], None]

CHECKS: Final[dict[str, Run]] = {}
"""By name, in the order in which they are worth reading."""


def check(run: Run) -> Run:
    """Take a check in."""
    CHECKS[run.__name__] = run
    return run
