"""Whoever seals may be killed at any moment: a report is sealed whole, or not at all, and once."""

import random
import subprocess
import sys
from pathlib import Path

from report_world import CONFIGURATION, utc, world

from slawatch.reports.life.chain_check import chain_findings
from slawatch.reports.life.seal import Seal
from slawatch.reports.life.verifying import Verifier

AGREEMENTS = 3
ROUNDS = 4
SEALER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from report_world import utc, world
desk = world(Path(sys.argv[2]), text=Path(sys.argv[2], "slawatch.yml").read_text(), with_facts=False)
desk.at(utc(11, 4, 18))
print("begins", flush=True)
for link in desk.rounds.seal():
    print(link.report, flush=True)
"""


def many() -> str:
    """Return a configuration in which several reports are due."""
    head, _, rest = CONFIGURATION.partition("  gold:\n")
    body, _, tail = rest.partition("reports:\n")
    body = body.replace("languages: [en, zh], formats: [json, csv]", "formats: [json]")
    return head + "".join(f"  gold-{nth}:\n{body}" for nth in range(AGREEMENTS)) + "reports:\n" + tail


def test_reports_are_sealed_whole_and_once_whenever_their_sealer_is_killed(tmp_path: Path) -> None:
    desk = world(tmp_path, text=many())
    desk.at(utc(11, 4, 18))
    desk.tell(through=utc(11, 4, 18))
    desk.store.close()
    support = str(Path(__file__).parents[1] / "support")
    command = [sys.executable, "-c", SEALER, support, str(tmp_path)]
    chance = random.Random(5)
    killed, told = 0, 0
    for nth in range(ROUNDS):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sealer:
            assert sealer.stdout is not None
            assert sealer.stdout.readline() == "begins\n"
            if nth < ROUNDS - 1:
                try:
                    sealer.wait(chance.uniform(0.0, 0.5))
                except subprocess.TimeoutExpired:
                    sealer.kill()
                    killed += 1
            told += sum(line.startswith("agreement-") and line.endswith("\n") for line in sealer.stdout)
        desk = world(tmp_path, text=many(), with_facts=False)
        sealed = [Seal.read(link) for link in desk.store.reports.links()]
        assert not list(chain_findings(desk.store, list(desk.store.reports.links())))
        assert all(desk.store.reports.content(each) for seal in sealed for each in seal.hashes())
        assert len({each.subject for each in sealed}) == len(sealed) >= told
        desk.store.close()
    assert killed > 0
    assert len(sealed) == AGREEMENTS
    desk = world(tmp_path, text=many(), with_facts=False)
    assert Verifier(store=desk.store, judges=desk.rounds.judges).verify().is_equal
    desk.store.close()
