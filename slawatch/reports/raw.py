"""Raw values of cells, as formats for programs hold them."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

_PLACES: Final = 10**12


def share(value: Fraction) -> int | float:
    """Return a share cut off after twelve decimals: never more than it is."""
    return plain(float(Fraction(value * _PLACES // 1, _PLACES)))


def plain(value: float) -> int | float:
    """Return a number in the one form that all equal numbers have."""
    return int(value) if value == int(value) else value


def amount(value: Decimal) -> str:
    """Return an amount in the one form that all equal amounts have, without an exponent."""
    return f"{value.normalize() + 0:f}"


def local(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant in ISO 8601 with the offset of a zone."""
    return at.astimezone(zone).isoformat()
