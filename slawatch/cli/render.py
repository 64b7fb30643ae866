"""slawatch render: files for the systems around slawatch."""

from importlib import import_module
from typing import Final

import click

PARTS: Final[dict[str, str]] = {
    "rules": "Alerting and recording rules for Prometheus.",
    "scrape": "A configuration of Prometheus that scrapes the daemon.",
    "alertmanager": "Routes, office hours, muting, receivers and texts for Alertmanager.",
    "dashboards": "Dashboards for Grafana, with links to this installation's pages.",
}
"""What can be rendered, each by the module slawatch.cli.render_NAME."""


class Parts(click.Group):
    """Imports a part only when it is called."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the parts in the order of their use."""
        return list(PARTS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Return a part's command from its module."""
        if name not in PARTS:
            return None
        command: click.Command = import_module(f"slawatch.cli.render_{name}").command
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the parts with a line each, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(PARTS.items()))


@click.group("render", cls=Parts)
def command() -> None:
    """Render what Prometheus, Alertmanager and Grafana need to know of this installation."""
