"""The place of an outage on the page of outages."""

from urllib.parse import quote

from slawatch.engine.one_outage import OneOutage


def anchor(outage: OneOutage) -> str:
    """Return the name of an outage's place; safe in an address."""
    return f"{outage.severity}-{quote(outage.service_id, safe='')}-{outage.started_at:%Y%m%dT%H%M%SZ}"
