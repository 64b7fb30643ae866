"""What rules must know of an installation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from slawatch.alerting.taste import Taste
from slawatch.config.settings import AgreementAlerts, Configuration
from slawatch.model.alert import Language

RUNBOOKS: Final[Mapping[Language, str]] = {
    Language.EN: "https://github.com/slawatch/slawatch/blob/main/docs/runbooks/README.md",
    Language.ZH: "https://github.com/slawatch/slawatch/blob/main/docs/runbooks/README.zh.md",
}
GRAFANA: Final = "http://127.0.0.1:3000"
DAEMON: Final = "http://127.0.0.1:10720"
SELECTOR: Final = 'job="slawatch"'
KEEPS_FIRING: Final = (2, 42)
"""From this Prometheus on a rule knows keep_firing_for."""
OLDEST: Final = (2, 26)
"""From this Prometheus on there is last_over_time."""

Version = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where links lead, in which language, for which Prometheus, and what agreements want otherwise."""

    language: Language = Language.EN
    daemon_url: str = DAEMON
    grafana_url: str = GRAFANA
    runbooks_url: str = RUNBOOKS[Language.EN]
    selector: str = SELECTOR
    prometheus: Version = KEEPS_FIRING
    taste: Taste = field(default_factory=Taste)
    agreements: Mapping[str, AgreementAlerts] = field(default_factory=dict)


def installation(
    configuration: Configuration, *, language: Language | None, selector: str, prometheus: Version, taste: Taste
) -> Installation:
    """Return what a configuration says of alerts, with the command line's word over its language."""
    alerting = configuration.alerting
    spoken = language or alerting.language
    return Installation(
        language=spoken,
        daemon_url=configuration.web.external_url or DAEMON,
        grafana_url=alerting.grafana_url or GRAFANA,
        runbooks_url=alerting.runbooks_url or RUNBOOKS[spoken],
        selector=selector,
        prometheus=prometheus,
        taste=taste,
        agreements=alerting.agreements,
    )
