"""Versions of an agreement as the model has them, from tests/config/valid-versions.yml."""

from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from slawatch.config.load import load
from slawatch.config.schema import json_schema
from slawatch.config.settings import SourceSchema
from slawatch.model.agreement import Agreement, Rolling
from slawatch.model.definitions import Definitions
from slawatch.model.ticket import StatusClass

HERE = Path(__file__).parent
HOUR = 3600


@pytest.fixture
def definitions(kinds: Mapping[str, SourceSchema]) -> Definitions:
    return load(HERE / "valid-versions.yml", kinds).definitions


@pytest.fixture
def gold(definitions: Definitions) -> tuple[Agreement, ...]:
    return tuple(each for each in definitions.agreements if each.id == "gold")


def test_each_version_begins_where_the_one_before_ends(gold: tuple[Agreement, ...]) -> None:
    """Midnights of Shanghai, 16:00 UTC of the day before."""
    edges = [datetime(*day, 16, tzinfo=UTC) for day in ((2026, 1, 14), (2026, 6, 30), (2026, 12, 31), (2027, 6, 30))]
    assert [(each.starts_at, each.ends_at) for each in gold] == list(pairwise(edges))
    assert [each.title for each in gold] == ["gold v1", "gold v2", "gold v3"]


def test_a_version_has_the_keys_of_the_one_before_beside_those_that_it_names(gold: tuple[Agreement, ...]) -> None:
    told = [{each.id: each for each in version.objectives} for version in gold]
    assert [list(objectives) for objectives in told] == [
        ["vip", "p1", "others"],
        ["vip", "p1", "others", "uptime"],
        ["vip", "p1", "uptime"],
    ]
    assert [objectives["p1"].within for objectives in told] == [4 * HOUR, 3 * HOUR, 3 * HOUR]
    assert {objectives["p1"].target for objectives in told} == {Fraction(9, 10)}
    assert [objectives["p1"].pause for objectives in told] == [frozenset({StatusClass.PENDING_REQUESTER})] * 3
    assert [sorted(objectives["p1"].when["priority"]) for objectives in told] == [["P1"], ["P1"], ["P1", "P2"]]
    assert [each.services for each in gold] == [("mail",), ("mail", "erp"), ("mail", "erp")]


def test_exclusions_are_changed_key_by_key(gold: tuple[Agreement, ...]) -> None:
    assert [each.notice for each in gold] == [24 * HOUR, 24 * HOUR, 48 * HOUR]
    assert {each.approvers for each in gold} == {frozenset({"anna", "service-manager"})}
    assert [each.decimals for each in gold] == [2, 2, 3]


def test_rolling_weeks_are_days_and_what_carries_what_is_known(definitions: Definitions) -> None:
    ola = definitions.agreements[-1]
    assert (ola.period, ola.underpins, ola.title) == (Rolling(28), frozenset({"gold"}), "net-ola")


def test_tags_are_parted_by_their_separator(definitions: Definitions) -> None:
    assert definitions.mappings["desk"].attribute("tags").value("VIP 1;old; VIP 2") == "vip"


def test_a_version_is_part_of_what_judges_and_a_date_of_review_is_not(
    kinds: Mapping[str, SourceSchema], tmp_path: Path
) -> None:
    text = (HERE / "valid-versions.yml").read_text(encoding="utf-8")

    def judging(changed: str) -> str:
        path = tmp_path / "slawatch.yml"
        path.write_text(changed, encoding="utf-8")
        return load(path, kinds).definitions.sha256

    assert judging(text) == judging(text.replace("review_by: 2199-12-31", "review_by: 2198-12-31"))
    assert judging(text) != judging(text.replace("within: 3h", "within: 2h"))
    assert judging(text) != judging(text.replace("- from: 2027-01-01", "- from: 2027-02-01"))


def test_the_schema_lets_a_version_name_only_what_it_changes(kinds: Mapping[str, SourceSchema]) -> None:
    version = json_schema(kinds)["$defs"]["VersionSection"]
    assert version["required"] == ["from"]
    assert not {"kind", "with", "period", "timezone", "until", "underpins", "versions"} & set(version["properties"])
    assert {"objectives", "services", "exclusions", "without"} <= set(version["properties"])
