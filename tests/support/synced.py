"""A store that `slawatch sync` has filled from files that a test writes, and its pages."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from asked_site import AskedSite, serving
from command import told

from slawatch.app.configuring import Overrides, configured, installed
from slawatch.app.planning import planned
from slawatch.app.storing import for_reading


def synced(folder: Path, configuration: str, files: Mapping[str, str]) -> Path:
    """Write a configuration and by name the files that its sources read, read them, and return where the first is."""
    path = folder / "slawatch.yml"
    path.write_text(configuration, encoding="utf-8")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    told(path, "sync")
    return path


def copied(made: Path, folder: Path) -> Path:
    """Return a copy of a configuration with all that lies beside it, for a test that changes something."""
    shutil.copytree(made.parent, folder, dirs_exist_ok=True)
    return folder / made.name


@contextmanager
def pages_of(config: Path, *, as_of: datetime) -> Iterator[AskedSite]:
    """Serve the pages over such a store at an instant, which is also the present."""
    settings = configured(config, Overrides(), installed())
    with (
        closing(for_reading(settings.store)) as store,
        serving(store, planned(settings.definitions), as_of=as_of) as served,
    ):
        yield served
