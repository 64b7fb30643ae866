"""A source made of its settings, with its poller."""

from collections.abc import Callable
from datetime import timedelta

from slawatch.app.configuring import Registry
from slawatch.app.watching import Watch
from slawatch.clock import Clock
from slawatch.config.settings import SourceSettings
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.ingest.source import Source
from slawatch.model.mapping import SourceMapping
from slawatch.model.ticket import DONE, VOID
from slawatch.runtime.passes import Rhythm
from slawatch.runtime.poller import Poller
from slawatch.store.contract import Store


def source(registry: Registry, settings: SourceSettings, *, clock: Clock, metrics: SelfMetrics) -> Source:
    """Return the source of some settings; nothing is asked yet."""
    kind = registry.kind(settings.kind)
    return kind.factory(settings.options, clock=clock, observer=Watch(metrics, settings.id))


def poller(registry: Registry, settings: SourceSettings, *, store: Store, clock: Clock, metrics: SelfMetrics) -> Poller:
    """Return the poller of a source."""
    return Poller(
        name=settings.id,
        source=source(registry, settings, clock=clock, metrics=metrics),
        store=store,
        clock=clock,
        config_hash=settings.config_hash,
        rhythm=Rhythm(rescan=_interval(settings.rescan), census=_interval(settings.census)),
    )


def open_by(mapping: SourceMapping) -> Callable[[str | None], bool]:
    """Return what tells whether a raw status means that work goes on: by it a census knows who must be there."""
    return lambda status: mapping.status_class(status) not in DONE | VOID


def _interval(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
