"""Three weeks of slawatch that a Prometheus remembers: made once a session, whichever worker comes first."""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fast_days import END, FINE, scrapes
from past_prometheus import Prometheus, remember, remembering, stamped
from past_rules import alerted, recorded, rules

RULES = Path(__file__).parents[2] / "config" / "prometheus" / "rules"


def blocks(factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the blocks."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # the workers' own folders lie beside each other
    return once(base / "recorded", make)


def once(folder: Path, make_in: Callable[[Path], Path]) -> Path:
    """Return what is made in a folder; who comes second waits for the first."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "made"
        if not made.exists():
            made.write_text(str(make_in(folder)))
        return Path(made.read_text())


def make(folder: Path) -> Path:
    """Make blocks of the recorded days, then of what rules make of the last one."""
    data = folder / "blocks"
    remember((line for at, text in scrapes(folder) for line in stamped(text, at)), data)
    (server := folder / "server").mkdir(exist_ok=True)
    with remembering(data, server) as prometheus:
        of_rules = list(_of_rules(prometheus))
    if of_rules:
        remember(of_rules, data)
    return data


def _of_rules(prometheus: Prometheus) -> Iterator[str]:
    for rule in rules(RULES):
        told = recorded if "record" in rule else alerted
        yield from told(prometheus, rule, FINE, END)
