"""What an address asks for, read with patience for what dashboards write, and with a word on what can't be read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from starlette.datastructures import QueryParams

from slawatch.config.durations import duration
from slawatch.engine.listed_timers import TimerState, Wanted
from slawatch.engine.timer_order import Order, SortKey
from slawatch.model.definitions import Definitions
from slawatch.model.result import Band, Relative
from slawatch.web.problem import Problem, malformed

EVERYTHING: Final = frozenset({".*", ".+", "$__all", "All"})
"""What Grafana and people write where they mean no filter."""
CLOSED_LISTS: Final[Mapping[str, Sequence[str]]] = {"band": tuple(Band), "state": tuple(TimerState)}
LISTS: Final = ("open", "missed", "unmapped", "quarantined")
"""What the list of tickets can be of; the first one where nothing is asked."""
LONGEST_FILTER: Final = 4_000
"""Characters of a parameter: pages repeat its words in a hundred addresses, and some of these pages are kept."""
MOST_PAGES: Final = 100_000
_PAGE: Final = re.compile(r"[1-9][0-9]{0,5}")


def removable(asked: Mapping[str, Sequence[str]], without: Callable[[str], str]) -> Sequence[tuple[str, str]]:
    """Return filters in force as a page shows them, each with the address of the list without it."""
    return [(f"{name}={','.join(words)}", without(name)) for name, words in asked.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilters:
    """Filters of the list of open timers, as they were asked for."""

    facets: Mapping[str, Sequence[str]]
    """By facet the words asked for; facets that ask for all are missing."""
    due_within: str = ""
    page: int = 1
    list: str = LISTS[0]
    period: Relative = Relative.CURRENT
    """Of the missed ones."""
    order: Order | None = None

    @property
    def sort(self) -> str:
        """The order as an address tells it; empty where it is the list's own."""
        return "" if self.order is None else f"{'-' * self.order.descending}{self.order.by}"

    @property
    def address(self) -> Mapping[str, Sequence[str]]:
        """The whole list as an address tells it, without the page."""
        return {
            **({} if self.list == LISTS[0] else {"list": [self.list]}),
            **({} if self.period is Relative.CURRENT else {"period": [self.period]}),
            **({"sort": [self.sort]} if self.sort else {}),
            **self.told,
        }

    @property
    def told(self) -> Mapping[str, Sequence[str]]:
        """As an address tells them, without the page."""
        return {**self.facets, **({"due_within": [self.due_within]} if self.due_within else {})}

    def wanted(self, now: datetime) -> Wanted:
        """Return what is asked for at an instant."""
        due_by = now + timedelta(seconds=duration(self.due_within)) if self.due_within else None
        return Wanted(facets={facet: frozenset(words) for facet, words in self.facets.items()}, due_by=due_by)

    def without(self, name: str) -> Mapping[str, Sequence[str]]:
        """Return the filters without one."""
        return {each: words for each, words in self.told.items() if each != name}


def ticket_filters(query: QueryParams, definitions: Definitions) -> TicketFilters:
    """Return the filters of an address; a Problem where a value can't be meant."""
    ids = known_ids(definitions)
    facets = {name: values(query, name, ids.get(name, frozenset())) for name in (*ids, "priority", *CLOSED_LISTS)}
    for name, allowed in CLOSED_LISTS.items():
        for word in facets[name]:
            if word not in allowed:
                raise malformed(name, word, ", ".join(allowed))
    return TicketFilters(
        list=_one_of(query, "list", LISTS),
        period=Relative(_one_of(query, "period", tuple(Relative))),
        order=_order(query),
        facets={name: words for name, words in facets.items() if words},
        due_within=_due_within(query),
        page=page_asked(query.get("page", "1")),
    )


def known_ids(definitions: Definitions) -> Mapping[str, frozenset[str]]:
    """Return by filter the ids that the definitions know; services that are judged together go by their agreement."""
    agreements = definitions.agreements
    return {
        "service_id": frozenset((*definitions.services, *(name for each in agreements for name in each.judged))),
        "sla": frozenset(each.id for each in agreements),
        "objective": frozenset(objective.id for each in agreements for objective in each.objectives),
        "source": frozenset(definitions.mappings),
    }


def values(query: QueryParams, name: str, known: frozenset[str] = frozenset()) -> Sequence[str]:
    """Return the words of a parameter that may repeat and hold commas; none where any of them means everything.

    A Problem where they are more than anybody chooses.
    """
    told = query.getlist(name)
    if sum(map(len, told)) > LONGEST_FILTER:
        limit: dict[str, object] = {"name": name, "n": LONGEST_FILTER}
        raise Problem(400, "This address can't be read", "{name} holds more than {n} characters.", limit)
    parts = [part.strip() for value in told for part in ([value] if value in known else value.split(","))]
    words = dict.fromkeys(filter(None, parts))
    return [] if words.keys() & EVERYTHING else list(words)


def _one_of(query: QueryParams, name: str, allowed: Sequence[str]) -> str:
    asked = query.get(name) or allowed[0]
    if asked not in allowed:
        raise malformed(name, asked, ", ".join(allowed))
    return asked


def _order(query: QueryParams) -> Order | None:
    asked = query.get("sort", "")
    if not asked:
        return None
    if asked.removeprefix("-") not in tuple(SortKey):
        raise malformed("sort", asked, ", ".join(f"{key}, -{key}" for key in SortKey))
    return Order(SortKey(asked.removeprefix("-")), descending=asked.startswith("-"))


def _due_within(query: QueryParams) -> str:
    told = values(query, "due_within")
    if not told:
        return ""
    try:
        for each in told:
            duration(each)
    except ValueError as error:
        raise malformed("due_within", ", ".join(told), "90s, 30m, 4h, 1h30m") from error
    return max(told, key=duration)


def page_asked(told: str) -> int:
    """Return which page of a list is asked for, from 1; a Problem where the text is no such number."""
    if _PAGE.fullmatch(told) and int(told) <= MOST_PAGES:
        return int(told)
    raise malformed("page", told, f"1 … {MOST_PAGES}")
