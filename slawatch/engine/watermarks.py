"""Up to when services are known: the watermarks of the sources behind them."""

from collections.abc import Mapping
from datetime import datetime

from slawatch.model.definitions import Definitions
from slawatch.model.instant import epoch
from slawatch.model.mapping import SourceMapping

Watermarks = Mapping[str, datetime | None]
"""By source: the instant up to which it has told everything; None where it never answered."""


def sources_behind(definitions: Definitions, service: str) -> tuple[str, ...]:
    """Return the configured sources that can tell of the service or of anything that it is made of."""
    told = {source for part in made_of(definitions, service) for source in sources_of(definitions, part)}
    return tuple(source for source in definitions.mappings if source in told)


def sources_of(definitions: Definitions, service: str) -> tuple[str, ...]:
    """Return the configured sources whose mapping can name the service.

    These are the sources that have it among the mapped values or as the default, and those that map no values (the
    raw text is the service, so any may come). The definitions alone decide, not what was told so far: a source that
    could speak of the service and is silent makes its time unknown, not up.
    """
    return tuple(source for source, mapping in definitions.mappings.items() if _can_name(mapping, service))


def known_until(sources: tuple[str, ...], watermarks: Watermarks) -> int | None:
    """Return the oldest watermark of the sources; None where one never answered, or there is no source."""
    told = [watermarks.get(source) for source in sources]
    return min((epoch(at) for at in told if at is not None), default=None) if None not in told else None


def made_of(definitions: Definitions, service: str) -> frozenset[str]:
    """Return the service and all that it is made of, at every depth."""
    state = definitions.services[service].state
    parts = state.parts if state else ()
    return frozenset({service}).union(*(made_of(definitions, part) for part in parts))


def _can_name(mapping: SourceMapping, service: str) -> bool:
    attribute = mapping.attribute("service")
    if attribute.default == service or attribute.values is None:
        return True
    return service in attribute.values.values()
