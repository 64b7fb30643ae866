"""Addresses of the daemon's pages, and of the tools behind tickets; whatever a source tells stays inside its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote, quote_plus, urlsplit

_STEPS: Final = frozenset({"", ".", ".."})
"""Browsers take these for steps in a path, however they are encoded."""

Filters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses as paths of this daemon; a language that was asked for in the address is carried on."""

    language: str | None = None

    def overview(self, filters: Filters | None = None, /, **more: str) -> str:
        """Return the address of the overview."""
        return self._with("/", {**(filters or {}), **{name: [value] for name, value in more.items()}})

    def tickets(self, filters: Filters | None = None, /, **more: str) -> str:
        """Return the address of the list of open timers."""
        return self._with("/tickets", {**(filters or {}), **{name: [value] for name, value in more.items()}})

    def ticket(self, source: str, name: str) -> str:
        """Return the address of a ticket's page; its id may hold anything."""
        if name in _STEPS:
            return self._with(f"/tickets/{_part(source)}/", {"ticket": [name]})
        return self._with(f"/tickets/{_part(source)}/{_part(name)}", {})

    def objective(self, service: str, sla: str, objective: str, period: str = "current") -> str:
        """Return the address of the page that tells what an objective's figure is made of."""
        path = "/".join(map(_part, (service, sla, objective)))
        return self._with(f"/objectives/{path}", {} if period == "current" else {"period": [period]})

    def outages(self, filters: Filters | None = None, /, **more: str) -> str:
        """Return the address of the list of outages."""
        return self._with("/outages", {**(filters or {}), **{name: [value] for name, value in more.items()}})

    def unmapped(self, filters: Filters | None = None, /, **more: str) -> str:
        """Return the address of the list of words that nothing maps."""
        return self._with("/unmapped", {**(filters or {}), **{name: [value] for name, value in more.items()}})

    def actions(self, filters: Filters | None = None, /) -> str:
        """Return the address of the improvement register."""
        return self._with("/actions", filters or {})

    def action(self, action: str) -> str:
        """Return the address of an improvement action."""
        return self.to(f"/actions/{_part(action)}")

    def findings(self, filters: Filters | None = None, /) -> str:
        """Return the address of the breaches and outages that nobody has answered."""
        return self._with("/findings", filters or {})

    def reports(self, filters: Filters | None = None, /, **more: str) -> str:
        """Return the address of the archive of reports."""
        return self._with("/reports", {**(filters or {}), **{name: [value] for name, value in more.items()}})

    def report(self, report: str, **more: str) -> str:
        """Return the address of a sealed report's page."""
        return self.to(f"/reports/{_part(report)}", **more)

    def report_file(self, report: str, restatement: int, name: str) -> str:
        """Return the address of a file of a sealed report."""
        return f"/reports/{_part(report)}/{restatement}/file/{_part(name)}"

    def draft(self, draft: str, **more: str) -> str:
        """Return the address of a report in the making: agreement/gold/2026-10."""
        return self.to(f"/drafts/{quote(draft, errors='replace')}", **more)

    def preview(self, draft: str) -> str:
        """Return the address of how it reads by now."""
        return self.to(f"/previews/{quote(draft, errors='replace')}")

    def services(self) -> str:
        """Return the address of the list of services."""
        return self.to("/services")

    def service(self, service: str, **more: str) -> str:
        """Return the address of a service's page."""
        return self.to(f"/services/{_part(service)}", **more)

    def agreements(self) -> str:
        """Return the address of the list of agreements."""
        return self.to("/agreements")

    def agreement(self, sla: str) -> str:
        """Return the address of an agreement's page."""
        return self.to(f"/agreements/{_part(sla)}")

    def source(self, source: str) -> str:
        """Return the address of what is told of a source."""
        return f"{self.to('/sources')}#{_part(source)}"

    def quarantine(self, source: str, **more: str) -> str:
        """Return the address of a source's rows that can't be read."""
        return self.to(f"/sources/{_part(source)}/quarantine", **more)

    def method(self, term: str) -> str:
        """Return the address of what a word means here."""
        return f"{self.to('/method')}#{term}"

    def to(self, path: str, **more: str) -> str:
        """Return the address of any page by its path, which is encoded."""
        return self._with(path, {name: [value] for name, value in more.items()})

    def api(self, path: str, query: str) -> str:
        """Return the address of the same as JSON; both parts encoded."""
        return f"/api/v1{path}{'?' + query if query else ''}"

    def _with(self, path: str, query: Filters) -> str:
        told = query if self.language is None else {**query, "lang": [self.language]}
        words = [f"{quote_plus(name)}={quote_plus(word)}" for name, own in told.items() for word in own]
        return f"{path}?{'&'.join(words)}" if words else path


def outside(url: str | None) -> str | None:
    """Return a ticket's address in its tool, if it is one that a browser only goes to: http or https, with a host."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


@lru_cache(maxsize=4096)
def _part(text: str) -> str:
    return quote(text, safe="", errors="replace")
