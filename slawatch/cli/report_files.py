"""Files of reports on a disk, and how far the writing has come."""

import os
from pathlib import Path
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from slawatch.errors import SlawatchError
from slawatch.reports.written import ReportFile

_UNITS: Final = ((1_000_000, "MB"), (1_000, "kB"))


def put(folder: Path, file: ReportFile) -> Path:
    """Write a file into a folder and return its place; one that is there is replaced whole or not at all."""
    return put_bytes(folder / file.name, file.content)


def put_bytes(place: Path, content: bytes) -> Path:
    """Write a file and return its place; one that is there is replaced whole or not at all."""
    beside = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(content)
            beside.replace(place)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise SlawatchError(f"{place} can't be written: {error.strerror}") from error
    return place


def in_units(size: int) -> str:
    """Return a number of bytes as people read it: 331 kB."""
    return next((f"{size / unit:.1f} {name}" for unit, name in _UNITS if size >= unit), f"{size} bytes")


class ReportBars:
    """A bar on a terminal while reports are made; nothing elsewhere."""

    def __init__(self, files: int) -> None:
        """Take how many files there will be at the most."""
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("judging the stored facts", total=files)

    def __enter__(self) -> Self:
        """Show it."""
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take it away."""
        self._bar.stop()

    def wrote(self, file: ReportFile) -> None:
        """Count a file."""
        self._bar.update(self._task, advance=1, description=f"wrote {file.name}")
