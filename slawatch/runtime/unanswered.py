"""Promises that nothing in the store answers to: objectives without tickets, services without outages."""

from collections.abc import Iterable, Iterator
from typing import Final

from slawatch.engine.facts import Facts
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan, Promise
from slawatch.engine.watermarks import made_of, sources_behind
from slawatch.model.agreement import Indicator
from slawatch.model.definitions import Definitions
from slawatch.model.instant import epoch
from slawatch.store.contract import OPERATOR, Reader, Store

DAYS: Final = 90
"""An objective that no ticket matches for so long may have been written wrong."""


def unmatched(store: Store, plan: Plan) -> list[Promise]:
    """Return the timers' promises of the newest versions that no ticket of the last days matched.

    Those of the days before what each source has told; without any ticket in them nothing can be said. It reads
    no further than to the last promise that is found matched.
    """
    left, seen = {number for number in set(plan.families) if plan.promises[number].objective.is_timer}, False
    for facts, horizon in _lately(store, plan.definitions):
        rows, since = judged(facts, plan, horizon=horizon), horizon - DAYS * 86400
        lately = rows.tickets.ticket[rows.tickets.created_at >= since]
        seen = seen or len(lately) > 0
        matched = rows.timers.promise[rows.timers.started_at >= since]
        left -= {plan.families[number] for number in set(matched.tolist())}
        if not left:
            break
    return [plan.promises[number] for number in sorted(left)] if seen else []


def without_outages(store: Store, definitions: Definitions) -> list[str]:
    """Return the services with a promised availability of which no source can tell an outage, or ever told any."""
    promised = {
        service: None
        for agreement in definitions.agreements
        for objective in agreement.objectives
        if objective.indicator is Indicator.AVAILABILITY
        for service in agreement.services
    }
    own = [service for service in promised if definitions.services[service].state is None]
    return untold(store, definitions, own)


def untold(reader: Reader, definitions: Definitions, services: Iterable[str]) -> list[str]:
    """Return those of some services of which no source can tell an outage, or ever told any; nor has anybody by hand.

    Of one that is made of others, neither can any of its parts be told of.
    """
    telling = {source for source in definitions.mappings if _tells_outages(reader, definitions, source)}
    by_hand = {outage.service for _, outage in reader.outages(OPERATOR)}
    return [
        service
        for service in services
        if telling.isdisjoint(sources_behind(definitions, service))
        and by_hand.isdisjoint(made_of(definitions, service))
    ]


def _tells_outages(reader: Reader, definitions: Definitions, source: str) -> bool:
    read = reader.state(source).sequence > 0
    return not read or definitions.mappings[source].outage is not None or len(reader.outages(source)) > 0


def _lately(store: Store, definitions: Definitions) -> Iterator[tuple[Facts, int]]:
    """Yield facts of which some may be of the last days, with the horizon of their source."""
    for source in definitions.mappings:
        through = store.state(source).complete_through
        for facts in store.facts(source) if through is not None else ():
            horizon = epoch(through) if through is not None else 0
            if facts.created_at.max(initial=0) >= horizon - DAYS * 86400:
                yield facts, horizon
