"""How far a long read has come: bars on a terminal, log lines elsewhere."""

import threading

import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from slawatch.ingest.source import Batch
from slawatch.runtime.taking import Progress as Told
from slawatch.store.contract import Committed

log = structlog.get_logger(__name__)


class Bars:
    """A bar for each source whose poll brings more than one batch; it goes when the poll has ended."""

    def __init__(self) -> None:
        self._bars = Progress(
            TextColumn("reading {task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=(console := Console(stderr=True)),
            transient=True,
            disable=not console.is_terminal,  # it ends with an empty line where log lines are read by programs
        )
        self._tasks: dict[str, TaskID] = {}
        self._turn = threading.Lock()

    def of(self, source: str) -> Told:
        """Return what a poller tells of each batch of a source."""
        read = 0

        def told(batch: Batch, committed: Committed) -> None:
            nonlocal read
            read += committed.tickets_new + len(batch.outages)
            self._show(source, batch, read)
            if not batch.more:
                read = 0

        return told

    def end(self) -> None:
        """Take every bar away."""
        self._bars.stop()

    def _show(self, source: str, batch: Batch, read: int) -> None:
        with self._turn:
            if batch.more and source not in self._tasks:
                self._tasks[source] = self._bars.add_task(source, total=batch.expected)
                self._bars.start()
            if source not in self._tasks:
                return
            self._tell(source, batch, read)
            if not batch.more:
                self._bars.remove_task(self._tasks.pop(source))
            if not self._tasks:
                self._bars.stop()

    def _tell(self, source: str, batch: Batch, read: int) -> None:
        self._bars.update(self._tasks[source], completed=read, total=max(batch.expected or 0, read))
        if not self._bars.console.is_terminal:
            until = batch.complete_through.isoformat() if batch.complete_through else ""
            log.info("reading", source=source, tickets=read, expected=batch.expected, until=until)
