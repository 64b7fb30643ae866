"""From a file to a configuration and its plan: the one place where sources and configuration meet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from slawatch.calendars.calendar import compiled
from slawatch.config.load import load
from slawatch.config.settings import Configuration, SourceSchema, SourceSettings, WebSettings
from slawatch.engine.plan import Plan, plan
from slawatch.ingest.registry import Registry, installed
from slawatch.model.definitions import Definitions
from slawatch.web.server import address


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What the command line says over the file."""

    listen: str | None = None
    store_url: str | None = None


def configured(path: Path, overrides: Overrides, registry: Registry) -> Configuration:
    """Return what a file says, with the command line's word over it; ConfigError holds every fault."""
    configuration = load(path, schemas(registry))
    if overrides.listen is not None:
        host, port = address(overrides.listen)
        web = WebSettings(host=host, port=port, external_url=configuration.web.external_url)
        configuration = replace(configuration, web=web)
    if overrides.store_url is not None:
        configuration = replace(configuration, store=replace(configuration.store, url=overrides.store_url))
    return configuration


def schemas(registry: Registry) -> Mapping[str, SourceSchema]:
    """Return what the configuration must know of each installed kind of source."""
    return {
        name: SourceSchema(
            options=kind.options,
            status_classes=kind.status_classes,
            public_replies=kind.public_replies,
            simulated=kind.simulated,
        )
        for name, kind in registry.kinds.items()
    }


def planned(definitions: Definitions) -> Plan:
    """Return the definitions with their calendars compiled."""
    return plan(definitions, {name: compiled(hours) for name, hours in definitions.calendars.items()})


def named(configuration: Configuration, source: str) -> SourceSettings | None:
    """Return a source's settings by its id."""
    return next((settings for settings in configuration.sources if settings.id == source), None)


__all__ = ["Configuration", "Overrides", "Registry", "configured", "installed", "named", "planned", "schemas"]
