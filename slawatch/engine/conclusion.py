"""What is concluded of an objective: its figure, its budget and its state."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final

from slawatch.engine.attainment import Tally
from slawatch.engine.budget import allowed, budget, exceeded
from slawatch.engine.durations import RANKS, durations, ranked, typical
from slawatch.engine.facts import Ints
from slawatch.engine.group_time import JudgedTime
from slawatch.model.agreement import Statistic
from slawatch.model.instant import from_epoch
from slawatch.model.result import Budget, Outcome, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What is concluded of one objective of one service in one window."""

    state: State
    reason: str = ""
    attained: float | None = None
    attained_seconds: float | None = None
    attained_events: int | None = None
    good: int = 0
    events: int = 0
    budget: Budget | None = None
    breached_at: datetime | None = None
    misses_left: int | None = None
    best_possible: float | None = None


NOT_IN_FORCE = Conclusion(state=State.NOT_APPLICABLE, reason="the agreement is not in force in this period")
NOT_ALL_TOLD: Final = "the sources have not told everything up to the end of the period"


def of_availability(target: Fraction, time: JudgedTime) -> Conclusion:
    """Return how a promise of availability stands.

    It is breached, for good, once more is lost than the whole period's planned time allows.
    """
    if not time.window.in_force:
        return NOT_IN_FORCE
    account = time.account
    may_lose = allowed(target, time.planned)
    state, reason = _availability_state(target, time)
    breach = None
    if state is State.BREACHED:
        breach = time.exceeded_at(may_lose, time.window.seen)
    return Conclusion(
        state=state,
        reason=reason,
        attained=account.availability,
        good=int(account.agreed - account.lost),
        events=int(account.agreed),
        budget=budget("seconds", allowed=may_lose, consumed=account.lost) if time.is_told else None,
        breached_at=None if breach is None else from_epoch(breach),
    )


def of_share(target: Fraction, *, good: int, judged: int, time: JudgedTime, unjudged: str) -> Conclusion:
    """Return how a promised share of anything stands; `unjudged` says why there is no verdict, empty where there is.

    It is breached only when the period is over and completely told; before that it is at risk.
    """
    if not time.window.in_force:
        return NOT_IN_FORCE
    if unjudged:
        return Conclusion(state=State.NO_DATA, reason=unjudged, good=good, events=judged)
    state, reason = ratio_state(time, broken=exceeded(judged - good, judged, target))
    return Conclusion(state=state, reason=reason, attained=good / judged, good=good, events=judged)


def ratio_state(time: JudgedTime, *, broken: bool) -> tuple[State, str]:
    """Return the state of a figure that may still get better until its period is over, and why it is none yet."""
    if not broken:
        return State.MET, ""
    if time.complete:
        return State.BREACHED, ""
    return State.AT_RISK, "" if time.window.running else NOT_ALL_TOLD


def of_tickets(target: Fraction, tally: Tally, time: JudgedTime) -> Conclusion:
    """Return how a promise about a share of timers stands (see of_share)."""
    if not time.window.in_force:
        return NOT_IN_FORCE
    told = of_share(target, good=tally.met, judged=tally.judged, time=time, unjudged=_basis(tally))
    breach = tally.breached_at(target) if told.state is State.BREACHED else None
    return Conclusion(
        state=told.state,
        reason=told.reason,
        attained=told.attained,
        good=told.good,
        events=told.events,
        budget=budget("events", allowed=allowed(target, tally.judged), consumed=tally.missed),
        breached_at=None if breach is None else from_epoch(breach),
        misses_left=tally.misses_left(target),
        best_possible=tally.best_possible,
    )


def of_statistic(statistic: Statistic, limit: int, tally: Tally, time: JudgedTime) -> Conclusion:
    """Return how a promise about the median, p90 or mean of timers stands; the limit is in working seconds.

    Like a share it is breached only when the period is over and completely told. A median or a p90 bears as many
    misses as the share does that it stands for.
    """
    if not time.window.in_force:
        return NOT_IN_FORCE
    share = RANKS.get(statistic)
    unjudged = _basis(tally)
    state, reason = ratio_state(time, broken=exceeds(tally.elapsed, statistic, limit))
    if unjudged:
        state, reason = State.NO_DATA, unjudged
    breach = tally.breached_at(share) if state is State.BREACHED and share is not None else None
    return Conclusion(
        state=state,
        reason=reason or _so_far(tally),
        attained_seconds=typical(durations(tally.elapsed), statistic),
        good=tally.met,
        events=tally.judged,
        breached_at=None if breach is None else from_epoch(breach),
        misses_left=None if share is None else tally.misses_left(share),
    )


def exceeds(elapsed: Ints, statistic: Statistic, limit: int) -> bool:
    """Tell whether a statistic of lengths, which must ascend, exceeds a limit; that of none exceeds nothing."""
    if not len(elapsed):
        return False
    if statistic is Statistic.MEAN:
        return int(elapsed.sum()) > limit * len(elapsed)
    return ranked(elapsed, RANKS[statistic]) > limit


def _so_far(tally: Tally) -> str:
    n = tally.open_misses
    return f"{n} still open {'counts' if n == 1 else 'count'} with the time so far" if n else ""


def _availability_state(target: Fraction, time: JudgedTime) -> tuple[State, str]:
    account = time.account
    if exceeded(account.lost, time.planned, target):
        return State.BREACHED, ""
    if not account.agreed:
        return State.NO_DATA, "nothing is known of the agreed time" if account.unknown else "no agreed time"
    if exceeded(account.lost, account.possible, target):
        return State.AT_RISK, ""
    if exceeded(account.lost + account.unknown, account.possible, target):
        return State.INDETERMINATE, would_decide(time)
    return State.MET, ""


def would_decide(time: JudgedTime) -> str:
    """Return why there is no verdict where what is not known could be more than what may be lost."""
    unknown = sum(part.account.unknown for part in time.parts)
    return f"{unknown} seconds of agreed time are unknown and would decide"


def _basis(tally: Tally) -> str:
    """Return why nothing can be judged, empty where something can."""
    if tally.judged:
        return ""
    return "the source can't tell" if tally.timers[Outcome.UNKNOWN] else "no ticket has a verdict yet"
