"""slawatch run."""

import os
import queue
import signal
import sys
from types import FrameType
from typing import Literal

import click

from slawatch import __version__
from slawatch.app.configuring import Overrides, installed
from slawatch.app.daemon import Daemon
from slawatch.app.garbage import search_seldom
from slawatch.cli.main import Shared
from slawatch.cli.progress import Bars
from slawatch.clock import SystemClock
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.runtime.logs import start_logging

Wish = Literal["stop", "reload"]


@click.command("run")
@click.pass_obj
def command(shared: Shared) -> None:
    """Poll the sources, evaluate, and serve figures until SIGTERM or SIGINT; SIGHUP reloads the configuration."""
    metrics = SelfMetrics(version=__version__)
    start_logging(level=shared.log_level, form=shared.log_format, counted=metrics.log_message)
    wishes = _wishes()
    bars = Bars()
    clock = SystemClock()
    overrides = Overrides(listen=shared.listen, store_url=shared.store_url, web_file=shared.web_file)
    daemon = Daemon(shared.config_file, overrides, registry=installed(), clock=clock, metrics=metrics, progress=bars.of)
    search_seldom()
    daemon.start()
    _greet(daemon)
    while wishes.get() == "reload":
        daemon.reload()
    bars.end()
    clock.end()
    if not daemon.stop():
        # A worker hangs in somebody else's server. Nothing of its batch was committed, so nothing is lost.
        sys.stdout.flush()
        os._exit(0)


def _wishes() -> "queue.SimpleQueue[Wish]":
    """Return where signals arrive; a handler may put into this queue at any moment."""
    wishes: queue.SimpleQueue[Wish] = queue.SimpleQueue()

    def ask(number: int, _frame: FrameType | None) -> None:
        wishes.put("reload" if number == signal.SIGHUP else "stop")

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, ask)
    return wishes


def _greet(daemon: Daemon) -> None:
    """Tell where to look."""
    host = daemon.configuration.web.host
    shown = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host  # noqa: S104  where to look, not where to listen
    scheme = "https" if daemon.encrypted else "http"
    usual = f"{scheme}://{f'[{shown}]' if ':' in shown else shown}:{daemon.port}"
    base = daemon.configuration.web.external_url or usual
    base = base.rstrip("/")
    simulated = " on SIMULATED data" if daemon.configuration.definitions.simulated else ""
    click.echo(f"slawatch {__version__} is running{simulated}; end it with Ctrl-C")
    for what, path in (("page", "/"), ("metrics", "/metrics"), ("readiness", "/-/ready")):
        click.echo(f"  {what:<10} {base}{path}")
    sys.stdout.flush()
