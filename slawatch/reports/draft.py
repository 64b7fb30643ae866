"""A report in the making, as every section sees it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from slawatch.engine.findings import Breach, breaches
from slawatch.reports.compared import Compared
from slawatch.reports.document import Block, Status
from slawatch.reports.evidence_rows import EvidenceRows
from slawatch.reports.material import Material
from slawatch.reports.merged_outages import MergedOutage, merged_outages
from slawatch.reports.notes import Notes


@dataclass(frozen=True, kw_only=True, eq=False)
class Draft:
    """Facts, what people wrote of them, and how far the report is in its life; what several sections ask for, once."""

    material: Material
    notes: Notes
    status: Status
    restatement: int

    @cached_property
    def compared(self) -> Compared:
        """The figures beside those of other stretches."""
        return Compared(material=self.material)

    @cached_property
    def breaches(self) -> Sequence[Breach]:
        """The objectives that were missed in the agreements' own periods."""
        return list(breaches(self.material.own_periods, self.material.plan))

    @cached_property
    def outages(self) -> Sequence[MergedOutage]:
        """The outages that touch the report's period, those that cost the most first."""
        return merged_outages(self.material)

    @cached_property
    def evidence(self) -> EvidenceRows:
        """What the figures stand on, one by one."""
        return EvidenceRows(self.material)


Making = Callable[[Draft], Iterable[Block]]
"""Yields the blocks of a section; none where the section has nothing to say of the subject."""
