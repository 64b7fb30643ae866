"""Who did what: a line of the activity log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Way(StrEnum):
    """By which way somebody did something."""

    PAGE = "page"
    API = "api"
    COMMAND = "command"
    DAEMON = "daemon"
    """By itself, as its configuration says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who does something now."""

    user: str
    """The name by which they logged in; of a command the user of the operating system."""
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChange:
    """A value that was given to a thing; None: none was or is given."""

    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did; lines are added to the log and never changed."""

    number: int
    """1 for the first line of the log, and up."""
    at: datetime
    actor: Actor
    action: str
    """stated, approved, withdrawn, changed, …"""
    kind: str
    """What it was done to: exclusion, correction, outage, action, acceptance, report, configuration, …"""
    name: str
    """The id of what it was done to; empty where there is one only."""
    changes: Mapping[str, ValueChange] = field(default_factory=dict)
    """By the name of a value what it was and became."""
