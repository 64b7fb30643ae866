"""The places of an outage on the page of outages: its own, and the one that what needs an answer leads to."""

from urllib.parse import quote

from slawatch.engine.one_outage import OneOutage
from slawatch.model.reference import OutageRef


def anchor(outage: OneOutage) -> str:
    """Return the name of an outage's place; safe in an address."""
    return f"{outage.severity}-{quote(outage.service_id, safe='')}-{outage.started_at:%Y%m%dT%H%M%SZ}"


def found_anchor(found: OutageRef) -> str:
    """Return the name of the place of an outage that costs agreed time, known by its name alone; likewise."""
    return f"outage-{quote(found.service_id, safe='')}-{found.started_at:%Y%m%dT%H%M%SZ}"
