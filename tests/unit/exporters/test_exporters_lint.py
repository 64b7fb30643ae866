import math
from dataclasses import replace

import pytest

from slawatch.exporters import lint
from slawatch.exporters.distribution import Distribution
from slawatch.exporters.family import Family, FamilyType
from slawatch.exporters.names import BY_NAME
from slawatch.exporters.samples import Block

GAUGE = BY_NAME["slawatch_outages"]
COUNTER = BY_NAME["slawatch_tickets_created_total"]
STATES = BY_NAME["slawatch_objective_state"]


def refusal(*blocks: Block) -> str:
    with pytest.raises(lint.LintError) as refused:
        lint.check(blocks)
    return str(refused.value)


def test_a_sound_exposition_passes() -> None:
    lint.check([(GAUGE, [('service_id="a"', 1), ('service_id="b"', 0)]), (COUNTER, [('kind="x"', 3)])])


def test_a_label_set_that_stands_twice_is_refused_by_name() -> None:
    message = refusal((GAUGE, [('service_id="a"', 1), ('service_id="b"', 1), ('service_id="a"', 2)]))
    assert message == 'slawatch_outages{service_id="a"}: the label set stands twice'


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(value: float) -> None:
    assert "not a finite number" in refusal((GAUGE, [('service_id="a"', value)]))


@pytest.mark.parametrize(
    ("family", "fault"),
    [
        (replace(COUNTER, name="slawatch_tickets_created"), "a counter ends in _total"),
        (replace(GAUGE, name="slawatch_outages_total"), "belongs to a sample of another type"),
        (replace(GAUGE, name="slawatch_outages_count"), "belongs to a sample of another type"),
        (replace(GAUGE, name="slawatch_outages_sum"), "belongs to a sample of another type"),
        (replace(GAUGE, name="slawatch_outages_bucket"), "belongs to a sample of another type"),
        (replace(GAUGE, name="slawatch_outages_created"), "belongs to a sample of another type"),
        (replace(GAUGE, name="slawatch_availability_percent"), "only base units"),
        (replace(GAUGE, name="slawatch_downtime_minutes"), "only base units"),
        (replace(COUNTER, name="slawatch_downtime_hours_total"), "only base units"),
        (replace(GAUGE, name="outages"), "not slawatch_ and snake_case"),
        (replace(GAUGE, name="slawatch_Outages"), "not slawatch_ and snake_case"),
        (replace(GAUGE, name="slawatch:outages"), "not slawatch_ and snake_case"),
        (replace(GAUGE, name="slawatch__outages"), "not slawatch_ and snake_case"),
        (replace(GAUGE, labels=("service",)), "'service' belongs to scrape configurations"),
        (replace(GAUGE, labels=("le",)), "'le' belongs to scrape configurations"),
        (replace(GAUGE, labels=("serviceId",)), "'serviceId' is not snake_case"),
        (replace(GAUGE, labels=("sla", "sla")), "a label stands twice"),
        (replace(GAUGE, text=" "), "HELP is empty"),
        (replace(STATES, labels=("state",)), "a label of its own name"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_a_family_with_a_fault_is_refused(family: Family, fault: str) -> None:
    assert fault in refusal((family, [("", 1)]))


def test_a_family_told_twice_is_refused() -> None:
    assert "slawatch_outages: told by 2 families" in refusal((GAUGE, [("", 1)]), (GAUGE, [("", 2)]))


def test_a_gauge_that_hides_a_counters_metadata_is_refused() -> None:
    counter = replace(GAUGE, name="slawatch_outages_total", type=FamilyType.COUNTER)
    assert "slawatch_outages: told by 2 families" in refusal((GAUGE, [("", 1)]), (counter, [("", 2)]))


def test_all_faults_come_at_once() -> None:
    message = refusal((replace(GAUGE, name="outages", text=""), [("", 1), ("", 1)]))
    assert len(message.splitlines()) == 3


def test_a_state_set_has_exactly_one_state() -> None:
    both = [('sla="a",slawatch_objective_state="met"', 1), ('sla="a",slawatch_objective_state="breached"', 1)]
    none = [('sla="b",slawatch_objective_state="met"', 0), ('sla="b",slawatch_objective_state="breached"', 0)]
    message = refusal((STATES, [*both, *none]))
    assert message.count("not exactly one state is 1") == 2


def test_an_info_is_one() -> None:
    assert "an info is always 1" in refusal((BY_NAME["slawatch_objective_info"], [('sla="a"', 0)]))


@pytest.mark.parametrize(
    ("cumulated", "total", "fault"),
    [
        ((1, 2, 1, 3, 3, 3, 3, 3), 1.0, "less than the one before it"),
        ((1, 2), 1.0, "2 buckets, not 8"),
        ((1,) * 8, math.nan, "not a finite number"),
    ],
)
def test_a_broken_histogram_is_refused(cumulated: tuple[int, ...], total: float, fault: str) -> None:
    shown = Distribution(cumulated=cumulated, total=total)
    assert fault in refusal((BY_NAME["slawatch_timer_target_used_ratio"], [('sla="a"', shown)]))


@pytest.mark.parametrize(
    ("family", "fault"),
    [
        (replace(GAUGE, text="Outages"), "does not end in a full stop"),
        (replace(GAUGE, origin="Read."), "does not say whether the figure is cached"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_help_is_whole(family: Family, fault: str) -> None:
    assert fault in refusal((family, [("", 1)]))
