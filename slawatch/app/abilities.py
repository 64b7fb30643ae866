"""What the kinds of sources that are installed can know."""

from dataclasses import dataclass
from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.registry import Package, Registry
from slawatch.ingest.source import Caps
from slawatch.ingest.specimen import abilities

OURS: Final = "slawatch"
_UNKNOWN: Final = Package(name="", version="", docs="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """One kind of source."""

    kind: str
    summary: str = ""
    caps: Caps | None = None
    """None where they depend on options that nobody can guess, and of a kind that is broken."""
    docs: str = ""
    package: str = ""
    version: str = ""
    simulated: bool = False
    broken: str = ""
    """Why it can't be used; empty where it can."""


def able(registry: Registry, clock: Clock) -> list[Ability]:
    """Return the kinds by name, those that can't be used among them."""
    names = sorted({*registry.kinds, *registry.broken})
    return [_ability(registry, name, clock) for name in names]


def _ability(registry: Registry, name: str, clock: Clock) -> Ability:
    package = registry.packages.get(name, _UNKNOWN)
    kind = registry.kinds.get(name)
    if kind is None:
        return Ability(kind=name, package=package.name, version=package.version, broken=registry.broken[name])
    own = f"docs/sources/{name}.md" if package.name == OURS else package.docs
    return Ability(
        kind=name,
        summary=kind.summary,
        caps=abilities(kind, clock),
        docs=kind.docs or own,
        package=package.name,
        version=package.version,
        simulated=kind.simulated,
    )
