"""The pages over five weeks of the simulated desk, with agreements that hold everything a page can show."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import yaml
from asked_site import AskedSite, serving

from slawatch.app.configuring import Overrides, configured, installed
from slawatch.app.planning import planned
from slawatch.app.polling import poller
from slawatch.app.storing import for_writing
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.ingest.source import BadRow, Batch
from slawatch.reports.life.judges import Judges
from slawatch.reports.life.rounds import Rounds
from slawatch.testing.clock import ManualClock
from slawatch.testing.pages import MadeSource

SHIPPED: Final = Path(__file__).parents[2] / "config" / "slawatch.yml"
NOW: Final = datetime(2026, 11, 20, 9, 45, tzinfo=UTC)
HOSTILE: Final = "<script>alert(1)</script>\u202e\"'&{{ 7 * 7 }}"
BAD_ROWS: Final = 250


def configuration(folder: Path) -> Path:
    """Write the shipped configuration with versions, credits, limits, parts, maintenance and hostile names."""
    told: dict[str, Any] = yaml.safe_load(SHIPPED.read_text())
    told["sources"]["desk"] |= {"history": 40}
    services, agreements = told["services"], told["agreements"]
    services["business"] = {"name": {"en": HOSTILE}, "hours": "office", "state": {"all_of": ["erp", "mail"]}}
    services["lines"] = {"hours": "always", "users": 1200, "state": {"capacity": {"wan": "75%", "phone": "25%"}}}
    told["parties"]["board"] = {"kind": "customer", "name": HOSTILE}
    agreements["whole"] = {
        "kind": "sla",
        "with": "board",
        "name": HOSTILE,
        "services": ["business", "lines"],
        "scope": "agreement",
        "timezone": "Asia/Shanghai",
        "from": "2026-01-01",
        "review_by": "2026-06-30",
        "objectives": {
            "availability": {"indicator": "availability", "target": "99.9%"},
            "outages": {"indicator": "outages", "at_most": 3},
        },
        "versions": [{"from": "2026-11-01", "objectives": {"availability": {"target": "99.5%"}}}],
    }
    bands = {"<99.95%": "5%", "<99%": "25%"}
    agreements["nordwind-online"]["credits"] = {
        "currency": "EUR",
        "fee": 12_000,
        "bands": bands,
        "claim_within": "8 weeks",
    }
    agreements["netco-lines"]["objectives"]["longest"] = {"indicator": "longest_outage", "at_most": "1h"}
    agreements["applications-team"]["objectives"]["p1-response"] = {
        "indicator": "first_response", "when": {"kind": "incident", "priority": "P1"}, "within": "30m", "target": "95%",
        "hours": "always",
    }  # fmt: skip
    told["maintenance"] = {
        "sundays": {"services": ["erp", "mail"], "days": ["sun"], "from": "02:00", "for": "4h", "since": "2026-01-01",
                    "timezone": "Asia/Shanghai", "reason": HOSTILE, "approved_by": "Acme"}
    }  # fmt: skip
    path = folder / "slawatch.yml"
    path.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False))
    return path


@contextmanager
def simulated_site(folder: Path) -> Iterator[AskedSite]:
    """Serve the pages as they are on a Friday in November."""
    clock, registry = ManualClock(NOW), installed()
    file = configured(configuration(folder), Overrides(store_url=f"sqlite:///{folder}/slawatch.db"), registry)
    store = for_writing(file.store)
    made = poller(registry, file.sources[0], store=store, clock=clock, metrics=SelfMetrics(version="1.0.0"))
    poll = made.poll()
    assert poll.result == "success"
    bad = tuple(BadRow(row_id=f"{HOSTILE}{number:03}", reason=HOSTILE, sha256="ab" * 32) for number in range(BAD_ROWS))
    state = store.state("desk")
    store.commit(
        "desk", Batch(cursor=state.cursor, bad=bad, complete_through=NOW), at=NOW, config_hash=state.config_hash or ""
    )
    judges = Judges(store=store, today=file.definitions, planned=planned)
    rounds = Rounds(store=store, settings=file.reports, judges=judges, clock=clock)
    with serving(store, planned(file.definitions), as_of=NOW, rounds=rounds) as site:
        site.made.sources = (
            MadeSource(name="desk", kind="simulator", watermark=NOW, last_success_at=NOW, clock_skew_seconds=-7.0),
            MadeSource(name="rt", up=False, problem=HOSTILE, watermark=NOW - timedelta(days=1)),
        )
        yield site
    store.close()
