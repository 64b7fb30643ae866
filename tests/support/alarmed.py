"""A small installation with everything that tells people of its alerts, as it runs and as it is told things."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from alert_chain import Server, alertmanager, free_port, hurried_routes, hurried_rules, prometheus, scraping
from command import asked, told
from daemon import CLOCK, Daemon, running
from misbehaving import Drill, configured, desk, vault
from receiver import Labels, Receiver, receiving

Wanted = tuple[str, Labels]
"""An alert's name and some of its labels."""


@dataclass(slots=True, kw_only=True)
class Chain:
    """A daemon, Prometheus, Alertmanager and a receiver, and the drills that its sources are put through."""

    folder: Path
    port: int
    daemon: Daemon
    prometheus: Server
    alertmanager: Server
    receiver: Receiver
    desk: Drill
    vault: Drill
    daemons: ExitStack

    @property
    def config(self) -> Path:
        """The daemon's configuration."""
        return self.folder / "slawatch.yml"

    def until(self, *wanted: Wanted, status: str = "firing", since: float = 0) -> None:
        """Wait until each has been told to somebody; name those that were not."""
        end = CLOCK.monotonic() + 60
        while missing := [each for each in wanted if not self.receiver.got(*each, status=status, since=since)]:
            if CLOCK.monotonic() > end:
                pytest.fail(f"never {status}: {missing}; fires now: {self.firing()}")
            CLOCK.sleep(0.2)

    def firing(self) -> list[Labels]:
        """Return the labels of each alert that fires in Prometheus."""
        alerts = self.prometheus.get("/api/v1/alerts")["data"]["alerts"]
        return [each["labels"] for each in alerts if each["state"] == "firing"]

    def ask(self, query: str) -> dict[str, float]:
        """Return what Prometheus answers, by service."""
        told = self.prometheus.get("/api/v1/query", query=query)["data"]["result"]
        return {each["metric"].get("service_id", ""): float(each["value"][1]) for each in told}

    def muted(self) -> dict[tuple[str, str, str], set[str]]:
        """Return by alert, service and tier the names of the alerts that keep it from being told."""
        alerts = self.alertmanager.get("/api/v2/alerts")
        names = {each["fingerprint"]: each["labels"]["alertname"] for each in alerts}
        return {
            _key(each["labels"]): {names[one] for one in each["status"]["inhibitedBy"] if one in names}
            for each in alerts
            if each["status"]["state"] == "suppressed"
        }

    def correct(self, *arguments: str) -> None:
        """State a correction of the desk's facts and have somebody else approve it."""
        stated = told(
            self.config, "correct", *arguments, "--source=desk", "--author=Li", "--reason=As the monitor tells it"
        )
        told(self.config, "correct", "approve", stated.split()[0], "--by=Service manager of Acme")

    def reload(self) -> int:
        """Have the daemon read its configuration again, and return the status of its answer."""
        return self.daemon.get("/-/reload", method="POST").status

    def start(self) -> None:
        """Start the daemon, which was killed, where it was."""
        self.daemon = self.daemons.enter_context(_daemon(self.config, self.port))

    def scrape(self, *ports: int) -> None:
        """Have Prometheus scrape these daemons."""
        text = scraping(*ports, alertmanager=self.alertmanager, rules="rules.yml")
        (self.folder / "prometheus.yml").write_text(text)
        self.prometheus.reload()


@contextmanager
def alarmed(folder: Path) -> Iterator[Chain]:
    """Run everything until the end of the block."""
    port = free_port()
    with receiving() as receiver, ExitStack() as stack:
        config = configured(folder, port=port, receiver=receiver.url)
        drills = desk(folder), vault(folder)
        for drill in drills:
            drill.write()
        _render(config, folder)
        notifier = stack.enter_context(alertmanager(folder / "alertmanager.yml"))
        daemons = stack.enter_context(ExitStack())
        daemon = daemons.enter_context(_daemon(config, port))
        (folder / "prometheus.yml").write_text(scraping(port, alertmanager=notifier, rules="rules.yml"))
        yield Chain(
            folder=folder,
            port=port,
            daemon=daemon,
            prometheus=stack.enter_context(prometheus(folder / "prometheus.yml")),
            alertmanager=notifier,
            receiver=receiver,
            desk=drills[0],
            vault=drills[1],
            daemons=daemons,
        )


@contextmanager
def beside(chain: Chain) -> Iterator[Daemon]:
    """Run a second daemon with a store of its own, as two do for safety, until the end of the block."""
    folder = chain.folder / "second"
    folder.mkdir()
    port = free_port()
    config = configured(folder, port=port, receiver=chain.receiver.url)
    for drill in (chain.desk, chain.vault):
        (folder / drill.file.name).write_bytes(drill.file.read_bytes())
    with _daemon(config, port) as daemon:
        yield daemon


@contextmanager
def _daemon(config: Path, port: int) -> Iterator[Daemon]:
    with running(config, f"--web.listen-address=127.0.0.1:{port}") as daemon:
        yield daemon.until_evaluated()


def _render(config: Path, folder: Path) -> None:
    (folder / "rules.yml").write_text(hurried_rules(asked(config, "render", "rules").stdout))
    (folder / "alertmanager.yml").write_text(hurried_routes(asked(config, "render", "alertmanager").stdout))


def _key(labels: Labels) -> tuple[str, str, str]:
    return labels["alertname"], labels.get("service_id", ""), labels.get("tier", "")
