"""What is kept of a sealed report, and whether it still is what was sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from slawatch.reports.life.seal import Seal, SealedFile
from slawatch.store.contract import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that was sealed, or a part of the report that the seal knows by its hash."""

    name: str
    sha256: str
    content: bytes | None
    """None where it is gone."""
    file: SealedFile | None
    """None for a part: figures, notes, letter, difference, definitions."""

    @property
    def fault(self) -> str:
        """What is wrong with it; empty where nothing is."""
        if self.content is None:
            return f"{self.name} is missing"
        changed = sha256(self.content).hexdigest() != self.sha256
        return f"{self.name} was changed: it does not have its hash" if changed else ""


def kept_files(store: Store, seal: Seal) -> Iterator[KeptFile]:
    """Yield the parts of a sealed report, then its files."""
    parts = ("letter", "figures", "notes", "definitions", "difference")
    named: list[tuple[str, str, SealedFile | None]] = [(each, getattr(seal, each), None) for each in parts]
    named += [(each.name, each.sha256, each) for each in seal.files]
    for name, hashed, file in named:
        if hashed:
            yield KeptFile(name=name, sha256=hashed, content=store.reports.content(hashed), file=file)
