"""The archive of reports as the configuration in force reads it."""

from threading import Lock

from slawatch.app.reporting import rounds_of
from slawatch.config.settings import Configuration
from slawatch.errors import StoreError
from slawatch.model.result import Snapshot
from slawatch.reports.archive.archive import Archive
from slawatch.runtime.ground import Ground


class Library:
    """Holds one archive, made anew with each configuration."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._lock = Lock()
        self._open: tuple[Configuration, Archive] | None = None

    def archive(self, configuration: Configuration) -> Archive:
        """Return the archive of a configuration; what it has found out is kept as long as that is in force."""
        with self._lock:
            if self._open is None or self._open[0] is not configuration:
                self._open = configuration, Archive.of(rounds_of(configuration, self._ground), self._published)
            return self._open[1]

    def _published(self) -> Snapshot:
        inquiry = self._ground.board.current.inquiry
        if inquiry is None:
            raise StoreError("nothing is published yet")
        return inquiry.snapshot
