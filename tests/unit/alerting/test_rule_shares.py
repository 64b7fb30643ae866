"""Agreements that want alerts otherwise: each pair of agreement and alert is covered by one rule, or by none."""

import re
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.alerting.installation import Installation
from slawatch.alerting.rules import alert_groups
from slawatch.alerting.table import ALERTS
from slawatch.config.settings import AgreementAlerts
from slawatch.model.alert import OF_AGREEMENTS, AlertName, Severity

SLAS = ("gold", "gold.eu", "goldxeu", "silver-1")
MARKS = ("tier", "late", "urgent")
SEVERITIES = st.sampled_from((Severity.CRITICAL, Severity.WARNING, Severity.INFO))
OTHERWISE = st.builds(
    AgreementAlerts,
    severity=st.dictionaries(st.sampled_from(OF_AGREEMENTS), SEVERITIES, max_size=3),
    labels=st.dictionaries(st.sampled_from(("team", "room")), st.sampled_from(("erp", "web")), max_size=2),
    off=st.frozensets(st.sampled_from(OF_AGREEMENTS), max_size=3),
)
URGENCY = ("critical", "warning", "info", "none")


def rules(agreements: Mapping[str, AgreementAlerts]) -> list[Mapping[str, Any]]:
    return [rule for group in alert_groups(Installation(agreements=agreements)) for rule in group["rules"]]


def covers(rule: Mapping[str, Any], sla: str) -> bool:
    """Tell whether every metric of a rule that has the label would give this agreement's series."""
    found = set(re.findall(r'sla(=~|!~|!=|=)"([^"]*)"', rule["expr"]))
    assert len(found) <= 1, "the metrics of one rule are narrowed alike"
    for operator, value in found:
        hit = re.fullmatch(value, sla) is not None if "~" in operator else value == sla
        return hit is not operator.startswith("!")
    return True


def variant(rule: Mapping[str, Any]) -> tuple[str, ...]:
    return rule["alert"], *(rule["labels"].get(mark, "") for mark in MARKS)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(SLAS), OTHERWISE, max_size=4))
def test_every_agreement_has_each_of_its_alerts_once_as_it_wants_it(agreements: Mapping[str, AgreementAlerts]) -> None:
    made = rules(agreements)
    for sla in SLAS:
        wanted = agreements.get(sla, AgreementAlerts())
        for alert in ALERTS:
            if alert.name not in OF_AGREEMENTS:
                continue
            own = (alert.name, *(alert.labels.get(mark, "") for mark in MARKS))
            covering = [rule for rule in made if variant(rule) == own and covers(rule, sla)]
            assert len(covering) == (alert.name not in wanted.off), (sla, own)
            for rule in covering:
                assert wanted.labels.items() <= rule["labels"].items()
                assert {"team", "room"} & rule["labels"].keys() == wanted.labels.keys()


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(SLAS), OTHERWISE, max_size=4))
def test_no_two_rules_have_the_same_name_and_labels(agreements: Mapping[str, AgreementAlerts]) -> None:
    told = [(rule["alert"], *sorted(rule["labels"].items())) for rule in rules(agreements)]
    assert len(told) == len(set(told))


def severity_of(severities: Mapping[AlertName, Severity]) -> Mapping[tuple[str, ...], str]:
    told = rules({"gold": AgreementAlerts(severity=severities)})
    return {variant(rule): rule["labels"]["severity"] for rule in told if covers(rule, "gold")}


def test_another_severity_makes_the_milder_rule_of_a_name_milder_and_never_more_urgent() -> None:
    burn = AlertName.ERROR_BUDGET_BURN
    told = [severity_of({burn: severity}) for severity in (Severity.CRITICAL, Severity.WARNING, Severity.INFO)]

    assert [each[burn, "fast", "", ""] for each in told] == ["critical", "warning", "info"]
    assert [each[burn, "slow", "", ""] for each in told] == ["warning", "warning", "info"]


def test_alerts_of_sources_and_of_the_daemon_are_split_by_nobody() -> None:
    everything_off = {"gold": AgreementAlerts(off=frozenset(OF_AGREEMENTS))}
    told = [rule for rule in rules(everything_off) if rule["alert"] not in OF_AGREEMENTS]

    assert {rule["alert"] for rule in told} == set(AlertName) - set(OF_AGREEMENTS)
    assert not [rule["alert"] for rule in told if "sla" in rule["expr"].replace("slawatch", "")]


def test_a_prometheus_without_keep_firing_for_is_spared_it() -> None:
    made = [rule for group in alert_groups(Installation(prometheus=(2, 41))) for rule in group["rules"]]
    assert not [rule for rule in made if "keep_firing_for" in rule]
    assert [rule for rule in rules({}) if "keep_firing_for" in rule]
