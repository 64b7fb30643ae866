"""From a file to a configuration: the one place where sources and configuration meet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from slawatch.config.daemon_section import listen_address, store_url
from slawatch.config.load import load
from slawatch.config.settings import Configuration, SourceSchema, SourceSettings
from slawatch.errors import ConfigError
from slawatch.ingest.registry import Registry, installed

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What the command line says over the file."""

    listen: str | None = None
    store_url: str | None = None
    web_file: Path | None = None


def configured(path: Path, overrides: Overrides, registry: Registry) -> Configuration:
    """Return what a file says, with the command line's word over it; ConfigError holds every fault."""
    configuration = load(path, schemas(registry))
    if overrides.listen is not None:
        host, port = _said("--web.listen-address", overrides.listen, listen_address)
        configuration = replace(configuration, web=replace(configuration.web, host=host, port=port))
    if overrides.store_url is not None:
        url = _said("--store.url", overrides.store_url, store_url)
        configuration = replace(configuration, store=replace(configuration.store, url=url))
    if overrides.web_file is not None:
        access = replace(configuration.web.access, web_file=overrides.web_file)
        configuration = replace(configuration, web=replace(configuration.web, access=access))
    return configuration


def proposed(path: Path, proposal: Path, registry: Registry) -> Configuration:
    """Return what the file would say if the sections of a proposal stood in the place of its own."""
    return load(path, schemas(registry), proposal=proposal)


def _said(option: str, text: str, read: Callable[[str], T]) -> T:
    """Return what an option says, by the rules of the key that it overrides."""
    try:
        return read(text)
    except ValueError as error:
        raise ConfigError(f"{option}: {error}") from error


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


def named(configuration: Configuration, source: str) -> SourceSettings | None:
    """Return a source's settings by its id."""
    return next((settings for settings in configuration.sources if settings.id == source), None)


def chosen_sources(configuration: Configuration, source: str | None) -> tuple[SourceSettings, ...]:
    """Return the settings of a source by its id (None: of all); ConfigError says which there are."""
    if source is None:
        return configuration.sources
    settings = named(configuration, source)
    if settings is None:
        there_are = ", ".join(each.id for each in configuration.sources)
        raise ConfigError(f'there is no source "{source}"; there are {there_are}')
    return (settings,)


__all__ = [
    "Configuration",
    "Overrides",
    "Registry",
    "chosen_sources",
    "configured",
    "installed",
    "named",
    "proposed",
    "schemas",
]
