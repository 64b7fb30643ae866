"""Forecasts of a share of tickets."""

from fractions import Fraction

import numpy as np
import pytest

from slawatch.engine.ticket_forecast import JudgedTickets, ticket_forecast

TARGET = Fraction(95, 100)
NOBODY = JudgedTickets(met=0, missed=0)


def test_at_the_end_the_forecast_is_the_figure() -> None:
    kept = ticket_forecast(TARGET, JudgedTickets(met=19, missed=1), NOBODY, ahead=Fraction(0))
    assert (kept.breach_probability, kept.low, kept.expected, kept.high) == (0, 0.95, 0.95, 0.95)
    broken = ticket_forecast(TARGET, JudgedTickets(met=18, missed=1), NOBODY, ahead=Fraction(0))
    assert broken.breach_probability == 1


@pytest.mark.parametrize(("now", "before"), [((4, 0), (5, 0)), ((0, 0), (0, 0))])
def test_fewer_than_ten_tickets_are_no_history(now: tuple[int, int], before: tuple[int, int]) -> None:
    met, missed = now
    assert (
        ticket_forecast(
            TARGET,
            JudgedTickets(met=met, missed=missed),
            JudgedTickets(met=before[0], missed=before[1]),
            ahead=Fraction(1),
        )
        is None
    )


def test_a_period_that_ends_without_any_ticket_has_no_forecast() -> None:
    assert ticket_forecast(TARGET, NOBODY, JudgedTickets(met=20, missed=1), ahead=Fraction(0)) is None


def test_a_forecast_widens_with_what_is_still_to_come() -> None:
    now, before = JudgedTickets(met=97, missed=3), JudgedTickets(met=190, missed=10)
    found = [ticket_forecast(TARGET, now, before, ahead=Fraction(part, 10)) for part in (0, 1, 5)]
    widths = [each.high - each.low for each in found]
    assert widths == sorted(widths)
    assert widths[0] == 0
    assert found[0].breach_probability == 0 < found[1].breach_probability < found[2].breach_probability
    assert all(each.low <= each.expected <= each.high for each in found)


def test_a_ticket_less_than_a_thousandth_of_the_time_away_changes_nothing() -> None:
    now, before = JudgedTickets(met=97, missed=3), JudgedTickets(met=190, missed=10)
    assert ticket_forecast(TARGET, now, before, ahead=Fraction(5000, 10000)) is ticket_forecast(
        TARGET, now, before, ahead=Fraction(5001, 10000)
    )


def test_breaches_happen_as_often_as_forecasts_say() -> None:
    numbers = np.random.default_rng(11)
    said, broken = [], []
    for _ in range(600):
        misses, a_month = numbers.beta(4, 76), numbers.uniform(20, 120)
        before, now, later = numbers.poisson([a_month, a_month / 2, a_month / 2])
        missed = numbers.binomial([before, now, later], misses)
        found = ticket_forecast(
            TARGET,
            JudgedTickets(met=int(now - missed[1]), missed=int(missed[1])),
            JudgedTickets(met=int(before - missed[0]), missed=int(missed[0])),
            # Half a month is ahead, and one and a half were seen.
            ahead=Fraction(1, 3),
        )
        said.append(found.breach_probability)
        broken.append((missed[1] + missed[2]) * 20 > now + later)
    said, broken = np.array(said), np.array(broken, float)
    for low, high in ((0, 0.2), (0.2, 0.8), (0.8, 1.01)):
        rows = (low <= said) & (said < high)
        assert rows.sum() > 80
        assert said[rows].mean() == pytest.approx(broken[rows].mean(), abs=0.08)
