"""Promises about how well resolutions hold: resolved at the first contact, not reopened."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from slawatch.engine.columns import NEVER
from slawatch.engine.conclusion import Conclusion, of_share
from slawatch.engine.desk.process import at_first_contact, resolved
from slawatch.engine.desk.rows import CaseRows, Tells
from slawatch.engine.group_time import JudgedTime
from slawatch.model.result import State

NONE_RESOLVED = "no ticket has been resolved yet"


def of_first_contact(target: Fraction, cases: CaseRows, time: JudgedTime, *, reopen_window: int) -> Conclusion:
    """Return how a promised share of tickets that the first contact resolves stands.

    A ticket counts once the window in which it might be reopened is over; until then no breach is final.
    """
    done = resolved(cases, time.window.span)
    told = done.take((done.tells & Tells.REPLIES) > 0)
    ripe = told.take(told.resolved_at + reopen_window <= time.window.as_of)
    waiting = len(told) - len(ripe)
    good = int(np.count_nonzero(at_first_contact(ripe, reopen_window=reopen_window)))
    unjudged = "" if len(ripe) else _nothing(done=len(done), waiting=waiting)
    concluded = of_share(target, good=good, judged=len(ripe), time=time, unjudged=unjudged)
    if concluded.state is State.BREACHED and waiting:
        tickets = "ticket" if waiting == 1 else "tickets"
        return replace(concluded, state=State.AT_RISK, reason=f"{waiting} resolved {tickets} may yet be reopened")
    return concluded


def of_reopened(target: Fraction, cases: CaseRows, time: JudgedTime) -> Conclusion:
    """Return how a promised share of resolved tickets that are not reopened stands, by the first resolution."""
    done = resolved(cases, time.window.span)
    good = int(np.count_nonzero(done.reopened_at == NEVER))
    return of_share(target, good=good, judged=len(done), time=time, unjudged="" if len(done) else NONE_RESOLVED)


def _nothing(*, done: int, waiting: int) -> str:
    if not done:
        return NONE_RESOLVED
    return "it is too early to tell whether they stay resolved" if waiting else "the source can't tell"
