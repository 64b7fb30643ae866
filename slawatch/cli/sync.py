"""slawatch sync."""

from collections import Counter
from dataclasses import replace

import click

from slawatch.app.configuring import chosen_sources
from slawatch.app.feeding import fed, sync_feeds
from slawatch.app.polling import open_by, poller
from slawatch.cli.main import Shared
from slawatch.cli.opened import read
from slawatch.cli.progress import Bars
from slawatch.cli.stored import writing_store
from slawatch.clock import SystemClock
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.runtime.poller import Poll, Poller


@click.command("sync")
@click.argument("source", required=False)
@click.option("--full", is_flag=True, help="Read everything again; facts that are known stay as they are.")
@click.pass_obj
def command(shared: Shared, source: str | None, full: bool) -> None:  # noqa: FBT001  click's flag
    """Read SOURCE, or every source, once and now. A daemon on the same SQLite file must not run."""
    opened = read(shared)
    chosen = chosen_sources(opened.configuration, source)
    metrics, clock, bars = SelfMetrics(version=""), SystemClock(), Bars()
    failed = []
    with writing_store(opened.configuration) as store:
        for feed in sync_feeds(opened.configuration, store, clock) if source is None else ():
            click.echo(f"{feed.settings.name} of {feed.settings.owner}: {'read' if feed.up else 'not read'}")
            failed += [] if feed.up else [feed.settings.name]
        definitions = fed(opened.configuration, store.feed).definitions
        store.register(definitions.sha256, definitions.body, at=clock.now())
        for settings in chosen:
            one = poller(opened.registry, settings, store=store, clock=clock, metrics=metrics)
            one.is_open = open_by(definitions.mappings[settings.id])
            one.progress = bars.of(settings.id)
            poll = read_whole(one, afresh=full)
            click.echo(_told(poll))
            failed += [poll.source] if poll.result != "success" else []
    if failed:
        raise click.ClickException(f"not read in full: {', '.join(failed)}")


def read_whole(one: Poller, *, afresh: bool) -> Poll:
    """Poll until everything is told; return the last poll with what all of them brought and took."""
    poll = one.poll(afresh=afresh)
    records, seconds = Counter(poll.records), poll.seconds
    while poll.result == "success" and poll.more and poll.changed:
        poll = one.poll()
        records.update(poll.records)
        seconds += poll.seconds
    return replace(poll, records=dict(records), seconds=seconds)


def _told(poll: Poll) -> str:
    if poll.result != "success":
        return f"{poll.source}: {poll.result}: {poll.error}"
    records = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in poll.records.items() if count)
    until = poll.watermark.isoformat() if poll.watermark else "no instant yet (`slawatch check --live` looks closer)"
    return f"{poll.source}: {records or 'nothing new'}; complete through {until} ({poll.seconds:.1f} s)"
