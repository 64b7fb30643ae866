"""Which kinds of sources are installed: ours and those of other packages, by their entry points."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import Distribution, EntryPoint, entry_points
from typing import Final

from slawatch.errors import FatalSourceError
from slawatch.ingest.source import SourceKind

GROUP: Final = "slawatch.sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What a kind came with."""

    name: str
    version: str
    docs: str
    """Address of its documentation, empty where it names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Source kinds by name, and why the others can't be used."""

    kinds: Mapping[str, SourceKind] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
    """By name: the reason, for a reader who can mend or remove the plug-in."""
    packages: Mapping[str, Package] = field(default_factory=dict)
    """By name of the kind, broken ones too: who brought it."""

    def kind(self, name: str) -> SourceKind:
        """Return the kind of a name; FatalSourceError says what is broken or what there is."""
        if name in self.kinds:
            return self.kinds[name]
        if name in self.broken:
            raise FatalSourceError(f"the plug-in of source kind {name!r} is broken: {self.broken[name]}")
        raise FatalSourceError(f"there is no source kind {name!r}; installed are {', '.join(sorted(self.kinds))}")


def installed(plugins: Iterable[EntryPoint] | None = None) -> Registry:
    """Return every kind that is installed; a plug-in that is broken takes no other with it."""
    kinds: dict[str, SourceKind] = {}
    broken: dict[str, str] = {}
    packages: dict[str, Package] = {}
    for plugin in entry_points(group=GROUP) if plugins is None else plugins:
        if plugin.dist is not None:
            packages[plugin.name] = _package(plugin.dist)
        if plugin.name in kinds:
            broken[plugin.name] = f"{plugin.value} bears the name of another plug-in"
            del kinds[plugin.name]
        elif plugin.name not in broken:
            _add(plugin, kinds, broken)
    return Registry(kinds=kinds, broken=broken, packages=packages)


def _package(found: Distribution) -> Package:
    told = (entry.partition(", ") for entry in found.metadata.get_all("Project-URL") or ())
    urls = {label.lower(): url for label, _, url in told}
    docs = next((urls[label] for label in ("documentation", "homepage", "repository", "source") if label in urls), "")
    return Package(name=found.metadata["Name"], version=found.version, docs=docs)


def _add(plugin: EntryPoint, kinds: dict[str, SourceKind], broken: dict[str, str]) -> None:
    try:
        kind = plugin.load()
    except Exception as error:  # noqa: BLE001  a plug-in may raise anything while it is imported
        broken[plugin.name] = f"{plugin.value} can't be imported: {type(error).__name__}: {error}"
        return
    if isinstance(kind, SourceKind) and kind.name == plugin.name:
        kinds[plugin.name] = kind
    else:
        broken[plugin.name] = f"{plugin.value} is no SourceKind of that name"
