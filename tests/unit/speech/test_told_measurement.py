"""Figures of the improvement register in words."""

from datetime import UTC, datetime

import pytest

from slawatch.engine.comparison import Change, Comparison
from slawatch.model.measurement import Goal, Measurement, Quantity
from slawatch.speech.speech import Speech
from slawatch.speech.told_measurement import comparison_told, goal_told, measurement_told

AT = datetime(2026, 1, 1, tzinfo=UTC)
ENGLISH, CHINESE = Speech("en"), Speech("zh")


def figure(quantity: Quantity, value: float | None, **more: object) -> Measurement:
    return Measurement(**{"starts_at": AT, "ends_at": AT, "quantity": quantity, "value": value, "count": 0, **more})


@pytest.mark.parametrize(
    ("measured", "english", "chinese"),
    [
        (figure(Quantity.RATIO, 2 / 3, good=2, count=3), "66.66 % (2 of 3)", "66.66 % (2/3)"),
        (figure(Quantity.RATIO, 0.99999, count=1, exposure_seconds=7200), "99.99 % (1 outage in 2 h up)",
         "99.99 % (正常运行 2 小时 内 1 次中断)"),
        (figure(Quantity.SECONDS, 3725.2, count=40), "1 h 2 min 6 s (n = 40)", "1 小时 2 分钟 6 秒 (n = 40)"),
        (figure(Quantity.EVENTS, 12, count=12), "12 (n = 12)", "12 (n = 12)"),
        (figure(Quantity.RATIO, None, reason="none judged"), "— (none judged)", "— (尚无可评定)"),
        (None, "—", "—"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_figure_is_told_with_its_n(measured: Measurement | None, english: str, chinese: str) -> None:
    assert (measurement_told(ENGLISH, measured), measurement_told(CHINESE, measured)) == (english, chinese)


def test_of_what_is_to_be_rare_the_rest_is_told() -> None:
    reopened = figure(Quantity.RATIO, 0.93, good=93, count=100)
    assert measurement_told(ENGLISH, reopened, inverted=True).startswith("7.00 %")
    assert goal_told(ENGLISH, Goal(quantity=Quantity.RATIO, value=0.95), inverted=True) == "at most 5 %"


def test_goals_and_comparisons_are_told() -> None:
    assert goal_told(ENGLISH, Goal(quantity=Quantity.RATIO, value=0.999)) == "at least 99.9 %"
    assert goal_told(CHINESE, Goal(quantity=Quantity.SECONDS, value=14400)) == "不超过 4 小时"
    assert comparison_told(ENGLISH, Comparison(change=Change.BETTER, p_value=0.0001)) == "better (p < 0.001)"
    assert comparison_told(CHINESE, Comparison(change=Change.TOO_FEW, p_value=0.4)) == "数量太少，无法判断 (p = 0.400)"  # noqa: RUF001
    assert comparison_told(ENGLISH, Comparison(change=Change.NOT_TESTED, p_value=None)) == "not tested"
