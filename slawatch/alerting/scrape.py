"""A configuration of Prometheus that scrapes slawatch, loads its rules and knows an Alertmanager."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

JOB: Final = "slawatch"
"""Rules select it by this name."""
TIMEOUT: Final = 10
"""Seconds; a scrape copies bytes, and takes milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicAuth:
    """A name, and the file that holds its password: no secret stands in a configuration."""

    username: str
    password_file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrape:
    """How Prometheus reaches the daemon."""

    targets: tuple[str, ...]
    """HOST:PORT; two daemons that watch the same are two targets of one job."""
    interval: str = "30s"
    tls: bool = False
    ca_file: str | None = None
    basic_auth: BasicAuth | None = None
    rules: str = "rules/*.yml"
    """Rule files, beside the configuration."""
    alertmanager: str = "localhost:9093"


def prometheus_file(scrape: Scrape, *, command: str) -> str:
    """Return the file; `command` is what makes it again."""
    header = f"# Made by the command below; change its options and make it again.\n#   {command}\n"
    return header + yaml.dump(_configuration(scrape), sort_keys=False, default_flow_style=False)


def _configuration(scrape: Scrape) -> Mapping[str, Any]:
    return {
        "global": {"scrape_interval": scrape.interval, "evaluation_interval": scrape.interval},
        "rule_files": [scrape.rules],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [scrape.alertmanager]}]}]},
        "scrape_configs": [_job(scrape)],
    }


def _job(scrape: Scrape) -> Mapping[str, Any]:
    job: dict[str, Any] = {"job_name": JOB, "scrape_timeout": f"{TIMEOUT}s"}
    if scrape.tls:
        job["scheme"] = "https"
    if scrape.ca_file is not None:
        job["tls_config"] = {"ca_file": scrape.ca_file}
    if scrape.basic_auth is not None:
        job["basic_auth"] = {
            "username": scrape.basic_auth.username,
            "password_file": scrape.basic_auth.password_file,
        }
    job["static_configs"] = [{"targets": list(scrape.targets)}]
    return job
