"""slawatch init."""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from slawatch.app.chosen_options import completed, read_options
from slawatch.app.configuring import installed, schemas
from slawatch.app.first_file import first_file
from slawatch.app.inventory import Inventory, inventory
from slawatch.app.sampling import sampled
from slawatch.app.watching import Watch
from slawatch.cli.main import Shared
from slawatch.cli.opened import Id
from slawatch.clock import SystemClock
from slawatch.config.load import load
from slawatch.errors import ConfigError, FatalSourceError
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.ingest.registry import Registry
from slawatch.ingest.source import Source, SourceKind
from slawatch.runtime.logs import start_logging
from slawatch.runtime.poller import refusal

TICKETS = 300
SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    words: Inventory
    replies: bool
    zone: str = "UTC"


@click.command("init")
@click.option("--kind", metavar="KIND", help="The kind of the source; `slawatch sources` lists them.  [default: asks]")
@click.option("--set", "given", metavar="NAME=VALUE", multiple=True,
              help="An option of the source, e.g. url=https://desk.example.org or columns.id=number (may be repeated). "
              "What is needed and not given is asked for. Secrets are named only: token=env:DESK_TOKEN.")  # fmt: skip
@click.option("--name", type=Id(), metavar="ID", help="What to call the source.  [default: as its kind]")
@click.option("--offline", is_flag=True, help="Do not ask the system; write down what its kind knows.")
@click.option("--force", is_flag=True, help="Write over a configuration that is there.")
@click.pass_obj
def command(  # noqa: PLR0913  click's options
    shared: Shared,
    *,
    kind: str | None,
    given: tuple[str, ...],
    name: str | None,
    offline: bool,
    force: bool,
) -> None:
    """Write a first configuration: what a system's statuses, priorities and services are called and may mean."""
    start_logging(level=shared.log_level, form=shared.log_format)
    path, registry = shared.config_file, installed()
    if path.exists() and not force:
        raise ConfigError(f"{path} is there already; --force writes over it")
    chosen = registry.kind(kind or click.prompt("Kind of source", type=click.Choice(sorted(registry.kinds))))
    name, told = name or chosen.name, read_options(given)
    options = completed(chosen, told, folder=path.absolute().parent, prompt=_asked)
    found = _unasked(chosen, name) if offline else _live(chosen, options, name)
    text = first_file(
        name, chosen.name, told, found.words, zone=found.zone, replies=found.replies, at=SystemClock().now()
    )
    _write(path, text, registry)
    words = found.words
    click.echo(f"{path} is written, from {words.tickets} tickets and {words.outages} outages. Mend it, then:")
    click.echo(f"  slawatch --config.file={path} check --live")


def _asked(name: str, purpose: str) -> str:
    try:
        answer: str = click.prompt(f"{purpose}\n{name}" if purpose else name, err=True)
    except click.Abort:
        raise ConfigError(f"{name} is missing; give it by --set {name}=VALUE") from None
    return answer


def _unasked(kind: SourceKind, name: str) -> _Found:
    return _Found(words=inventory(kind, (), None, source=name), replies=kind.public_replies)


def _live(kind: SourceKind, options: object, name: str) -> _Found:
    clock = SystemClock()
    source: Source = kind.factory(options, clock=clock, observer=Watch(SelfMetrics(version=""), name))
    found = source.check()
    if not found.usable:
        raise FatalSourceError(f"{refusal(found)}; --offline writes a configuration without asking")
    with sampled(name, source, clock=clock, tickets=TICKETS, seconds=SECONDS) as sample:
        if sample.error:
            click.echo(f"warning: reading ended early: {sample.error}", err=True)
        words = inventory(kind, found.words, sample, source=name)
    return _Found(words=words, replies=source.caps.public_replies, zone=_zone(found.timezone))


def _zone(told: str | None) -> str:
    try:
        return ZoneInfo(told or "UTC").key
    except (ValueError, OSError, LookupError):
        return "UTC"


def _write(path: Path, text: str, registry: Registry) -> None:
    """Put the file into its place once it was read without a fault."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        load(draft, schemas(registry))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
