"""The daemon: built whole, started, reloaded, stopped."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import structlog

from slawatch import __version__
from slawatch.app.access import require_usable
from slawatch.app.configuring import Configuration, Overrides, Registry, configured
from slawatch.app.feeding import fed
from slawatch.app.feeds import CalendarFeeds
from slawatch.app.library import Library
from slawatch.app.planning import planned
from slawatch.app.polling import open_by, poller
from slawatch.app.reporting import Reporting
from slawatch.app.storing import for_writing
from slawatch.clock import Clock
from slawatch.config.settings import SourceSettings
from slawatch.exporters.live import LivePart
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.model.definitions import Definitions
from slawatch.runtime.ground import Ground
from slawatch.runtime.operation import Chore, Operation
from slawatch.runtime.poller import Poller
from slawatch.runtime.taking import Progress
from slawatch.web.application import application
from slawatch.web.current_file import CurrentWebFile
from slawatch.web.published import Doors
from slawatch.web.server import WebServer
from slawatch.web.tls import served

log = structlog.get_logger(__name__)

FEEDS: Final = "calendar feeds"
"""The job that reads them; a source can't be called so."""


class Daemon:
    """Everything that runs between start() and stop()."""

    def __init__(  # noqa: PLR0913  the composition root is given everything
        self,
        path: Path,
        overrides: Overrides,
        *,
        registry: Registry,
        clock: Clock,
        metrics: SelfMetrics,
        progress: Callable[[str], Progress] = lambda _source: lambda _batch, _committed: None,
    ) -> None:
        self._path, self._overrides, self._registry = path, overrides, registry
        self._clock, self._metrics, self._progress = clock, metrics, progress
        self._reloading = threading.Lock()
        self._stopped = False
        self._file = self._started = configured(path, overrides, registry)
        require_usable(self._file.web.access)
        self._ground = Ground(store=for_writing(self._file.store), clock=clock, metrics=metrics)
        self._feeds = CalendarFeeds(self._ground)
        self._library = Library(self._ground)
        self.configuration = self._fed(self._file)
        self._operation = self._built(self.configuration)
        encrypted = served(CurrentWebFile(self.configuration.web.access.web_file))
        self.encrypted = encrypted is not None
        """Whether pages are served over TLS."""
        self._server = WebServer(application(self._doors()), self._listen(), encrypted=encrypted)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._server.port

    def start(self) -> None:
        """Serve, then poll and evaluate."""
        self._server.start()
        self._feeds.tell(self.configuration)
        self._operation.start()
        self._metrics.reload(ok=True, at=self._clock.now())
        log.info("slawatch started", version=__version__, port=self.port, sources=len(self.configuration.sources))

    def reload(self) -> tuple[bool, str]:
        """Build the configuration anew and swap it in whole; a faulty one leaves the old in force."""
        with self._reloading:
            try:
                file = configured(self._path, self._overrides, self._registry)
                require_usable(file.web.access)
                fresh = self._fed(file)
                operation = self._built(fresh)
            except Exception as error:  # noqa: BLE001  whatever a plug-in or a database raises, the daemon goes on
                self._metrics.reload(ok=False, at=self._clock.now())
                log.error("reload failed, the old configuration stays in force", reason=str(error))  # noqa: TRY400
                return False, f"the old configuration stays in force:\n{error}"
            told = self._changes(fresh)
            self._file = file
            self._put_in_force(fresh, operation)
            self._metrics.reload(ok=True, at=self._clock.now())
            self._ground.store.log.note(
                kind="configuration", name=fresh.sha256[:12], action="reloaded", at=self._clock.now()
            )
            log.info("reloaded", changes=told)
            return True, told

    def refresh_feeds(self) -> None:
        """Read the feeds of calendars again; where they say something else, figures are planned anew."""
        with self._ground.turn(FEEDS):
            self._feeds.read(self._file)
            self._feeds.tell(self._file)
            with self._reloading:
                fresh = fed(self._file, self._ground.store.feed)
                if self._stopped or fresh.definitions.sha256 == self.configuration.definitions.sha256:
                    return
                log.info("feeds of calendars have changed, figures are computed anew")
                self._put_in_force(fresh, self._built(fresh, feeds_read=True))

    def stop(self, *, deadline: float = 10.0) -> bool:
        """Stop serving and polling; return false when a worker did not end within the deadline in seconds."""
        self._stopped = True
        self._operation.stop()
        self._server.stop(deadline=deadline / 2)
        ended = self._ground.settled(deadline / 2)
        if ended:
            self._ground.store.close()
        log.info("slawatch stopped", clean=ended)
        return ended

    def _fed(self, file: Configuration) -> Configuration:
        """Return a configuration with what its feeds say; those that were never read are read first."""
        self._feeds.read_unknown(file)
        return fed(file, self._ground.store.feed)

    def _put_in_force(self, configuration: Configuration, operation: Operation) -> None:
        self._operation.stop()
        self.configuration, self._operation = configuration, operation
        self._feeds.tell(configuration)
        self._operation.start()
        if self._stopped:  # meanwhile, and it met the operation before
            self._operation.stop()

    def _built(self, configuration: Configuration, *, feeds_read: bool = False) -> Operation:
        definitions = configuration.definitions
        plan = planned(definitions)
        chore = Chore(name=FEEDS, every=configuration.feeds_every, run=self.refresh_feeds, at_once=not feeds_read)
        operation = Operation(
            self._ground,
            configuration,
            plan=plan,
            pollers=self._pollers(configuration),
            chores=(*((chore,) if configuration.feeds else ()), Reporting(self._ground, configuration).chore),
        )
        self._ground.store.register(definitions.sha256, definitions.body, at=self._clock.now())
        return operation

    def _pollers(self, configuration: Configuration) -> Mapping[str, Poller]:
        return {settings.id: self._poller(settings, configuration.definitions) for settings in configuration.sources}

    def _poller(self, settings: SourceSettings, definitions: Definitions) -> Poller:
        ground = self._ground
        made = poller(self._registry, settings, store=ground.store, clock=ground.clock, metrics=ground.metrics)
        made.is_open = open_by(definitions.mappings[settings.id])
        made.progress = self._progress(settings.id)
        return made

    def _doors(self) -> Doors:
        return Doors(
            version=__version__,
            published=lambda: self._ground.board.current,
            sources=lambda: self._operation.health,
            inquiry=lambda: self._ground.board.current.inquiry,
            live=LivePart(self._metrics.registry, monotonic=self._clock.monotonic),
            reload=self.reload,
            now=self._clock.now,
            monotonic=self._clock.monotonic,
            access=lambda: self.configuration.web.access,
            store=self._ground.store,
            archive=lambda: self._library.archive(self.configuration),
        )

    def _changes(self, fresh: Configuration) -> str:
        """Return what a reload does, and what waits for a restart, in words."""
        told = ["the new configuration is in force"]
        if self.configuration.definitions.sha256 != fresh.definitions.sha256:
            told.append("figures are computed anew, since definitions changed")
        at_start = self._started
        kept = {
            "web.listen": _address(at_start) == _address(fresh),
            "store.url": at_start.store == fresh.store,
            "web.config_file": at_start.web.access.web_file == fresh.web.access.web_file,
        }
        told += [f"{what} takes effect after a restart" for what, same in kept.items() if not same]
        return "; ".join(told)

    def _listen(self) -> str:
        host, port = self.configuration.web.host, self.configuration.web.port
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _address(configuration: Configuration) -> tuple[str, int]:
    return configuration.web.host, configuration.web.port
