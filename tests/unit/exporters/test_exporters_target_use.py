"""The histogram of what timers used of their targets, and the tickets that it points at."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics_families
from prometheus_client.parser import text_string_to_metric_families as text_families

from slawatch.exporters.prometheus import Form, rendered
from slawatch.model.result import Relative
from slawatch.model.target_use import TargetUse, UseExample
from slawatch.testing.snapshots import objective_figure, snapshot

ANSWER = {"service_id": "mail", "sla": "acme-mail", "objective": "first-response", "period": "current"}
USED = TargetUse(counts=(4, 3, 0, 2, 1, 0, 0, 1), total=17.25)
CUMULATED = {"0.5": 4, "0.75": 7, "0.9": 7, "1.0": 9, "1.5": 10, "3.0": 10, "10.0": 10, "+Inf": 11}
LATE = UseExample(
    service_id="mail", sla="acme-mail", objective="first-response", period=Relative.CURRENT, bucket=4, source="desk",
    ticket="INC 7", share=1.25, at=datetime(2026, 11, 18, 9, tzinfo=UTC),
)  # fmt: skip


def shown(form: Form, *examples: UseExample, full: tuple[str, ...] = ("acme-mail",)) -> str:
    made = snapshot(objectives=(objective_figure(used=USED),))
    return rendered(made, {}, limit=10_000, full=full, examples=examples).bodies[form].plain.decode()


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("slawatch_timer_target_used_ratio")]


def test_buckets_are_cumulated_and_the_last_one_is_all_of_them() -> None:
    for form, read, kind, gauge in (
        (Form.OPENMETRICS, openmetrics_families, "gaugehistogram", "g"),
        (Form.TEXT, text_families, "histogram", ""),
    ):
        text = shown(form) + ("# EOF\n" if gauge else "")
        (family,) = [each for each in read(text) if each.name == "slawatch_timer_target_used_ratio"]
        assert family.type == kind
        told = {sample.labels.get("le", sample.name[len(family.name) :]): sample.value for sample in family.samples}
        assert told == {**CUMULATED, f"_{gauge}count": 11, f"_{gauge}sum": 17.25}
        assert all(ANSWER.items() <= sample.labels.items() for sample in family.samples)
        assert "corrections" in family.documentation


def test_a_lean_agreement_shows_no_histogram() -> None:
    assert lines(shown(Form.TEXT, full=())) == []


def test_a_histogram_counts_as_the_series_that_it_has() -> None:
    made = snapshot(objectives=(objective_figure(used=USED),))
    with_it, without = (
        rendered(replace(made, objectives=(figure,)), {}, limit=10_000, full={"acme-mail"}).series
        for figure in (objective_figure(used=USED), objective_figure(used=None))
    )
    assert with_it - without == 10


def test_a_bucket_points_at_the_ticket_that_was_decided_last() -> None:
    text = shown(Form.OPENMETRICS, LATE)
    (line,) = [line for line in lines(text) if "#" in line]
    assert line.endswith('le="1.5"} 10 # {ticket="desk/INC 7"} 1.25 1794992400')
    found = [
        sample.exemplar
        for family in openmetrics_families(text + "# EOF\n")
        for sample in family.samples
        if sample.exemplar is not None
    ]
    assert [(each.labels, each.value, float(each.timestamp)) for each in found] == [
        ({"ticket": "desk/INC 7"}, 1.25, 1794992400)
    ]


def test_the_old_text_knows_no_exemplars() -> None:
    assert not any("#" in line for line in lines(shown(Form.TEXT, LATE)))


@pytest.mark.parametrize(("letters", "told"), [(117, True), (118, False)])
def test_labels_longer_than_128_characters_are_left_out(letters: int, told: bool) -> None:  # noqa: FBT001  parametrized
    long = replace(LATE, ticket="x" * letters)  # with ticket and desk/ 128 characters, or 129
    assert any("#" in line for line in lines(shown(Form.OPENMETRICS, long))) is told


def test_a_ticket_with_quotes_stays_a_value() -> None:
    (line,) = [line for line in lines(shown(Form.OPENMETRICS, replace(LATE, ticket='a"\\b'))) if "#" in line]
    assert line.endswith('# {ticket="desk/a\\"\\\\b"} 1.25 1794992400')  # no parser in Python reads escapes there
