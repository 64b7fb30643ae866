"""What the committed rules ask for is told by lean agreements too, and is among what gives way to the ceiling last."""

import re
from pathlib import Path

import yaml

from slawatch.exporters.figure_names import PREPARED
from slawatch.exporters.names import BY_NAME

RULES = Path(__file__).parents[3] / "config" / "prometheus" / "rules"
ORDER = [family.name for family in PREPARED]


def asked() -> set[str]:
    """Return the metrics that rules are made of, without those that rules record."""
    rules = [
        rule
        for file in sorted(RULES.glob("*.yml"))
        for group in yaml.safe_load(file.read_text())["groups"]
        for rule in group["rules"]
    ]
    names = {name for rule in rules for name in re.findall(r"(?<![\w:])slawatch_[a-z_]+(?![\w:])", rule["expr"])}
    return names - {rule["record"] for rule in rules if "record" in rule}


def test_rules_ask_for_nothing_that_the_table_does_not_have() -> None:
    assert len(asked()) > 30
    assert asked() <= BY_NAME.keys()


def test_rules_ask_for_nothing_that_is_told_in_full_only() -> None:
    full_only = {family.name for family in PREPARED if not any(term.lean for term in family.bound.terms)}
    assert "slawatch_timer_outcomes" in full_only
    assert asked() & full_only == set()


def test_what_rules_ask_for_is_dropped_after_everything_else() -> None:
    last = max(ORDER.index(name) for name in asked() if name in ORDER)
    assert ORDER[last + 1 :][:1] == ["slawatch_availability_raw_ratio"]
