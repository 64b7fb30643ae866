"""Error budgets: how much may be lost before a promise is broken."""

from fractions import Fraction

from slawatch.model.result import Budget


def allowed(target: Fraction, whole: Fraction | int) -> Fraction:
    """Return the part of a whole that a target leaves over: seconds of agreed time, or tickets."""
    return Fraction((target.denominator - target.numerator) * whole, target.denominator)


def bearable(target: Fraction, whole: int) -> int:
    """Return how many of a whole may be lost, in whole numbers."""
    return (target.denominator - target.numerator) * whole // target.denominator


def exceeded(lost: Fraction | int, whole: Fraction | int, target: Fraction) -> bool:
    """Tell whether more was lost than the target allows; whole numbers decide, floats can't tell 99.9 % exactly."""
    return lost * target.denominator > whole * (target.denominator - target.numerator)


def budget(unit: str, *, allowed: Fraction, consumed: Fraction | int) -> Budget:
    """Return what may be lost and what is; the remaining share falls below 0 once more is lost than allowed."""
    may, did = float(allowed), float(consumed)
    return Budget(unit=unit, allowed=may, consumed=did, remaining_ratio=1 - did / may if may else None)
