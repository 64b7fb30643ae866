"""Exercises of a continuity plan as tickets, judged by the configuration that docs/reports.md shows."""

import json
import re
from pathlib import Path

import pytest
from command import asked
from synced import synced

from slawatch.reports.assembly import PARTS

PAGE = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")
EXERCISES = """\
number,at,status,type,service
1,2025-03-01T09:00:00Z,Under way,Continuity test,ERP
1,2025-03-01T12:59:59Z,Restored,Continuity test,ERP
2,2025-05-01T08:00:00Z,Planned,Continuity test,ERP
2,2025-05-03T22:00:00Z,Under way,Continuity test,ERP
2,2025-05-04T02:00:00Z,Restored,Continuity test,ERP
3,2025-06-01T09:00:00Z,Under way,Continuity test,ERP
3,2025-06-01T13:00:01Z,Restored,Continuity test,ERP
4,2025-07-01T09:00:00Z,Planned,Continuity test,ERP
4,2025-07-02T09:00:00Z,Called off,Continuity test,ERP
5,2025-08-01T09:00:00Z,Under way,Incident,ERP
5,2025-08-04T09:00:00Z,Restored,Incident,ERP
6,2025-09-01T09:00:00Z,Under way,Continuity test,E-mail
6,2025-09-01T14:00:00Z,Restored,Continuity test,E-mail
7,2025-10-01T09:00:00Z,Under way,Continuity test,E-mail
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (example,) = re.findall(r"```yaml\n(sources:.*?)```", PAGE, flags=re.DOTALL)
    return synced(tmp_path_factory.mktemp("continuity"), example, {"desk.csv": EXERCISES})


def explained(config: Path, agreement: str) -> dict[str, tuple[str, int]]:
    """Return by exercise of the year what the plan says of it, and the seconds that it took."""
    arguments = (f"--agreement={agreement}", "--objective=exercises", "--period=2025", "--format=json")
    (told,) = json.loads(asked(config, "explain", *arguments).stdout)["figures"]
    return {each["ticket"]: (each["outcome"], each["elapsed_seconds"]) for each in told["timers"]}


def test_an_exercise_within_the_plans_time_is_met_and_one_beyond_it_is_missed(config: Path) -> None:
    # The second was planned two days ahead, and took the four hours to the second; the fourth was called off.
    assert explained(config, "restored-in-4h") == {
        "1": ("met", 4 * 3600 - 1),
        "2": ("met", 4 * 3600),
        "3": ("missed", 4 * 3600 + 1),
        "4": ("cancelled", 0),
    }


def test_an_exercise_that_goes_on_beyond_its_time_is_missed_before_anybody_ends_it(config: Path) -> None:
    told = explained(config, "restored-in-8h")
    assert told["6"] == ("met", 5 * 3600)
    assert told["7"][0] == "missed"


def test_the_page_names_every_clause_that_a_section_is_evidence_to() -> None:
    table = PAGE.partition("## What ISO/IEC 20000-1:2018 asks")[2].partition("###")[0]
    named = set(re.findall(r"^\| .*?\|", table, flags=re.MULTILINE))
    assert {clause for part in PARTS for clause in part.clauses} <= {
        clause for cell in named for clause in re.findall(r"\d+\.\d+(?:\.\d+)?", cell)
    }
