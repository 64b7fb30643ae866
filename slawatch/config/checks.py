"""What no value shows by itself: keys that exclude each other, objectives that never match, words nobody says."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from slawatch.config import hours
from slawatch.config.faults import Trail, choice
from slawatch.config.values import as_list
from slawatch.model.agreement import AgreementKind, ExclusionMode, Indicator, Statistic
from slawatch.model.service import PartyKind

Found = tuple[Trail, str]
"""Where, within the part that is checked, and what is wrong."""

Conditions = Mapping[str, frozenset[str]]

Contest = tuple[Indicator, Statistic]
"""What objectives of one agreement compete for (see Objective.contest)."""

Words = Mapping[str, Mapping[str, frozenset[str] | None]]
"""By attribute and source what the map gives; None where the source's own words pass."""

SIDES: Final = {
    AgreementKind.SLA: PartyKind.CUSTOMER,
    AgreementKind.OLA: PartyKind.TEAM,
    AgreementKind.CONTRACT: PartyKind.SUPPLIER,
}
"""With which kind of party an agreement is made."""

_WORKLOAD: Final = (Indicator.WORKLOAD, Statistic.SHARE)
_IGNORED: Final = "the mode raw ignores every exclusion, so there is nothing to judge by it; leave it out"
ROLLING_ALLOWANCE: Final = (
    "does not go with rolling periods: the same exclusion would count on one day and not on the next; leave it out, "
    "or take a period such as month"
)


def ignored_faults(mode: ExclusionMode, told: Collection[str]) -> Iterator[Found]:
    """Yield keys that say which exclusions count where none does."""
    if mode is ExclusionMode.RAW:
        yield from (((key,), _IGNORED) for key in ("notice", "allowance", "approvers") if key in told)


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


def unreachable(objectives: Mapping[str, tuple[Contest, Conditions]]) -> Iterator[Found]:
    """Yield objectives that can never match a ticket, since an earlier one takes all that they would take."""
    earlier: list[tuple[str, Contest, Conditions]] = []
    for name, (contest, conditions) in objectives.items():
        taker = next((n for n, other, c in earlier if other == contest and _takes_all(c, conditions)), None)
        if taker is not None:
            yield (
                (name,),
                f'can never match: "{taker}" before it takes all of its tickets; put the narrower one first',
            )
        earlier.append((name, contest, conditions))


def _takes_all(earlier: Conditions, later: Conditions) -> bool:
    return all(key in later and later[key] <= values for key, values in earlier.items())


def foreign_services(
    services: Collection[str] | None, objectives: Mapping[str, tuple[Contest, Conditions]]
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


def doubled_workload(kinds: Iterable[str], objectives: Mapping[str, tuple[Contest, Conditions]]) -> Iterator[Found]:
    """Yield objectives that have the id under which the agreed workload of a kind stands, or that take its tickets."""
    for kind in kinds:
        if workload_id(kind) in objectives:
            yield (workload_id(kind),), f'"workload" limits {kind} under this id; take one of the two out'
            continue
        for name, (contest, conditions) in objectives.items():
            if contest == _WORKLOAD and _takes_all(conditions, {"kind": frozenset({kind})}):
                yield (name,), f'it takes all tickets that "workload" limits as {kind}; take one of the two out'


def workload_id(kind: str) -> str:
    """Return the id of the objective that limits the tickets of a kind."""
    return f"workload-{kind}"


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
