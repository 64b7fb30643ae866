"""slawatch render: files for the systems around slawatch."""

from typing import Final

import click

from slawatch.cli.deferred import Deferred

PARTS: Final[dict[str, str]] = {
    "rules": "Alerting and recording rules for Prometheus.",
    "scrape": "A configuration of Prometheus that scrapes the daemon.",
    "alertmanager": "Routes, office hours, muting, receivers and texts for Alertmanager.",
    "dashboards": "Dashboards for Grafana, with links to this installation's pages.",
}
"""What can be rendered, each by the module slawatch.cli.render_NAME."""


@click.group("render", cls=Deferred, modules="slawatch.cli.render_", listed=PARTS)
def command() -> None:
    """Render what Prometheus, Alertmanager and Grafana need to know of this installation."""
