"""slawatch simulate: history under a proposed agreement beside the one in force, and nothing stored touched."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from slawatch.cli.main import main

CONFIGURATION = """\
sources:
  log:
    kind: csv_outages
    path: outages.csv
    complete_through: read
    columns: {id: id, started_at: from, ended_at: to}
    map: {service: {default: mail}}
parties: {acme: Acme}
services: {mail: Mail, desk: Desk}
agreements:
  gold:
    with: acme
    services: mail
    objectives:
      availability: {indicator: availability, target: 99.9%}
"""
BETTER = """\
agreements:
  gold:
    with: acme
    services: mail
    objectives:
      availability: {indicator: availability, target: 99.5%}
  silver:
    with: acme
    services: desk
    objectives:
      uptime: {indicator: availability, target: 99%}
"""
ASKED = ("--period", "2026-06", "--as-of", "2026-07-05")
# June has 2,592,000 seconds; an hour of them is lost: 99.861 %.
OUTAGES = "id,from,to\nA1,2026-06-03T10:00:00Z,2026-06-03T11:00:00Z\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "slawatch.yml"
    path.write_text(CONFIGURATION)
    (tmp_path / "outages.csv").write_text(OUTAGES)
    assert CliRunner().invoke(main, [f"--config.file={path}", "sync"]).exit_code == 0
    return path


@pytest.fixture
def simulated(config: Path) -> Callable[..., Result]:
    def run(proposal: str, *arguments: str) -> Result:
        (config.parent / "proposal.yml").write_text(proposal)
        named = f"--agreements={config.parent / 'proposal.yml'}"
        return CliRunner().invoke(main, [f"--config.file={config}", "simulate", named, *ASKED, *arguments])

    return run


def test_both_sides_stand_beside_each_other_objective_by_objective(simulated: Callable[..., Result]) -> None:
    told = json.loads(simulated(BETTER, "--format", "json").stdout)
    gold, silver = told["figures"]
    assert (gold["now"]["state"], gold["proposed"]["state"]) == ("breached", "met")
    assert (gold["now"]["target_ratio"], gold["proposed"]["target_ratio"]) == (0.999, 0.995)
    assert gold["now"]["good"] == gold["proposed"]["good"] == 2_592_000 - 3_600
    assert gold["differs"] == ["target", "state"]
    assert (silver["now"], silver["proposed"]["state"], silver["differs"]) == (None, "met", ["only proposed"])


def test_a_person_sees_what_differs_at_a_glance(simulated: Callable[..., Result]) -> None:
    shown = simulated(BETTER).stdout
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    gold = "mail gold availability 2026-06-01 to 2026-06-30 available: 99.9 % → available: 99.5 % 99.86 % of 720 h"
    assert f"{gold} breached → met target, state" in lines
    assert "2 of 2 figures differ; now → proposed" in lines


def test_an_agreement_that_the_proposal_leaves_out_is_done_away_with(simulated: Callable[..., Result]) -> None:
    told = json.loads(simulated(BETTER.replace("gold", "bronze"), "--format", "json").stdout)
    assert [(each["sla"], each["differs"]) for each in told["figures"]] == [
        ("gold", ["only now"]),
        ("bronze", ["only proposed"]),
        ("silver", ["only proposed"]),
    ]


def test_other_sections_can_be_proposed_too_and_whole_configurations(simulated: Callable[..., Result]) -> None:
    closed = "calendars: {mornings: {hours: {mon-sun: '00:00-06:00'}}}\nservices: {mail: {hours: mornings}, desk: Desk}"
    (figure,) = json.loads(simulated(closed, "--format", "json").stdout)["figures"]
    assert figure["proposed"]["events"] == figure["proposed"]["good"] == 30 * 6 * 3600
    (same,) = json.loads(simulated(CONFIGURATION + "web: {listen: '127.0.0.1:1'}\n", "--format", "json").stdout)[
        "figures"
    ]
    assert same["differs"] == []


def test_objectives_that_a_source_tells_verdicts_of_may_be_done_away_with(
    config: Path, simulated: Callable[..., Result]
) -> None:
    text = config.read_text().replace("{service: {default: mail}}", "{service: {default: mail}, native: {Fix: solve}}")
    config.write_text(f"{text}      solve: {{indicator: resolution, within: 4h, target: 90%}}\n")
    told = json.loads(simulated(BETTER, "--format", "json").stdout)
    assert [each["differs"] for each in told["figures"] if each["objective"] == "solve"] == [["only now"]]


def test_nothing_that_is_stored_is_touched(config: Path, simulated: Callable[..., Result]) -> None:
    stored = next(config.parent.glob("**/*.db"))
    before = sha256(stored.read_bytes()).hexdigest()
    assert simulated(BETTER).exit_code == 0
    assert sha256(stored.read_bytes()).hexdigest() == before


def test_a_fault_of_the_proposal_is_told_with_its_file_and_line(config: Path, simulated: Callable[..., Result]) -> None:
    done = simulated(BETTER.replace("services: desk", "services: dsk"))
    assert done.exit_code == 2
    place = f"{config.parent / 'proposal.yml'}:9: agreements.silver.services"
    assert f'{place}: there is no service "dsk"; did you mean "desk"?' in done.stderr


@pytest.mark.parametrize(
    ("proposal", "told"),
    [
        ("web: {listen: '127.0.0.1:1'}\n", "the file proposes nothing"),
        ("agrements: {}\n", 'did you mean "agreements"?'),
    ],
)
def test_a_proposal_of_nothing_is_refused(proposal: str, told: str, simulated: Callable[..., Result]) -> None:
    done = simulated(proposal)
    assert done.exit_code == 2
    assert told in done.stderr
