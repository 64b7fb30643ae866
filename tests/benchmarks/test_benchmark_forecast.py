"""Forecasts of rare outages held against what happened, beside a straight line through the month so far."""

import time
from itertools import pairwise

import numpy as np
import pytest
from support.outage_worlds import ELAPSED, TARGET, moments

from slawatch.engine.forecast import outage_forecast

pytestmark = pytest.mark.benchmark

SERVICES, MONTHS = 300, 12
EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)


@pytest.mark.parametrize("outages_a_month", [0.3, 1.0, 3.0])
def test_forecasts_happen_as_often_as_they_say_and_straight_lines_do_not(outages_a_month: float) -> None:
    told = list(moments(services=SERVICES, months=MONTHS, outages_a_month=outages_a_month, seed=20260101))
    began = time.perf_counter()
    said = np.array([outage_forecast(TARGET, each.history, each.rest).breach_probability for each in told])
    took = (time.perf_counter() - began) / len(told)
    breached = np.array([each.breached for each in told], float)
    linear = np.array([each.linear for each in told], float)
    print(f"\n{outages_a_month} outages a month, {len(told)} moments, {took * 1e3:.2f} ms a forecast")
    print("  forecast     n   said  happened")
    for low, high in pairwise(EDGES):
        rows = (low <= said) & ((said < high) | (high == 1))
        if rows.any():
            print(f"  {low:.2f}-{high:.2f} {rows.sum():5} {said[rows].mean():6.3f} {breached[rows].mean():9.3f}")
    base = breached.mean()
    brier, line, constant = (float(((p - breached) ** 2).mean()) for p in (said, linear, base))
    print(f"  Brier score: forecast {brier:.4f}, straight line {line:.4f}, always {base:.3f} {constant:.4f}")
    for elapsed in ELAPSED:
        at = np.array([each.elapsed == elapsed for each in told])
        lines, warnings = at & (linear > 0), at & (said > 0.5)
        wrong = [
            f"{1 - breached[rows].mean():.0%} of {rows.sum()}" if rows.any() else "none" for rows in (lines, warnings)
        ]
        print(f"  warnings that were wrong, {elapsed:.0%} elapsed: straight line {wrong[0]}, forecast {wrong[1]}")
    assert brier < line
    assert brier < constant
    assert abs(said.mean() - base) < 0.02
