"""The columns behind a snapshot, for those who ask what its figures are made of."""

from dataclasses import dataclass

from slawatch.engine.findings import Finding
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOf:
    """What a snapshot's figures were made of; later evaluations put other columns in its place and change none."""

    plan: Plan
    rows: Rows
    findings: tuple[Finding, ...] = ()
    """Breaches and unplanned outages of the last year, the newest first, answered or not."""
    older_periods_read: bool = True
    """False while breaches before the previous period may be missing among them."""
