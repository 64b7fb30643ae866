"""What a correction can be about: looked up before it is stated, so that no statement speaks of nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from slawatch.engine.facts import TYPE_CODE, Facts
from slawatch.model.correction import NotCounted, TimerExcluded
from slawatch.model.definitions import Definitions
from slawatch.model.event import EventType
from slawatch.model.instant import from_epoch
from slawatch.model.mapping import ATTRIBUTES, SourceMapping
from slawatch.model.outage import Outage
from slawatch.runtime.operator_facts import StatementError
from slawatch.store.contract import Reader


class FoundTicket(NamedTuple):
    """A ticket that a correction names."""

    source: str
    id: str
    facts: Facts


class FoundOutage(NamedTuple):
    """An outage that a correction names."""

    source: str
    outage: Outage


def ticket_named(store: Reader, definitions: Definitions, name: str, *, source: str | None) -> FoundTicket:
    """Return the ticket by id or key; StatementError where no source has it, or several do and none is named."""
    found = []
    for each in _sources(definitions, source):
        told = store.ticket(each, name)
        if told is not None:
            found.append(FoundTicket(each, told[0].id, told[1]))
    return found[_only([each.source for each in found], f"ticket {name}", ask=source)]


def outage_named(store: Reader, definitions: Definitions, name: str, *, source: str | None) -> FoundOutage:
    """Return the outage by id; StatementError as of tickets."""
    found = [
        FoundOutage(each, outage)
        for each in _sources(definitions, source)
        for _, outage in store.outages(each)
        if outage.id == name
    ]
    hint = "; an outage that a ticket tells is corrected by the fields of the ticket"
    return found[_only([each.source for each in found], f"outage {name}", ask=source, hint=hint)]


def raw_field(mapping: SourceMapping, name: str) -> str:
    """Return the raw field that an attribute is read from, or that has the name; StatementError for any other."""
    attributes = {each: mapping.attribute(each).field for each in ATTRIBUTES}
    read = {**attributes, "status": mapping.status.field}
    rule = mapping.outage
    raw = {*read.values(), *((rule.field, rule.started_at, rule.ended_at) if rule else ())} - {None}
    if name not in raw and name not in read:
        raise StatementError(
            f'nothing is judged by a field "{name}"; there are {", ".join(sorted({*read, *map(str, raw)}))}'
        )
    return name if name in raw else read[name]


def require_told(facts: Facts, told: NotCounted) -> None:
    """Raise StatementError unless the source tells such an event of the ticket."""
    instants = list(_instants(facts, told.type))
    if told.at not in instants:
        there_are = ", ".join(f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in instants)
        known = f"there is one at {there_are}" if instants else "there is none at all"
        raise StatementError(f"the source tells no {told.type} at {told.at:%Y-%m-%dT%H:%M:%SZ}; {known}")


def require_promised(definitions: Definitions, told: TimerExcluded) -> None:
    """Raise StatementError unless there is such an agreement, and such an objective in it."""
    agreements = [each for each in definitions.agreements if told.agreement in (None, each.id)]
    if not agreements:
        known = ", ".join(dict.fromkeys(each.id for each in definitions.agreements))
        raise StatementError(f'there is no agreement "{told.agreement}"; there are {known}')
    objectives = dict.fromkeys(each.id for agreement in agreements for each in agreement.objectives if each.is_timer)
    if told.objective is not None and told.objective not in objectives:
        raise StatementError(f'no tickets are judged by "{told.objective}"; there are {", ".join(objectives)}')


def _sources(definitions: Definitions, source: str | None) -> Sequence[str]:
    if source is None:
        return list(definitions.mappings)
    if source not in definitions.mappings:
        raise StatementError(f'there is no source "{source}"; there are {", ".join(definitions.mappings)}')
    return [source]


def _only(sources: Sequence[str], what: str, *, ask: str | None, hint: str = "") -> int:
    """Return 0, the place of the only source that has it."""
    if not sources:
        raise StatementError(f"there is no {what} in {ask or 'any source'}{hint}")
    if len(sources) > 1:
        raise StatementError(f"{what} is in {', '.join(sources)}; say which with --source")
    return 0


def _instants(facts: Facts, kind: EventType) -> Iterator[datetime]:
    for at in facts.events["at"][facts.events["type"] == TYPE_CODE[kind]].tolist():
        yield from_epoch(at)
