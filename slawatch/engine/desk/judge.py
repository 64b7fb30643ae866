"""From timelines to the rows of the desk."""

from slawatch.engine.columns import Phase, TicketRows
from slawatch.engine.cycles import Cycles
from slawatch.engine.desk.cases import case_rows
from slawatch.engine.desk.links import link_rows
from slawatch.engine.desk.rows import DeskRows
from slawatch.engine.desk.stages import stage_rows
from slawatch.engine.facts import Facts
from slawatch.engine.plan import Plan
from slawatch.engine.timeline import Timeline


def desk_rows(line: Timeline, facts: Facts, plan: Plan, *, ends: Cycles, tickets: TicketRows) -> DeskRows:
    """Return what the desk did with tickets; `ends` holds the end of each one's last cycle."""
    same = {
        "source": tickets.source,
        "ticket": tickets.ticket,
        "kind": tickets.kind,
        "service": tickets.service,
        "created_at": tickets.created_at,
        "done_at": tickets.done_at,
        "void": ends.phase == Phase.CANCELLED,
    }
    links = link_rows(line, same)
    return DeskRows(
        stages=stage_rows(line, plan, same),
        cases=case_rows(line, facts, plan, tickets=same, links=links),
        links=links,
    )
