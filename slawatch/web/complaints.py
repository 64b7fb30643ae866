"""What a log is told of again and again, at most once a minute each."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

EVERY_SECONDS: Final = 60.0
MOST_KEPT: Final = 32
"""Reasons. Beyond so many in a minute nothing more is logged: whoever asks may put their own words into one."""


class Complaints:
    """Knows which reasons were logged within the last minute."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._logged: OrderedDict[int, float] = OrderedDict()
        """When, by the hash of a reason, however long that is; the oldest first."""

    def is_new(self, reason: str) -> bool:
        """Tell whether a reason is to be logged now, and take it as logged then."""
        now, key = self._monotonic(), hash(reason)
        while self._logged and now - next(iter(self._logged.values())) >= EVERY_SECONDS:
            self._logged.popitem(last=False)
        if key in self._logged or len(self._logged) >= MOST_KEPT:
            return False
        self._logged[key] = now
        return True
