"""What somebody may ask who sees some agreements only: an inquiry that knows of nothing else."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cached_property

from slawatch.engine.alignment import Misalignment, misalignments
from slawatch.engine.findings import Finding
from slawatch.engine.passage import too_long
from slawatch.engine.restriction import restricted_plan, restricted_rows, restricted_snapshot, tells_of, told_by
from slawatch.engine.unmapped import UnmappedWord
from slawatch.ingest.source import BadRow
from slawatch.model.correction import Correction, OfOutage
from slawatch.model.deed import Deed
from slawatch.model.outage import Exclusion
from slawatch.model.result import Snapshot
from slawatch.runtime.finding_history import newest_first, outages_found
from slawatch.runtime.inquired_register import breaches_seen
from slawatch.runtime.inquiry import Inquiry
from slawatch.runtime.listing import ExplainedTicket
from slawatch.runtime.made_of import MadeOf
from slawatch.runtime.stated_corrections import service_of
from slawatch.runtime.told_statements import is_correction_told
from slawatch.store.contract import Store
from slawatch.store.deed_contract import AskedDeeds


class RestrictedInquiry(Inquiry):
    """An inquiry about a publication of which only some agreements are left.

    What is computed stands on restricted definitions and columns. What is read from the store is looked over here, so
    whoever adds a question that reads the store adds an answer here; a test names those that were thought of.
    """

    def __init__(self, store: Store, snapshot: Snapshot, made_of: MadeOf, seen: AbstractSet[str]) -> None:
        plan = restricted_plan(made_of.plan, seen)
        rows = restricted_rows(made_of.rows, made_of.plan, plan)
        own = MadeOf(plan=plan, rows=rows, older_periods_read=made_of.older_periods_read)
        super().__init__(store, snapshot, own)
        self._breaches = breaches_seen(made_of.findings, seen)
        self._all = frozenset(each.id for each in made_of.plan.definitions.agreements)
        self.snapshot = restricted_snapshot(snapshot, plan, rows)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The breaches of theirs, and outages by the time that they lost under their agreements."""
        return newest_first((*self._breaches, *outages_found(self._own_plan(), self.snapshot, self._made_of.rows)))

    @classmethod
    def of(cls, whole: Inquiry, seen: AbstractSet[str]) -> "RestrictedInquiry":
        """Return what is left of an inquiry where only some agreements are seen."""
        return cls(whole._present, whole.snapshot, whole._made_of, seen)  # noqa: SLF001  a kind of the same

    @cached_property
    def unmapped(self) -> tuple[UnmappedWord, ...]:
        """None: what nothing maps belongs to no agreement."""
        return ()

    def ticket(self, source: str, name: str) -> ExplainedTicket | None:
        """Return a ticket that one of the agreements judges, or that tells an outage of its services."""
        found = super().ticket(source, name)
        if found is None or not (found.timers or self._is_behind(source, found.id)):
            return None
        return replace(found, corrections=tuple(each for each in found.corrections if self._is_own(each)))

    def misalignments(self, sla: str) -> Sequence[Misalignment]:
        """Return what of their own stands below the promises of an agreement; kept apart from everybody's."""
        found = (*too_long(self.definitions), *misalignments(self.definitions))
        return [each for each in found if each.upper.agreement.id == sla]

    def stated_exclusions(self) -> Sequence[Exclusion]:
        """Return what was stated of their services."""
        return [each for each in super().stated_exclusions() if each.service in self.definitions.services]

    def stated_corrections(self) -> Sequence[Correction]:
        """Return what was stated of their tickets and outages."""
        stated = [each for each in super().stated_corrections() if self._is_own(each)]
        tickets = {source: self._own_tickets(source, stated) for source in {each.source for each in stated}}
        return [
            each
            for each in stated
            if (self._is_own_outage(each) if isinstance(each.told, OfOutage) else each.subject in tickets[each.source])
        ]

    def deeds(self, asked: AskedDeeds, *, most: int) -> Sequence[Deed]:  # noqa: ARG002  nothing to choose
        """Return none: the log tells of everybody's."""
        return ()

    def quarantined(self, source: str, *, first: int, most: int) -> Sequence[BadRow]:  # noqa: ARG002  nothing to choose
        """Return none: whose rows these are, nobody can read."""
        return ()

    def quarantine_size(self, source: str) -> int:  # noqa: ARG002  likewise
        """Return 0, as none are told."""
        return 0

    def told(self, words: Iterable[UnmappedWord]) -> Sequence[object]:  # type: ignore[override]  # noqa: ARG002  likewise
        """Return none."""
        return ()

    def _own_tickets(self, source: str, stated: Sequence[Correction]) -> AbstractSet[str]:
        """Return the ids of the tickets of a source behind what they see, of those that corrections are about."""
        if source not in self.definitions.mappings:
            return frozenset()
        ids = {each.subject for each in stated if each.source == source and not isinstance(each.told, OfOutage)}
        return {name for facts in self._present.facts_of(source, ids) for name in told_by(self._made_of.rows, facts)}

    def _is_own_outage(self, correction: Correction) -> bool:
        return service_of(self._present, self._made_of.plan, correction) in self.definitions.services

    @property
    def _every(self) -> frozenset[str]:
        return self._all

    def _is_behind(self, source: str, ticket: str) -> bool:
        found = self._store.ticket(source, ticket)
        return found is not None and tells_of(self._made_of.rows, found[1].tickets)

    def _is_own(self, correction: Correction) -> bool:
        return is_correction_told(correction, self.definitions)
