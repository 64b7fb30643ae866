"""A source made of its settings, with its poller."""

from slawatch.app.configuring import Registry
from slawatch.app.watching import Watch
from slawatch.clock import Clock
from slawatch.config.settings import SourceSettings
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.ingest.source import Source
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
    )
