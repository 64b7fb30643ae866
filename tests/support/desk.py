"""Configurations for a running daemon, each on a database of the test's own."""

from pathlib import Path

SHIPPED = Path(__file__).parents[2] / "config" / "slawatch.yml"


def desk(folder: Path, *, history: int = 70, every: str = "2s", seed: int = 7) -> Path:
    """Write the shipped configuration with a shorter history and a quicker poll, and return where it is."""
    text = SHIPPED.read_text(encoding="utf-8")
    for before, after in (
        ("kind: simulator  ", f"kind: simulator\n    seed: {seed}\n    history: {history}  "),
        ("every: 10s", f"every: {every}"),
        ("sqlite:///../var/slawatch.db", "sqlite:///slawatch.db"),
        # Sealing a month is work of seconds beside what a test looks at.
        ("    report: {languages: [en, zh]}   # sealed three business days after each month\n", ""),
    ):
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    written = folder / "slawatch.yml"
    written.write_text(text, encoding="utf-8")
    return written


OUTAGE_LOG = """
sources:
  log:
    kind: csv_outages
    path: outages.csv
    every: 1s
    complete_through: read
    columns: {id: id, started_at: started_at, ended_at: ended_at}
    map: {service: {default: mail}}
parties: {acme: {kind: customer, name: Acme}}
services: {mail: {name: Mail, hours: 24x7}}
agreements:
  gold:
    kind: sla
    with: acme
    services: [mail]
    objectives:
      availability: {indicator: availability, target: 99.9%}
evaluate: {every: 1h}
store: {url: sqlite:///slawatch.db}
"""


def outage_log(folder: Path) -> Path:
    """Write a configuration whose only source is outages.csv beside it, and return where it is."""
    written = folder / "slawatch.yml"
    written.write_text(OUTAGE_LOG, encoding="utf-8")
    return written


def outages(*rows: str) -> str:
    """Return the log with the given rows."""
    return "\n".join(("id,started_at,ended_at", *rows, ""))
