"""The group of commands and the options that all of them share. Commands are imported when they are called."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from slawatch import __version__
from slawatch.cli.deferred import Deferred
from slawatch.errors import ConfigError, SlawatchError

COMMANDS: Final = {
    "init": "Write a first configuration from what a ticketing system tells.",
    "run": "Poll, evaluate and serve until told to stop.",
    "check": "Tell everything that is wrong with the configuration.",
    "sync": "Read sources now, without serving.",
    "evaluate": "Print every objective's figures.",
    "timers": "Print a row for every timer.",
    "outages": "Print merged outages and what they cost.",
    "reliability": "Print how often services fail, how fast they are restored, and whether that changes.",
    "outage": "State outages by hand, end and withdraw them.",
    "credits": "Print service credits, owed and claimable, with the outages that prove them.",
    "exclude": "State and approve time that was agreed not to count.",
    "correct": "State, approve and withdraw corrections of what sources tell.",
    "action": "Keep the improvement register: what is done about breaches and outages, and what still needs it.",
    "log": "Print who stated, approved and changed what.",
    "explain": "Print why a ticket's timers, or an objective's figure, read what they read.",
    "reconcile": "Print where a source's own verdicts differ from ours, and why.",
    "simulate": "Judge stored history under proposed agreements.",
    "unmapped": "Print the sources' words that nothing maps, and the lines that would map them.",
    "desk": "Print the service desk's own work, by team, queue, service or kind.",
    "report": "Write service level reports as HTML, PDF, XLSX, CSV and JSON.",
    "seal": "Seal the report of a closed period for ever, or list what is sealed and what waits.",
    "verify": "Compute sealed reports again, and tell what is not as it was sealed.",
    "sign": "Sign a sealed report: prepared, reviewed or approved.",
    "note": "Write what a report says in words.",
    "audit-pack": "Write sealed reports with all evidence into a zip that can be checked by hand.",
    "readiness": "Tell what an audit would find wanting.",
    "render": "Render what Prometheus, Alertmanager and Grafana need to know of this installation.",
    "sources": "Print the kinds of sources that are installed and what each can know.",
    "schema": "Print the JSON schema of the configuration, or of one kind's options.",
}
CONFIG_ERROR: Final = 2
"""Exit status when the configuration can't be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What every command is told."""

    config_file: Path
    log_level: str
    log_format: str
    listen: str | None
    store_url: str | None
    web_file: Path | None = None


class Commands(Deferred):
    """Tells what people can mend in words made for them."""

    def invoke(self, context: click.Context) -> object:
        """Run the command; an error made for people is shown as such, without a trace."""
        try:
            return super().invoke(context)
        except ConfigError as error:
            click.echo(str(error), err=True)
            context.exit(CONFIG_ERROR)
        except SlawatchError as error:
            raise click.ClickException(str(error)) from error


@click.group(
    cls=Commands,
    modules="slawatch.cli.",
    listed=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, message="slawatch %(version)s")
@click.option(
    "--config.file",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("slawatch.yml"),
    show_default=True,
    envvar="SLAWATCH_CONFIG_FILE",
    help="The configuration.",
)
@click.option("--log.level", "log_level", type=click.Choice(("debug", "info", "warning", "error")), default="info",
              show_default=True, help="Write log lines from this level on.")  # fmt: skip
@click.option("--log.format", "log_format", type=click.Choice(("logfmt", "json")), default="logfmt", show_default=True,
              help="Shape of log lines.")  # fmt: skip
@click.option("--web.listen-address", "listen", metavar="HOST:PORT",
              help="Listen here; over the configuration's web.listen.  [default: 127.0.0.1:10720]")  # fmt: skip
@click.option(
    "--web.config.file",
    "web_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="TLS and passwords, as Prometheus and its exporters take them; over the configuration's web.config_file.",
)
@click.option("--store.url", "store_url", metavar="URL", help="Keep facts there; over the configuration's store.url.")
@click.pass_context
def main(context: click.Context, /, **options: object) -> None:
    """Measure service levels from ticketing systems, right to the second, and serve them to Prometheus."""
    context.obj = Shared(**options)  # type: ignore[arg-type]  # click made them of these types
