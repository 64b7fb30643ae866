"""The desk's figures of any period, computed once from everything that is stored."""

from datetime import datetime

from slawatch.calendars.periods import parse_period
from slawatch.clock import Clock
from slawatch.engine.desk.figures import desk_figures
from slawatch.engine.desk.persons import with_persons
from slawatch.engine.desk.waiting import with_waiting
from slawatch.engine.plan import Plan
from slawatch.model.desk_figures import DeskFigures
from slawatch.runtime.assessment import PeriodError
from slawatch.runtime.evaluator import Evaluator
from slawatch.store.contract import Store


def assessed_desk(
    store: Store, plan: Plan, clock: Clock, *, as_of: datetime | None, period: str
) -> tuple[datetime, DeskFigures]:
    """Return the instant that was judged, and the desk's figures of a period named in words, cut in its own zone."""
    evaluator = Evaluator(plan, store, clock, forgets=False)
    reached, desk = evaluator.judge(as_of), plan.definitions.desk
    try:
        cut = parse_period(period, as_of=reached.as_of, kind=desk.period, timezone=desk.timezone)
    except ValueError as error:
        raise PeriodError(str(error)) from error
    rows, as_of = evaluator.rows.desk, reached.as_of
    (told,) = desk_figures(plan, rows, (cut,), as_of=as_of, watermarks=dict(reached.watermarks))
    return as_of, with_waiting(with_persons(told, plan, rows), plan, rows, as_of=as_of)
