"""A simulated desk as people keep it: users with roles, a promise that is always missed, a sealed report."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import bcrypt
from command import told
from desk import desk

from slawatch.clock import SystemClock

ROLES: Final = {"ann": "[write, approve]", "bob": "[write, approve]", "eve": "[read]"}
"""Who logs in with their name as password; eve only reads."""
FORMATS: Final = ("html", "pdf", "xlsx", "csv", "json")
SEALED: Final = "service/phone"
_MISSED: Final = """
  hurry:
    kind: sla
    with: acme
    name: {en: In a hurry, zh: 加急服务}
    services: [mail]
    period: rolling 28 days
    objectives:
      prompt: {indicator: resolution, when: {kind: incident, priority: [P1, P2]}, within: 1m, target: 100%}
      uptime: {indicator: availability, target: 99.9%}

desk: {timezone"""
"""Nobody resolves an incident within a minute; of 28 days there always are some."""


def last_month() -> str:
    """Return the month that is over, as it is in Shanghai."""
    first = (SystemClock().now() + timedelta(hours=8)).replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"


def yesterday(hour: int) -> datetime:
    """Return an hour of yesterday, UTC."""
    day = SystemClock().now() - timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def kept_desk(folder: Path) -> Path:
    """Write a configuration, read what the desk has told so far, seal a report, and return where the first is."""
    path = desk(folder)
    text = path.read_text(encoding="utf-8")
    assert text.count("\ndesk: {timezone") == 1
    users = "\n".join(f"    {name}: {{roles: {roles}}}" for name, roles in ROLES.items())
    web = f"\nweb:\n  config_file: web.yml\n  users:\n{users}\nevaluate: {{every: 2s}}\n"
    path.write_text(text.replace("\ndesk: {timezone", _MISSED) + web, encoding="utf-8")
    (folder / "web.yml").write_text("basic_auth_users:\n" + "".join(map(_login, ROLES)))
    told(path, "sync")
    told(path, "seal", "--subject", SEALED, "--period", last_month(), "--by", "li", "--incomplete",
         "--format", ",".join(FORMATS), "--lang", "en")  # fmt: skip
    return path


def _login(name: str) -> str:
    return f"  {name}: {bcrypt.hashpw(name.encode(), bcrypt.gensalt(4)).decode()}\n"
