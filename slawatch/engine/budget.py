"""Error budgets: how much may be lost before a promise is broken."""

from fractions import Fraction

from slawatch.model.result import Budget


def allowed(target: Fraction, whole: int) -> Fraction:
    """Return the part of a whole that a target leaves over: seconds of agreed time, or tickets."""
    return (1 - target) * whole


def budget(unit: str, *, allowed: Fraction, consumed: Fraction | int) -> Budget:
    """Return what may be lost and what is; the remaining share falls below 0 once more is lost than allowed."""
    remaining = float(1 - consumed / allowed) if allowed else None
    return Budget(unit=unit, allowed=float(allowed), consumed=float(consumed), remaining_ratio=remaining)
