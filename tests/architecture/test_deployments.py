"""Examples of deployments: what they mount is there, what they ask for fits, and the rules are the same everywhere."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "config" / "compose"
KUBERNETES = ROOT / "config" / "kubernetes"
SERVICES = yaml.safe_load((COMPOSE / "compose.yml").read_text())["services"]
RULES = sorted((ROOT / "config" / "prometheus" / "rules").glob("*.yml"))


def _objects() -> dict[str, dict[str, Any]]:
    return {told["kind"]: told for told in yaml.safe_load_all((KUBERNETES / "slawatch.yaml").read_text())}


@pytest.mark.parametrize("service", SERVICES)
def test_every_path_that_compose_mounts_is_in_the_repository(service: str) -> None:
    mounted = [volume.split(":")[0] for volume in SERVICES[service]["volumes"] if volume.startswith(".")]
    assert mounted
    assert [path for path in mounted if not (COMPOSE / path).exists()] == []


@pytest.mark.parametrize("service", SERVICES)
def test_compose_publishes_on_this_machine_only_and_takes_every_right_away(service: str) -> None:
    told = SERVICES[service]
    assert all(port.startswith("127.0.0.1:") for port in told["ports"])
    assert told["read_only"] is True
    assert told["cap_drop"] == ["ALL"]


def test_prometheus_in_compose_asks_the_daemon_and_tells_alertmanager() -> None:
    told = yaml.safe_load((COMPOSE / "prometheus.yml").read_text())
    assert told["scrape_configs"][0]["static_configs"] == [{"targets": ["slawatch:10720"]}]
    assert told["alerting"]["alertmanagers"][0]["static_configs"] == [{"targets": ["alertmanager:9093"]}]


def test_rules_for_the_operator_are_those_of_prometheus() -> None:
    groups = [group for rules in RULES for group in yaml.safe_load(rules.read_text())["groups"]]
    assert yaml.safe_load((KUBERNETES / "prometheusrule.yaml").read_text())["spec"]["groups"] == groups, (
        "run: make kubernetes-rules"
    )


def test_a_pod_runs_as_the_user_of_the_image_and_can_change_nothing_but_its_data() -> None:
    pod = _objects()["Deployment"]["spec"]["template"]["spec"]
    assert "USER 65532:65532" in (ROOT / "Dockerfile").read_text()
    assert pod["securityContext"]["runAsUser"] == 65532
    assert pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"] is True


def test_two_daemons_never_write_to_one_database() -> None:
    told = _objects()["Deployment"]["spec"]
    assert (told["replicas"], told["strategy"]) == (1, {"type": "Recreate"})


def test_the_service_monitor_finds_the_service() -> None:
    monitor = yaml.safe_load((KUBERNETES / "servicemonitor.yaml").read_text())["spec"]
    service = _objects()["Service"]
    assert monitor["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()
    assert monitor["endpoints"][0]["port"] == service["spec"]["ports"][0]["name"]


def test_kubernetes_begins_with_the_configuration_that_comes_with_slawatch() -> None:
    assert (KUBERNETES / "slawatch.yml").read_text() == (ROOT / "config" / "slawatch.yml").read_text()
