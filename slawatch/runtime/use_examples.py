"""Tickets that metrics point at, under the ids that their sources know them by."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from slawatch.engine.columns import TimerRows
from slawatch.engine.plan import Plan
from slawatch.engine.use_examples import LastDecided, last_decided
from slawatch.model.instant import from_epoch
from slawatch.model.target_use import UseExample
from slawatch.store.contract import Reader


def use_examples(
    plan: Plan, timers: TimerRows, store: Reader, *, as_of: datetime, agreements: Collection[str]
) -> Iterator[UseExample]:
    """Yield of some agreements the ticket that was decided last in each bucket of what timers used."""
    by_source: dict[str, list[LastDecided]] = defaultdict(list)
    for last in last_decided(plan, timers, as_of=as_of):
        if last.sla in agreements:
            by_source[last.source].append(last)
    for source, decided in by_source.items():
        tickets = store.tickets(source, {last.number for last in decided})
        yield from (_named(last, tickets[last.number].id) for last in decided)


def _named(last: LastDecided, ticket: str) -> UseExample:
    return UseExample(
        service_id=last.service_id,
        sla=last.sla,
        objective=last.objective,
        period=last.period,
        bucket=last.bucket,
        source=last.source,
        ticket=ticket,
        share=last.share,
        at=from_epoch(last.at),
    )
