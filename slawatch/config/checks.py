"""What no value shows by itself: keys that exclude each other, objectives that never match, words nobody says."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from slawatch.config import hours
from slawatch.config.faults import Trail, choice
from slawatch.config.values import as_list
from slawatch.model.agreement import AgreementKind, ExclusionMode, Indicator
from slawatch.model.service import PartyKind
from slawatch.model.ticket import PENDING, StatusClass

Found = tuple[Trail, str]
"""Where, within the part that is checked, and what is wrong."""

Conditions = Mapping[str, frozenset[str]]

Words = Mapping[str, Mapping[str, frozenset[str] | None]]
"""By attribute and source what the map gives; None where the source's own words pass."""

SIDES: Final = {
    AgreementKind.SLA: PartyKind.CUSTOMER,
    AgreementKind.OLA: PartyKind.TEAM,
    AgreementKind.CONTRACT: PartyKind.SUPPLIER,
}
"""With which kind of party an agreement is made."""

_TIMER_KEYS: Final = {
    "within": "a share of time has no time limit; leave it out",
    "when": "outages are no tickets to choose from; leave it out",
    "hours": "it is judged in the hours of its service; set hours there",
    "pause": "it has no timer that could stand still; leave it out",
    "reopen": "it has no timer that could start again; leave it out",
    "on_change": "it has no timer that could be handed over; leave it out",
}

_ONCE: Final = "it happens once and never starts again"
_BY_MESSAGES: Final = "every reopening starts a cycle of its own"
_NO_REOPEN: Final = {
    Indicator.FIRST_RESPONSE: _ONCE,
    Indicator.ACKNOWLEDGEMENT: _ONCE,
    Indicator.NEXT_REPLY: _BY_MESSAGES,
    Indicator.PERIODIC_UPDATE: _BY_MESSAGES,
    Indicator.HANDOVER: "it goes on where a ticket is reopened, and the closed gap does not count",
    Indicator.RESTORATION: "it goes on where a ticket is reopened, and the closed gap does not count",
}


_IGNORED: Final = "the mode raw ignores every exclusion, so there is nothing to judge by it; leave it out"
ROLLING_ALLOWANCE: Final = (
    "does not go with rolling periods: the same exclusion would count on one day and not on the next; leave it out, "
    "or take a period such as month"
)


def ignored_faults(mode: ExclusionMode, told: Collection[str]) -> Iterator[Found]:
    """Yield keys that say which exclusions count where none does."""
    if mode is ExclusionMode.RAW:
        yield from (((key,), _IGNORED) for key in ("notice", "allowance", "approvers") if key in told)


def objective_faults(indicator: Indicator, told: Collection[str], pause: Iterable[StatusClass]) -> Iterator[Found]:
    """Yield keys of one objective that don't go with its indicator."""
    if indicator is Indicator.AVAILABILITY:
        for key in _TIMER_KEYS:
            if key in told:
                yield (key,), f"does not go with availability: {_TIMER_KEYS[key]}"
        return
    if "within" not in told:
        yield ("within",), f"is missing; an objective of {indicator} needs the time allowed, e.g. within: 4h"
    if "reopen" in told and indicator is not Indicator.RESOLUTION:
        yield ("reopen",), f"does not go with {indicator}: {_NO_REOPEN[indicator]}; leave it out"
    for n, status in enumerate(pause):
        if status not in PENDING:
            yield ("pause", n), f'a timer does not pause in "{status}"{choice(status, sorted(PENDING))}'


def party_fault(party: str, agreement: AgreementKind, kinds: Mapping[str, str]) -> str | None:
    """Return what is wrong with an agreement's party, None where it stands on the right side."""
    kind = kinds.get(party)
    side = SIDES[agreement]
    if kind not in set(PartyKind) or kind == side:
        return None
    fitting = [name for name, found in kinds.items() if found == side]
    end = f"; there are: {', '.join(fitting)}" if fitting else f"; or give {party} the kind {side}"
    article = "an" if agreement is not AgreementKind.CONTRACT else "a"
    return f'"{party}" is a {kind}; {article} {agreement} is made with a {side}{end}'


def state_faults(
    told: Collection[str], parts: Sequence[str], needed: int, shares: Mapping[str, Fraction] | None
) -> Iterator[Found]:
    """Yield what is wrong with a service's state by its parts: exactly one rule, no part twice, shares of 100 %."""
    if len(told) != 1:
        found = f"found {' and '.join(sorted(told))}" if told else "found nothing"
        yield (), f"{found}; write one of all_of, any_of, k_of_n, capacity"
        return
    (rule,) = told
    for n, part in enumerate(parts):
        if part in parts[:n]:
            yield (rule, "of", n) if rule == "k_of_n" else (rule, n), f'"{part}" stands here a second time; keep one'
    if needed > len(parts):
        yield (rule, "k"), f"{needed} are needed and only {len(parts)} named; write at most {len(parts)}"
    if shares is not None and sum(shares.values()) != 1:
        total = float(sum(shares.values()) * 100)
        yield (rule,), f"the shares add up to {total:g}%; all together they carry 100%"


