"""slawatch render scrape."""

import re
import shlex
from collections.abc import Iterator
from typing import Final

import click

from slawatch.alerting.scrape import TIMEOUT, BasicAuth, Scrape, prometheus_file
from slawatch.alerting.taste import length
from slawatch.cli import rendering
from slawatch.cli.main import Shared
from slawatch.config.settings import WebSettings

FILE: Final = "prometheus.yml"
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104  what is listened on is not where it is reached
_ADDRESS: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):\d{1,5}")


class Address(click.ParamType[str]):
    """A host and a port."""

    name = "host:port"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return it as it was given."""
        if not _ADDRESS.fullmatch(str(value)):
            self.fail(f'"{value}" is no HOST:PORT; write e.g. slawatch.example.org:10720', param, ctx)
        return str(value)


@click.command("scrape")
@rendering.output
@click.option("--target", "targets", type=Address(), multiple=True,
              help="Where the daemon is reached; may repeat.  [default: web.listen]")  # fmt: skip
@click.option("--interval", type=rendering.Duration(), default="30s", show_default=True,
              help="Time between two scrapes, and two evaluations of rules.")  # fmt: skip
@click.option("--tls/--no-tls", default=False, help="Scrape by HTTPS.")
@click.option(
    "--ca-file", metavar="FILE", help="The certificate of the authority that signed the daemon's; implies --tls."
)
@click.option("--username", metavar="NAME", help="Authenticate by this name; needs --password-file.")
@click.option("--password-file", metavar="FILE", help="The file that holds the password, where Prometheus runs.")
@click.option(
    "--rules", metavar="GLOB", default="rules/*.yml", show_default=True, help="Rule files, beside the configuration."
)
@click.option(
    "--alertmanager", type=Address(), default="localhost:9093", show_default=True, help="Where alerts are sent."
)
@click.pass_obj
def command(  # noqa: PLR0913  an option each
    shared: Shared,
    /,
    *,
    output: str,
    targets: tuple[str, ...],
    interval: int,
    tls: bool,
    ca_file: str | None,
    username: str | None,
    password_file: str | None,
    rules: str,
    alertmanager: str,
) -> None:
    """Render prometheus.yml: a Prometheus that scrapes the daemon, loads its rules and knows an Alertmanager."""
    if interval < TIMEOUT:
        raise click.BadParameter(f"a scrape may take {TIMEOUT}s; write at least that", param_hint="--interval")
    scrape = Scrape(
        targets=targets or (_listening(rendering.configuration(shared).web),),
        interval=length(interval),
        tls=tls or ca_file is not None,
        ca_file=ca_file,
        basic_auth=_basic_auth(username, password_file),
        rules=rules,
        alertmanager=alertmanager,
    )
    text = prometheus_file(scrape, command=shlex.join(["slawatch", "render", "scrape", *_options(scrape, targets)]))
    if output == rendering.STANDARD_OUTPUT:
        click.echo(text, nl=False)
    else:
        rendering.write({FILE: text}, output)


def _basic_auth(username: str | None, password_file: str | None) -> BasicAuth | None:
    if username is None and password_file is None:
        return None
    if username is None or password_file is None:
        raise click.UsageError("--username and --password-file go together")
    return BasicAuth(username=username, password_file=password_file)


def _listening(web: WebSettings) -> str:
    host = "127.0.0.1" if web.host in _EVERYWHERE else web.host
    return f"[{host}]:{web.port}" if ":" in host else f"{host}:{web.port}"


def _options(scrape: Scrape, targets: tuple[str, ...]) -> Iterator[str]:
    """Yield the options that are other than usual, as they would be written again."""
    for target in targets:
        yield from ("--target", target)
    if scrape.tls and scrape.ca_file is None:
        yield "--tls"
    if scrape.basic_auth is not None:
        yield from ("--username", scrape.basic_auth.username, "--password-file", scrape.basic_auth.password_file)
    usual = Scrape(targets=())
    for name in ("interval", "ca_file", "rules", "alertmanager"):
        value = getattr(scrape, name)
        if value != getattr(usual, name):
            yield from (f"--{name.replace('_', '-')}", value)
