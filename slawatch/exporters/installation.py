"""What definitions have so many of, for the bounds of families."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain
from types import MappingProxyType

from slawatch.exporters.bounds import Count, Installation
from slawatch.model.agreement import LENGTHS, NUMBERS, Agreement, Indicator, Objective, Statistic
from slawatch.model.definitions import Definitions
from slawatch.model.mapping import SourceMapping

_WORDS = {Count.KINDS: "kind", Count.PRIORITIES: "priority", Count.TEAMS: "team"}


def installation(definitions: Definitions, told: Mapping[Count, int] = MappingProxyType({})) -> Installation:
    """Return the counts of definitions; of words those that maps name.

    `told` are the numbers that no definition holds: feeds, and words where a source's own are taken as they are.
    """
    full = {agreement.id for agreement in definitions.agreements if agreement.full_metrics}
    detailed = {service for each in definitions.agreements if each.id in full for service in each.services}
    common = {
        Count.AGREEMENTS: len({agreement.id for agreement in definitions.agreements}),
        Count.SOURCES: len(definitions.mappings),
        # Tickets without a service that is defined are counted under none.
        Count.SERVICES: len(definitions.services.keys() - detailed) + 1,
        **{count: len(_words(definitions.mappings.values(), name)) for count, name in _WORDS.items()},
        **told,
    }
    lean = _promised(each for each in definitions.agreements if each.id not in full)
    promised = _promised(each for each in definitions.agreements if each.id in full)
    return Installation(lean={**common, **lean}, full={Count.SERVICES: len(detailed), **promised})


def _words(mappings: Iterable[SourceMapping], attribute: str) -> set[str]:
    """Return the values of an attribute and "", which stands for what nothing maps."""
    words = {""}
    for mapping in mappings:
        told = mapping.attribute(attribute)
        words.update((told.values or {}).values(), [told.default or ""])
    return words


def _promised(agreements: Iterable[Agreement]) -> Mapping[Count, int]:
    """Return how many objectives of services there are, of all versions of agreements together."""
    objectives: dict[tuple[str, str, str], set[Count]] = defaultdict(set)
    services: dict[tuple[str, str], bool] = defaultdict(bool)
    for agreement in agreements:
        for service in agreement.services:
            services[agreement.id, service] |= agreement.credits is not None
        for judged in agreement.judged:
            for objective in agreement.objectives:
                objectives[agreement.id, judged, objective.id] |= _counts(objective)
    counts = Counter(chain.from_iterable(objectives.values()))
    return {**counts, Count.AGREED_SERVICES: len(services), Count.CREDITED_SERVICES: sum(services.values())}


def _counts(objective: Objective) -> set[Count]:
    is_length = objective.indicator in LENGTHS
    of_a_number = objective.at_most is not None and objective.indicator in NUMBERS
    told = {
        Count.OBJECTIVES: True,
        Count.SHARES: objective.target is not None,
        Count.AVAILABILITIES: objective.indicator is Indicator.AVAILABILITY,
        Count.TIMERS: objective.is_timer,
        Count.TIMES: isinstance(objective.within, int) or is_length,
        Count.TYPICAL: objective.statistic is not Statistic.SHARE or is_length,
        Count.NUMBERS: of_a_number,
    }
    return {count for count, is_so in told.items() if is_so}
