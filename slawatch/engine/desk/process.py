"""How the desk's processes work: resolved at the first contact, reopened, handed from team to team."""

from collections.abc import Iterator, Sequence

import numpy as np

from slawatch.engine.availability import Span
from slawatch.engine.columns import NEVER, Flags
from slawatch.engine.desk.rows import CaseRows, Tells
from slawatch.engine.groups import grouped
from slawatch.engine.proportion import wilson
from slawatch.model.desk_figures import ProcessIndicator, ProcessShare, Reassignments


def resolved(cases: CaseRows, window: Span) -> CaseRows:
    """Return the tickets that were resolved or closed for the first time in a window, and did not come to nothing."""
    start, end = window
    return cases.take((start <= cases.resolved_at) & (cases.resolved_at < end) & ~cases.void)


def at_first_contact(cases: CaseRows, *, reopen_window: int) -> Flags:
    """Tell of resolved tickets whether the first contact resolved them.

    The team that had the ticket first resolved it, the requester did not have to write again, and it was not
    reopened within the window after it.
    """
    again = cases.reopened_at - cases.resolved_at <= reopen_window
    first: Flags = (cases.handovers == 0) & (cases.contacts == 0) & ~again
    return first


def first_contact(cases: CaseRows, ripe: Flags, words: Sequence[str], *, reopen_window: int) -> Iterator[ProcessShare]:
    """Yield the share of resolved tickets that the first contact resolved, by service and kind.

    A ticket counts, for or against, once it is ripe: the source has told all of the window after its resolution.
    Failures are known sooner than successes. Where the source can't tell messages it is unknown.
    """
    tells = (cases.tells & Tells.REPLIES) > 0
    first = at_first_contact(cases, reopen_window=reopen_window)
    for (service, kind), own in grouped(cases.service, cases.kind).parts():
        judged = own[tells[own] & ripe[own]]
        yield share(
            (words[kind], ProcessIndicator.FIRST_CONTACT, words[service]),
            first[judged],
            unknown=int(np.count_nonzero(~tells[own])),
            waiting=int(np.count_nonzero(tells[own] & ~ripe[own])),
        )


def reopened(cases: CaseRows, words: Sequence[str]) -> Iterator[ProcessShare]:
    """Yield the share of resolved tickets that have been reopened by now, by service and kind."""
    again = cases.reopened_at != NEVER
    for (service, kind), own in grouped(cases.service, cases.kind).parts():
        yield share((words[kind], ProcessIndicator.REOPENED, words[service]), again[own])


def reassignments(cases: CaseRows, words: Sequence[str]) -> Iterator[Reassignments]:
    """Yield how often resolved tickets had changed their team by then, by service and kind.

    Where no ticket ever had a team nothing is known.
    """
    teamed = cases.take(cases.team > 0)
    for (service, kind), own in grouped(teamed.service, teamed.kind).parts():
        handovers, tickets = np.unique(teamed.handovers[own], return_counts=True)
        yield Reassignments(
            service_id=words[service],
            kind=words[kind],
            tickets=len(own),
            mean=float(teamed.handovers[own].mean()),
            distribution=tuple(zip(handovers.tolist(), tickets.tolist(), strict=True)),
        )


def share(
    named: tuple[str, ProcessIndicator, str], counts: Flags, *, unknown: int = 0, waiting: int = 0
) -> ProcessShare:
    """Return the share of tickets that count; named by process, indicator and service."""
    process, indicator, service = named
    told = wilson(int(np.count_nonzero(counts)), len(counts))
    return ProcessShare(
        process=process,
        indicator=indicator,
        service_id=service,
        counted=told.counted,
        n=told.n,
        ratio=told.share,
        lower=told.lower,
        upper=told.upper,
        unknown=unknown,
        waiting=waiting,
    )
