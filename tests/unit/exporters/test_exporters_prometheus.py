import gzip
import re

import pytest
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics_families
from prometheus_client.parser import text_string_to_metric_families as text_families

from slawatch.exporters.names import BY_NAME
from slawatch.exporters.prometheus import Exposition, Form, rendered
from slawatch.testing.snapshots import crowd, objective_figure, service_state, snapshot

COUNTS = {"tickets_created": {("mail", "incident", "P1"): 5}}
_GAUGE_SUFFIX = re.compile("_g(count|sum)$")
"""Of gauge histograms, which the old text takes for histograms."""
HOSTILE = 'a"b\\c\nd{e}=,# \u2028<script>'


@pytest.fixture(scope="module")
def exposition() -> Exposition:
    return rendered(snapshot(), COUNTS, limit=10_000, full={"acme-mail"})


def parsed(exposition: Exposition, form: Form) -> dict[str, Metric]:
    text = exposition.bodies[form].plain.decode()
    families = openmetrics_families(text + "# EOF\n") if form is Form.OPENMETRICS else text_families(text)
    return {sample.name: family for family in families for sample in family.samples}


def samples(exposition: Exposition, form: Form) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (_GAUGE_SUFFIX.sub(r"_\1", sample.name), frozenset(sample.labels.items())): sample.value
        for family in parsed(exposition, form).values()
        for sample in family.samples
    }


def test_both_formats_tell_the_same_samples(exposition: Exposition) -> None:
    assert samples(exposition, Form.TEXT) == samples(exposition, Form.OPENMETRICS)
    assert len(samples(exposition, Form.TEXT)) == exposition.series


def test_a_figure_is_read_back_as_it_was_written(exposition: Exposition) -> None:
    labels = {"service_id": "mail", "sla": "acme-mail", "objective": "first-response", "period": "current"}
    assert samples(exposition, Form.OPENMETRICS)["slawatch_objective_attained_ratio", frozenset(labels.items())] == (
        240 / 247
    )


def test_labels_types_and_help_are_those_of_the_table(exposition: Exposition) -> None:
    for name, family in parsed(exposition, Form.OPENMETRICS).items():
        declared = BY_NAME.get(name) or BY_NAME[family.name]
        assert (family.type, family.documentation, family.unit) == (declared.type, declared.help, declared.unit)
        assert {tuple(label for label in sample.labels if label != "le") for sample in family.samples} == {
            declared.labels
        }


def test_lean_families_tell_a_part_of_the_declared_labels() -> None:
    for name, family in parsed(rendered(snapshot(), COUNTS, limit=10_000), Form.OPENMETRICS).items():
        declared = set(BY_NAME[name].labels)
        assert all(declared - set(sample.labels) <= {"priority"} for sample in family.samples)


def test_the_old_text_tells_a_state_set_as_a_gauge(exposition: Exposition) -> None:
    assert b"# TYPE slawatch_objective_state gauge\n" in exposition.bodies[Form.TEXT].plain
    assert b"# TYPE slawatch_objective_state stateset\n" in exposition.bodies[Form.OPENMETRICS].plain


def test_gzip_holds_the_same_text(exposition: Exposition) -> None:
    for body in exposition.bodies.values():
        assert gzip.decompress(body.gzipped) == body.plain


def test_rendering_is_the_same_every_time(exposition: Exposition) -> None:
    assert rendered(snapshot(), COUNTS, limit=10_000, full={"acme-mail"}) == exposition


@pytest.mark.parametrize("form", Form)
def test_hostile_names_stay_label_values(form: Form) -> None:
    made = snapshot(objectives=(objective_figure(party=HOSTILE),), states=(service_state(service_id=HOSTILE),))
    families = parsed(rendered(made, {}, limit=10_000), form)
    assert families["slawatch_objective_info"].samples[0].labels["party"] == HOSTILE
    assert families["slawatch_outage_active"].samples[0].labels["service_id"] == HOSTILE


def test_no_sample_has_a_timestamp(exposition: Exposition) -> None:
    lines = exposition.bodies[Form.TEXT].plain.decode().splitlines()
    assert {len(line.rpartition("}")[2].split()) for line in lines if "}" in line and line[0] != "#"} == {1}


def test_the_ceiling_drops_the_least_important_families_first() -> None:
    whole = rendered(crowd(3), {}, limit=10_000)
    cut = rendered(crowd(3), {}, limit=whole.series - 1)
    assert cut.dropped == {"slawatch_tickets_without_objective": 1}
    assert cut.series == whole.series - 1
    assert b"slawatch_tickets_without_objective" not in cut.bodies[Form.TEXT].plain


def test_the_ceiling_holds_always() -> None:
    exposition = rendered(crowd(3), {}, limit=5)
    assert exposition.series <= 5
    assert "slawatch_objective_state" in exposition.dropped


def test_under_the_ceiling_nothing_is_dropped(exposition: Exposition) -> None:
    assert exposition.dropped == {}


def test_a_lean_service_with_four_objectives_costs_123_series() -> None:
    of_objectives = 4 + 4 + 3 + 8 + 24 + 8 + 3 + 3 + 4 + 4  # info target attained state n misses best coverage elapsed
    of_budgets = 3 * 4
    of_periods = 2 * 2
    of_the_service = 3 + 6 + 1 + 2 + 6 + 2  # outage and data, classes, raw, outages, means, open tickets
    of_the_service += 1  # n of mtrs
    of_timers = 3 * (1 + 1 + 5)  # due, overdue, bands
    one_more = rendered(crowd(11), {}, limit=10_000).series - rendered(crowd(10), {}, limit=10_000).series
    assert one_more == of_objectives + of_budgets + of_periods + of_the_service + of_timers == 123
