"""A change ticket with a window and an approval, from its audit log to the figures."""

import csv
import json
from pathlib import Path

import pytest
from command import printed

CONFIG = """
sources:
  desk:
    kind: csv_events
    path: tickets.csv
    complete_through: read
    columns: {id: id, at: at, status: status, kind: type, fields: {from: planned_start, to: planned_end, approval: ok}}
    map:
      service: {default: erp}
      kind: {values: {Change: change}}
      status: {Open: open, Done: resolved}
      exclusion:
        when: {field: kind, equals: change}
        started_at: from
        ended_at: to
        approved: {field: approval, equals: [Approved]}
  watch:
    kind: csv_outages
    path: outages.csv
    complete_through: read
    columns: {id: id, started_at: from, ended_at: to}
    map: {service: {default: erp}}
parties: {acme: Acme}
services: {erp: ERP}
agreements:
  gold: {with: acme, services: erp, objectives: {uptime: {indicator: availability, target: 99%}}}
store: {url: sqlite:///changes.db}
"""
TICKETS = """id,at,status,type,planned_start,planned_end,ok
C-1,2026-06-01T09:00:00Z,Open,Change,2026-06-10T02:00:00Z,2026-06-10T04:00:00Z,
C-1,2026-06-02T09:00:00Z,Open,Change,2026-06-10T02:00:00Z,2026-06-10T04:00:00Z,Approved
C-1,2026-06-10T05:00:00Z,Done,Change,2026-06-10T02:00:00Z,2026-06-10T04:00:00Z,Approved
C-2,2026-06-11T09:00:00Z,Open,Change,2026-06-20T02:00:00Z,2026-06-20T03:00:00Z,
"""
OUTAGES = """id,from,to
O-1,2026-06-10T02:00:00Z,2026-06-10T05:00:00Z
O-2,2026-06-20T02:00:00Z,2026-06-20T03:00:00Z
"""
JUNE = ("--period", "2026-06", "--as-of", "2026-07-05T00:00:00Z")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name, text in (("slawatch.yml", CONFIG), ("tickets.csv", TICKETS), ("outages.csv", OUTAGES)):
        (tmp_path / name).write_text(text)
    printed(tmp_path / "slawatch.yml", "sync")
    return tmp_path / "slawatch.yml"


def test_an_approved_change_leaves_the_denominator_and_its_over_run_is_downtime(config: Path) -> None:
    (june,) = json.loads(printed(config, "evaluate", *JUNE, "--format", "json"))["services"]
    assert (june["scheduled_seconds"], june["excluded_seconds"]) == (30 * 86_400, 2 * 3_600)
    assert june["down_seconds"] == 3_600 + 3_600  # the over-run, and the change that nobody approved


def test_each_change_is_listed_with_what_it_takes_out_and_why_it_does_not(config: Path) -> None:
    listed = list(csv.DictReader(printed(config, "exclude", "list", *JUNE, "--format", "csv").splitlines()))
    assert [(row["source"], row["excluded_seconds"], row["reason"]) for row in listed] == [
        ("desk", "7200", ""),
        ("desk", "0", "nobody has approved it"),
    ]


def test_an_explained_month_names_the_change_behind_each_cut(config: Path) -> None:
    told = printed(config, "explain", "--objective", "uptime", *JUNE)
    assert "change (C-1)" in told
    assert "change, not counted: nobody has approved it" in told
