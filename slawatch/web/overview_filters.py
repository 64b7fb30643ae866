"""Which objectives the overview shows: filters, order and page, as an address tells them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from starlette.datastructures import QueryParams

from slawatch.model.result import ObjectiveFigure, State
from slawatch.web.filters import page_asked, values
from slawatch.web.problem import malformed

NAMES: Final = ("state", "sla", "party", "service_id")


class By(StrEnum):
    """Under what objectives are put together."""

    SERVICE = "service"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewFilters:
    """What is asked for."""

    facets: Mapping[str, Sequence[str]]
    """By filter the words asked for; filters that ask for all are missing."""
    by: By = By.SERVICE
    page: int = 1
    renews: bool = False
    """Whether the page is to load itself anew, which nobody gets who did not ask for it."""

    @property
    def key(self) -> tuple[object, ...]:
        """What two addresses that ask for the same have in common."""
        return (*((name, *words) for name, words in self.facets.items()), self.by, self.page, self.renews)

    @property
    def told(self) -> Mapping[str, Sequence[str]]:
        """As an address tells them, without the page."""
        by = {"by": [str(self.by)]} if self.by is not By.SERVICE else {}
        return {**self.facets, **by, **({"refresh": ["on"]} if self.renews else {})}

    def with_words(self, name: str, words: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Return the filters with others in the place of one's words."""
        return {**self.told, name: words}

    def passes(self, figure: ObjectiveFigure) -> bool:
        """Tell whether an objective is among those asked for."""
        borne = {
            "state": {str(figure.state)},
            "sla": {figure.sla},
            "party": {figure.party},
            "service_id": {figure.service_id, *figure.services},
        }
        return all(not borne[name].isdisjoint(words) for name, words in self.facets.items())


def overview_filters(query: QueryParams) -> OverviewFilters:
    """Return what an address asks for; a Problem where a value can't be meant."""
    facets = {name: words for name in NAMES if (words := values(query, name))}
    for name, allowed in (("state", tuple(State)), ("by", tuple(By))):
        for word in facets.get(name, ()) if name == "state" else values(query, name):
            if word not in allowed:
                raise malformed(name, word, ", ".join(allowed))
    by = values(query, "by")
    return OverviewFilters(
        facets=facets,
        by=By(by[0]) if by else By.SERVICE,
        page=page_asked(query.get("page", "1")),
        renews=query.get("refresh") == "on",
    )