def loops(parts: Mapping[str, Sequence[str]]) -> Iterator[Found]:
    """Yield services that are made of themselves, by the way that leads back; each loop once, at its first service."""
    done: set[str] = set()
    for service in parts:
        way = _way_back(service, service, parts, frozenset(done))
        if way:
            yield (service, "state"), f"it is made of itself: {' -> '.join((service, *way))}; take one of them out"
        done.add(service)


def _way_back(start: str, service: str, parts: Mapping[str, Sequence[str]], seen: frozenset[str]) -> tuple[str, ...]:
    for part in parts.get(service, ()):
        if part == start:
            return (part,)
        if part not in seen:
            way = _way_back(start, part, parts, seen | {part})
            if way:
                return (part, *way)
    return ()


def misplaced(agreement: AgreementKind, objectives: Mapping[str, tuple[Indicator, Collection[str]]]) -> Iterator[Found]:
    """Yield handovers, by the keys told of them, that don't go with their kind of agreement."""
    for name, (indicator, told) in objectives.items():
        if indicator is Indicator.HANDOVER and agreement is AgreementKind.SLA:
            yield (name, "indicator"), "handover goes with an ola or a contract; no ticket stands with a customer"
        elif indicator is Indicator.HANDOVER and agreement is AgreementKind.CONTRACT and "pause" in told:
            yield (name, "pause"), "the timer runs exactly while a ticket waits for the supplier; leave it out"


def unreachable(objectives: Mapping[str, tuple[Indicator, Conditions]]) -> Iterator[Found]:
    """Yield objectives that can never match a ticket, since an earlier one takes all that they would take."""
    earlier: list[tuple[str, Indicator, Conditions]] = []
    for name, (indicator, conditions) in objectives.items():
        taker = next((n for n, i, c in earlier if i is indicator and _takes_all(c, conditions)), None)
        if taker is not None:
            yield (
                (name,),
                f'can never match: "{taker}" before it takes all of its tickets; put the narrower one first',
            )
        earlier.append((name, indicator, conditions))


def _takes_all(earlier: Conditions, later: Conditions) -> bool:
    return all(key in later and later[key] <= values for key, values in earlier.items())


def foreign_services(
    services: Collection[str] | None, objectives: Mapping[str, tuple[Indicator, Conditions]]
) -> Iterator[Found]:
    """Yield conditions on services that the agreement does not promise; None: its services can't be told."""
    if services is None:
        return
    for name, (_, conditions) in objectives.items():
        for service in sorted(conditions.get("service", frozenset()) - set(services)):
            yield (
                (name, "when", "service"),
                f'"{service}" is no service of this agreement{choice(service, services)}',
            )


def unheard_words(conditions: Conditions, words: Words) -> Iterator[Found]:
    """Yield values that no source ever maps anything to."""
    sources = conditions.get("source")
    for attribute, values in conditions.items():
        heard = _heard([said for source, said in words.get(attribute, {}).items() if not sources or source in sources])
        for value in sorted(values - heard) if heard else ():
            yield (attribute,), f'no source maps anything to the {attribute} "{value}"{choice(value, sorted(heard))}'


def unheard_services(services: Iterable[str], words: Words) -> Iterator[Found]:
    """Yield services that no source ever maps a ticket or an outage to."""
    heard = _heard(words["service"].values())
    for service in services if heard else ():
        if service not in heard:
            yield (service,), "no source maps a ticket or an outage to it, so nothing is known of it"


def _heard(said: Iterable[frozenset[str] | None]) -> frozenset[str]:
    """Return every word that is mapped; nothing where some source may say anything."""
    told = list(said)
    return frozenset[str]() if None in told else frozenset[str]().union(*(each for each in told if each is not None))


def early_ends(calendars: Mapping[str, Any]) -> Iterator[Found]:
    """Yield windows of valid calendars, as written, that end a minute before midnight."""
    for name, calendar in calendars.items():
        week = calendar["hours"]
        for days, windows in week.items() if isinstance(week, dict) else ():
            for text in as_list(windows) or ():
                if hours.ends_a_minute_early(text):
                    yield (name, "hours", days), f'"{text}" is read as an end at 24:00; write 24:00'
