"""How a promise about what requesters say of their tickets stands."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from slawatch.engine.conclusion import Conclusion, of_share
from slawatch.engine.desk.rows import CaseRows
from slawatch.engine.desk.surveys import READ
from slawatch.engine.group_time import JudgedTime
from slawatch.model.mapping import GOOD, POOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers about the tickets of one promise and one service in one window."""

    good: int = 0
    """Answers that are good by the survey's own threshold."""
    answered: int = 0
    """The n behind the share; what the survey's scale does not know is no answer."""


def answers(cases: CaseRows, time: JudgedTime) -> Answers:
    """Return the answers that were given in the window, of each ticket the last one."""
    start, end = time.window.span
    told = cases.answer[(start <= cases.answered_at) & (cases.answered_at < end)]
    good, poor = (int(np.count_nonzero(told == READ[answer])) for answer in (GOOD, POOR))
    return Answers(good=good, answered=good + poor)


def of_satisfaction(target: Fraction, minimum: int, told: Answers, time: JudgedTime) -> Conclusion:
    """Return how a promised share of good answers stands; fewer answers than the minimum tell nothing."""
    few = "" if told.answered >= minimum else f"{told.answered} of at least {minimum} answers"
    unjudged = few if told.answered else "no answer yet"
    return of_share(target, good=told.good, judged=told.answered, time=time, unjudged=unjudged)
