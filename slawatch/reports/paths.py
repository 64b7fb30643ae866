"""Paths of the daemon's pages that tell what a number of a report is made of; a test holds them to the pages."""

from functools import lru_cache
from urllib.parse import quote, urlencode

_STEPS = frozenset({"", ".", ".."})
"""Browsers take these for steps in a path, however they are encoded."""


def ticket(source: str, name: str) -> str:
    """Return the path of a ticket's page; its id may hold anything."""
    if name in _STEPS:
        return f"/tickets/{_part(source)}/?{urlencode({'ticket': name})}"
    return f"/tickets/{_part(source)}/{_part(name)}"


def objective(service: str, sla: str, name: str, period: str) -> str:
    """Return the path of the page that tells what an objective's figure is made of."""
    return f"/objectives/{_part(service)}/{_part(sla)}/{_part(name)}?{urlencode({'period': period})}"


def outages(period: str, **filters: str) -> str:
    """Return the path of the list of outages of a period."""
    return f"/outages?{urlencode({**filters, 'period': period})}"


def action(id_: str) -> str:
    """Return the path of an improvement action's page."""
    return f"/actions/{_part(id_)}"


@lru_cache(maxsize=4096)
def _part(text: str) -> str:
    return quote(text, safe="", errors="replace")
