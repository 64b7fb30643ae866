"""The two rule files of an installation."""

from collections.abc import Iterator, Mapping
from typing import Final

from slawatch.alerting.installation import KEEPS_FIRING, Installation
from slawatch.alerting.recording import recording_group
from slawatch.alerting.rule_text import rule_file
from slawatch.alerting.rules import alert_groups

ALERTS: Final = "slawatch.alerts.yml"
RECORDING: Final = "slawatch.recording.yml"


def rendered(at: Installation, command: str) -> Mapping[str, str]:
    """Return the files by name; `command` is what makes them again."""
    header = tuple(_header(at, command))
    return {
        ALERTS: rule_file(alert_groups(at), header=header),
        RECORDING: rule_file([recording_group(at)], header=header),
    }


def _header(at: Installation, command: str) -> Iterator[str]:
    yield "Made by the command below from the configuration; change that and make it again."
    yield f"  {command}"
    yield f"For Prometheus {at.prometheus[0]}.{at.prometheus[1]} and newer."
    if at.prometheus < KEEPS_FIRING:
        yield "Without keep_firing_for, which came with 2.42: a missed scrape may end an alert and begin it again."
