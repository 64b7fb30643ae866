"""Ranges of numbers among raw values."""

import re
from typing import Any, Final

_RANGE: Final = re.compile(r"(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)")


def ranges_run_up(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values; ValueError where a range holds no number."""
    for raw in values:
        ends = _RANGE.fullmatch(raw)
        if ends and float(ends[1]) > float(ends[2]):
            raise ValueError(f'the range "{raw}" runs down and holds no number; write "{ends[2]}..{ends[1]}"')
    return values
