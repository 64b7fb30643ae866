"""Whoever seals may be killed before any statement that writes: a report is sealed whole, or not at all, and once."""

import subprocess
import sys
from pathlib import Path

from report_world import CONFIGURATION, utc, world

from slawatch.reports.life.chain_check import chain_findings
from slawatch.reports.life.seal import Seal
from slawatch.reports.life.verifying import Verifier

AGREEMENTS = 2
SEALER = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from report_world import utc, world
from sqlalchemy import Engine, event

def seal(nth):
    told = {"left": nth, "writes": False}
    desk = world(Path(sys.argv[2]), text=Path(sys.argv[2], "slawatch.yml").read_text(), with_facts=False)
    desk.at(utc(11, 4, 18))

    def passed():
        told["left"] -= 1
        if told["left"] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    @event.listens_for(Engine, "before_cursor_execute")
    def before(connection, cursor, statement, *rest):
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            told["writes"] = True
            passed()

    @event.listens_for(Engine, "commit")
    def commit(connection):
        if told["writes"]:
            told["writes"] = False
            passed()

    for _ in desk.rounds.seal():
        pass
    desk.store.close()

out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # where the log goes
for nth in range(1000):
    child = os.fork()
    if not child:
        seal(nth)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print("killed" if os.WIFSIGNALED(status) else f"done {status}", file=out, flush=True)
    if not sys.stdin.readline():
        break
"""


def many() -> str:
    """Return a configuration in which several reports are due."""
    head, _, rest = CONFIGURATION.partition("  gold:\n")
    body, _, tail = rest.partition("reports:\n")
    body = body.replace("languages: [en, zh], formats: [json, csv]", "formats: [json]")
    return head + "".join(f"  gold-{nth}:\n{body}" for nth in range(AGREEMENTS)) + "reports:\n" + tail


def test_reports_are_sealed_whole_and_once_wherever_their_sealer_is_killed(tmp_path: Path) -> None:
    desk = world(tmp_path, text=many())
    desk.at(utc(11, 4, 18))
    desk.tell(through=utc(11, 4, 18))
    desk.store.close()
    command = [sys.executable, "-c", SEALER, str(Path(__file__).parents[1] / "support"), str(tmp_path)]
    counts: list[int] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sealer:
        assert sealer.stdin is not None
        assert sealer.stdout is not None
        while (said := sealer.stdout.readline()) == "killed\n":
            links = list(desk.store.reports.links())
            sealed = [Seal.read(link) for link in links]
            assert not list(chain_findings(desk.store, links))
            assert all(desk.store.reports.content(each) for seal in sealed for each in seal.hashes())
            counts.append(len({each.subject for each in sealed}))
            assert counts[-1] == len(sealed)
            sealer.stdin.write("again\n")
            sealer.stdin.flush()
        sealer.stdin.close()
    assert said == "done 0\n"
    assert sorted(counts) == counts
    assert set(counts) == set(range(AGREEMENTS))
    links = list(desk.store.reports.links())
    assert len(links) == AGREEMENTS
    assert Verifier(store=desk.store, judges=desk.rounds.judges).verify().is_equal
    desk.store.close()
