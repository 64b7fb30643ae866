"""October 2026 of one service, worked by hand: the clock set back, maintenance that ran over, a slow afternoon.

Berlin's October has 31 x 86,400 + 3,600 = 2,682,000 seconds. Patches are excluded on its four Sundays from 02:00 for
an hour; on the 25th 02:00 comes twice, and the first one counts. The outage of that night begins half an hour into the
patches (02:30 summer time) and lasts until 02:45 winter time, so 45 minutes of it, 2,700 s, are over-run and lost.
"""

import json
from pathlib import Path

import pytest
from command import printed

CONFIGURATION = """\
sources:
  log:
    kind: csv_outages
    path: outages.csv
    complete_through: read
    columns: {id: id, started_at: from, ended_at: to, severity: severity}
    map: {service: {default: mail}, severity: {down: down, slow: degraded}}
parties: {acme: {kind: customer, name: Acme}}
services: {mail: Mail}
maintenance:
  patches:
    services: mail
    days: sun
    from: "02:00"
    for: 1h
    timezone: Europe/Berlin
    since: 2026-01-01
    reason: Weekly patches
    approved_by: CAB
agreements:
  gold:
    kind: sla
    with: acme
    services: mail
    timezone: Europe/Berlin
    degraded: 50%
    merge_gap: 5m
    min_outage: 1m
    objectives:
      availability: {indicator: availability, target: 99.9%}
"""
OUTAGES = """\
id,from,to,severity
A1,2026-10-25T00:30:00Z,2026-10-25T01:45:00Z,down
A2,2026-10-07T08:00:00Z,2026-10-07T08:20:00Z,down
A3,2026-10-07T08:22:00Z,2026-10-07T08:30:00Z,down
A4,2026-10-12T08:00:00Z,2026-10-12T08:00:30Z,down
A5,2026-10-14T10:00:00Z,2026-10-14T12:00:00Z,slow
"""
ASKED = ("explain", "--objective", "availability", "--period", "2026-10", "--as-of", "2026-11-02")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("month")
    written = folder / "slawatch.yml"
    written.write_text(CONFIGURATION)
    (folder / "outages.csv").write_text(OUTAGES)
    printed(written, "sync")
    return written


def test_the_month_adds_up_as_it_does_by_hand(config: Path) -> None:
    (told,) = json.loads(printed(config, *ASKED, "--format", "json"))["figures"]
    assert told["seconds"] == {
        "scheduled": 2_682_000,
        "up": 2_655_900,
        "down": 1_200 + 120 + 480 + 2_700,
        "degraded": 7_200,
        "excluded": 4 * 3_600,
        "unknown": 0,
        "agreed": 2_667_600,
        "lost": 4_500 + 3_600,
    }
    assert told["figure"]["state"] == "breached"
    assert told["figure"]["good"] == 2_667_600 - 8_100


def test_every_cut_has_its_cause(config: Path) -> None:
    (told,) = json.loads(printed(config, *ASKED, "--format", "json"))["figures"]
    cut = [
        (each["starts_at"], each["time"], each["lost_seconds"], each["causes"] or each["note"])
        for each in told["segments"]
        if each["time"] != "up" or each["note"]
    ]
    assert cut == [
        ("2026-10-04T00:00:00Z", "excluded", 0, ["configuration/patches"]),
        ("2026-10-07T08:00:00Z", "down", 1_200, ["log/A2"]),
        ("2026-10-07T08:20:00Z", "down", 120, "a gap between outages that counts as outage"),
        ("2026-10-07T08:22:00Z", "down", 480, ["log/A3"]),
        ("2026-10-11T00:00:00Z", "excluded", 0, ["configuration/patches"]),
        ("2026-10-12T08:00:00Z", "up", 0, "an outage too short to count"),
        ("2026-10-14T10:00:00Z", "degraded", 3_600, ["log/A5"]),
        ("2026-10-18T00:00:00Z", "excluded", 0, ["configuration/patches"]),
        ("2026-10-25T00:00:00Z", "excluded", 0, ["configuration/patches"]),
        ("2026-10-25T01:00:00Z", "down", 2_700, ["log/A1"]),
    ]


def test_a_person_reads_it_in_local_time_with_the_over_run_and_the_sum(config: Path) -> None:
    shown = printed(config, *ASKED)
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    excluded = "2026-10-25 02:00:00 +0200 2026-10-25 02:00:00 +0100 excluded 3600 -"
    assert f"{excluded} Weekly patches (patches, approved by CAB)" in lines
    assert "2026-10-25 02:00:00 +0100 2026-10-25 02:45:00 +0100 down 2700 2700 log outage A1 (mail)" in lines
    over_run = "2026-10-25 02:30:00 +0200 2026-10-25 02:45:00 +0100 log outage A1 (mail) 4500 2700 1800 s excluded"
    assert over_run in lines
    assert "2026-10-25 Sun 90000 83700 2700 0 3600 0" in lines
    assert "scheduled 2682000 s = up 2655900 + down 4500 + degraded 7200 + excluded 14400 + unknown 0" in lines
    assert "agreed (AST) 2667600 s = scheduled - excluded - unknown" in lines
    assert "lost 8100 s = down + degraded by its weight" in lines
    # 8,100 of 2,667,600 are 0.3036 %.
    assert "1 - lost / agreed = 99.69 %, cut off to 2 decimals" in lines
    assert "verdict: breached" in lines
    assert "working hours" not in "\n".join(line for line in lines if " up " in line and "too short" not in line)


def test_every_segment_is_printed_on_demand(config: Path) -> None:
    shown = printed(config, *ASKED, "--all")
    rows = shown.partition("every segment\n")[2].partition("\n\n")[0].splitlines()[1:]
    assert sum(
        int(row.split()[7 if row.split()[6] in {"up", "down", "degraded", "excluded"} else 6]) for row in rows
    ) == (2_682_000)
