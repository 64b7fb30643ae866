import re
from pathlib import Path

import pytest

import slawatch
from slawatch.exporters.daemon_names import LIVE
from slawatch.exporters.family import Family, FamilyType
from slawatch.exporters.figure_names import PREPARED
from slawatch.exporters.lint import clashes, family_faults
from slawatch.exporters.names import BY_NAME

FAMILIES = [*PREPARED, *LIVE]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_family_of_the_table_passes_our_own_check(family: Family) -> None:
    assert family_faults(family) == []


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_help_says_where_the_figure_comes_from_and_whether_it_is_cached(family: Family) -> None:
    assert "cached" in family.help
    assert ("stored facts" in family.help) is (family in PREPARED)


def test_no_family_is_told_in_both_parts() -> None:
    assert clashes(FAMILIES) == []
    assert len(BY_NAME) == len(FAMILIES)


def test_units_follow_from_names() -> None:
    units = {
        "slawatch_mtbf_seconds": "seconds",
        "slawatch_objective_attained_ratio": "ratio",
        "slawatch_outages": "",
        "slawatch_tickets_created_total": "",
    }
    assert {name: BY_NAME[name].unit for name in units} == units


def test_a_counter_loses_its_suffix_in_openmetrics_metadata() -> None:
    assert BY_NAME["slawatch_tickets_created_total"].base == "slawatch_tickets_created"
    assert BY_NAME["slawatch_outages"].base == "slawatch_outages"


def test_labels_hold_no_ticket_and_no_person() -> None:
    told = {label for family in FAMILIES for label in family.labels}
    never = {"ticket", "ticket_id", "key", "assignee", "person", "agent", "owner", "requester", "email", "title", "url"}
    assert told & never == set()


def test_what_can_be_corrected_is_a_gauge_and_only_activity_is_counted() -> None:
    counted = {family.name for family in PREPARED if family.type is FamilyType.COUNTER}
    assert counted == {
        "slawatch_tickets_created_total",
        "slawatch_tickets_resolved_total",
        "slawatch_tickets_reopened_total",
        "slawatch_corrections_total",
    }


def test_every_name_that_the_code_sets_stands_in_the_table() -> None:
    exporters = Path(slawatch.__file__).parent / "exporters"
    text = "".join((exporters / name).read_text() for name in ("figures.py", "selfmetrics.py"))
    said = set(re.findall(r'"(slawatch_[a-z_]+)"', text))
    assert len(said) > 50
    assert said <= BY_NAME.keys()
