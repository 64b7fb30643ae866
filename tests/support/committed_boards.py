"""The boards as they are committed, and their queries as Grafana would send them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

BOARDS = Path(__file__).parents[2] / "grafana" / "dashboards"
VARIABLES = {
    "__rate_interval": "40m",
    "__interval": "10m",
    "__range": "86400s",
    "__range_s": "86400",
    "period": "current",
}
"""What Grafana puts in for scrapes up to 20 minutes apart; the choices of people are all "All"."""


class Asked(NamedTuple):
    """A target of a panel."""

    board: str
    panel: dict[str, Any]
    target: dict[str, Any]

    @property
    def expression(self) -> str:
        """What Prometheus is sent."""
        return substituted(self.target["expr"])

    @property
    def named(self) -> str:
        """Where it stands, for a report."""
        return f"{self.board}: {self.panel['title']}, {self.target['refId']}"


def substituted(text: str) -> str:
    """Return a text with its variables replaced."""
    return re.sub(r"\$\{?(\w+)(?::\w+)?\}?", lambda found: VARIABLES.get(found[1], ".+"), text)


def boards() -> dict[str, dict[str, Any]]:
    """Return each board by its language and name."""
    return {f"{path.parent.name}/{path.stem}": json.loads(path.read_text()) for path in sorted(BOARDS.glob("*/*.json"))}


def panels(board: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the panels of a board, those of closed rows too."""
    for panel in board["panels"]:
        yield from (panel, *panel.get("panels", ()))


def targets() -> list[Asked]:
    """Return every target of every panel of every board."""
    return [
        Asked(name, panel, target)
        for name, board in boards().items()
        for panel in panels(board)
        for target in panel.get("targets") or ()
    ]


def legends(target: dict[str, Any]) -> set[str]:
    """Return the labels that a target's legend names."""
    return set(re.findall(r"\{\{ *(\w+) *\}\}", target.get("legendFormat") or ""))


def label_values(query: str) -> tuple[str, str] | None:
    """Return the series and the label of a variable's query."""
    found = re.fullmatch(r"label_values\((.+), *(\w+)\)", query)
    return (substituted(found[1]), found[2]) if found else None
