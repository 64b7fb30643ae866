"""Keys of objectives: which go together, and which an indicator can't do without."""

import pytest

from slawatch.config import objective_checks as checks
from slawatch.config.limits import EXAMPLES, limit
from slawatch.model.agreement import Indicator, Statistic
from slawatch.model.business_days import BusinessDays
from slawatch.model.ticket import StatusClass

AVAILABILITY, RESOLUTION, RESPONSE = Indicator.AVAILABILITY, Indicator.RESOLUTION, Indicator.FIRST_RESPONSE
ALL_KEYS = {
    "target", "statistic", "within", "at_most", "minimum_responses", "when", "hours", "pause", "reopen", "on_change",
}  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "told", "keys"),
    [
        (AVAILABILITY, {"target"}, []),
        (
            AVAILABILITY,
            {"target", "when", "pause", "reopen", "within", "hours"},
            ["within", "pause", "reopen", "when", "hours"],
        ),
        (RESOLUTION, {"target", "within", "reopen", "when", "hours", "statistic"}, []),
        (RESOLUTION, {"at_most", "minimum_responses"}, ["at_most", "minimum_responses"]),
        (RESPONSE, {"within", "reopen"}, ["reopen"]),
        (Indicator.OUTAGES, {"at_most", "when"}, ["when"]),
        (Indicator.BACKLOG, {"at_most", "when"}, []),
        (Indicator.BACKLOG, {"target", "hours"}, ["target", "hours"]),
        (Indicator.SATISFACTION, {"target", "when", "minimum_responses"}, []),
        (Indicator.SATISFACTION, {"at_most"}, ["at_most"]),
        (Indicator.REOPENED, {"target"}, ["target"]),
        (Indicator.FIRST_CONTACT, {"within"}, ["within"]),
    ],
)
def test_keys_go_with_the_indicator(indicator: Indicator, told: set[str], keys: list[str]) -> None:
    assert [at[0] for at, _ in checks.key_faults(indicator, told)] == keys


@pytest.mark.parametrize("indicator", Indicator)
def test_of_every_indicator_each_key_is_allowed_or_refused_with_a_reason(indicator: Indicator) -> None:
    refused = {at[0] for at, _ in checks.key_faults(indicator, ALL_KEYS - {"reopen"})}
    assert refused == ALL_KEYS - {"reopen"} - checks.ALLOWED[indicator]


@pytest.mark.parametrize(
    ("indicator", "statistic", "keys"),
    [
        (AVAILABILITY, Statistic.SHARE, ["target"]),
        (RESOLUTION, Statistic.SHARE, ["target", "within"]),
        (RESOLUTION, Statistic.P90, ["within"]),
        (AVAILABILITY, Statistic.P90, ["target"]),
        (Indicator.OUTAGES, Statistic.SHARE, ["at_most"]),
        (Indicator.REOPENED, Statistic.SHARE, ["at_most"]),
        (Indicator.SATISFACTION, Statistic.SHARE, ["target"]),
    ],
)
def test_nothing_is_judged_without_its_limit(indicator: Indicator, statistic: Statistic, keys: list[str]) -> None:
    assert [at[0] for at, _ in checks.missing(indicator, statistic, set())] == keys
    assert not list(checks.missing(indicator, statistic, keys))


def test_a_timer_pauses_in_pending_classes_only() -> None:
    pause = [StatusClass.PENDING_OTHER, StatusClass.OPEN, StatusClass.RESOLVED]

    assert [at for at, _ in checks.pause_faults(pause)] == [("pause", 1), ("pause", 2)]


def test_a_median_has_no_target_beside_it_and_no_business_days() -> None:
    found = dict(checks.statistic_faults(Statistic.MEDIAN, {"target", "within"}, BusinessDays(2)))
    assert found == {
        ("target",): "does not go with statistic: median: its limit is within; leave one of the two out",
        ("within",): "business days differ by the ticket, and a median has one limit; write hours, or "
        "statistic: share with target: 50%",
    }
    assert not list(checks.statistic_faults(Statistic.SHARE, {"target", "within"}, BusinessDays(2)))


def test_every_limit_can_be_written_as_its_example_says() -> None:
    told = {indicator: limit(indicator, text) for indicator, text in EXAMPLES.items()}
    assert {indicator.value: float(value) for indicator, value in told.items()} == {
        "outages": 3,
        "longest_outage": 7200,
        "backlog": 50,
        "backlog_age": 2_592_000,
        "workload": 400,
        "reopened": 0.05,
    }


@pytest.mark.parametrize(
    ("indicator", "written", "said"),
    [
        (Indicator.OUTAGES, "3h", '"3h" is no number; write a whole number, e.g. 3'),
        (Indicator.OUTAGES, "-1", '"-1" is no number; write a whole number, e.g. 3'),
        (Indicator.LONGEST_OUTAGE, "2", '"2" has no unit; write 2m for minutes or 2h for hours'),
        (Indicator.BACKLOG_AGE, "30", '"30" are no days or weeks; write 30 days or 30 weeks'),
        (Indicator.BACKLOG_AGE, "48h", '"48h" are no days or weeks; write e.g. 30 days or 8 weeks'),
        (Indicator.REOPENED, "5", '"5" has no %; write 5%'),
    ],
)
def test_a_limit_of_another_kind_is_told_how_to_write_it(indicator: Indicator, written: str, said: str) -> None:
    assert list(checks.limit_faults(indicator, written)) == [(("at_most",), said)]
