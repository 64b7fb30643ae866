"""The limit of an objective, `at_most`: a number, a time or a share, as its indicator has it."""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Annotated, Final

from pydantic import WithJsonSchema

from slawatch.config.durations import calendar_duration, duration, share
from slawatch.model.agreement import Indicator

AtMost = Annotated[
    str,
    WithJsonSchema({"type": ["integer", "string"], "minimum": 0, "examples": [3, "2h", "30 days", "5%"]}),
]
"""As it is written; only the indicator tells how to read it."""


def number(written: str) -> int:
    """Return a whole number of outages or tickets; raise ValueError for anything else."""
    if not re.fullmatch(r"\d{1,9}", written.strip()):
        raise ValueError(f'"{written}" is no number; write a whole number, e.g. 3')
    return int(written)


EXAMPLES: Final[Mapping[Indicator, str]] = {
    Indicator.OUTAGES: "3",
    Indicator.LONGEST_OUTAGE: "2h",
    Indicator.BACKLOG: "50",
    Indicator.BACKLOG_AGE: "30 days",
    Indicator.WORKLOAD: "400",
    Indicator.REOPENED: "5%",
}
"""Of every indicator that has a limit, one as it is written."""

_READ: Final[Mapping[Indicator, Callable[[str], int | Fraction]]] = {
    Indicator.OUTAGES: number,
    Indicator.LONGEST_OUTAGE: duration,
    Indicator.BACKLOG: number,
    Indicator.BACKLOG_AGE: calendar_duration,
    Indicator.WORKLOAD: number,
    Indicator.REOPENED: share,
}


def limit(indicator: Indicator, written: str) -> int | Fraction:
    """Return a number, seconds or a share (0..1); raise ValueError where it is none of its indicator."""
    return _READ[indicator](written)
