"""Credits as cells."""

from decimal import Decimal

from slawatch.model.result import Credit
from slawatch.reports.cells import Cell, Money, Phrase


def amount(due: Credit) -> Cell:
    """Return a credit's amount; while not all is known, between which it lies."""
    if due.amount is not None:
        return _money(due.amount, due.currency)
    ends: dict[str, Cell] = {"low": _money(due.low, due.currency), "high": _money(due.high, due.currency)}
    return Phrase("between {low} and {high}", ends)


def _money(value: float, currency: str) -> Money:
    return Money(Decimal(repr(value)), currency)
